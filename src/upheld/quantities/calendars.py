"""Calendars: weekly openings, holidays and dated exceptions of one zone, and how they become spans of UTC."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Final, Self, TypeAlias

import holidays as library
import numpy as np

from upheld.quantities.hours import Hours, LocalDays
from upheld.quantities.instants import DAY, SECOND, Instant, Instants
from upheld.quantities.spans import Spans
from upheld.quantities.zones import LocalTime, day_number, day_of_number, local_day, local_time

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Calendar",
    "Holidays",
    "Opening",
    "UnknownHolidaysError",
    "Week",
    "always",
    "holiday_names",
    "holidays_version",
]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
"""Nothing is open before the first or after the last of these years."""

_DAY_SECONDS: Final = 86_400


class UnknownHolidaysError(ValueError):
    """The holiday library has no set of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is not a holiday set of {holidays_version()}: write, for example, GB-ENG")
        self.name = name


@dataclass(frozen=True, slots=True)
class Opening:
    """From `opens` to `closes` on the local clock [s after the midnight on which the day starts], half-open.

    `opens` is from 0 to below 86,400. `closes` above 86,400 runs into the next day, and 86,400 is the end of the day.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < _DAY_SECONDS and self.opens < self.closes <= 2 * _DAY_SECONDS):
            raise ValueError(f"an opening from {self.opens} s to {self.closes} s cannot be")


Week: TypeAlias = tuple[
    tuple[Opening, ...],
    tuple[Opening, ...],
    tuple[Opening, ...],
    tuple[Opening, ...],
    tuple[Opening, ...],
    tuple[Opening, ...],
    tuple[Opening, ...],
]


@dataclass(frozen=True, slots=True)
class Holidays:
    """A set of whole days: listed ones, or with `days` None the public holidays of a country or part of it, by name
    (GB-ENG).
    """

    name: str
    days: frozenset[date] | None = None

    @classmethod
    def named(cls, name: str) -> Self:
        """The set of the holiday library with that name, `COUNTRY` or `COUNTRY-PART`. Raises `UnknownHolidaysError`."""
        if name not in holiday_names():
            raise UnknownHolidaysError(name)
        return cls(name)

    @classmethod
    def listed(cls, days: Iterable[date]) -> Self:
        """Exactly these days; one that falls on a Sunday does not move."""
        return cls("listed", frozenset(days))

    @property
    def version(self) -> str | None:
        """The release of the library that a named set comes from; None for listed days."""
        return holidays_version() if self.days is None else None

    def during(self, first_year: int, last_year: int) -> frozenset[date]:
        """The days of the set in these years, both included."""
        if self.days is None:
            return _named_days(self.name, range(first_year, last_year + 1))
        return frozenset(day for day in self.days if first_year <= day.year <= last_year)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a service or a desk is open. Local times of `zone`; `weekly` has seven tuples, Monday first.

    A holiday removes the weekly openings that start on that day; `dates` replaces whatever a day would have.
    """

    name: str
    zone: str
    weekly: Week
    holidays: Holidays | None = None
    dates: Mapping[date, tuple[Opening, ...]] = field(default_factory=dict, hash=False)
    always: bool = False

    def opens_on(self, day: date) -> tuple[Opening, ...]:
        """The openings that start on a local day."""
        if day in self.dates:
            return self.dates[day]
        is_holiday = self.holidays is not None and day in self.holidays.during(day.year, day.year)
        return () if is_holiday else self.weekly[day.weekday()]

    def hours(self, start: Instant, end: Instant) -> Hours:
        """The calendar laid out over the whole local years that hold `[start, end]` [us UTC], once; kept for the next
        time.

        Years before `FIRST_YEAR` and after `LAST_YEAR` are left out: nothing is open there.
        """
        return self.hours_of_years(self.year_of(start), self.year_of(end))

    def hours_of_years(self, first_year: int, last_year: int) -> Hours:
        """The calendar laid out over these local years, both included, once; kept for the next time."""
        return _laid_out(self, first_year=first_year, last_year=last_year)

    @property
    def last_open_year(self) -> int:
        """The last year in which the calendar can be open."""
        if any(self.weekly):
            return LAST_YEAR
        return max((day.year for day, openings in self.dates.items() if openings), default=FIRST_YEAR)

    def year_of(self, at: Instant) -> int:
        """The local year of an instant [us UTC], but no earlier than `FIRST_YEAR` and no later than `LAST_YEAR`."""
        if not _EARLIEST <= at <= _LATEST:
            return FIRST_YEAR if at < _EARLIEST else LAST_YEAR
        return min(max(local_day(at, self.zone).year, FIRST_YEAR), LAST_YEAR)


