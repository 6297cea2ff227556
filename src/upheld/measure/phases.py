"""The clocks of work: when each item started, when it stopped, and when its clock stood still in between.

A reopening inside the reopen window resumes the clock and leaves the resolved gap out; a later one begins a new item,
named after
the first with its number (`INC7#2`). A pause lasts until the clock is resumed, another pause begins, the work is
stopped or reopened, or the
awaited party speaks, whichever comes first. All steps work on whole columns; the only loop is over the few calendars of
a promise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import ElapsedTerms
from upheld.measure.standstill import pauses_of
from upheld.measure.workload import REOPENABLE, START_EVENTS, Workload, first_per_item
from upheld.quantities.calendars import Calendar
from upheld.quantities.clocks import Pauses, deadlines
from upheld.quantities.instants import NEVER

__all__ = ["AWAITED", "Changes", "Phases", "phases"]

AWAITED: Mapping[str, str] = MappingProxyType(
    {
        "awaiting-client": "client",
        "awaiting-user": "client",
        "awaiting-vendor": "third-party",
        "awaiting-third-party": "third-party",
    }
)
"""Whose next message ends a pause for this reason; a reason not listed ends by resuming only."""

_Ints = NDArray[np.int64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of promise row while a clock ran, sorted by item and time; `ordinal` counts them from 0 within their
    item.
    """

    item: _Ints
    at: _Ints
    row: _Ints
    ordinal: _Ints


@dataclass(frozen=True, slots=True)
class Phases:
    """One row per clock: `start`, `stop` (NEVER while open), first and last promise `row`, its `pauses`, how often it
    was reopened.

    `work` is the position in `Workload.ids`; `part` counts the clocks of one piece of work from 1.
    """

    work: _Ints
    part: _Ints
    start: _Ints
    stop: _Ints
    first_row: _Ints
    row: _Ints
    pauses: Pauses
    changes: Changes
    reopened: _Ints


def phases(load: Workload, terms: ElapsedTerms, *, calendars: Sequence[Calendar], known_at: int) -> Phases:
    """The clocks of a workload. `calendars` are those of the promise rows; work without a start event has none."""
    item, started = load.item, _starts(load, terms)
    is_running = load.at >= started[item] if len(item) else np.zeros(0, dtype=np.bool_)
    is_stop = load.stops(terms.stop) & is_running
    is_reopen = load.happened(["reopened"]) & is_running
    gaps, is_anew = _reopenings(load, terms, calendars=calendars, is_stop=is_stop, is_reopen=is_reopen)
    clock = _clock_numbers(item, is_anew)
    is_head = _heads(clock)
    work = item[is_head]
    start = np.where(is_anew[is_head], load.at[is_head], started[work])
    stop = _final_stops(load, terms, clock=clock, turns=(is_stop, is_reopen))
    pauses = _pauses(load, terms, clock=clock, is_turn=(is_stop | is_reopen) & is_running, known_at=known_at)
    until = np.minimum(stop, known_at)
    spans = _merged(_joined(pauses, _of_clocks(gaps, clock)), start, until=until)
    first_row = _row_at(load, clock, instant=start)
    changes = _changes(load, clock, start=start, stop=stop)
    row = first_row.copy()
    row[changes.item] = changes.row
    has_start = start < NEVER
    return _kept(
        Phases(
            work=work,
            part=_parts(work),
            start=start,
            stop=stop,
            first_row=first_row,
            row=row,
            pauses=spans,
            changes=changes,
            reopened=np.bincount(clock[gaps[0]], minlength=len(work)).astype(np.int64),
        ),
        has_start,
    )


def _starts(load: Workload, terms: ElapsedTerms) -> _Ints:
    """When the clock of each piece of work first started; NEVER where no start event is recorded."""
    names = START_EVENTS.get(terms.start, (terms.start,))
    return first_per_item(load.happened(names), load.at, item=load.item, missing=NEVER)


def _heads(number: _Ints) -> _Flags:
    return np.append(True, number[1:] != number[:-1])[: len(number)]


