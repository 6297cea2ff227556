"""Checkpoints: the head of a ledger as a signed note (C2SP tlog-checkpoint), and the keys that sign it: Ed25519,
and beside it ML-DSA-44, which a quantum computer does not break.

The only module of the room that needs a signature library.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from upheld.evidence.notes import (
    Note,
    NoteError,
    Signature,
    VerifierKey,
    decoded,
    encoded,
    note_bytes,
    read_note,
)
from upheld.evidence.tree import EMPTY_ROOT, ProofError, check_consistency

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "ML_DSA",
    "Checkpoint",
    "Cosigned",
    "InconsistentHeadError",
    "SignatureError",
    "SigningKey",
    "VerifiedNote",
    "check_extends",
    "checkpoint_text",
    "cosigned",
    "new_key",
    "read_checkpoint",
    "read_signing_key",
    "signed",
    "verified",
]

ED25519: Final = 1
COSIGNATURE: Final = 4
ML_DSA: Final = 6

_PRIVATE: Final = "PRIVATE+KEY+"
_KEY_LENGTH: Final = 32
_TIME_LENGTH: Final = 8
_LONGEST: Final = 255
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LARGEST: Final = 2**63 - 1


class SignatureError(ValueError):
    """A note whose signatures do not hold: `name` is whose, empty if none is by a known key."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}" if name else reason)
        self.name = name
        self.reason = reason


class InconsistentHeadError(ValueError):
    """A head that does not extend an earlier one; whoever signs both signs a fork."""

    def __init__(self, last: "Checkpoint", new: "Checkpoint", *, reason: str) -> None:
        super().__init__(f"{new.origin}: the head of {new.size} entries does not extend that of {last.size}: {reason}")
        self.last = last
        self.new = new
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a ledger: its name, how many entries it has, and the root over them [32 bytes]."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key [32 bytes] with its name; `algorithm` 1 signs notes, 4 cosigns heads, 6 (ML-DSA-44) does both,
    under heads alone.
    """

    name: str
    algorithm: int
    secret: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The public key."""
        return VerifierKey(self.name, self.algorithm, _private(self).public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The key as one line, as Go's note package writes it. Keep it from others."""
        content = bytes([self.algorithm]) + self.secret
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id:08x}+{encoded(content)}"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A cosignature that was verified: by whom, and at what time it was made [s since 1970, UTC]."""

    key: VerifierKey
    time: int


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """A note at least one known key has signed: by which keys, and which of them cosigned when."""

    note: Note
    keys: tuple[VerifierKey, ...]
    cosigned: tuple[Cosigned, ...]


# --- keys -------------------------------------------------------------------------------------------------------------


def new_key(name: str, *, secret: bytes, algorithm: int = ED25519) -> SigningKey:
    """A key of a name from 32 random bytes. Raises `NoteError` for a name that no note can carry."""
    key = SigningKey(name, algorithm, secret)
    return read_signing_key(key.text)


def read_signing_key(text: str) -> SigningKey:
    """The private key in a line. Raises `NoteError`."""
    head, _, rest = text.strip().partition(_PRIVATE)
    name, number, content = (*rest.split("+", 2), "", "")[:3]
    raw = decoded(content)
    if head or not name or any(each.isspace() for each in name) or len(raw) != 1 + _KEY_LENGTH:
        raise NoteError("a private key reads PRIVATE+KEY+NAME+HASH+KEY")
    key = SigningKey(name, raw[0], raw[1:])
    if key.algorithm not in (ED25519, COSIGNATURE, ML_DSA) or number != f"{key.verifier.key_id:08x}":
        raise NoteError("the hash is not that of the name and the key")
    return key


# --- signing and verifying --------------------------------------------------------------------------------------------


def signed(text: str, keys: Iterable[SigningKey]) -> bytes:
    """The note of a text, signed by each key, in order; by ML-DSA-44 without a claim of time.

    Raises `NoteError` for a text that no note can carry, and where ML-DSA-44 is to sign what is no checkpoint.
    """
    return note_bytes(Note(text, tuple(_signature(text, key, time=0) for key in keys)))


def cosigned(text: str, key: SigningKey, *, time: int) -> Signature:
    """A cosignature over the text of a checkpoint (C2SP tlog-cosignature) at a time [s since 1970, UTC]."""
    return _signature(text, key, time=time)


