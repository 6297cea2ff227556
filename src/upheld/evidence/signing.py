"""The signer's guard: a head is signed only if it extends every head signed before, wherever the ledger came from.

What was signed is kept twice: in the ledger, and in a journal beside it (better: on another disk), so that a ledger
brought back from an old copy, or grown in two places, is refused (C2SP tlog-checkpoint: a log must never sign two
heads that do not extend each other).
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

from upheld.evidence.canonical import encode
from upheld.evidence.checkpoint import (
    Checkpoint,
    SignatureError,
    SigningKey,
    check_extends,
    checkpoint_text,
    read_checkpoint,
    signed,
    verified,
)
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.notes import read_note
from upheld.evidence.tree import consistency_proof, leaf_hash, perfect_subtrees

__all__ = ["JournalError", "UnfaithfulLedgerError", "head_of", "journal_notes", "sign"]

_MODE: Final = 0o600


class JournalError(Exception):
    """The journal of what was signed cannot be relied on; `path` is where it is."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class UnfaithfulLedgerError(Exception):
    """The hashes kept in a ledger are not those of its entries; `entry` is the first such entry, None for the head."""

    def __init__(self, entry: int | None) -> None:
        super().__init__("the head" if entry is None else f"entry {entry}")
        self.entry = entry


def head_of(note: bytes) -> Checkpoint:
    """The checkpoint in a note, its signatures not verified. Raises `NoteError`."""
    return read_checkpoint(read_note(note).text)


def journal_notes(path: Path) -> list[bytes]:
    """Every note in a journal, oldest first; a line that was cut off while it was written was never given out.

    Raises `JournalError` and `OSError`.
    """
    content = path.read_bytes()
    lines = content[: content.rfind(b"\n") + 1].splitlines()
    try:
        return [json.loads(line).encode() for line in lines]
    except (ValueError, AttributeError):
        raise JournalError(path, "a line of it is no signed note") from None


def sign(ledger: FileLedger, keys: Sequence[SigningKey], *, journal: Path) -> bytes:
    """Sign the head of a ledger as a note, and keep it. Signing the same head again gives the same note.

    Raises `InconsistentHeadError` where the head does not extend one signed before, `UnfaithfulLedgerError` where the
    entries added since are not those that were hashed, `JournalError`, `NoteError`, `OSError`, `LedgerFileError`.
    """
    with ledger.writing(), _locked(journal, is_new=not ledger.signed()) as file:
        kept, written = ledger.signed(), journal_notes(journal)
        lasts = [head_of(notes[-1]) for notes in (kept, written) if notes]
        if kept and (not written or head_of(written[-1]).size < head_of(kept[-1]).size):
            raise JournalError(journal, "the ledger has signed heads that it lacks")
        new = _head(ledger, since=min((last.size for last in lasts), default=0))
        for last in lasts:
            proof = consistency_proof(last.size, new.size, node=ledger.node) if 0 < last.size <= new.size else []
            check_extends(last, new, proof=proof)
        text, given_out = checkpoint_text(new), [*written[-1:], *kept[-1:]]
        whole = [note for note in given_out if _is_signed(note, text, keys=keys)]
        note = whole[-1] if whole else signed(text, keys)
        if not set(whole) & set(written[-1:]):
            _write(file, note, path=journal)
        if not set(whole) & set(kept[-1:]):
            ledger.add_signed(note)
    return note


def _is_signed(note: bytes, text: str, *, keys: Sequence[SigningKey]) -> bool:
    """Whether a note is of a text, and every key signed it; others, such as witnesses, may have signed it too."""
    verifiers = [key.verifier for key in keys]
    try:
        found = verified(note, verifiers)
    except SignatureError:
        return False
    return found.note.text == text and set(found.keys) == set(verifiers)


def _head(ledger: FileLedger, *, since: int) -> Checkpoint:
    """The head, the hashes of every entry since a size and that of the whole computed again."""
    tree, index = ledger.frontier(), since
    for entry, kept in zip(ledger.read(since, tree.size), ledger.leaves(since), strict=False):
        if leaf_hash(entry) != kept:
            raise UnfaithfulLedgerError(index)
        index += 1
    places = perfect_subtrees(0, tree.size)
    if index != max(tree.size, since) or tree.hashes != tuple(ledger.node(*each) for each in places):
        raise UnfaithfulLedgerError(None)
    return Checkpoint(ledger.origin, tree.size, tree.root)


@contextmanager
def _locked(path: Path, *, is_new: bool) -> Iterator[int]:
    """The journal, held against every other signer. Only a ledger that never signed may begin one."""
    try:
        file = os.open(path, os.O_RDWR | os.O_APPEND | (os.O_CREAT if is_new else 0), _MODE)
    except FileNotFoundError:
        raise JournalError(path, "it is not there, and the ledger has signed before") from None
    try:
        flock(file, LOCK_EX)
        yield file
    finally:
        os.close(file)


def _write(file: int, note: bytes, *, path: Path) -> None:
    """Add a line that is on the disk when this returns, in place of one that was cut off. Raises `JournalError` where
    what would be cut off is no part of a note of this ledger.
    """
    content, line = path.read_bytes(), encode(note.decode()) + b"\n"
    whole, name = content.rfind(b"\n") + 1, line[: line.index(b"\\n")]
    tail = content[whole:]
    if tail[: len(name)] != name[: len(tail)]:
        raise JournalError(path, "a line of it is no signed note")
    os.ftruncate(file, whole)
    os.write(file, line)
    os.fsync(file)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
