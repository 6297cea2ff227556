"""`delivery/1` against its slow twin."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.reference.delivery_twin import Done, Obligations, Occurrence, occurrences
from tests.reference.local_hours import Hours, midnight
from tests.worlds import generated
from upheld.agreements.model import Due
from upheld.measure.measurement import Measurement
from upheld.measure.registry import measure_promise
from upheld.quantities.allowances import EndOfWorkingDay
from upheld.quantities.calendars import Calendar, Holidays, Opening
from upheld.quantities.instants import DAY, NEVER
from upheld.quantities.windows import Per, period

WEEKS = ((((8, 18),),) * 5 + ((),) * 2, (((9, 12), (13, 17)),) * 6 + ((),))
TERM_START = date(2025, 1, 1)


@st.composite
def obligations(draw: st.DrawFn) -> Obligations:
    """Reports after each window, or visits on a grid of days."""
    zone = draw(st.sampled_from(("UTC", "Europe/London", "Asia/Kolkata")))
    off = frozenset(draw(st.sets(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=5)))
    return Obligations(
        kind=draw(st.sampled_from(("after-each", "every"))),
        hours=Hours(zone, draw(st.sampled_from(WEEKS)), off),
        term_start=TERM_START,
        each=draw(st.sampled_from(("week", "month", "quarter"))),
        amount=draw(st.integers(1, 12)),
        unit=draw(st.sampled_from(("day", "week", "month", "year"))),
        step=draw(st.integers(1, 4)),
        start=draw(st.sampled_from((date(2026, 1, 31), date(2026, 2, 3), date(2025, 6, 30)))),
        is_fixed=draw(st.booleans()),
        tolerance=draw(st.integers(0, 9)),
    )


@generated
@given(
    obligations(),
    st.lists(st.tuples(st.integers(-20, 20), st.booleans()), max_size=9),
    st.sampled_from((60 * DAY, -40 * DAY)),
)
def test_every_occurrence_is_what_the_slow_twin_says(
    owed: Obligations, offsets: list[tuple[int, bool]], known_after: int
) -> None:
    window = period("2026-Q1", owed.hours.zone)
    known_at = window.end + known_after
    done: list[Done] = []
    for days, counts in offsets:  # each report answers what falls due next, so that floating dates move
        answered = {one.occurrence for one in done}
        fallen_due = occurrences(owed, done, until=window.end, known_at=known_at)
        done += [
            Done(one.name, min(one.due + days * DAY // 3, known_at), counts)
            for one in [one for one in fallen_due if one.name not in answered][:1]
        ]
    expected = occurrences(owed, done, until=window.end, known_at=known_at)
    measurement = measured(owed, done, known_at=known_at)
    assert as_twin(measurement) == sorted((one for one in expected if one.due >= window.start), key=lambda one: one.due)


def measured(owed: Obligations, done: list[Done], *, known_at: int) -> Measurement:
    """What the engine measures in the first quarter."""
    zone = owed.hours.zone
    week: Any = tuple(tuple(Opening(o * 3600, c * 3600) for o, c in day) for day in owed.hours.week)
    each: Any = owed.each
    unit: Any = owed.unit
    due = Due("after-each", "", each=Per(each), allowance=EndOfWorkingDay(owed.amount))
    if owed.kind == "every":
        schedule: Any = "fixed" if owed.is_fixed else "floating"
        due = Due("every", "", step=owed.step, unit=unit, start=owed.start, schedule=schedule)
        due = replace(due, tolerance_days=owed.tolerance)
    promised = worlds.delivery(due, per=Per("quarter"), during="hours")
    calendar = Calendar("hours", zone, week, Holidays.listed(owed.hours.off))
    whole = worlds.agreement(promised, zone=zone, calendars=[calendar])
    told = [
        {"kind": "delivery", "promise": "report", "for": one.occurrence, "at": worlds.moment(one.at)}
        | {"outcome": "done" if one.counts else "failed"}
        for one in done
    ]
    frame = period("2026-Q1", zone)
    return measure_promise(whole, promised, facts=worlds.facts(told), windows=[(frame, frame)], known_at=known_at)[0]


def as_twin(measurement: Measurement) -> list[Occurrence]:
    """Items in the words of the twin."""
    items = measurement.items
    assert items is not None
    words = ("met", "missed", "left-out", "open")
    columns = zip(items.ids, items.deadline, items.stop, items.outcome, strict=True)
    return [Occurrence(n, int(due), None if d == NEVER else int(d), words[int(o)]) for n, due, d, o in columns]


def test_the_twin_itself_knows_the_fifth_working_day_after_march() -> None:
    easter = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    owed = Obligations("after-each", Hours("UTC", WEEKS[0], easter), TERM_START)
    last = occurrences(owed, [], until=midnight(date(2026, 5, 1), "UTC"), known_at=0)[-1]
    assert (last.name, worlds.moment(last.due)) == ("2026-03", "2026-04-09T18:00:00.000000Z")
    assert timedelta(microseconds=last.due - midnight(date(2026, 4, 9), "UTC")) == timedelta(hours=18)
