"""Clocks that still run: what is owed on open work at one instant, from the agreement and the events alone.

Definition and worked table: docs/measures/running.md. Deadlines, elapsed times and verdicts are those of `elapsed/1`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import Agreement, ElapsedTerms, Promise
from upheld.evidence.facts import Facts
from upheld.measure.elapsed import Clocks, clocks
from upheld.measure.measurement import MISSED
from upheld.measure.phases import AWAITED, Phases, phases
from upheld.measure.workload import Workload
from upheld.quantities.calendars import Calendar
from upheld.quantities.clocks import elapsed as open_time
from upheld.quantities.instants import NEVER
from upheld.quantities.spans import Spans

__all__ = ["Doing", "RunningClock", "Segment", "Standstill", "running_clocks", "segments"]

Doing = Literal["running", "paused", "out-of-hours"]
"""What a clock does at an instant; a pause goes before closed hours."""

_RESOLVED = "resolved"
_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Standstill:
    """A span in which a clock stood still [us UTC], and why: the reason recorded, or `resolved` before a reopening."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock that has started and not stopped: of which promise, row (`by` value) and work; `part` counts the clocks
    of one piece of work from 1.

    `due_at` [us UTC] is, while the clock stands still, when it would fall due if it went on at once. `spent` and `left`
    are open time [us]; `left` is negative by how late the clock is. `missed` holds also where a deadline was passed
    before the work was reclassified. `awaits` is who has to act: provider, client, third-party, or nobody.
    """

    promise: str
    row: str | None
    work: str
    part: int
    during: str
    started_at: int
    due_at: int
    spent: int
    left: int
    is_missed: bool
    doing: Doing
    awaits: str
    standstills: tuple[Standstill, ...]

    @property
    def name(self) -> str:
        """The printed name of the promise row: `response.P1`."""
        return self.promise if self.row is None else f"{self.promise}.{self.row}"

    @property
    def item(self) -> str:
        """The printed name of the work: `INC7`, and `INC7#2` once it was reopened too late to resume."""
        return self.work if self.part == 1 else f"{self.work}#{self.part}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a clock's life in which it did one thing [us UTC]; all of them follow each other without a gap."""

    start: int
    end: int
    doing: Doing
    why: str = ""


def running_clocks(agreement: Agreement, facts: Facts, *, known_at: int) -> tuple[RunningClock, ...]:
    """Every clock that runs at an instant [us UTC] and has a deadline, from the facts known by then: those that are
    missed first, each kind in the order of its deadlines. What decisions leave out has none.
    """
    known = facts.known_at(known_at)
    found = [
        each
        for promise in agreement.promises.values()
        if isinstance(promise.terms, ElapsedTerms)
        for each in _of_promise(agreement, promise, facts=known, known_at=known_at)
    ]
    return tuple(sorted(found, key=lambda each: (not each.is_missed, each.due_at, each.item, each.name)))


def segments(clock: RunningClock, calendar: Calendar, *, known_at: int) -> tuple[Segment, ...]:
    """What a clock did from its start until an instant [us UTC], in the hours of its row: running, paused and why, out
    of hours. The running parts add up to `spent`.
    """
    still = Spans.of((each.start, each.end) for each in clock.standstills)
    hours = calendar.hours(clock.started_at, known_at).open.clip(clock.started_at, known_at)
    whole = Spans.of([(clock.started_at, known_at)])
    parts = [Segment(start, end, "running") for start, end in hours.difference(still)]
    parts += [Segment(start, end, "out-of-hours") for start, end in whole.difference(hours).difference(still)]
    parts += [Segment(each.start, each.end, "paused", each.why) for each in clock.standstills]
    return tuple(sorted(parts, key=lambda each: each.start))


