"""Parquet files of facts: columns as they are stored, exact types only, rows numbered from 1."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl

from upheld.evidence.columns import Kind
from upheld.evidence.files import FactFile
from upheld.evidence.mistakes import Finding, one
from upheld.evidence.sheets import Columns, heading_findings, sheets_of, unnested
from upheld.evidence.tables import typed_table
from upheld.problems import Place

__all__ = ["read_parquet", "read_parquet_bytes", "typed_columns"]

_ROWS_PER_BYTE = 10
_ALWAYS_ALLOWED = 1_000_000


@dataclass(frozen=True, slots=True)
class _CellPlaces:
    """Places in the rows of a Parquet file, which have no text: the excerpt names the cell."""

    name: str

    def place(self, line: int, path: str) -> Place:
        """The place of a column's cell in a row."""
        return Place(self.name, line, excerpt=f"row {line}, column {path}" if path else f"row {line}")


def read_parquet(file: FactFile, index: int) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    """Typed tables of a file and what is wrong in it. Raises `OSError` when it cannot be read."""
    return _read(file, index, content=file.path, size=file.path.stat().st_size)


def read_parquet_bytes(content: bytes, name: str) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    """Typed tables of a Parquet file in memory, and what is wrong with them; `name` stands in the places."""
    return _read(FactFile(Path(name), "parquet", ""), 0, content=content, size=len(content))


def _read(
    file: FactFile, index: int, *, content: Path | bytes, size: int
) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    if not size:
        return [], [one("empty-file", Place(file.name), value=file.name)]
    source = content if isinstance(content, Path) else BytesIO(content)
    try:
        rows = int(pl.scan_parquet(source, glob=False).select(pl.len()).collect().item())
        if rows > max(_ALWAYS_ALLOWED, _ROWS_PER_BYTE * size):
            limit = f"{_ROWS_PER_BYTE} rows for each of its bytes"
            return [], [one("expands-too-far", Place(file.name), value=file.name, limit=limit)]
        columns = unnested(pl.read_parquet(source, glob=False).to_dict())
    except pl.exceptions.PolarsError as error:
        detail = str(error).partition("\n")[0][:200]
        return [], [one("damaged-parquet", Place(file.name), value=file.name, detail=detail)]
    return typed_columns(file, index, columns=columns)


def typed_columns(
    file: FactFile, index: int, *, columns: dict[str, pl.Series]
) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    """Typed tables of columns with the names of a file, and what is wrong with them."""
    findings = heading_findings(list(columns), Place(file.name))
    if "kind" not in columns:
        return [], findings
    rows = len(columns["kind"])
    lines = pl.int_range(1, rows + 1, dtype=pl.UInt32, eager=True)
    sheets, more = sheets_of(Columns(columns, lines, index, _CellPlaces(file.name)))
    del columns
    findings.extend(more)
    tables = []
    for sheet in sheets:
        table, found = typed_table(sheet)
        tables.append((sheet.kind, table))
        findings.extend(found)
    return tables, findings
