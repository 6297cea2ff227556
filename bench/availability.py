"""Availability of a fleet: 10,000 items with 1,000 state changes each in one month, service hours and excluded windows.

`python -m bench.availability [--json]` measures Upheld on one core beside DuckDB range joins and Polars ASOF joins on
all cores, in one run, once everything is loaded, and first proves on every item that they agree. Method and an earlier
trial: docs/performance.md.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.measure.fleet import Fleet, ItemWindows
from upheld.quantities.calendars import Calendar, Opening
from upheld.quantities.hours import Hours
from upheld.quantities.instants import DAY, HOUR
from upheld.quantities.spans import Spans
from upheld.quantities.windows import Window, period

ITEMS, CHANGES, WINDOWS, REPEATS = 10_000, 1_000, 4, 5
ZONE = "Europe/London"


@dataclass(frozen=True, slots=True)
class World:
    """The same facts for everybody: states by item and time, excluded windows, the month and its service hours."""

    states: pl.DataFrame
    excluded: ItemWindows
    month: Window
    hours: Hours


def world() -> World:
    """June 2025, Monday to Saturday 07:00 to 19:00, states alternating up and down at random instants."""
    month = period("2025-06", ZONE)
    day = (Opening(7 * 3600, 19 * 3600),)
    calendar = Calendar("service hours", ZONE, (day, day, day, day, day, day, ()))
    chance = np.random.default_rng(20250601)
    at = np.sort(chance.integers(month.start, month.end, (ITEMS, CHANGES)), axis=1).ravel()
    names = pl.Series([f"item-{number:05d}" for number in range(ITEMS)], dtype=pl.Categorical)
    item = np.repeat(np.arange(ITEMS), CHANGES)
    states = pl.DataFrame(
        {"item": names.gather(item), "at": at, "state": np.tile(np.array([1, 3], np.uint8), len(at) // 2)}
    )
    begins = month.start + np.tile(np.arange(WINDOWS) * 6 * DAY, ITEMS) + chance.integers(0, 5 * DAY, ITEMS * WINDOWS)
    excluded = ItemWindows(np.repeat(np.arange(ITEMS), WINDOWS), begins, begins + 8 * HOUR)
    return World(states, excluded, month, calendar.hours(month.start, month.end))


def upheld(given: World) -> NDArray[np.int64]:
    """Down service time outside the excluded windows, per item [us]."""
    fleet = Fleet.over(given.states, given.hours)
    return fleet.down_outside(given.month.start, given.month.end, excluded=given.excluded)


def served(given: World) -> pl.DataFrame:
    """The spans that count, per item, for those who join: service hours without the item's windows."""
    month = given.hours.open.clip(given.month.start, given.month.end)
    frames = []
    for number in range(ITEMS):
        own = slice(number * WINDOWS, (number + 1) * WINDOWS)
        left = month - Spans.from_arrays(given.excluded.start[own], given.excluded.end[own])
        frames.append(pl.DataFrame({"item": np.full(len(left), number, np.int32), "s": left.starts, "e": left.ends}))
    return pl.concat(frames)


def down_spans(given: World) -> pl.DataFrame:
    """Down spans per item, for those who join."""
    number = np.repeat(np.arange(ITEMS, dtype=np.int32), CHANGES)
    at = given.states["at"].to_numpy()
    ends = np.append(at[1:], given.month.end)
    ends[CHANGES - 1 :: CHANGES] = given.month.end
    is_down = given.states["state"].to_numpy() == 3
    return pl.DataFrame({"item": number[is_down], "s": at[is_down], "e": ends[is_down]})


SPANS = "SELECT item, t AS s, state, coalesce(lead(t) OVER (PARTITION BY item ORDER BY t), {end}) AS e FROM changes"
JOIN = (
    "SELECT d.item, sum(least(d.e, h.e) - greatest(d.s, h.s))::BIGINT AS us FROM {down} d JOIN hours h "
    "ON d.item = h.item AND d.s < h.e AND h.s < d.e GROUP BY d.item"
)


