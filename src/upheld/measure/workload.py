"""Work facts as arrays: one row per event in the order that decides, with the item it belongs to and the promise row in
force.

Order at one instant: event time, source sequence, then stop, pause, resume, start, reset (semantics page, "Work
clocks").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.agreements.model import ElapsedTerms, Match, Promise
from upheld.evidence.facts import Facts
from upheld.measure.matching import latest_attributes, matches

__all__ = ["REOPENABLE", "START_EVENTS", "STOP_EVENTS", "Workload", "first_per_item", "of_service", "workload"]

START_EVENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"reported": ("reported", "detected", "opened")})
"""What starts a clock `from` this event: the earliest of these. `reported` takes the earliest sign anyone had of
the matter.
"""

STOP_EVENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "worked-around": ("worked-around", "restored", "resolved", "closed"),
        "contained": ("contained", "restored", "resolved", "closed"),
        "restored": ("restored", "resolved", "closed"),
        "resolved": ("resolved", "closed"),
        "decided": ("approved", "rejected"),
    }
)
"""What stops a clock `to` this event: a later step of the lifecycle implies the earlier one."""

REOPENABLE = frozenset({"worked-around", "contained", "restored", "resolved", "closed", "confirmed"})
"""Stops that a `reopened` event takes back; an answer once given stays given."""

_HUMAN_ACTIONS = (*("acknowledged", "arrived", "made-safe", "worked-around", "contained", "restored", "resolved"),)
_LIKE_A_STOP = 0
_ORDER = MappingProxyType(
    {"paused": 1, "resumed": 2, "reported": 3, "detected": 3, "opened": 3, "reopened": 4, "reclassified": 5}
)
"""Of events at one instant; what is not listed may stop a clock and comes first."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Events of one population, sorted by item and deciding order. Arrays have one row per event, `ids` one per item.

    `row` is the promise row in force from this event on (-1: the agreement has none for it). `rank` is the position in
    `frame`.
    """

    ids: pl.Series
    item: NDArray[np.int64]
    at: NDArray[np.int64]
    row: NDArray[np.int64]
    frame: pl.DataFrame

    def happened(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Which events bear one of these names."""
        return self.frame["event"].cast(pl.String).is_in(list(names)).to_numpy()

    def stops(self, to: str) -> NDArray[np.bool_]:
        """Which events stop a clock that runs `to` this event."""
        if to != "first-human-reply":
            return self.happened(STOP_EVENTS.get(to, (to,)))
        event = pl.col("event").cast(pl.String)
        by_human = (pl.col("side").cast(pl.String) == "provider") & (pl.col("actor_kind").cast(pl.String) == "human")
        is_message = (event == "replied") & pl.col("public").fill_null(value=False)
        answers = self.frame.select((by_human & (is_message | event.is_in(_HUMAN_ACTIONS))).fill_null(value=False))
        return answers.to_series().to_numpy()


def of_service(facts: Facts, kind: str, *, service: str | None) -> pl.DataFrame:
    """Work of this type that is of this service, or of which nobody said what service it is of."""
    work = facts.work.filter(pl.col("type").cast(pl.String) == kind)
    if service is None or "set.service" not in work.columns:
        return work
    own = pl.col("set.service").drop_nulls().last().over("work")
    return work.filter(own.is_null() | (own == service))


def workload(facts: Facts, promise: Promise, *, terms: ElapsedTerms) -> Workload:
    """The events of every piece of work the promise is about, each with the promise row then in force."""
    work = _conditioned(
        facts, of_service(facts, terms.of, service=promise.service), where=terms.where, unless=terms.unless
    )
    order = pl.col("event").cast(pl.String).replace_strict(dict(_ORDER), default=_LIKE_A_STOP, return_dtype=pl.Int8)
    frame = work.sort("work", "at", "seq", order, maintain_order=True)
    ids = frame["work"]
    is_first = (ids != ids.shift(1)).fill_null(value=True).to_numpy()
    item = np.cumsum(is_first, dtype=np.int64) - 1
    return Workload(
        ids.filter(pl.Series(is_first)), item, frame["at"].to_numpy(), _rows(frame, promise, item=item), frame
    )


def _conditioned(facts: Facts, work: pl.DataFrame, *, where: Match | None, unless: Match | None) -> pl.DataFrame:
    if where is None and unless is None:
        return work
    latest = latest_attributes(facts, work)
    keep = matches(where, latest.columns, prefix="set.")
    if unless is not None:
        keep = keep & ~matches(unless, latest.columns, prefix="set.")
    return work.join(latest.filter(keep).select("work"), on="work", how="semi", maintain_order="left")


def _rows(frame: pl.DataFrame, promise: Promise, *, item: NDArray[np.int64]) -> NDArray[np.int64]:
    """The promise row at each event: the last value said, before the first one the first that is said later."""
    if promise.by is None:
        return np.zeros(len(item), dtype=np.int64)
    column = f"set.{promise.by}"
    if column not in frame.columns:
        return np.full(len(item), -1, dtype=np.int64)
    rows = {row.value: index for index, row in enumerate(promise.rows)}
    said = frame[column]
    code = said.replace_strict(rows, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
    return _filled(code, said.is_not_null().to_numpy(), item=item)


def _filled(code: NDArray[np.int64], is_said: NDArray[np.bool_], *, item: NDArray[np.int64]) -> NDArray[np.int64]:
    here = np.arange(len(code), dtype=np.int64)
    last = np.maximum.accumulate(np.where(is_said, here, -1)) if len(code) else here
    is_own = (last >= 0) & (item[np.maximum(last, 0)] == item)
    first = first_per_item(is_said, here, item=item, missing=-1)
    chosen = np.where(is_own, last, first[item] if len(item) else here)
    return np.where(chosen >= 0, code[np.maximum(chosen, 0)], -1) if len(code) else code


def first_per_item(
    chosen: NDArray[np.bool_], values: NDArray[np.int64], *, item: NDArray[np.int64], missing: int
) -> NDArray[np.int64]:
    """For each item the value at its first chosen event, `missing` where it has none."""
    result = np.full(int(item[-1]) + 1 if len(item) else 0, missing, dtype=np.int64)
    where = np.flatnonzero(chosen)[::-1]
    result[item[where]] = values[where]
    return result
