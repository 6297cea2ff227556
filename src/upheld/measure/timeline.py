"""When a service was up: state facts become one four-valued timeline per item, and timelines combine by `up_when`.

A timeline holds two statements, *fully up* and *usable* (up or degraded), each as the spans where it is certain and the
spans where
it is possible; what lies between is unknown. Combining is three-valued (Kleene): counting how many parts certainly, and
how
many possibly, fulfil a statement. Semantics page, steps 2 to 4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import AllOf, AnyOf, AtLeastOf, ItemRef, UpWhen
from upheld.evidence.facts import Facts
from upheld.measure.hearing import Hearing
from upheld.measure.lookup import of_item
from upheld.quantities.spans import Spans

__all__ = [
    "DEGRADED",
    "DOWN",
    "UNKNOWN",
    "UP",
    "Timeline",
    "combined",
    "covered_by_at_least",
    "depends_on",
    "item_timeline",
    "item_timelines",
    "items_of",
    "known_states",
]

UNKNOWN, UP, DEGRADED, DOWN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Timeline:
    """Certain and possible spans of the two statements; certain is always inside possible."""

    up: Spans
    maybe_up: Spans
    usable: Spans
    maybe_usable: Spans

    @property
    def is_never_degraded(self) -> bool:
        """Whether *fully up* and *usable* are the same statement here."""
        return self.usable is self.up and self.maybe_usable is self.maybe_up

    def degraded(self) -> Spans:
        """Certainly usable and certainly not fully up."""
        return self.usable - self.maybe_up

    def down(self, start: int, end: int) -> Spans:
        """Certainly not usable, within [start, end)."""
        return self.maybe_usable.complement(start, end)


def items_of(up_when: UpWhen) -> tuple[str, ...]:
    """Every item a service is made of, each once, in the order written."""
    return tuple(dict.fromkeys(_leaves(up_when)))


def _leaves(node: UpWhen) -> Iterator[str]:
    if isinstance(node, ItemRef):
        yield node.item
        return
    for part in node.parts:
        yield from _leaves(part)


def depends_on(up_when: UpWhen, items: Sequence[str]) -> bool:
    """Whether the service cannot be up while all of `items` are down and everything else is up."""
    return not _stands(up_when, frozenset(items))


def _stands(node: UpWhen, down: frozenset[str]) -> bool:
    if isinstance(node, ItemRef):
        return node.item not in down
    standing = sum(_stands(part, down) for part in node.parts)
    return standing >= _needed(node)


def _needed(node: AnyOf | AllOf | AtLeastOf) -> int:
    if isinstance(node, AnyOf):
        return 1
    return len(node.parts) if isinstance(node, AllOf) else node.count


def covered_by_at_least(count: int, sets: Sequence[Spans]) -> Spans:
    """The spans that lie in at least `count` of the sets: one sort of all edges, no loop over pieces.

    Every edge lies within 2**61 of 1970, so an edge and its direction fit in one sortable number.
    """
    opening = np.concatenate([spans.starts for spans in sets]) * 2 + 1
    closing = np.concatenate([spans.ends for spans in sets]) * 2
    edges = np.sort(np.concatenate((opening, closing)))
    at, depth = edges >> 1, np.cumsum((edges & 1) * 2 - 1)
    is_last = np.append(at[1:] != at[:-1], True)[: len(at)]
    at, inside = at[is_last], depth[is_last] >= count
    before = np.concatenate(([False], inside[:-1])) if len(inside) else inside
    return Spans.from_arrays(at[inside & ~before], at[~inside & before])


def combined(node: UpWhen, items: Mapping[str, Timeline]) -> Timeline:
    """The timeline of a composition from the timelines of its items."""
    if isinstance(node, ItemRef):
        return items[node.item]
    parts = [combined(part, items) for part in node.parts]
    count = _needed(node)
    up = covered_by_at_least(count, [part.up for part in parts])
    maybe_up = covered_by_at_least(count, [part.maybe_up for part in parts])
    if all(part.is_never_degraded for part in parts):
        return Timeline(up, maybe_up, up, maybe_up)
    return Timeline(
        up=up,
        maybe_up=maybe_up,
        usable=covered_by_at_least(count, [part.usable for part in parts]),
        maybe_usable=covered_by_at_least(count, [part.maybe_usable for part in parts]),
    )


def item_timelines(up_when: UpWhen, facts: Facts, *, hearing: Hearing, until: int) -> dict[str, Timeline]:
    """The timeline of every item of a service up to `until` (exclusive); later, and before its first record, everything
    is possible.
    """
    return {
        name: item_timeline(
            hearing.of(of_item(facts.states, name)), of_item(facts.watches, name), hearing=hearing, until=until
        )
        for name in items_of(up_when)
    }


def item_timeline(states: pl.DataFrame, watches: pl.DataFrame, *, hearing: Hearing, until: int) -> Timeline:
    """The timeline of one item from its state and watch facts, all of them of sources that are heard.

    A state holds until the next state of the same source, and no longer than `until`. A source that says when it
    watched knows nothing outside those spans, one that declares an interval nothing between observations too far
    apart. Where sources contradict each other the tie rule of the hearing decides; one that knows yields to none that
    does not.
    """
    sources = {
        source: _known(frame, _of_source(watches, source), until=until, gap=hearing.longest_gap(source))
        for source, frame in _by_source(states)
    }
    if len(sources) <= 1 and not any(known[DEGRADED] for known in sources.values()):
        up, down = (Spans.union_all(known[code] for known in sources.values()) for code in (UP, DOWN))
        maybe_up = _everything_but(down)
        return Timeline(up, maybe_up, up, maybe_up)
    up, never_up = hearing.decided({name: (it[UP], it[DEGRADED] | it[DOWN]) for name, it in sources.items()})
    usable, never_usable = hearing.decided({name: (it[UP] | it[DEGRADED], it[DOWN]) for name, it in sources.items()})
    return Timeline(up, _everything_but(never_up), usable, _everything_but(never_usable))


def known_states(states: pl.DataFrame, watches: pl.DataFrame, *, until: int, gap: int | None) -> Spans:
    """When one source knew the state of one item, from its own state and watch facts; `gap` is the most time [us] that
    may lie between two of its observations.
    """
    at, ends, state = _spells(states, until, gap=gap)
    known = Spans.from_arrays(at[state != UNKNOWN], ends[state != UNKNOWN])
    return known if watches.is_empty() else known & _watched(watches)


def _by_source(states: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The records of each source. Most items have one, and tables are dear to split."""
    codes = states["source"].to_physical().to_numpy()
    if not len(codes):
        return []
    if (codes == codes[0]).all():
        return [(str(states["source"][0]), states)]
    parts = states.partition_by("source", as_dict=True, maintain_order=True)
    return [(str(key[0]), frame) for key, frame in parts.items()]


