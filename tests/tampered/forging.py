"""A workshop for forgers: an attack is a list of changes to ACME's ledger, then to the bundle, then to its bytes.

A change is named by its `do`. Changes to entries come first, then those to members, then those to the file. The list of
parts is stamped again unless it is said to be left. Each is what some attacker would do; none is told what fails.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.ledgers import acme, whole_bundle
from tests.tampered.bundle_changes import BUNDLE_CHANGES
from tests.tampered.draft import Draft
from tests.tampered.entry_changes import ENTRY_CHANGES
from upheld.evidence.bundle import read_bundle

__all__ = ["forged"]


def forged(changes: Iterable[Mapping[str, Any]]) -> bytes:
    """The bytes of ACME's bundle after these changes."""
    world = acme()
    whole, errors = read_bundle(whole_bundle())
    assert whole is not None, errors
    entries = list(world.ledger.read(0, world.ledger.size))
    segments = dict(world.ledger.segments)
    prints = whole.fingerprints
    draft = Draft(world, entries, segments, world.agreement, whole.statement, world.notes[-1], prints)
    for change in changes:
        words = dict(change)
        {**ENTRY_CHANGES, **BUNDLE_CHANGES}[words.pop("do")](draft, **words)
    return draft.closed()
