"""Private values stay out of entries: which fields are private, and the keyed commitments that stand for them.

A commitment is HMAC-SHA-256 under a key of its own. With the key gone nobody can tell, or try out, what was committed
to; with it the value is proved. A field on which a figure of an agreement depends is never private in its ledger:
who records the agreement, who states and who verifies refuses it (`measure.attributes`).
"""

import hmac
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from upheld.evidence.columns import KINDS

__all__ = [
    "ALWAYS_PRIVATE",
    "KEY_SIZE",
    "CommitmentError",
    "Randomness",
    "by_field",
    "check_commitment",
    "commitment",
    "may_be_private",
    "without_private",
]

Randomness = Callable[[int], bytes]
"""Gives that many random bytes; `os.urandom` but in tests."""

KEY_SIZE: Final = 32
"""Bytes of the key of one commitment."""

_FIELDS: Final = ("actor.name", "by.authority", "by.name", "detail")
_ATTRIBUTES: Final = (
    *("assignee", "caller", "contact", "description", "email", "name", "note", "phone", "requester", "summary"),
    "title",
)
_GROUPS: Final = tuple(sorted({kind.group.path for kind in KINDS.values() if kind.group}))

ALWAYS_PRIVATE: Final = tuple(sorted((*_FIELDS, *(f"{group}.{name}" for group in _GROUPS for name in _ATTRIBUTES))))
"""Paths of the fields that are private in every ledger: free text and people."""


class CommitmentError(ValueError):
    """A value that is not the one committed to."""

    def __init__(self) -> None:
        super().__init__("the value and its key do not give the commitment")


def commitment(key: bytes, payload: bytes) -> str:
    """What stands for a private value in an entry: HMAC-SHA-256 in hexadecimal."""
    return hmac.new(key, payload, sha256).hexdigest()


def check_commitment(stated: str, key: bytes, *, payload: bytes) -> None:
    """Raise `CommitmentError` unless a value with its key is the one committed to."""
    if not hmac.compare_digest(commitment(key, payload), stated):
        raise CommitmentError


def may_be_private(path: str) -> bool:
    """Whether a ledger may keep a field private: free attributes and people; a field that decides figures may not."""
    return path in ALWAYS_PRIVATE or any(
        path.startswith(f"{group}.") and len(path) > len(group) + 1 for group in _GROUPS
    )


def by_field(paths: Iterable[str]) -> dict[str, frozenset[str]]:
    """Private paths as `without_private` takes them: the keys that are private in each field, "" for all of it."""
    found: dict[str, set[str]] = {}
    for path in paths:
        name, _, key = path.partition(".")
        found.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def without_private(
    fact: Mapping[str, Any], private: Mapping[str, frozenset[str]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The public part of a fact, and its private values by path, in the order of the paths."""
    public, taken = dict(fact), dict[str, str]()
    for name in sorted(private.keys() & fact.keys()):
        value, keys = public.pop(name), private[name]
        if not isinstance(value, dict):
            taken[name] = value
            continue
        rest = {key: each for key, each in value.items() if key not in keys}
        taken |= {f"{name}.{key}": value[key] for key in sorted(value.keys() & keys)}
        if rest:
            public[name] = rest
    return public, taken
