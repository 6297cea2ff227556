"""The way back from a figure: every span or item that made it, with the facts that say so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from upheld.agreements.model import Agreement, AvailabilityTerms, DeliveryTerms, Promise, ShareTerms
from upheld.evidence.columns import STATES
from upheld.evidence.facts import Facts
from upheld.measure.fleet import Fleet
from upheld.measure.hearing import Hearing, hearing
from upheld.measure.measurement import Items, Measurement, TimeParts
from upheld.measure.ratio import counted
from upheld.measure.registry import measure_promise
from upheld.measure.timeline import items_of
from upheld.quantities.instants import NEVER
from upheld.quantities.spans import Spans
from upheld.quantities.windows import Window

__all__ = ["FactRef", "ItemTime", "Trace", "TraceLine", "traces"]

_OUTCOMES = ("met", "missed", "left out", "open")


@dataclass(frozen=True, slots=True)
class FactRef:
    """One fact as a person finds it again: who said it, when it happened [us UTC], what it says, and where it was
    read.
    """

    name: str
    at: int
    says: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One span or item: what it is, from when to when [us UTC, None where there is none], how much of it counted [us],
    why, and its facts.
    """

    what: str
    name: str
    start: int | None
    end: int | None
    counted: int | None
    why: str
    facts: tuple[FactRef, ...]


