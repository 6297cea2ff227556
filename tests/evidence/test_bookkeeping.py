"""What a ledger records about itself: whose it is, what was agreed, what was erased."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.ledger_worlds import KEY, NOW, OPENING, begun, recorded, states
from upheld.evidence.bookkeeping import (
    ForeignStatementError,
    Opening,
    OriginError,
    Past,
    RevisionTakenError,
    add_own,
    erase,
    opening_of,
    origin_of,
    record_agreement,
    record_issue,
)
from upheld.evidence.checkpoint import Checkpoint
from upheld.evidence.commitments import ALWAYS_PRIVATE
from upheld.evidence.entries import Agreed, EntryError, Issued, read_entry
from upheld.evidence.ledger_file import FileLedger, create_ledger
from upheld.evidence.recording import facts_of_ledger
from upheld.evidence.tree import check_inclusion, inclusion_proof, leaf_hash, root

AGREED = Agreed("acme", 2, "2026-01-01", f"sha256:{'a' * 64}", f"sha256:{'b' * 64}")
SUBJECTS = 1_000


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    """A ledger with entry 0."""
    return begun(tmp_path / "a.ledger")


def test_entry_0_says_whose_ledger_it_is(ledger: FileLedger) -> None:
    entry = read_entry(next(ledger.read(0, 1)))
    assert entry.public == {
        "origin": "northgate.example/upheld/acme/1",
        "provider": "northgate.example",
        "client": "acme",
        "epoch": "1",
        "vkey": KEY.verifier.text,
        "private": list(ALWAYS_PRIVATE),
        "previous": None,
    }
    assert (entry.type, entry.log, entry.source.collector) == ("ledger.open", ledger.origin, "upheld")
    assert opening_of(ledger) == OPENING


def test_an_epoch_names_the_head_it_follows(tmp_path: Path) -> None:
    past = Past("northgate.example/upheld/acme/0", 7, bytes(32), "the key was stolen")
    with begun(tmp_path / "a", previous=past, private=("set.site",)) as ledger:
        assert opening_of(ledger).previous == past
        assert set(opening_of(ledger).private) == {*ALWAYS_PRIVATE, "set.site"}


@pytest.mark.parametrize(
    ("provider", "client", "epoch", "part"),
    [
        ("North", "acme", "1", "provider"),
        ("a..b", "acme", "1", "provider"),
        ("-a", "acme", "1", "provider"),
        ("a.example", "a/b", "1", "client"),
        ("a.example", "a+b", "1", "client"),
        ("a.example", "", "1", "client"),
        ("a.example", "acme", "1 2", "epoch"),
    ],
)
def test_a_name_that_no_note_can_carry(provider: str, client: str, epoch: str, part: str) -> None:
    with pytest.raises(OriginError) as caught:
        origin_of(provider, client, epoch=epoch)
    assert caught.value.part == part
    with pytest.raises(OriginError):
        _ = Opening(provider, client, epoch, "").origin


def test_an_agreement_is_recorded_once(ledger: FileLedger) -> None:
    assert record_agreement(ledger, AGREED, received=NOW) == 1
    assert record_agreement(ledger, AGREED, received=NOW) is None
    assert record_agreement(ledger, replace(AGREED, file=f"sha256:{'c' * 64}"), received=NOW) == 2
    with pytest.raises(RevisionTakenError) as caught:
        record_agreement(ledger, replace(AGREED, digest=f"sha256:{'d' * 64}"), received=NOW)
    assert (caught.value.entry, ledger.size) == (1, 3)
    entry = read_entry(next(ledger.read(1, 2)))
    assert (entry.type, entry.subject) == ("agreement", "acme")
    assert entry.public == AGREED.public
    assert set(entry.public) == {"id", "revision", "effective", "digest", "file"}


@pytest.mark.parametrize("content", [b"", b"{}"])
def test_a_ledger_that_does_not_open_cannot_go_on(tmp_path: Path, content: bytes) -> None:
    with create_ledger(tmp_path / "a", "a") as ledger:
        ledger.append([content] if content else [])
        with pytest.raises(EntryError):
            add_own(ledger, "statement", subject="acme", public={}, received=NOW)


def test_another_entry_0_opens_no_ledger(ledger: FileLedger, tmp_path: Path) -> None:
    with create_ledger(tmp_path / "b", "b") as other:
        other.append([next(ledger.read(0, 1)).replace(b'"previous":', b'"previoux":')])
        with pytest.raises(EntryError, match="it does not open a ledger"):
            opening_of(other)


def test_a_statement_is_issued_once_and_only_under_a_head_of_this_ledger(ledger: FileLedger) -> None:
    recorded(ledger, *states(1))
    record_agreement(ledger, AGREED, received=NOW)
    own = Checkpoint(ledger.origin, 2, root(2, ledger.node))
    issued = Issued(f"sha256:{'c' * 64}", AGREED.digest, "2026-03", "upheld 0.1.0", 2)
    strangers = (
        replace(own, origin="northgate.example/upheld/other/1"),
        replace(own, root=bytes(32)),
        replace(own, size=99),
    )
    for head in strangers:
        with pytest.raises(ForeignStatementError):
            record_issue(ledger, issued, subject="acme 2026-03", head=head, received=NOW)
    assert ledger.size == 3
    for is_new in (True, False):
        assert record_issue(ledger, issued, subject="acme 2026-03", head=own, received=NOW) == (3, is_new)
    assert record_issue(ledger, issued, subject="acme 2026-03", head=None, received=NOW) == (3, False)
    assert read_entry(next(ledger.read(3, 4))).public == issued.public
    with pytest.raises(ForeignStatementError, match=r"northgate\.example/upheld/acme/1"):
        record_issue(ledger, replace(issued, agreement="?"), subject="acme 2026-03", head=None, received=NOW)


def test_erasing_nothing_records_nothing(ledger: FileLedger) -> None:
    recorded(ledger, *states(1, detail="Ann's laptop"))
    assert erase(ledger, ["Bob"], received=NOW) == []
    assert ledger.size == 2


def test_a_thousand_people_are_forgotten_and_every_proof_holds(ledger: FileLedger) -> None:
    canaries = [f"canary-{number:04}-{'ä' * (number % 3)}" for number in range(SUBJECTS)]
    facts = [states(number, detail=f"called by {canary}")[0] for number, canary in enumerate(canaries)]
    recorded(ledger, *facts, *states(3_000, detail="kept"))
    before, head = facts_of_ledger(ledger, ledger.size, name="a"), ledger.frontier()
    assert b"canary-" in contents(ledger.path)
    erased = erase(ledger, canaries, received=NOW)
    ledger.wipe()
    assert len(erased) == SUBJECTS
    assert b"canary-" not in contents(ledger.path)
    assert [each.payload for each in ledger.register.holding(["e"])] == [b"kept"]
    after = facts_of_ledger(ledger, head.size, name="a")
    assert before[0] is not None
    assert after[0] is not None
    assert after[0].digest == before[0].digest
    assert root(head.size, ledger.node) == head.root
    for index, _ in erased:
        proof = inclusion_proof(index, head.size, node=ledger.node)
        leaf = leaf_hash(next(ledger.read(index, index + 1)))
        check_inclusion(leaf, index, size=head.size, proof=proof, root=head.root)


def contents(path: Path) -> bytes:
    """The bytes of every file of a ledger, its write-ahead log among them."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
