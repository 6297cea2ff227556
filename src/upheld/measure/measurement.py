"""What a measure returns: an exact figure for one promise row in one window, and everything that made it so.

Values only, no rule. Times are `Spans` over instants [us UTC]; figures are unreduced integer ratios.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.quantities.ratio import Ratio
from upheld.quantities.spans import Spans
from upheld.quantities.windows import Window

__all__ = [
    "LEFT_OUT",
    "MET",
    "MISSED",
    "OPEN",
    "Claim",
    "DayCell",
    "Distribution",
    "Items",
    "Measurement",
    "Outage",
    "Outcome",
    "TimeParts",
]

Outcome = Literal["met", "missed", "left-out", "open"]

MET, MISSED, LEFT_OUT, OPEN = 0, 1, 2, 3  # the codes of `Items.outcome`, in the order of the words of `Outcome`


@dataclass(frozen=True, slots=True)
class TimeParts:
    """Four disjoint span sets that together are exactly the service hours of the window; `degraded` is the part of
    `up` or `down` with weight.
    """

    up: Spans
    down: Spans
    excluded: Spans
    unknown: Spans
    degraded: Spans


@dataclass(frozen=True, slots=True)
class Outage:
    """One outage on the whole timeline: its real span, the open time of it that counted [us], the items that were
    down, and why less counted.
    """

    start: int
    end: int
    counted: int
    items: tuple[str, ...]
    facts: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed exclusion: what was asked, what was accepted, and the reasons for the difference."""

    id: str
    exclusion: str
    asserted_by: str
    span: tuple[int, int]
    items: tuple[str, ...]
    accepted: Spans
    reasons: tuple[str, ...]
    announced_at: int | None
    decision: str | None
    counted: int  # service time of the window it took out of the figure [us]
    value_without: Ratio | None  # the figure had this one claim been refused


@dataclass(frozen=True, slots=True)
class DayCell:
    """One local day of the window (ISO date): service time, and its down, excluded and unknown parts [us]."""

    day: str
    service: int
    down: int
    excluded: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How elapsed times spread: `edges` [us] (n+1, the last is open: None) and `counts` (n); `target` [us] when the
    target is open time.
    """

    edges: tuple[int | None, ...]
    counts: tuple[int, ...]
    target: int | None
    median: int | None
    percentile_90: int | None
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Items:
    """Judged items of a population, one array row each, in order of `ids` (strings). Times [us]; NEVER where there is
    none.

    `outcome` codes: 0 met, 1 missed, 2 left out, 3 open (not due yet, or no data to judge).
    """

    ids: pl.Series
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    deadline: NDArray[np.int64]
    elapsed: NDArray[np.int64]
    paused: NDArray[np.int64]
    late: NDArray[np.int64]
    outcome: NDArray[np.uint8]
    reasons: tuple[tuple[str, str], ...] = ()  # (id, why) where an outcome needs a word

    def count(self, outcome: int) -> int:
        """How many items have this outcome code."""
        return int(np.count_nonzero(self.outcome == outcome))


@dataclass(frozen=True, slots=True)
class Measurement:
    """The figure of one promise row in one window.

    `value` is the share, count or statistic as an exact ratio (durations in us over 1 or over n for a mean); None when
    the population is empty.
    `unit` says what it is. `lower`, `upper` bound it while time is unknown. `without_exclusions` is the figure had
    nothing been excluded.
    """

    promise: str
    row: str | None
    window: Window  # the covered part
    whole: Window  # the full window it belongs to
    unit: Literal["share", "count", "duration"]
    value: Ratio | None
    lower: Ratio | None
    upper: Ratio | None
    without_exclusions: Ratio | None
    time: TimeParts | None = None
    items: Items | None = None
    population: int | None = None
    outages: tuple[Outage, ...] = ()
    claims: tuple[Claim, ...] = ()
    days: tuple[DayCell, ...] = ()
    distribution: Distribution | None = None
    incidents: frozenset[str] = field(default_factory=frozenset)
    is_undetermined: bool = False
    notes: tuple[str, ...] = ()
