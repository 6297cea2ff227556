"""Clocks: elapsed open time and deadlines of many items at once, with pauses, on one calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self, assert_never

import numpy as np
import numpy.typing as npt

from upheld.quantities.allowances import Allowance, CalendarDays, EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay
from upheld.quantities.calendars import Calendar
from upheld.quantities.hours import Hours
from upheld.quantities.instants import DAY, NEVER, Instant, Instants

__all__ = ["Pauses", "deadlines", "elapsed"]

_PART: Final = 1 << 14


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
        return cls.from_rows(table[:, 0], table[:, 1], ends=table[:, 2], count=len(items))

    @classmethod
    def from_rows(cls, items: Instants, starts: Instants, *, ends: Instants, count: int) -> Self:
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
    ran = np.empty(begin.size, dtype=np.int64)
    for part in _parts(begin.size):
        ran[part] = _ran(hours, begin[part], end=end[part], held=_Held.among(pauses, part))
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
    is_final = np.zeros(received.size, dtype=np.bool_)
    for hours in _wider_and_wider(calendar, received, allowance=allowance):
        for part in _parts(received.size):
            held = _Held.among(pauses, part)
            due[part], is_final[part] = _due(hours, received[part], allowance=allowance, held=held)
        if is_final.all():
            break
    return due


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """Those of some items that have pauses: their places, where among these pauses their own begin, and how many."""

    items: Instants
    heads: Instants
    counts: Instants
    starts: Instants
    ends: Instants

    @classmethod
    def among(cls, pauses: Pauses | None, part: slice) -> "Self | None":
        """The items of a part that ever stood still; None if there are none."""
        if pauses is None:
            return None
        offsets = pauses.offsets[part.start : part.stop + 1]
        counts = np.diff(offsets)
        items = np.flatnonzero(counts)
        if items.size == 0:
            return None
        mine = slice(int(offsets[0]), int(offsets[-1]))
        return cls(items, offsets[items] - offsets[0], counts[items], pauses.starts[mine], pauses.ends[mine])

    def spread(self, values: Instants) -> Instants:
        """One value for each of these items, as one for each of their pauses."""
        return np.repeat(values, self.counts)

    def summed(self, amounts: Instants) -> Instants:
        """One amount for each pause, as one for each of these items."""
        return np.add.reduceat(amounts, self.heads)


def _ran(hours: Hours, begin: Instants, *, end: Instants, held: _Held | None) -> Instants:
    first, last = _into(hours, begin), _into(hours, end)
    last = np.maximum(last, first)
    ran = hours.between(first, last)
    if held is not None:
        latest = held.spread(last[held.items])
        starts = np.minimum(np.maximum(held.starts, held.spread(first[held.items])), latest)
        ends = np.maximum(np.minimum(held.ends, latest), starts)
        ran[held.items] -= held.summed(hours.between(starts, ends))
    ran[(end == NEVER) & (begin != NEVER)] = NEVER
    return ran


def _due(
    hours: Hours, received: Instants, *, allowance: Allowance, held: _Held | None
) -> tuple[Instants, npt.NDArray[np.bool_]]:
    """The deadlines so far as these hours reach, and which of them wider hours cannot change."""
    first = _into(hours, received)
    due = _without_pauses(hours, first, allowance=allowance)
    is_final = (due != NEVER) | (received == NEVER)
    if held is not None:
        pushed, is_settled = _pushed(hours, held, first=first[held.items], plain=due[held.items])
        due[held.items] = pushed
        is_final[held.items] &= is_settled
    np.maximum(due, received, out=due)
    due[received == NEVER] = NEVER
    return due, is_final


def _pushed(hours: Hours, held: _Held, *, first: Instants, plain: Instants) -> tuple[Instants, npt.NDArray[np.bool_]]:
    """The deadlines of the items that have pauses, and which of them wider hours cannot change.

    A pause pushes if it begins before the deadline as pushed by those before it: once pushed, that is where the clock,
    read without its earlier pauses, still shows less than the plain deadline does. One without end holds for ever.
    """
    starts = np.minimum(np.maximum(held.starts, held.spread(first)), hours.end)
    reading = hours.open_before(starts)
    open_time = hours.open_before(np.maximum(np.minimum(held.ends, hours.end), starts)) - reading
    so_far = np.cumsum(open_time) - open_time
    earlier = so_far - held.spread(so_far[held.heads])
    budget = hours.open_before(_into(hours, plain))
    pushes = np.where(earlier > 0, reading - earlier < held.spread(budget), starts < held.spread(plain))
    push = held.summed(open_time * pushes)
    due = np.where((push > 0) & (plain != NEVER), hours.instant_of(budget + push), plain)
    last_end = np.maximum.reduceat(np.where(pushes, held.ends, first.min()), held.heads)
    due[last_end == NEVER] = NEVER
    return due, (last_end == NEVER) | ((due != NEVER) & (last_end <= hours.end))


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


def _parts(count: int) -> Iterator[slice]:
    """All the places, in parts whose instants fit into the processor's cache."""
    return (slice(begin, min(begin + _PART, count)) for begin in range(0, count, _PART))


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
    """How far off the deadline is at least [us], so that the first try mostly is enough; a local day may be longer."""
    return allowance.micros if isinstance(allowance, OpenTime) else (allowance.n + 1) * DAY


def _extent(at: Instants) -> tuple[Instant, Instant]:
    """The earliest and the latest of the instants that are not `NEVER`; 1970 without any."""
    latest = int(at.max(initial=-NEVER))
    if latest == NEVER:
        at = at[at != NEVER]
        latest = int(at.max(initial=-NEVER))
    return (int(at.min()), latest) if at.size else (0, 0)


def _into(hours: Hours, at: Instants) -> Instants:
    """The instants, those outside the hours moved to their nearest edge."""
    if at.size and (int(at.min()) < hours.start or int(at.max()) > hours.end):
        return np.clip(at, hours.start, hours.end)
    return at
