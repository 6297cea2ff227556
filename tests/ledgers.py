"""A small world of ledgers: a provider, its client ACME and another one, GLOBEX, with keys from fixed bytes.

Each ledger holds two revisions of an agreement, states, tickets, a claimed window with the client's decision, a
correction, and counts sealed into a segment; three heads of it were signed. Everything is the same on every run.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from upheld.agreements.load import load_bytes
from upheld.agreements.model import Agreement
from upheld.evidence.bookkeeping import Opening, record_agreement, start
from upheld.evidence.bundle import Bundle, bundle_bytes
from upheld.evidence.bundling import Stated, bundled
from upheld.evidence.checkpoint import (
    COSIGNATURE,
    Checkpoint,
    SigningKey,
    checkpoint_text,
    new_key,
    read_checkpoint,
    signed,
)
from upheld.evidence.entries import Agreed
from upheld.evidence.intake import Session, record
from upheld.evidence.ledger import MemoryLedger
from upheld.evidence.ledger_file import FileLedger, create_ledger
from upheld.evidence.notes import encoded, read_note
from upheld.evidence.read import read_facts
from upheld.evidence.recording import facts_of_entries
from upheld.evidence.tree import root
from upheld.quantities.instants import parse_instant
from upheld.quantities.windows import period
from upheld.report.json import statement_json
from upheld.settle.asked import Asked
from upheld.settle.engine import ENGINE
from upheld.settle.state import facts_used, state
from upheld.settle.statement import CheckpointRef

__all__ = [
    "KNOWN_AT",
    "PERIOD",
    "WITNESSES",
    "World",
    "acme",
    "agreement_text",
    "at_head",
    "bundle_of",
    "globex",
    "head_of",
    "key_of",
    "needed_by",
    "origin_of",
    "policy_text",
    "signed_head",
    "stated",
    "whole_bundle",
]

PERIOD: Final = "2026-03"
KNOWN_AT: Final = "2026-04-03T09:00:00Z"
_RECEIVED: Final = ("2026-04-01T06:00:00Z", "2026-04-02T12:00:00Z", "2026-04-03T08:00:00Z")

_AGREEMENT: Final = """\
upheld: 1
agreement: {client}-hosting
title: Hosting of the portal
revision: {revision}
effective: {effective}
rules: upheld/2026
timezone: Etc/UTC
currency: EUR
term: {{start: 2026-01-01, end: 2026-12-31}}
parties: {{provider: {{name: Northgate}}, client: {{name: {client}}}}}
services:
  portal: {{title: Portal, up_when: web}}
exclusions:
  client-caused: {{effect: leave-out, decided_by: client}}
promises:
  portal:
    measure: availability/1
    service: portal
    during: always
    per: month
    target: at least {target}
    excludes: [client-caused]
  requests: {{measure: ratio/1, service: portal, per: month, target: at least 99%}}
  response:
    measure: elapsed/1
    service: portal
    of: incident
    from: reported
    to: first-human-reply
    during: always
    per: month
    target: 90% within 30 min
credits:
  regime: bands
  of: monthly charge of the service
  bands:
    portal: [{{below: {target}, credit: 5%}}, {{below: 97%, credit: 10%}}]
  one_incident: highest
charges:
  portal: {{each: month, amount: 500.00}}
"""


@dataclass(frozen=True, slots=True)
class World:
    """One client's ledger: its key, the agreement in force (its bytes), and the notes of three heads, oldest first."""

    client: str
    ledger: MemoryLedger
    key: SigningKey
    agreement: bytes
    notes: tuple[bytes, ...]


def origin_of(client: str, epoch: str = "1") -> str:
    """The name of a client's ledger."""
    return f"provider.example/upheld/{client}/{epoch}"


def key_of(name: str, algorithm: int = 1) -> SigningKey:
    """The key of a name, always the same; that of a client signs its ledger, `name#other` is another of that name."""
    shown = name.partition("#")[0]
    full = origin_of(shown) if "/" not in shown and algorithm == 1 else shown
    return new_key(full, secret=sha256(name.encode()).digest(), algorithm=algorithm)


WITNESSES: Final = tuple(key_of(f"witness.example/{name}", COSIGNATURE) for name in ("one", "two", "three"))
"""Three witnesses, of whom `policy_text` asks for two."""


def policy_text(client: str = "acme", needed: int = 2) -> str:
    """A policy: the log of a client, and so many of the three witnesses."""
    lines = [f"log {key_of(client).verifier.text}"]
    lines += [f"witness w{number} {key.verifier.text}" for number, key in enumerate(WITNESSES, start=1)]
    return "\n".join([*lines, f"group all {needed} w1 w2 w3", "quorum all", ""])


