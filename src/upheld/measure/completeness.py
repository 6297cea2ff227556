"""What was received of what the agreement expects, source by source: missing, late, corrected, unknown.

Words and worked table: docs/measures/completeness.md. It changes no figure; it says what the figures rest on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import Agreement
from upheld.evidence.facts import Facts
from upheld.measure.observations import Observations, watchfulness
from upheld.quantities.windows import Window

__all__ = ["SHOWN_GAPS", "Numbering", "SourceLine", "completeness"]

SHOWN_GAPS: Final = 5
"""How many runs of missing numbers are listed; all of them are counted."""

_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of a source that leaves none out: how many are missing, the first runs of them (first and last number
    of each), and how many facts carry none.
    """

    missing: int
    gaps: tuple[tuple[int, int], ...]
    unnumbered: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source in the period: facts in force that happened in it (`received`), those of them learned after it ended
    (`late`), and facts that a correction superseded (`corrected`).

    `side` is None where the agreement does not name the source, `observations` where nothing says how often it
    observes, `numbering` where its facts are not numbered, `unknown` [us] where no promise counts on its states.
    """

    source: str
    side: Literal["provider", "client", "third-party"] | None
    received: int
    late: int
    corrected: int
    observations: Observations | None
    numbering: Numbering | None
    unknown: int | None


def completeness(
    agreement: Agreement, facts: Facts, *, known: Facts, period: Window, known_at: int
) -> tuple[SourceLine, ...]:
    """Every source that the agreement names or that said something, by name; `known` are the facts as they stood at
    `known_at` [us UTC], `facts` all of them.
    """
    frame = (period.start, max(period.start, min(period.end, known_at)))
    watched = watchfulness(agreement, known, frame=frame, known_at=known_at)
    received, late = _received(known, period)
    corrected = _corrected(facts, known, period=period, known_at=known_at)
    lines = []
    for name in sorted({*agreement.sources, *watched, *received, *corrected}):
        named, seen = agreement.sources.get(name), watched.get(name)
        is_numbered = named is not None and named.is_numbered
        lines.append(
            SourceLine(
                source=name,
                side=None if named is None else named.side,
                received=received.get(name, 0),
                late=late.get(name, 0),
                corrected=corrected.get(name, 0),
                observations=None if seen is None else seen.observations,
                numbering=_numbering(facts, name, period=period, known_at=known_at) if is_numbered else None,
                unknown=None if seen is None else seen.unknown,
            )
        )
    return tuple(lines)


# --- received, late, corrected ----------------------------------------------------------------------------------------


def _received(known: Facts, period: Window) -> tuple[dict[str, int], dict[str, int]]:
    """By source: how many facts happened in the period, and how many of them were learned after it."""
    is_inside = pl.col("at").is_between(period.start, period.end, closed="left")
    is_late = is_inside & (pl.col("learned_at") >= period.end)
    counts = _counted(known, is_inside.sum().alias("received"), is_late.sum().alias("late"))
    return {name: count[0] for name, count in counts if count[0]}, {name: count[1] for name, count in counts}


def _corrected(facts: Facts, known: Facts, *, period: Window, known_at: int) -> dict[str, int]:
    """By source: how many facts that happened in the period were superseded by what was learned by `known_at`."""
    if all(table["corrects"].null_count() == table.height for table in facts.tables.values()):
        return {}
    is_inside = pl.col("at").is_between(period.start, period.end, closed="left")
    learned = dict(_counted(facts, (is_inside & (pl.col("learned_at") <= known_at)).sum()))
    in_force = dict(_counted(known, is_inside.sum()))
    superseded = {name: count[0] - in_force.get(name, (0,))[0] for name, count in learned.items()}
    return {name: count for name, count in superseded.items() if count}


def _counted(facts: Facts, *counts: pl.Expr) -> list[tuple[str, tuple[int, ...]]]:
    """Counts by source over all kinds of facts."""
    tables = [
        table.group_by("source").agg(*counts).with_columns(pl.col("source").cast(pl.String))
        for table in facts.tables.values()
        if table.height
    ]
    if not tables:
        return []
    every = pl.concat([table.rename({old: str(n) for n, old in enumerate(table.columns)}) for table in tables])
    total = every.group_by("0").agg(pl.exclude("0").cast(pl.Int64).sum()).sort("0")
    return [(name, tuple(numbers)) for name, *numbers in total.iter_rows()]


# --- numbers ----------------------------------------------------------------------------------------------------------


def _numbering(facts: Facts, source: str, *, period: Window, known_at: int) -> Numbering:
    """Numbers from the one after the last before the period (or the first in it) to the last in it, of which no fact of
    the source was known. Numbers count from 1; a fact without one has 0.
    """
    at, seq = _numbered(facts, source, known_at=known_at)
    is_inside = (at >= period.start) & (at < period.end)
    inside = seq[is_inside & (seq > 0)]
    unnumbered = int(np.count_nonzero(is_inside & (seq <= 0)))
    if not len(inside):
        return Numbering(0, (), unnumbered)
    before = seq[(at < period.start) & (seq > 0)]
    lowest = min(int(inside.min()), int(before.max(initial=0)) + 1) if len(before) else int(inside.min())
    there = np.unique(seq[(seq >= lowest) & (seq <= inside.max())])
    runs = list(_missing_runs(np.concatenate(([lowest - 1], there))))
    missing = sum(last - first + 1 for first, last in runs)
    return Numbering(missing, tuple(runs[:SHOWN_GAPS]), unnumbered)


def _missing_runs(there: _Ints) -> Iterator[tuple[int, int]]:
    """First and last number of every run that rising numbers leave out."""
    for place in np.flatnonzero(np.diff(there) > 1):
        yield int(there[place]) + 1, int(there[place + 1]) - 1


def _numbered(facts: Facts, source: str, *, known_at: int) -> tuple[_Ints, _Ints]:
    """When each fact of a source happened, and its number; facts of every kind, learned by `known_at`."""
    is_known = (pl.col("source") == source) & (pl.col("learned_at") <= known_at)
    every = pl.concat([table.filter(is_known).select("at", "seq") for table in facts.tables.values()])
    return every["at"].to_numpy(), every["seq"].to_numpy()
