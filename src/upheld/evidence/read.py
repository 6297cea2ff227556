"""Files in, facts out: every file is read, every fact checked, every problem reported at once."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from upheld.evidence.columns import KINDS, MOST_ATTRIBUTES, PLACE, Kind
from upheld.evidence.facts import Facts, facts_of
from upheld.evidence.files import FactFile, PackedError, find_files
from upheld.evidence.ids import check_corrections, check_ids
from upheld.evidence.jsonl import read_jsonl
from upheld.evidence.mistakes import Finding, listed, one
from upheld.evidence.order import in_order
from upheld.evidence.parquet import read_parquet, typed_columns
from upheld.evidence.rows import read_csv
from upheld.problems import Place, Problem

__all__ = ["Parts", "Progress", "checked_facts", "facts_from", "read_facts"]

Progress = Callable[[str, int, int], None]
"""Called with the name of the file that is read next, how many bytes were read before it, and how many there are in
all.
"""

Parts = list[tuple[Kind, pl.DataFrame]]
"""Typed tables as they were read, some for each kind."""

_READERS: Final[Mapping[str, Callable[[FactFile, int], tuple[Parts, list[Finding]]]]] = {
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
}


def read_facts(
    paths: Iterable[str | Path], *, keep_going: bool = False, is_all: bool = True, progress: Progress | None = None
) -> tuple[Facts | None, list[Problem]]:
    """The facts in files and folders, and every problem with them.

    Without `keep_going` a single error means no facts. With it whatever is in a problem is left out, the problems are
    warnings, and the rest is returned. Repeated facts are a note either way. Where these are not all facts there are
    (`is_all`), one may correct a fact that is not among them.
    """
    files, findings = find_files([Path(path) for path in paths])
    parts: Parts = []
    done, total = 0, sum(_size(file) for file in files)
    for index, file in enumerate(files):
        if progress:
            progress(file.name, done, total)
        new, found = _read(file, index)
        parts.extend(new)
        findings.extend(found)
        done += _size(file)
    names = tuple(file.name for file in files)
    return checked_facts(parts, names, findings=findings, keep_going=keep_going, is_all=is_all)


def facts_from(frames: Mapping[str, pl.DataFrame], name: str) -> tuple[Facts | None, list[Problem]]:
    """Facts from frames that a program made, by the word of their kind, with the column names of a file; checked like
    a file.

    Places in the problems are rows of the frame of that kind, under the given name.
    """
    parts: Parts = []
    findings: list[Finding] = []
    for kind, frame in frames.items():
        word = pl.Series("kind", [kind], dtype=pl.String).new_from_index(0, frame.height)
        new, found = typed_columns(FactFile(Path(name), "parquet", ""), 0, columns={"kind": word} | frame.to_dict())
        parts.extend(new)
        findings.extend(found)
    if not parts and not findings:
        return facts_of((name,), {}), []
    return checked_facts(parts, (name,), findings=findings)


def _size(file: FactFile) -> int:
    return file.path.stat().st_size if file.path.exists() else 0


def _read(file: FactFile, index: int) -> tuple[Parts, list[Finding]]:
    try:
        return _READERS[file.format](file, index)
    except PackedError as error:
        return [], [error.finding]
    except OSError as error:
        detail = error.strerror or str(error)
        return [], [one("unreadable-file", Place(file.name), value=file.name, detail=detail)]


def checked_facts(
    parts: Parts, files: tuple[str, ...], *, findings: list[Finding], keep_going: bool = False, is_all: bool = True
) -> tuple[Facts | None, list[Problem]]:
    """Facts of everything that was read: one sorted table for each kind, ids and corrections checked across all.

    `parts` is emptied. `findings` are those of reading; `keep_going` and `is_all` as in `read_facts`.
    """
    crowded = _crowded(parts)
    findings += [one("too-many-attributes", Place(files[0]), kind=kind, most=MOST_ATTRIBUTES) for kind in crowded]
    parts[:] = [(kind, table) for kind, table in parts if kind.name not in crowded]
    tables = _joined(parts)
    if not tables and not findings:
        findings.append(one("no-facts", Place(files[0]), value=", ".join(files)))
    notes: list[Finding] = []
    if tables:
        ids = check_ids(tables, files)
        corrections = check_corrections(ids.tables, files, is_all=is_all)
        tables = dict(corrections.tables)
        findings += [*ids.findings, *corrections.findings]
        notes.extend(ids.repeats)
    problems = listed(findings, "warning" if keep_going else "error") + listed(notes, "note")
    if findings and not keep_going:
        return None, problems
    return facts_of(files, tables), problems


def _crowded(parts: Parts) -> list[str]:
    """The names of kinds whose facts have too many attributes of their own, counted over all that was read."""
    names: dict[Kind, set[str]] = {}
    for kind, table in parts:
        names.setdefault(kind, set()).update(table.columns)
    own = {kind: columns - {field.column for field in kind.all_fields} - set(PLACE) for kind, columns in names.items()}
    return [kind.name for kind, columns in own.items() if len(columns) > MOST_ATTRIBUTES]


def _joined(parts: Parts) -> dict[str, pl.DataFrame]:
    """One sorted table for each kind that has facts. `parts` is emptied while it is read."""
    by_kind: dict[str, list[pl.DataFrame]] = {}
    while parts:
        kind, table = parts.pop(0)
        if table.height:
            by_kind.setdefault(kind.name, []).append(table)
    tables: dict[str, pl.DataFrame] = {}
    for name in [name for name in KINDS if name in by_kind]:
        tables[name] = in_order(KINDS[name], _one_table(KINDS[name], by_kind.pop(name)))
    return tables


def _one_table(kind: Kind, tables: list[pl.DataFrame]) -> pl.DataFrame:
    if len(tables) == 1:
        return tables[0]
    joined = pl.concat(tables, how="diagonal", rechunk=True)
    free = sorted(set(joined.columns) - {field.column for field in kind.all_fields} - set(PLACE))
    return joined.select([field.column for field in kind.all_fields] + free + list(PLACE))