_EARLIEST: Final = day_number(date(FIRST_YEAR, 1, 1)) * DAY
_LATEST: Final = day_number(date(LAST_YEAR, 12, 31)) * DAY


def always(zone: str) -> Calendar:
    """The calendar that is open every second of every day."""
    whole_day = (Opening(0, _DAY_SECONDS),)
    return Calendar("always", zone, (whole_day,) * 7, always=True)


def holidays_version() -> str:
    """The holiday library and its release, for example "holidays 0.109"."""
    return f"holidays {version('holidays')}"


@cache
def holiday_names() -> frozenset[str]:
    """Every name that `Holidays.named` takes."""
    countries = library.list_supported_countries(include_aliases=False)
    parts = (f"{country}-{part}" for country, every in countries.items() for part in every)
    return frozenset((*countries, *parts))


@lru_cache(maxsize=256)
def _named_days(name: str, years: range) -> frozenset[date]:
    country, _, part = name.partition("-")
    return frozenset(library.country_holidays(country, subdiv=part or None, years=years))


@lru_cache(maxsize=64)
def _laid_out(calendar: Calendar, *, first_year: int, last_year: int) -> Hours:
    clock = local_time(calendar.zone, first_year=first_year, last_year=last_year)
    first, last = day_number(date(first_year, 1, 1)), day_number(date(last_year, 12, 31))
    # one day more on either side: an opening may run over midnight into the first day, and the last day ends where the
    # next starts
    numbers = np.arange(first - 1, last + 2, dtype=np.int64)
    starts = clock.first_instants(numbers * DAY)
    place, opens, closes = _openings(calendar, numbers)
    begin = clock.first_instants(opens)
    end = np.where(closes == (numbers[place] + 1) * DAY, clock.first_instants(closes), clock.last_instants(closes))
    days = _local_days(clock, numbers, starts=starts, openings=(place, begin, end))
    return Hours.over(Spans.from_arrays(begin, end), days)


def _openings(calendar: Calendar, numbers: Instants) -> tuple[Instants, Instants, Instants]:
    """Of every opening that starts on one of the days: the place of its day, and its edges as wall times [us]."""
    weekday = (numbers + 3) % 7
    regular = _regular(calendar, numbers)
    rows = [np.empty((0, 3), dtype=np.int64)]
    for place, opening in _weekly(calendar):
        rows.append(_rows(np.flatnonzero(regular & (weekday == place)), opening))
    for day, openings in calendar.dates.items():
        rows.extend(_rows(np.flatnonzero(numbers == day_number(day)), opening) for opening in openings)
    table = np.concatenate(rows)
    midnight = numbers[table[:, 0]] * DAY
    return table[:, 0], midnight + table[:, 1], midnight + table[:, 2]


def _weekly(calendar: Calendar) -> Iterator[tuple[int, Opening]]:
    return ((place, opening) for place, openings in enumerate(calendar.weekly) for opening in openings)


def _rows(places: Instants, opening: Opening) -> Instants:
    rows = np.empty((places.size, 3), dtype=np.int64)
    rows[:, 0], rows[:, 1], rows[:, 2] = places, opening.opens * SECOND, opening.closes * SECOND
    return rows


def _regular(calendar: Calendar, numbers: Instants) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the days follow the week: neither a holiday nor dated."""
    special = {day_number(day) for day in calendar.dates}
    if calendar.holidays is not None:
        years = day_of_number(int(numbers[0])).year, day_of_number(int(numbers[-1])).year
        special |= {day_number(day) for day in calendar.holidays.during(*years)}
    return ~np.isin(numbers, np.array(sorted(special), dtype=np.int64))


def _local_days(
    clock: LocalTime, numbers: Instants, *, starts: Instants, openings: tuple[Instants, Instants, Instants]
) -> LocalDays:
    """The days but the first and the last, which were laid out for the sake of their neighbours only."""
    place, begin, end = openings
    real = (begin < end) & (starts[place] < starts[np.minimum(place + 1, starts.size - 1)])
    opens = np.full(numbers.size, np.iinfo(np.int64).max)
    closes = np.full(numbers.size, np.iinfo(np.int64).min)
    np.minimum.at(opens, place[real], begin[real])
    np.maximum.at(closes, place[real], end[real])
    inner = slice(1, -1)
    working = np.flatnonzero(opens[inner] < closes[inner])
    return LocalDays(clock, numbers[inner], starts[1:], opens[inner], closes[inner], working)