def agreement_text(client: str, revision: int) -> bytes:
    """A revision of the agreement of a client: the second, in force since March, promises more."""
    effective, target = {1: ("2026-01-01", "99%"), 2: ("2026-03-01", "99.9%")}[revision]
    return _AGREEMENT.format(client=client, revision=revision, effective=effective, target=target).encode()


# --- what happened ----------------------------------------------------------------------------------------------------

_STATES: Final = (
    *("03-01T00:00 up", "03-05T10:00 down", "03-05T12:00 up", "03-12T22:00 down"),
    *("03-12T23:30 up", "03-20T08:00 down", "03-20T09:00 up"),
)
_TICKETS: Final = {
    "INC-1": ("03-05T10:05 reported", "03-05T10:15 replied", "03-05T12:00 restored", "03-06T09:00 closed"),
    "INC-2": ("03-12T22:10 reported", "03-12T22:55 replied", "03-12T23:30 restored", "03-13T09:00 closed"),
    "INC-3": ("03-20T08:02 reported", "03-20T08:10 replied", "03-20T09:00 restored", "03-20T16:00 closed"),
}


def _at(text: str) -> str:
    return f"2026-{text}:00Z"


def _first_facts() -> Iterable[dict[str, Any]]:
    for number, (when, value) in enumerate((text.split() for text in _STATES), start=1):
        yield {"kind": "state", "source": "probe", "id": f"p-{number}", "at": _at(when), "item": "web", "state": value}
    for ticket, events in _TICKETS.items():
        for number, (when, event) in enumerate((text.split() for text in events), start=1):
            yield _event(ticket, number, event) | {"at": _at(when)}
    for hour in range(40):
        span = {
            "from": _at(f"03-{2 + hour // 24:02}T{hour % 24:02}:00"),
            "until": _at(f"03-{2 + hour // 24:02}T{hour % 24:02}:30"),
        }
        yield {
            "kind": "count",
            "source": "gate",
            "id": f"c-{hour}",
            "item": "web",
            "good": 98 + hour % 3,
            "total": 100,
        } | span


def _event(ticket: str, number: int, event: str) -> dict[str, Any]:
    said = {
        "kind": "work",
        "source": "desk",
        "id": f"{ticket}-{number}",
        "work": ticket,
        "type": "incident",
        "event": event,
    }
    actor = {"actor": {"side": "provider", "kind": "human", "name": "Kim Doe"}}
    return said | actor | ({"public": True} if event == "replied" else {})


def _second_facts() -> Iterable[dict[str, Any]]:
    claim = {"kind": "window", "source": "changes", "id": "w-1", "window": "mw-1", "exclusion": "client-caused"}
    span = {"from": _at("03-20T08:00"), "until": _at("03-20T09:00"), "announced_at": _at("03-20T08:00")}
    yield claim | span | {"items": ["portal"], "asserted_by": "provider"}
    verdict = {"kind": "decision", "source": "client", "id": "d-1", "decision": "D-1", "about": "mw-1"}
    yield verdict | {"outcome": "rejected", "by": {"side": "client", "name": "Ada Roe"}, "at": _at("04-01T15:00")}
    yield {
        "kind": "state",
        "source": "probe",
        "id": "p-8",
        "at": _at("03-05T14:00"),
        "learned_at": _at("04-02T09:00"),
        "item": "web",
        "state": "up",
        "corrects": "p-3",
        "reason": "the probe asked a copy",
    }


def _third_facts() -> Iterable[dict[str, Any]]:
    for number, (when, event) in enumerate((("04-02T10:00", "reported"), ("04-02T10:20", "replied")), start=1):
        yield _event("INC-4", number, event) | {"at": _at(when)}
    yield {"kind": "state", "source": "probe", "id": "p-9", "at": _at("04-03T00:00"), "item": "web", "state": "up"}


# --- ledgers ----------------------------------------------------------------------------------------------------------


@cache
def acme() -> World:
    """The ledger of ACME."""
    return _world("acme")


@cache
def globex() -> World:
    """The ledger of another client of the same provider, under a key of its own."""
    return _world("globex")


