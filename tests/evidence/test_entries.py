"""Entries: exact bytes, the strict way back, and every way an envelope can be wrong."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.canonical import LARGEST, NotCanonicalError, encode
from upheld.evidence.entries import Entry, EntryError, Origin, entry_bytes, is_later, read_entry

NOON, LATER = "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.5Z"
ENTRY = Entry(
    log="northgate.example/upheld/acme/1",
    type="fact",
    subject="web-1",
    observed=(NOON, LATER),
    received=LATER,
    source=Origin("probe", "1", 7, 7),
    public={"kind": "state", "item": "web-1", "state": "up"},
    commit={"detail": "0a" * 32},
    supersedes=3,
    reason="typing mistake",
)
BYTES = (
    b'{"actor":"provider","commit":{"detail":"' + b"0a" * 32 + b'"},"log":"northgate.example/upheld/acme/1",'
    b'"observed":{"end":"2026-03-01T12:00:00.5Z","start":"2026-03-01T12:00:00Z"},'
    b'"public":{"item":"web-1","kind":"state","state":"up"},"reason":"typing mistake",'
    b'"received":"2026-03-01T12:00:00.5Z","source":{"collector":"probe","epoch":"1","seq_from":7,"seq_to":7},'
    b'"subject":"web-1","supersedes":3,"type":"fact","v":1}'
)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1)


def changed(path: str, value: Any) -> bytes:
    """The envelope with one value exchanged."""
    tree = json.loads(BYTES)
    head, _, inner = path.partition(".")
    if inner:
        tree[head][inner] = value
    else:
        tree[head] = value
    return encode(tree)


def test_an_entry_has_exactly_these_bytes() -> None:
    assert entry_bytes(ENTRY) == BYTES
    assert read_entry(BYTES) == ENTRY
    plain = replace(ENTRY, supersedes=None, reason=None, commit={})
    assert b'"reason":null' in entry_bytes(plain)
    assert read_entry(entry_bytes(plain)) == plain


@given(TEXTS, TEXTS, st.dictionaries(TEXTS, TEXTS | st.integers(-LARGEST, LARGEST), max_size=4), TEXTS)
def test_what_is_written_is_read_back(subject: str, collector: str, public: dict[str, Any], path: str) -> None:
    entry = replace(ENTRY, subject=subject, source=Origin(collector, "1", 1, 9), public=public, commit={path: "f" * 64})
    content = entry_bytes(entry)
    assert read_entry(content) == entry
    assert encode(json.loads(content)) == content


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("v", 2, "v"),
        ("v", True, "v"),
        ("type", "note", "type"),
        ("type", ["fact"], "type"),
        ("actor", "", "actor"),
        ("log", None, "log"),
        ("subject", 7, "subject"),
        ("reason", 7, "reason"),
        ("public", [], "public"),
        ("received", "2026-03-01 12:00:00Z", "received"),
        ("received", "2026-03-01T12:00:00.50Z", "received"),
        ("received", "2026-03-01T12:00:00+00:00", "received"),
        ("received", 7, "received"),
        ("observed", [], "observed"),
        ("observed.more", NOON, "observed"),
        ("observed.start", "never", "observed.start"),
        ("observed.end", "2026-03-01T11:59:59Z", "observed"),
        ("source", "probe", "source"),
        ("source.more", 1, "source"),
        ("source.collector", "", "source"),
        ("source.epoch", 1, "source"),
        ("source.seq_from", 0, "source"),
        ("source.seq_from", 8, "source"),
        ("source.seq_to", True, "source"),
        ("commit", [], "commit"),
        ("commit.detail", "0A" * 32, "commit"),
        ("commit.detail", 7, "commit"),
        ("supersedes", -1, "supersedes"),
        ("supersedes", "3", "supersedes"),
        ("more", 1, ""),
    ],
)
def test_an_envelope_that_is_wrong(path: str, value: Any, field: str) -> None:
    with pytest.raises(EntryError) as caught:
        read_entry(changed(path, value))
    assert caught.value.field == field


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", BYTES + b"\n", BYTES.replace(b":7", b": 7"), b"\xff"])
def test_bytes_that_are_no_entry(content: bytes) -> None:
    with pytest.raises(EntryError) as caught:
        read_entry(content)
    assert caught.value.field == ""
    assert str(caught.value) == caught.value.reason


def test_half_a_surrogate_pair_is_no_text() -> None:
    for entry in (replace(ENTRY, subject="\ud800"), replace(ENTRY, public={"a": "\ud800"})):
        with pytest.raises(NotCanonicalError):
            entry_bytes(entry)


def test_instants_of_different_length_compare() -> None:
    assert is_later(LATER, NOON)
    assert not is_later(NOON, LATER)
    assert not is_later(NOON, NOON)
    assert is_later("2026-03-01T12:00:01Z", LATER)
