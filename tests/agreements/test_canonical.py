"""The canonical form: how a revision is written never changes its digest, what it says always does."""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreements.canonical import canonical, digest
from upheld.agreements.form import Form
from upheld.agreements.load import load_form, load_text

HERE = Path(__file__).parent
EVERYTHING = (HERE / "everything.yaml").read_text(encoding="utf-8")
ACME = (HERE / "acme.yaml").read_text(encoding="utf-8")


def form_of(text: str) -> Form:
    ruled, problems = load_form(text)
    assert problems == []
    assert ruled is not None
    return ruled.form


def values_of(text: str) -> Any:
    return json.loads(canonical(form_of(text)))


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same values with the keys of every table in another order."""
    if isinstance(value, list):
        return [shuffled(part, chance) for part in value]
    if not isinstance(value, dict):
        return value
    keys = chance.sample(list(value), len(value))
    return {key: shuffled(value[key], chance) for key in keys}


EVERYTHING_DIGEST = digest(form_of(EVERYTHING))


@pytest.mark.parametrize("text", [EVERYTHING, ACME], ids=["everything", "acme"])
def test_the_canonical_form_is_the_same_agreement(text: str) -> None:
    once = canonical(form_of(text)).decode("utf-8")
    assert canonical(form_of(once)).decode("utf-8") == once
    read, again = load_text(text)[0], load_text(once)[0]
    assert read is not None
    assert again is not None
    assert (read.promises, read.credits, read.charges) == (again.promises, again.credits, again.charges)


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(chance: random.Random) -> None:
    assert digest(form_of(json.dumps(shuffled(values_of(ACME), chance)))) == digest(form_of(ACME))


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("title: An agreement that says everything", "title:   'An agreement that says everything'  # a comment"),
        ("term: {start: 2025-04-01, end: 2028-03-31,", "term: {end: 2028-03-31, start: 2025-04-01,"),
        ("    per: month\n    target: at least 99.9%", "    target: at least 99.9%\n    per: month"),
        ("at least 99.9%", '"at  least   99.9%"'),
        ("revision: 12\n", 'revision: "12"\n\n'),
        ("\n", "\r\n"),
        ("    from: opened\n", "    from: opened\n    pauses: []\n"),
    ],
)
def test_how_it_is_written_changes_nothing(written: str, otherwise: str) -> None:
    assert written in EVERYTHING
    assert digest(form_of(EVERYTHING.replace(written, otherwise))) == EVERYTHING_DIGEST


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("revision: 12", "revision: 13"),
        ("title: Cluster availability", "title: Cluster up"),
        ("timezone: Europe/London", "timezone: Europe/Dublin"),
        ("currency: EUR", "currency: USD"),
        ("target: at least 99%\n", "target: at least 98%\n"),
        ('"08:00-18:00"', '"08:00-18:30"'),
        ("2027-01-01: closed", "2027-01-02: closed"),
        ("of: [db-1, db-2, db-3]", "of: [db-1, db-2, db-4]"),
        ("decided_by: both", "decided_by: client"),
        ("interval: 90 s", "interval: 91 s"),
        ("tolerance: 2", "tolerance: 2.5"),
        ("numbered: true", "numbered: false"),
        ("prefer probe-client", "prefer probe-eu"),
        ("sources: [probe-eu, probe-client]", "sources: [probe-client, probe-eu]"),
        ("partial: skip", "partial: measure-and-prorate"),
        ("minimum_outage: 1 min", "minimum_outage: 2 min"),
        ("owed_by: client", "owed_by: provider"),
        ("credit: 12.5%", "credit: 12.6%"),
        ("one_incident: sum", "one_incident: highest"),
        (
            "[{at_most: 15%, of: total monthly charge}, {at_most: 500.00}]",
            "[{at_most: 500.00}, {at_most: 15%, of: total monthly charge}]",
        ),
        ("amount: 99.99", "amount: 99.98"),
    ],
)
def test_what_it_says_changes_the_digest(said: str, other: str) -> None:
    assert said in EVERYTHING
    assert digest(form_of(EVERYTHING.replace(said, other, 1))) != EVERYTHING_DIGEST


def test_an_answer_counts_the_same_whether_written_or_adopted() -> None:
    written = ACME.replace("    by: priority\n", "    by: priority\n    cohort: due\n", 1)
    assert written != ACME
    assert digest(form_of(written)) == digest(form_of(ACME))


def test_it_holds_texts_lists_and_tables_only() -> None:
    def leaves(value: Any) -> Any:
        if isinstance(value, dict | list):
            return {kind for part in (value.values() if isinstance(value, dict) else value) for kind in leaves(part)}
        return {type(value)}

    assert leaves(values_of(EVERYTHING)) == {str}


def test_keys_stand_in_the_order_of_their_utf_16_units() -> None:
    late, early = "\uffee", "\U0001f600"
    text = canonical(form_of(ACME.replace("of: change", f'of: change\n    where: {{"{late}": a, "{early}": b}}')))
    assert text.index(early.encode()) < text.index(late.encode())


def test_the_digest_is_that_of_the_bytes_and_stands_in_the_agreement() -> None:
    plain = json.dumps(values_of(ACME), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    agreement, _ = load_text(ACME)
    assert agreement is not None
    assert agreement.digest == f"sha256:{hashlib.sha256(plain.encode()).hexdigest()}"
