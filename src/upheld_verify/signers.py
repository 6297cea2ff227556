"""Who signed the head of a ledger, held against what a client holds: keys, heads, a policy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from upheld.evidence.chain import Breach, Notable
from upheld.evidence.checkpoint import Checkpoint, SignatureError, VerifiedNote, read_checkpoint, verified
from upheld.evidence.existence import existed_by, witnessed
from upheld.evidence.notes import NoteError, VerifierKey, read_note, read_vkey
from upheld.evidence.policy import Policy, read_policy, satisfied
from upheld.evidence.succession import handed_over, own_keys
from upheld.problems import Place, Problem

__all__ = ["Held", "Signed", "held_from", "signed_by"]

_FILE = "checkpoint"
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Held:
    """What a client holds: keys it trusts, heads it was given before, and its policy; nothing on first contact."""

    keys: Sequence[VerifierKey] = ()
    heads: Sequence[Checkpoint] = ()
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A head and who signed it, in words; `label` is short."""

    head: Checkpoint
    says: str
    label: str


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
            found_heads.append(read_checkpoint(_text(Path(file).read_bytes())))
        except (OSError, ValueError) as error:
            problems.append(_unreadable(file, "not-a-head", message=f"it is no head of a ledger: {error}"))
    if policy is not None:
        try:
            found_policy, found = read_policy(Path(policy).read_text("utf-8"), policy)
            problems += found
        except (OSError, ValueError) as error:
            problems.append(_unreadable(policy, "not-a-policy", message=f"it cannot be read: {error}"))
    return (None if problems else Held(found_keys, found_heads, found_policy)), problems


def _text(content: bytes) -> str:
    """The text of a head, be it kept with its signatures or without them."""
    try:
        return read_note(content).text
    except NoteError:
        return content.decode()


def _unreadable(file: str, code: str, *, message: str) -> Problem:
    why, remedy = "nothing can be held against it", "give the line, or the file, as it was handed to you"
    return Problem(code, Place(file), message, why, remedy)


def signed_by(content: bytes, held: Held, *, notable: Notable) -> tuple[Signed | None, list[Breach]]:
    """The head in a note and who signed it, or what is wrong with it.

    A key that a trusted key handed over to, in an entry of the ledger, is trusted too; one that was revoked is not.
    Without any key the one that the ledger names for itself is taken, and the answer says so.
    """
    try:
        note = read_note(content)
        head = read_checkpoint(note.text)
    except NoteError as error:
        shown = content[:_SHOWN].decode("utf-8", "replace")
        return None, [Breach("checkpoint-malformed", _FILE, error.reason, None, "", shown)]
    trusted = [*held.keys, *(held.policy.keys if held.policy else ())]
    own = [] if trusted else list(own_keys(notable))
    handed, breaches = handed_over([*trusted, *own], notable)
    try:
        found = verified(content, handed)
    except SignatureError as error:
        code = "signature-invalid" if error.name else "key-unknown"
        says = f"{error}: {', '.join(note.text.splitlines())}"
        given = ", ".join(f"{each.name}+{each.key_id:08x}" for each in note.signatures)
        known = ", ".join(key.shown for key in handed) or "none"
        return None, [*breaches, Breach(code, _FILE, says, None, "signature", given, known)]
    if len({(each.name, each.key_id) for each in note.signatures}) < len(note.signatures):
        breaches.append(Breach("checkpoint-malformed", _FILE, "a key stands below it twice", None, "signature"))
    revoked = {str(entry.public.get("vkey")) for _, entry in notable.of("key.revoke")}
    breaches += [
        Breach("key-revoked", _FILE, f"{key.name} was revoked", None, "signature", key.text)
        for key in found.keys
        if key.text in revoked
    ]
    label, lacking = _label(found, held, notable=notable)
    breaches += lacking
    witnesses = set(held.policy.witnesses.values()) if held.policy else set()
    breaches += [
        Breach("origin-differs", _FILE, "the key is of another ledger", None, "origin", head.origin, key.name)
        for key in dict.fromkeys((*held.keys, *found.keys))
        if key.name != head.origin and key not in witnesses
    ]
    names = ", ".join(key.shown for key in found.keys)
    others = len(note.signatures) - len(found.keys)
    more = f"; {others} signatures by keys you do not hold were passed over" if others else ""
    seen = existed_by(witnessed(found, witnesses))
    says = f"{label}; {head.size} entries of {head.origin}; by {names}{more}{f'; {seen}' if seen else ''}"
    return Signed(head, says, label), breaches


def _label(found: VerifiedNote, held: Held, *, notable: Notable) -> tuple[str, list[Breach]]:
    """Who signed, in a few words, and what the policy lacks; a key that a log of it handed over to is a log of it."""
    if held.policy is not None:
        logs = tuple(handed_over(held.policy.logs, notable)[0])
        quorum = satisfied(replace(held.policy, logs=logs), found.keys)
        lacking = [] if quorum.is_reached else [Breach("policy-not-met", _FILE, quorum.says, None, "signature")]
        return quorum.says, lacking
    if not held.keys:
        return "provider-signed only, by a key that the bundle itself names: pin it with --key", []
    return "provider-signed only, by a key you trust", []
