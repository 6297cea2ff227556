"""By when entries existed, in words: only of what somebody other than the ledger saw, never of what it says itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter

from upheld.evidence.checkpoint import VerifiedNote
from upheld.evidence.notes import VerifierKey
from upheld.quantities.instants import instant_text

__all__ = ["Sighting", "existed_by", "witnessed"]

_SECOND = 1_000_000
_YEAR_10000 = 253_402_300_800


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody saw a head, and proves it: a witness by its cosignature, a time-stamping authority by its token."""

    by: str
    at: int


def witnessed(note: VerifiedNote, witnesses: Collection[VerifierKey]) -> list[Sighting]:
    """The sightings in a note: the cosignatures by these witnesses, which are not keys of the ledger itself.

    A time that no calendar has is none.
    """
    seen = [each for each in note.cosigned if each.key in witnesses and each.time < _YEAR_10000]
    return [Sighting(each.key.name, each.time * _SECOND) for each in seen]


def existed_by(sightings: Iterable[Sighting]) -> str:
    """By when everything under a head existed, and who saw it, the earliest first; nothing where nobody did."""
    told = [f"{instant_text(each.at)} ({each.by})" for each in sorted(sightings, key=attrgetter("at", "by"))]
    return f"its entries existed by {', '.join(told)}" if told else ""
