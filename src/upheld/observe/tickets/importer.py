"""Ticket logs as CSV, one row for each status of each ticket: events by a mapping file."""

from collections.abc import Sequence
from pathlib import Path

from upheld.observe.imported import Options, Outcome
from upheld.observe.logs import import_log, meaning_for, option_problems
from upheld.observe.records import read_records

__all__ = ["import_source"]


def import_source(paths: Sequence[Path], options: Options) -> Outcome:
    """The facts in ticket logs, with a report. There is no mapping but the one a person gives."""
    meaning, problems = meaning_for(options, None)
    problems += option_problems(options, ())
    rows, more = read_records(paths)
    problems += more
    if meaning is None or problems:
        return None, problems
    return import_log("tickets", rows, meaning=meaning, options=options, file=", ".join(map(str, paths)))
