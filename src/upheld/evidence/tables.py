"""A sheet of cells as it stood in a file becomes the typed table of one kind; rows that cannot be taken become
findings.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from upheld.evidence.cells import EXPECTED, Refused, as_text, convert
from upheld.evidence.columns import PLACE, Field, Kind
from upheld.evidence.decimals import MOST_DIGITS
from upheld.evidence.mistakes import SHOWN, Finding, nearest, problem
from upheld.problems import Place
from upheld.quantities.instants import instant_text

__all__ = ["Places", "Sheet", "is_known", "quoted", "typed_table"]


class Places(Protocol):
    """Where the cells of one file stand."""

    def place(self, line: int, path: str) -> Place:
        """The place of a field's value on a line; an empty path means the whole line."""
        ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """Facts of one kind as they stood in a file: columns by the name in the file, any type; `suspect` rows already
    have a finding.

    `columns` is emptied while it is read, so that a large file is not held twice.
    """

    kind: Kind
    columns: dict[str, pl.Series]
    lines: pl.Series
    suspect: pl.Series
    file: int
    places: Places


class _Sieve:
    """Rows that are still good, and the findings that took the others."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.bad = sheet.suspect
        self.findings: list[Finding] = []

    def refuse(self, field: Field, refused: Refused, *, cells: pl.Series) -> None:
        """Take out the rows that one field spoils."""
        shown = []
        for line, value in _first(refused.mask, self.sheet.lines, cells):
            place = self.sheet.places.place(line, field.path)
            shown.append(problem(refused.code, place, **_words(self.sheet.kind, field, value=value)))
        self.findings.append(Finding(refused.code, int(refused.mask.sum()), tuple(shown)))
        self.bad = self.bad | refused.mask

    def refuse_rows(
        self, code: str, mask: pl.Series, *, columns: Sequence[pl.Series], say: Callable[[int], object]
    ) -> None:
        """Take out rows whose fields do not fit each other; their values are shown as `say` writes them."""
        shown = []
        names = [column.name for column in columns]
        for line, *values in _first(mask, self.sheet.lines, *columns):
            said = {name: say(value) for name, value in zip(names, values, strict=True)}
            shown.append(problem(code, self.sheet.places.place(line, ""), **said))
        self.findings.append(Finding(code, int(mask.sum()), tuple(shown)))
        self.bad = self.bad | mask


def _first(mask: pl.Series, *columns: pl.Series) -> Iterable[tuple[int, ...]]:
    rows = mask.arg_true().head(SHOWN)
    return zip(*(column.gather(rows).to_list() for column in columns), strict=True)


def is_known(kind: Kind, path: str) -> bool:
    """Whether a kind has a field of this name (dots for nesting)."""
    group = kind.group
    return any(field.path == path for field in kind.all_fields) or bool(
        group and path.startswith(f"{group.path}.") and len(path) > len(group.path) + 1
    )


def quoted(value: object) -> str:
    """A value as it is shown in a message: quoted, and cut when it is long."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0").replace("\n", "\\n")
    return text if len(text) <= 80 else text[:76] + "..."


def _words(kind: Kind, field: Field, *, value: object) -> dict[str, object]:
    return {
        "kind": kind.name,
        "path": field.path,
        "value": quoted(value),
        "near": nearest(str(value)[:60], field.one_of),
        "choices": ", ".join(field.one_of),
        "expected": EXPECTED[field.reading],
        "digits": MOST_DIGITS,
    }


def typed_table(sheet: Sheet) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows that can be taken, with the columns of their kind, and what was wrong with the others."""
    sieve = _Sieve(sheet)
    columns = {field.column: _typed(field, sieve) for field in sheet.kind.all_fields}
    columns |= _free_columns(sieve)
    _fill(sheet.kind, columns)
    _require(sieve, columns)
    _check_spans(sieve, columns)
    file = pl.Series([sheet.file], dtype=PLACE["file"]).new_from_index(0, len(sheet.lines))
    table = pl.DataFrame(columns | {"file": file, "line": sheet.lines.cast(PLACE["line"])})
    return table.filter(~sieve.bad) if sieve.bad.any() else table, sieve.findings


def _typed(field: Field, sieve: _Sieve) -> pl.Series:
    cells = sieve.sheet.columns.pop(field.path, None)
    if cells is None:
        return pl.Series(field.column, [None], dtype=field.dtype).new_from_index(0, len(sieve.sheet.lines))
    column, refused = convert(field, cells)
    for each in refused:
        sieve.refuse(field, each, cells=cells)
    return column.alias(field.column)


def _free_columns(sieve: _Sieve) -> dict[str, pl.Series]:
    group = sieve.sheet.kind.group
    if group is None:
        return {}
    columns: dict[str, pl.Series] = {}
    for path in sorted(sieve.sheet.columns):
        cells = sieve.sheet.columns.pop(path)
        column, refused = as_text(cells)
        for each in refused:
            sieve.refuse(Field(path, path, "text"), each, cells=cells)
        if column.null_count() < len(column):
            name = group.prefix + path.removeprefix(group.path)
            columns[name] = column.alias(name)
    return columns


def _fill(kind: Kind, columns: dict[str, pl.Series]) -> None:
    """Absent instants take the value of the field that stands in for them; an absent `seq` is 0."""
    of_path = {field.path: field.column for field in kind.all_fields}
    for field in kind.all_fields:
        for stand_in in field.stand_ins:
            if columns[field.column].null_count():
                columns[field.column] = columns[field.column].fill_null(columns[of_path[stand_in]])
    if columns["seq"].null_count():
        columns["seq"] = columns["seq"].fill_null(0)


def _require(sieve: _Sieve, columns: dict[str, pl.Series]) -> None:
    for field in sieve.sheet.kind.all_fields:
        if field.is_required and columns[field.column].null_count():
            missing = columns[field.column].is_null() & ~sieve.bad
            if missing.any():
                sieve.refuse(field, Refused("missing-field", missing), cells=columns[field.column])


def _check_spans(sieve: _Sieve, columns: dict[str, pl.Series]) -> None:
    if "end" in columns:
        backwards = (columns["end"] < columns["start"]).fill_null(value=False) & ~sieve.bad
        if backwards.any():
            sieve.refuse_rows(
                "ends-before-start", backwards, columns=(columns["start"], columns["end"]), say=instant_text
            )
    if "total" in columns:
        good, total = columns["good"], columns["total"]
        impossible = ((good < 0) | (good > total)).fill_null(value=False) & ~sieve.bad
        if impossible.any():
            sieve.refuse_rows("impossible-count", impossible, columns=(good, total), say=int)
