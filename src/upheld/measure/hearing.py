"""Whose word counts on a promise: which sources are heard on an item, how far apart their observations may lie, and who
is right where they contradict each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from upheld.agreements.model import Agreement, AvailabilityTerms
from upheld.agreements.sources import EvidenceSource, TieRule
from upheld.measure.ties import Answers, decided
from upheld.quantities.spans import Spans

__all__ = ["Hearing", "hearing", "longest_gap"]


@dataclass(frozen=True, slots=True)
class Hearing:
    """The sources an agreement names, those of them that a promise hears (none: every source, named or not), and its
    tie rule.
    """

    named: Mapping[str, EvidenceSource] = field(default_factory=dict)
    heard: tuple[str, ...] = ()
    tie: TieRule = field(default_factory=TieRule)

    def counts(self, source: str, item: str) -> bool:
        """Whether what a source says of an item counts."""
        named = self.named.get(source)
        return (not self.heard or source in self.heard) and (named is None or not named.items or item in named.items)

    def of(self, states: pl.DataFrame) -> pl.DataFrame:
        """The state facts that count, in their order."""
        bounded = [source for source in self.named.values() if source.items]
        if not self.heard and not bounded:
            return states
        source, item = (pl.col(name).cast(pl.String) for name in ("source", "item"))
        may_speak = [(source != each.id) | item.is_in(list(each.items)) for each in bounded]
        is_heard = [source.is_in(list(self.heard))] if self.heard else []
        return states.filter(*may_speak, *is_heard)

    def longest_gap(self, source: str) -> int | None:
        """The most time [us] that may lie between two observations of a source; None where it declares no interval."""
        named = self.named.get(source)
        return None if named is None else longest_gap(named)

    def decided(self, answers: Mapping[str, Answers]) -> tuple[Spans, Spans]:
        """When a statement certainly holds and when it certainly does not, from when each source says yes and no."""
        return decided(answers, self.tie)


def longest_gap(source: EvidenceSource) -> int | None:
    """The most time [us] that may lie between two observations; whole microseconds, as every gap is."""
    if source.interval is None or source.tolerance is None:
        return None
    return source.interval * source.tolerance.numerator // source.tolerance.denominator


def hearing(agreement: Agreement, terms: AvailabilityTerms) -> Hearing:
    """Who is heard on a promise of an agreement."""
    return Hearing(agreement.sources, terms.sources, terms.sources_differ)
