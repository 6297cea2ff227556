"""`share/1`: the share of a population that meets a condition. Definition and worked table: docs/measures/share.md."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from upheld.agreements.model import Agreement, Promise, Row, ShareTerms
from upheld.evidence.facts import Facts
from upheld.measure.matching import latest_attributes, matches
from upheld.measure.measurement import Items, Measurement
from upheld.measure.workload import of_service
from upheld.quantities.instants import NEVER
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window

__all__ = ["counted_members", "population_items", "share"]


def share(
    agreement: Agreement, promise: Promise, *, facts: Facts, windows: Sequence[tuple[Window, Window]], known_at: int
) -> list[Measurement]:
    """One measurement per row and window: members of the population that meet `where`, over all of it."""
    terms = promise.terms
    assert isinstance(terms, ShareTerms)  # noqa: S101 - the loader pairs measure and terms
    population = counted_members(promise, facts=facts)
    judged = population.with_columns(fulfils=matches(terms.where, population.columns, prefix="set."))
    return [
        _measured(promise, row, judged=judged, covered=covered, whole=whole)
        for row in promise.rows
        for covered, whole in windows
    ]


def counted_members(promise: Promise, *, facts: Facts) -> pl.DataFrame:
    """The population of a share promise, in whatever window each counts: columns as in `_population`."""
    terms = promise.terms
    assert isinstance(terms, ShareTerms)  # noqa: S101 - the loader pairs measure and terms
    population = _population(promise, terms, facts=facts)
    keep = matches(terms.among, population.columns, prefix="set.")
    if terms.unless is not None:
        keep = keep & ~matches(terms.unless, population.columns, prefix="set.")
    return population.filter(keep)


def _population(promise: Promise, terms: ShareTerms, *, facts: Facts) -> pl.DataFrame:
    """Columns `id`, `at` (from when it counts), `until` (NEVER unless it is membership), and its attributes as
    `set.x`.
    """
    if terms.of == "survey":
        return _surveys(facts, service=promise.service)
    if terms.of == "item":
        return _members(facts)
    if terms.of == "delivery":
        return _deliveries(facts)
    work = of_service(facts, terms.of, service=promise.service)
    happened = work.filter(pl.col("event").cast(pl.String) == terms.counted_by)
    when = happened.group_by("work", maintain_order=True).agg(pl.col("at").min(), pl.lit(NEVER).alias("until"))
    latest = latest_attributes(facts, work)
    return when.join(latest, on="work", how="left", maintain_order="left").rename({"work": "id"})


def _surveys(facts: Facts, *, service: str | None) -> pl.DataFrame:
    """Answers about work of this service, or of which nobody said what service it is of."""
    answers = facts.surveys.select(
        pl.col("work").alias("id"), "at", pl.lit(NEVER).alias("until"), *_as_set(["score", "of"])
    )
    latest = latest_attributes(facts, facts.work).rename({"work": "id"})
    known = [name for name in latest.columns if name not in answers.columns or name == "id"]
    joined = answers.join(latest.select(known), on="id", how="left", maintain_order="left")
    if service is None or "set.service" not in joined.columns:
        return joined
    return joined.filter(pl.col("set.service").is_null() | (pl.col("set.service") == service))


def _members(facts: Facts) -> pl.DataFrame:
    named = [name for name in facts.members.columns if name.startswith("attribute.")]
    attributes = [pl.col(name).alias(f"set.{name.removeprefix('attribute.')}") for name in named]
    return facts.members.select(
        pl.col("item").cast(pl.String).alias("id"),
        pl.col("start").alias("at"),
        pl.col("end").fill_null(NEVER).alias("until"),
        pl.col("type").cast(pl.String).alias("set.type"),
        *attributes,
    )


def _deliveries(facts: Facts) -> pl.DataFrame:
    named = pl.concat_str(pl.col("promise").cast(pl.String), pl.lit(" "), pl.col("occurrence"))
    return facts.deliveries.select(
        named.alias("id"), "at", pl.lit(NEVER).alias("until"), *_as_set(["promise", "outcome", "occurrence"])
    )


def _as_set(names: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(name).cast(pl.String).alias(f"set.{name}") for name in names]


def _in_window(frame: pl.DataFrame, window: Window, *, is_membership: bool) -> pl.DataFrame:
    """Events inside the window; of memberships those in force at its last instant, the latest record of an item."""
    if not is_membership:
        return frame.filter((pl.col("at") >= window.start) & (pl.col("at") < window.end))
    in_force = frame.filter((pl.col("at") < window.end) & (pl.col("until") >= window.end))
    return in_force.sort("at", maintain_order=True).unique("id", keep="last", maintain_order=True)


def _measured(promise: Promise, row: Row, *, judged: pl.DataFrame, covered: Window, whole: Window) -> Measurement:
    terms = promise.terms
    assert isinstance(terms, ShareTerms)  # noqa: S101 - see `share`
    mine = _in_window(judged, covered, is_membership=terms.of == "item")
    if promise.by is not None:
        column = f"set.{promise.by}"
        mine = mine.filter(pl.col(column) == row.value) if column in mine.columns else mine.clear()
    fulfils = mine["fulfils"].to_numpy()
    is_bad = fulfils if row.target.kind == "at-most" else ~fulfils
    value = Ratio(int(np.count_nonzero(fulfils)), len(mine)) if len(mine) else None
    items = population_items(mine, is_bad)
    is_work = terms.of not in ("survey", "item", "delivery")
    return Measurement(
        promise=promise.id,
        row=row.value,
        window=covered,
        whole=whole,
        unit="share",
        value=value,
        lower=value,
        upper=value,
        without_exclusions=value,
        items=items,
        population=len(mine),
        incidents=frozenset(mine["id"].filter(pl.Series(is_bad)).to_list()) if is_work else frozenset(),
    )


def population_items(mine: pl.DataFrame, is_bad: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Items:
    """Items without a clock: what counts against the promise is missed, the rest met."""
    never, zero = np.full(len(mine), NEVER, dtype=np.int64), np.zeros(len(mine), dtype=np.int64)
    return Items(
        ids=mine["id"],
        start=mine["at"].to_numpy(),
        stop=never,
        deadline=never,
        elapsed=zero,
        paused=zero,
        late=zero,
        outcome=is_bad.astype(np.uint8),
    )
