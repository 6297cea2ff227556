"""Clocks: elapsed open time and deadlines of many items at once, with pauses, on one calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self, assert_never

import numpy as np
import numpy.typing as npt

from upheld.quantities.allowances import Allowance, CalendarDays, EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay
from upheld.quantities.calendars import Calendar
from upheld.quantities.hours import Hours
from upheld.quantities.instants import DAY, NEVER, Instant, Instants

__all__ = ["Pauses", "deadlines", "elapsed"]


@dataclass(frozen=True, slots=True, eq=False)
class Pauses:
    """When the clocks of n items stood still: item i's pauses are places `offsets[i]` to `offsets[i + 1]` of `starts`
    and `ends`.

    `offsets` has n + 1 entries. The pauses of an item are sorted and disjoint [us UTC]; one that has not ended ends at
    `NEVER`.
    """

    offsets: Instants
    starts: Instants
    ends: Instants

    def __post_init__(self) -> None:
        for name in ("offsets", "starts", "ends"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int64))
        if self.offsets.size == 0 or self.offsets[0] != 0 or (np.diff(self.offsets) < 0).any():
            raise ValueError("offsets of pauses rise from 0")
        if not self.offsets[-1] == self.starts.size == self.ends.size:
            raise ValueError("there are as many starts and ends of pauses as the last offset says")
        follows = np.ones(self.starts.size, dtype=np.bool_)
        follows[self.offsets[:-1][self.offsets[:-1] < self.starts.size]] = False
        if (self.ends < self.starts).any() or (self.starts[1:] < self.ends[:-1])[follows[1:]].any():
            raise ValueError("pauses of one item are sorted and disjoint")

    @classmethod
    def none(cls, count: int) -> Self:
        """No pause for any of `count` items."""
        nothing = np.empty(0, dtype=np.int64)
        return cls(np.zeros(count + 1, dtype=np.int64), nothing, nothing)

    @classmethod
    def of(cls, items: Sequence[Sequence[tuple[Instant, Instant]]]) -> Self:
        """The pauses of each item in turn, in any order, overlapping or not."""
        rows = [(place, start, end) for place, pauses in enumerate(items) for start, end in pauses]
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return cls.from_rows(table[:, 0], table[:, 1], table[:, 2], count=len(items))

    @classmethod
    def from_rows(cls, items: Instants, starts: Instants, ends: Instants, *, count: int) -> Self:
        """Pauses given row by row, `items` being the place (0 to `count` - 1) of the item that each belongs to.

        In any order; those of one item that overlap or touch become one, empty ones are dropped.
        """
        kept = starts < ends
        item = np.concatenate((items[kept], items[kept]))
        at = np.concatenate((starts[kept], ends[kept]))
        step = np.repeat(np.array([1, -1]), np.count_nonzero(kept))
        order = np.lexsort((-step, at, item))
        depth = np.cumsum(step[order])
        begins = order[(depth == 1) & (step[order] == 1)]
        stops = order[depth == 0]
        per_item = np.bincount(item[begins], minlength=count)
        return cls(np.concatenate(([0], np.cumsum(per_item))), at[begins], at[stops])

    def __len__(self) -> int:
        return int(self.offsets.size) - 1


def elapsed(
    calendar: Calendar, starts: npt.ArrayLike, *, stops: npt.ArrayLike, pauses: Pauses | None = None
) -> Instants:
    """How long each clock ran [us]: the open time in `[starts[i], stops[i])` outside its pauses, as F(stop) - F(start)
    - pauses.

    Nothing for a clock that stops before it starts; `NEVER` for one that started and whose stop is `NEVER`.
    """
    begin, end = np.asarray(starts, dtype=np.int64), np.asarray(stops, dtype=np.int64)
    hours = _hours_around(calendar, begin=begin, end=end)
    first, last = _into(hours, begin), _into(hours, end)
    ran = hours.between(first, last)
    if pauses is not None:
        paused = _Paused.over(hours, pauses, first=first, last=last)
        ran -= _per_item(pauses, paused.open_time)
    ran[(end == NEVER) & (begin != NEVER)] = NEVER
    return ran


def deadlines(
    calendar: Calendar, starts: npt.ArrayLike, *, allowance: Allowance, pauses: Pauses | None = None
) -> Instants:
    """When each clock runs out [us UTC]: the earliest instant, not before the start, by which its allowance is used up.

    Every pause that begins before the deadline pushes it by the pause's open time. `NEVER` where the calendar does not
    open for long enough, where a pause that pushes has not ended, and where the start is `NEVER`.
    """
    received = np.asarray(starts, dtype=np.int64)
    due = np.full(received.size, NEVER)
    for hours in _wider_and_wider(calendar, received, allowance=allowance):
        due, is_final = _due(hours, received, allowance=allowance, pauses=pauses)
        if is_final.all():
            break
    return due


@dataclass(frozen=True, slots=True, eq=False)
class _Paused:
    """Pauses cut to the run of their items and read on the calendar: F at their starts, and their open time [us]."""

    starts: Instants
    reading: Instants
    open_time: Instants

    @classmethod
    def over(cls, hours: Hours, pauses: Pauses, *, first: Instants, last: Instants | Instant) -> Self:
        """The pauses from `first[i]` to `last[i]` of their item, or to one `last` for all."""
        counts = np.diff(pauses.offsets)
        limit = np.repeat(last, counts) if isinstance(last, np.ndarray) else last
        starts = np.minimum(np.maximum(pauses.starts, np.repeat(first, counts)), limit)
        ends = np.maximum(np.minimum(pauses.ends, limit), starts)
        reading = hours.open_before(starts)
        return cls(starts, reading, hours.open_before(ends) - reading)


def _due(
    hours: Hours, received: Instants, *, allowance: Allowance, pauses: Pauses | None
) -> tuple[Instants, npt.NDArray[np.bool_]]:
    """The deadlines so far as these hours reach, and which of them wider hours cannot change."""
    first = _into(hours, received)
    plain = _without_pauses(hours, first, allowance=allowance)
    is_final = (plain != NEVER) | (received == NEVER)
    due = plain
    if pauses is not None and pauses.starts.size:
        pushed, is_endless = _pushed(hours, first, plain=plain, pauses=pauses)
        budget = hours.open_before(_into(hours, plain)) + pushed
        due = np.where((pushed > 0) & (plain != NEVER), hours.instant_of(budget), plain)
        due[is_endless] = NEVER
        is_final &= (due != NEVER) | is_endless
    due = np.maximum(due, received)
    due[received == NEVER] = NEVER
    return due, is_final


def _without_pauses(hours: Hours, first: Instants, *, allowance: Allowance) -> Instants:
    match allowance:
        case OpenTime(micros):
            return np.maximum(hours.instant_of(hours.open_before(first) + micros), first)
        case EndOfWorkingDay(n, cut_off):
            return hours.closing_of_working_day(first, n, cut_off=cut_off)
        case SameTimeOnWorkingDay(n, cut_off):
            return hours.same_time_on_working_day(first, n, cut_off=cut_off)
        case CalendarDays(n):
            return hours.end_of_calendar_day(first, n)
        case _:
            assert_never(allowance)


def _pushed(
    hours: Hours, first: Instants, *, plain: Instants, pauses: Pauses
) -> tuple[Instants, npt.NDArray[np.bool_]]:
    """By how much open time the pauses push each plain deadline, and which items a pause without end holds for ever.

    A pause pushes if it begins before the deadline as pushed by those before it: once pushed, that is where the clock,
    read without its earlier pauses, still shows less than the plain deadline does.
    """
    paused = _Paused.over(hours, pauses, first=first, last=hours.end)
    counts = np.diff(pauses.offsets)
    so_far = np.concatenate(([0], np.cumsum(paused.open_time)))
    earlier = so_far[:-1] - np.repeat(so_far[pauses.offsets[:-1]], counts)
    budget = np.repeat(hours.open_before(_into(hours, plain)), counts)
    pushes = np.where(earlier > 0, paused.reading - earlier < budget, paused.starts < np.repeat(plain, counts))
    open_time = np.where(pushes, paused.open_time, 0)
    endless = pushes & (pauses.ends == NEVER)
    return _per_item(pauses, open_time), _per_item(pauses, endless.astype(np.int64)) > 0


def _per_item(pauses: Pauses, amounts: Instants) -> Instants:
    so_far = np.concatenate(([0], np.cumsum(amounts)))
    return so_far[pauses.offsets[1:]] - so_far[pauses.offsets[:-1]]


def _hours_around(calendar: Calendar, *, begin: Instants, end: Instants) -> Hours:
    first = min(_extent(begin)[0], _extent(end)[0])
    last = max(_extent(begin)[1], _extent(end)[1])
    return calendar.hours(first, last)


def _wider_and_wider(calendar: Calendar, received: Instants, *, allowance: Allowance) -> Iterator[Hours]:
    """The hours from the year of the first receipt to where the allowance may end; then twice as far, until nothing
    more can come.
    """
    earliest, latest = _extent(received)
    first_year = calendar.year_of(earliest)
    last_year = calendar.year_of(latest + _at_least(allowance))
    step = 1
    yield calendar.hours_of_years(first_year, last_year)
    while last_year < calendar.last_open_year:
        last_year, step = min(last_year + step, calendar.last_open_year), 2 * step
        yield calendar.hours_of_years(first_year, last_year)


def _at_least(allowance: Allowance) -> int:
    """How far off the deadline is at least [us], so that the first try mostly is enough."""
    return allowance.micros if isinstance(allowance, OpenTime) else allowance.n * DAY


def _extent(at: Instants) -> tuple[Instant, Instant]:
    """The earliest and the latest of the instants that are not `NEVER`; 1970 without any."""
    if at.size and int(at.max()) == NEVER:
        at = at[at != NEVER]
    return (int(at.min()), int(at.max())) if at.size else (0, 0)


def _into(hours: Hours, at: Instants) -> Instants:
    """The instants, those outside the hours moved to their nearest edge."""
    if at.size and (int(at.min()) < hours.start or int(at.max()) > hours.end):
        return np.clip(at, hours.start, hours.end)
    return at
