"""How closely each source watched what promises count on: observations expected and received, time it left unknown.

Expected is what the agreement expects: an observation each interval, of every item the source reports on, in the hours
of the promises that hear it. A source that declares no interval there, and says in `watch` facts when it watched, is
taken at its word. Page: docs/measures/completeness.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import Agreement, AvailabilityTerms
from upheld.evidence.facts import Facts
from upheld.measure.hearing import Hearing, hearing, longest_gap
from upheld.measure.timeline import UNKNOWN, items_of, known_states
from upheld.quantities.spans import Spans

__all__ = ["Observations", "Watchfulness", "watchfulness"]

_Pair = tuple[str, str]
_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Observations:
    """How many observations were expected and received; those missing of one item are not made up by another's."""

    expected: int
    received: int
    missing: int

    def __add__(self, other: "Observations") -> "Observations":
        return Observations(
            self.expected + other.expected, self.received + other.received, self.missing + other.missing
        )


@dataclass(frozen=True, slots=True)
class Watchfulness:
    """What one source saw of its items: `unknown` is the service time [us], item by item, of which it knew no state.

    `observations` is None where nothing says how often it observes.
    """

    unknown: int
    observations: Observations | None


def watchfulness(
    agreement: Agreement, facts: Facts, *, frame: tuple[int, int], known_at: int
) -> dict[str, Watchfulness]:
    """Every source on which an availability promise counts, over the `frame` [us UTC]; facts as known at `known_at`."""
    runs, watches = _Runs.of(facts.states), _by_pair(facts.watches)
    expected = _Expected.of(agreement, frame)
    pairs = sorted({*runs.places, *watches, *expected.declared()})
    found: dict[str, Watchfulness] = {}
    plain: dict[_Pair, Spans] = {}
    for source, item in pairs:
        hours = expected.hours(source, item)
        if hours is None:
            continue
        if expected.gap(source) is None and (source, item) not in watches:
            plain[source, item] = hours
            continue
        states, watched = runs.states(source, item), watches.get((source, item), facts.watches.clear())
        known = known_states(states, watched, until=known_at, gap=expected.gap(source))
        seen = _observed(agreement, source, states=states, watches=watched, hours=hours)
        _add(found, source, more=Watchfulness((hours - known).measure(), seen))
    for source, unknown in _left_unknown(plain, runs, start=frame[0], known_at=known_at):
        _add(found, source, more=Watchfulness(unknown, None))
    return found


def _add(found: dict[str, Watchfulness], source: str, *, more: Watchfulness) -> None:
    so_far = found.get(source, Watchfulness(0, None))
    counts = [each.observations for each in (so_far, more) if each.observations is not None]
    total = sum(counts, Observations(0, 0, 0)) if counts else None
    found[source] = Watchfulness(so_far.unknown + more.unknown, total)


# --- what is expected -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Expected:
    """Which hours of the frame count for each item, by the promises that hear a source on it."""

    agreement: Agreement
    frame: tuple[int, int]
    promises: Mapping[str, list[tuple[Hearing, frozenset[str]]]]
    laid_out: dict[frozenset[str], Spans] = field(default_factory=dict)

    @classmethod
    def of(cls, agreement: Agreement, frame: tuple[int, int]) -> "_Expected":
        promises: dict[str, list[tuple[Hearing, frozenset[str]]]] = {}
        for promise in agreement.promises.values():
            if isinstance(promise.terms, AvailabilityTerms):
                up_when = agreement.services[promise.service or ""].up_when
                assert up_when is not None  # noqa: S101 - the loader refuses availability without `up_when`
                heard = (hearing(agreement, promise.terms), frozenset(row.during for row in promise.rows))
                for item in items_of(up_when):
                    promises.setdefault(item, []).append(heard)
        return cls(agreement, frame, promises)

    def declared(self) -> Iterator[_Pair]:
        """Sources with an interval or items of their own, and the items of which the agreement expects a state."""
        for name, source in self.agreement.sources.items():
            if source.interval is not None or source.items:
                yield from ((name, item) for item in source.items or self.promises)

    def gap(self, source: str) -> int | None:
        named = self.agreement.sources.get(source)
        return None if named is None else longest_gap(named)

    def hours(self, source: str, item: str) -> Spans | None:
        """The hours of all promises that hear the source on the item; None where none does."""
        heard = (during for who, during in self.promises.get(item, ()) if who.counts(source, item))
        calendars = frozenset[str]().union(*heard)
        if not calendars:
            return None
        if calendars not in self.laid_out:
            every = (self.agreement.calendars[name].hours(*self.frame).open for name in calendars)
            self.laid_out[calendars] = Spans.union_all(every).clip(*self.frame)
        return self.laid_out[calendars]


