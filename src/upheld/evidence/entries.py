"""Entries of a ledger: the one envelope, the exact bytes that are hashed, and the strict way back.

An entry says what kind of thing it records, when that happened and when the ledger received it, from which source
under which gapless number, and carries public fields as they are and private ones only as keyed commitments.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any, Final, Literal, get_args

from upheld.evidence.canonical import LARGEST, NotCanonicalError, decode, encode

__all__ = [
    "ENVELOPE_VERSION",
    "SELF",
    "Agreed",
    "Entry",
    "EntryError",
    "EntryType",
    "Issued",
    "Origin",
    "entry_bytes",
    "is_later",
    "read_entry",
]

EntryType = Literal["fact", "segment", "agreement", "statement", "ledger.open", "key.rotate", "key.revoke", "erasure"]
"""What an entry records. `ledger.open` is entry 0 of every ledger and of every epoch."""

ENVELOPE_VERSION: Final = 1

SELF: Final = "upheld"
"""The collector of entries that the ledger makes about itself."""

_TYPES: Final = frozenset(get_args(EntryType))
_KEYS: Final = frozenset(
    {
        *("actor", "commit", "log", "observed", "public", "reason"),
        *("received", "source", "subject", "supersedes", "type", "v"),
    }
)
_INSTANT: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{0,5}[1-9])?Z", re.ASCII
)
_COMMITMENT: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class EntryError(ValueError):
    """Bytes that are not an entry; `field` names the part that is wrong, empty for the whole."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry comes from: the collector, the epoch of its numbering, and the numbers it covers (from 1, both
    included; more than one for a segment).
    """

    collector: str
    epoch: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Instants are UTC text as `quantities.instants` writes it; `observed` is (start, end), the same for an
    instant; `supersedes` is the index of the entry it corrects; `commit` maps the path of a private field to its
    commitment (64 hex digits).
    """

    log: str
    type: EntryType
    subject: str
    observed: tuple[str, str]
    received: str
    source: Origin
    public: Mapping[str, Any]
    actor: str = "provider"
    commit: Mapping[str, str] = field(default_factory=dict)
    supersedes: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """A revision of an agreement as a ledger records it: when it takes effect (a date as text), the digest of what it
    says, and that of the bytes of its file.
    """

    id: str
    revision: int
    effective: str
    digest: str
    file: str

    @property
    def public(self) -> dict[str, Any]:
        """The public fields of its entry."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Issued:
    """A statement as a ledger records that it was issued: the digest of its bytes, that of its agreement, its period,
    the engine that made it, and the size of the head it names (None: made from files).
    """

    statement: str
    agreement: str
    period: str
    engine: str
    size: int | None

    @property
    def public(self) -> dict[str, Any]:
        """The public fields of its entry."""
        return asdict(self)


def entry_bytes(entry: Entry) -> bytes:
    """The canonical bytes of an entry: what is stored, hashed and never written again. Raises `NotCanonicalError`."""
    text, source = encode_basestring, entry.source
    envelope = (
        f'{{"actor":{text(entry.actor)},"commit":{encode(dict(entry.commit)).decode()},"log":{text(entry.log)},'
        f'"observed":{{"end":{text(entry.observed[1])},"start":{text(entry.observed[0])}}},'
        f'"public":{encode(entry.public).decode()},"reason":{_text_or_null(entry.reason)},'
        f'"received":{text(entry.received)},"source":{{"collector":{text(source.collector)},'
        f'"epoch":{text(source.epoch)},"seq_from":{source.first},"seq_to":{source.last}}},'
        f'"subject":{text(entry.subject)},"supersedes":{"null" if entry.supersedes is None else entry.supersedes},'
        f'"type":{text(entry.type)},"v":{ENVELOPE_VERSION}}}'
    )
    try:
        return envelope.encode()
    except UnicodeEncodeError:
        raise NotCanonicalError("half of a surrogate pair") from None


def _text_or_null(reason: str | None) -> str:
    return "null" if reason is None else encode_basestring(reason)


def read_entry(content: bytes) -> Entry:
    """The entry whose bytes these are. Raises `EntryError` for anything that `entry_bytes` would not have written."""
    try:
        tree = decode(content)
    except NotCanonicalError as error:
        raise EntryError("", str(error)) from None
    if type(tree) is not dict or tree.keys() != _KEYS:
        raise EntryError("", f"an entry has exactly the fields {', '.join(sorted(_KEYS))}")
    _check_words(tree)
    observed, source = _observed(tree["observed"]), _source(tree["source"])
    commit, supersedes = tree["commit"], tree["supersedes"]
    if type(commit) is not dict or not all(
        type(each) is str and _COMMITMENT.fullmatch(each) for each in commit.values()
    ):
        raise EntryError("commit", "every commitment is 64 hexadecimal digits")
    if supersedes is not None and (type(supersedes) is not int or supersedes < 0):
        raise EntryError("supersedes", "not the index of an entry")
    return Entry(
        log=tree["log"],
        type=tree["type"],
        subject=tree["subject"],
        observed=observed,
        received=tree["received"],
        source=source,
        public=tree["public"],
        actor=tree["actor"],
        commit=commit,
        supersedes=supersedes,
        reason=tree["reason"],
    )


def _check_words(tree: dict[str, Any]) -> None:
    if tree["v"] != ENVELOPE_VERSION or type(tree["v"]) is not int:
        raise EntryError("v", f"not version {ENVELOPE_VERSION}")
    if type(tree["type"]) is not str or tree["type"] not in _TYPES:
        raise EntryError("type", f"none of {', '.join(sorted(_TYPES))}")
    for name in ("actor", "log", "subject"):
        if type(tree[name]) is not str or not tree[name]:
            raise EntryError(name, "not a text")
    if tree["reason"] is not None and type(tree["reason"]) is not str:
        raise EntryError("reason", "not a text")
    if type(tree["public"]) is not dict:
        raise EntryError("public", "not an object")
    _check_instant("received", tree["received"])


def _check_instant(name: str, value: object) -> None:
    if type(value) is not str or not _INSTANT.fullmatch(value) or not _is_on_a_calendar(value):
        raise EntryError(name, "not an instant in UTC like 2026-03-01T09:30:00Z")


def _is_on_a_calendar(instant: str) -> bool:
    try:
        return bool(datetime.fromisoformat(instant))
    except ValueError:
        return False


def _observed(value: object) -> tuple[str, str]:
    if type(value) is not dict or value.keys() != {"start", "end"}:
        raise EntryError("observed", "it has a start and an end")
    for name in ("start", "end"):
        _check_instant(f"observed.{name}", value[name])
    if is_later(value["start"], value["end"]):
        raise EntryError("observed", "it ends before it starts")
    return value["start"], value["end"]


def _source(value: object) -> Origin:
    if type(value) is not dict or value.keys() != {"collector", "epoch", "seq_from", "seq_to"}:
        raise EntryError("source", "it has a collector, an epoch, seq_from and seq_to")
    if not all(type(value[name]) is str and value[name] for name in ("collector", "epoch")):
        raise EntryError("source", "collector and epoch are texts")
    first, last = value["seq_from"], value["seq_to"]
    if type(first) is not int or type(last) is not int or not 0 < first <= last <= LARGEST:
        raise EntryError("source", "numbers count from 1, and seq_to is not below seq_from")
    return Origin(value["collector"], value["epoch"], first, last)


def is_later(one: str, other: str) -> bool:
    """Whether an instant of an envelope is later than another: without the Z their texts sort as they do."""
    return one[:-1] > other[:-1]
