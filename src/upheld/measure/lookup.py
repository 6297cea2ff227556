"""The facts of one item out of a table sorted by item, without reading the whole table for each."""

import weakref
from typing import Final

import polars as pl

__all__ = ["of_item"]

_Runs = dict[str, tuple[int, int]]

_KNOWN: Final[dict[int, tuple[weakref.ref[pl.DataFrame], _Runs]]] = {}
"""Where each item stands in tables that are still in use: a memo, made again when it is gone."""


def of_item(table: pl.DataFrame, item: str) -> pl.DataFrame:
    """The rows of this item, in the order of the table; none when it has none. The table is sorted by `item`."""
    offset, length = _runs(table).get(item, (0, 0))
    return table.slice(offset, length)


def _runs(table: pl.DataFrame) -> _Runs:
    known = _KNOWN.get(id(table))
    if known is not None and known[0]() is table:
        return known[1]
    for number in [number for number, (reference, _) in _KNOWN.items() if reference() is None]:
        del _KNOWN[number]
    runs = table["item"].rle().struct.unnest()
    lengths = runs["len"].to_list()
    names = runs["value"].cast(pl.String).to_list()
    found: _Runs = {}
    offset = 0
    for name, length in zip(names, lengths, strict=True):
        found[name] = (offset, length)
        offset += length
    _KNOWN[id(table)] = (weakref.ref(table), found)
    return found
