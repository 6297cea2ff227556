"""What follows what: keys the keys before them, a head the head that is held, a revision the one before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from upheld.evidence.chain import ENTRIES, MOST, Breach, Notable, exchanged, is_past
from upheld.evidence.checkpoint import Checkpoint, SignatureError, verified
from upheld.evidence.entries import Agreed, is_later
from upheld.evidence.notes import NoteError, VerifierKey, read_vkey

__all__ = [
    "extension",
    "handed_over",
    "own_keys",
    "past_of",
    "superseding",
    "unlike_head",
    "unlike_held",
    "unrecorded",
]


_HEAD: Final = "checkpoint"


def own_keys(notable: Notable) -> Iterator[VerifierKey]:
    """The key the ledger names when it opens: on first contact there is no other."""
    for _, entry in notable.of("ledger.open"):
        key = _key(entry.public.get("vkey"))
        if key is not None:
            yield key


def handed_over(keys: Sequence[VerifierKey], notable: Notable) -> tuple[list[VerifierKey], list[Breach]]:
    """Trusted keys with those they handed over to: the old key has signed the line of the new one, and was not revoked
    before.
    """
    trusted, breaches = list(keys), []
    revoked = set[str]()
    for index, entry in notable.entries:
        if entry.type == "key.revoke":
            revoked.add(str(entry.public.get("vkey")))
        if entry.type != "key.rotate":
            continue
        old, new = _key(entry.public.get("old")), _key(entry.public.get("new"))
        if old is not None and old.text in revoked:
            says = "the old key was revoked before"
            breaches.append(Breach("key-rotation-invalid", ENTRIES, says, index, "public.old", old.text))
        elif old is None or new is None or not _is_handed(entry.public, old=old, new=new):
            says = "the line of the new key is not signed by the old one"
            stated = str(entry.public.get("new"))
            breaches.append(Breach("key-rotation-invalid", ENTRIES, says, index, "public.signature", stated))
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


def past_of(notable: Notable) -> tuple[Checkpoint, str] | None:
    """The head of the ledger that this one says it follows, and why that one could not go on."""
    for _, entry in notable.of("ledger.open"):
        past: Any = entry.public.get("previous")
        if is_past(past):
            return Checkpoint(past["origin"], past["size"], bytes.fromhex(past["root"])), past["reason"]
    return None


def extension(head: Checkpoint, lasts: Iterable[Checkpoint]) -> str:
    """In words, which of the heads held a head extends, and which it follows as another epoch."""
    own, before = list[str](), list[str]()
    for last in lasts:
        (own if last.origin == head.origin else before).append(str(last.size))
    parts = [f"extends that of {', '.join(own)}"] if own else []
    parts += [f"follows, as another epoch, that of {', '.join(before)}"] if before else []
    return f"the ledger of {head.size} entries {' and '.join(parts)} you hold"


def unlike_held(
    head: Checkpoint, lasts: Iterable[Checkpoint], *, roots: Mapping[int, bytes] | None, notable: Notable
) -> Iterator[Breach]:
    """How a head does not extend the heads held: `roots` are those under the head by size, None where not known. Heads
    of the ledger that this one follows are held against where it says that one ended.
    """
    past = past_of(notable)
    for last in lasts:
        if past is not None and past[0].origin == last.origin != head.origin:
            yield from _unlike_past(past[0], last)
        else:
            yield from _unlike_own(head, last, roots=roots)


def _unlike_past(past: Checkpoint, last: Checkpoint) -> Iterator[Breach]:
    if last.size > past.size:
        says = f"the ledger before this one is said to end at {past.size} entries and you hold a head of {last.size}"
        yield Breach("head-rolled-back", ENTRIES, says, 0, "public.previous.size", str(past.size), str(last.size))
    elif last.size < past.size:
        says = (
            f"it follows your ledger as of {past.size} entries; that those extend the {last.size} you hold is unproved"
        )
        yield Breach("head-not-provable", ENTRIES, says, 0, "public.previous.size", str(past.size), str(last.size))
    elif last.root != past.root:
        says = "the ledger before this one is said to end at another head than the one you hold"
        yield Breach("head-forked", ENTRIES, says, 0, "public.previous.root", past.root.hex(), last.root.hex())


def _unlike_own(head: Checkpoint, last: Checkpoint, *, roots: Mapping[int, bytes] | None) -> Iterator[Breach]:
    if last.origin != head.origin:
        says = "you hold a head of another ledger"
        yield Breach("origin-differs", _HEAD, says, None, "origin", head.origin, last.origin)
    elif last.size > head.size:
        says = f"you hold a head of {last.size} entries and this one has {head.size}"
        yield Breach("head-rolled-back", _HEAD, says, None, "size", str(head.size), str(last.size))
    elif roots is not None and last.size not in roots:
        yield Breach("head-not-provable", "proof.json", f"there is no proof for a head of {last.size} entries")
    elif roots is not None and roots[last.size] != last.root:
        says = f"the first {last.size} entries are not those under the head you hold"
        yield Breach("head-forked", _HEAD, says, None, "root", roots[last.size].hex(), last.root.hex())


def unlike_head(
    head: Checkpoint, given: tuple[int, bytes], *, entries: Iterable[tuple[int, bytes]], prints: bytes
) -> Iterator[Breach]:
    """How entries that give a size and a root are not those under a head: which ones were exchanged, or else that."""
    says = "the entries shown do not give the head that was signed"
    exchanged_ones = list(islice(exchanged(entries, prints), MOST))
    if given != (head.size, head.root) and exchanged_ones:
        yield from exchanged_ones
    elif given[0] != head.size:
        yield Breach("entries-not-in-ledger", "proof.json", says, None, "size", str(head.size), str(given[0]))
    elif given[1] != head.root:
        yield Breach("entries-not-in-ledger", "proof.json", says, None, "root", head.root.hex(), given[1].hex())
    elif exchanged_ones:
        first = exchanged_ones[0]
        yield replace(first, code="fingerprints-changed", file="fingerprints.bin", says="it is not that of the entry")


def superseding(notable: Notable, own: Agreed, *, day: str, known_at: str) -> Iterator[Breach]:
    """Revisions that take the place of `own` on a day (as text): later ones, in force by then, and received by the
    instant `known_at`, or by the one at which `own` was received where that is later: history that was brought in
    afterwards is known as a whole.
    """
    received = [entry.received for _, entry in notable.of("agreement") if entry.public.get("digest") == own.digest]
    known = max([known_at, *received[:1]], key=lambda instant: instant[:-1])
    for index, entry in notable.of("agreement"):
        other, later, effective = (entry.public.get(key) for key in ("id", "revision", "effective"))
        is_newer = other == own.id and isinstance(later, int) and later > own.revision
        if is_newer and str(effective) <= day and not is_later(entry.received, known):
            says = f"entry {index} records revision {later}, in force from {effective}, received {entry.received}"
            yield Breach(
                "agreement-superseded", ENTRIES, says, index, "agreement.revision", str(own.revision), str(later)
            )


def unrecorded(notable: Notable, own: Agreed) -> Iterator[Breach]:
    """How no entry records an agreement, or records it with another name, number or day than it has."""
    entries = notable.of("agreement")
    recorded = [(entry.public.get("digest"), entry.public.get("file")) for _, entry in entries]
    if (own.digest, own.file) not in recorded:
        place = 1 if own.digest in (each for each, _ in recorded) else 0
        says = "it says the same in other bytes" if place else "no entry shown records this agreement"
        known = ", ".join(str(each[place]) for each in recorded) or "none"
        field, stated = ("bytes", own.file) if place else ("digest", own.digest)
        yield Breach("agreement-not-recorded", "agreement.yaml", says, None, field, stated, known)
    for index, entry in entries:
        for key, value in own.public.items():
            if entry.public.get("digest") == own.digest and key != "file" and entry.public.get(key) != value:
                says, stated = (
                    f"the entry of this agreement says another {key} than it does",
                    str(entry.public.get(key)),
                )
                yield Breach("agreement-entry-invalid", ENTRIES, says, index, f"public.{key}", stated, str(value))
