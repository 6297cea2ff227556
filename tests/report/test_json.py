"""The statement as JSON: pinned keys, exact values, the same bytes, and back."""

import json
from dataclasses import replace

import jsonschema
import pytest

from tests.report.sample import excerpt, hostile, in_ledger, portal, quarter, statement
from upheld.report.json import NotAStatementError, statement_from_json, statement_json, statement_schema
from upheld.settle.statement import Statement

TOP = ["upheld", "engine", "agreement", "period", "known_at", "evidence", "results", "credits"]
RESULT = ["promise", "group", "measure", "owed_by", "target", "value", "bounds", "without_exclusions"]
SAMPLES = {"month": statement(), "quarter": quarter(), "hostile": hostile()}
SAMPLES |= {"ledger": in_ledger(), "excerpt": excerpt()}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_reading_what_was_written_gives_the_statement_back(sample: Statement) -> None:
    assert statement_from_json(statement_json(sample)) == sample


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_it_fits_the_published_schema(sample: Statement) -> None:
    schema = json.loads(statement_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(statement_json(sample)), schema)


def test_the_schema_refuses_a_share_that_is_a_float() -> None:
    tree = json.loads(statement_json(statement()))
    tree["results"][0]["value"]["numerator"] = 0.99886
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, json.loads(statement_schema()))


def test_pinned_keys_stand_first_and_in_their_order() -> None:
    tree = json.loads(statement_json(statement()))
    assert list(tree)[:11] == [*TOP, "triggers", "charges", "totals"]
    assert list(tree["agreement"])[:3] == ["id", "revision", "digest"]
    assert list(tree["credits"])[:3] == ["calculated", "applied", "caps"]
    assert list(tree["results"][0])[:13] == [*RESULT, "time", "verdict", "band", "credit", "notes"]
    assert list(tree["results"][2])[:13] == [*RESULT, "items", "verdict", "band", "credit", "notes"]


def test_a_result_without_time_or_items_has_neither() -> None:
    tree = json.loads(statement_json(statement()))
    (patches,) = [result for result in tree["results"] if result["promise"] == "patches"]
    assert not {"time", "items"} & set(patches)


def test_values_are_exact() -> None:
    tree = json.loads(statement_json(statement()))
    portal_result = tree["results"][0]
    assert portal_result["time"] == {
        "up": 2_662_170_000_000,
        "down": 3_030_000_000,
        "excluded": 7_200_000_000,
        "unknown": 2_400_000_000,
    }
    assert portal_result["credit"]["calculated"] == "92.50"
    assert tree["period"] == {"label": "2026-03", "start": "2026-03-01T00:00:00Z", "end": "2026-03-31T23:00:00Z"}
    assert tree["evidence"]["checkpoint"] is None


def test_the_ledger_of_the_evidence_is_named_by_its_head() -> None:
    checkpoint = json.loads(statement_json(in_ledger()))["evidence"]["checkpoint"]
    assert list(checkpoint) == ["origin", "size", "root"]
    assert (checkpoint["origin"], checkpoint["size"]) == ("northgate.example/upheld/acme/1", 70_213)


def test_an_excerpt_names_its_promises_and_leaves_the_money_out() -> None:
    tree = json.loads(statement_json(excerpt()))
    assert list(tree)[-1] == "excerpt"
    assert tree["excerpt"] == ["portal-availability"]
    assert not {"credits", "charges", "totals", "coverage"} & set(tree)
    assert (tree["results"][0]["credit"]["calculated"], tree["results"][0]["credit"]["applied"]) == ("92.50", None)
    assert list(json.loads(statement_json(statement())))[:11] == [*TOP, "triggers", "charges", "totals"]


@pytest.mark.parametrize("key", ["credits", "charges", "totals"])
def test_a_whole_statement_leaves_no_money_out(key: str) -> None:
    tree = json.loads(statement_json(statement())) | {"excerpt": None}
    del tree[key]
    with pytest.raises(NotAStatementError, match=key):
        statement_from_json(json.dumps(tree).encode())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, json.loads(statement_schema()))


def test_a_statement_from_before_coverage_comes_back_as_it_was() -> None:
    old = replace(statement(), coverage=None)
    content = statement_json(old)
    assert "coverage" not in json.loads(content)
    assert statement_from_json(content) == old
    assert statement_json(statement_from_json(content)) == content
    jsonschema.validate(json.loads(content), json.loads(statement_schema()))


def test_coverage_stands_after_every_other_key() -> None:
    tree = json.loads(statement_json(statement()))
    assert list(tree)[-1] == "coverage"
    assert tree["coverage"][0]["numbering"] == {"missing": 4, "gaps": [[117, 119], [125, 125]], "unnumbered": 0}
    assert tree["coverage"][2]["observations"] == {"expected": 44_580, "received": 44_570, "missing": 10}


def test_the_bytes_are_the_same_every_time() -> None:
    assert statement_json(statement()) == statement_json(statement())
    assert statement_json(statement()).endswith(b"}\n")


def test_half_a_character_is_written_as_its_escape() -> None:
    odd = replace(statement(), results=(replace(portal(), notes=("\ud800 alone",)),))
    content = statement_json(odd)
    assert b"\\ud800 alone" in content
    assert statement_from_json(content) == odd


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value"),
        (b"\xff\xfe\x00", "utf"),
        (b"[]", '"upheld": 1'),
        (b'{"upheld": 2}', '"upheld": 1'),
        (b'{"upheld": 1}', "KeyError"),
        (statement_json(statement()).replace(b'"577.39"', b'"577.395"'), "577.395"),
        (statement_json(statement()).replace(b'"2026-03-01T00:00:00Z"', b'"yesterday"'), "yesterday"),
        (statement_json(statement()).replace(b'"late"', b'"tardy"'), "tardy"),
        (statement_json(in_ledger()).replace(b'"size": 70213', b'"size": "many"'), "origin, a size and a root"),
        (statement_json(in_ledger()).replace(b'"size": 70213', b'"width": 7'), "width"),
        (statement_json(excerpt()).replace(b'"excerpt": [', b'"excerpt": [["a"], '), "lists names"),
        (statement_json(excerpt()).replace(b'"excerpt": [', b'"excerpt": "a", "a": ['), "lists names"),
    ],
    ids=[
        "nothing",
        "binary",
        "a list",
        "another version",
        "nothing inside",
        "a third of a penny",
        "no instant",
        "late",
        "many entries",
        "no size",
        "a list of promises",
        "a letter of a promise",
    ],
)
def test_what_is_no_statement_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(NotAStatementError, match=reason):
        statement_from_json(content)
