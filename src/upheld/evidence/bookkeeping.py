"""Entries about the ledger itself: that it opened, what was agreed, what was issued, what was erased."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from upheld.evidence.commitments import ALWAYS_PRIVATE
from upheld.evidence.entries import (
    SELF,
    Agreed,
    Entry,
    EntryError,
    EntryType,
    Origin,
    entry_bytes,
    is_later,
    read_entry,
)
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.register import Known
from upheld.quantities.instants import instant_text

__all__ = [
    "Opening",
    "OriginError",
    "Past",
    "RevisionTakenError",
    "add_own",
    "erase",
    "issued",
    "opening_of",
    "origin_of",
    "received_text",
    "record_agreement",
    "start",
]

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.ASCII)
_WORD: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", re.ASCII)


class OriginError(ValueError):
    """A part of the name of a ledger that it cannot have: `part` is provider, client or epoch."""

    def __init__(self, part: str, value: str) -> None:
        super().__init__(f"{part} {value!r}")
        self.part = part
        self.value = value


@dataclass(frozen=True, slots=True)
class Past:
    """The ledger that a new epoch follows: its name, size and root, and why it could not go on."""

    origin: str
    size: int
    root: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What entry 0 says: whose ledger it is, its epoch, the key that signs it, which fields are private, and the ledger
    before it where there was one.
    """

    provider: str
    client: str
    epoch: str
    vkey: str
    private: tuple[str, ...] = ALWAYS_PRIVATE
    previous: Past | None = None

    @property
    def origin(self) -> str:
        """The name of the log. Raises `OriginError`."""
        return origin_of(self.provider, self.client, epoch=self.epoch)


class RevisionTakenError(Exception):
    """A revision of an agreement that the ledger has with other terms: `entry` is the index of that."""

    def __init__(self, agreement: Agreed, entry: int) -> None:
        super().__init__(f"revision {agreement.revision} of {agreement.id} is entry {entry}, with other terms")
        self.agreement = agreement
        self.entry = entry


def origin_of(provider: str, client: str, *, epoch: str) -> str:
    """The name of a log: `<provider host>/upheld/<client>/<epoch>`. Raises `OriginError`."""
    for part, value, pattern in (("provider", provider, _HOST), ("client", client, _WORD), ("epoch", epoch, _WORD)):
        if not pattern.fullmatch(value):
            raise OriginError(part, value)
    return f"{provider}/upheld/{client}/{epoch}"


def start(ledger: FileLedger, opening: Opening, *, received: int) -> None:
    """Add entry 0 to an empty ledger; `received` is now [us UTC]."""
    past = opening.previous
    public = {
        "origin": opening.origin,
        "provider": opening.provider,
        "client": opening.client,
        "epoch": opening.epoch,
        "vkey": opening.vkey,
        "private": sorted({*ALWAYS_PRIVATE, *opening.private}),
        "previous": past and {"origin": past.origin, "size": past.size, "root": past.root.hex(), "reason": past.reason},
    }
    add_own(ledger, "ledger.open", subject=opening.client, public=public, received=received)


def opening_of(ledger: FileLedger) -> Opening:
    """What entry 0 of a ledger says. Raises `EntryError`."""
    entry = read_entry(next(ledger.read(0, 1), b""))
    public = entry.public
    try:
        past = public["previous"]
        previous = past and Past(past["origin"], past["size"], bytes.fromhex(past["root"]), past["reason"])
        provider, client, epoch, vkey = (str(public[name]) for name in ("provider", "client", "epoch", "vkey"))
        return Opening(provider, client, epoch, vkey, tuple(public["private"]), previous)
    except (KeyError, TypeError, ValueError):
        raise EntryError("public", "it does not open a ledger") from None


def received_text(ledger: FileLedger, received: int) -> str:
    """The instant that the next entry is received: now, or that of the last entry where a clock went back."""
    now, size = instant_text(received), ledger.size
    last = [read_entry(each).received for each in ledger.read(size - 1, size)]
    return last[0] if last and is_later(last[0], now) else now


def add_own(ledger: FileLedger, kind: EntryType, *, subject: str, public: Mapping[str, Any], received: int) -> int:
    """Add an entry about the ledger itself; its index."""
    with ledger.writing():
        index, at = ledger.size, received_text(ledger, received)
        epoch = public["epoch"] if kind == "ledger.open" else opening_of(ledger).epoch
        number = ledger.register.take(SELF, 1)
        source = Origin(SELF, epoch, number, number)
        entry = Entry(ledger.origin, kind, subject, (at, at), at, source, public)
        ledger.append([entry_bytes(entry)])
    return index


def record_agreement(ledger: FileLedger, agreement: Agreed, *, received: int) -> int | None:
    """Record a revision of an agreement; the index of its entry, None where these bytes were recorded before.

    Raises `RevisionTakenError` where the ledger has this revision with other terms.
    """
    name, number = f"agreement {agreement.digest} {agreement.file}", f"revision {agreement.revision} {agreement.id}"
    terms = sha256(agreement.digest.encode()).digest()[:16]
    with ledger.writing():
        known = ledger.register.known(SELF, [name, number])
        if number in known and known[number].digest != terms:
            raise RevisionTakenError(agreement, known[number].entry)
        if name in known:
            return None
        index = add_own(ledger, "agreement", subject=agreement.id, public=agreement.public, received=received)
        new = [(name, Known(index, sha256(name.encode()).digest()[:16]))]
        ledger.register.remember(SELF, new if number in known else [*new, (number, Known(index, terms))])
    return index


def issued(ledger: FileLedger, subject: str, *, public: Mapping[str, Any], received: int) -> tuple[int, bool]:
    """Record that a statement was issued: the index of its entry, and whether that is new; `public` is what its entry
    says, by the digest of which it is known.
    """
    name = f"statement {public['statement']}"
    with ledger.writing():
        known = ledger.register.known(SELF, [name])
        if name in known:
            return known[name].entry, False
        index = add_own(ledger, "statement", subject=subject, public=public, received=received)
        ledger.register.remember(SELF, [(name, Known(index, sha256(name.encode()).digest()[:16]))])
    return index, True


def erase(ledger: FileLedger, texts: Iterable[str], *, received: int) -> list[tuple[int, str]]:
    """Remove every private value in which one of the texts occurs, with its key, and record that; (index, path) of
    each. `FileLedger.wipe` then removes what is left of them in the file.
    """
    with ledger.writing():
        found = ledger.register.holding(texts)
        places = [(each.entry, each.path) for each in found]
        if places:
            ledger.register.erase(found)
            public = {"erased": [[index, path] for index, path in places]}
            add_own(ledger, "erasure", subject="private values", public=public, received=received)
    return places
