"""What an agreement leaves open is answered by the profile it adopts; without one, every silence is a problem."""

from pathlib import Path

import pytest

from upheld.agreements.default import Ruled
from upheld.agreements.form import written
from upheld.agreements.load import load_form, load_text
from upheld.agreements.model import Adopted, Agreement, DeliveryTerms
from upheld.agreements.profile import ANSWERS, LANGUAGE, OWN, PROFILE
from upheld.agreements.promise_shapes import PROMISE

ACME = (Path(__file__).parent / "acme.yaml").read_text(encoding="utf-8")
WITHOUT = ACME.replace("rules: upheld/2026\n", "")
NO_SILENCE = """\
upheld: 1
agreement: says-it-all
title: An agreement without a profile
revision: 1
effective: 2026-01-01
timezone: Europe/London
currency: GBP
term: {start: 2026-01-01, end: 2026-12-31}
parties: {provider: {name: Northgate}, client: {name: Acme}}
calendars: {office: {open: {mon-fri: "09:00-17:00"}}}
services: {portal: {title: Portal, up_when: web-1}}
sources: {probe: {side: provider}, agent: {side: client}}
exclusions: {maintenance: {effect: leave-out}}
promises:
  up: {measure: availability/1, service: portal, during: always, per: month, target: at least 99%, excludes: [],
       missing: down, minimum_outage: none, degraded: down, partial: skip}
  answer: {measure: elapsed/1, of: incident, from: opened, to: replied, during: office, per: month, cohort: due,
           target: 90% within 1 h, reopen: ignore, small_sample: none, partial: skip}
  report: {measure: delivery/1, due: end of working day 5 after each month, target: every one, partial: skip}
"""


def ruled(text: str) -> Ruled:
    form, problems = load_form(text)
    assert problems == []
    assert form is not None
    return form


def agreement_of(text: str) -> Agreement:
    agreement, problems = load_text(text)
    assert problems == []
    assert agreement is not None
    return agreement


def said(text: str, promise: str, key: str) -> str:
    """What a promise says under a key after the profile has filled it."""
    return written(ruled(text).form.form("promises").form(promise).fields[key])


@pytest.mark.parametrize(
    ("promise", "key", "answer"),
    [
        ("portal-availability", "missing", "unknown"),
        ("portal-availability", "unknown_limit", "2%"),
        ("portal-availability", "degraded", "up"),
        ("portal-availability", "minimum_outage", "1 min"),  # its own
        ("portal-availability", "partial", "measure-and-prorate"),
        ("response", "pauses", "[]"),
        ("response", "cohort", "due"),
        ("response", "reopen", "{within: 5 working days, then: resume}"),
        ("response", "reclassify", "{raised: earlier-of-change-and-old, lowered: from-creation}"),
        ("response", "small_sample", "none"),
        ("satisfaction", "small_sample", "{below: 30, then: report-only}"),  # its own
        ("monthly-report", "schedule", "fixed"),
    ],
)
def test_a_silent_promise_gets_the_answer_of_the_profile(promise: str, key: str, answer: str) -> None:
    assert said(ACME, promise, key) == answer


def test_a_question_that_does_not_arise_leaves_no_trace_in_the_digest() -> None:
    fields = ruled(ACME).form.form("promises").form("portal-availability").fields
    assert "sources_differ" not in fields


def test_half_an_answer_is_completed() -> None:
    text = ACME.replace("to: restored", "to: restored\n    reopen: {within: 10 working days}")
    assert said(text, "resolution", "reopen") == "{within: 10 working days, then: resume}"


def test_every_answer_in_force_is_listed_with_whose_it_is() -> None:
    adopted = ruled(ACME).adopted
    assert [each.question for each in adopted if each.promise is None] == [answer.question for answer in ANSWERS]
    own = [(each.question, each.answer, each.promise) for each in adopted if each.source == OWN]
    assert own == [
        ("outage", "minimum outage: 1 min", "portal-availability"),
        ("exclusions", "effect: the time is taken out of the service time", "client-caused"),
        ("exclusions", "effect: the time is taken out of the service time", "planned-maintenance"),
        ("exclusions", "excludes: planned-maintenance, client-caused", "portal-availability"),
        ("pause", "pauses: awaiting-client, agreed-appointment", "resolution"),
        ("small samples", "small sample: below 30; then report-only", "satisfaction"),
        (
            "one incident, several promises",
            "one incident: one incident that hits several promises pays the highest of their credits",
            None,
        ),
    ]
    assert {each.source for each in adopted} == {OWN, PROFILE}


