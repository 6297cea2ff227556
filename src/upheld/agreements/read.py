"""Reading: from the text of a file to a tree of texts, tables and listings, every one with its line and column.

Nothing is guessed: every value stays the text that was written. What YAML would silently change or what hides from a
reader (aliases, tags, merge keys, several documents, a key said twice, invisible characters) is refused.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import yaml

from upheld.agreements.complaints import Complaint, problem_at
from upheld.agreements.tree import Listing, Mark, Source, Table, Text, Tree
from upheld.agreements.yaml_errors import explained
from upheld.problems import Place, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_VALUES", "decoded", "read", "unreadable_file"]

MAX_BYTES = 1_048_576
MAX_DEPTH = 32
MAX_VALUES = 50_000
_MOST_HIDDEN = 20
_YAML = "tag:yaml.org,2002:"

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel has it
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LONE_RETURN = re.compile("\r(?!\n)")
_TAB = re.compile(r"( *)\t")


def decoded(content: bytes, file: str) -> tuple[Source | None, list[Problem]]:
    """The source in a file's bytes: UTF-8, with or without a byte order mark, at most a megabyte."""
    if len(content) > MAX_BYTES:
        message = f"This file has {len(content):,} bytes; an agreement has at most {MAX_BYTES:,}."
        return None, [unreadable_file(file, Complaint("file-too-large", message, "Give the agreement, not evidence."))]
    try:
        return Source.of(file, content.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        before = Source.of(file, content[: error.start].decode("utf-8")).lines
        is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        message = "This is UTF-16 text." if is_wide else f"The byte {content[error.start]:#04x} is not UTF-8 text."
        complaint = Complaint("not-utf-8", message, "Save the file as UTF-8.")
        mark = Mark(len(before), len(before[-1]) + 1)
        lossy = Source.of(file, content.decode("utf-8", "replace"))
        return None, [problem_at(complaint, lossy.place(mark))]


def read(source: Source) -> tuple[Table | None, list[Problem]]:
    """The tree of a source, or why there is none; a tree may come with problems that leave the rest readable."""
    unseen = [*islice(chain(_hidden(source), _lone_returns(source)), _MOST_HIDDEN), *_tabs(source)]
    if unseen:
        return None, unseen
    events, problems = _events(source)
    if not problems and not events:
        problems = [unreadable_file(source.file, _nothing_written())]
    if not events:
        return None, problems
    builder = _Builder(source, events)
    root = builder.tree()
    problems += builder.problems
    if isinstance(root, Table):
        return root, problems
    message = "An agreement is a table of keys, and this file holds something else."
    complaint = Complaint("not-a-table", message, "Start with `upheld: 1`, and put each key on a line of its own.")
    return None, [*problems, problem_at(complaint, source.place(root.mark))]


def unreadable_file(file: str, complaint: Complaint) -> Problem:
    """A complaint about a file as a whole."""
    return problem_at(complaint, Place(file))


def _nothing_written() -> Complaint:
    return Complaint(
        "nothing-written", "This file holds no agreement.", "Start with `upheld: 1` and `agreement: <name>`."
    )


def _hidden(source: Source) -> Iterator[Problem]:
    """Characters that a reader cannot see, or that make a text look like another one."""
    if _HIDDEN.search(source.text) is None:
        return
    for number, line in enumerate(source.lines, start=1):
        for found in _HIDDEN.finditer(line):
            name = unicodedata.name(found[0], f"U+{ord(found[0]):04X}").lower()
            message = f"There is a character here that nobody sees: {name}."
            complaint = Complaint("hidden-character", message, "Delete it; retype the word if need be.")
            yield problem_at(complaint, source.place(Mark(number, found.start() + 1)))


def _lone_returns(source: Source) -> Iterator[Problem]:
    """Carriage returns inside a line: YAML begins a new line there, and most programs show one line."""
    for found in _LONE_RETURN.finditer(source.text):
        before = Source.of(source.file, source.text[: found.start()]).lines
        message = "There is a carriage return here without a line feed: what follows may not be seen."
        complaint = Complaint("hidden-character", message, "Put each line on a line of its own.")
        yield problem_at(complaint, source.place(Mark(len(before), len(before[-1]) + 1)))


def _tabs(source: Source) -> Iterator[Problem]:
    for number, line in enumerate(source.lines, start=1):
        found = _TAB.match(line)
        if found:
            message = "This line is indented with a tab."
            remedy = "Indent with spaces; most editors convert tabs on request."
            complaint = Complaint("tab-indentation", message, remedy)
            yield problem_at(complaint, source.place(Mark(number, len(found[1]) + 1)))


# --- events -----------------------------------------------------------------------------------------------------------


def _events(source: Source) -> tuple[list[yaml.Event], list[Problem]]:
    """The YAML events of the one document, or none of them and the problem that stops reading."""
    events: list[yaml.Event] = []
    depth = documents = 0
    try:
        for event in yaml.parse(source.text, Loader=_PARSER):
            complaint = None
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    complaint = _bad_document(event, documents)
                case yaml.CollectionStartEvent():
                    depth += 1
                case yaml.CollectionEndEvent():
                    depth -= 1
            complaint = complaint or _too_much(depth, len(events))
            if complaint:
                return [], [problem_at(complaint, source.place(_mark(event, source)))]
            if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                events.append(event)
    except yaml.YAMLError as error:
        mark, complaint = explained(error)
        return [], [problem_at(complaint, source.place(mark))]
    return events, []


def _bad_document(event: yaml.DocumentStartEvent, documents: int) -> Complaint | None:
    if event.version or event.tags:
        return Complaint(
            "yaml-directive", "This file starts with a YAML directive.", "Delete the lines that start with `%`."
        )
    if documents > 1:
        message = "A second document starts here; one file is one revision of one agreement."
        return Complaint("several-documents", message, "Put each agreement in a file of its own, and delete the `---`.")
    return None


def _too_much(depth: int, values: int) -> Complaint | None:
    if depth > MAX_DEPTH:
        message = f"This is nested more than {MAX_DEPTH} deep; no part of an agreement is."
        return Complaint("nested-too-deep", message, "Close the brackets that were opened before.")
    if values > MAX_VALUES:
        message = f"There are more than {MAX_VALUES:,} values up to here."
        return Complaint("too-many-values", message, "Give the agreement, not evidence.")
    return None


def _mark(event: yaml.Event, source: Source) -> Mark:
    """The stretch of the first line that an event covers."""
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None  # noqa: S101, PT018 - a parser of text marks every event
    if isinstance(event, yaml.CollectionStartEvent):
        return Mark(start.line + 1, start.column + 1)
    last = end.column if end.line == start.line else len(source.lines[start.line])
    return Mark(start.line + 1, start.column + 1, max(1, last - start.column))


# --- tree -------------------------------------------------------------------------------------------------------------


class _Builder:
    """Makes the tree out of events that are known to be balanced, and collects what is refused on the way."""

    def __init__(self, source: Source, events: Sequence[yaml.Event]) -> None:
        self.source = source
        self.events = iter(events)
        self.problems: list[Problem] = []

    def tree(self) -> Tree:
        tree = self._after(next(self.events))
        assert tree is not None  # noqa: S101 - a document starts with a value
        return tree

    def _after(self, event: yaml.Event) -> Tree | None:
        """The value that starts with this event; None for the end of a collection."""
        mark = _mark(event, self.source)
        if isinstance(event, yaml.NodeEvent):
            self._refuse(event, mark)
        match event:
            case yaml.ScalarEvent():
                if event.style and _HIDDEN.search(event.value):
                    self._refuse_hidden(mark)
                return Text(unicodedata.normalize("NFC", event.value), mark, plain=not event.style)
            case yaml.AliasEvent():
                return Text(f"*{event.anchor}", mark, is_refused=True)
            case yaml.SequenceStartEvent():
                return Listing(tuple(self._parts()), mark)
            case yaml.MappingStartEvent():
                return Table(tuple(self._pairs()), mark)
        return None

    def _refuse_hidden(self, mark: Mark) -> None:
        """A character nobody sees, put into a text by an escape."""
        message = "An escape in this text stands for a character that nobody sees."
        complaint = Complaint("hidden-character", message, "Delete the escape; write what the reader shall read.")
        self.problems.append(problem_at(complaint, self.source.place(mark)))

    def _parts(self) -> Iterator[Tree]:
        while (part := self._after(next(self.events))) is not None:
            yield part

    def _pairs(self) -> Iterator[tuple[Text, Tree]]:
        """The pairs of a table; a key that is no text, a merge key, or a key said before is a problem and left out."""
        seen: dict[str, Mark] = {}
        parts = self._parts()
        for key in parts:
            value = next(parts)
            complaint = _bad_key(key, seen)
            if complaint:
                self._complain(key.mark, complaint)
            elif isinstance(key, Text) and not key.is_refused:
                seen[key.value] = key.mark
                yield key, value

    def _refuse(self, event: yaml.NodeEvent, mark: Mark) -> None:
        if event.anchor is not None:
            message = "Anchors (`&`) and aliases (`*`) make a value stand where nobody wrote it."
            self._complain(mark, Complaint("alias", message, "Write the value out in each place."))
        tag = getattr(event, "tag", None)
        if tag is not None:
            message = f"`{tag.replace(_YAML, '!!')}` tells a program how to read the value."
            self._complain(
                mark,
                Complaint("yaml-tag", message, "Delete the word that starts with `!`; quote the value if need be."),
            )

    def _complain(self, mark: Mark, complaint: Complaint) -> None:
        self.problems.append(problem_at(complaint, self.source.place(mark)))


def _bad_key(key: Tree, seen: dict[str, Mark]) -> Complaint | None:
    if not isinstance(key, Text):
        return Complaint("key-not-text", "A key is a single word here, not a list or a table.", "Write `key: value`.")
    if key.plain and key.value == "<<":
        return Complaint("merge-key", "`<<` copies keys from another place.", "Write the keys out in each place.")
    if key.value in seen:
        first = seen[key.value]
        message = f"`{key.value}` is said twice in this table, first on line {first.line}, column {first.column}."
        return Complaint("duplicate-key", message, "Keep one of the two; YAML would silently keep the last.")
    return None
