"""One call states an agreement for a period: windows, verdicts, credits, charges, what is pending."""

from dataclasses import replace
from typing import Any

import pytest

from tests import worlds
from tests.worlds import agreement, at, availability, claim, day, decision, down, elapsed, facts, month, ticket
from upheld.agreements.model import Agreement, Band, Charge, Credits, Target, Term
from upheld.quantities.allowances import OpenTime
from upheld.quantities.instants import HOUR
from upheld.quantities.money import money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per
from upheld.settle.asked import Asked
from upheld.settle.state import state
from upheld.settle.statement import Result, Statement

BANDS = (Band("below", Ratio(999, 1000), Ratio(5, 100), "99.9%"),)
CREDITS = Credits("monthly charge of the service", {"portal": BANDS}, "highest", ())


def signed(*promises: Any, **parts: Any) -> Agreement:
    """The portal at 1850.00 a month, the desk at 1200.00 a quarter, 5% below 99.9%."""
    charges = (
        Charge("portal", Per("month"), money("1850.00", "GBP")),
        Charge("desk", Per("quarter"), money("1200.00", "GBP")),
    )
    fields: dict[str, Any] = {"credits": CREDITS, "charges": charges} | parts
    return agreement(*promises, **fields)


def stated(whole: Agreement, *happened: Any, label: str = "2026-03", known: str = "2026-04-05") -> Statement:
    """The statement of a period."""
    statement, problems = state(whole, facts(*happened), asked=Asked(month(label, whole.zone), at(known), "e"))
    assert statement is not None, problems
    assert problems == []
    return statement


def paid(result: Result) -> str | None:
    """What is paid for a miss."""
    return result.credit.applied.text() if result.credit is not None and result.credit.applied is not None else None


def test_a_missed_month_is_credited_against_its_charge() -> None:
    statement = stated(signed(availability()), down("10:00-12:00"))
    (result,) = statement.results
    assert (result.name, result.verdict, result.band) == ("portal", "missed", "below 99.9%")
    assert result.value is not None
    assert (result.value.display, paid(result)) == ("99.731%", "92.50")
    assert statement.totals is not None
    totals = (statement.totals.charges.text(), statement.totals.credits.text(), statement.totals.net.text())
    assert totals == ("3050.00", "92.50", "2957.50")


def test_a_kept_promise_and_a_missed_one_outside_the_table_cost_nothing() -> None:
    late = ticket("T1", {"2026-03-02 09:00": "opened", "2026-03-02 18:00": "restored"})
    statement = stated(signed(availability(), elapsed()), down(), late)
    assert [(one.verdict, one.band, one.credit) for one in statement.results] == [
        ("met", None, None),
        ("missed", None, None),
    ]


def test_charges_fall_in_the_period_their_window_ends_in() -> None:
    lines = [(line.service, line.window.label, line.amount.text()) for line in stated(signed(), down()).charges]
    assert lines == [("portal", "2026-03", "1850.00"), ("desk", "2026-Q1", "1200.00")]
    february = [line.service for line in stated(signed(), down(), label="2026-02").charges]
    assert february == ["portal"]


def test_a_term_that_ends_inside_a_month_prorates_charge_figure_and_base() -> None:
    whole = signed(availability(), term=Term(day("2025-01-01"), day("2026-03-15")))
    statement = stated(whole, down("10:00-12:00"))
    (result,), charge = statement.results, statement.charges[0]
    assert (result.window.end, result.whole.end) == (at("2026-03-16"), at("2026-04-01"))
    assert result.notes == ("partial window: 48.387% of 2026-03 is covered, measured over that part",)
    assert (charge.amount.text(), charge.covered) == ("895.16", Ratio(15, 31))
    assert result.credit is not None
    assert (result.credit.base.text(), paid(result)) == ("895.16", "44.76")


def test_a_window_covered_in_part_may_be_skipped() -> None:
    promised = availability(partial="skip")
    whole = signed(promised, term=Term(day("2025-01-01"), day("2026-03-15")))
    (result,) = stated(whole, down("10:00-12:00")).results
    assert (result.verdict, result.value, result.credit) == ("not-applicable", None, None)
    assert "the agreement skips windows it covers only in part" in result.notes
    (kept,) = stated(signed(promised), down("10:00-12:00")).results
    assert kept.verdict == "missed"


def test_a_promise_whose_window_is_still_running_is_pending() -> None:
    statement = stated(signed(availability(per=Per("quarter"))), down(), label="2026-02", known="2026-03-02")
    assert statement.results == ()
    assert [(one.promise, one.window.label) for one in statement.pending] == [("portal", "2026-Q1")]
    assert stated(signed(availability(per=Per("quarter"))), down()).pending == ()


def test_every_row_of_a_promise_has_its_own_result() -> None:
    rows = worlds.rows_by({}, P1=OpenTime(HOUR), P2=OpenTime(8 * HOUR))
    happened = ticket("T1", {"2026-03-02 09:00": "opened", "2026-03-02 12:00": "restored"}, priority="P1")
    statement = stated(signed(elapsed(**rows)), happened)
    found = [(one.name, one.group, one.verdict) for one in statement.results]
    assert found == [
        ("resolution.P1", (("priority", "P1"),), "missed"),
        ("resolution.P2", (("priority", "P2"),), "not-applicable"),
    ]


