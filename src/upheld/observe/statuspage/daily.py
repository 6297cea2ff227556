"""Daily outage minutes as status pages publish them: exact counts of good time, weighted as the page weighs them."""

from datetime import date, timedelta
from typing import Final

import polars as pl

from upheld.observe.imported import LeftOut
from upheld.observe.records import RAGGED, left_out
from upheld.quantities.zones import day_start

__all__ = ["DAILY_COLUMNS", "daily_counts"]

DAILY_COLUMNS: Final = (
    "Date",
    "Service",
    "partial_outage_minutes",
    "major_outage_minutes",
    "scaled_total_outage_minutes",
)
"""The columns by which a table of daily minutes is known."""

_DAY: Final = 14_400
_OTHER_SUM: Final = "its numbers cannot be read, or are not 0.3 of the partial and all of the major minutes of one day"


def daily_counts(rows: pl.DataFrame, *, zone: str) -> tuple[pl.DataFrame, tuple[LeftOut, ...]]:
    """One `count` for each service and day of a known zone, in tenths of minutes: a partial minute is three tenths
    bad.
    """
    table = rows.with_columns(
        day=pl.col("Date").str.to_date("%Y-%m-%d", strict=False),
        bad=_whole("partial_outage_minutes") * 3 + _whole("major_outage_minutes") * 10,
    )
    said = pl.col("scaled_total_outage_minutes").str.to_decimal(scale=6) * 10
    reasons = (
        ("the row has another number of cells than the heading", pl.col(RAGGED)),
        ("its date cannot be read", pl.col("day").is_null()),
        (_OTHER_SUM, (said != pl.col("bad")).fill_null(value=True) | ~pl.col("bad").is_between(0, _DAY)),
    )
    left: list[LeftOut] = []
    for reason, is_wrong in reasons:
        wrong = is_wrong.fill_null(value=False)
        left.extend(left_out(table.filter(wrong), reason))
        table = table.filter(~wrong)
    days: list[date] = table["day"].unique().to_list()
    starts = {day: day_start(day, zone) for each in days for day in (each, each + timedelta(days=1))}
    start = pl.col("day").replace_strict(starts, return_dtype=pl.Int64)
    until = (pl.col("day") + pl.duration(days=1)).replace_strict(starts, return_dtype=pl.Int64)
    counts = table.select(
        pl.format("{}/{}", "Service", "Date").alias("id"),
        *(pl.col("Service").alias("item"), start.alias("from"), until.alias("until")),
        *((_DAY - pl.col("bad")).alias("good"), pl.lit(_DAY).alias("total"), pl.lit("0.1 min").alias("labels.unit")),
    )
    return counts, tuple(left)


def _whole(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64, strict=False)
