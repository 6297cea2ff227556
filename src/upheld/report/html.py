"""The statement as one page that needs nothing else: no script, no request; for a phone, on paper, and aloud."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from upheld.report.document import Document, Line, Rules, document
from upheld.report.elements import chart_element, list_element, pairs_element, table_element
from upheld.report.markup import Markup, join, tag
from upheld.report.wording import tied
from upheld.settle.statement import Statement

__all__ = ["statement_html"]

_ATTENTION = 12  # misses told at the top; the scorecard has them all

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='2' fill='%231f6f6b'/%3E"
    "%3Cpath d='M4 8.5l2.6 2.6L12 5.5' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E"
)


def statement_html(statement: Statement, rules: Rules | None = None) -> bytes:
    """The page as UTF-8. `rules` adds the agreement's sentences and answers in force."""
    shown = document(statement, rules)
    sections = _sections(shown)
    page = tag(
        "html",
        _head(shown),
        tag(
            "body",
            tag("a", "Skip to the result", href="#main", class_="skip"),
            _mast(shown),
            tag(
                "nav",
                tag("ul", *(tag("li", tag("a", name, href=f"#{anchor}")) for anchor, name, _ in sections)),
                aria_label="On this page",
            ),
            tag("main", *(section for _, _, section in sections), id="main", tabindex="-1"),
            tag("footer", f"{shown.about} Dates without a year are in {shown.year}."),
        ),
        lang="en",
    )
    return f"<!doctype html>\n{page}\n".encode("utf-8", "replace")


def _head(shown: Document) -> Markup:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{shown.title} {shown.period}: {shown.headline}"),
        tag("link", rel="icon", href=_ICON),
        tag("style", Markup(style)),
    )


@cache
def _style() -> str:
    return files("upheld.report").joinpath("statement.css").read_text(encoding="utf-8")


def _mast(shown: Document) -> Markup:
    return tag(
        "header",
        tag("p", f"{shown.title}, {shown.period}", class_="kind"),
        tag("p", tag("strong", shown.excerpt)) if shown.excerpt else None,
        tag("p", tag("bdi", shown.provider), tag("span", " for ", class_="to"), tag("bdi", shown.client)),
        tag("p", tag("bdi", shown.agreement), f" · {shown.sources[0][1]} · as known {shown.known_at}", class_="quiet"),
        class_="mast",
    )


def _sections(shown: Document) -> list[tuple[str, str, Markup]]:
    """Anchor, name in the menu, and section; those with nothing to say are left out."""
    sections = [("result", "Result", _result(shown)), ("scorecard", "Scorecard", _scorecard(shown))]
    exclusions = [
        table_element(table, folds=False) for table in (shown.exclusions, shown.left_out) if table is not None
    ]
    if exclusions:
        sections.append(("exclusions", "Exclusions", _section("exclusions", "Exclusions and decisions", *exclusions)))
    if shown.credits is not None:
        sections.append(("credits", "Credits", _section("credits", "Credits, step by step", *_credits(shown))))
    charges = [table_element(table) for table in (shown.charges,) if table is not None]
    if charges:
        sections.append(("charges", "Charges", _section("charges", "Charges", *charges)))
    if shown.pending is not None:
        sections.append(
            ("pending", "Still running", _section("pending", "Still running", table_element(shown.pending)))
        )
    if shown.received:
        sections.append(("evidence", "Evidence", _section("evidence", "Evidence received", *_received(shown))))
    if shown.rules or shown.adopted is not None:
        sections.append(("rules", "Rules", _section("rules", "Definitions and rules in force", *_rules(shown))))
    sections.append(("check", "Check it", _section("check", "Check it yourself", *_check(shown))))
    return sections


def _section(anchor: str, heading: str, *children: str | None) -> Markup:
    return tag("section", tag("h2", heading, id=f"{anchor}-h"), *children, id=anchor, aria_labelledby=f"{anchor}-h")


def _result(shown: Document) -> Markup:
    """The answer in words, then the money."""
    attention = [line for line in shown.lines if line.verdict in ("missed", "undetermined")]
    over = len(attention) - _ATTENTION
    more = (
        tag("li", tag("a", f"and {over} more in the scorecard", href="#scorecard"), class_="more") if over > 0 else None
    )
    money = tag("dl", *(tag("div", tag("dt", name), tag("dd", text)) for name, text in shown.money), class_="money")
    misses = (
        tag("ul", *(_miss(line) for line in attention[:_ATTENTION]), more, class_="misses")
        if attention
        else tag("p", "Every promise that could be judged was kept.")
    )
    return tag(
        "section",
        tag("h1", tied(shown.headline), id="result-h"),
        tag("p", shown.client_owed, class_="lead") if shown.client_owed else None,
        tag("p", shown.unknown) if shown.unknown else None,
        chart_element(shown.verdicts) if shown.lines else None,
        tag("div", misses, money, class_="answer"),
        id="result",
        aria_labelledby="result-h",
    )


def _miss(line: Line) -> Markup:
    credit = f" Credit {line.credit}." if line.credit else ""
    owed = f" Owed by {line.owed_by}." if line.owed_by else ""
    return tag(
        "li",
        tag(
            "p",
            tag("b", tag("bdi", line.full)),
            f": {line.value}, promised ",
            tag("bdi", line.target),
            f". {line.word.capitalize()}.{credit}{owed}",
        ),
        tag("p", f"{line.cause}. ", tag("a", f"Open {line.name}", href=f"#{line.id}-open")),
        class_=line.verdict,
    )