def _of_promise(agreement: Agreement, promise: Promise, *, facts: Facts, known_at: int) -> Iterator[RunningClock]:
    judged = clocks(agreement, promise, facts=facts, known_at=known_at)
    found, dues = judged.phases, judged.dues
    is_running = (found.start <= known_at) & (found.stop > known_at) & (dues.at < NEVER) & ~judged.is_left_out
    mine = np.flatnonzero(is_running)
    if not len(mine):
        return
    calendars = [agreement.calendars[row.during] for row in promise.rows]
    left = _left(judged, mine, calendars=calendars)
    still = _standstills(judged, promise, calendars=calendars)
    for position, clock in enumerate(mine.tolist()):
        row = promise.rows[int(found.row[clock])]
        stood = still.of(clock)
        doing, awaits = _now(stood, agreement.calendars[row.during], promise=promise, known_at=known_at)
        yield RunningClock(
            promise=promise.id,
            row=row.value,
            work=str(judged.load.ids[int(found.work[clock])]),
            part=int(found.part[clock]),
            during=row.during,
            started_at=int(found.start[clock]),
            due_at=int(dues.at[clock]),
            spent=int(judged.elapsed[clock]),
            left=int(left[position]),
            is_missed=bool(judged.verdict[clock] == MISSED),
            doing=doing,
            awaits=awaits,
            standstills=tuple(Standstill(each.start, min(each.end, known_at), each.why) for each in stood),
        )


def _left(judged: Clocks, mine: _Ints, *, calendars: Sequence[Calendar]) -> _Ints:
    """Open time left until each deadline [us], in the hours that set it; less than nothing by how late it is."""
    due, row = judged.dues.at[mine], judged.dues.row[mine]
    left = -judged.late[mine]
    for index, calendar in enumerate(calendars):
        ahead = np.flatnonzero((row == index) & (due > judged.known_at))
        now = np.full(len(ahead), judged.known_at, dtype=np.int64)
        left[ahead] = open_time(calendar, now, stops=due[ahead])
    return left


def _now(stood: Sequence[Standstill], calendar: Calendar, *, promise: Promise, known_at: int) -> tuple[Doing, str]:
    """What a clock does at an instant, and who has to act."""
    if stood and stood[-1].start <= known_at < stood[-1].end:
        return "paused", AWAITED.get(stood[-1].why, "nobody")
    is_open = bool(calendar.hours(known_at, known_at).next_open([known_at])[0] == known_at)
    return ("running" if is_open else "out-of-hours"), promise.owed_by


# --- standing still ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stood:
    """When and why the clocks of a promise stood still; a pause that has not ended ends after the instant asked for.

    `marks` are the positions of the events that say why, `work` the work of each, `why` what it says.
    """

    load: Workload
    found: Phases
    marks: _Ints
    work: _Ints
    why: pl.Series

    def of(self, clock: int) -> tuple[Standstill, ...]:
        """Those of one clock, each with one reason."""
        own = slice(*np.searchsorted(self.work, [self.found.work[clock], self.found.work[clock] + 1]))
        marks, why = self.load.at[self.marks[own]], self.why[own].to_list()
        pauses = self.found.pauses
        held = slice(*pauses.offsets[clock : clock + 2])
        spans = zip(pauses.starts[held].tolist(), pauses.ends[held].tolist(), strict=True)
        return tuple(part for span in spans for part in _parts(*span, marks=marks, why=why))


def _parts(start: int, end: int, *, marks: _Ints, why: Sequence[str]) -> Iterator[Standstill]:
    """A standstill by its reasons: the one said last before it begins, perhaps before the clock did, and each after."""
    first, until = int(np.searchsorted(marks, start, side="right")) - 1, int(np.searchsorted(marks, end))
    turns = {max(int(marks[place]), start): why[place] for place in range(first, until)}
    for (begin, after), reason in zip(pairwise([*turns, end]), turns.values(), strict=True):
        yield Standstill(begin, after, reason)


def _standstills(judged: Clocks, promise: Promise, *, calendars: Sequence[Calendar]) -> _Stood:
    """The standstills of every clock, looked at one microsecond later: what has not ended then goes on."""
    terms, load = promise.terms, judged.load
    assert isinstance(terms, ElapsedTerms)  # noqa: S101 - running_clocks takes no other
    found = phases(load, terms, calendars=calendars, known_at=judged.known_at + 1)
    is_pause = (
        load.happened(["paused"])
        & load.frame["reason"].cast(pl.String).is_in(list(terms.pauses)).fill_null(value=False).to_numpy()
    )
    is_stop = load.stops(terms.stop)
    why = pl.select(
        pl.when(pl.Series(is_stop)).then(pl.lit(_RESOLVED)).otherwise(load.frame["reason"].cast(pl.String))
    ).to_series()
    marks = np.flatnonzero(is_pause | is_stop)
    return _Stood(load, found, marks, load.item[marks], why.gather(marks))
