"""What a witness answers to a head: its cosignature, or why not (C2SP tlog-witness)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upheld.evidence.checkpoint import (
    Checkpoint,
    InconsistentHeadError,
    SignatureError,
    SigningKey,
    check_extends,
    cosigned,
    read_checkpoint,
    verified,
)
from upheld.evidence.notes import NoteError, Signature, VerifierKey, decoded
from upheld_witness.store import Store

__all__ = ["Refusal", "Request", "Witness", "cosign", "read_request"]

_MOST_HASHES = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """A head as a signed note, with the proof that it extends the one of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a head is not cosigned: an HTTP status of the protocol, in words, and the last head where it matters."""

    status: int
    says: str
    last: Checkpoint | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its key, the heads it keeps, and the keys of the ledgers it knows, by their name."""

    key: SigningKey
    store: Store
    logs: Mapping[str, Sequence[VerifierKey]]


def read_request(content: bytes) -> Request:
    """The request in the body of a call: `old N`, hashes in base64, an empty line, the note. Raises `NoteError`."""
    head, separator, note = content.partition(b"\n\n")
    first, *hashes = head.decode("ascii", "replace").split("\n")
    size = _OLD.fullmatch(first)
    if size is None or not separator or len(hashes) > _MOST_HASHES:
        raise NoteError("a request has a line `old SIZE`, at most 63 hashes, an empty line and a note")
    return Request(int(size[1]), tuple(decoded(each) for each in hashes), note)


def cosign(witness: Witness, request: Request, *, time: int) -> Signature | Refusal:
    """The cosignature over a head that extends the last one seen, which it replaces before this returns; or why not.

    `time` is now [s since 1970, UTC]. Raises `NoteError` for a note that is none.
    """
    origin = request.note.partition(b"\n")[0].decode("utf-8", "replace")
    if origin not in witness.logs:
        return Refusal(404, "this ledger is not known here")
    try:
        note = verified(request.note, witness.logs[origin]).note
    except SignatureError as error:
        return Refusal(403, str(error))
    new = read_checkpoint(note.text)
    if request.old > new.size:
        return Refusal(400, f"a ledger of {new.size} entries is no extension of one of {request.old}")
    last = witness.store.last(origin)
    if request.old != (last.size if last else 0):
        return Refusal(409, f"the last head seen has {last.size if last else 0} entries", last)
    refusal = _unlike(last, new, proof=request.proof)
    if refusal is not None:
        return refusal
    if last != new and not witness.store.exchange(last, new):
        newer = witness.store.last(origin)
        return Refusal(409, "another head came in between", newer)
    return cosigned(note.text, witness.key, time=time)


def _unlike(last: Checkpoint | None, new: Checkpoint, *, proof: Sequence[bytes]) -> Refusal | None:
    if last is None or last.size == 0:
        return Refusal(422, "nothing is before the first head, so it has no proof") if proof else None
    if last.size == new.size and last.root != new.root:
        return Refusal(409, f"a fork: two heads of {new.size} entries have different roots", last)
    try:
        check_extends(last, new, proof=proof)
    except InconsistentHeadError as error:
        return Refusal(422, error.reason, last)
    return None
