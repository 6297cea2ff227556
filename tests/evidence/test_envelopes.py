"""What an entry says of itself follows from what it holds."""

import json
from typing import Any

import pytest

from tests.ledgers import acme, key_of
from upheld.evidence.canonical import encode
from upheld.evidence.entries import Entry, read_entry
from upheld.evidence.envelopes import contradicted, observed, side

ENTRIES = [read_entry(each) for each in acme().ledger.read(0, acme().ledger.size)]
VKEY, OTHER = (key_of(name).verifier.text for name in ("acme", "acme#other"))
OWN: dict[str, dict[str, Any]] = {
    "erasure": {"erased": [[7, "name"], [9, "detail"]]},
    "statement": {"statement": "sha256:1", "agreement": "sha256:2", "period": "2026-03", "engine": "3", "size": 7},
    "key.rotate": {"old": VKEY, "new": OTHER, "signature": "note"},
    "key.revoke": {"vkey": OTHER, "reason": "stolen"},
}


def of(name: str) -> Entry:
    """The first entry of a type or with an id."""
    return next(each for each in ENTRIES if name in (each.type, each.public.get("id")))


def own(kind: str, public: dict[str, Any]) -> Entry:
    """An entry of the ledger about itself."""
    return edited(of("ledger.open"), type=kind, public=public)


def edited(entry: Entry, **fields: object) -> Entry:
    tree = json.loads(encode(tree_of(entry))) | fields
    return read_entry(encode(tree))


def tree_of(entry: Entry) -> dict[str, Any]:
    whole = next(each for each in acme().ledger.read(0, acme().ledger.size) if read_entry(each) == entry)
    return dict(json.loads(whole))


def test_no_entry_that_upheld_writes_contradicts_itself() -> None:
    assert {contradicted(each) for each in ENTRIES} == {""}
    assert {contradicted(own(kind, public)) for kind, public in OWN.items()} == {""}


SOURCE = {"collector": "probe", "epoch": "1", "seq_from": 1, "seq_to": 2}
SPAN = {"start": "2026-03-01T00:00:00Z", "end": "2026-03-01T00:00:01Z"}


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("p-1", {"source": SOURCE | {"collector": "gate", "seq_to": 1}}, "source.collector"),
        ("p-1", {"source": SOURCE}, "source.seq_to"),
        ("p-1", {"subject": "db"}, "subject"),
        ("p-1", {"observed": SPAN}, "observed"),
        ("p-1", {"actor": "client"}, "actor"),
        ("p-1", {"reason": "because"}, "reason"),
        ("d-1", {"actor": "provider"}, "actor"),
        ("p-8", {"reason": None}, "reason"),
        ("segment", {"subject": "db"}, "subject"),
        ("segment", {"source": SOURCE | {"collector": "gate"}}, "source.seq_to"),
        ("segment", {"source": SOURCE | {"seq_to": 40}}, "source.collector"),
        ("segment", {"observed": SPAN}, "observed"),
        ("segment", {"actor": "client"}, "actor"),
        ("segment", {"reason": "because"}, "reason"),
        ("agreement", {"source": SOURCE | {"seq_to": 1}}, "source.collector"),
        ("agreement", {"source": SOURCE | {"collector": "upheld"}}, "source.seq_to"),
        ("ledger.open", {"actor": "client"}, "actor"),
        ("ledger.open", {"reason": "because"}, "reason"),
    ],
)
def test_an_envelope_that_says_something_else(name: str, fields: dict[str, Any], field: str) -> None:
    assert contradicted(edited(of(name), **fields)) == field


def test_a_fact_is_never_of_the_ledger_itself() -> None:
    public = dict(of("p-1").public) | {"source": "upheld"}
    fields = {"public": public, "source": SOURCE | {"collector": "upheld", "seq_to": 1}}
    assert contradicted(edited(of("p-1"), **fields)) == "source.collector"


def test_a_fact_of_an_unknown_kind_is_left_to_the_reader_of_facts() -> None:
    assert contradicted(edited(of("p-1"), public=dict(of("p-1").public) | {"kind": "odd"})) == ""


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("segment", {"note": "good"}, "public"),
        ("segment", {"count": True}, "source.seq_to"),
        ("statement", {"note": "good"}, "public"),
        ("erasure", {"erased": "all"}, "public"),
        ("erasure", {"erased": ["all"]}, "public"),
        ("erasure", {"erased": [[True, "name"]]}, "public"),
        ("erasure", {"erased": [[1, "name", "more"]]}, "public"),
        ("erasure", {"note": "good"}, "public"),
        ("key.rotate", {"note": "good"}, "public"),
        ("key.rotate", {"old": 7}, "public.old"),
        ("key.rotate", {"new": f"{OTHER} "}, "public.new"),
        ("key.revoke", {"note": "good"}, "public"),
        ("key.revoke", {"vkey": f" {OTHER}"}, "public.vkey"),
        ("key.revoke", {"vkey": "<x>"}, "public.vkey"),
        ("key.revoke", {"vkey": None}, "public.vkey"),
    ],
)
def test_what_an_entry_of_a_type_holds(kind: str, changes: dict[str, Any], field: str) -> None:
    public = (OWN.get(kind) or dict(of(kind).public)) | changes
    assert contradicted(edited(of("segment"), public=public) if kind == "segment" else own(kind, public)) == field


def test_one_sample_that_counts_as_true_is_no_count() -> None:
    fields = {
        "public": dict(of("segment").public) | {"count": True},
        "source": SOURCE | {"collector": "gate", "seq_to": 1},
    }
    assert contradicted(edited(of("segment"), **fields)) == "source.seq_to"


@pytest.mark.parametrize(
    ("public", "span"),
    [
        ({"at": "2026-03-01T00:00:00Z"}, ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")),
        (
            {"from": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z", "at": "2026-03-02T00:00:00Z"},
            ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
        ),
        ({"from": "2026-03-02T00:00:00Z", "until": "2026-03-01T00:00:00Z"}, ("2026-03-02T00:00:00Z",) * 2),
    ],
)
def test_when_a_fact_was_observed(public: dict[str, Any], span: tuple[str, str]) -> None:
    assert observed(public) == span


@pytest.mark.parametrize(
    ("public", "whose"),
    [
        ({}, "provider"),
        ({"by": {"side": "client"}}, "client"),
        ({"actor": {"side": "vendor", "kind": "human"}}, "vendor"),
        ({"actor": "Kim"}, "provider"),
        ({"actor": {"side": 7}}, "provider"),
    ],
)
def test_whose_act_a_fact_is(public: dict[str, Any], whose: str) -> None:
    assert side(public) == whose