def _of_source(watches: pl.DataFrame, source: str) -> pl.DataFrame:
    return watches if watches.is_empty() else watches.filter(pl.col("source").cast(pl.String) == source)


def _known(states: pl.DataFrame, watches: pl.DataFrame, *, until: int, gap: int | None) -> dict[int, Spans]:
    """The states of a source within the spans it says it watched; all of them where it says nothing."""
    known = _held_states(states, until, gap=gap)
    if watches.is_empty():
        return known
    watched = _watched(watches)
    return {state: held & watched for state, held in known.items()}


def _watched(watches: pl.DataFrame) -> Spans:
    return Spans.from_arrays(watches["start"].to_numpy(), watches["end"].to_numpy())


_BEGINNING, _END = -(2**61), 2**61


def _everything_but(spans: Spans) -> Spans:
    return spans.complement(_BEGINNING, _END)


def _held_states(states: pl.DataFrame, until: int, *, gap: int | None) -> dict[int, Spans]:
    """Spans of each known state of one source."""
    at, ends, state = _spells(states, until, gap=gap)
    return {code: Spans.from_arrays(at[mine], ends[mine]) for code in (UP, DEGRADED, DOWN) for mine in (state == code,)}


def _spells(
    states: pl.DataFrame, until: int, *, gap: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Start, end and state of each record of one source; what is longer than `gap` is unknown. Of two records at one
    instant the earlier ends where it starts.
    """
    at: NDArray[np.int64] = states["at"].to_numpy()
    state: NDArray[np.uint8] = states["state"].to_numpy()
    ends = np.maximum(np.minimum(np.append(at[1:], until)[: len(at)], until), at)
    if gap is not None:
        state = np.where(ends - at > gap, np.uint8(UNKNOWN), state)
    return at, ends, state
