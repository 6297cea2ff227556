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
    """One row per clock: the instant it falls due `at` (NEVER with neither a target nor a breach), the promise `row`
    that set it, and whether an earlier row was already breached when it was reclassified (`breached_at` is then the
    deadline that was passed). `last_row` is the last promise row the clock was under, -1 where there never was one.
    """

    at: _Ints
    row: _Ints
    is_breached: NDArray[np.bool_]
    breached_at: _Ints
    last_row: _Ints


def due_instants(found: Phases, terms: ElapsedTerms, *, rows: Sequence[Row], calendars: Sequence[Calendar]) -> Dues:
    """Deadlines of all clocks. A change is *raised* when the new row would have been due sooner than the old one from
    the very start of the clock, else *lowered*: how rows are called and in what order they stand decides nothing.

    Changes are applied in rounds: all first changes, then all second ones, so the work grows with the most often
    changed item only.
    """
    everyone = np.arange(len(found.start), dtype=np.int64)
    at = _due(found, everyone, since=found.start, row=found.first_row, table=(rows, calendars))
    row, held, breached = found.first_row.copy(), found.first_row.copy(), np.zeros(len(at), dtype=np.bool_)
    breached_at = np.full(len(at), NEVER, dtype=np.int64)
    last_row, changes = found.first_row.copy(), found.changes
    for ordinal in range(int(changes.ordinal.max()) + 1 if len(changes.ordinal) else 0):
        now = changes.ordinal == ordinal
        who, when, new = changes.item[now], changes.at[now], changes.row[now]
        passed = _is_passed(found, who, old=(at[who], row[who]), when=when, calendars=calendars) & ~breached[who]
        breached_at[who[passed]] = at[who[passed]]
        breached[who] |= passed
        sooner = [
            _due(found, who, since=found.start[who], row=each, table=(rows, calendars)) for each in (new, held[who])
        ]
        rule = np.where(sooner[0] < sooner[1], terms.raised, terms.lowered)
        at[who], row[who] = _changed(found, who, when=when, to=(rule, new, (rows, calendars)), old=(at[who], row[who]))
        held[who] = new
        last_row[who] = np.where(new >= 0, new, last_row[who])
    at = np.where(at == NEVER, breached_at, at)
    return Dues(at, row, breached, breached_at, last_row)


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
            result[mine] = deadlines(calendar, since[mine], allowance=allowance, pauses=pauses)
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
            late[mine] = open_time(calendar, due[mine], stops=when[mine], pauses=pauses_of(found.pauses, who[mine])) > 0
    return late


def _changed(
    found: Phases,
    who: _Ints,
    *,
    when: _Ints,
    to: tuple[NDArray[np.str_], _Ints, tuple[Sequence[Row], Sequence[Calendar]]],
    old: tuple[_Ints, _Ints],
) -> tuple[_Ints, _Ints]:
    """Deadline and governing row after one round of changes, each `to` a new row under a rule."""
    rule, new, table = to
    old_due, old_row = old
    from_start = _due(found, who, since=found.start[who], row=new, table=table)
    from_change = _due(found, who, since=when, row=new, table=table)
    is_old_earlier = (rule == "earlier-of-change-and-old") & (old_due <= from_change)
    due = np.where(rule == "from-creation", from_start, from_change)
    keeps = (rule == "keep") | is_old_earlier
    return np.where(keeps, old_due, due), np.where(keeps, old_row, new)
