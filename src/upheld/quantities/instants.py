"""Instants: whole microseconds since 1970-01-01T00:00Z, read from and written as RFC 3339 text."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "DAY",
    "HOUR",
    "MICROS",
    "MINUTE",
    "NEVER",
    "SECOND",
    "Instant",
    "Instants",
    "NaiveInstantError",
    "NotAnInstantError",
    "instant_text",
    "parse_instant",
]

Instant: TypeAlias = int
"""Microseconds since 1970-01-01T00:00Z, leap seconds not counted."""

Instants: TypeAlias = npt.NDArray[np.int64]
"""Many instants, or many durations, as int64 microseconds."""

MICROS: Final = 1_000_000
SECOND: Final = MICROS
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
"""Twenty-four hours [us]; a local day may be longer or shorter (see `zones.day_start`)."""

NEVER: Final[int] = 2**63 - 1
"""The largest int64: there is no such instant (a deadline that never comes, a pause that never ends)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)?",
    re.ASCII,
)


class NotAnInstantError(ValueError):
    """The text is not a date and time of RFC 3339."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{text!r} is not an instant: {reason}")
        self.text = text
        self.reason = reason


class NaiveInstantError(ValueError):
    """The text has a date and a time but no offset, so it could be any of 26 hours."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} has no UTC offset: write it with Z or, for example, +01:00")
        self.text = text


def parse_instant(text: str) -> Instant:
    """The instant [us UTC] that an RFC 3339 text names.

    Digits finer than a microsecond are cut off, which keeps order. A leap second (`:60`) has no place on this scale and
    is refused. Raises `NaiveInstantError` without an offset, `NotAnInstantError` for anything else that is not an
    instant.
    """
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise NotAnInstantError(text, "write it like 2026-03-01T09:30:00Z")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if offset is None:
        raise NaiveInstantError(text)
    micros = int((fraction or "")[:6].ljust(6, "0"))
    try:
        zone = _offset(offset)
        local = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), micros, zone)
        return (local - _EPOCH) // timedelta(microseconds=1)
    except ValueError as error:
        raise NotAnInstantError(text, str(error)) from error


def instant_text(at: Instant) -> str:
    """The instant as RFC 3339 in UTC; a fraction only where there is one. `NEVER` reads "never"."""
    if at == NEVER:
        return "never"
    whole, micros = divmod(at, MICROS)
    text = (_EPOCH + timedelta(seconds=whole)).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    fraction = f".{micros:06d}".rstrip("0") if micros else ""
    return f"{text}{fraction}Z"


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    if minutes > 59:
        raise ValueError("an offset has at most 59 minutes")
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if text[0] == "-" else size)
