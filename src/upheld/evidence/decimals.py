"""Exact decimals as canonical text: no binary float on the way in, one way to write each number."""

import re
from typing import Final

__all__ = ["MOST_DIGITS", "DecimalTooLongError", "NotADecimalError", "canonical_decimal"]

MOST_DIGITS: Final = 40
"""Most digits, before and after the point together, that a decimal may have when written out."""

_LONGEST_EXPONENT = 6
_NUMBER = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?", re.ASCII)


class NotADecimalError(ValueError):
    """The text is not a decimal number."""


class DecimalTooLongError(ValueError):
    """The number has more than `MOST_DIGITS` digits."""


def canonical_decimal(text: str) -> str:
    """The same number as `-?digits(.digits)?`: no exponent, no plus, no needless zero, no negative zero.

    Raises `NotADecimalError`, or `DecimalTooLongError` when it takes more than `MOST_DIGITS` digits.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise NotADecimalError(text)
    sign, whole, fraction, exponent = match.groups(default="")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0"
    if len(exponent) > _LONGEST_EXPONENT:
        raise DecimalTooLongError(text)
    point = len(digits) - len(fraction) + int(exponent or "0")
    digits = digits.rstrip("0")
    if max(point, len(digits)) - min(point, 0) > MOST_DIGITS:
        raise DecimalTooLongError(text)
    whole = digits[:point].ljust(point, "0") if point > 0 else "0"
    fraction = "0" * -point + digits[max(point, 0) :]
    return ("-" if sign == "-" else "") + whole + (f".{fraction}" if fraction else "")
