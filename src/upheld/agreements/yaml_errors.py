"""What a YAML parser says about broken YAML, in words for the person who wrote it."""

import yaml

from upheld.agreements.complaints import Complaint
from upheld.agreements.tree import Mark

__all__ = ["explained"]

_QUOTE = "Put the value in quotation marks."
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "There is a colon here where no key can stand.",
        "Put the value in quotation marks if the colon belongs to it; or indent this line like the ones beside it.",
    ),
    ("cannot start any token", "A value cannot start with this character.", _QUOTE),
    ("did not find expected comment or line break", "A value cannot start with this sign.", _QUOTE),
    ("expected chomping or indentation", "A value cannot start with this sign.", _QUOTE),
    (
        "could not find expected ':'",
        "There is a key without its colon near here.",
        "Write `key: value`, with a space after the colon.",
    ),
    (
        "',' or '}'",
        "A table in braces is not closed, or a comma is missing.",
        "Close it with `}`, and put a comma between its keys.",
    ),
    (
        "',' or ']'",
        "A list in brackets is not closed, or a comma is missing.",
        "Close it with `]`, and put a comma between its parts.",
    ),
    ("unexpected end of stream", "A quotation mark is opened and not closed.", "Close it."),
    (
        "unknown escape character",
        "A backslash in double quotation marks needs a meaning.",
        "Use single quotation marks, or write `\\\\`.",
    ),
    (
        "expected '-' indicator",
        "This line does not continue the list before it.",
        "Indent it like the lines it belongs to.",
    ),
    (
        "expected <block end>",
        "This line is not indented like the ones it belongs to.",
        "Indent it like the lines beside it.",
    ),
    ("expected key", "This line is not indented like the ones it belongs to.", "Indent it like the lines beside it."),
    ("<document start>", "This line is indented less than the first key.", "Start every top key in the same column."),
)


def explained(error: yaml.YAMLError) -> tuple[Mark, Complaint]:
    """Where reading stopped, and why."""
    found = str(getattr(error, "problem", None) or error)
    at = getattr(error, "problem_mark", None)
    mark = Mark(at.line + 1, at.column + 1) if at else Mark(0, 0)
    for said, message, remedy in _WORDS:
        if said in found:
            return mark, Complaint("not-yaml", message + _opened(error), remedy)
    message = f"This is not YAML: {found}."
    return mark, Complaint(
        "not-yaml", message + _opened(error), "Compare this line with the ones before it; quote values with signs."
    )


def _opened(error: yaml.YAMLError) -> str:
    """Where the part that is broken began, when that is another line."""
    start, end = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if start is None or end is None or start.line == end.line:
        return ""
    return f" The part it belongs to begins on line {start.line + 1}."