def _reopenings(
    load: Workload, terms: ElapsedTerms, *, calendars: Sequence[Calendar], is_stop: _Flags, is_reopen: _Flags
) -> tuple[tuple[_Ints, _Ints, _Ints], _Flags]:
    """Resolved gaps as (event position of the reopening, start, end), and which events begin a new item."""
    is_anew = np.zeros(len(load.item), dtype=np.bool_)
    nothing = np.zeros(0, dtype=np.int64)
    if terms.stop not in REOPENABLE or terms.reopen == "ignore":
        return (nothing, nothing, nothing), is_anew
    turns = np.flatnonzero(is_stop | is_reopen)
    turns = turns[_turning(load.item[turns], is_stop[turns])]
    pairs = np.flatnonzero(is_reopen[turns[1:]] & is_stop[turns[:-1]] & (load.item[turns[1:]] == load.item[turns[:-1]]))
    stopped, reopened = turns[pairs], turns[pairs + 1]
    if terms.reopen == "restart":
        is_anew[reopened] = True
        return (nothing, nothing, nothing), is_anew
    latest = _latest_reopening(load, terms, calendars=calendars, stopped=stopped)
    is_late = load.at[reopened] > latest
    is_anew[reopened[is_late]] = True
    stopped, reopened = stopped[~is_late], reopened[~is_late]
    if terms.reopen == "count-gap":
        return (reopened, load.at[reopened], load.at[reopened]), is_anew
    return (reopened, load.at[stopped], load.at[reopened]), is_anew


def _turning(item: _Ints, is_stop: _Flags) -> _Flags:
    """Of repeated stops and repeated reopenings only the first turns anything; a reopening of what never stopped
    turns nothing.
    """
    turns = np.append(True, (item[1:] != item[:-1]) | (is_stop[1:] != is_stop[:-1]))[: len(item)]
    return turns & (is_stop | ~_heads(item))


def _latest_reopening(load: Workload, terms: ElapsedTerms, *, calendars: Sequence[Calendar], stopped: _Ints) -> _Ints:
    latest = np.full(len(stopped), NEVER, dtype=np.int64)
    rows = load.row[stopped]
    for row, calendar in enumerate(calendars):
        mine = rows == row
        if mine.any():
            latest[mine] = deadlines(calendar, load.at[stopped[mine]], allowance=terms.reopen_within, pauses=None)
    return latest


def _clock_numbers(item: _Ints, is_anew: _Flags) -> _Ints:
    """The clock each event belongs to: a new one at each item and at each reopening that came too late."""
    return np.cumsum(_heads(item) | is_anew, dtype=np.int64) - 1


def _parts(work: _Ints) -> _Ints:
    """Number of each clock within its work, from 1."""
    here = np.arange(len(work), dtype=np.int64)
    first = np.maximum.accumulate(np.where(_heads(work), here, 0)) if len(work) else here
    return here - first + 1


def _final_stops(load: Workload, terms: ElapsedTerms, *, clock: _Ints, turns: tuple[_Flags, _Flags]) -> _Ints:
    """The first stop after which the clock was not reopened again; for an answer, the first one."""
    is_stop, is_reopen = turns
    if terms.stop in REOPENABLE and terms.reopen != "ignore":
        here = np.arange(len(clock), dtype=np.int64)
        last = np.full(int(clock[-1]) + 1 if len(clock) else 0, -1, dtype=np.int64)
        reopened = np.flatnonzero(is_reopen)
        last[clock[reopened]] = reopened
        is_stop = is_stop & (here > last[clock]) if len(clock) else is_stop
    return first_per_item(is_stop, load.at, item=clock, missing=NEVER)


# --- pauses -----------------------------------------------------------------------------------------------------------


def _pauses(
    load: Workload, terms: ElapsedTerms, *, clock: _Ints, is_turn: _Flags, known_at: int
) -> tuple[_Ints, _Ints, _Ints]:
    """Pauses for a listed reason as (clock, start, end); one that has not ended lasts until `known_at`."""
    reason = load.frame["reason"].cast(pl.String)
    is_paused = load.happened(["paused"])
    begins = np.flatnonzero(is_paused & reason.is_in(list(terms.pauses)).fill_null(value=False).to_numpy())
    ends_all = is_paused | load.happened(["resumed"]) | is_turn
    awaited = reason.gather(begins).replace_strict(dict(AWAITED), default="").to_numpy()
    end = np.full(len(begins), known_at, dtype=np.int64)
    for side in ("", "client", "third-party"):
        mine = np.flatnonzero(awaited == side)
        if len(mine):
            end[mine] = _next_at(
                load, clock, is_end=ends_all | _messages(load, side), begins=begins[mine], known_at=known_at
            )
    return clock[begins], load.at[begins], end


