"""Calendars and clocks, slowly: a wall clock is read every second, and a clock counts the seconds on which it runs.

Nothing here knows an offset or a transition: every rule is stated on what the wall clock shows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from upheld.quantities.calendars import Calendar, Opening
from upheld.quantities.zones import zone

__all__ = ["WallClock", "deadline", "elapsed", "openings_of", "wall_clock", "working_day"]

Seconds = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what a wall clock shows has no zone


@dataclass(frozen=True)
class WallClock:
    """What a wall clock shows on every second from `first` [s UTC] on, as seconds since it showed 1970-01-01T00:00."""

    first: int
    readings: Seconds

    def shows_first(self, wall: int) -> int:
        """The first second on which the clock shows this time, or the second on which it jumps over it."""
        return self.first + int(np.argmax(self.readings >= wall))

    def shows_last(self, wall: int) -> int:
        """The last second on which the clock shows this time, or the second on which it jumps over it."""
        shown = np.flatnonzero(self.readings == wall)
        return self.first + int(shown[-1]) if shown.size else self.shows_first(wall)

    def day_starts(self, day: date) -> int:
        """The first second of a local day."""
        return self.shows_first(wall_seconds(day))

    def edges(self, day: date, opening: Opening) -> tuple[int, int]:
        """The seconds at which an opening of that day begins and ends."""
        closes = wall_seconds(day, opening.closes)
        is_end_of_day = opening.closes == 86_400
        end = self.shows_first(closes) if is_end_of_day else self.shows_last(closes)
        return self.shows_first(wall_seconds(day, opening.opens)), end

    def open_seconds(self, calendar: Calendar, days: Iterable[date]) -> Mask:
        """On which seconds, counted from `first`, the calendar is open because of an opening that starts on these
        days.
        """
        is_open = np.zeros(self.readings.size, dtype=np.bool_)
        for day in days:
            for opening in openings_of(calendar, day):
                begin, end = self.edges(day, opening)
                is_open[begin - self.first : end - self.first] = True
        return is_open


@cache
def wall_clock(zone_name: str, day: date, *, before: int = 1, after: int = 3) -> WallClock:
    """The readings from the midnight `before` days before a local day to the one `after` days after it, and an hour
    more.
    """
    place = zone(zone_name)
    first, last = (
        int(datetime.combine(day + offset * DAY, datetime.min.time(), place).timestamp()) for offset in (-before, after)
    )
    seconds = range(first - 3600, last + 3600)
    shown = (datetime.fromtimestamp(second, place).replace(tzinfo=None) - EPOCH for second in seconds)
    return WallClock(seconds[0], np.fromiter((each.days * 86_400 + each.seconds for each in shown), dtype=np.int64))


def wall_seconds(day: date, seconds: int = 0) -> int:
    """A time of a day as the seconds that a wall clock counts up to it."""
    return (day.toordinal() - EPOCH.toordinal()) * 86_400 + seconds


def openings_of(calendar: Calendar, day: date) -> Sequence[Opening]:
    """The openings of a day: its dated ones, or none on a holiday, or those of the week."""
    if day in calendar.dates:
        return calendar.dates[day]
    if calendar.holidays is not None and day in calendar.holidays.during(day.year, day.year):
        return ()
    return calendar.weekly[day.weekday()]


def working_day(calendar: Calendar, received: date, n: int) -> date:
    """The n-th day after receipt on which something opens; for n = 0 the day itself, or else the next such day."""
    if n == 0:
        return received if openings_of(calendar, received) else working_day(calendar, received, 1)
    day = received
    while n:
        day += DAY
        n -= bool(openings_of(calendar, day))
    return day


def elapsed(is_running: Mask, start: int, stop: int) -> int:
    """How many of the seconds from `start` to `stop` the clock ran, second by second."""
    return sum(1 for second in range(start, stop) if is_running[second])


def deadline(is_running: Mask, start: int, allowance: int) -> int | None:
    """The first second by which the clock has run for its allowance; None if it does not within these seconds."""
    second, left = start, allowance
    while left:
        if second == is_running.size:
            return None
        left -= bool(is_running[second])
        second += 1
    return second
