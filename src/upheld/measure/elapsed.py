"""`elapsed/1`: the clock between two events of work, judged against a target. Definition and worked table:
docs/measures/elapsed.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import Agreement, ElapsedTerms, Promise, Target
from upheld.evidence.facts import Facts
from upheld.measure.distribution import distribution
from upheld.measure.dues import Dues, due_instants
from upheld.measure.measurement import LEFT_OUT, MET, MISSED, OPEN, Items, Measurement
from upheld.measure.phases import Phases, phases
from upheld.measure.scope import left_out
from upheld.measure.standstill import pauses_of, totals
from upheld.measure.statistics import bounds_of_share, nearest_rank
from upheld.measure.workload import Workload, workload
from upheld.quantities.calendars import Calendar
from upheld.quantities.clocks import elapsed as open_time
from upheld.quantities.instants import NEVER
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window

__all__ = ["Clocks", "clocks", "elapsed"]

_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clocks:
    """Every clock of a promise, judged as known at one instant; arrays have one row per clock.

    `verdict` is 0 met, 1 missed, 3 open, decided before anything is left out; `at` is the instant that puts the clock
    in a window.
    """

    load: Workload
    phases: Phases
    dues: Dues
    elapsed: _Ints
    late: _Ints
    verdict: NDArray[np.uint8]
    is_left_out: NDArray[np.bool_]
    undecided: NDArray[np.bool_]
    at: _Ints
    known_at: int


def elapsed(
    agreement: Agreement, promise: Promise, *, facts: Facts, windows: Sequence[tuple[Window, Window]], known_at: int
) -> list[Measurement]:
    """One measurement per row and window; elapsed times and deadlines [us], in the open time of the row's calendar."""
    judged = clocks(agreement, promise, facts=facts, known_at=known_at)
    return [
        _measured(promise, index, judged=judged, covered=covered, whole=whole)
        for index in range(len(promise.rows))
        for covered, whole in windows
    ]


def clocks(agreement: Agreement, promise: Promise, *, facts: Facts, known_at: int) -> Clocks:
    """All clocks of a promise, whatever window they fall in."""
    terms = promise.terms
    assert isinstance(terms, ElapsedTerms)  # noqa: S101 - the loader pairs measure and terms
    calendars = [agreement.calendars[row.during] for row in promise.rows]
    load = workload(facts, promise, terms=terms)
    found = phases(load, terms, calendars=calendars, known_at=known_at)
    dues = due_instants(found, terms, rows=promise.rows, calendars=calendars)
    found = replace(found, row=_judged_rows(found, dues))
    until = np.minimum(found.stop, known_at)
    spent = _open_time(calendars, found.row, start=found.start, end=until, found=found)
    late = _open_time(calendars, dues.row, start=np.minimum(dues.at, until), end=until, found=found)
    verdict = _verdicts(found, dues, late=late, known_at=known_at)
    out, undecided = left_out(load, found.work, facts=facts, owed_by=promise.owed_by)
    at = _attributed(terms.cohort, found, dues=dues, verdict=verdict)
    return Clocks(load, found, dues, spent, late, verdict, out, undecided, at, known_at)


def _judged_rows(found: Phases, dues: Dues) -> _Ints:
    """The promise row each clock is judged under: the last one it had, once something was owed or missed under it.

    Nobody escapes a target by giving work a value for which there is none.
    """
    return np.where((found.row < 0) & (dues.at < NEVER), dues.last_row, found.row)


def _open_time(calendars: Sequence[Calendar], row: _Ints, *, start: _Ints, end: _Ints, found: Phases) -> _Ints:
    """Running open time [us] of each clock between two instants, in the calendar of the given row; 0 where it has
    none.
    """
    result = np.zeros(len(start), dtype=np.int64)
    for index, calendar in enumerate(calendars):
        mine = np.flatnonzero((row == index) & (start < end))
        if len(mine):
            result[mine] = open_time(calendar, start[mine], stops=end[mine], pauses=pauses_of(found.pauses, mine))
    return result


def _verdicts(found: Phases, dues: Dues, *, late: _Ints, known_at: int) -> NDArray[np.uint8]:
    is_stopped = found.stop <= known_at
    verdict = np.where(is_stopped, MET, OPEN).astype(np.uint8)
    verdict[(late > 0) | dues.is_breached] = MISSED
    return verdict


def _attributed(cohort: str, found: Phases, *, dues: Dues, verdict: NDArray[np.uint8]) -> _Ints:
    """The instant that puts a clock in a window; NEVER leaves it out of all."""
    if cohort == "opened":
        return found.start
    if cohort == "resolved":
        return found.stop
    missed_at = np.where(dues.is_breached, np.minimum(dues.breached_at, dues.at), dues.at)
    if cohort == "breached":
        return np.where(verdict == MISSED, missed_at, NEVER)
    return np.where(verdict == MISSED, missed_at, np.minimum(dues.at, found.stop))