def _messages(load: Workload, side: str) -> _Flags:
    speaks = (load.frame["side"].cast(pl.String) == side).fill_null(value=False)
    return np.asarray(load.happened(["replied"]) & speaks.to_numpy())


def _next_at(load: Workload, clock: _Ints, *, is_end: _Flags, begins: _Ints, known_at: int) -> _Ints:
    """Time of the first ending event after each beginning within the same clock."""
    count = len(clock)
    here = np.where(is_end, np.arange(count, dtype=np.int64), count)
    following = np.append(np.minimum.accumulate(here[::-1])[::-1], count)[begins + 1]
    found = np.minimum(following, count - 1)
    is_own = (following < count) & (clock[found] == clock[begins])
    return np.where(is_own, load.at[found], known_at)


def _of_clocks(gaps: tuple[_Ints, _Ints, _Ints], clock: _Ints) -> tuple[_Ints, _Ints, _Ints]:
    return clock[gaps[0]], gaps[1], gaps[2]


def _joined(first: tuple[_Ints, _Ints, _Ints], second: tuple[_Ints, _Ints, _Ints]) -> tuple[_Ints, _Ints, _Ints]:
    return (
        np.concatenate((first[0], second[0])),
        np.concatenate((first[1], second[1])),
        np.concatenate((first[2], second[2])),
    )


def _merged(spans: tuple[_Ints, _Ints, _Ints], start: _Ints, *, until: _Ints) -> Pauses:
    """Standstill of each clock between its start and `until`: sorted, disjoint, without empty spans."""
    clock, begins, ends = spans
    begins, ends = np.maximum(begins, start[clock]), np.minimum(ends, until[clock])
    return Pauses.from_rows(clock, begins, ends=ends, count=len(start))


# --- promise rows -----------------------------------------------------------------------------------------------------


def _changes(load: Workload, clock: _Ints, *, start: _Ints, stop: _Ints) -> Changes:
    """Events that put a running clock under another promise row."""
    is_change = np.append(False, load.row[1:] != load.row[:-1])[: len(clock)]
    inside = (load.at > start[clock]) & (load.at < stop[clock]) if len(clock) else is_change
    at = np.flatnonzero(is_change & ~_heads(clock) & inside)
    ordinal = _parts(clock[at]) - 1
    return Changes(clock[at], load.at[at], load.row[at], ordinal)


def _row_at(load: Workload, clock: _Ints, *, instant: _Ints) -> _Ints:
    """The promise row of each clock in force at `instant` (the first one said when that is earlier)."""
    is_known = load.at <= instant[clock] if len(clock) else np.zeros(0, dtype=np.bool_)
    last = first_per_item((is_known | _heads(clock))[::-1], load.row[::-1], item=_mirrored(clock), missing=-1)
    return last[::-1]


def _mirrored(clock: _Ints) -> _Ints:
    return (int(clock[-1]) - clock[::-1]) if len(clock) else clock


def _kept(found: Phases, keep: _Flags) -> Phases:
    """The phases without the clocks that never started."""
    if keep.all():
        return found
    number = np.cumsum(keep) - 1
    is_mine = keep[found.changes.item]
    changes = found.changes
    return Phases(
        work=found.work[keep],
        part=found.part[keep],
        start=found.start[keep],
        stop=found.stop[keep],
        first_row=found.first_row[keep],
        row=found.row[keep],
        pauses=pauses_of(found.pauses, np.flatnonzero(keep)),
        changes=Changes(
            number[changes.item[is_mine]], changes.at[is_mine], changes.row[is_mine], changes.ordinal[is_mine]
        ),
        reopened=found.reopened[keep],
    )
