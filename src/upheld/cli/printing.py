"""How problems look: for a person with excerpt, caret, reason and remedy; for a machine as JSON."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import click

from upheld.problems import Problem

__all__ = ["problem_lines", "problem_record", "stop_on", "tell", "text_width", "visible"]

_STYLES = {"error": "red", "warning": "yellow", "note": "cyan"}
_WIDTH = 100
_NARROWEST, _WIDEST = 60, 120


def tell(problems: Sequence[Problem], *, output: str = "text") -> None:
    """Print problems: text on standard error, JSON (`output` is "json") on standard output."""
    if output == "json":
        records = [problem_record(problem) for problem in problems]
        click.echo(json.dumps({"problems": records}, indent=2, ensure_ascii=False))
        return
    for problem in problems:
        head, *rest = problem_lines(problem)
        place, _, words = head.partition(f" {problem.severity}: ")
        severity = click.style(problem.severity, fg=_STYLES[problem.severity], bold=True)
        click.echo(f"{click.style(place, bold=True)} {severity}: {words}", err=True)
        for line in rest:
            click.echo(line, err=True)


def stop_on(problems: Sequence[Problem], *, output: str = "text") -> None:
    """Print problems, and end with status 1 if one of them is an error."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if problems and (output == "text" or errors):
        tell(problems, output=output)
    if errors:
        if output == "text":
            click.echo(_tally(problems), err=True)
        sys.exit(1)


def _tally(problems: Sequence[Problem]) -> str:
    counts = [(word, sum(problem.severity == word for problem in problems)) for word in _STYLES]
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts if count)


def problem_lines(problem: Problem) -> Iterator[str]:
    """The printed form: place, severity, message, code; the excerpt with a caret under the mistake; why; the remedy."""
    place = problem.place
    numbers = "".join(f":{number}" for number in (place.line, place.column) if number)
    yield visible(f"{place.file}{numbers}: {problem.severity}: {problem.message} [{problem.code}]")
    if place.excerpt:
        gutter = f"{place.line:>6} | "
        shown, caret = _cut(place.excerpt.expandtabs(1), place.column, length=place.length)
        yield f"{gutter}{shown}"
        if caret:
            yield f"{' ' * len(gutter)}{caret}"
    yield visible(f"       why: {problem.why}")
    yield visible(f"       do:  {problem.remedy}")


def visible(text: str) -> str:
    """The text with a mark for every character that a terminal would obey instead of showing."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _cut(excerpt: str, column: int, *, length: int) -> tuple[str, str]:
    """The part of a long line around the marked place, and the carets under it."""
    start = max(0, column - 1 - _WIDTH // 2) if len(excerpt) > _WIDTH else 0
    shown = visible(excerpt)
    shown = ("..." if start else "") + shown[start : start + _WIDTH] + ("..." if len(excerpt) > start + _WIDTH else "")
    if not column:
        return shown, ""
    before = shown[: column - 1 - start + (3 if start else 0)]
    marked = shown[len(before) : len(before) + max(length, 1)]
    return shown, " " * _columns(before) + "^" * max(1, min(_columns(marked) or 1, _WIDTH))


def _columns(text: str) -> int:
    """How many terminal columns a text takes: wide characters two, combining ones none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def text_width() -> int:
    """How many columns a page of text takes: as many as the terminal has, within reason."""
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def problem_record(problem: Problem) -> dict[str, object]:
    """A problem as JSON says it."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "length": problem.place.length,
        "excerpt": problem.place.excerpt,
        "message": problem.message,
        "why": problem.why,
        "remedy": problem.remedy,
    }
