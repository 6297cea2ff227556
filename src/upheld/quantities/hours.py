"""Hours: a calendar laid out over some years, with open time before an instant, its inverse, and working days."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from upheld.quantities.cumulative import Cumulative
from upheld.quantities.instants import DAY, NEVER, SECOND, Instant, Instants, instant_text
from upheld.quantities.spans import Spans
from upheld.quantities.zones import LocalTime

__all__ = ["Hours", "LocalDays", "OutsideHoursError"]


class OutsideHoursError(ValueError):
    """An instant outside the years for which the hours were laid out."""

    def __init__(self, start: Instant, end: Instant) -> None:
        super().__init__(f"these hours are known from {instant_text(start)} to {instant_text(end)} only")
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True, eq=False)
class LocalDays:
    """The local days of the layout, in order. Day i runs from `starts[i]` to `starts[i + 1]` [us UTC].

    `numbers` counts days since 1970-01-01. `opens` and `closes` hold the first opening and the last closing of the
    openings that start on that day; `working` lists the places of the days that have any. `clock` tells their wall
    times.
    """

    clock: LocalTime
    numbers: Instants
    starts: Instants
    opens: Instants
    closes: Instants
    working: Instants


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """The open time of a calendar from `start` to `end` [us UTC], both local midnights at the turn of a year."""

    open: Spans
    start: Instant
    end: Instant
    days: LocalDays
    _cumulative: Cumulative

    @classmethod
    def over(cls, open_spans: Spans, days: LocalDays) -> Self:
        """The hours of these days; what lies outside them is cut off."""
        start, end = int(days.starts[0]), int(days.starts[-1])
        inside = open_spans.clip(start, end)
        return cls(inside, start, end, days, Cumulative.over(inside, start=start, end=end))

    def open_before(self, at: npt.ArrayLike) -> Instants:
        """F: the open time between `start` and each instant [us]. Raises `OutsideHoursError`."""
        return self._cumulative.before(self._inside(at))

    def instant_of(self, open_time: npt.ArrayLike) -> Instants:
        """The inverse of F: the earliest instant with so much open time before it [us]; `NEVER` where these hours do
        not reach.
        """
        return self._cumulative.reached(np.asarray(open_time, dtype=np.int64))

    def between(self, starts: npt.ArrayLike, ends: npt.ArrayLike) -> Instants:
        """The open time in each `[starts[i], ends[i])` [us]; none where it ends before it starts."""
        begin, end = self._inside(starts), self._inside(ends)
        between: Instants = np.maximum(self._cumulative.before(end) - self._cumulative.before(begin), 0)
        return between

    def next_open(self, at: npt.ArrayLike) -> Instants:
        """The first instant at or after each instant that is open [us UTC]; `NEVER` where these hours do not reach."""
        instants = self._inside(at)
        piece = np.searchsorted(self.open.ends, instants, side="right")
        opens: Instants = np.maximum(np.append(self.open.starts, NEVER)[piece], instants)
        return opens

    def closing_of_working_day(self, starts: npt.ArrayLike, n: int, *, cut_off: int | None = None) -> Instants:
        """The last closing of the n-th working day after the local day of each instant [us UTC], never before the
        instant.

        `cut_off` [s of the local day]: what comes later than that on a working day counts as received on the next one.
        `n` = 0 is the day of receipt itself, or the next working day if that is none. `NEVER` where these hours do not
        reach.
        """
        received = self._inside(starts)
        day = self._working_day(received, n, cut_off=cut_off)
        closes = np.append(self.days.closes, NEVER)[day]
        closes[closes > self.end] = NEVER
        due: Instants = np.maximum(closes, received)
        return due

    def same_time_on_working_day(self, starts: npt.ArrayLike, n: int, *, cut_off: int | None = None) -> Instants:
        """The same wall time on the n-th working day after the local day of each instant [us UTC].

        A time before that day's first opening is moved to it, a time after its last closing to that. `n`, `cut_off` and
        `NEVER` as in `closing_of_working_day`.
        """
        received = self._inside(starts)
        day = self._working_day(received, n, cut_off=cut_off)
        time_of_day = self.days.clock.wall_times(received) - self.days.numbers[self._day(received)] * DAY
        reached = day < self.days.numbers.size
        known = np.where(reached, day, 0)
        same = self.days.clock.first_instants(self.days.numbers[known] * DAY + time_of_day)
        inside = np.clip(same, self.days.opens[known], self.days.closes[known])
        return np.maximum(np.where(reached & (inside <= self.end), inside, NEVER), received)

    def end_of_calendar_day(self, starts: npt.ArrayLike, n: int) -> Instants:
        """The end of the n-th local day after the local day of each instant [us UTC]; `NEVER` where these hours do not
        reach.
        """
        following = self._day(self._inside(starts)) + n + 1
        return np.append(self.days.starts, NEVER)[np.minimum(following, self.days.starts.size)]

    def _day(self, at: Instants) -> Instants:
        """The place of the local day that holds each instant."""
        return np.searchsorted(self.days.starts[:-1], at, side="right") - 1

    def _working_day(self, received: Instants, n: int, *, cut_off: int | None) -> Instants:
        """The place of the n-th working day after receipt; one past the last place where these hours do not reach."""
        if n < 0:
            raise ValueError("working days are counted forward")
        working = self.days.working
        day = self._day(received)
        rank = np.searchsorted(working, day, side="right")
        is_working = (rank > 0) & (np.append(working, -1)[rank - 1] == day)
        if cut_off is not None:
            late = self.days.clock.wall_times(received) > self.days.numbers[day] * DAY + cut_off * SECOND
            rank = rank + (late & is_working)
        target = rank + n - 1 if n else np.where(is_working, rank - 1, rank)
        return np.append(working, self.days.numbers.size)[np.minimum(target, working.size)]

    def _inside(self, at: npt.ArrayLike) -> Instants:
        instants = np.asarray(at, dtype=np.int64)
        if instants.size and (int(instants.min()) < self.start or int(instants.max()) > self.end):
            raise OutsideHoursError(self.start, self.end)
        return instants
