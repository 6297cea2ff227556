"""Which free attributes of facts an agreement decides figures by: none of them can be private in a ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Final

from upheld.agreements.model import Agreement, Match, Promise
from upheld.evidence.columns import KINDS
from upheld.evidence.commitments import may_be_private

__all__ = ["ALWAYS_READ", "attributes_read", "private_but_read"]

_GROUPS: Final = frozenset(kind.group.path for kind in KINDS.values() if kind.group)

ALWAYS_READ: Final = frozenset({"item", "service", "type"})
"""Attributes that say what a piece of work is about, whatever the agreement asks."""


def attributes_read(agreement: Agreement) -> frozenset[str]:
    """The names of the attributes that figures of the agreement can depend on, whichever kind of fact carries them."""
    named = (name for promise in agreement.promises.values() for name in _read(promise))
    return ALWAYS_READ | frozenset(named)


def _read(promise: Promise) -> Iterator[str]:
    if promise.by is not None:
        yield promise.by
    for field in fields(promise.terms):
        condition = getattr(promise.terms, field.name)
        if isinstance(condition, Match):
            yield from (name for name, _, _ in condition.tests)


def private_but_read(agreement: Agreement, private: Iterable[str]) -> list[str]:
    """Those of the paths a ledger keeps private (`set.priority`) on which a figure of the agreement can depend, in
    order.
    """
    read = attributes_read(agreement)
    return sorted(path for path in private if not may_be_private(path) or _attribute(path) in read)


def _attribute(path: str) -> str:
    """The name of a free attribute, empty for a field that is none."""
    group, _, name = path.partition(".")
    return name if group in _GROUPS else ""