def test_the_list_of_answers_does_not_depend_on_the_order_of_promises() -> None:
    effect = "  client-caused: {effect: leave-out, decided_by: client}\n"
    moved = ACME.replace(effect, "").replace("exclusions:\n", f"exclusions:\n{effect}")
    assert ruled(moved).adopted == ruled(ACME).adopted


def test_without_a_profile_each_silence_is_a_problem() -> None:
    _, problems = load_form(WITHOUT)
    assert {problem.code for problem in problems} == {"rule-missing"}
    response = [problem for problem in problems if problem.place.excerpt == "  response:"]
    keys = sorted(problem.message.split("`")[1] for problem in response)
    assert keys == ["cohort", "partial", "reclassify", "reopen", "small_sample"]  # and no pause: it is a response


def test_a_silence_names_the_answer_of_the_profile() -> None:
    problem = next(each for each in load_form(WITHOUT)[1] if "`degraded`" in each.message)
    assert problem.message == "Nothing is said about `degraded` (degraded service)."
    assert problem.remedy == (
        "Write `degraded`, or adopt `rules: upheld/2026`, which answers: Time in which a service worked in part "
        "counts as up."
    )


def test_half_an_answer_without_a_profile_names_the_other_half() -> None:
    text = NO_SILENCE.replace("reopen: ignore", "reopen: {within: 2 h}")
    assert [problem.message for problem in load_form(text)[1]] == ["Nothing is said about `then` (reopening)."]


def test_a_whole_answer_without_a_profile_needs_no_other_half() -> None:
    text = NO_SILENCE.replace("reopen: ignore", "reopen: {within: 2 h, then: resume}")
    assert load_form(text)[1] == []


@pytest.mark.parametrize(
    ("written_text", "otherwise", "key"),
    [
        ("missing: down", "missing: unknown", "unknown_limit"),
        ("to: replied", "to: resolved", "pauses"),
        ("end of working day 5 after each month", "every month from 2026-01-10", "schedule"),
        ("{effect: leave-out}", "{decided_by: client}", "effect"),
        ("agent: {side: client}", "agent: {side: client, interval: 1 min}", "tolerance"),
        ("missing: down", "missing: down, sources: [probe, agent]", "sources_differ"),
        ("target: 90% within 1 h", "by: priority, targets: {P1: 90% within 1 h}", "reclassify"),
    ],
)
def test_a_question_arises_only_where_it_makes_a_difference(written_text: str, otherwise: str, key: str) -> None:
    assert load_form(NO_SILENCE)[1] == []
    problems = load_form(NO_SILENCE.replace(written_text, otherwise))[1]
    assert [problem.message.split("`")[1] for problem in problems] == [key]


def test_without_a_profile_the_language_fixes_what_nobody_can_say() -> None:
    agreement = agreement_of(NO_SILENCE)
    fixed = [each.question for each in agreement.adopted if each.source == LANGUAGE]
    assert agreement.profile == "none"
    assert fixed == [answer.question for answer in ANSWERS if not answer.defaults]
    assert Adopted("degraded service", "degraded: degraded time counts as down", OWN, "up") in agreement.adopted


def test_an_answer_that_makes_no_difference_is_still_read() -> None:
    terms = agreement_of(NO_SILENCE).promises["report"].terms
    assert isinstance(terms, DeliveryTerms)
    assert terms.due.schedule == "fixed"


def test_a_part_that_cannot_be_read_is_left_as_it_is() -> None:
    _, problems = load_form(
        ACME.replace("  client-caused: {effect: leave-out, decided_by: client}", "  client-caused: 3")
    )
    assert [problem.code for problem in problems] == ["wrong-kind"]


def test_a_profile_that_is_not_known_answers_as_the_known_one_so_that_nothing_else_is_reported() -> None:
    _, problems = load_form(ACME.replace("upheld/2026", "upheld/2027"))
    assert [problem.code for problem in problems] == ["unknown-profile"]


def test_the_profile_answers_keys_of_the_language() -> None:
    tables = {*PROMISE.tables, "source", "exclusion", "credits"}
    assert {default.table for answer in ANSWERS for default in answer.defaults} <= tables
    assert len({answer.question for answer in ANSWERS}) == len(ANSWERS)
