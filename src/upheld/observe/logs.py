"""The way from the rows of a log of work and its mapping to an import, the same for every kind of log."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from upheld.evidence.mistakes import nearest
from upheld.evidence.read import facts_from
from upheld.observe.faults import fault
from upheld.observe.imported import Imported, ImportReport, Options, Outcome
from upheld.observe.lifecycle import events_of
from upheld.observe.meaning import Meaning, load_meaning
from upheld.observe.walls import zone_problems
from upheld.problems import Place, Problem

__all__ = ["import_log", "imported", "meaning_for", "missing_columns", "option_problems"]


def option_problems(options: Options, known: Sequence[str]) -> list[Problem]:
    """Options that the importer does not have."""
    choices = ", ".join(known) or "none"
    return [
        fault("unknown-option", Place("options"), value=name, near=nearest(name, known), choices=choices)
        for name in options.more
        if name not in known
    ]


def meaning_for(options: Options, own: Path | None) -> tuple[Meaning | None, list[Problem]]:
    """The mapping that a person gave, or the importer's own; with the source name that a person gave."""
    path = options.mapping or own
    if path is None:
        return None, [fault("no-mapping", Place("options"))]
    meaning, problems = load_meaning(path)
    if meaning is not None and options.source:
        meaning = replace(meaning, source=options.source)
    return meaning, problems


def import_log(importer: str, rows: pl.DataFrame, *, meaning: Meaning, options: Options, file: str) -> Outcome:
    """The facts in the rows of a log, read from `file`, by a mapping."""
    needed = [*meaning.columns.values(), *(each.column for each in meaning.attributes.values())]
    problems = missing_columns(needed, rows, file=file)
    has_offsets = meaning.time == "rfc3339"
    if not has_offsets:
        problems += zone_problems(options.zone, file)
    if problems:
        return None, problems
    history = events_of(rows, meaning, zone=None if has_offsets else options.zone)
    assumed = history.assumed if has_offsets else (f"times are read on the clocks of {options.zone}", *history.assumed)
    report = ImportReport(importer, rows.height, {}, history.left_out, meaning.unsaid, assumed)
    return imported({"work": history.facts}, report, file=file)


def missing_columns(needed: Iterable[str], rows: pl.DataFrame, *, file: str) -> list[Problem]:
    """Columns that an importer needs and the rows do not have."""
    there = [name for name in rows.columns if not name.startswith("_")]
    return [
        fault(
            "missing-column",
            Place(file, 1),
            value=file,
            column=name,
            near=nearest(name, there),
            columns=", ".join(there),
        )
        for name in dict.fromkeys(needed)
        if name not in rows.columns
    ]


def imported(frames: dict[str, pl.DataFrame], report: ImportReport, *, file: str) -> Outcome:
    """Frames with the column names of a file, checked like a file, beside a report that counts them."""
    facts, problems = facts_from({kind: frame for kind, frame in frames.items() if frame.height}, file)
    if facts is not None and not facts.count:
        return None, [fault("no-records", Place(file), value=file)]
    if facts is None:
        return None, problems
    made = {kind: table.height for kind, table in facts.tables.items() if table.height}
    return Imported(facts, replace(report, facts=made)), problems