@dataclass(frozen=True, slots=True)
class ItemTime:
    """Service time [us] for which one item of a service was down, and for which nothing is known of it."""

    item: str
    down: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything behind one measurement; `items` tells how each part of a service did by itself, with nothing excluded.

    An item observed by several sources has no line there: which of them is right is a matter of its timeline, as is the
    time between observations where a source declares an interval.
    """

    measurement: Measurement
    lines: tuple[TraceLine, ...]
    items: tuple[ItemTime, ...] = ()


def traces(
    agreement: Agreement,
    promise: Promise,
    *,
    facts: Facts,
    windows: Sequence[tuple[Window, Window]],
    known_at: int,
) -> list[Trace]:
    """One trace per row and window, from the same facts and with the same rules as the figure."""
    known = facts.known_at(known_at)
    measured = measure_promise(agreement, promise, facts=known, windows=windows, known_at=known_at)
    return [
        Trace(
            each,
            _lines(agreement, promise, facts=known, measurement=each),
            _item_times(agreement, promise, facts=known, measurement=each),
        )
        for each in measured
    ]


def _lines(agreement: Agreement, promise: Promise, *, facts: Facts, measurement: Measurement) -> tuple[TraceLine, ...]:
    if measurement.time is not None:
        items = _items(agreement, promise)
        heard = replace(facts, states=_hearing(agreement, promise).of(facts.states))
        return (*_claim_lines(measurement, facts), *_span_lines(measurement.time, items, facts=heard))
    if measurement.items is not None:
        return tuple(_item_lines(measurement.items, _facts_of_items(promise, facts)))
    return tuple(_count_lines(measurement, facts, counts=counted(agreement, promise, facts=facts)))


def _item_times(
    agreement: Agreement, promise: Promise, *, facts: Facts, measurement: Measurement
) -> tuple[ItemTime, ...]:
    if measurement.time is None:
        return ()
    names = _items(agreement, promise)
    mine = _hearing(agreement, promise).of(facts.states.filter(pl.col("item").cast(pl.String).is_in(names)))
    often = [name for name, source in agreement.sources.items() if source.interval is not None]
    by_one = mine.filter(pl.col("source").n_unique().over("item") == 1, ~pl.col("source").cast(pl.String).is_in(often))
    window = measurement.window
    during = next(row.during for row in promise.rows if row.value == measurement.row)
    earliest = min(window.start, int(by_one["at"].min() or window.start))  # type: ignore[arg-type]  # an int64 column
    latest = max(window.end, int(by_one["at"].max() or window.end))  # type: ignore[arg-type]  # an int64 column
    fleet = Fleet.over(by_one, agreement.calendars[during].hours(earliest, latest))
    down = fleet.down_between(window.start, window.end)
    unknown = fleet.unknown_between(window.start, window.end)
    return tuple(map(ItemTime, fleet.items, down.tolist(), unknown.tolist()))


def _hearing(agreement: Agreement, promise: Promise) -> Hearing:
    """Who is heard on an availability promise."""
    assert isinstance(promise.terms, AvailabilityTerms)  # noqa: S101 - only availability has time
    return hearing(agreement, promise.terms)


def _items(agreement: Agreement, promise: Promise) -> tuple[str, ...]:
    """The items of the service of an availability promise."""
    up_when = agreement.services[promise.service or ""].up_when
    assert up_when is not None  # noqa: S101 - the loader refuses availability of a service without `up_when`
    return items_of(up_when)


# --- time -------------------------------------------------------------------------------------------------------------


def _claim_lines(measurement: Measurement, facts: Facts) -> Iterable[TraceLine]:
    """Claims with their window and decision facts."""
    windows = _refs(facts, facts.windows, key="window", says=pl.lit("claimed ") + pl.col("exclusion").cast(pl.String))
    decided = _refs(facts, facts.decisions, key="about", says=pl.col("outcome").cast(pl.String))
    for claim in measurement.claims:
        why = "; ".join(claim.reasons) or "accepted as asked"
        found = (*windows.get(claim.id, ()), *decided.get(claim.id, ()))
        name = f"{claim.exclusion} {claim.id}"
        yield TraceLine("exclusion claimed", name, claim.span[0], claim.span[1], claim.counted, why, found)


def _span_lines(time: TimeParts, items: tuple[str, ...], *, facts: Facts) -> list[TraceLine]:
    """Each span of the four parts, with the states in force when it began and those recorded inside it."""
    says = pl.col("item").cast(pl.String) + pl.lit(" ") + pl.col("state").replace_strict(_STATE_WORDS)
    mine = facts.states.filter(pl.col("item").cast(pl.String).is_in(items))
    by_item = list(_refs(facts, mine, key="item", says=says).values())
    parts = (("up", time.up), ("down", time.down), ("excluded", time.excluded), ("unknown", time.unknown))
    lines = [
        TraceLine(
            word, "", start, end, end - start, _degraded(time, start, end=end), _states_around(by_item, start, end=end)
        )
        for word, spans in parts
        for start, end in spans
    ]
    return sorted(lines, key=lambda line: line.start or 0)


_STATE_WORDS = dict(enumerate(STATES))


def _degraded(time: TimeParts, start: int, *, end: int) -> str:
    return "degraded in part" if time.degraded & Spans.of([(start, end)]) else ""


def _states_around(by_item: Sequence[tuple[FactRef, ...]], start: int, *, end: int) -> tuple[FactRef, ...]:
    found: list[FactRef] = []
    for refs in by_item:
        at = np.array([ref.at for ref in refs], dtype=np.int64)
        first = max(int(np.searchsorted(at, start, side="right")) - 1, 0)
        found += [ref for ref in refs[first : int(np.searchsorted(at, end, side="left"))] if ref.at < end]
    return tuple(sorted(found, key=lambda ref: ref.at))


# --- items and counts -------------------------------------------------------------------------------------------------


def _item_lines(items: Items, facts_of: Mapping[str, tuple[FactRef, ...]]) -> Iterable[TraceLine]:
    reasons = dict(items.reasons)
    for place, name in enumerate(items.ids.to_list()):
        start, stop = int(items.start[place]), int(items.stop[place])
        yield TraceLine(
            what=_OUTCOMES[int(items.outcome[place])],
            name=name,
            start=None if start == NEVER else start,
            end=None if stop == NEVER else stop,
            counted=int(items.elapsed[place]),
            why=reasons.get(name, ""),
            facts=facts_of.get(name) or facts_of.get(name.rpartition("#")[0], ()),
        )


def _facts_of_items(promise: Promise, facts: Facts) -> dict[str, tuple[FactRef, ...]]:
    """Facts by the name items go by: register item, occurrence, or work with what was said of it in surveys."""
    terms = promise.terms
    if isinstance(terms, DeliveryTerms):
        delivered = facts.deliveries.filter(pl.col("promise").cast(pl.String) == promise.id)
        return _refs(facts, delivered, key="occurrence", says=pl.col("outcome").cast(pl.String))
    if isinstance(terms, ShareTerms) and terms.of == "delivery":
        named = facts.deliveries.with_columns(name=pl.format("{} {}", "promise", "occurrence"))
        return _refs(facts, named, key="name", says=pl.col("outcome").cast(pl.String))
    if isinstance(terms, ShareTerms) and terms.of == "item":
        return _refs(facts, facts.members, key="item", says=pl.lit("member ") + pl.col("type").cast(pl.String))
    event = pl.col("event").cast(pl.String)
    found = _refs(
        facts, facts.work, key="work", says=pl.concat_str(event, pl.col("reason"), separator=" ", ignore_nulls=True)
    )
    answered = pl.lit("scored ") + pl.col("score") + pl.lit(" of ") + pl.col("of")
    for name, refs in _refs(facts, facts.surveys, key="work", says=answered).items():
        found[name] = (*found.get(name, ()), *refs)
    return found


def _count_lines(measurement: Measurement, facts: Facts, *, counts: pl.DataFrame) -> Iterable[TraceLine]:
    window = measurement.window
    inside = counts.filter((pl.col("end") > window.start) & (pl.col("end") <= window.end))
    says = pl.format("{} good of {}", "good", "total")
    for name, refs in _refs(facts, inside, key="item", says=says).items():
        for ref in refs:
            yield TraceLine("counted", name, None, ref.at, None, ref.says, (ref,))


def _refs(facts: Facts, frame: pl.DataFrame, *, key: str, says: pl.Expr) -> dict[str, tuple[FactRef, ...]]:
    """The facts of a table by a column, in the order of the table."""
    named = frame.select(
        pl.col(key).cast(pl.String).alias("key"),
        (pl.col("source").cast(pl.String) + pl.lit(":") + pl.col("id")).alias("name"),
        "at",
        says.alias("says"),
        "file",
        "line",
    )
    found: dict[str, list[FactRef]] = {}
    for name, ref, at, said, file, line in named.iter_rows():
        found.setdefault(name, []).append(FactRef(ref, at, said or "", facts.files[file], line))
    return {name: tuple(refs) for name, refs in found.items()}
