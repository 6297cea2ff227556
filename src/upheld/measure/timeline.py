"""When a service was up: state facts become one four-valued timeline per item, and timelines combine by `up_when`.

A timeline holds two statements, *fully up* and *usable* (up or degraded), each as the spans where it is certain and the
spans where
it is possible; what lies between is unknown. Combining is three-valued (Kleene): counting how many parts certainly, and
how
many possibly, fulfil a statement. Semantics page, steps 2 to 4.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import AllOf, AnyOf, AtLeastOf, ItemRef, UpWhen
from upheld.evidence.facts import Facts
from upheld.quantities.spans import Spans

__all__ = [
    "DEGRADED",
    "DOWN",
    "UP",
    "Timeline",
    "combined",
    "covered_by_at_least",
    "depends_on",
    "item_timeline",
    "items_of",
    "service_timeline",
]

UNKNOWN, UP, DEGRADED, DOWN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Timeline:
    """Certain and possible spans of the two statements; certain is always inside possible."""

    up: Spans
    maybe_up: Spans
    usable: Spans
    maybe_usable: Spans

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
    """The spans that lie in at least `count` of the sets: one sweep over all edges, no loop over pieces."""
    edges = np.concatenate([s.starts for s in sets] + [s.ends for s in sets])
    steps = np.ones(len(edges), dtype=np.int64)
    steps[len(edges) // 2 :] = -1
    order = np.argsort(edges, kind="stable")
    edges, depth = edges[order], np.cumsum(steps[order])
    is_last = np.append(edges[1:] != edges[:-1], True)[: len(edges)]
    at, inside = edges[is_last], depth[is_last] >= count
    before = np.concatenate(([False], inside[:-1])) if len(inside) else inside
    return Spans.from_arrays(at[inside & ~before], at[~inside & before])


def combined(node: UpWhen, leaf: Callable[[str], Timeline]) -> Timeline:
    """The timeline of a composition from the timelines of its items."""
    if isinstance(node, ItemRef):
        return leaf(node.item)
    parts = [combined(part, leaf) for part in node.parts]
    count = _needed(node)
    return Timeline(
        up=covered_by_at_least(count, [p.up for p in parts]),
        maybe_up=covered_by_at_least(count, [p.maybe_up for p in parts]),
        usable=covered_by_at_least(count, [p.usable for p in parts]),
        maybe_usable=covered_by_at_least(count, [p.maybe_usable for p in parts]),
    )


def service_timeline(up_when: UpWhen, facts: Facts, *, until: int) -> Timeline:
    """The timeline of a service up to `until` (exclusive); later, and before the first record, everything is
    possible.
    """
    names = items_of(up_when)
    states = facts.states.filter(pl.col("item").cast(pl.String).is_in(names))
    watches = facts.watches.filter(pl.col("item").cast(pl.String).is_in(names))
    by_item = {str(key[0]): frame for key, frame in states.partition_by("item", as_dict=True).items()}
    watched = {str(key[0]): frame for key, frame in watches.partition_by("item", as_dict=True).items()}

    def leaf(name: str) -> Timeline:
        return item_timeline(by_item.get(name, states.clear()), watched.get(name, watches.clear()), until=until)

    return combined(up_when, leaf)


def item_timeline(states: pl.DataFrame, watches: pl.DataFrame, *, until: int) -> Timeline:
    """The timeline of one item from its state and watch facts, all sources.

    A state holds until the next state of the same source, and no longer than `until`. A source that says when it
    watched knows nothing
    outside those spans. Sources that contradict each other leave the time unknown; a source that knows yields to none
    that does not.
    """
    is_up, not_up, is_usable, not_usable = (Spans.empty() for _ in range(4))
    for key, frame in states.partition_by("source", as_dict=True, maintain_order=True).items():
        spans = _held_states(frame, until)
        seen = watches.filter(pl.col("source") == key[0])
        if len(seen):
            spans = {state: held & _watched(seen) for state, held in spans.items()}
        is_up, not_up = is_up | spans[UP], not_up | spans[DEGRADED] | spans[DOWN]
        is_usable, not_usable = is_usable | spans[UP] | spans[DEGRADED], not_usable | spans[DOWN]
    return Timeline(
        up=is_up - not_up,
        maybe_up=_everything_but(not_up - is_up),
        usable=is_usable - not_usable,
        maybe_usable=_everything_but(not_usable - is_usable),
    )


_BEGINNING, _END = -(2**62), 2**62


def _everything_but(spans: Spans) -> Spans:
    return spans.complement(_BEGINNING, _END)


def _watched(watches: pl.DataFrame) -> Spans:
    return Spans.from_arrays(watches["start"].to_numpy(), watches["end"].to_numpy())


def _held_states(states: pl.DataFrame, until: int) -> dict[int, Spans]:
    """Spans of each known state of one source; the later of two records at one instant wins."""
    at: NDArray[np.int64] = states["at"].to_numpy()
    state: NDArray[np.uint8] = states["state"].to_numpy()
    ends = np.minimum(np.append(at[1:], until), until)
    return {
        code: Spans.from_arrays(at[mine], np.maximum(ends[mine], at[mine]))
        for code in (UP, DEGRADED, DOWN)
        for mine in (state == code,)
    }
