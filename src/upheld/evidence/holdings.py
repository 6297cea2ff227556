"""What a client holds against a bundle: keys it trusts, heads it was given before, and a policy, out of files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from upheld.evidence.checkpoint import Checkpoint, read_checkpoint, verified
from upheld.evidence.notes import NoteError, VerifierKey, read_note, read_vkey
from upheld.evidence.policy import Policy, read_policy
from upheld.problems import Place, Problem

__all__ = ["Held", "held_from", "key_from"]

_DASHES: Final = re.compile(r"^(?:[-–—?\ufffd]|--) ")
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Held:
    """What a client holds: keys it trusts, heads it was given before, and its policy; nothing on first contact."""

    keys: Sequence[VerifierKey] = ()
    heads: Sequence[Checkpoint] = ()
    policy: Policy | None = None


def held_from(keys: Sequence[str], heads: Sequence[str], *, policy: str | None) -> tuple[Held | None, list[Problem]]:
    """What a client holds, from keys (or files with one) and the names of files; and every problem with them."""
    problems: list[Problem] = []
    found_keys, found_heads, found_policy = [], [], None
    for text in keys:
        try:
            found_keys.append(key_from(text))
        except (OSError, ValueError) as error:
            problems.append(_unreadable(text, "not-a-key", message=f"it is no key: {error}"))
    for file in heads:
        try:
            found_heads.append(_head(Path(file).read_bytes(), found_keys))
        except (OSError, ValueError) as error:
            problems.append(
                _unreadable(file, "not-a-head", message=f"it is no head of a ledger, or was damaged: {error}")
            )
    if policy is not None:
        try:
            found_policy, found = read_policy(Path(policy).read_text("utf-8-sig"), policy)
            problems += found
        except (OSError, ValueError) as error:
            problems.append(_unreadable(policy, "not-a-policy", message=f"it cannot be read: {error}"))
    return (None if problems else Held(found_keys, found_heads, found_policy)), problems


def key_from(text: str) -> VerifierKey:
    """The key in a line, or in the file (or pipe) of that name. Raises `ValueError` and `OSError`."""
    try:
        return read_vkey(text.strip())
    except NoteError as error:
        if "+" in text and not Path(text[:_LONGEST_NAME]).exists():
            raise ValueError(f"it was mistyped, or is the name of no file: {error.reason}") from None
    return read_vkey(Path(text).read_text("utf-8-sig").strip())


def _head(content: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
    """A head that was kept, with its signatures or without them, indented or not, whatever ends its lines.

    Raises `ValueError`; a signature by one of the keys that does not fit says that the file was damaged. Signatures by
    other keys, such as those before a rotation, are passed over: a head is held for what it says, not for who signed.
    """
    lines = [line.strip() for line in _decoded(content).splitlines() if line.strip()]
    text = "".join(f"{line}\n" for line in lines[:3])
    note = (text + "\n" + "".join(f"{_DASHES.sub('— ', line)}\n" for line in lines[3:])).encode()
    given = {(each.name, each.key_id) for each in read_note(note).signatures} if lines[3:] else set()
    if any((key.name, key.key_id) in given for key in keys):
        verified(note, keys)
    return read_checkpoint(text)


def _decoded(content: bytes) -> str:
    """The text of a head, whatever program kept it; what names the ledger is ASCII in all of these."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _unreadable(file: str, code: str, *, message: str) -> Problem:
    why, remedy = "nothing can be held against it", "give the line, or the file, as it was handed to you"
    return Problem(code, Place(file), message, why, remedy)
