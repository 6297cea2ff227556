"""`share/1`, `ratio/1` and `count/1`: which things are counted, and which of them fulfil the condition."""

from typing import Any

import pytest

from tests.worlds import (
    Fact,
    agreement,
    any_of,
    count,
    facts,
    figure,
    measured,
    measured_rows,
    ratio,
    share,
    ticket,
    where,
)
from upheld.agreements.model import Match, Row, Service, Target
from upheld.measure.measurement import Measurement
from upheld.quantities.ratio import Ratio

AT_LEAST_90 = Target("at-least", "at least 90%", Ratio(90, 100))


def by_region(*names: str) -> dict[str, Any]:
    """Promise fields for one row per region."""
    return {"by": "region", "rows": tuple(Row(name, "always", AT_LEAST_90) for name in names)}


def outcomes(measurement: Measurement) -> dict[str, int]:
    """Outcome code by item."""
    assert measurement.items is not None
    return dict(zip(measurement.items.ids.to_list(), measurement.items.outcome.tolist(), strict=True))


# --- share ------------------------------------------------------------------------------------------------------------


def solved(name: str, when: str = "2026-03-05", **attributes: str) -> list[Fact]:
    """An incident resolved on a day."""
    return ticket(name, {"2026-02-20 09:00": "opened", when: "resolved"}, **attributes)


def test_work_counts_in_the_window_of_the_event_that_counts_it() -> None:
    happened = solved("T1", site="north") + solved("T2", when="2026-04-01", site="north") + solved("T3")
    assert outcomes(measured(share("incident", where(site="north")), happened, "2026-03")) == {"T1": 0, "T3": 1}


def test_how_often_something_happened_is_an_attribute() -> None:
    again = ticket("T1", {"2026-03-01": "resolved", "2026-03-02": "reopened", "2026-03-03": "resolved"})
    promised = share("incident", where(reopened=">= 1"), target=Target("at-most", "at most 5%", Ratio(5, 100)))
    measurement = measured(promised, again + solved("T2"), "2026-03")
    assert (figure(measurement), outcomes(measurement)) == ("1/2", {"T1": 1, "T2": 0})
    assert measurement.incidents == {"T1"}


def test_a_recorded_attribute_comes_before_an_event_of_the_same_name() -> None:
    happened = solved("T1", reopened="7")
    assert figure(measured(share("incident", where(reopened="7")), happened, "2026-03")) == "1"


def test_the_population_is_narrowed_before_the_question_is_asked() -> None:
    happened = solved("T1", site="north", kind="big") + solved("T2", site="south") + solved("T3", site="north")
    promised = share("incident", where(kind="big"), among=where(site="north"))
    assert outcomes(measured(promised, happened, "2026-03")) == {"T1": 0, "T3": 1}
    promised = share("incident", where(kind="big"), unless=where(site="north"))
    assert outcomes(measured(promised, happened, "2026-03")) == {"T2": 1}


def answer(work: str, score: str, when: str = "2026-03-05") -> Fact:
    """A survey answer of five."""
    return {"kind": "survey", "work": work, "score": score, "of": "5", "at": when}


def test_surveys_are_asked_by_their_score_and_by_the_work_they_are_about() -> None:
    happened = [answer("T1", "4"), answer("T2", "3.9"), answer("T9", "5"), *solved("T1", site="north"), *solved("T2")]
    assert outcomes(measured(share("survey", where(score=">= 4")), happened, "2026-03")) == {"T1": 0, "T2": 1, "T9": 0}
    promised = share("survey", where(score=">= 4"), among=where(site="north"))
    assert outcomes(measured(promised, happened, "2026-03")) == {"T1": 0}
    assert measured(promised, happened, "2026-03").incidents == frozenset()


