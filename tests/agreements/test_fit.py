"""The shape check knows every key and every form of value, and reads on after each mistake."""

from pathlib import Path

import pytest

from upheld.agreements.fit import fit
from upheld.agreements.form import Form, Said, Several, written
from upheld.agreements.read import read
from upheld.agreements.tree import Mark, Source
from upheld.problems import Problem

ACME = (Path(__file__).parent / "acme.yaml").read_text(encoding="utf-8")


def fitted(text: str) -> tuple[Form, list[Problem]]:
    source = Source.of("a.yaml", text)
    tree, problems = read(source)
    assert problems == []
    assert tree is not None
    return fit(tree, source)


def problems_after(written_text: str, otherwise: str) -> list[tuple[str, int, int]]:
    """Code, line and column of each problem after one change to a good agreement."""
    assert written_text in ACME
    problems = fitted(ACME.replace(written_text, otherwise, 1))[1]
    return [(each.code, each.place.line, each.place.column) for each in problems]


def message_after(written_text: str, otherwise: str) -> tuple[str, str]:
    (problem,) = fitted(ACME.replace(written_text, otherwise, 1))[1]
    return problem.message, problem.remedy


def test_a_good_agreement_fits() -> None:
    form, problems = fitted(ACME)
    assert problems == []
    assert form.value("revision", int) == 3
    assert form.form("parties").form("client").value("name", str) == "Acme Components Ltd"
    assert form.names("calendars") == ("office",)


def test_a_value_keeps_its_text_and_its_place() -> None:
    form, _ = fitted(ACME)
    assert form.fields["revision"] == Said("3", 3, Mark(4, 11))


def test_runs_of_spaces_count_as_one() -> None:
    form, _ = fitted(ACME.replace("at least 99.9%", "'at  least 99.9% '"))
    promise = form.form("promises").form("portal-availability")
    assert written(promise.fields["target"]) == "at least 99.9%"


@pytest.mark.parametrize(
    ("correct", "mistaken", "problem"),
    [
        ("revision: 3", "revison: 3", ("unknown-key", 4, 1)),
        ("revision: 3", "triggers: 3", ("not-in-this-version", 4, 1)),
        ("revision: 3", "revision:", ("nothing-said", 4, 10)),
        ("revision: 3", "revision: ~", ("nothing-said", 4, 11)),
        ("revision: 3", "revision: null", ("nothing-said", 4, 11)),
        ("revision: 3", "revision: ''", ("nothing-said", 4, 11)),
        ("revision: 3", "revision: [3]", ("wrong-kind", 4, 11)),
        ("revision: 3", "revision: {number: 3}", ("wrong-kind", 4, 11)),
        ("  provider: {name: Northgate Managed Services Ltd}\n", "", ("missing-key", 11, 1)),
        ("{name: Acme Components Ltd}", "Acme Components Ltd", ("wrong-kind", 13, 11)),
        ("    holidays: GB-ENG", "    holidays: {name: GB-ENG}", ("wrong-kind", 18, 15)),
        ("    holidays: GB-ENG", "    holidays: []", ("nothing-said", 18, 15)),
        ("dates: {2026-12-24:", "dates: {24.12.2026:", ("not-a-date", 19, 13)),
        ('dates: {2026-12-24: "08:00-13:00", 2026-12-31: closed}', "dates: {}", ("nothing-said", 19, 12)),
        ("{all: [{any: [web-1, web-2]}, db-1]}", "{any: [a, b], all: [c, d]}", ("said-in-two-ways", 25, 5)),
        ("{all: [{any: [web-1, web-2]}, db-1]}", "{}", ("missing-key", 25, 5)),
        ("{all: [{any: [web-1, web-2]}, db-1]}", "{all: []}", ("nothing-said", 25, 20)),
        ("{all: [{any: [web-1, web-2]}, db-1]}", "{all: [a, a]}", ("said-twice", 25, 24)),
        ("effect: leave-out\n", "effect: leave-off\n", ("unknown-word", 33, 13)),
        ("measure: availability/1", "measure: outages/1", ("not-in-this-version", 39, 14)),
        ("measure: availability/1", "measure: avail/1", ("unknown-measure", 39, 14)),
        ("measure: availability/1", "measure: [availability/1]", ("unknown-measure", 39, 14)),
        ("    measure: availability/1\n", "", ("missing-key", 37, 3)),
        ("per: month", "per: rolling 30 days", ("not-in-this-version", 42, 10)),
        ("per: month", "per: each event", ("not-in-this-version", 42, 10)),
        ("minimum_outage: 1 min", "pauses: [x]", ("key-of-another-measure", 44, 5)),
        ("minimum_outage: 1 min", "clears_after: 1 min", ("not-in-this-version", 44, 5)),
        ("    by: priority\n", "", ("companion-missing", 46, 3)),
        ("regime: bands", "regime: points", ("not-in-this-version", 94, 11)),
        ("credit: 5%}", "}", ("missing-key", 98, 9)),
        ("{below: 99.9%, credit: 5%}", "{credit: 5%}", ("missing-key", 98, 9)),
        ("amount: 38.00", "amount: 38.00, per: user", ("not-in-this-version", 107, 38)),
    ],
)
def test_a_mistake_has_its_code_and_place(correct: str, mistaken: str, problem: tuple[str, int, int]) -> None:
    assert problem in problems_after(correct, mistaken)


