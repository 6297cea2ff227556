"""The JSON Schema says what the checker says, as far as a schema can see it."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.agreements.editors import as_an_editor_reads
from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.names import identifier
from upheld.agreements.promise_shapes import PROMISE
from upheld.agreements.schema import json_schema
from upheld.agreements.shape import Word
from upheld.agreements.words import WORDS

HERE = Path(__file__).parent
ACME = (HERE / "acme.yaml").read_text(encoding="utf-8")
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*/agreement.yaml"))
VALIDATOR = Draft202012Validator(json_schema())


def accepts(text: str) -> bool:
    return VALIDATOR.is_valid(as_an_editor_reads(text))


def test_it_is_a_schema_of_its_draft() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "agreement",
    [HERE / "acme.yaml", HERE / "everything.yaml", *EXAMPLES],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_it_accepts_what_the_checker_accepts(agreement: Path) -> None:
    text = agreement.read_text(encoding="utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(as_an_editor_reads(text))] == []


@pytest.mark.parametrize(
    ("written", "mistaken"),
    [
        ("title: Managed", "titel: Managed"),
        ("upheld: 1", "upheld: 2"),
        ("rules: upheld/2026", "rules: upheld/2025"),
        ("revision: 3", "revision: 0"),
        ("effective: 2026-01-01", "effective: 1.1.2026"),
        ("currency: GBP", "currency: pounds"),
        ("agreement: acme-managed-it", "agreement: Acme"),
        ("parties:", "sides:"),
        ("target: at least 99.9%", "target: best effort"),
        ("target: at least 99.9%", "target: at least 99.9%\n    reopen: ignore"),
        ("target: at least 99.9%", "target: at least 99.9% or so"),
        ("measure: share/1", "measure: share/2"),
        ("from: reported", "from: phoned"),
        ("    by: priority\n", ""),
        ("pauses: [awaiting-client, agreed-appointment]", "pauses: [awaiting-client, awaiting-client]"),
        ("{all: [{any: [web-1, web-2]}, db-1]}", "{all: [{none: [web-1]}, db-1]}"),
        ("{all: [{any: [web-1, web-2]}, db-1]}", "{all: [{any: []}, db-1]}"),
        ("{all: [{any: [web-1, web-2]}, db-1]}", "{all: [db-1], any: [web-1]}"),
        ('open: {mon-fri: "08:00-18:00"}', "open: {}"),
        ("amount: 1850.00", "amount: -1850.00"),
        ("amount: 1850.00", "amount: ~"),
    ],
)
def test_it_refuses_what_a_schema_can_see(written: str, mistaken: str) -> None:
    assert written in ACME
    assert accepts(ACME)
    assert not accepts(ACME.replace(written, mistaken, 1))


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name)
def test_the_form_of_a_value_fits_its_examples(word: Word) -> None:
    for example in word.examples:
        assert not isinstance(word.read(example), Complaint)
        assert word.pattern is None or re.fullmatch(word.pattern, example)


def test_every_measure_has_a_closed_table_of_its_own() -> None:
    definitions = json_schema()["$defs"]
    assert isinstance(definitions, dict)
    for measure in PROMISE.tables:
        table = definitions[measure.replace("/", "-")]
        assert table["additionalProperties"] is False
        assert "measure" in table["required"]


def test_names_of_parts_are_held_to_the_form_of_names() -> None:
    assert isinstance(identifier("Order_Portal"), Complaint)
    assert not accepts(ACME.replace("order-portal", "Order_Portal"))


def test_it_names_no_host() -> None:
    assert json_schema()["$id"] == "urn:upheld:agreement:1"
