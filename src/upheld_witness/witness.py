"""What a witness answers to a head: its cosignature, or why not (C2SP tlog-witness)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from upheld.evidence.checkpoint import SignatureError, SigningKey, cosigned, read_checkpoint, verified
from upheld.evidence.notes import NoteError, Signature, VerifierKey, decoded
from upheld_witness.store import Refusal, Store

__all__ = ["Request", "Witness", "cosign", "read_request"]

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """A head as a signed note, with the proof that it extends the one of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


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
    if size is None or not separator or len(hashes) > 63:
        raise NoteError("a request has a line `old SIZE`, at most 63 hashes, an empty line and a note")
    return Request(int(size[1]), tuple(decoded(each) for each in hashes), note)


def cosign(witness: Witness, request: Request, *, clock: Callable[[], int]) -> Signature | Refusal:
    """The cosignature over a head that extends the last one seen, which it replaces before this returns; or why not.

    `clock` gives now [s since 1970, UTC]. Raises `NoteError` for a note that is none.
    """
    origin = request.note.partition(b"\n")[0].decode("utf-8", "replace")
    if origin not in witness.logs:
        return Refusal(404, "this ledger is not known here")
    try:
        text = verified(request.note, witness.logs[origin]).note.text
    except SignatureError as error:
        return Refusal(403, str(error))
    if request.old > read_checkpoint(text).size:
        return Refusal(400, f"the head has fewer than the {request.old} entries that it is said to extend")
    time = witness.store.exchange(request.note, request.old, proof=request.proof, clock=clock)
    return time if isinstance(time, Refusal) else cosigned(text, witness.key, time=time)
