"""What made down time: the outages that touch a window, the items that were down in each, the facts that say so,
the same failure's work.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import UpWhen
from upheld.evidence.facts import Facts
from upheld.measure.measurement import Outage
from upheld.measure.timeline import DOWN, Timeline, items_of
from upheld.quantities.instants import NEVER
from upheld.quantities.spans import Spans
from upheld.quantities.windows import Window

__all__ = ["incidents_during", "incidents_on", "outages"]

_States = Callable[[str], pl.DataFrame]
_Causes = tuple[tuple[str, ...], tuple[str, ...]]


def outages(
    items: Mapping[str, Timeline], states_of: _States, *, down: tuple[Spans, Spans], counted: Spans, window: Window
) -> tuple[Outage, ...]:
    """Outages touching `window`, by start. `states_of` gives the records of an item that count, `down` are the outages
    that count and those the outage rules dropped; `counted` is what the figure holds.
    """
    frame = Spans.of([(window.start, window.end)])
    kept, dropped = ([_bounded(*piece, window=window) for piece in spans.overlapping(frame)] for spans in down)
    every = sorted([(*piece, "") for piece in kept] + [(*piece, "too short to count") for piece in dropped])
    if not every:
        return ()
    starts = np.array([start for start, _, _ in every], dtype=np.int64)
    ends = np.array([end for _, end, _ in every], dtype=np.int64)
    open_time = counted.covered_between(starts, ends)
    causes = _causes(items, states_of, starts=starts, ends=ends)
    return tuple(
        Outage(start, end, int(open_time[index]), *causes[index], note=note)
        for index, (start, end, note) in enumerate(every)
    )


_LONG_AGO, _FAR_AHEAD = -(2**60), 2**60


def _bounded(start: int, end: int, *, window: Window) -> tuple[int, int]:
    """An outage without beginning or end, as unknown time that counts as down can be, is told as far as the window."""
    return window.start if start < _LONG_AGO else start, window.end if end > _FAR_AHEAD else end


def _causes(
    items: Mapping[str, Timeline], states_of: _States, *, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> Sequence[_Causes]:
    """For each outage the items down in it, and for each of those the record in force when it was first down in it."""
    found: list[list[str]] = [[] for _ in starts]
    names: list[list[str]] = [[] for _ in starts]
    for item, timeline in items.items():
        down = timeline.down(int(starts.min()), int(ends.max()))
        met = np.flatnonzero(down.covered_between(starts, ends) > 0)
        if not len(met):
            continue
        mine = states_of(item)
        records = mine.filter(pl.col("state") == DOWN)
        at, sources, ids = (
            records["at"].to_numpy(),
            records["source"].cast(pl.String).to_list(),
            records["id"].to_list(),
        )
        for index in met:
            first_down = max(int(down.starts[np.searchsorted(down.ends, starts[index], side="right")]), starts[index])
            row = int(np.searchsorted(at, first_down, side="right")) - 1
            found[index].append(item)
            names[index].append(f"{sources[row]}:{ids[row]}")
    return [(tuple(down_items), tuple(facts_of)) for down_items, facts_of in zip(found, names, strict=True)]


def incidents_during(up_when: UpWhen, service: str | None, *, facts: Facts, down: Spans) -> frozenset[str]:
    """Incidents on the service or one of its items that were open while counted down time ran: the same failure,
    for the one-incident rule.
    """
    if not down:
        return frozenset()
    mine = incidents_on(up_when, service, facts=facts)
    ends = mine["end"].fill_null(NEVER).to_numpy()
    is_met = down.covered_between(mine["start"].to_numpy(), ends) > 0
    return frozenset(mine["work"].filter(pl.Series(is_met)).to_list())


def incidents_on(up_when: UpWhen, service: str | None, *, facts: Facts) -> pl.DataFrame:
    """Incidents on the service or one of its items: `work`, `start` and `end` [us UTC], null while it is open."""
    is_over = pl.col("event").cast(pl.String).is_in(["restored", "resolved", "closed"])
    work = facts.work
    if "set.item" not in work.columns:
        work = work.with_columns(pl.lit(None, dtype=pl.String).alias("set.item"))
    return (
        work.filter(pl.col("type").cast(pl.String) == "incident")
        .group_by("work")
        .agg(
            pl.col("at").min().alias("start"),
            pl.col("at").filter(is_over).min().alias("end"),
            pl.col("set.item").drop_nulls().last().alias("item"),
        )
        .filter(pl.col("item").is_in([*items_of(up_when), service]))
    )
