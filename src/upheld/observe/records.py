"""Rows of a source as texts with their place: CSV files, plain or packed."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from upheld.evidence.files import FactFile, PackedError, unpacked_blocks
from upheld.evidence.packing import PACKINGS, Packing
from upheld.observe.faults import fault
from upheld.observe.imported import LeftOut
from upheld.problems import Place, Problem

__all__ = ["PLACE", "RAGGED", "REPEATS", "is_repeat", "left_out", "read_bytes", "read_records"]

PLACE = "_place"
"""The column that says where a row stands, as `file:line`."""

RAGGED = "_ragged"
"""The column that says whether a row has another number of cells than the heading; its cells are then all absent."""

REPEATS = "it repeats another row in every cell"
"""Why a repeated row is left out."""

_SHOWN = 5


def read_bytes(path: Path) -> tuple[bytes, list[Problem]]:
    """The content of a file, unpacked."""
    packing: Packing = next((each for each in PACKINGS if path.name.lower().endswith(f".{each}")), "")
    try:
        return b"".join(unpacked_blocks(FactFile(path, "csv", packing))).removeprefix(b"\xef\xbb\xbf"), []
    except PackedError as error:
        return b"", list(error.finding.shown)
    except OSError as error:
        return b"", [fault("unreadable-source", Place(str(path)), value=str(path), detail=error.strerror or str(error))]


def read_records(paths: Sequence[Path]) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows of CSV files with the same heading one after the other, as texts; a second column of one name gets
    `.2`.
    """
    frames: list[pl.DataFrame] = []
    problems: list[Problem] = []
    for path in paths:
        data, found = read_bytes(path)
        problems.extend(found)
        if not found:
            try:
                frames.append(_records(path, data.decode()))
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                place = Place(str(path), line)
                problems.append(fault("unreadable-source", place, value=str(path), detail="it is not UTF-8 text"))
            except csv.Error as error:
                problems.append(fault("unreadable-source", Place(str(path)), value=str(path), detail=str(error)))
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame(), problems


def _records(path: Path, text: str) -> pl.DataFrame:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heading = _different(next(reader, []))
    places, rows = [], []
    line = reader.line_num + 1
    for row in reader:
        if row:
            places.append(f"{path.name}:{line}")
            rows.append(row)
        line = reader.line_num + 1
    ragged = [len(row) != len(heading) for row in rows]
    whole = [[None] * len(heading) if is_ragged else row for row, is_ragged in zip(rows, ragged, strict=True)]
    cells = zip(*whole, strict=True) if whole else [[] for _ in heading]
    columns = [pl.Series(name, column, dtype=pl.String) for name, column in zip(heading, cells, strict=True)]
    marks = [pl.Series(PLACE, places, dtype=pl.String), pl.Series(RAGGED, ragged, dtype=pl.Boolean)]
    return pl.DataFrame([*columns, *marks])


def _different(heading: list[str]) -> list[str]:
    """The heading with `.2`, `.3` after names that were there before."""
    seen: dict[str, int] = {}
    names = []
    for name in heading:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return names


def is_repeat(rows: pl.DataFrame) -> pl.Series:
    """Whether a whole row has the same cells as one before it, wherever they stand."""
    return rows.select(~pl.struct(pl.exclude(PLACE)).is_first_distinct() & ~pl.col(RAGGED)).to_series()


def left_out(rows: pl.DataFrame, reason: str) -> list[LeftOut]:
    """The entry of a report for rows that gave no fact; none without rows."""
    return [LeftOut(reason, rows.height, tuple(rows[PLACE].head(_SHOWN)))] if rows.height else []
