"""When each clock falls due: deadline from the start, and again at every change of promise row, by the
reclassification rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.agreements.model import ElapsedTerms, Row
from upheld.measure.phases import Phases
from upheld.measure.standstill import pauses_of
from upheld.quantities.calendars import Calendar
from upheld.quantities.clocks import deadlines
from upheld.quantities.clocks import elapsed as open_time
from upheld.quantities.instants import NEVER

__all__ = ["Dues", "due_instants"]

_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dues:
    """One row per clock: the instant it falls due `at` (NEVER without a target), the promise `row` that set it, and
    whether an earlier row was
    already breached when it was reclassified (`breached_at` is then the deadline that was passed).
    """

    at: _Ints
    row: _Ints
    is_breached: NDArray[np.bool_]
    breached_at: _Ints


def due_instants(found: Phases, terms: ElapsedTerms, *, rows: Sequence[Row], calendars: Sequence[Calendar]) -> Dues:
    """Deadlines of all clocks. Rows stand in order of urgency: a change to an earlier row is *raised*, to a later one
    *lowered*.

    Changes are applied in rounds: all first changes, then all second ones, so the work grows with the most often
    changed item only.
    """
    everyone = np.arange(len(found.start), dtype=np.int64)
    at = _due(found, everyone, since=found.start, row=found.first_row, table=(rows, calendars))
    row, breached = found.first_row.copy(), np.zeros(len(at), dtype=np.bool_)
    breached_at = np.full(len(at), NEVER, dtype=np.int64)
    changes = found.changes
    for ordinal in range(int(changes.ordinal.max()) + 1 if len(changes.ordinal) else 0):
        now = changes.ordinal == ordinal
        who, when, new = changes.item[now], changes.at[now], changes.row[now]
        passed = _is_passed(found, who, old=(at[who], row[who]), when=when, calendars=calendars) & ~breached[who]
        breached_at[who[passed]] = at[who[passed]]
        breached[who] |= passed
        at[who], row[who] = _changed((found, terms, rows, calendars), who, when=when, new=new, old=(at[who], row[who]))
    return Dues(at, row, breached, breached_at)


def _due(
    found: Phases, who: _Ints, *, since: _Ints, row: _Ints, table: tuple[Sequence[Row], Sequence[Calendar]]
) -> _Ints:
    """Deadline of each clock in `who` counted from `since` under the given row; NEVER where the row has no target."""
    result = np.full(len(who), NEVER, dtype=np.int64)
    for index, (promise_row, calendar) in enumerate(zip(*table, strict=True)):
        mine = np.flatnonzero(row == index)
        allowance = promise_row.target.allowance
        if len(mine) and allowance is not None:
            pauses = pauses_of(found.pauses, who[mine])
            result[mine] = deadlines(calendar, since[mine], allowance, pauses)
    return result


def _is_passed(
    found: Phases, who: _Ints, *, old: tuple[_Ints, _Ints], when: _Ints, calendars: Sequence[Calendar]
) -> NDArray[np.bool_]:
    """Whether open running time had gone by after the old deadline, in the old row's calendar, when the change came."""
    due, row = old
    late = np.zeros(len(who), dtype=np.bool_)
    for index, calendar in enumerate(calendars):
        mine = np.flatnonzero((row == index) & (due < when))
        if len(mine):
            late[mine] = open_time(calendar, due[mine], when[mine], pauses_of(found.pauses, who[mine])) > 0
    return late


def _changed(
    case: tuple[Phases, ElapsedTerms, Sequence[Row], Sequence[Calendar]],
    who: _Ints,
    *,
    when: _Ints,
    new: _Ints,
    old: tuple[_Ints, _Ints],
) -> tuple[_Ints, _Ints]:
    """Deadline and governing row after one round of changes."""
    found, terms, rows, calendars = case
    old_due, old_row = old
    is_raised = (new < old_row) & (new >= 0)
    rule = np.where(is_raised, terms.raised, terms.lowered)
    from_start = _due(found, who, since=found.start[who], row=new, table=(rows, calendars))
    from_change = _due(found, who, since=when, row=new, table=(rows, calendars))
    is_old_earlier = (rule == "earlier-of-change-and-old") & (old_due <= from_change)
    due = np.where(rule == "from-creation", from_start, from_change)
    keeps = (rule == "keep") | is_old_earlier
    return np.where(keeps, old_due, due), np.where(keeps, old_row, new)
