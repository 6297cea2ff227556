"""Conditions on attributes (`where`, `unless`, `among`) as polars expressions over text columns."""

from collections.abc import Sequence

import polars as pl

from upheld.agreements.model import Match
from upheld.evidence.columns import EVENTS
from upheld.evidence.facts import Facts

__all__ = ["NUMBER", "latest_attributes", "matches", "selected"]

NUMBER = pl.Decimal(38, 9)
"""Exact type in which attribute texts are compared with numbers: 38 digits, nine after the point."""


def matches(match: Match | None, columns: Sequence[str], *, prefix: str) -> pl.Expr:
    """True where every test holds; an attribute nobody recorded fulfils no test. `prefix` is that of the columns
    (`set.`).
    """
    if match is None:
        return pl.lit(value=True)
    tests = [
        _test(f"{prefix}{name}", comparison, values=values, columns=columns) for name, comparison, values in match.tests
    ]
    return pl.all_horizontal(tests).fill_null(value=False)


def _test(column: str, comparison: str, *, values: tuple[str, ...], columns: Sequence[str]) -> pl.Expr:
    if column not in columns:
        return pl.lit(value=False)
    text = pl.col(column).cast(pl.String)
    if comparison == "in":
        return text.is_in(list(values))
    if comparison == "!=":
        return text != values[0]
    number, limit = text.cast(NUMBER, strict=False), pl.lit(values[0]).cast(NUMBER)
    return {">=": number >= limit, ">": number > limit, "<=": number <= limit, "<": number < limit}[comparison]


def selected(frame: pl.DataFrame, where: Match | None, *, unless: Match | None, prefix: str) -> pl.DataFrame:
    """The rows that fulfil `where` and do not fulfil `unless`."""
    keep = matches(where, frame.columns, prefix=prefix)
    if unless is not None:
        keep = keep & ~matches(unless, frame.columns, prefix=prefix)
    return frame.filter(keep)


def latest_attributes(facts: Facts, work: pl.DataFrame) -> pl.DataFrame:
    """One row per piece of work in `work`: its last value of every attribute (`set.x`), and how often each event
    happened (`set.reopened`).

    An event name is an attribute too: `where: {reopened: ">= 1"}` asks how often. An attribute of that name that was
    recorded of a piece of work comes first there.
    """
    latest = {name: pl.col(name).drop_nulls().last() for name in facts.work.columns if name.startswith("set.")}
    for event in EVENTS:
        name, count = f"set.{event}", (pl.col("event").cast(pl.String) == event).sum().cast(pl.String)
        latest[name] = pl.coalesce(latest[name], count) if name in latest else count
    return work.group_by("work", maintain_order=True).agg(**latest)
