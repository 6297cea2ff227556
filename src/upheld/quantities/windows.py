"""Windows: the days, weeks, months, quarters, years and contract years over which promises are judged."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias, get_args

from upheld.quantities.instants import Instant
from upheld.quantities.zones import day_start, local_day

__all__ = ["KINDS", "NotAPeriodError", "Per", "PerKind", "Window", "next_window", "period", "window_of", "windows"]

PerKind: TypeAlias = Literal["day", "week", "month", "quarter", "year", "contract-year", "each-event"]

KINDS: Final[tuple[PerKind, ...]] = get_args(PerKind)

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_DATE = r"\d{4}-\d\d-\d\d"
_PERIOD = re.compile(
    rf"(?P<year>\d{{4}})|(?P<month>\d{{4}}-\d\d)|(?P<quarter>\d{{4}}-Q[1-4])|(?P<week>\d{{4}}-W\d\d)"
    rf"|(?P<day>{_DATE})|(?P<days>{_DATE}/{_DATE})",
    re.ASCII,
)


class NotAPeriodError(ValueError):
    """The text does not name a period."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a period: write 2026-03, 2026-Q1, 2026, 2026-W09 or 2026-03-05")
        self.text = text


@dataclass(frozen=True, slots=True)
class Per:
    """How often a promise is judged. Weeks start on Monday; contract years start on the anniversary of the term's first
    day.
    """

    kind: PerKind


@dataclass(frozen=True, slots=True)
class Window:
    """One period `[start, end)` [us UTC] between local midnights; `label` names it: 2026-03, 2026-Q1, 2026, 2026-W09,
    2026-03-05.

    A contract year is named by its first day and the first day after it: 2025-01-01/2026-01-01.
    """

    label: str
    start: Instant
    end: Instant


def period(text: str, zone: str) -> Window:
    """The window a label names, in the local days of `zone`. Raises `NotAPeriodError`."""
    match = _PERIOD.fullmatch(text)
    try:
        if match is None or not _FIRST_YEAR <= int(text[:4]) <= _LAST_YEAR:
            raise NotAPeriodError(text)
        first, after = _named_days(str(match.lastgroup), text)
    except ValueError:
        raise NotAPeriodError(text) from None
    window = Window(text, day_start(first, zone), day_start(after, zone))
    if window.end <= window.start:
        raise NotAPeriodError(text)
    return window


def window_of(per: Per, zone: str, *, at: Instant, anchor: date | None = None) -> Window:
    """The window that holds the instant; `anchor`, the first day of the term, is needed for contract years only."""
    return _window(per, zone, day=local_day(at, zone), anchor=anchor)


def next_window(per: Per, zone: str, *, window: Window, anchor: date | None = None) -> Window:
    """The window that starts where this one ends."""
    return window_of(per, zone, at=window.end, anchor=anchor)


def windows(per: Per, zone: str, *, start: Instant, end: Instant, anchor: date | None = None) -> list[Window]:
    """The windows that end inside `(start, end]`, in order: those that a statement for `[start, end)` judges."""
    found: list[Window] = []
    window = window_of(per, zone, at=start, anchor=anchor)
    while window.end <= end:
        found.append(window)
        window = next_window(per, zone, window=window, anchor=anchor)
    return found


def _window(per: Per, zone: str, *, day: date, anchor: date | None) -> Window:
    first, after = _days_around(per.kind, day, anchor=anchor)
    return Window(_label(per.kind, first, after=after), day_start(first, zone), day_start(after, zone))


def _days_around(kind: PerKind, day: date, *, anchor: date | None = None) -> tuple[date, date]:
    """First day of the period that holds `day`, and first day after it."""
    if kind == "each-event":
        raise ValueError("a promise per event has no windows")
    if kind == "day":
        return day, day + timedelta(days=1)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    if kind == "contract-year":
        if anchor is None:
            raise ValueError("contract years are counted from the first day of the term")
        first = _anniversary(anchor, day.year)
        first = first if first <= day else _anniversary(anchor, day.year - 1)
        return first, _anniversary(anchor, first.year + 1)
    months = _MONTHS[kind]
    month = (day.month - 1) // months * months
    return date(day.year, month + 1, 1), _month_start(day.year, month + months)


def _named_days(kind: str, text: str) -> tuple[date, date]:
    year = int(text[:4])
    if kind == "days":
        first, after = text.split("/")
        return date.fromisoformat(first), date.fromisoformat(after)
    if kind == "day":
        return _days_around("day", date.fromisoformat(text))
    if kind == "week":
        return _days_around("week", date.fromisocalendar(year, int(text[6:]), 1))
    if kind == "month":
        return _days_around("month", date(year, int(text[5:]), 1))
    if kind == "quarter":
        return _days_around("quarter", date(year, 3 * int(text[6:]), 1))
    return _days_around("year", date(year, 1, 1))


def _label(kind: PerKind, first: date, *, after: date) -> str:
    if kind == "day":
        return first.isoformat()
    if kind == "week":
        year, week, _ = first.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if kind == "month":
        return f"{first.year:04d}-{first.month:02d}"
    if kind == "quarter":
        return f"{first.year:04d}-Q{(first.month + 2) // 3}"
    if kind == "year":
        return f"{first.year:04d}"
    return f"{first.isoformat()}/{after.isoformat()}"


def _month_start(year: int, month: int) -> date:
    """The first day of the month that stands `month` months after January of `year`."""
    return date(year + month // 12, month % 12 + 1, 1)


def _anniversary(anchor: date, year: int) -> date:
    """The same day in another year; for 29 February, 28 February where there is none."""
    try:
        return anchor.replace(year=year)
    except ValueError:
        return anchor.replace(year=year, day=28)