def test_a_claim_that_decides_the_verdict_says_so() -> None:
    rule = worlds.exclusion("maintenance")
    whole = signed(availability(excludes=("maintenance",)), exclusions=[rule])
    (result,) = stated(whole, down("10:00-12:00"), claim("M1", "10:00", "12:00"), claim("M2", "13:00", "13:30")).results
    assert (result.verdict, result.verdict_without_exclusions) == ("met", "missed")
    assert [(one.id, one.flips, one.accepted) for one in result.claims] == [
        ("M1", True, 2 * HOUR),
        ("M2", False, HOUR // 2),
    ]


def test_work_left_out_by_decision_is_told_with_the_verdict_it_changed() -> None:
    late = ticket("T1", {"2026-03-02 09:00": "opened", "2026-03-02 18:00": "restored"})
    good = ticket("T2", {"2026-03-02 09:00": "opened", "2026-03-02 10:00": "restored"})
    (result,) = stated(signed(elapsed()), late, good, decision("T1", "left-out")).results
    assert (result.verdict, result.verdict_without_exclusions) == ("met", "missed")
    assert result.items is not None
    assert (result.items.met, result.items.missed, result.items.left_out, result.items.open) == (1, 0, 1, 0)
    assert [(line.id, line.outcome) for line in result.lines] == [("T1", "left-out")]


def test_lines_stand_with_the_latest_first_and_say_why() -> None:
    happened = [
        *ticket("T1", {"2026-03-02 09:00": "opened", "2026-03-02 14:00": "restored"}),
        *ticket("T2", {"2026-03-02 09:00": "opened", "2026-03-02 18:00": "restored"}),
        *ticket("T3", {"2026-03-31 23:30": "opened"}),
    ]
    (result,) = stated(signed(elapsed(cohort="opened")), happened, known="2026-04-01 00:00").results
    assert [(line.id, line.why) for line in result.lines] == [
        ("T2", "5 h late"),
        ("T1", "1 h late"),
        ("T3", "still open"),
    ]


def test_a_line_says_what_beyond_being_late_made_it_so() -> None:
    history = {"2026-03-02 09:00": "opened", "2026-03-02 10:00": "resolved", "2026-03-02 11:00": "reopened"}
    (result,) = stated(signed(elapsed()), ticket("T1", history | {"2026-03-02 15:00": "closed"})).results
    assert [line.why for line in result.lines] == ["1 h late; reopened 1 x, resolved time left out"]


def test_items_without_a_clock_stand_by_when_they_happened() -> None:
    target = Target("at-least", "at least 90%", Ratio(90, 100))
    promised = worlds.share("survey", worlds.where(score=">= 4"), target=target)
    answers = [
        {"kind": "survey", "work": name, "score": "1", "of": "5", "at": f"2026-03-{when}"}
        for name, when in (("B", "02"), ("A", "09"))
    ]
    (result,) = stated(signed(promised), answers).results
    assert [(line.id, line.elapsed, line.why) for line in result.lines] == [("B", None, ""), ("A", None, "")]


def test_a_period_outside_the_term_is_a_problem_and_no_statement() -> None:
    whole = signed(availability(), effective=day("2026-06-01"))
    statement, problems = state(whole, facts(down()), asked=Asked(month("2026-03"), at("2026-04-05"), "e"))
    assert statement is None
    assert [(problem.code, problem.message) for problem in problems] == [
        ("period-outside-term", "2026-03 lies outside the time this revision is in force")
    ]


def test_facts_learned_later_wait_for_a_restatement() -> None:
    late = {
        "kind": "state",
        "source": "probe",
        "item": "web",
        "state": "down",
        "at": "2026-03-10",
        "learned_at": "2026-04-20",
    }
    for known, expected in (("2026-04-05", "met"), ("2026-04-21", "missed")):
        statement = stated(signed(availability()), down(), late, known=known)
        assert (statement.results[0].verdict, statement.evidence.facts) == (expected, 1 + (expected == "missed"))


def test_a_statement_names_what_it_was_made_from() -> None:
    statement = stated(replace(signed(availability()), fixed={"language": "1"}), down())
    assert (statement.agreement.id, statement.agreement.digest, statement.engine) == ("acme", "sha256:0", "e")
    assert [name for name, _ in statement.versions] == ["language", "time zones"]


@pytest.mark.parametrize(("each", "expected"), [("month", "92.50"), ("quarter", "30.83"), ("year", "7.71")])
def test_the_base_of_a_credit_is_a_month_of_the_charge(each: Any, expected: str) -> None:
    charges = (Charge("portal", Per(each), money("1850.00", "GBP")),)
    (result,) = stated(signed(availability(), charges=charges), down("10:00-12:00")).results
    assert result.credit is not None
    assert paid(result) == expected