def _observed(
    agreement: Agreement, source: str, *, states: pl.DataFrame, watches: pl.DataFrame, hours: Spans
) -> Observations:
    """Observations of one item by one source in `hours`: its state facts against its declared interval, or what its
    watch facts vouch for against the time it did not watch, at the shortest interval they name.
    """
    named = agreement.sources.get(source)
    if named is not None and named.interval is not None:
        at = states["at"].to_numpy()
        is_last = np.append(at[1:] != at[:-1], True)[: len(at)]  # two records of one instant are one observation
        expected, received = hours.measure() // named.interval, int(np.count_nonzero(hours.contains(at[is_last])))
        return Observations(expected, received, max(0, expected - received))
    starts, ends, every = (watches[name].to_numpy() for name in ("start", "end", "interval"))
    vouched = sum(
        (Spans.from_arrays(starts[every == each], ends[every == each]) & hours).measure() // int(each)
        for each in np.unique(every)
    )
    missing = (hours - Spans.from_arrays(starts, ends)).measure() // int(every.min())
    return Observations(vouched + missing, vouched, missing)


# --- what was received ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Runs:
    """State facts with those of each source and item together: where the run of a pair begins, and how long it is."""

    table: pl.DataFrame
    places: Mapping[_Pair, tuple[int, int]]

    @classmethod
    def of(cls, states: pl.DataFrame) -> "_Runs":
        """The runs of a table sorted by item; where each item has one source nothing is moved."""
        table = states.select("item", "source", "at", "state")
        item, source = (table[name].to_physical().to_numpy() for name in ("item", "source"))
        which = np.cumsum(np.append(False, item[1:] != item[:-1])[: len(item)])
        pair = which * (int(source.max(initial=0)) + 1) + source
        if (pair[1:] < pair[:-1]).any():
            order = np.argsort(pair, kind="stable")
            table, pair = table[order], pair[order]
        heads = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])[: len(pair)])
        lengths = np.diff(np.append(heads, len(pair)))
        names = table.select(pl.col("source", "item").gather(heads).cast(pl.String)).iter_rows()
        return cls(table, dict(zip(names, zip(heads.tolist(), lengths.tolist(), strict=True), strict=True)))

    def states(self, source: str, item: str) -> pl.DataFrame:
        """The state facts of one source about one item, in their order."""
        return self.table.slice(*self.places.get((source, item), (0, 0)))


def _by_pair(watches: pl.DataFrame) -> dict[_Pair, pl.DataFrame]:
    """Watch facts by source and item."""
    named = watches.with_columns(pl.col("source", "item").cast(pl.String))
    return {
        (str(key[0]), str(key[1])): rows for key, rows in named.partition_by("source", "item", as_dict=True).items()
    }


def _left_unknown(pairs: Mapping[_Pair, Spans], runs: _Runs, *, start: int, known_at: int) -> Iterator[tuple[str, int]]:
    """Time of its hours [us] in which a source that records changes alone knew nothing, for each pair: before its first
    record, and where it recorded that it does not know.
    """
    at = runs.table["at"].to_numpy()
    unknown = np.flatnonzero(runs.table["state"].to_numpy() == UNKNOWN)
    for (source, item), hours in pairs.items():
        first, length = runs.places.get((source, item), (0, 0))
        last = first + length - 1
        rows = unknown[np.searchsorted(unknown, first) : np.searchsorted(unknown, last, side="right")]
        if length and at[first] <= start and not len(rows):
            yield source, 0
            continue
        begins = np.append(start, at[rows])
        ends = np.append(at[first] if length else known_at, at[np.minimum(rows + 1, last)])
        ends[1:][rows == last] = known_at
        yield source, int(hours.covered_between(begins, ends).sum())
