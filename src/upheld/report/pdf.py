"""The statement as a PDF that can be sent as it is: set by typst from data alone, tagged, the same bytes every time."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from upheld.quantities.instants import MICROS
from upheld.report.document import Document, Line, Rules, document
from upheld.report.drawing import Chart, painted
from upheld.report.tables import Table, cell_text
from upheld.report.wording import tied
from upheld.settle.statement import Statement

__all__ = ["statement_pdf"]

_Tree = dict[str, Any]

_ATTENTION = 7  # misses told on the first page
_ROWS = 40  # rows of one table on paper; the page and the JSON have them all
_STANDARDS: list[Any] = ["a-2a", "ua-1"]
_PROBE = (
    b'#set document(title: "probe")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.document'
)
_RUN = re.compile(r"[^\s\u200b-]{16}(?=[^\s\u200b-])")


def statement_pdf(statement: Statement, rules: Rules | None = None, *, fonts: Sequence[Path] = ()) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1, dated when its facts were known.

    `fonts` are folders with fonts for scripts that the built-in ones (Latin, Greek, Cyrillic, Hebrew, Arabic) lack.
    Characters for which no font has a glyph are spelled out by number, and the document says so.
    """
    known = typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in fonts])
    tree = _tree(document(statement, rules), statement)
    setting = _Setting(known)
    try:
        return setting.pdf(_template(), _text(tree))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    lacking = setting.lacking(
        "".join(sorted({letter for letter in _text(tree, ensure_ascii=False) if ord(letter) > 126}))
    )
    tree["sources"] = (*tree["sources"], ("Spelled out", "characters for which these fonts have no glyph"))
    return setting.pdf(_template(), _text(_spelled(tree, frozenset(lacking))))


@dataclass(frozen=True, slots=True)
class _Setting:
    """The fonts that a document is set with."""

    fonts: typst.Fonts

    def pdf(self, template: bytes, text: str) -> bytes:
        """The PDF of a template with one input."""
        return typst.compile(
            template,
            font_paths=self.fonts,
            sys_inputs={"document": text},
            pdf_standards=_STANDARDS,
        )

    def lacking(self, letters: str) -> str:
        """Those of `letters` that no font can show, found by halves."""
        try:
            self.pdf(_PROBE, " ".join(letters))
        except typst.TypstError:
            if len(letters) == 1:
                return letters
            middle = len(letters) // 2
            return self.lacking(letters[:middle]) + self.lacking(letters[middle:])
        return ""


def _text(tree: _Tree, *, ensure_ascii: bool = True) -> str:
    return json.dumps(_broken(tree), ensure_ascii=ensure_ascii)


def _spelled(value: Any, lacking: frozenset[str]) -> Any:
    """Plain values with the lacking letters spelled out."""
    if isinstance(value, dict):
        return {key: _spelled(part, lacking) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(part, lacking) for part in value]
    if isinstance(value, str):
        return type(value)("".join(_escape(letter) if letter in lacking else letter for letter in value))
    return value


def _escape(letter: str) -> str:
    return letter.encode("ascii", "backslashreplace").decode()


@cache
def _template() -> bytes:
    return files("upheld.report").joinpath("statement.typ").read_bytes()


def _tree(shown: Document, statement: Statement) -> _Tree:
    """The document as plain values."""
    known = datetime.fromtimestamp(statement.known_at // MICROS, UTC)
    attention = [line for line in shown.lines if line.verdict in ("missed", "undetermined")]
    credited = [line for line in shown.lines if line.steps]
    more = len(attention) - _ATTENTION
    return {
        **{
            name: getattr(shown, name)
            for name in ("title", "agreement", "provider", "period", "client_owed", "unknown")
        },
        "headline": tied(shown.headline),
        **{
            name: getattr(shown, name)
            for name in ("about", "money", "rules", "sources", "digests", "received", "coverage")
        },
        "date": {
            "year": known.year,
            "month": known.month,
            "day": known.day,
            "hour": known.hour,
            "minute": known.minute,
            "second": 0,
        },
        "id": f"{statement.agreement.id}, revision {statement.agreement.revision}",
        "who": [
            *([("Excerpt", shown.excerpt.removeprefix("Excerpt: "))] if shown.excerpt else []),
            ("Agreement", shown.agreement),
            ("Provider", shown.provider),
            ("Client", shown.client),
            ("Known at", shown.known_at),
        ],
        "verdicts": _chart(shown.verdicts) if shown.lines else None,
        "attention": [_line(line) for line in attention[:_ATTENTION]],
        "more": f"and {more} more, in the scorecard and after it" if more > 0 else None,
        "has_without": any(line.without for line in shown.lines),
        "lines": [_line(line) for line in shown.lines],
        "misses": [_line(line) for line in attention],
        "exclusions": [_table(table) for table in (shown.exclusions, shown.left_out) if table is not None],
        "credits": None if shown.credits is None else _chart(shown.credits),
        "credited": [_line(line) for line in credited],
        **{name: _optional(getattr(shown, name)) for name in ("charges", "pending", "adopted")},
        "trace": _Exact(shown.lines[0].trace if shown.lines else "upheld trace"),
    }


def _line(line: Line) -> _Tree:
    names = (
        "title",
        "row",
        "promised",
        "target",
        "value",
        "bounds",
        "verdict",
        "word",
        "mark",
        "credit",
        "cause",
        "formula",
        "counts",
    )
    under = ", ".join(part for part in (line.window, f"owed by {line.owed_by}" if line.owed_by else None) if part)
    return {
        **{name: getattr(line, name) for name in (*names, "owed_by", "notes", "steps", "without")},
        "full": line.full,
        "under": under or None,
        "charts": [_chart(chart) for chart in line.charts],
        "tables": [_table(table) for table in line.tables],
    }


def _chart(chart: Chart) -> _Tree:
    return {
        "title": chart.caption.title,
        "description": chart.caption.description,
        "picture": _Exact(painted(chart.picture)),
    }


def _optional(table: Table | None) -> _Tree | None:
    return None if table is None else _table(table)


def _table(table: Table) -> _Tree:
    over = len(table.rows) - _ROWS
    return {
        "caption": table.caption,
        "columns": [{"heading": column.heading, "kind": column.kind} for column in table.columns],
        "rows": [[cell_text(cell) for cell in row] for row in table.rows[:_ROWS]],
        "has_total": table.has_total and over <= 0,
        "left_over": f"The first {_ROWS} of {len(table.rows)}; the HTML page and the JSON have them all."
        if over > 0
        else None,
    }


class _Exact(str):
    """Text that must reach the page letter by letter."""

    __slots__ = ()


def _broken(value: Any) -> Any:
    """Plain values with a place to break in every run of letters too long for a column."""
    if isinstance(value, dict):
        return {key: _broken(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_broken(part) for part in value]
    if isinstance(value, str) and not isinstance(value, _Exact) and not value.startswith("sha256:"):
        return _RUN.sub(lambda run: run.group() + "\u200b", value)
    return value
