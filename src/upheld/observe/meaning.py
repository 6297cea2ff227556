"""Mapping files: what the columns and words of a log of work mean, with the place of every mistake in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from upheld.evidence.columns import EVENTS
from upheld.evidence.mistakes import nearest
from upheld.observe.faults import fault
from upheld.observe.walls import is_form
from upheld.problems import Place, Problem

__all__ = ["PHASES", "Attribute", "Meaning", "Word", "load_meaning"]

PHASES: Final = ("open", "working", "paused", "resolved", "closed", "cancelled", "unchanged")
"""The states that a word of the source can put work in; `unchanged` says nothing about the state."""

_KEYS: Final = ("source", "type", "columns", "time", "missing", "states", "first_work", "set", "unsaid")
_COLUMNS: Final = ("work", "at", "state", "reported", "opened", "number", "assignee")
_NEEDED_COLUMNS: Final = ("work", "at", "state")


@dataclass(frozen=True, slots=True)
class Word:
    """What one word of the source means: the state it puts work in, why a pause, an event that it says each time."""

    phase: str
    reason: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of work: its column, names for its values, and the event it comes with (None: every change)."""

    column: str
    values: Mapping[str, str]
    given_with: str | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """A whole mapping file. `time` is a `strptime` form, or `rfc3339`; `missing` are texts that stand for no value.

    `columns` name the work, its time, its state, and where there are such columns when it was reported and opened, a
    `number` that orders rows of one instant, and the assignee. `first_work` is the event given at the first row that is
    working, paused or resolved, or that names an assignee.
    """

    source: str
    type: str
    columns: Mapping[str, str]
    time: str
    missing: tuple[str, ...]
    states: Mapping[str, Word]
    first_work: str | None
    attributes: Mapping[str, Attribute]
    unsaid: tuple[str, ...]


class _Reader:
    """The problems of one mapping file while it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, node: yaml.Node, detail: str, *, remedy: str) -> None:
        """Note a mistake at a node."""
        place = Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)
        self.problems.append(fault("bad-mapping", place, detail=detail, remedy=remedy))

    def pairs(self, node: yaml.Node | None, *, known: tuple[str, ...] = ()) -> dict[str, yaml.Node]:
        """The keys and values of a map, keys as texts; unknown and repeated keys are mistakes."""
        found: dict[str, yaml.Node] = {}
        if node is None:
            return found
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "a map is expected here", remedy="write key: value, one on each line")
            return found
        for key, value in node.value:
            name = self.text(key)
            if name in found:
                self.wrong(key, f"{name} stands twice", remedy="keep one of them")
            elif known and name not in known:
                close = nearest(name, known)
                self.wrong(key, f"{name} is not known here{close}", remedy=f"use one of: {', '.join(known)}")
            else:
                found[name] = value
        return found

    def text(self, node: yaml.Node | None) -> str:
        """A single value as it is written."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, "a single text is expected here", remedy="write one text")
            return ""
        return str(node.value)

    def texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        """A list of single values."""
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, "a list is expected here", remedy="write [one, two]")
            return ()
        return tuple(self.text(each) for each in node.value)


def load_meaning(path: Path) -> tuple[Meaning | None, list[Problem]]:
    """The mapping in a YAML file, or every mistake in it."""
    reader = _Reader(str(path))
    try:
        text = path.read_text(encoding="utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            detail, remedy = "it uses an alias (*name)", "write the value out"
            return None, [fault("bad-mapping", Place(str(path)), detail=detail, remedy=remedy)]
        node = yaml.compose(text, yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        return None, [fault("unreadable-source", Place(str(path)), value=str(path), detail=str(error))]
    except yaml.YAMLError as error:
        return None, [
            fault("bad-mapping", _place_of(error, str(path)), detail=_first_line(error), remedy="mend the YAML")
        ]
    meaning = _meaning(reader, reader.pairs(node, known=_KEYS), node=node)
    return (None if reader.problems else meaning), reader.problems


def _place_of(error: yaml.YAMLError, file: str) -> Place:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)


def _first_line(error: yaml.YAMLError) -> str:
    problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else None
    return f"it is not YAML: {problem or str(error).partition(chr(10))[0]}"


def _meaning(reader: _Reader, parts: dict[str, yaml.Node], *, node: yaml.Node | None) -> Meaning:
    columns = {name: reader.text(each) for name, each in reader.pairs(parts.get("columns"), known=_COLUMNS).items()}
    if node is None:
        reader.problems.append(
            fault("bad-mapping", Place(reader.file), detail="it is empty", remedy="write the mapping")
        )
    if "time" in parts and not is_form(reader.text(parts["time"])):
        reader.wrong(parts["time"], "times cannot be read by this form", remedy='write "%d/%m/%Y %H:%M", or rfc3339')
    if isinstance(node, yaml.MappingNode):
        for key in ("source", "type", "columns", "time", "states"):
            if key not in parts:
                reader.wrong(node, f"{key} is missing", remedy=f"write {key}")
        for name in _NEEDED_COLUMNS:
            if name not in columns and "columns" in parts:
                reader.wrong(parts["columns"], f"the column {name} is missing", remedy=f"say which column holds {name}")
    return Meaning(
        source=reader.text(parts.get("source")),
        type=reader.text(parts.get("type")),
        columns=columns,
        time=reader.text(parts.get("time")),
        missing=("", *reader.texts(parts.get("missing"))),
        states={word: _word(reader, each) for word, each in reader.pairs(parts.get("states")).items()},
        first_work=_event(reader, parts.get("first_work")),
        attributes={name: _attribute(reader, each) for name, each in reader.pairs(parts.get("set")).items()},
        unsaid=reader.texts(parts.get("unsaid")),
    )


def _word(reader: _Reader, node: yaml.Node) -> Word:
    if isinstance(node, yaml.ScalarNode):
        phase = _one_of(reader, node, known=PHASES)
        _check_reason(reader, node, is_right=phase != "paused")
        return Word(phase)
    parts = reader.pairs(node, known=("is", "reason", "says"))
    phase = _one_of(reader, parts["is"], known=PHASES) if "is" in parts else "unchanged"
    reason = reader.text(parts["reason"]) if "reason" in parts else None
    _check_reason(reader, node, is_right=(phase == "paused") == (reason is not None))
    return Word(phase, reason, _event(reader, parts.get("says")))


def _check_reason(reader: _Reader, node: yaml.Node, *, is_right: bool) -> None:
    if not is_right:
        remedy = "write {is: paused, reason: awaiting-client}"
        reader.wrong(node, "a pause, and nothing else, has a reason", remedy=remedy)


def _attribute(reader: _Reader, node: yaml.Node) -> Attribute:
    if isinstance(node, yaml.ScalarNode):
        return Attribute(str(node.value), {})
    parts = reader.pairs(node, known=("column", "values", "with"))
    if "column" not in parts:
        reader.wrong(node, "the column is missing", remedy="write {column: NAME}")
    values = {word: reader.text(each) for word, each in reader.pairs(parts.get("values")).items()}
    return Attribute(reader.text(parts.get("column")), values, _event(reader, parts.get("with")))


def _event(reader: _Reader, node: yaml.Node | None) -> str | None:
    return None if node is None else _one_of(reader, node, known=EVENTS)


def _one_of(reader: _Reader, node: yaml.Node, *, known: tuple[str, ...]) -> str:
    word = reader.text(node)
    if word and word not in known:
        reader.wrong(node, f"{word} is not known here{nearest(word, known)}", remedy=f"use one of: {', '.join(known)}")
    return word
