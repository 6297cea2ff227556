"""The order in which people expect names: P2 before P10."""

import re

__all__ = ["natural"]


def natural(text: str) -> list[tuple[int, str]]:
    """A key to sort names by: runs of digits by their value, before letters."""
    return [
        (int(part), "") if part.isdecimal() else (10**18, part) for part in re.split(r"([0-9]{1,18})", text) if part
    ]
