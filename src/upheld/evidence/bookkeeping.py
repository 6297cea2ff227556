"""Entries about the ledger itself: that it opened, what was agreed, what was issued, what was erased."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from upheld.evidence.chain import is_other_epoch, notable
from upheld.evidence.checkpoint import Checkpoint
from upheld.evidence.commitments import ALWAYS_PRIVATE
from upheld.evidence.entries import (
    SELF,
    Agreed,
    Entry,
    EntryError,
    EntryType,
    Issued,
    Origin,
    entry_bytes,
    is_later,
    read_entry,
)
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.register import Known
from upheld.evidence.tree import root
from upheld.quantities.instants import instant_text

__all__ = [
    "ForeignStatementError",
    "Opening",
    "OriginError",
    "Past",
    "RevisionTakenError",
    "add_own",
    "erase",
    "is_recorded",
    "opening_of",
    "origin_of",
    "received_text",
    "record_agreement",
    "record_issue",
    "start",
]

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.ASCII)
_WORD: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", re.ASCII)


class OriginError(ValueError):
    """A part of the name of a ledger that it cannot have: `part` is provider, client or epoch; or, as `follows`, a
    ledger that it cannot follow.
    """

    def __init__(self, part: str, value: str, *, reason: str = "cannot be part of a ledger's name") -> None:
        super().__init__(f"{value!r} {reason}")
        self.part = part
        self.value = value


class ForeignStatementError(Exception):
    """A statement that is not about what a ledger holds."""

    def __init__(self, origin: str) -> None:
        super().__init__(f"it is not about what {origin} holds")


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
        """The name of the log. Raises `OriginError`, also where it follows no other epoch of itself."""
        origin = origin_of(self.provider, self.client, epoch=self.epoch)
        if self.previous is not None and not is_other_epoch(self.previous.origin, origin):
            raise OriginError("follows", self.previous.origin, reason=f"is no other epoch of {origin}")
        return origin


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
        ledger.register.note(name, entry=index)
        if number not in known:
            ledger.register.remember(SELF, [(number, Known(index, terms))])
    return index


def is_recorded(ledger: FileLedger, digest: str, *, size: int) -> bool:
    """Whether one of the first `size` entries records the agreement with a digest."""
    entries = notable(enumerate(ledger.read(0, size))).of("agreement")
    return any(entry.public.get("digest") == digest for _, entry in entries)


def record_issue(
    ledger: FileLedger, issued: Issued, *, subject: str, head: Checkpoint | None, received: int
) -> tuple[int, bool]:
    """Record that a statement, which names this head or none, was issued: the index of its entry, and whether that is
    new; `received` is now [us UTC].

    Raises `ForeignStatementError` where it names a head that this ledger never had, or its agreement is not recorded.
    """
    name = f"statement {issued.statement}"
    with ledger.writing():
        if not _is_own(ledger, head) or not is_recorded(ledger, issued.agreement, size=ledger.size):
            raise ForeignStatementError(ledger.origin)
        known = ledger.register.noted(name)
        if name in known:
            return known[name], False
        index = add_own(ledger, "statement", subject=subject, public=issued.public, received=received)
        ledger.register.note(name, entry=index)
    return index, True


def _is_own(ledger: FileLedger, head: Checkpoint | None) -> bool:
    if head is None:
        return True
    is_there = head.origin == ledger.origin and head.size <= ledger.size
    return is_there and root(head.size, ledger.node) == head.root


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