def test_surveys_about_another_service_are_not_counted() -> None:
    happened = [answer("T1", "4"), answer("T2", "1"), answer("T3", "5")]
    about = solved("T1", service="desk") + solved("T2", service="network")
    promised = share("survey", where(score=">= 4"), service="desk")
    assert outcomes(measured(promised, happened + about, "2026-03")) == {"T1": 0, "T3": 0}
    assert outcomes(measured(promised, happened, "2026-03")) == {"T1": 0, "T2": 1, "T3": 0}


def member(item: str, start: str, end: str | None = None, **attributes: str) -> Fact:
    """A laptop in the register."""
    return {"kind": "member", "item": item, "type": "laptop", "from": start, "until": end, "attributes": attributes}


def test_of_the_register_those_in_force_at_the_end_of_the_window_count() -> None:
    happened = [
        member("a", "2026-01-01", None, patched="yes"),
        member("b", "2026-01-01", "2026-03-31", patched="no"),
        member("c", "2026-04-01", None, patched="no"),
        member("d", "2026-01-01", "2026-03-10", patched="no"),
        member("d", "2026-03-10", None, patched="yes"),
        member("e", "2026-01-01", "2026-04-01", patched="no"),
    ]
    assert outcomes(measured(share("item", where(patched="yes")), happened, "2026-03")) == {"a": 0, "e": 1, "d": 0}
    assert figure(measured(share("item", where(type="laptop")), happened, "2026-03")) == "1"


def test_deliveries_are_asked_by_promise_and_outcome() -> None:
    told = [("2026-01", "accepted"), ("2026-02", "rejected")]
    happened = [
        {"kind": "delivery", "promise": "report", "for": label, "outcome": how, "at": "2026-03-05"}
        for label, how in told
    ]
    promised = share("delivery", where(outcome="accepted"), among=where(promise="report"))
    assert outcomes(measured(promised, happened, "2026-03")) == {"report 2026-01": 0, "report 2026-02": 1}


@pytest.mark.parametrize(
    ("test", "expected"), [("4", 0), ("!= 4", 1), (">= 4", 0), ("> 4", 1), ("<= 4.0", 0), ("< 4", 1)]
)
def test_numbers_are_compared_exactly_and_texts_as_texts(test: str, expected: int) -> None:
    assert outcomes(measured(share("survey", where(score=test)), [answer("T1", "4")], "2026-03")) == {"T1": expected}


@pytest.mark.parametrize("condition", [where(site=">= 1"), where(site="< 1"), where(other="!= 4"), where(other="x")])
def test_what_is_no_number_or_was_never_said_fulfils_no_test(condition: Match) -> None:
    assert outcomes(measured(share("incident", condition), solved("T1", site="north"), "2026-03")) == {"T1": 1}


def test_a_share_has_one_row_for_each_value() -> None:
    happened = solved("T1", region="north", ok="y") + solved("T2", region="south") + solved("T3", region="north")
    found = measured_rows(share("incident", where(ok="y"), **by_region("north", "south", "west")), happened, "2026-03")
    assert [(one.row, figure(one)) for one in found] == [("north", "1/2"), ("south", "0"), ("west", None)]
    unsaid = measured_rows(share("incident", where(ok="y"), **by_region("north")), solved("T1"), "2026-03")
    assert [one.population for one in unsaid] == [0]


# --- ratio ------------------------------------------------------------------------------------------------------------


def counted(good: int, total: int, *, end: str = "2026-03-05", item: str = "web", **labels: str) -> Fact:
    """A count over the day before its end."""
    start = f"{end[:8]}{int(end[8:10]) - 1:02d}" if end[8:10] != "01" else "2026-03-31"
    return {"kind": "count", "item": item, "good": good, "total": total, "from": start, "until": end, "labels": labels}


def test_counts_are_pooled_and_never_averaged() -> None:
    assert figure(measured(ratio(), [counted(1, 1), counted(0, 99, end="2026-03-06")], "2026-03")) == "1/100"


def test_counts_are_added_up_beyond_64_bits() -> None:
    largest = 2**63 - 1
    happened = [counted(0, largest), counted(0, largest), counted(100, 102)]
    assert figure(measured(ratio(), happened, "2026-03")) == "25/4611686018427387929"
    rest = [counted(largest, largest), counted(largest, largest)]
    assert measured(ratio(), rest, "2026-03").population == 2 * largest