class Duck:
    """DuckDB with its tables loaded, and the range join a careful author writes (empty overlaps do not count)."""

    def __init__(self, given: World, down: pl.DataFrame, *, hours: pl.DataFrame) -> None:
        self.database = duckdb.connect()
        self.end = given.month.end
        number = np.repeat(np.arange(ITEMS, dtype=np.int32), CHANGES)
        states = given.states
        self._load("changes", {"item": number, "t": states["at"].to_numpy(), "state": states["state"].to_numpy()})
        for name, frame in (("down", down), ("hours", hours)):
            self._load(name, {column: frame[column].to_numpy() for column in frame.columns})

    def _load(self, name: str, columns: dict[str, NDArray[Any]]) -> None:
        self.database.register("given", columns)
        self.database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        self.database.unregister("given")

    def from_changes(self) -> NDArray[np.int64]:
        """Time down of each item [us], from its state changes."""
        spans = SPANS.format(end=self.end)
        return self._ask(
            f"WITH found AS MATERIALIZED (SELECT * FROM ({spans}) WHERE state = 3) " + JOIN.format(down="found")
        )

    def from_spans(self) -> NDArray[np.int64]:
        """The same from down spans that somebody found before."""
        return self._ask(JOIN.format(down="down"))

    def _ask(self, query: str) -> NDArray[np.int64]:
        answer = self.database.execute(query).fetchnumpy()
        result = np.zeros(ITEMS, dtype=np.int64)
        result[np.asarray(answer["item"])] = np.asarray(answer["us"])
        return result


def polars_asof(down: pl.DataFrame, hours: pl.DataFrame) -> NDArray[np.int64]:
    """F at both ends of every down span by ASOF joins on the item's own breakpoints."""
    length = pl.col("e") - pl.col("s")
    points = hours.sort("item", "s").with_columns(before=length.cum_sum().over("item") - length)

    def open_before(column: str) -> pl.Expr:
        return pl.col("before") + (pl.min_horizontal(pl.col(column), pl.col("e_right")) - pl.col("s_right"))

    total = pl.Series(np.zeros(len(down), np.int64))
    for column, sign in (("e", 1), ("s", -1)):
        ends = down.select("item", pl.col(column).alias("t")).with_row_index("row").sort("item", "t")
        met = ends.join_asof(points, left_on="t", right_on="s", by="item", strategy="backward", coalesce=False)
        f = met.select(
            "row", (pl.col("before") + pl.min_horizontal("t", "e") - pl.col("s")).fill_null(0).alias("f")
        ).sort("row")
        total = total + sign * f["f"]
    sums = down.select("item").with_columns(us=total).group_by("item").agg(pl.col("us").sum())
    result = np.zeros(ITEMS, dtype=np.int64)
    result[sums["item"].to_numpy()] = sums["us"].to_numpy()
    return result


def timed(work: Callable[[], object]) -> float:
    """Median seconds of several runs after a warm-up."""
    work()
    took = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return median(took)


def main() -> None:
    """Run everything once and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    given = world()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = upheld(given)
    working = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    down, hours = down_spans(given), served(given)
    duck = Duck(given, down, hours=hours)
    wrong = {
        "duckdb": int((duck.from_changes() != ours).sum()),
        "polars": int((polars_asof(down, hours) != ours).sum()),
    }
    fleet = Fleet.over(given.states, given.hours)
    seconds = {
        "upheld, one core": timed(lambda: upheld(given)),
        "duckdb range join, all cores": timed(duck.from_changes),
        "duckdb range join, all cores, down spans found before": timed(duck.from_spans),
        "polars ASOF join, all cores": timed(lambda: polars_asof(down_spans(given), hours)),
    }
    sub = timed(lambda: fleet.down_between(given.month.start + 5 * DAY, given.month.start + 9 * DAY))
    columns = given.states.estimated_size()
    result = {
        "spans": ITEMS * CHANGES,
        "million_spans_per_second": {name: round(ITEMS * CHANGES / took / 1e6, 1) for name, took in seconds.items()},
        "times_as_fast": {name: round(took / seconds["upheld, one core"], 1) for name, took in seconds.items()},
        "items_that_differ": wrong,
        "any_sub_period_of_all_items_ms": round(sub * 1000, 1),
        "working_memory_over_columns": round(working / columns, 2),
    }
    print(json.dumps(result, indent=2) if as_json else "\n".join(f"{key}: {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