def test_all_mistakes_are_told_at_once() -> None:
    text = ACME.replace("revision: 3", "revision: x").replace("GBP", "pounds").replace("per: quarter", "per: season")
    assert [each.code for each in fitted(text)[1]] == ["not-a-whole-number", "unknown-currency", "unknown-word"]


def test_the_nearest_known_key_is_offered() -> None:
    _, remedy = message_after("minimum_outage: 1 min", "min_outage: 1 min")
    assert remedy.startswith("Did you mean `minimum_outage`? Known here: `measure`, ")


def test_a_key_unlike_any_other_is_answered_with_all() -> None:
    _, remedy = message_after("  client: {name: Acme Components Ltd}", "  client: {name: Acme, xyzzy: 1}")
    assert remedy == "Known here: `name`."


def test_a_missing_space_after_a_colon_is_seen() -> None:
    message, remedy = message_after("{start: 2025-01-01, end: 2027-12-31,", "start:2025-01-01 #")
    assert message == "Here stands a single value, and a table of keys is needed."
    assert remedy == "Put a space after the colon."


def test_a_missing_key_says_what_it_is_for() -> None:
    message, remedy = message_after("currency: GBP\n", "")
    assert message == "An agreement needs `currency`: the currency of its amounts."
    assert remedy == "Write `currency: GBP`."


def test_a_promise_of_an_unknown_measure_is_read_all_the_same() -> None:
    text = ACME.replace("measure: availability/1", "measure: avail/1").replace("at least 99.9%", "99.9%")
    text = text.replace("minimum_outage:", "minimum_outage_of:")
    assert [each.code for each in fitted(text)[1]] == ["unknown-measure", "not-a-target", "unknown-key"]


def test_a_name_that_differs_in_spaces_only_is_the_same_name() -> None:
    text = ACME.replace("P2: {during", "'P1 ': {during", 1)
    (problem,) = fitted(text)[1]
    assert problem.code == "duplicate-key"
    assert problem.message.startswith("`P1` is said twice, first on line")


def test_what_cannot_be_read_is_remembered_as_said() -> None:
    form, _ = fitted(ACME.replace("at least 99.9%", "99.9%"))
    promise = form.form("promises").form("portal-availability")
    assert promise.has("target")
    assert "target" not in promise.fields
    assert promise.mark_of("target") == promise.mark


def test_a_form_is_written_back_on_one_line() -> None:
    form, _ = fitted(ACME)
    cap = form.form("credits").parts("caps")[0]
    assert written(cap) == "{at_most: 15%, of: total monthly charge}"
    assert isinstance(form.form("promises").form("resolution").fields["pauses"], Several)
    assert written(form.form("promises").form("resolution").fields["pauses"]) == "[awaiting-client, agreed-appointment]"


def test_a_refused_value_has_one_problem_only() -> None:
    source = Source.of("a.yaml", ACME.replace("revision: 3", "revision: *three"))
    tree, problems = read(source)
    assert tree is not None
    assert [each.code for each in (*problems, *fit(tree, source)[1])] == ["alias"]
