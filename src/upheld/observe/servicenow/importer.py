"""ServiceNow audit logs of incidents (CSV, one row for each update): events by the state of each row and the one
before.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from upheld.observe.imported import Options, Outcome
from upheld.observe.logs import import_log, meaning_for, option_problems
from upheld.observe.records import read_records

__all__ = ["MAPPING", "import_source"]

MAPPING: Final = Path(__file__).with_name("mapping.yaml")
"""What the columns and states of the log mean unless a person gives another mapping."""


def import_source(paths: Sequence[Path], options: Options) -> Outcome:
    """The facts in audit logs, with a report."""
    meaning, problems = meaning_for(options, MAPPING)
    problems += option_problems(options, ())
    rows, more = read_records(paths)
    problems += more
    if meaning is None or problems:
        return None, problems
    return import_log("servicenow", rows, meaning=meaning, options=options, file=", ".join(map(str, paths)))
