"""Keys after keys: which key a ledger names for itself, and to which ones a trusted key handed over."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from upheld.evidence.chain import ENTRIES, Breach, Notable
from upheld.evidence.checkpoint import SignatureError, verified
from upheld.evidence.notes import NoteError, VerifierKey, read_vkey

__all__ = ["handed_over", "own_keys"]


def own_keys(notable: Notable) -> Iterator[VerifierKey]:
    """The key the ledger names when it opens: on first contact there is no other."""
    for _, entry in notable.of("ledger.open"):
        key = _key(entry.public.get("vkey"))
        if key is not None:
            yield key


def handed_over(keys: Sequence[VerifierKey], notable: Notable) -> tuple[list[VerifierKey], list[Breach]]:
    """Trusted keys with those they handed over to: the old key has signed the line of the new one."""
    trusted, breaches = list(keys), []
    for index, entry in notable.of("key.rotate"):
        old, new = _key(entry.public.get("old")), _key(entry.public.get("new"))
        if old is None or new is None or not _is_handed(entry.public, old=old, new=new):
            says = "the line of the new key is not signed by the old one"
            breaches.append(Breach("key-rotation-invalid", ENTRIES, says, index, "public.signature"))
        elif old in trusted and new not in trusted:
            trusted.append(new)
    return trusted, breaches


def _key(value: object) -> VerifierKey | None:
    try:
        return read_vkey(value) if isinstance(value, str) else None
    except NoteError:
        return None


def _is_handed(public: Mapping[str, Any], *, old: VerifierKey, new: VerifierKey) -> bool:
    try:
        return verified(str(public.get("signature")).encode(), [old]).note.text == f"{new.text}\n"
    except (NoteError, SignatureError):
        return False
