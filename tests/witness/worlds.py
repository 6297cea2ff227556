"""Logs to witness: trees of any size, forks of them, and requests as a log would send them."""

from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path

from upheld.evidence.checkpoint import COSIGNATURE, Checkpoint, SigningKey, checkpoint_text, new_key, signed
from upheld.evidence.notes import VerifierKey, encoded
from upheld.evidence.tree import consistency_proof, leaf_hash, node_hash, root
from upheld_witness.store import Store
from upheld_witness.witness import Witness

__all__ = ["KEY", "LOG", "NOW", "TWIN", "WITNESS", "body", "head", "note", "proof", "rising", "witness_at"]

NOW = 1_775_131_200
LOG = "northgate.example/upheld/acme/1"
TWIN = "northgate.example/upheld/globex/1"
KEY: SigningKey = new_key(LOG, secret=sha256(b"log").digest())
WITNESS: SigningKey = new_key("witness.example/w1", secret=sha256(b"witness").digest(), algorithm=COSIGNATURE)


@cache
def _node(level: int, index: int, *, fork: int) -> bytes:
    """A perfect subtree of a history that leaves the first one at the entry `fork`."""
    if level:
        return node_hash(_node(level - 1, 2 * index, fork=fork), _node(level - 1, 2 * index + 1, fork=fork))
    return leaf_hash(f"{index} {'other' if index >= fork else 'first'}".encode())


def head(size: int, fork: int = 1 << 40) -> Checkpoint:
    """The head of so many entries."""
    return Checkpoint(LOG, size, root(size, lambda level, index: _node(level, index, fork=fork)))


def note(size: int, fork: int = 1 << 40, *, key: SigningKey = KEY) -> bytes:
    """That head, signed."""
    return signed(checkpoint_text(head(size, fork)), [key])


def proof(old: int, new: int, *, fork: int = 1 << 40) -> list[bytes]:
    """The proof that the one head extends the other; none where there is none to give."""
    if not 0 < old <= new:
        return []
    return consistency_proof(old, new, node=lambda level, index: _node(level, index, fork=fork))


def body(old: int, new: int, *, fork: int = 1 << 40, signed_note: bytes | None = None) -> bytes:
    """The body of a call."""
    lines = [f"old {old}", *map(encoded, proof(old, new, fork=fork)), "", ""]
    return "\n".join(lines).encode() + (signed_note if signed_note is not None else note(new, fork))


def witness_at(path: Path, *keys: VerifierKey) -> Witness:
    """A witness with a store there."""
    return Witness(WITNESS, Store(path), {LOG: keys or (KEY.verifier,)})


rising = count(NOW).__next__
"""A clock that gives every second once."""
