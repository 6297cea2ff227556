"""CSV files of facts: one heading, the columns of every kind used side by side, an empty cell where a fact has no
value.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from upheld.evidence.columns import Kind
from upheld.evidence.files import FactFile, unpacked_blocks
from upheld.evidence.mistakes import SHOWN, Finding, one, problem
from upheld.evidence.sheets import Columns, heading_findings, sheets_of
from upheld.evidence.tables import typed_table
from upheld.problems import Place

__all__ = ["read_csv"]

_EXCERPT = 300


@dataclass(frozen=True, slots=True)
class _RowPlaces:
    """Places in the cells of a CSV text."""

    name: str
    text: str
    heading: list[str]

    def place(self, line: int, path: str) -> Place:
        """The place of a column's cell in the row that begins on a line."""
        text = self._line(line)
        column, length = _cell(text, self.heading.index(path)) if path in self.heading else (1, 1)
        return Place(self.name, line, column, length, text[:_EXCERPT] if column <= _EXCERPT else "")

    def _line(self, line: int) -> str:
        start = 0
        for _ in range(line - 1):
            start = self.text.index("\n", start) + 1
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else None].rstrip("\r")


def _cell(text: str, index: int) -> tuple[int, int]:
    """Column (from 1) and length of the cell with this index in a row; the end of the row when it has fewer."""
    start, is_quoted = 0, False
    for position, letter in enumerate(text):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == "," and not is_quoted:
            if index == 0:
                return start + 1, max(1, position - start)
            index, start = index - 1, position + 1
    return (start + 1, max(1, len(text) - start)) if index == 0 else (len(text) + 1, 1)


def read_csv(file: FactFile, index: int) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    """Typed tables of a file and what is wrong in it. Raises like `files.unpacked_blocks`."""
    data = b"".join(unpacked_blocks(file)).removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        return [], [one("empty-file", Place(file.name), value=file.name)]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return [], [_not_utf8(file, data, error=error)]
    return _read_text(file, index, text=text)


def _not_utf8(file: FactFile, data: bytes, *, error: UnicodeDecodeError) -> Finding:
    start = data.rfind(b"\n", 0, error.start) + 1
    place = Place(
        file.name,
        data.count(b"\n", 0, error.start) + 1,
        len(data[start : error.start].decode("utf-8", "backslashreplace")) + 1,
        excerpt=data[start:].partition(b"\n")[0][:_EXCERPT].decode("utf-8", "backslashreplace"),
    )
    return one("not-utf8", place, byte=f"0x{data[error.start]:02x}")


def _read_text(file: FactFile, index: int, *, text: str) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    findings: list[Finding] = []
    rows = _rows(file, text, findings=findings)
    heading = next(rows, (1, []))[1]
    first_line = text.partition("\n")[0][:_EXCERPT].rstrip("\r")
    findings.extend(heading_findings(heading, Place(file.name, 1, 1, excerpt=first_line)))
    if "kind" not in heading or len(set(heading)) < len(heading):
        return [], findings
    numbered = _whole_rows(rows, heading, file=file, findings=findings)
    cells = list(zip(*(row for _, row in numbered), strict=True)) or [()] * len(heading)
    columns = {name: pl.Series(name, column, dtype=pl.String) for name, column in zip(heading, cells, strict=True)}
    lines = pl.Series([line for line, _ in numbered], dtype=pl.UInt32)
    sheets, more = sheets_of(Columns(columns, lines, index, _RowPlaces(file.name, text, heading)))
    findings.extend(more)
    tables = []
    for sheet in sheets:
        table, found = typed_table(sheet)
        tables.append((sheet.kind, table))
        findings.extend(found)
    return tables, findings


def _rows(file: FactFile, text: str, *, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on, up to the first that is not CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        findings.append(one("not-csv", Place(file.name, line, 1), detail=str(error)))


def _whole_rows(
    rows: Iterator[tuple[int, list[str]]], heading: list[str], *, file: FactFile, findings: list[Finding]
) -> list[tuple[int, list[str]]]:
    whole: list[tuple[int, list[str]]] = []
    ragged: list[tuple[int, list[str]]] = []
    for line, row in rows:
        (whole if len(row) == len(heading) else ragged).append((line, row))
    if ragged:
        places = [Place(file.name, line, 1, excerpt=",".join(row)[:_EXCERPT]) for line, row in ragged[:SHOWN]]
        shown = [
            problem("ragged-row", place, found=len(row), expected=len(heading))
            for place, (_, row) in zip(places, ragged, strict=False)
        ]
        findings.append(Finding("ragged-row", len(ragged), tuple(shown)))
    return whole
