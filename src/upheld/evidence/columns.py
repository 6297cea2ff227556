"""The columns of every kind of fact, declared once: the name in a file, the name and type in memory, what must be
there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import polars as pl

__all__ = [
    "ACTORS",
    "COMMON",
    "EVENTS",
    "KINDS",
    "MOST_ATTRIBUTES",
    "PLACE",
    "SIDES",
    "STATES",
    "Field",
    "Kind",
    "OpenGroup",
    "Reading",
    "empty",
    "schema",
]

MOST_ATTRIBUTES: Final = 500
"""So many different free attributes may facts of one kind have: each is a column for every fact."""

Reading = Literal["text", "name", "instant", "duration", "decimal", "whole", "flag", "state", "names"]

STATES: Final = ("unknown", "up", "degraded", "down")
"""States in the order of their code in memory: 0 unknown, 1 up, 2 degraded, 3 down."""

EVENTS: Final = (
    *("opened", "reported", "detected", "qualified", "acknowledged", "assigned", "replied", "paused", "resumed"),
    *("submitted", "approved", "rejected", "arrived", "made-safe", "worked-around", "contained", "restored"),
    *("resolved", "confirmed", "reopened", "reclassified", "merged", "cancelled", "closed"),
)
"""What can happen to a piece of work."""

SIDES: Final = ("provider", "client", "third-party")
ACTORS: Final = ("human", "automation")

_TYPES: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "text": pl.String(),
        "name": pl.Categorical(),
        "instant": pl.Int64(),
        "duration": pl.Int64(),
        "decimal": pl.String(),
        "whole": pl.Int64(),
        "flag": pl.Boolean(),
        "state": pl.UInt8(),
        "names": pl.List(pl.String()),
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a fact.

    `path` is its name in a file, with dots for nesting (`actor.side`); `column` its name in memory. `reading` says how
    it is read: text, name (text of few values), instant [us UTC], duration [us], decimal (exact, kept as text), whole
    (int64), flag, state, names (list). `stand_ins` names the fields that speak for it when it is absent, first first;
    `one_of` closes its values.
    """

    path: str
    column: str
    reading: Reading
    is_required: bool = True
    one_of: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    @property
    def dtype(self) -> pl.DataType:
        """Its polars type in memory."""
        return _TYPES[self.reading]


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A nested object with free keys: each key becomes the text column `<prefix>.<key>`, null where it is absent."""

    path: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: its word in a file, its table in `Facts`, the column it is sorted by first, and its own
    fields.
    """

    name: str
    table: str
    key: str
    fields: tuple[Field, ...]
    group: OpenGroup | None = None

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The fields every fact has, with what stands in for `at` in this kind, then its own."""
        return (*(_with_default(field, self) for field in COMMON), *self.fields)


def _text(name: str, *, needed: bool = True) -> Field:
    return Field(name, name, "text", needed)


def _name(name: str, *, needed: bool = True, one_of: tuple[str, ...] = ()) -> Field:
    return Field(name, name, "name", needed, one_of)


def _instant(path: str, column: str, *, needed: bool = True) -> Field:
    return Field(path, column, "instant", needed)


COMMON: Final[tuple[Field, ...]] = (
    _name("source"),
    _text("id"),
    _instant("at", "at"),
    Field("learned_at", "learned_at", "instant", is_required=False, stand_ins=("at",)),
    Field("seq", "seq", "whole", is_required=False),
    _text("corrects", needed=False),
    _text("reason", needed=False),
)
"""Fields of every kind. `seq` is 0 where a file does not say; `learned_at` is `at`."""

PLACE: Final[Mapping[str, pl.DataType]] = MappingProxyType({"file": pl.UInt32(), "line": pl.UInt32()})
"""Where a fact was read: index into `Facts.files`, and line (or row of a Parquet file), from 1."""

_ITEM = _name("item")
_FROM = _instant("from", "start")
_UNTIL = _instant("until", "end")

_STATE = Kind(
    "state", "states", "item", (_ITEM, Field("state", "state", "state", one_of=STATES), _text("detail", needed=False))
)
_WATCH = Kind("watch", "watches", "item", (_ITEM, _FROM, _UNTIL, Field("interval", "interval", "duration")))
_WORK = Kind(
    "work",
    "work",
    "work",
    (
        _text("work"),
        _name("type"),
        _name("event", one_of=EVENTS),
        Field("actor.side", "side", "name", is_required=False, one_of=SIDES),
        Field("actor.kind", "actor_kind", "name", is_required=False, one_of=ACTORS),
        Field("actor.name", "actor", "text", is_required=False),
        Field("public", "public", "flag", is_required=False),
    ),
    OpenGroup("set", "set"),
)
_SAMPLE = Kind("sample", "samples", "item", (_ITEM, _name("metric"), Field("value", "value", "decimal"), _name("unit")))
_COUNT = Kind(
    "count",
    "counts",
    "item",
    (_ITEM, _FROM, _UNTIL, Field("good", "good", "whole"), Field("total", "total", "whole")),
    OpenGroup("labels", "label"),
)
_WINDOW = Kind(
    "window",
    "windows",
    "window",
    (
        _text("window"),
        _name("exclusion"),
        Field("items", "items", "names"),
        _FROM,
        _UNTIL,
        _instant("announced_at", "announced_at", needed=False),
        _text("asserted_by"),
    ),
)
_DECISION = Kind(
    "decision",
    "decisions",
    "decision",
    (
        _text("decision"),
        _text("about"),
        _name("outcome"),
        Field("by.side", "side", "name", one_of=SIDES),
        Field("by.name", "name", "text", is_required=False),
        Field("by.authority", "authority", "text", is_required=False),
    ),
)
_MEMBER = Kind(
    "member",
    "members",
    "item",
    (_ITEM, _name("type"), _FROM, _instant("until", "end", needed=False)),
    OpenGroup("attributes", "attribute"),
)
_DELIVERY = Kind(
    "delivery", "deliveries", "promise", (_name("promise"), Field("for", "occurrence", "text"), _name("outcome"))
)
_SURVEY = Kind(
    "survey", "surveys", "work", (_text("work"), Field("score", "score", "decimal"), Field("of", "of", "decimal"))
)
_READING = Kind("reading", "readings", "item", (_ITEM, _name("meter"), Field("value", "value", "decimal")))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *(_STATE, _WATCH, _WORK, _SAMPLE, _COUNT, _WINDOW, _DECISION, _MEMBER, _DELIVERY, _SURVEY, _READING),
        )
    }
)
"""Every kind of fact by its word."""

_STAND_INS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"watch": ("until",), "count": ("until",), "member": ("from",), "window": ("announced_at", "from")}
)


def _with_default(field: Field, kind: Kind) -> Field:
    """`at` of a kind that is about a span may be left out; its span then says when it was first knowable."""
    if field.path != "at" or kind.name not in _STAND_INS:
        return field
    return Field("at", "at", "instant", is_required=False, stand_ins=_STAND_INS[kind.name])


def schema(kind: Kind) -> dict[str, pl.DataType]:
    """Column names and types of a kind's table in memory, without the columns of its open group."""
    return {field.column: field.dtype for field in kind.all_fields} | dict(PLACE)


def empty(kind: Kind) -> pl.DataFrame:
    """The table of a kind with no fact in it."""
    return pl.DataFrame(schema=schema(kind))
