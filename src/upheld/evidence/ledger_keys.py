"""Which keys sign a ledger: entry 0 names the first, a key hands over to the next, and one that was revoked signs no
more.
"""

from typing import Literal

from upheld.evidence.bookkeeping import add_own, opening_of
from upheld.evidence.checkpoint import ML_DSA, SigningKey, signed
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.notes import VerifierKey

__all__ = ["Standing", "hand_over", "revoke", "standing"]

Standing = Literal["in force", "revoked", "not named"]
"""What a ledger says of a key."""


def standing(ledger: FileLedger, key: VerifierKey) -> Standing:
    """What a ledger says of a key. A second key for ML-DSA-44 signs beside the others and is named in no entry."""
    named, revoked = _names(key)
    known = ledger.register.noted(named, revoked)
    if revoked in known:
        return "revoked"
    is_named = named in known or key.algorithm == ML_DSA or opening_of(ledger).vkey == key.text
    return "in force" if is_named else "not named"


def hand_over(ledger: FileLedger, old: SigningKey, *, new: SigningKey, received: int) -> int:
    """Record that a key hands over to another, whose line it signs; the index of the entry. `received` is now [us]."""
    line = new.verifier.text
    public = {"old": old.verifier.text, "new": line, "signature": signed(f"{line}\n", [old]).decode()}
    with ledger.writing():
        index = add_own(ledger, "key.rotate", subject=ledger.origin, public=public, received=received)
        ledger.register.note(_names(new.verifier)[0], entry=index)
    return index


def revoke(ledger: FileLedger, key: VerifierKey, *, reason: str, received: int) -> int:
    """Record that a key is not to be relied on; the index of the entry. `received` is now [us]."""
    public = {"vkey": key.text, "reason": reason}
    with ledger.writing():
        index = add_own(ledger, "key.revoke", subject=ledger.origin, public=public, received=received)
        ledger.register.note(_names(key)[1], entry=index)
    return index


def _names(key: VerifierKey) -> tuple[str, str]:
    """What the register calls the entry that names a key, and the one that revokes it."""
    return f"key {key.text}", f"revoked {key.text}"
