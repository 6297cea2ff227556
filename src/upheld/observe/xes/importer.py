"""XES event logs (plain or packed): events by a mapping file over the attributes of events and, as `case:...`, of
traces.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.parsers import expat

import polars as pl

from upheld.observe.faults import fault
from upheld.observe.imported import Options, Outcome
from upheld.observe.logs import import_log, meaning_for, option_problems
from upheld.observe.records import PLACE, RAGGED, read_bytes
from upheld.problems import Place, Problem

__all__ = ["MAPPING", "import_source", "read_log"]

MAPPING: Final = Path(__file__).with_name("mapping.yaml")
"""What the statuses of the BPI Challenge 2013 log mean; another log needs its own."""

_VALUES: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})
_DEEPEST: Final = 100


class _UnsafeError(Exception):
    """The document declares something that an event log does not need."""


def import_source(paths: Sequence[Path], options: Options) -> Outcome:
    """The facts in event logs, with a report."""
    meaning, problems = meaning_for(options, MAPPING)
    problems += option_problems(options, ())
    logs = []
    for path in paths:
        rows, more = read_log(path)
        logs.append(rows)
        problems += more
    if meaning is None or problems:
        return None, problems
    rows = pl.concat(logs, how="diagonal") if logs else pl.DataFrame()
    return import_log("xes", rows, meaning=meaning, options=options, file=", ".join(map(str, paths)))


class _Log:
    """The events of a log while its XML is read: attributes of traces and events themselves, not inner ones."""

    def __init__(self, parser: expat.XMLParserType, name: str) -> None:
        self.parser = parser
        self.name = name
        self.path: list[str] = []
        self.trace: dict[str, str] = {}
        self.event: dict[str, str] = {}
        self.events: list[dict[str, str]] = []
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.refuse_doctype

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = tag.rpartition(":")[2]
        if len(self.path) >= _DEEPEST:
            raise _UnsafeError("elements nested more than a hundred deep")
        where = self.path[-2:]
        self.path.append(tag)
        if where == ["log"] and tag == "trace":
            self.trace = {}
        elif where[-1:] in (["trace"], ["log"]) and tag == "event":
            self.event = {PLACE: f"{self.name}:{self.parser.CurrentLineNumber}"}
        elif tag in _VALUES and "key" in attributes:
            self._attribute(where[-1] if where else "", attributes["key"], value=attributes.get("value", ""))

    def _attribute(self, owner: str, key: str, *, value: str) -> None:
        if owner == "trace":
            self.trace[f"case:{key}"] = value
        elif owner == "event":
            self.event[key] = value

    def end(self, _tag: str) -> None:
        """An element ends."""
        tag = self.path.pop()
        if tag == "event":
            self.events.append(self.trace | self.event)

    def refuse_doctype(self, *_: object) -> None:
        """Only a document type can declare entities, which could read a file or grow without end."""
        raise _UnsafeError("a document type")


def read_log(path: Path) -> tuple[pl.DataFrame, list[Problem]]:
    """The events of an XES file as rows of texts. Document types and entities are refused, never expanded."""
    data, problems = read_bytes(path)
    if problems:
        return pl.DataFrame(), problems
    parser = expat.ParserCreate()
    log = _Log(parser, path.name)
    try:
        parser.Parse(data, True)
    except _UnsafeError as error:
        return pl.DataFrame(), [fault("unsafe-xml", Place(str(path), parser.CurrentLineNumber), detail=str(error))]
    except expat.ExpatError as error:
        place = Place(str(path), error.lineno, error.offset + 1)
        return pl.DataFrame(), [fault("bad-xml", place, detail=expat.ErrorString(error.code))]
    names = list(dict.fromkeys(name for event in log.events for name in event))
    columns = {name: [event.get(name) for event in log.events] for name in names}
    rows = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))
    return rows.with_columns(pl.lit(value=False).alias(RAGGED)), []
