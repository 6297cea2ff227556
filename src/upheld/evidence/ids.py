"""Ids across all facts: the same fact twice counts once, one id for two facts is a conflict, corrections lead
somewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from upheld.evidence.columns import PLACE
from upheld.evidence.mistakes import SHOWN, Finding, one, problem
from upheld.problems import Place, Problem

__all__ = ["Checked", "check_corrections", "check_ids"]

_KEY = ["source", "id"]
_Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Checked:
    """The tables that are left, what was wrong, and the facts that were the same as another, as one note."""

    tables: _Tables
    findings: tuple[Finding, ...]
    repeats: tuple[Finding, ...] = ()


def check_ids(tables: _Tables, files: tuple[str, ...]) -> Checked:
    """Sorted tables without repeats and without facts whose id also names another fact."""
    if _all_different(tables):
        return Checked(tables, ())
    is_new = {name: _is_new(table) for name, table in tables.items()}
    once = {name: table.filter(is_new[name]) for name, table in tables.items()}
    repeats = _repeats([table.filter(~is_new[name]) for name, table in tables.items()], files)
    if _all_different(once):
        return Checked(once, (), repeats)
    everywhere = pl.concat([_keys(table) for table in once.values()])
    shared = everywhere.filter(everywhere.select(pl.struct(_KEY).is_duplicated()).to_series())
    if not shared.height:  # two ids happened to have the same hash
        return Checked(once, (), repeats)
    kept = {name: _without(table, shared) for name, table in once.items()}
    return Checked(kept, (_conflicts(shared, files),), repeats)


def check_corrections(tables: _Tables, files: tuple[str, ...], *, is_all: bool = True) -> Checked:
    """Sorted tables without corrections that lead nowhere, to themselves, in a circle, or to what is already
    corrected. Where these are not all facts there are, a correction may lead out of them.
    """
    corrections = pl.concat([_corrections(table) for table in tables.values()]).sort("file", "line", "id")
    if not corrections.height:
        return Checked(tables, ())
    known = _targets(tables, corrections) if is_all else set(corrections.select("source", "corrects").iter_rows())
    faults = _faults(corrections, known)
    if not faults:
        return Checked(tables, ())
    by_code: dict[str, list[Problem]] = {}
    for row, code in faults.items():
        source, id_, corrects, file, line = corrections.row(row)
        words = {"source": source, "id": id_, "corrects": corrects}
        by_code.setdefault(code, []).append(problem(code, Place(files[file], line), **words))
    findings = tuple(Finding(code, len(found), tuple(found[:SHOWN])) for code, found in by_code.items())
    wrong = corrections[list(faults)].with_columns(pl.col("source").cast(pl.Categorical))
    return Checked({name: _without(table, wrong) for name, table in tables.items()}, findings)


def _corrections(table: pl.DataFrame) -> pl.DataFrame:
    corrections = table.filter(pl.col("corrects").is_not_null())
    return corrections.select(pl.col("source").cast(pl.String), "id", "corrects", *PLACE)


def _targets(tables: _Tables, corrections: pl.DataFrame) -> set[tuple[str, str]]:
    """Those ids that corrections name and that some fact has."""
    wanted = corrections.select(pl.col("source").cast(pl.Categorical), id="corrects").unique()
    found = [table.select(_KEY).join(wanted, on=_KEY, how="semi") for table in tables.values()]
    return set(pl.concat(found).with_columns(pl.col("source").cast(pl.String)).iter_rows())


def _faults(corrections: pl.DataFrame, known: set[tuple[str, str]]) -> dict[int, str]:
    """The code of every faulty correction by its row."""
    faults: dict[int, str] = {}
    supersedes: dict[tuple[str, str], tuple[str, str]] = {}
    corrected: set[tuple[str, str]] = set()
    rows: dict[tuple[str, str], int] = {}
    for row, (source, id_, corrects, _, _) in enumerate(corrections.iter_rows()):
        target = (source, corrects)
        if corrects == id_:
            faults[row] = "corrects-itself"
        elif target not in known:
            faults[row] = "corrects-unknown"
        elif target in corrected:
            faults[row] = "corrected-twice"
        else:
            corrected.add(target)
            supersedes[source, id_] = target
            rows[source, id_] = row
    return faults | {rows[key]: "corrects-in-circle" for key in _in_circle(supersedes)}


def _in_circle(supersedes: dict[tuple[str, str], tuple[str, str]]) -> list[tuple[str, str]]:
    """Keys from which following the corrections leads back to the key; each key has one successor, each at most one
    predecessor.
    """
    settled: set[tuple[str, str]] = set()
    circles: list[tuple[str, str]] = []
    for key in supersedes:
        path: list[tuple[str, str]] = []
        here: tuple[str, str] | None = key
        while here is not None and here not in settled:
            settled.add(here)
            path.append(here)
            here = supersedes.get(here)
        if here in path:
            circles.extend(path[path.index(here) :])
    return circles


def _repeats(tables: list[pl.DataFrame], files: tuple[str, ...]) -> tuple[Finding, ...]:
    places = pl.concat([table.select(*PLACE) for table in tables]).sort(*PLACE)
    if not places.height:
        return ()
    file, line = places.row(0)
    return (one("duplicate-fact", Place(files[file], line), count=places.height),)


def _conflicts(shared: pl.DataFrame, files: tuple[str, ...]) -> Finding:
    places = (
        shared.sort("file", "line", maintain_order=True)
        .group_by(_KEY, maintain_order=True)
        .agg(pl.col("file"), pl.col("line"))
        .with_columns(pl.col("source").cast(pl.String))
    )
    shown = []
    for source, id_, in_files, lines in places.head(SHOWN).iter_rows():
        other = f"{files[in_files[0]]}:{lines[0]}"
        place = Place(files[in_files[1]], lines[1])
        shown.append(problem("conflicting-id", place, source=source, id=id_, other=other))
    return Finding("conflicting-id", places.height, tuple(shown))


def _keys(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(*_KEY, *PLACE)


def _without(table: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return table.join(others.select(_KEY).unique(), on=_KEY, how="anti", maintain_order="left")


def _all_different(tables: _Tables) -> bool:
    """Whether no two facts have the same source and id, by hashes: different hashes mean different ids."""
    key = pl.struct(pl.col("source").to_physical(), "id")
    hashes = pl.concat([table.select(key.hash()).to_series() for table in tables.values()])
    return hashes.n_unique() == len(hashes)


def _is_new(table: pl.DataFrame) -> pl.Series:
    """Whether a row differs from the one before it, wherever it was read: repeats are neighbours in a sorted table."""
    content = [pl.col(name) for name in table.columns if name not in PLACE]
    is_first = pl.int_range(pl.len()) == 0
    return table.select(is_first | pl.any_horizontal(each.ne_missing(each.shift()) for each in content)).to_series()
