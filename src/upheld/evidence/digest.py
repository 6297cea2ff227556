"""The digest that names a set of facts: SHA-256 over canonical columns, whatever files, formats and order the facts
came in.

The definition another program can follow is `docs/evidence-digest.md`; `tests/reference` holds a slow twin written
from that page.
"""

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl

from upheld.evidence.columns import KINDS, STATES, Kind

__all__ = ["ABSENT_LENGTH", "ABSENT_WHOLE", "column_digest", "digest_of", "manifest"]

ABSENT_WHOLE = -(2**63)
"""Stands for no value among whole numbers; a fact can never carry it."""

ABSENT_LENGTH = 2**32 - 1
"""Stands for no value among the lengths of texts."""

_ROWS_AT_ONCE = 1 << 20


def digest_of(tables: Mapping[str, pl.DataFrame]) -> str:
    """`sha256:...` of sorted tables by the word of their kind."""
    return "sha256:" + hashlib.sha256(manifest(tables).encode()).hexdigest()


def manifest(tables: Mapping[str, pl.DataFrame]) -> str:
    """The text whose SHA-256 is the digest: per kind its number of facts and one digest per column that holds
    anything.
    """
    lines = ["upheld-facts/1"]
    for name in sorted(tables):
        table = tables[name]
        if table.height:
            lines.append(f"{name} {table.height}")
            lines.extend(_column_lines(KINDS[name], table))
    return "".join(f"{line}\n" for line in lines)


def _column_lines(kind: Kind, table: pl.DataFrame) -> list[str]:
    held = {path: table[column] for path, column in _paths(kind, table) if table[column].null_count() < table.height}
    paths = sorted(held)
    with ThreadPoolExecutor() as threads:
        digests = threads.map(column_digest, (held[path] for path in paths))
        return [f"{path} {digest}" for path, digest in zip(paths, digests, strict=True)]


def _paths(kind: Kind, table: pl.DataFrame) -> Iterator[tuple[str, str]]:
    for field in kind.all_fields:
        yield field.path, field.column
    if kind.group:
        for column in table.columns:
            if column.startswith(kind.group.prefix + "."):
                yield kind.group.path + column.removeprefix(kind.group.prefix), column


def column_digest(column: pl.Series) -> str:
    """SHA-256 (hex) of one column: int64 little-endian, or the UTF-8 length of every text (uint32 little-endian), then
    the texts.
    """
    if column.dtype == pl.Int64:
        whole = column.fill_null(ABSENT_WHOLE).to_numpy()
        return hashlib.sha256(np.ascontiguousarray(whole, dtype="<i8").data).hexdigest()
    hashed = hashlib.sha256()
    for text in _texts(column):
        lengths = text.str.len_bytes().fill_null(ABSENT_LENGTH)
        hashed.update(np.ascontiguousarray(lengths.to_numpy(), dtype="<u4").data)
    for text in _texts(column):
        hashed.update(str(text.str.join("").item()).encode())
    return hashed.hexdigest()


def _texts(column: pl.Series) -> Iterator[pl.Series]:
    """The column as texts, a million rows at a time: states and flags by their words, lists joined by U+0000."""
    for start in range(0, len(column), _ROWS_AT_ONCE):
        part = column.slice(start, _ROWS_AT_ONCE)
        if part.dtype == pl.UInt8:
            yield part.replace_strict(list(range(len(STATES))), STATES, return_dtype=pl.String)
        elif part.dtype == pl.Boolean:
            yield part.replace_strict([True, False], ["true", "false"], return_dtype=pl.String)
        elif part.dtype == pl.List(pl.String):
            yield part.list.join("\0")
        else:
            yield part.cast(pl.String)
