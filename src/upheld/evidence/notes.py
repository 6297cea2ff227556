"""Signed notes: a text, and below it one line for each signature (C2SP signed-note, as in Go's sumdb).

This module knows the form alone; `checkpoint` signs and verifies.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Final

__all__ = [
    "KEY_LENGTHS",
    "LARGEST",
    "MOST_SIGNATURES",
    "Note",
    "NoteError",
    "Signature",
    "VerifierKey",
    "decoded",
    "encoded",
    "joined",
    "key_hash",
    "note_bytes",
    "read_note",
    "read_vkey",
    "signature_line",
    "vkey_text",
]

KEY_LENGTHS: Final[Mapping[int, int]] = MappingProxyType({1: 32, 4: 32, 6: 1312})
"""Bytes of a public key by its algorithm: Ed25519, Ed25519 cosignature, ML-DSA-44 cosignature."""

MOST_SIGNATURES: Final = 100
LARGEST: Final = 1_000_000
"""The largest note that is read [bytes]."""

_SIGNED_BY: Final = "\N{EM DASH} "
_NAME: Final = re.compile(r"[^\s+]+")
_KEY_ID: Final = re.compile(r"[0-9a-f]{8}", re.ASCII)
_ID_LENGTH: Final = 4
_SHOWN: Final = 32


class NoteError(ValueError):
    """Text that is not a signed note, or not a key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: who is said to have made it, with which key [32 bits], and its bytes without that number."""

    name: str
    key_id: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a line end, and its signatures, none of them verified."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name: `algorithm` is one byte (1: Ed25519, 4: Ed25519 cosignature, 6: ML-DSA-44
    cosignature), `key` its bytes.
    """

    name: str
    algorithm: int
    key: bytes

    @property
    def key_id(self) -> int:
        """The number that its signatures carry [32 bits]."""
        return key_hash(self.name, bytes([self.algorithm]) + self.key)

    @property
    def text(self) -> str:
        """The key as one line: name, number and key."""
        return vkey_text(self)

    @property
    def shown(self) -> str:
        """The key as people are told it: whole if it is short, else its name and number."""
        return self.text if len(self.key) <= _SHOWN else f"{self.name}+{self.key_id:08x}"


def key_hash(name: str, key: bytes) -> int:
    """The number of a key: the first 32 bits of the SHA-256 of its name, a line end, its algorithm and its bytes."""
    return int.from_bytes(sha256(name.encode() + b"\n" + key).digest()[:_ID_LENGTH])


def vkey_text(key: VerifierKey) -> str:
    """A verifier key as one line."""
    return f"{key.name}+{key.key_id:08x}+{encoded(bytes([key.algorithm]) + key.key)}"


def read_vkey(text: str) -> VerifierKey:
    """The verifier key in a line. Raises `NoteError`; a number that is not that of the key is one."""
    name, number, content = (*text.split("+", 2), "", "")[:3]
    if not _NAME.fullmatch(name) or not _KEY_ID.fullmatch(number):
        raise NoteError("a key reads NAME+HASH+KEY, its hash eight hexadecimal digits")
    raw = decoded(content)
    if not raw or key_hash(name, raw) != int(number, 16):
        raise NoteError("the hash is not that of the name and the key")
    if KEY_LENGTHS.get(raw[0]) != len(raw) - 1:
        raise NoteError("only keys of algorithm 1 and 4, which have 32 bytes, and 6, which have 1312, are known here")
    return VerifierKey(name, raw[0], raw[1:])


def note_bytes(note: Note) -> bytes:
    """The bytes of a note. Raises `NoteError` for one that would be read as another, or not at all."""
    content = f"{note.text}\n{''.join(signature_line(each) for each in note.signatures)}".encode()
    if read_note(content) != note:
        raise NoteError("its text does not end in a line end")
    return content


def joined(notes: Sequence[Note]) -> Note:
    """One note of one text with the signatures of all, of each key the first. Raises `NoteError` for two texts."""
    first, *others = notes
    if any(each.text != first.text for each in others):
        raise NoteError("the notes are about different texts")
    of_key = {(each.name, each.key_id): each for note in reversed(notes) for each in reversed(note.signatures)}
    order = dict.fromkeys((each.name, each.key_id) for note in notes for each in note.signatures)
    return Note(first.text, tuple(of_key[key] for key in order))


def signature_line(signature: Signature) -> str:
    """The line of one signature, with its end."""
    content = encoded(signature.key_id.to_bytes(_ID_LENGTH) + signature.content)
    return f"{_SIGNED_BY}{signature.name} {content}\n"


def read_note(content: bytes) -> Note:
    """The note in these bytes. Raises `NoteError` for anything that the format does not allow."""
    if len(content) > LARGEST:
        raise NoteError(f"a note has at most {LARGEST} bytes")
    try:
        whole = content.decode()
    except UnicodeDecodeError:
        raise NoteError("it is not UTF-8") from None
    if any(each < " " and each != "\n" for each in whole):
        raise NoteError("it holds a control character")
    text, separator, below = whole.rpartition("\n\n")
    if not separator or not below.endswith("\n"):
        raise NoteError("it has no signatures below an empty line")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"it has more than {MOST_SIGNATURES} signatures")
    return Note(f"{text}\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    name, _, content = line.removeprefix(_SIGNED_BY).partition(" ")
    if not line.startswith(_SIGNED_BY) or not _NAME.fullmatch(name):
        raise NoteError("a line below the empty one is no signature")
    raw = decoded(content)
    if len(raw) <= _ID_LENGTH:
        raise NoteError("a signature is too short")
    return Signature(name, int.from_bytes(raw[:_ID_LENGTH]), raw[_ID_LENGTH:])


def encoded(content: bytes) -> str:
    """Bytes in base64 (RFC 4648 section 4)."""
    return b64encode(content).decode()


def decoded(text: str) -> bytes:
    """The bytes in base64; only the one way to write them is taken. Raises `NoteError`."""
    try:
        content = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        raise NoteError("it is not base64") from None
    if encoded(content) != text:
        raise NoteError("it is not base64 as it would be written")
    return content
