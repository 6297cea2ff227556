"""The signer's guard: no two heads that do not extend each other are ever signed."""

import json
import shutil
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.ledger_worlds import KEY, begun, recorded, states
from upheld.evidence.checkpoint import Checkpoint, InconsistentHeadError, check_extends, new_key, verified
from upheld.evidence.ledger_file import FileLedger, open_ledger
from upheld.evidence.notes import NoteError
from upheld.evidence.signing import JournalError, UnfaithfulLedgerError, head_of, journal_notes, sign
from upheld.evidence.tree import consistency_proof, leaf_hash


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    """A ledger with three states."""
    made = begun(tmp_path / "a.ledger")
    recorded(made, *states(1, 2, 3))
    return made


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "a.checkpoints"


def test_a_head_is_signed_and_kept_twice(ledger: FileLedger, journal: Path) -> None:
    note = sign(ledger, [KEY], journal=journal)
    tree = ledger.frontier()
    assert head_of(note) == Checkpoint(ledger.origin, 4, tree.root)
    assert verified(note, [KEY.verifier]).keys == (KEY.verifier,)
    assert ledger.signed() == journal_notes(journal) == [note]
    assert journal.stat().st_mode & 0o777 == 0o600
    assert sign(ledger, [KEY], journal=journal) == note
    assert ledger.signed() == journal_notes(journal) == [note]


def test_a_later_head_extends_the_one_before(ledger: FileLedger, journal: Path) -> None:
    first = sign(ledger, [KEY], journal=journal)
    recorded(ledger, *states(*range(4, 700)))
    second = head_of(sign(ledger, [KEY], journal=journal))
    check_extends(head_of(first), second, proof=consistency_proof(4, second.size, node=ledger.node))
    assert len(journal_notes(journal)) == 2


def test_a_ledger_rolled_back_is_not_signed(ledger: FileLedger, journal: Path, tmp_path: Path) -> None:
    sign(ledger, [KEY], journal=journal)
    ledger.close()
    shutil.copy(ledger.path, tmp_path / "old")
    with open_ledger(ledger.path) as again:
        recorded(again, *states(4, 5))
        sign(again, [KEY], journal=journal)
    with open_ledger(tmp_path / "old") as old:
        with pytest.raises(InconsistentHeadError) as caught:
            sign(old, [KEY], journal=journal)
        assert (caught.value.last.size, caught.value.new.size) == (6, 4)
        recorded(old, *states(6, 7))
        with pytest.raises(InconsistentHeadError, match="does not extend"):
            sign(old, [KEY], journal=journal)
        recorded(old, *states(8))
        with pytest.raises(InconsistentHeadError, match="leads to another old root"):
            sign(old, [KEY], journal=journal)
        assert len(old.signed()) == 1
    assert len(journal_notes(journal)) == 2


def test_without_its_journal_a_ledger_that_signed_is_not_signed(ledger: FileLedger, journal: Path) -> None:
    sign(ledger, [KEY], journal=journal)
    journal.unlink()
    with pytest.raises(JournalError, match="it is not there") as caught:
        sign(ledger, [KEY], journal=journal)
    assert caught.value.path == journal


def test_a_journal_that_lacks_what_the_ledger_signed_is_not_relied_on(ledger: FileLedger, journal: Path) -> None:
    sign(ledger, [KEY], journal=journal)
    first = journal.read_bytes()
    recorded(ledger, *states(4))
    sign(ledger, [KEY], journal=journal)
    for content in (b"", first):
        journal.write_bytes(content)
        with pytest.raises(JournalError, match="it lacks"):
            sign(ledger, [KEY], journal=journal)


def test_the_journal_of_another_ledger_is_refused(ledger: FileLedger, journal: Path) -> None:
    other = new_key("other.example/upheld/b/1", secret=bytes(32))
    with begun(ledger.path.with_name("b.ledger"), provider="other.example", client="b") as another:
        another.select("DROP TRIGGER head_update_refused")
        another.select("UPDATE head SET origin = ?", other.name)
        sign(another, [other], journal=journal)
    with pytest.raises(InconsistentHeadError, match="another ledger"):
        sign(ledger, [KEY], journal=journal)


def test_a_line_cut_off_was_never_given_out(ledger: FileLedger, journal: Path) -> None:
    first = sign(ledger, [KEY], journal=journal)
    with journal.open("ab") as file:
        file.write(b'"northgate.example/uph')
    assert journal_notes(journal) == [first]
    recorded(ledger, *states(9))
    second = sign(ledger, [KEY], journal=journal)
    assert journal_notes(journal) == [first, second]


@pytest.mark.parametrize("line", [b"{\n", b"7\n", b"\xff\n"])
def test_a_journal_with_another_line_is_not_relied_on(ledger: FileLedger, journal: Path, line: bytes) -> None:
    journal.write_bytes(line)
    with pytest.raises(JournalError, match="no signed note"):
        sign(ledger, [KEY], journal=journal)
    journal.write_bytes(json.dumps("no note").encode() + b"\n")
    with pytest.raises(NoteError):
        sign(ledger, [KEY], journal=journal)


def test_a_note_in_the_journal_alone_binds_too(ledger: FileLedger, journal: Path) -> None:
    note = sign(ledger, [KEY], journal=journal)
    ledger.select("DROP TRIGGER checkpoint_delete_refused")
    ledger.select("DELETE FROM checkpoint")
    assert sign(ledger, [KEY], journal=journal) == note
    assert (ledger.signed(), journal_notes(journal)) == ([note], [note])


def test_what_was_changed_behind_its_back_is_not_signed(ledger: FileLedger, journal: Path) -> None:
    ledger.select("DROP TRIGGER entry_update_refused")
    ledger.select("UPDATE entry SET bytes = x'00' WHERE number = 2")
    with pytest.raises(UnfaithfulLedgerError, match="entry 2"):
        sign(ledger, [KEY], journal=journal)
    ledger.select("UPDATE head SET size = 5")
    ledger.select("UPDATE entry SET leaf = ? WHERE number = 2", leaf_hash(b"\0"))
    with pytest.raises(UnfaithfulLedgerError, match="the head"):
        sign(ledger, [KEY], journal=journal)
    assert not ledger.signed()


def test_of_two_signers_that_race_one_waits(ledger: FileLedger, journal: Path) -> None:
    notes: list[bytes] = []

    def signer() -> None:
        with open_ledger(ledger.path) as mine:
            notes.append(sign(mine, [KEY], journal=journal))

    threads = [Thread(target=signer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(notes) == 8
    assert len(set(notes)) == len(journal_notes(journal)) == 1


@given(st.lists(st.sampled_from(["grow", "sign", "copy", "roll back"]), max_size=12))
def test_whatever_happens_to_the_file_no_fork_is_signed(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("fork")
    path, copy, journal = folder / "a", folder / "copy", folder / "journal"
    begun(path).close()
    shutil.copy(path, copy)
    given_out = []
    for number, step in enumerate(steps):
        if step in ("copy", "roll back"):
            shutil.copy(*((path, copy) if step == "copy" else (copy, path)))
            continue
        with open_ledger(path) as ledger:
            if step == "grow":
                recorded(ledger, *states(number))
                continue
            try:
                given_out.append((sign(ledger, [KEY], journal=journal), [*ledger.read(0, ledger.size)]))
            except (InconsistentHeadError, JournalError):
                continue
    for (_, shorter), (_, longer) in pairwise(given_out):
        assert longer[: len(shorter)] == shorter
    assert len({head_of(note).root for note, _ in given_out}) == len({head_of(note).size for note, _ in given_out})
