"""The rules every ledger keeps: each broken rule is named, with the entry and the field."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from upheld.evidence.chain import MOST, Breach, exchanged, notable, ruled_entries
from upheld.evidence.checkpoint import new_key
from upheld.evidence.entries import Agreed, Entry, Origin, entry_bytes
from upheld.evidence.tree import leaf_hash

LOG = "provider.example/upheld/acme/1"
NOON = "2026-03-01T12:00:00Z"
ROWS = b"PAR1"
DIGEST = sha256(ROWS).hexdigest()


def entry(number: int, by: str = "probe", **changes: Any) -> Entry:
    """A state of the web server, number `number` of its source."""
    public = {"kind": "state", "source": by, "id": f"s{number}", "at": NOON, "item": "web", "state": "up"}
    given = Entry(LOG, "fact", "state/web", (NOON, NOON), NOON, Origin(by, "1", number, number), public)
    return replace(given, **changes)


KEY = new_key(LOG, secret=b"1" * 32).verifier.text
WORDS: dict[str, Any] = {"origin": LOG, "provider": "provider.example", "client": "acme", "epoch": "1", "vkey": KEY}
WORDS |= {"private": ["detail", "set.title"], "previous": None}
OPENING = entry(1, "ledger", type="ledger.open", public=WORDS)
FIRST, SECOND = entry(1), entry(2)
CORRECTION = entry(3, public=dict(FIRST.public) | {"id": "s3", "corrects": "s1"}, supersedes=1)
SEGMENT = entry(3, type="segment", public={"digest": f"sha256:{DIGEST}"}, source=Origin("probe", "1", 3, 1002))


def broken(*entries: Entry, is_whole: bool = True, segments: dict[str, bytes] | None = None) -> list[Breach]:
    numbered = ((index, entry_bytes(each)) for index, each in enumerate(entries))
    return broken_by(numbered, is_whole=is_whole, segments=segments)


def broken_by(
    numbered: Iterable[tuple[int, bytes]], *, is_whole: bool, segments: dict[str, bytes] | None = None
) -> list[Breach]:
    breaches: list[Breach] = []
    passed = ruled_entries(numbered, breaches, origin=LOG, is_whole=is_whole, segments=segments or {})
    for _ in passed:
        pass
    return breaches


def found(breaches: list[Breach]) -> list[tuple[str, int | None, str]]:
    return [(each.code, each.entry, each.field) for each in breaches]


def test_a_ledger_that_keeps_the_rules_breaks_none() -> None:
    assert broken(OPENING, FIRST, SECOND, CORRECTION) == []
    assert broken(OPENING, FIRST, SECOND, SEGMENT, entry(1003), segments={DIGEST: ROWS}) == []


@pytest.mark.parametrize(
    ("entries", "code", "index", "field"),
    [
        ([OPENING, replace(FIRST, log="provider.example/upheld/globex/1")], "entry-of-another-ledger", 1, "log"),
        ([OPENING, FIRST, replace(SECOND, received="2026-03-01T11:59:59Z")], "received-goes-back", 2, "received"),
        ([OPENING, SECOND], "number-missing", 1, "source.seq_from"),
        ([OPENING, FIRST, FIRST], "number-missing", 2, "source.seq_from"),
        ([FIRST], "opening-missing", 0, "type"),
        ([OPENING, replace(OPENING, source=Origin("ledger", "1", 2, 2))], "opening-missing", 1, "type"),
        ([OPENING, FIRST, SECOND, replace(CORRECTION, supersedes=None)], "correction-invalid", 3, "supersedes"),
        ([OPENING, FIRST, SECOND, replace(CORRECTION, supersedes=2)], "correction-invalid", 3, "supersedes"),
        ([OPENING, FIRST, SECOND, replace(CORRECTION, supersedes=3)], "correction-invalid", 3, "supersedes"),
        ([OPENING, FIRST, replace(SECOND, supersedes=1)], "correction-invalid", 2, "supersedes"),
        ([OPENING, FIRST, SECOND, SEGMENT], "segment-missing", 3, "public.digest"),
    ],
)
def test_every_broken_rule_names_entry_and_field(entries: list[Entry], code: str, index: int, field: str) -> None:
    assert found(broken(*entries)) == [(code, index, field)]


def test_an_entry_is_corrected_once() -> None:
    again = replace(CORRECTION, source=Origin("probe", "1", 4, 4), public=dict(CORRECTION.public) | {"id": "s4"})
    assert found(broken(OPENING, FIRST, SECOND, CORRECTION, again)) == [("correction-invalid", 4, "supersedes")]


def test_a_row_of_a_segment_can_be_corrected() -> None:
    correction = entry(1003, public=dict(FIRST.public) | {"id": "s9", "corrects": "s4"}, supersedes=3)
    assert broken(OPENING, FIRST, SECOND, SEGMENT, correction, segments={DIGEST: ROWS}) == []


def test_of_a_part_of_a_ledger_numbers_only_ascend() -> None:
    assert broken(OPENING, SECOND, entry(7), is_whole=False) == []
    assert found(broken(OPENING, SECOND, FIRST, is_whole=False)) == [("number-missing", 2, "source.seq_from")]
    hidden = entry(4, public=dict(FIRST.public) | {"id": "s4", "corrects": "s1"}, supersedes=1)
    assert broken_part([(0, OPENING), (7, hidden)]) == []


def broken_part(entries: list[tuple[int, Entry]]) -> list[Breach]:
    numbered = ((index, entry_bytes(each)) for index, each in entries)
    return broken_by(numbered, is_whole=False)


def test_segments_are_those_that_entries_name() -> None:
    assert found(broken(OPENING, FIRST, SECOND, SEGMENT, segments={DIGEST: b"PAR2"})) == [
        ("segment-changed", 3, "public.digest")
    ]
    assert found(broken(OPENING, segments={DIGEST: ROWS})) == [("segment-unknown", None, "")]


def test_an_empty_ledger_has_no_opening() -> None:
    assert found(broken()) == [("opening-missing", None, "")]


def malformed() -> Iterator[tuple[int, bytes]]:
    yield 0, entry_bytes(OPENING)
    yield 1, b"{}"


def test_what_is_no_entry_is_named_and_passed_over() -> None:
    assert found(broken_by(malformed(), is_whole=True)) == [("entry-malformed", 1, "")]
    assert [index for index, _ in notable(malformed()).of("ledger.open")] == [0]


def test_notable_entries_are_about_the_ledger_itself() -> None:
    numbered = [(index, entry_bytes(each)) for index, each in enumerate((OPENING, FIRST, SECOND, SEGMENT))]
    assert notable(numbered).entries == ((0, OPENING), (3, SEGMENT))


def test_statements_and_erasures_say_nothing_about_the_ledger_itself() -> None:
    erased = replace(OPENING, type="erasure", public={"erased": []})
    assert notable([(0, entry_bytes(OPENING)), (1, entry_bytes(erased))]).entries == ((0, OPENING),)


def test_a_number_is_one_of_the_epoch_of_its_ledger() -> None:
    other = replace(FIRST, source=Origin("probe", "2", 1, 1))
    assert found(broken(OPENING, other)) == [("epoch-differs", 1, "source.epoch")]


def test_fingerprints_of_no_entry_are_told() -> None:
    prints = leaf_hash(entry_bytes(OPENING))[:4] + b"more"
    assert [each.says for each in exchanged([(0, entry_bytes(OPENING))], prints)] == [
        "there are more fingerprints than entries"
    ]


def test_an_exchanged_entry_is_found_by_its_fingerprint() -> None:
    entries = [entry_bytes(each) for each in (OPENING, FIRST, SECOND)]
    prints = b"".join(leaf_hash(each)[:4] for each in entries)
    assert list(exchanged(enumerate(entries), prints)) == []
    other = entry_bytes(replace(FIRST, public=dict(FIRST.public) | {"state": "down"}))
    assert found(list(exchanged(enumerate([entries[0], other, entries[2]]), prints))) == [("entry-exchanged", 1, "")]


def test_what_breaks_very_many_rules_is_not_read_to_its_end() -> None:
    breaches: list[Breach] = []
    endless = ((index, b"{}") for index in range(10**9))
    assert list(ruled_entries(endless, breaches, origin=LOG, is_whole=True, segments={})) == []
    assert len(breaches) == MOST + 1
    assert len(entry_bytes(Entry("a", "fact", "a", ("", ""), "", Origin("a", "1", 1, 1), {}))) > 200


PAST = {"origin": "provider.example/upheld/acme/0", "size": 9, "root": "0" * 64, "reason": "a disk failed"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"origin": "provider.example/upheld/globex/1"}, "origin"),
        ({"client": "globex"}, "origin"),
        ({"epoch": "2"}, "origin"),
        ({"vkey": "no key"}, "vkey"),
        ({"vkey": 7}, "vkey"),
        ({"vkey": new_key("other.example/upheld/acme/1", secret=b"1" * 32).verifier.text}, "vkey"),
        ({"private": "detail"}, "private"),
        ({"private": ["detail", 7]}, "private"),
        ({"previous": "the old one"}, "previous"),
        ({"previous": PAST | {"size": -1}}, "previous"),
        ({"previous": PAST | {"root": "0"}}, "previous"),
        ({"previous": PAST | {"more": ""}}, "previous"),
        ({"previous": PAST | {"origin": "provider.example/upheld/globex/0"}}, "previous"),
        ({"previous": PAST | {"origin": LOG}}, "previous"),
    ],
)
def test_entry_0_says_truly_whose_ledger_it_is(changes: dict[str, Any], field: str) -> None:
    opening = replace(OPENING, public=WORDS | changes)
    assert found(broken(opening)) == [("opening-invalid", 0, f"public.{field}")]


def test_entry_0_has_its_own_fields_and_may_follow_another_ledger() -> None:
    assert broken(replace(OPENING, public=WORDS | {"previous": PAST})) == []
    assert found(broken(replace(OPENING, public=WORDS | {"more": 1}))) == [("opening-invalid", 0, "public")]


@pytest.mark.parametrize(
    ("public", "commit", "place"),
    [
        ({}, "state", "commit.state"),
        ({}, "set.priority", "commit.set.priority"),
        ({"set": {"title": "x"}}, "set.title", "public.set.title"),
        ({"detail": "x"}, "detail", "public.detail"),
        ({"set": {"title": "x", "site": "y"}}, "", "public.set.title"),
        ({"detail": None}, "", "public.detail"),
    ],
)
def test_what_is_committed_to_is_private_and_nowhere_in_clear(public: dict[str, Any], commit: str, place: str) -> None:
    hiding = replace(FIRST, public=dict(FIRST.public) | public, commit={commit: "0" * 64} if commit else {})
    assert found(broken(OPENING, hiding)) == [("commitment-invalid", 1, place)]


def test_only_facts_have_private_fields() -> None:
    assert broken(OPENING, replace(FIRST, commit={"detail": "0" * 64, "set.title": "0" * 64})) == []
    assert found(broken(replace(OPENING, commit={"detail": "0" * 64}))) == [("commitment-invalid", 0, "commit.detail")]


AGREED = Agreed("acme-it", 2, "2026-03-01", f"sha256:{'a' * 64}", f"sha256:{'b' * 64}")
AGREEMENT = entry(2, "ledger", type="agreement", subject="acme-it", public=AGREED.public)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "acme-it "),
        ("id", 7),
        ("revision", "2"),
        ("revision", 0),
        ("revision", True),
        ("effective", "2099"),
        ("effective", None),
        ("digest", "a" * 64),
        ("digest", 7),
        ("file", "sha256:A"),
        ("file", None),
    ],
)
def test_the_entry_of_an_agreement_says_which_one_it_is(field: str, value: object) -> None:
    assert broken(OPENING, AGREEMENT) == []
    wrong = replace(AGREEMENT, public=AGREED.public | {field: value})
    assert found(broken(OPENING, wrong)) == [("agreement-entry-invalid", 1, f"public.{field}")]


def test_it_has_these_fields_and_no_others() -> None:
    more = replace(AGREEMENT, public=AGREED.public | {"note": "x"})
    assert found(broken(OPENING, more)) == [("agreement-entry-invalid", 1, "public")]


def test_a_revision_has_one_text_in_any_number_of_files() -> None:
    other_file = entry(3, "ledger", type="agreement", subject="acme-it", public=AGREED.public | {"file": AGREED.digest})
    other_text = replace(other_file, public=AGREED.public | {"digest": AGREED.file})
    assert broken(OPENING, AGREEMENT, other_file) == []
    assert found(broken(OPENING, AGREEMENT, other_text)) == [("agreement-ambiguous", 2, "public.digest")]