def _scorecard(shown: Document) -> Markup:
    has_without = any(line.without for line in shown.lines)
    of_what = " of this excerpt" if shown.excerpt else ""
    headings = [("Promise", None), ("Promised", "target"), ("Figure", "number")]
    headings += [("Without exclusions", "number without")] if has_without else []
    headings += [("Verdict", None), ("Credit", "number")]
    table = tag(
        "table",
        tag(
            "caption",
            f"Every promise{of_what} whose window ends in {shown.period}. "
            "A figure opens: its formula and what made it so.",
        ),
        tag(
            "thead",
            tag(
                "tr",
                *(tag("th", name, scope="col", class_=look, role="columnheader") for name, look in headings),
                role="row",
            ),
            role="rowgroup",
        ),
        *(_entry(line, len(headings), has_without=has_without) for line in shown.lines),
        class_="score",
        role="table",
    )
    return _section("scorecard", "Scorecard", table)


def _entry(line: Line, width: int, *, has_without: bool) -> Markup:
    """A row of the scorecard and what opens below it."""
    named = ", ".join(part for part in (line.window, f"owed by {line.owed_by}" if line.owed_by else None) if part)
    row = tag(
        "tr",
        tag(
            "th",
            tag("bdi", line.title),
            tag("span", f" {line.row}", class_="group") if line.row else None,
            tag("span", named, class_="sub") if named else None,
            tag("span", tag("bdi", line.target), class_="sub in-name"),
            scope="row",
            role="rowheader",
        ),
        tag("td", tag("bdi", line.target), class_="target", role="cell"),
        tag("td", tag("a", line.value, href=f"#{line.id}-open", class_="figure"), class_="number", role="cell"),
        tag("td", line.without or "", class_="number without", role="cell") if has_without else None,
        tag("td", tag("span", f"{line.mark} {line.word}", class_=f"tag {line.verdict}"), class_="verdict", role="cell"),
        tag("td", line.credit, class_="number credit", role="cell"),
        class_="row",
        role="row",
    )
    opening = tag("details", tag("summary", tag("bdi", line.cause)), _panel(line), id=line.id)
    return tag(
        "tbody",
        row,
        tag("tr", tag("td", opening, colspan=width, role="cell"), class_="opening", role="row"),
        role="rowgroup",
    )


def _panel(line: Line) -> Markup:
    """Everything that made one figure."""
    return tag(
        "div",
        tag("h3", tag("bdi", line.full)),
        pairs_element(
            (
                ("Promised", tag("bdi", line.promised)),
                ("Name", tag("code", line.name)),
                ("Window", line.window),
                ("Owed by", line.owed_by),
                ("Figure", tag("span", line.formula, class_="formula")),
                ("Items", line.counts),
                ("Bounds while time is unknown", line.bounds),
                ("Without exclusions", line.without),
                ("Verdict", f"{line.word}, {line.band}" if line.band else line.word),
                ("Notes", list_element(line.notes)),
                ("Credit", list_element(line.steps, "ol")),
            )
        ),
        tag("div", *(chart_element(chart) for chart in line.charts), class_="pictures") if line.charts else None,
        *(table_element(table) for table in line.tables),
        table_element(line.claims) if line.claims is not None else None,
        tag("div", tag("p", "Every fact behind this figure:", class_="sub"), tag("pre", line.trace)),
        tag("p", tag("a", "Back to the scorecard", href="#scorecard"), class_="back"),
        class_="panel",
        id=f"{line.id}-open",
    )


def _credits(shown: Document) -> list[Markup]:
    credited = [line for line in shown.lines if line.steps]
    entries = [
        join(tag("dt", tag("a", line.full, href=f"#{line.id}-open")), tag("dd", list_element(line.steps, "ol")))
        for line in credited
    ]
    return [*([chart_element(shown.credits)] if shown.credits is not None else []), tag("dl", *entries, class_="steps")]


def _received(shown: Document) -> list[Markup]:
    """Whether all that was expected arrived, then source by source."""
    sources = pairs_element(tuple((tag("bdi", source), words) for source, words in shown.coverage), "sources")
    return [tag("p", shown.received), *([sources] if shown.coverage else [])]


def _rules(shown: Document) -> list[Markup]:
    sentences = [tag("li", tag("span", label, class_="quiet"), tag("bdi", sentence)) for label, sentence in shown.rules]
    parts = [tag("ol", *sentences, class_="rules")] if sentences else []
    return parts + ([table_element(shown.adopted, folds=False)] if shown.adopted is not None else [])


def _check(shown: Document) -> list[Markup]:
    return [
        pairs_element(
            tuple((name, tag("code", text) if "digest" in name.lower() else text) for name, text in shown.sources),
            "sources",
        ),
        tag(
            "p",
            "The same agreement and facts give this statement again, byte for byte. A figure opens down to its facts:",
        ),
        tag("pre", shown.lines[0].trace if shown.lines else "upheld trace statement.json PROMISE"),
    ]
