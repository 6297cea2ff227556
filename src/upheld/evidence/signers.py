"""Who signed the head of a ledger, held against what a client holds: keys, heads, a policy."""

from dataclasses import dataclass, replace

from upheld.evidence.chain import Breach, Notable
from upheld.evidence.checkpoint import Checkpoint, SignatureError, VerifiedNote, read_checkpoint, verified
from upheld.evidence.existence import existed_by, witnessed
from upheld.evidence.holdings import Held
from upheld.evidence.notes import NoteError, read_note
from upheld.evidence.policy import satisfied
from upheld.evidence.succession import handed_over, own_keys

__all__ = ["OWN_KEY", "Signed", "signed_by"]

_FILE = "checkpoint"

OWN_KEY = "a key that the bundle itself names, which says nothing about who signed: give yours with --key"
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Signed:
    """A head and who signed it, in words; `label` is short."""

    head: Checkpoint
    says: str
    label: str


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
    if held.keys and not set(handed_over(held.keys, notable)[0]) & set(found.keys):
        given = ", ".join(key.shown for key in held.keys)
        breaches.append(Breach("key-unknown", _FILE, "no key that you gave signed it", None, "signature", "", given))
    label, lacking = _label(found, held, notable=notable)
    label += _handed(found, held, revoked=revoked)
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


def _handed(found: VerifiedNote, held: Held, *, revoked: set[str]) -> str:
    """That none of the keys given signed, but one they handed over to, which is the one to hold from now on."""
    if not held.keys or set(held.keys) & set(found.keys):
        return ""
    since = ", which was revoked since," if any(key.text in revoked for key in held.keys) else ""
    logs = [key.text for key in found.keys if key.name == held.keys[0].name]
    return f", to which yours{since} handed over: hold {', '.join(logs)} from now on"


def _label(found: VerifiedNote, held: Held, *, notable: Notable) -> tuple[str, list[Breach]]:
    """Who signed, in a few words, and what the policy lacks; a key that a log of it handed over to is a log of it."""
    if held.policy is not None:
        logs = tuple(handed_over(held.policy.logs, notable)[0])
        quorum = satisfied(replace(held.policy, logs=logs), found.keys)
        lacking = [] if quorum.is_reached else [Breach("policy-not-met", _FILE, quorum.says, None, "signature")]
        return quorum.says, lacking
    if not held.keys:
        return OWN_KEY, []
    return "provider-signed only, by a key you trust", []
