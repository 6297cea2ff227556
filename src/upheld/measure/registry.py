"""The measures by name; the only place that knows which function computes which identifier."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from upheld.agreements.model import Agreement, Promise
from upheld.evidence.facts import Facts
from upheld.measure.availability import availability
from upheld.measure.count import count
from upheld.measure.delivery import delivery
from upheld.measure.elapsed import elapsed
from upheld.measure.measurement import Measurement
from upheld.measure.ratio import ratio
from upheld.measure.share import share
from upheld.quantities.windows import Window

__all__ = ["MEASURES", "Measure", "measure_promise"]


class Measure(Protocol):
    """What every measure takes and gives; `windows` are (covered part, whole window) pairs, `known_at` is [us UTC]."""

    def __call__(
        self,
        agreement: Agreement,
        promise: Promise,
        *,
        facts: Facts,
        windows: Sequence[tuple[Window, Window]],
        known_at: int,
    ) -> list[Measurement]:
        """One measurement per row of the promise and window."""
        ...


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "availability/1": availability,
        "elapsed/1": elapsed,
        "share/1": share,
        "ratio/1": ratio,
        "count/1": count,
        "delivery/1": delivery,
    }
)
"""A changed result is a new version number, never a changed function under an old one."""


def measure_promise(
    agreement: Agreement, promise: Promise, *, facts: Facts, windows: Sequence[tuple[Window, Window]], known_at: int
) -> list[Measurement]:
    """All rows of a promise in the given windows ((covered part, whole window) pairs), as known at `known_at` [us
    UTC].
    """
    return MEASURES[promise.measure](agreement, promise, facts=facts, windows=windows, known_at=known_at)