def _signature(text: str, key: SigningKey, *, time: int) -> Signature:
    public = key.verifier
    stamp = b"" if key.algorithm == ED25519 else time.to_bytes(_TIME_LENGTH)
    return Signature(key.name, public.key_id, stamp + _private(key).sign(_message(text, public, time=time)))


def _message(text: str, key: VerifierKey, *, time: int) -> bytes:
    """What a key of its algorithm signs of a text. Raises `NoteError` where it cannot sign it."""
    if key.algorithm == ED25519:
        return text.encode()
    if key.algorithm == COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    head = read_checkpoint(text)
    numbers = (0).to_bytes(8) + head.size.to_bytes(8)
    return b"subtree/v1\n\0" + _short(key.name) + time.to_bytes(8) + _short(head.origin) + numbers + head.root


def _short(text: str) -> bytes:
    content = text.encode()
    if len(content) > _LONGEST:
        raise NoteError(f"ML-DSA-44 signs names of at most {_LONGEST} bytes")
    return bytes([len(content)]) + content


def _private(key: SigningKey) -> Ed25519PrivateKey | MLDSA44PrivateKey:
    if key.algorithm == ML_DSA:
        return MLDSA44PrivateKey.from_seed_bytes(key.secret)
    return Ed25519PrivateKey.from_private_bytes(key.secret)


def _public(key: VerifierKey) -> Ed25519PublicKey | MLDSA44PublicKey:
    if key.algorithm == ML_DSA:
        return MLDSA44PublicKey.from_public_bytes(key.key)
    return Ed25519PublicKey.from_public_bytes(key.key)


def verified(content: bytes, keys: Sequence[VerifierKey]) -> VerifiedNote:
    """The note in these bytes, with those of the keys that signed it. Signatures by other keys are passed over.

    Raises `NoteError` for no note, `SignatureError` where no known key signed, or one of a known key does not hold.
    """
    note = read_note(content)
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[VerifierKey, None] = {}
    times = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None and key not in found:
            time = _check(note.text, signature, key=key)
            found[key] = None
            times += [] if time is None else [Cosigned(key, time)]
    if not found:
        raise SignatureError("", "no signature is by a known key")
    return VerifiedNote(note, tuple(found), tuple(times))


def _check(text: str, signature: Signature, *, key: VerifierKey) -> int | None:
    """The time of a cosignature, None where none is claimed. Raises `SignatureError` where it does not hold."""
    time, content = 0, signature.content
    if key.algorithm != ED25519:
        time, content = int.from_bytes(content[:_TIME_LENGTH]), content[_TIME_LENGTH:]
        if time > _LARGEST or (time == 0 and key.algorithm == COSIGNATURE):
            raise SignatureError(key.name, f"{time} is no time of a cosignature")
    try:
        _public(key).verify(content, _message(text, key, time=time))
    except (InvalidSignature, ValueError):
        raise SignatureError(key.name, "the signature does not fit the text") from None
    return time or None


# --- heads ------------------------------------------------------------------------------------------------------------


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The text of a checkpoint that is signed: three lines."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{encoded(checkpoint.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a text. Raises `NoteError`; lines below the third, which nobody could check, are refused."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise NoteError("a checkpoint has three lines: a name, a size, a root")
    size, root = int(lines[1]), decoded(lines[2])
    if size > _LARGEST or len(root) != _KEY_LENGTH:
        raise NoteError("the size of a checkpoint is below 2**63, its root has 32 bytes")
    return Checkpoint(lines[0], size, root)


def check_extends(last: Checkpoint | None, new: Checkpoint, *, proof: Sequence[bytes]) -> None:
    """Raise `InconsistentHeadError` unless the new head extends the last one.

    None, and a head of no entries, is extended by every head, without a proof.
    """
    last = last or Checkpoint(new.origin, 0, EMPTY_ROOT)
    if last.origin != new.origin:
        raise InconsistentHeadError(last, new, reason=f"it is the head of another ledger, {last.origin}")
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise InconsistentHeadError(last, new, reason="no entries have another root")
    if last.size == 0:
        if proof:
            raise InconsistentHeadError(last, new, reason="a first head is proved by nothing")
        return
    try:
        check_consistency(last.size, new.size, old_root=last.root, new_root=new.root, proof=proof)
    except ProofError as error:
        raise InconsistentHeadError(last, new, reason=error.reason) from None
