"""What an entry says about itself follows from what it holds, as whoever writes the entry derives it."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

from upheld.evidence.columns import KINDS
from upheld.evidence.entries import SELF, Entry, Issued, is_later
from upheld.evidence.notes import NoteError, read_vkey

__all__ = ["contradicted", "observed", "side"]

_SEGMENT: Final = frozenset({"kind", "source", "item", "count", "from", "until", "digest", "root"})
_STATEMENT: Final = frozenset(each.name for each in fields(Issued))


def contradicted(entry: Entry) -> str:
    """The field of an envelope (or `public`) that says something else than the content; empty where none does."""
    checks = _CHECKS.get(entry.type, _own)(entry)
    return next((field for field, holds in checks.items() if not holds), "")


def observed(public: Mapping[str, Any]) -> tuple[str, str]:
    """When a fact happened, as its entry says it: the span it is about, or the instant."""
    start = str(public.get("from", public.get("at")))
    end = str(public.get("until", start))
    return start, end if is_later(end, start) else start


def side(public: Mapping[str, Any]) -> str:
    """Whose act a fact is: that of the side it names, otherwise the provider's, who keeps the ledger."""
    by = public.get("actor", public.get("by"))
    named = by.get("side") if isinstance(by, Mapping) else None
    return named if isinstance(named, str) else "provider"


def _fact(entry: Entry) -> dict[str, bool]:
    public = entry.public
    kind = KINDS.get(str(public.get("kind")))
    subject = public.get(kind.key) if kind else entry.subject  # an unknown kind is refused when the fact is read
    reason = None if entry.supersedes is None else public.get("reason")
    return {
        "public": not any("." in name for name in public),  # `by.side` would be read as the side, past `by`
        "source.collector": entry.source.collector == public.get("source") != SELF,
        "subject": entry.subject == subject,
        "source.seq_to": entry.source.first == entry.source.last,
        "observed": entry.observed == observed(public),
        "actor": entry.actor == side(public),
        "reason": entry.reason == reason,
    }


def _segment(entry: Entry) -> dict[str, bool]:
    public, count = entry.public, entry.source.last - entry.source.first + 1
    return {
        "public": public.keys() == _SEGMENT,
        "source.collector": entry.source.collector == public.get("source") != SELF,
        "subject": entry.subject == public.get("item"),
        "source.seq_to": count == public.get("count") and type(public.get("count")) is int,
        "observed": entry.observed == (public.get("from"), public.get("until")),
    } | _without_act(entry)


def _own(entry: Entry) -> dict[str, bool]:
    return {
        "source.collector": entry.source.collector == SELF,
        "source.seq_to": entry.source.first == entry.source.last,
    } | _without_act(entry)


def _without_act(entry: Entry) -> dict[str, bool]:
    return {"actor": entry.actor == "provider", "reason": entry.reason is None}


def _erasure(entry: Entry) -> dict[str, bool]:
    places = entry.public.get("erased")
    are_places = isinstance(places, list) and all(
        isinstance(each, list) and list(map(type, each)) == [int, str] for each in places
    )
    return _own(entry) | {"public": entry.public.keys() == {"erased"} and are_places}


def _statement(entry: Entry) -> dict[str, bool]:
    return _own(entry) | {"public": entry.public.keys() == _STATEMENT}


def _handing_over(entry: Entry) -> dict[str, bool]:
    public = entry.public
    keys = {f"public.{name}": _is_key(public.get(name)) for name in ("old", "new")}
    return _own(entry) | {"public": public.keys() == {"old", "new", "signature"}} | keys


def _revocation(entry: Entry) -> dict[str, bool]:
    public = entry.public
    return _own(entry) | {"public": public.keys() == {"vkey", "reason"}, "public.vkey": _is_key(public.get("vkey"))}


def _is_key(value: object) -> bool:
    """Whether this is the line of a key as it is always written: whoever looks for it by its text finds it."""
    try:
        return isinstance(value, str) and read_vkey(value).text == value
    except NoteError:
        return False


_CHECKS: Final[Mapping[str, Callable[[Entry], dict[str, bool]]]] = MappingProxyType(
    {
        "fact": _fact,
        "segment": _segment,
        "erasure": _erasure,
        "statement": _statement,
        "key.rotate": _handing_over,
        "key.revoke": _revocation,
    }
)
