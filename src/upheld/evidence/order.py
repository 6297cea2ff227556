"""The one order of the facts of a kind: by what they are about, at, seq, source, id; texts by their UTF-8 bytes."""

import numpy as np
import numpy.typing as npt
import polars as pl

from upheld.evidence.columns import Kind

__all__ = ["in_order"]

_BITS = 63

_Whole = npt.NDArray[np.int64]


def in_order(kind: Kind, table: pl.DataFrame) -> pl.DataFrame:
    """The table in the order of `Facts`; facts with the same source and id stay neighbours in the order they came."""
    if table.height < 2:
        return table
    packed = _packed(table, kind.key)
    if packed is None:
        order = table.select(pl.arg_sort_by(*_sort_keys(kind.key), maintain_order=True)).to_series()
        return _gathered(table, order)
    is_sorted = bool((packed[1:] >= packed[:-1]).all())
    order = pl.Series(np.arange(len(packed), dtype=np.uint32)) if is_sorted else pl.Series(packed).arg_sort()
    arranged = packed if is_sorted else packed[order.to_numpy()]
    tied = arranged[1:] == arranged[:-1]
    if tied.any():
        order = _untied(table, order, tied=tied)
    elif is_sorted:
        return table
    return _gathered(table, order)


def _sort_keys(key: str) -> list[pl.Expr]:
    return [pl.col(key).cast(pl.String), pl.col("at"), pl.col("seq"), pl.col("source").cast(pl.String), pl.col("id")]


def _packed(table: pl.DataFrame, key: str) -> _Whole | None:
    """Rank of what a fact is about and its instant in one integer; None where 63 bits are too few."""
    ranks, count = _ranks(table[key])
    at: _Whole = table["at"].to_numpy()
    first = int(at.min())
    width = (int(at.max()) - first).bit_length()
    if width + (count - 1).bit_length() > _BITS:
        return None
    return (ranks << width) | (at - first)


def _ranks(names: pl.Series) -> tuple[_Whole, int]:
    """The place of every name among the different names, and how many of those there are."""
    if names.dtype == pl.Categorical:
        codes = names.to_physical()
        different = names.gather(codes.arg_unique())
        in_order = different.gather(different.cast(pl.String).arg_sort())
        rank_of_code = np.zeros(int(codes.to_numpy().max()) + 1, dtype=np.int64)
        rank_of_code[in_order.to_physical().to_numpy()] = np.arange(len(in_order))
        return rank_of_code[codes.to_numpy()], len(in_order)
    known = names.unique().sort()
    ranks: _Whole = names.cast(pl.Enum(known)).to_physical().to_numpy().astype(np.int64)
    return ranks, len(known)


def _untied(table: pl.DataFrame, order: pl.Series, *, tied: npt.NDArray[np.bool_]) -> pl.Series:
    """The order with the rows of equal key and instant put in order by the rest."""
    inside = np.zeros(len(order), dtype=bool)
    inside[1:] |= tied
    inside[:-1] |= tied
    places = np.flatnonzero(inside)
    rows = order.to_numpy()[places]
    run = np.cumsum(~np.concatenate([[False], tied]))[places]
    columns = _picked(table, rows)
    ranked = columns.with_columns(run=pl.Series(run), row=pl.Series(rows)).sort(
        "run", "seq", "source", "id", "row", maintain_order=True
    )
    settled = order.to_numpy().copy()
    settled[places] = ranked["row"].to_numpy()
    return pl.Series(settled)


def _picked(table: pl.DataFrame, rows: npt.NDArray[np.uint32]) -> pl.DataFrame:
    picked = pl.Series(rows)
    return pl.DataFrame(
        {
            "seq": table["seq"].gather(picked),
            "source": table["source"].gather(picked).cast(pl.String),
            "id": table["id"].gather(picked),
        }
    )


def _gathered(table: pl.DataFrame, order: pl.Series) -> pl.DataFrame:
    """The rows in this order, one column at a time: a large table is not held twice."""
    columns = []
    for column in table.iter_columns():
        is_nothing = column.null_count() == len(column)
        columns.append(column if is_nothing else column.rechunk().gather(order))
    return pl.DataFrame(columns)
