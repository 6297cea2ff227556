"""`delivery/1`: reports after each window, visits on a grid or counted from the last one; the day of the event is not
counted.
"""

from typing import Any

import pytest

from tests.worlds import Fact, agreement, delivery, facts, figure, measured, moment
from upheld.agreements.model import Due
from upheld.quantities.allowances import EndOfWorkingDay
from upheld.quantities.windows import Per

REPORT = Due("after-each", "end of working day 5 after each month", each=Per("month"), allowance=EndOfWorkingDay(5))


def done(occurrence: str, when: str, outcome: str = "done") -> Fact:
    """A delivery of the promise."""
    return {"kind": "delivery", "promise": "report", "for": occurrence, "outcome": outcome, "at": when}


def found(due: Due, *deliveries: Fact, label: str = "2026-03", known: str = "2027-06-01") -> list[tuple[str, str, str]]:
    """Occurrence, due date and time, outcome."""
    items = measured(delivery(due), list(deliveries), label, known=known).items
    assert items is not None
    words = ("met", "missed", "left out", "open")
    columns = zip(items.ids, items.deadline.tolist(), items.outcome.tolist(), strict=True)
    return [(str(name), moment(at)[:19].replace("T", " "), words[outcome]) for name, at, outcome in columns]


def test_the_fifth_working_day_after_a_month_is_counted_from_its_last_day() -> None:
    assert found(REPORT, done("2026-02", "2026-03-06 18:00")) == [("2026-02", "2026-03-06 18:00:00", "met")]
    assert found(REPORT, done("2026-02", "2026-03-06 18:00:01")) == [("2026-02", "2026-03-06 18:00:00", "missed")]


@pytest.mark.parametrize(("outcome", "expected"), [("accepted", "met"), ("passed", "met"), ("rejected", "missed")])
def test_only_an_outcome_that_fulfils_counts(outcome: str, expected: str) -> None:
    assert found(REPORT, done("2026-02", "2026-03-02", outcome))[0][2] == expected


def test_the_first_time_it_was_done_counts() -> None:
    twice = (done("2026-02", "2026-03-20"), done("2026-02", "2026-03-03"), done("2026-02", "2026-03-01", "failed"))
    assert found(REPORT, *twice)[0][2] == "met"


def test_what_is_not_due_yet_is_open_and_bounds_the_figure() -> None:
    weekly = Due("after-each", "", each=Per("week"), allowance=EndOfWorkingDay(1))
    measurement = measured(delivery(weekly), [done("2026-W09", "2026-03-02")], "2026-03", known="2026-03-10")
    assert [figure(measurement), str(measurement.lower), str(measurement.upper)] == ["1/2", "1/5", "4/5"]


def every(unit: str = "month", **fields: Any) -> Due:
    """Every month from 2026-01-31 unless said."""
    usual: dict[str, Any] = {"unit": unit, "start": agreement().term.start.replace(year=2026, day=31)}
    return Due("every", "", **(usual | fields))


def test_a_month_too_short_ends_it_early_and_moves_no_later_date() -> None:
    names = [found(every(), label=label)[0][:2] for label in ("2026-01", "2026-02", "2026-03")]
    assert names == [
        ("2026-01-31", "2026-01-31 23:59:59"),
        ("2026-02-28", "2026-02-28 23:59:59"),
        ("2026-03-31", "2026-03-31 23:59:59"),
    ]


def test_tolerance_moves_the_due_time_and_may_move_it_to_the_next_window() -> None:
    assert found(every(tolerance_days=3), label="2026-02")[0][:2] == ("2026-01-31", "2026-02-03 23:59:59")


def test_golden_t32_a_fixed_date_stays_and_a_floating_one_follows_the_last_visit() -> None:
    late = done("2026-01-31", "2026-02-05 12:00")
    assert [name for name, _, _ in found(every(), late, label="2026-Q1")] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    floating = every(schedule="floating")
    assert [name for name, _, _ in found(floating, late, label="2026-Q1")] == ["2026-01-31", "2026-03-05"]


def test_a_floating_date_never_falls_due_before_the_one_it_follows() -> None:
    early = done("2026-01-31", "2025-11-01")
    assert [name for name, _, _ in found(every(schedule="floating"), early, label="2026-Q1")][:2] == [
        "2026-01-31",
        "2026-02-01",
    ]


@pytest.mark.parametrize(("unit", "step", "names"), [("week", 2, 5), ("day", 10, 6), ("year", 1, 1), ("month", 2, 2)])
def test_steps_of_every_unit(unit: str, step: int, names: int) -> None:
    assert len(found(every(unit, step=step), label="2026-Q1")) == names


def test_nothing_due_is_not_a_figure() -> None:
    measurement = measured(agreement(delivery(every("year"))), facts(), "2026-02")
    assert (measurement.value, measurement.population) == (None, 0)
