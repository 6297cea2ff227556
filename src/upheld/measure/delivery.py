"""`delivery/1`: obligations done by the time they fell due. Definition and worked table: docs/measures/delivery.md."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from upheld.agreements.model import Agreement, DeliveryTerms, Due, Promise, Row
from upheld.evidence.facts import Facts
from upheld.measure.measurement import MET, MISSED, OPEN, Items, Measurement
from upheld.measure.statistics import bounds_of_share
from upheld.quantities.calendars import Calendar
from upheld.quantities.clocks import deadlines
from upheld.quantities.instants import NEVER
from upheld.quantities.windows import Window
from upheld.quantities.windows import windows as windows_ending
from upheld.quantities.zones import day_start, local_day

__all__ = ["DONE", "Obligation", "delivery", "obligations"]

DONE = ("accepted", "delivered", "done", "passed")
"""Delivery outcomes that fulfil the obligation; any other one (failed, rejected, partial) does not."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One occurrence: its name, the instant it falls due (tolerance included), and when it was done (NEVER while it
    is not).
    """

    occurrence: str
    due: int
    done: int


def delivery(
    agreement: Agreement, promise: Promise, *, facts: Facts, windows: Sequence[tuple[Window, Window]], known_at: int
) -> list[Measurement]:
    """One measurement per row and window: obligations falling due in it that were done in time, over all that fell
    due.
    """
    return [
        _measured(
            promise,
            row,
            found=obligations(agreement, promise, row=row, facts=facts, until=covered.end),
            frame=(covered, whole),
            known_at=known_at,
        )
        for row in promise.rows
        for covered, whole in windows
    ]


def obligations(agreement: Agreement, promise: Promise, *, row: Row, facts: Facts, until: int) -> list[Obligation]:
    """Every occurrence that falls due before `until` [us UTC], by due time."""
    terms = promise.terms
    assert isinstance(terms, DeliveryTerms)  # noqa: S101 - the loader pairs measure and terms
    done = _done(promise.id, facts)
    if terms.due.kind == "after-each":
        found = _after_each(agreement, terms.due, calendar=agreement.calendars[row.during], done=done, until=until)
    elif terms.due.schedule == "fixed":
        found = _fixed(agreement, terms.due, done=done, until=until)
    else:
        found = _floating(agreement, terms.due, done=done, until=until)
    return [obligation for obligation in found if obligation.due < until]


def _done(promise: str, facts: Facts) -> dict[str, int]:
    """When each occurrence was first done."""
    mine = facts.deliveries.filter(
        (pl.col("promise").cast(pl.String) == promise) & pl.col("outcome").cast(pl.String).is_in(list(DONE))
    )
    first = mine.group_by("occurrence").agg(pl.col("at").min())
    return dict(zip(first["occurrence"].to_list(), first["at"].to_list(), strict=True))


def _after_each(
    agreement: Agreement, due: Due, *, calendar: Calendar, done: dict[str, int], until: int
) -> Iterator[Obligation]:
    """One occurrence per window of `each` that ends within the term; its last instant is what the days are counted
    from.
    """
    assert due.each is not None and due.allowance is not None  # noqa: S101, PT018 - the loader fills both for this kind
    start = day_start(agreement.term.start, agreement.zone)
    ended = windows_ending(due.each, agreement.zone, start=start, end=until, anchor=agreement.term.start)
    last = np.array([window.end - 1 for window in ended], dtype=np.int64)
    dues = deadlines(calendar, last, allowance=due.allowance, pauses=None)
    for window, at in zip(ended, dues.tolist(), strict=True):
        yield Obligation(window.label, at, done.get(window.label, NEVER))


def _fixed(agreement: Agreement, due: Due, *, done: dict[str, int], until: int) -> Iterator[Obligation]:
    """The grid of due dates, whatever was done when."""
    assert due.start is not None  # noqa: S101 - the loader fills it for this kind
    number = 0
    day = due.start
    while day_start(day, agreement.zone) < until:
        yield Obligation(day.isoformat(), _end_of(day, due, zone=agreement.zone), done.get(day.isoformat(), NEVER))
        number += 1
        day = _stepped(due.start, due, number=number)


def _floating(agreement: Agreement, due: Due, *, done: dict[str, int], until: int) -> Iterator[Obligation]:
    """Each due date counts from the day the one before was done, or from its due date while it is not done."""
    assert due.start is not None  # noqa: S101 - the loader fills it for this kind
    day = due.start
    while day_start(day, agreement.zone) < until:
        at = done.get(day.isoformat(), NEVER)
        yield Obligation(day.isoformat(), _end_of(day, due, zone=agreement.zone), at)
        base = day if at == NEVER else local_day(at, agreement.zone)
        day = max(_stepped(base, due, number=1), day + timedelta(days=1))


def _stepped(day: date, due: Due, *, number: int) -> date:
    """`number` steps after `day`, counted at once: a month too short for the day ends it early and moves no later
    date.
    """
    count = due.step * number
    if due.unit in ("day", "week"):
        return day + timedelta(days=count * (7 if due.unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if due.unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _end_of(day: date, due: Due, *, zone: str) -> int:
    """The last instant of the due day, tolerance included."""
    return day_start(day + timedelta(days=due.tolerance_days + 1), zone) - 1


def _measured(
    promise: Promise, row: Row, *, found: Sequence[Obligation], frame: tuple[Window, Window], known_at: int
) -> Measurement:
    covered, whole = frame
    mine = [one for one in found if covered.start <= one.due < covered.end]
    due = np.array([one.due for one in mine], dtype=np.int64)
    done = np.array([one.done for one in mine], dtype=np.int64)
    outcome = np.where(done <= due, MET, np.where(due < known_at, MISSED, OPEN)).astype(np.uint8)
    met, missed, still_open = (int(np.count_nonzero(outcome == code)) for code in (MET, MISSED, OPEN))
    value, lower, upper = bounds_of_share(met, missed, still_open=still_open)
    zero = np.zeros(len(mine), dtype=np.int64)
    return Measurement(
        promise=promise.id,
        row=row.value,
        window=covered,
        whole=whole,
        unit="share",
        value=value,
        lower=lower,
        upper=upper,
        without_exclusions=value,
        items=Items(
            ids=pl.Series([one.occurrence for one in mine], dtype=pl.String),
            start=np.full(len(mine), NEVER, dtype=np.int64),
            stop=done,
            deadline=due,
            elapsed=zero,
            paused=zero,
            late=np.where(done > due, np.minimum(done, known_at) - due, 0),
            outcome=outcome,
        ),
        population=len(mine),
    )