# --- one row in one window --------------------------------------------------------------------------------------------


def _measured(promise: Promise, index: int, *, judged: Clocks, covered: Window, whole: Window) -> Measurement:
    row = promise.rows[index]
    mine = np.flatnonzero((judged.phases.row == index) & (judged.at >= covered.start) & (judged.at < covered.end))
    items = _items(judged, mine)
    counted = items.outcome != LEFT_OUT
    value, lower, upper = _figures(row.target, items, counted=counted)
    everything = np.ones(len(mine), dtype=np.bool_)
    missed = judged.load.ids.gather(judged.phases.work[mine[items.outcome == MISSED]])
    return Measurement(
        promise=promise.id,
        row=row.value,
        window=covered,
        whole=whole,
        unit="share" if row.target.kind in ("share-within", "every-within") else "duration",
        value=value,
        lower=lower,
        upper=upper,
        without_exclusions=_figures(row.target, _items(judged, mine, leave_out=False), counted=everything)[0],
        items=items,
        population=int(np.count_nonzero(counted)),
        distribution=distribution(items.elapsed[counted & (items.outcome != OPEN)], row.target.allowance),
        incidents=frozenset(missed.to_list()),
        notes=_notes(promise, judged, items=items),
    )


def _items(judged: Clocks, mine: _Ints, *, leave_out: bool = True) -> Items:
    found, dues = judged.phases, judged.dues
    outcome = judged.verdict[mine].copy()
    if leave_out:
        outcome[judged.is_left_out[mine]] = LEFT_OUT
    parts = found.part[mine]
    names = judged.load.ids.gather(found.work[mine])
    numbered = pl.select(
        pl.when(pl.Series(parts) > 1).then(names + "#" + pl.Series(parts).cast(pl.String)).otherwise(names)
    )
    return Items(
        ids=numbered.to_series(),
        start=found.start[mine],
        stop=found.stop[mine],
        deadline=dues.at[mine],
        elapsed=judged.elapsed[mine],
        paused=totals(pauses_of(found.pauses, mine)),
        late=judged.late[mine],
        outcome=outcome,
        reasons=_reasons(judged, mine, ids=numbered.to_series(), outcome=outcome),
    )


def _figures(
    target: Target, items: Items, *, counted: NDArray[np.bool_]
) -> tuple[Ratio | None, Ratio | None, Ratio | None]:
    """The figure and its bounds while some clocks are still open."""
    met = int(np.count_nonzero(counted & (items.outcome == MET)))
    missed = int(np.count_nonzero(counted & (items.outcome == MISSED)))
    still_open = int(np.count_nonzero(counted & (items.outcome == OPEN)))
    if target.kind in ("share-within", "every-within"):
        return bounds_of_share(met, missed, still_open=still_open)
    times = items.elapsed[counted & (items.outcome != OPEN)]
    if not len(times):
        return None, None, None
    if target.percentile is not None:
        value = Ratio(nearest_rank(times, target.percentile), 1)
    else:
        value = Ratio(sum(times.tolist()), len(times))  # whole numbers without a largest one
    return value, value, value


def _reasons(judged: Clocks, mine: _Ints, *, ids: pl.Series, outcome: NDArray[np.uint8]) -> tuple[tuple[str, str], ...]:
    """Why each clock that did not simply meet its target came out as it did, beyond being late."""
    found, dues = judged.phases, judged.dues
    reasons = []
    for position in np.flatnonzero(outcome != MET):
        clock = int(mine[position])
        said = []
        if found.part[clock] > 1:
            said.append("reopened too late to resume the old clock")
        if found.reopened[clock]:
            said.append(f"reopened {found.reopened[clock]} x, resolved time left out")
        if found.first_row[clock] != found.row[clock]:
            said.append("reclassified")
        if dues.is_breached[clock]:
            said.append("breached before it was reclassified")
        if judged.undecided[clock]:
            said.append("cancelled or merged without a decision to leave it out")
        if said:
            reasons.append((str(ids[int(position)]), "; ".join(said)))
    return tuple(reasons)


def _notes(promise: Promise, judged: Clocks, *, items: Items) -> tuple[str, ...]:
    notes = []
    silent = len(judged.load.ids) - len(np.unique(judged.phases.work))
    if silent:
        notes.append(f"{silent} pieces of work have no start event in the evidence and no clock")
    without_row = int(np.count_nonzero(judged.phases.row < 0))
    if without_row:
        notes.append(f"{without_row} clocks have a {promise.by} the agreement gives no target for")
    if items.count(OPEN):
        notes.append(f"{items.count(OPEN)} not due yet when this was known")
    return tuple(notes)
