"""`count/1`: how often something happened to work in the window. Definition and worked table:
docs/measures/count.md.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from upheld.agreements.model import Agreement, CountTerms, Promise, Row
from upheld.evidence.facts import Facts
from upheld.measure.matching import latest_attributes, matches
from upheld.measure.measurement import Measurement
from upheld.measure.share import population_items
from upheld.measure.workload import of_service
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window

__all__ = ["count", "counted_events"]


def count(
    agreement: Agreement, promise: Promise, *, facts: Facts, windows: Sequence[tuple[Window, Window]], known_at: int
) -> list[Measurement]:
    """One measurement per row and window: events, each at its own instant, of work whose attributes fulfil the
    conditions.
    """
    events = counted_events(promise, facts=facts)
    return [
        _measured(promise, row, events=events, covered=covered, whole=whole)
        for row in promise.rows
        for covered, whole in windows
    ]


def counted_events(promise: Promise, *, facts: Facts) -> pl.DataFrame:
    """The events that a count promise is about, in whatever window they happened: `id` of the work, `at`, and its
    attributes as `set.x`.
    """
    terms = promise.terms
    assert isinstance(terms, CountTerms)  # noqa: S101 - the loader pairs measure and terms
    work = of_service(facts, terms.of, service=promise.service)
    latest = latest_attributes(facts, work)
    keep = matches(terms.where, latest.columns, prefix="set.")
    if terms.unless is not None:
        keep = keep & ~matches(terms.unless, latest.columns, prefix="set.")
    events = work.filter(pl.col("event").cast(pl.String) == terms.event).select(pl.col("work").alias("id"), "at")
    chosen = latest.filter(keep).rename({"work": "id"})
    return events.join(chosen, on="id", how="inner", maintain_order="left")


def _measured(promise: Promise, row: Row, *, events: pl.DataFrame, covered: Window, whole: Window) -> Measurement:
    mine = events.filter((pl.col("at") >= covered.start) & (pl.col("at") < covered.end))
    if promise.by is not None:
        column = f"set.{promise.by}"
        mine = mine.filter(pl.col(column) == row.value) if column in mine.columns else mine.clear()
    value = Ratio(len(mine), 1)
    limit = row.target.limit
    is_over = row.target.kind == "at-most" and limit is not None and value > limit
    return Measurement(
        promise=promise.id,
        row=row.value,
        window=covered,
        whole=whole,
        unit="count",
        value=value,
        lower=value,
        upper=value,
        without_exclusions=value,
        items=population_items(mine, np.full(len(mine), is_over)),
        population=len(mine),
        incidents=frozenset(mine["id"].to_list()) if is_over else frozenset(),
    )
