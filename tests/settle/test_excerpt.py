"""An excerpt: some promises of a statement, from the facts they need, without the money that all of them settle."""

from dataclasses import replace
from typing import Any

from tests.settle.test_state import signed
from tests.worlds import at, availability, day, down, elapsed, facts, month, share, ticket, where
from upheld.agreements.model import Agreement, Term
from upheld.measure.needs import needed
from upheld.quantities.windows import Per
from upheld.settle.asked import Asked, asked_again
from upheld.settle.credits import calculated_credits
from upheld.settle.state import facts_used, state
from upheld.settle.statement import CheckpointRef, Statement

MARCH = Asked(month("2026-03"), at("2026-04-05"), "e")
LATE = ticket("T1", {"2026-03-02 09:00": "opened", "2026-03-02 18:00": "restored"})
HAPPENED = facts(down("10:00-12:00"), LATE)
SEVERAL = signed(availability(), elapsed(), share("incident", where(site="north"), per=Per("quarter")))


def stated(*promises: str, whole: Agreement = SEVERAL, happened: Any = HAPPENED) -> Statement:
    """The excerpt with these promises; the whole statement without any."""
    statement, problems = state(whole, happened, asked=replace(MARCH, promises=promises or None))
    assert statement is not None, problems
    return statement


def test_it_states_the_same_of_its_promises_and_no_money() -> None:
    excerpt, whole = stated("portal"), stated()
    (result,) = excerpt.results
    assert result.credit is not None
    assert whole.results[0].credit is not None
    assert replace(result, credit=None) == replace(whole.results[0], credit=None)
    assert (result.credit.calculated, result.credit.applied) == (whole.results[0].credit.calculated, None)
    assert result.credit.steps[-1] == "what is paid of it is settled in the whole statement"
    assert (excerpt.credits, excerpt.charges, excerpt.totals, excerpt.coverage) == (None, (), None, None)
    assert (excerpt.excerpt, whole.excerpt) == (("portal",), None)


def test_a_promise_without_a_credit_has_none_in_an_excerpt() -> None:
    assert [result.credit for result in stated("resolution").results] == [None]


def test_promises_stand_in_the_order_of_the_agreement_and_once() -> None:
    excerpt = stated("resolution", "portal", "resolution")
    assert excerpt.excerpt == ("portal", "resolution")
    assert [result.promise for result in excerpt.results] == ["portal", "resolution"]


def test_what_is_still_running_is_told_of_its_promises_alone() -> None:
    february = replace(MARCH, period=month("2026-02"), promises=("share",))
    excerpt, _ = state(SEVERAL, HAPPENED, asked=february)
    assert excerpt is not None
    assert [(each.promise, each.window.label) for each in excerpt.pending] == [("share", "2026-Q1")]
    assert stated("portal").pending == ()


def test_its_evidence_is_what_its_promises_need_whoever_else_did_what() -> None:
    excerpt = stated("portal")
    assert excerpt.evidence == stated("portal", happened=facts(down("10:00-12:00"))).evidence
    assert (excerpt.evidence.facts, stated().evidence.facts) == (3, 5)
    promise = SEVERAL.promises["portal"]
    shown = needed(SEVERAL, [promise], facts=HAPPENED, known_at=MARCH.known_at)
    assert stated("portal", happened=shown) == excerpt


def test_the_facts_used_are_those_known_when_asked() -> None:
    correction = {"kind": "state", "item": "web", "state": "up", "at": "2026-03-10 10:00", "source": "probe"}
    later = facts(down("10:00-12:00"), correction | {"id": "z", "corrects": "f00002", "learned_at": "2026-04-03"})
    for promises in (None, ("portal",)):
        asked = replace(MARCH, promises=promises)
        assert facts_used(SEVERAL, later, asked=asked).states["id"].to_list() == ["f00001", "z", "f00003"]
        assert facts_used(SEVERAL, later, asked=replace(asked, known_at=at("2026-04-02"))).count == 3


def test_a_promise_that_is_not_there_is_a_problem() -> None:
    statement, (problem,) = state(SEVERAL, HAPPENED, asked=replace(MARCH, promises=("portal", "portals")))
    assert (statement, problem.code) == (None, "no-such-promise")
    assert problem.message == "the agreement has no promise portals"
    assert problem.remedy == "ask for some of: portal, resolution, share"


def test_a_period_outside_the_term_is_a_problem_of_an_excerpt_too() -> None:
    ended = signed(availability(), term=Term(day("2025-01-01"), day("2025-12-31")))
    assert state(ended, HAPPENED, asked=replace(MARCH, promises=("portal",)))[1][0].code == "period-outside-term"


def test_the_head_of_the_ledger_is_named_and_asked_for_again() -> None:
    head = CheckpointRef("example.com/upheld/acme/1", 7, "root")
    for asked in (replace(MARCH, checkpoint=head), replace(MARCH, promises=("portal",)), MARCH):
        statement, _ = state(SEVERAL, HAPPENED, asked=asked)
        assert statement is not None
        assert statement.evidence.checkpoint == asked.checkpoint
        assert asked_again(statement) == asked


def test_without_a_table_nothing_is_calculated() -> None:
    assert calculated_credits(signed(availability(), credits=None), []) == ()
