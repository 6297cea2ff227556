"""Columns of RFC 3339 texts to instants, a whole column at once, for the ways of writing that leave no doubt."""

import polars as pl

from upheld.quantities.instants import MICROS

__all__ = ["instants_of"]

_DATE_AND_TIME = "^[12][0-9]{3}-[0-9][0-9]-[0-9][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,6})?"
_IN_UTC = _DATE_AND_TIME + "Z$"
_WITH_OFFSET = _DATE_AND_TIME + "[+-](?:0[0-9]|1[0-3]):[0-5][0-9]$"


def instants_of(texts: pl.Series) -> pl.Series:
    """Instants [us UTC] of the texts that this quick way can read; null for all others, right or wrong."""
    table = texts.to_frame("text")
    instants = table.select(pl.when(pl.col("text").str.contains(_IN_UTC)).then(_in_utc())).to_series()
    if instants.null_count() > texts.null_count():
        read = pl.when(pl.col("text").str.contains(_WITH_OFFSET)).then(pl.col("text"))
        others = table.select(_with_offset(read)).to_series()
        instants = instants.fill_null(others)
    return instants


def _in_utc() -> pl.Expr:
    day = pl.col("text").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).cast(pl.Int64)
    micros = pl.col("text").str.slice(20).str.strip_chars_end("Z").str.pad_end(6, "0").cast(pl.Int64, strict=False)
    return ((day * 24 + _part(11)) * 60 + _part(14)) * (60 * MICROS) + _part(17) * MICROS + micros


def _part(start: int) -> pl.Expr:
    return pl.col("text").str.slice(start, 2).cast(pl.Int64, strict=False)


def _with_offset(text: pl.Expr) -> pl.Expr:
    form = "%Y-%m-%dT%H:%M:%S%.f%#z"
    return text.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False).to_physical()
