"""What a client holds against a bundle: keys it trusts, heads it was given before, and a policy, out of files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from upheld.evidence.checkpoint import Checkpoint, read_checkpoint, verified
from upheld.evidence.notes import VerifierKey, read_note, read_vkey
from upheld.evidence.policy import Policy, read_policy
from upheld.problems import Place, Problem

__all__ = ["Held", "held_from"]


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
            found_keys.append(read_vkey((Path(text).read_text("utf-8") if Path(text).is_file() else text).strip()))
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
            found_policy, found = read_policy(Path(policy).read_text("utf-8"), policy)
            problems += found
        except (OSError, ValueError) as error:
            problems.append(_unreadable(policy, "not-a-policy", message=f"it cannot be read: {error}"))
    return (None if problems else Held(found_keys, found_heads, found_policy)), problems


def _head(content: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
    """A head that was kept, with its signatures or without them, indented or not, whatever ends its lines.

    Raises `ValueError`; a signature by one of the keys that does not fit says that the file was damaged.
    """
    lines = [line.strip() for line in content.decode("utf-8-sig").splitlines() if line.strip()]
    text = "".join(f"{line}\n" for line in lines[:3])
    note = (text + "\n" + "".join(f"{line}\n" for line in lines[3:])).encode()
    if lines[3:] and {key.name for key in keys} & {each.name for each in read_note(note).signatures}:
        verified(note, keys)
    return read_checkpoint(text)


def _unreadable(file: str, code: str, *, message: str) -> Problem:
    why, remedy = "nothing can be held against it", "give the line, or the file, as it was handed to you"
    return Problem(code, Place(file), message, why, remedy)
