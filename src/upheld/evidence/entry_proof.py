"""One file that proves one entry offline (C2SP tlog-proof): its bytes, its place, the hashes to the head, the head as
it was signed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from upheld.evidence.checkpoint import VerifiedNote, read_checkpoint, verified
from upheld.evidence.ledger import Ledger
from upheld.evidence.notes import NoteError, VerifierKey, decoded, encoded
from upheld.evidence.signing import head_of
from upheld.evidence.tree import EMPTY_ROOT, ProofError, check_inclusion, inclusion_proof, leaf_hash

__all__ = ["EntryProof", "check_proof", "proof_bytes", "prove", "read_proof"]

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_EXTRA, _INDEX = "extra ", "index "
_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EntryProof:
    """An entry by its bytes, its index, the hashes from its leaf up to the root, and the note of the head."""

    entry: bytes
    index: int
    hashes: tuple[bytes, ...]
    note: bytes


def prove(ledger: Ledger, index: int) -> EntryProof:
    """The proof of an entry under the head signed last. Raises `ProofError` where that does not cover it."""
    notes = ledger.signed()
    size = head_of(notes[-1]).size if notes else 0
    if not 0 <= index < size:
        raise ProofError(f"the head signed last covers {size} entries, and not entry {index}")
    hashes = inclusion_proof(index, size, node=ledger.node)
    return EntryProof(next(ledger.read(index, index + 1)), index, tuple(hashes), notes[-1])


def proof_bytes(proof: EntryProof) -> bytes:
    """The file of a proof; the bytes of the entry are its extra data."""
    lines = [_FIRST, _EXTRA + encoded(proof.entry), f"{_INDEX}{proof.index}", *map(encoded, proof.hashes), ""]
    return "".join(f"{line}\n" for line in lines).encode() + proof.note


def read_proof(content: bytes) -> EntryProof:
    """The proof in a file, nothing in it checked. Raises `ProofError` for any other bytes than `proof_bytes` makes."""
    head, _, note = content.partition(b"\n\n")
    try:
        first, extra, index, *hashes = head.decode().split("\n")
        if first != _FIRST or not extra.startswith(_EXTRA) or not _WHOLE.fullmatch(index.removeprefix(_INDEX)):
            raise ProofError("it is no proof of an entry")
        found = tuple(decoded(each) for each in hashes)
        proof = EntryProof(decoded(extra.removeprefix(_EXTRA)), int(index.removeprefix(_INDEX)), found, note)
    except (ValueError, NoteError):
        raise ProofError("it is no proof of an entry") from None
    if proof_bytes(proof) != content or any(len(each) != len(EMPTY_ROOT) for each in found):
        raise ProofError("it is no proof of an entry")
    return proof


def check_proof(proof: EntryProof, keys: Sequence[VerifierKey]) -> VerifiedNote:
    """The note of the head, signed by one of the keys, under which the entry stands at its index.

    Raises `ProofError`, `NoteError`, `SignatureError`.
    """
    note = verified(proof.note, keys)
    head = read_checkpoint(note.note.text)
    check_inclusion(leaf_hash(proof.entry), proof.index, size=head.size, proof=proof.hashes, root=head.root)
    return note