def test_a_count_belongs_to_the_window_its_span_ends_in() -> None:
    over = {"kind": "count", "item": "web", "good": 1, "total": 2, "from": "2026-02-28", "until": "2026-03-01 01:00"}
    at_the_end = counted(1, 1, end="2026-04-01")
    measurement = measured(ratio(), [over, at_the_end], "2026-03")
    assert (figure(measurement), measurement.population) == ("2/3", 3)
    assert measurement.notes == ("1 counts began before the window and are counted whole where they end",)
    assert measured(ratio(), [over], "2026-02").value is None


def test_only_counts_of_the_service_and_its_items_are_pooled() -> None:
    pair = Service("portal", "Portal", None, any_of("web", "web-2"))
    happened = facts(counted(1, 1), counted(0, 1, item="web-2"), counted(1, 1, item="portal"), counted(0, 9, item="db"))
    assert figure(measured(agreement(ratio(service="portal"), services=[pair]), happened, "2026-03")) == "2/3"
    assert figure(measured(agreement(ratio(service="desk")), facts(counted(1, 2, item="desk")), "2026-03")) == "1/2"


def test_counts_are_chosen_by_label() -> None:
    happened = [counted(9, 10, region="north"), counted(1, 10, region="south", end="2026-03-06")]
    assert figure(measured(ratio(where=where(region="north")), happened, "2026-03")) == "9/10"
    assert figure(measured(ratio(unless=where(region="north")), happened, "2026-03")) == "1/10"
    found = measured_rows(ratio(**by_region("north", "south")), happened, "2026-03")
    assert [figure(one) for one in found] == ["9/10", "1/10"]
    assert figure(measured(ratio(**by_region("north")), [counted(1, 2)], "2026-03")) is None


# --- count ------------------------------------------------------------------------------------------------------------


def test_events_are_counted_where_they_happened() -> None:
    twice = ticket("T1", {"2026-03-01": "resolved", "2026-03-02": "reopened", "2026-03-04": "reopened"})
    later = ticket("T2", {"2026-03-01": "resolved", "2026-04-01": "reopened"})
    kept, broken = (measured(count("reopened", limit), twice + later, "2026-03") for limit in (2, 1))
    assert (figure(kept), kept.unit, outcomes(kept), kept.incidents) == ("2", "count", {"T1": 0}, frozenset())
    assert (figure(broken), outcomes(broken), broken.incidents) == ("2", {"T1": 1}, frozenset({"T1"}))


def test_none_is_a_count() -> None:
    assert figure(measured(count("reopened", 2), solved("T1"), "2026-03")) == "0"


def test_a_count_is_chosen_by_attributes() -> None:
    happened = (
        solved("T1", site="north", region="n") + solved("T2", site="south", region="s") + solved("T3", site="north")
    )
    promised = count("resolved", 2, where=where(site="north"), unless=where(region="n"))
    assert outcomes(measured(promised, happened, "2026-03")) == {"T3": 0}
    rows = {"by": "region", "rows": (Row("s", "always", Target("at-least", "at least 1", Ratio(1, 1))),)}
    (one,) = measured_rows(count("resolved", 2, **rows), happened, "2026-03")
    assert (outcomes(one), one.incidents) == ({"T2": 0}, frozenset())
    assert figure(measured(count("resolved", 2, **rows), solved("T1"), "2026-03")) == "0"


def test_all_tests_of_a_condition_must_hold() -> None:
    both = Match((("site", "in", ("north", "south")), ("kind", "!=", ("big",))))
    happened = (
        solved("T1", site="north", kind="big") + solved("T2", site="south", kind="small") + solved("T3", kind="small")
    )
    assert outcomes(measured(share("incident", both), happened, "2026-03")) == {"T1": 1, "T2": 0, "T3": 1}
