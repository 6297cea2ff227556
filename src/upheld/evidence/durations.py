"""Durations in files of facts, written with their unit like in an agreement: `30 min`, `1 h 30 min`, `0.5 s`."""

import re
from typing import Final

from upheld.quantities.instants import HOUR, MICROS, MINUTE

__all__ = ["LONGEST", "NotADurationError", "parse_duration"]

LONGEST: Final = 2**53
"""No duration is longer [us]: some 285 years."""

_UNITS: Final = {"h": HOUR, "min": MINUTE, "s": MICROS, "ms": 1000, "us": 1}
_PART = r"(\d{1,16})(?:\.(\d{1,6}))? ?(h|min|s|ms|us)"
_WHOLE = re.compile(rf"{_PART}(?: {_PART})*", re.ASCII)
_ONE = re.compile(_PART, re.ASCII)


class NotADurationError(ValueError):
    """The text is not a duration of at least a microsecond."""


def parse_duration(text: str) -> int:
    """The duration [us], from 1 to `LONGEST`. Raises `NotADurationError`, also for a fraction finer than a
    microsecond.
    """
    if not _WHOLE.fullmatch(text):
        raise NotADurationError(text)
    total = 0
    for whole, fraction, unit in _ONE.findall(text):
        scaled = int(whole + fraction) * _UNITS[unit]
        size, rest = divmod(scaled, 10 ** len(fraction))
        if rest:
            raise NotADurationError(text)
        total += size
    if not 0 < total <= LONGEST:
        raise NotADurationError(text)
    return total
