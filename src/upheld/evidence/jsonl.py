"""Files with one JSON fact on each line: whole blocks at once where nothing can go wrong, line by line where something
might.

A block goes through polars. A line is taken from there only if its counts of keys and of text values are exactly what
polars made of it: then no key stands twice, nothing was unknown, null or turned into text, and no text holds an
escape. Every other line is read by `lines.read_line`, which decides alone what is right. Tests hold the two ways to
the same result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from upheld.evidence.columns import KINDS, MOST_ATTRIBUTES, Field, Kind
from upheld.evidence.files import FactFile, unpacked_blocks
from upheld.evidence.lines import Cell, Fault, Line, read_line, span_of
from upheld.evidence.mistakes import SHOWN, Finding, one, problem
from upheld.evidence.tables import Sheet, is_known, typed_table
from upheld.problems import Place, Problem

__all__ = ["LinePlaces", "read_jsonl", "read_lines"]

_EXCERPT = 300
_KEY = r'"\s*:'
_TEXT_VALUE = r'"\s*:\s*"'
_NEEDS_CARE = r"[\\\[]|\{\s*\}"
_EASY = (pl.String, pl.Boolean, pl.Int64, pl.Float64, pl.Null)


@dataclass(frozen=True, slots=True)
class LinePlaces:
    """Places on the lines of one block of text, the first of which has number `first`."""

    name: str
    first: int
    lines: list[bytes]

    def place(self, line: int, path: str) -> Place:
        """The place of a field's value, with the line as excerpt."""
        text = self.text(line)
        column, length = span_of(text, path)
        return self.at(line, column, length=length)

    def at(self, line: int, column: int, *, length: int = 1) -> Place:
        """The place of some columns of a line; a long line is cut, and not shown if it is cut before the place."""
        text = self.text(line)
        return Place(self.name, line, column, length, text[:_EXCERPT] if column <= _EXCERPT else "")

    def text(self, line: int) -> str:
        """A line as text, whatever its bytes are."""
        return self.lines[line - self.first].decode("utf-8", "backslashreplace").rstrip("\r")


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines of a file; `is_torn` when the last of them is the last of the file and has no line end."""

    file: int
    places: LinePlaces
    is_torn: bool


def read_jsonl(file: FactFile, index: int) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    """Typed tables of a file, a few for each kind, and what is wrong in it. Raises like `files.unpacked_blocks`."""
    tables: list[tuple[Kind, pl.DataFrame]] = []
    findings: list[Finding] = []
    is_empty = True
    for block in _blocks(file, index):
        is_empty = False
        tables.extend(_tables(block, findings))
    if is_empty:
        findings.append(one("empty-file", Place(file.name), value=file.name))
    return tables, findings


def read_lines(lines: list[bytes], name: str) -> tuple[list[tuple[Kind, pl.DataFrame]], list[Finding]]:
    """Typed tables of lines in memory, numbered from 1, and what is wrong with them; `name` stands in the places."""
    findings: list[Finding] = []
    block = _Block(0, LinePlaces(name, 1, lines), is_torn=False)
    return list(_tables(block, findings)), findings


def _tables(block: _Block, findings: list[Finding]) -> Iterator[tuple[Kind, pl.DataFrame]]:
    for sheet in _sheets(block, findings):
        table, found = typed_table(sheet)
        yield sheet.kind, table
        findings.extend(found)


def _blocks(file: FactFile, index: int) -> Iterator[_Block]:
    first, rest = 1, b""
    for data in unpacked_blocks(file):
        start = data.removeprefix(b"\xef\xbb\xbf") if first == 1 and not rest else data
        whole, end, tail = (rest + start).rpartition(b"\n")
        rest = tail
        if end:
            lines = whole.split(b"\n")
            yield _Block(index, LinePlaces(file.name, first, lines), is_torn=False)
            first += len(lines)
    if rest.strip():
        yield _Block(index, LinePlaces(file.name, first, [rest]), is_torn=True)


def _sheets(block: _Block, findings: list[Finding]) -> Iterator[Sheet]:
    """The sheets of a block: those that polars could read, then those of the lines it could not."""
    easy = _easy_rows(block)
    hard: Iterable[int] = range(len(block.places.lines))
    if easy is not None:
        frame, rows = easy
        taken: list[pl.Series] = []
        for kind in KINDS.values():
            sheet = _easy_sheet(kind, frame.filter(pl.col("kind") == kind.name), block=block)
            if sheet is not None:
                taken.append(sheet.lines)
                yield sheet
        done = pl.concat(taken) if taken else pl.Series([], dtype=pl.UInt32)
        hard = [line - block.places.first for line in rows.filter(~rows.is_in(done.implode()))]
    yield from _hard_sheets(block, hard, findings=findings)


# --- whole blocks -----------------------------------------------------------------------------------------------------


def _easy_rows(block: _Block) -> tuple[pl.DataFrame, pl.Series] | None:
    """Flat columns of the lines that polars certainly read right, and the numbers of all lines that hold anything.

    None when the block is not entirely such that polars can read it.
    """
    joined = b"\n".join(block.places.lines)
    try:
        text = pl.Series("_text", joined.decode().split("\n"), dtype=pl.String)
    except UnicodeDecodeError:
        return None
    lines = pl.DataFrame({"_text": text}).with_row_index("_line", offset=block.places.first)
    lines = lines.filter(pl.col("_text").str.strip_chars(" \t\r") != "")
    try:
        found = _columns_of(joined) if lines.height else pl.DataFrame()
    except pl.exceptions.PolarsError:
        return None
    flat = _flat(found) if found is not None and found.height == lines.height else None
    if found is None or flat is None or flat.schema.get("kind") != pl.String:
        return None
    certain = (
        (lines["_text"].str.count_matches(_KEY) == _present(found) + _present_inside(found))
        & (lines["_text"].str.count_matches(_TEXT_VALUE) == _present(flat.select(pl.col(pl.String))))
        & ~lines["_text"].str.contains(_NEEDS_CARE)
    )
    return pl.concat([flat, lines], how="horizontal").filter(certain), lines["_line"]


def _columns_of(joined: bytes) -> pl.DataFrame | None:
    """The columns of lines; None where there are so many that they could fill the memory."""
    schema = pl.scan_ndjson(joined, infer_schema_length=None).collect_schema()
    width = sum(len(each.fields) if isinstance(each, pl.Struct) else 1 for each in schema.dtypes())
    return pl.read_ndjson(joined, schema=schema) if width <= MOST_ATTRIBUTES else None


def _flat(found: pl.DataFrame) -> pl.DataFrame | None:
    """Inner objects as dotted columns; None when there is a type among the columns that needs a closer look."""
    columns: dict[str, pl.Series] = {}
    for column in found:
        if "." in column.name or column.name.startswith("_"):
            return None
        inner = column.struct.unnest() if isinstance(column.dtype, pl.Struct) else None
        names = [column.name] if inner is None else [f"{column.name}.{name}" for name in inner.columns]
        columns |= dict(zip(names, [column] if inner is None else inner.get_columns(), strict=True))
    return pl.DataFrame(columns) if all(column.dtype in _EASY for column in columns.values()) else None


def _present(frame: pl.DataFrame) -> pl.Series:
    return frame.select(pl.sum_horizontal(pl.all().is_not_null().cast(pl.UInt32)).alias("n")).to_series()


def _present_inside(found: pl.DataFrame) -> pl.Series:
    inner = [column.struct.unnest() for column in found if isinstance(column.dtype, pl.Struct)]
    counts = [_present(frame) for frame in inner if frame.width]
    return sum(counts, pl.repeat(0, found.height, dtype=pl.UInt32, eager=True))


def _easy_sheet(kind: Kind, frame: pl.DataFrame, *, block: _Block) -> Sheet | None:
    """The sheet of one kind without the lines that hold a field, or a type of value, that this kind does not have."""
    wanted = {field.path: field for field in kind.all_fields}
    columns = [name for name in frame.columns if name != "kind" and not name.startswith("_")]
    strange = [name for name in columns if not _is_easy(kind, frame[name], field=wanted.get(name))]
    if strange:
        frame = frame.filter(pl.all_horizontal(pl.col(strange).is_null()))
    if not frame.height:
        return None
    cells = {
        name: _digits(frame, name) if frame[name].dtype in (pl.Float64, pl.Int64) else frame[name]
        for name in columns
        if frame[name].null_count() < frame.height
    }
    suspect = pl.repeat(value=False, n=frame.height, dtype=pl.Boolean, eager=True)
    return Sheet(kind, cells, frame["_line"], suspect, block.file, block.places)


def _is_easy(kind: Kind, column: pl.Series, *, field: Field | None) -> bool:
    if field is None:
        return is_known(kind, column.name) and column.dtype in (pl.String, pl.Boolean)
    if field.reading == "decimal":
        return column.dtype in (pl.String, pl.Float64, pl.Int64)
    if field.reading == "whole":
        return column.dtype == pl.Int64
    if field.reading == "names":
        return False
    return column.dtype == (pl.Boolean if field.reading == "flag" else pl.String)


def _digits(frame: pl.DataFrame, name: str) -> pl.Series:
    """Numbers as they are written on their lines."""
    digits = frame["_text"].str.extract(rf'"{name}"\s*:\s*(-?[0-9][0-9.eE+-]*)')
    return digits.alias(name)


# --- line by line -----------------------------------------------------------------------------------------------------

_Numbered = list[tuple[int, Line]]


def _hard_sheets(block: _Block, rows: Iterable[int], *, findings: list[Finding]) -> Iterator[Sheet]:
    by_kind: dict[str, _Numbered] = {}
    faulty: dict[str, list[tuple[int, Fault]]] = {}
    for row in rows:
        data = block.places.lines[row]
        if not data.strip(b" \t\r"):
            continue
        number, line = row + block.places.first, read_line(data)
        if line.kind:
            by_kind.setdefault(line.kind.name, []).append((number, line))
        for fault in line.faults:
            code = "torn-line" if block.is_torn and fault.code == "not-json" else fault.code
            faulty.setdefault(code, []).append((number, fault))
    for code, faults in faulty.items():
        shown = tuple(_shown(code, fault, number=number, places=block.places) for number, fault in faults[:SHOWN])
        findings.append(Finding(code, len(faults), shown))
    for name, lines in by_kind.items():
        paths = {path for _, line in lines for path in line.cells}
        if len(paths) > MOST_ATTRIBUTES + len(KINDS[name].all_fields):
            words = {"kind": name, "most": MOST_ATTRIBUTES}
            findings.append(one("too-many-attributes", block.places.place(lines[0][0], ""), **words))
        else:
            yield _hard_sheet(KINDS[name], lines, block=block)


def _shown(code: str, fault: Fault, *, number: int, places: LinePlaces) -> Problem:
    place = places.at(number, fault.column) if fault.column else places.place(number, fault.path)
    return problem(code, place, **fault.words)


def _hard_sheet(kind: Kind, lines: _Numbered, *, block: _Block) -> Sheet:
    paths = dict.fromkeys(path for _, line in lines for path in line.cells)
    cells = {path: _column(path, [line.cells.get(path) for _, line in lines]) for path in paths}
    numbers = pl.Series([number for number, _ in lines], dtype=pl.UInt32)
    suspect = pl.Series([bool(line.faults) for _, line in lines], dtype=pl.Boolean)
    return Sheet(kind, cells, numbers, suspect, block.file, block.places)


def _column(path: str, cells: list[Cell | None]) -> pl.Series:
    is_list = any(isinstance(cell, list) for cell in cells)
    return pl.Series(path, cells, dtype=pl.List(pl.String) if is_list else pl.String)