def _world(client: str) -> World:
    key, received = key_of(client), [parse_instant(each) for each in _RECEIVED]
    with TemporaryDirectory() as folder, create_ledger(Path(folder, "ledger"), origin_of(client)) as ledger:
        start(ledger, Opening("provider.example", client, "1", key.verifier.text), received=received[0])
        for revision in (1, 2):
            _agree(ledger, agreement_text(client, revision), received=received[0])
        sizes = []
        for at, facts in zip(received, (_first_facts(), _second_facts(), _third_facts()), strict=True):
            _record(ledger, facts, file=Path(folder, "facts.jsonl"), received=at)
            sizes.append(ledger.size)
        kept = _copied(ledger)
    notes = tuple(signed_head(kept, size, keys=[key]) for size in sizes)
    return World(client, kept, key, agreement_text(client, 2), notes)


def _agree(ledger: FileLedger, text: bytes, *, received: int) -> None:
    found = _loaded(text)
    file = f"sha256:{sha256(text).hexdigest()}"
    agreed = Agreed(found.id, found.revision, str(found.effective), found.digest, file)
    record_agreement(ledger, agreed, received=received)


def _loaded(text: bytes) -> Agreement:
    found, problems = load_bytes(text, "agreement.yaml")
    assert found is not None, problems
    return found


def _record(ledger: FileLedger, facts: Iterable[dict[str, Any]], *, file: Path, received: int) -> None:
    file.write_text("".join(f"{json.dumps(fact)}\n" for fact in facts), encoding="utf-8")
    read, problems = read_facts([str(file)], is_all=False)
    assert read is not None, problems
    serial = count(received)
    session = Session(received, lambda size: next(serial).to_bytes(size), bulk_from=0)
    receipt, problems = record(read, ledger, session=session)
    assert receipt is not None, problems


def _copied(ledger: FileLedger) -> MemoryLedger:
    copy = MemoryLedger(ledger.origin)
    copy.append(ledger.read(0, ledger.size))
    for content in ledger.segments.values():
        copy.add_segment(content)
    return copy


def at_head(ledger: MemoryLedger, size: int) -> Checkpoint:
    """The head of a ledger at a size."""
    return Checkpoint(ledger.origin, size, root(size, ledger.node))


def signed_head(ledger: MemoryLedger, size: int, *, keys: Sequence[SigningKey]) -> bytes:
    """The note of that head."""
    return signed(checkpoint_text(at_head(ledger, size)), keys)


def head_of(note: bytes) -> Checkpoint:
    """The checkpoint in a note."""
    return read_checkpoint(read_note(note).text)


# --- statements and bundles -------------------------------------------------------------------------------------------


def stated(
    entries: Iterable[tuple[int, bytes]],
    segments: Mapping[str, bytes],
    *,
    agreement: bytes,
    asked: tuple[str, ...] = (PERIOD, KNOWN_AT),
    head: Checkpoint | None = None,
) -> bytes:
    """The statement that follows from entries under an agreement: of which period, known when (and of which promises,
    for an excerpt), under which head.
    """
    facts, problems = facts_of_entries(entries, segments, name="ledger")
    assert facts is not None, problems
    terms = _loaded(agreement)
    found, trouble = state(terms, facts, asked=_asked(asked, head))
    assert found is not None, trouble
    return statement_json(found)


def _asked(asked: tuple[str, ...], head: Checkpoint | None) -> Asked:
    reference = None if head is None else CheckpointRef(head.origin, head.size, encoded(head.root))
    return Asked(period(asked[0], "Etc/UTC"), parse_instant(asked[1]), ENGINE, asked[2:] or None, reference)


def needed_by(world: World, *promises: str) -> set[int]:
    """The entries of March that these promises need."""
    ledger = world.ledger
    facts, problems = facts_of_entries(enumerate(ledger.read(0, ledger.size)), ledger.segments, name="ledger")
    assert facts is not None, problems
    used = facts_used(_loaded(world.agreement), facts, asked=_asked((PERIOD, KNOWN_AT, *promises), None))
    return {int(line) for table in used.tables.values() for line in table["line"].unique()}


def bundle_of(world: World, *, note: bytes | None = None, only: Iterable[int] | None = None) -> Bundle:
    """The bundle of March, provable against every head signed; by default under the last one, with every entry."""
    signed_note = note or world.notes[-1]
    head, ledger = head_of(signed_note), world.ledger
    size, agreement = head.size, world.agreement
    statement = stated(enumerate(ledger.read(0, size)), ledger.segments, agreement=agreement, head=head)
    heads = [head_of(each).size for each in world.notes]
    return bundled(ledger, Stated(statement, world.agreement, signed_note, size), heads=heads, only=only)


@cache
def whole_bundle(client: str = "acme") -> bytes:
    """The bytes of the bundle of March of a client."""
    return bundle_bytes(bundle_of(acme() if client == "acme" else globex()))
