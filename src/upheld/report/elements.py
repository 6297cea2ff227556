"""Tables, pictures and lists of a document as HTML elements."""

from upheld.report.drawing import Chart
from upheld.report.markup import Markup, join, tag
from upheld.report.tables import Cell, Column, Table
from upheld.report.wording import Moment

__all__ = ["chart_element", "list_element", "pairs_element", "table_element"]

_LOOKS = {"number": "number", "wide": "wide"}
_LONG = 12  # rows; a longer table opens on demand


def table_element(table: Table, *, look: str | None = None, folds: bool = True) -> Markup:
    """A table in a frame that scrolls sideways by itself; a long one folds behind its caption."""
    is_plain = all(column.kind != "wide" for column in table.columns) and len(table.columns) < 4
    element = tag(
        "div",
        tag(
            "table",
            tag("caption", table.caption),
            tag("thead", tag("tr", *(_heading(column) for column in table.columns))),
            tag("tbody", *_rows(table)),
            class_=look or ("plain" if is_plain else None),
        ),
        class_="scroll",
        tabindex=0,
        role="group",
        aria_label=table.caption,
    )
    if folds and len(table.rows) > _LONG:
        return tag("details", tag("summary", table.caption), element)
    return element


def chart_element(chart: Chart) -> Markup:
    """A picture under its title, with the table behind it."""
    broad = Markup(chart.picture.replace("<svg", '<svg class="broad"', 1))
    narrow = None if chart.narrow is None else Markup(chart.narrow.replace("<svg", '<svg class="narrow"', 1))
    behind = tag("details", tag("summary", "The same as a table"), table_element(chart.table, folds=False))
    return tag("figure", tag("figcaption", chart.caption.title), broad, narrow, behind)


def pairs_element(pairs: tuple[tuple[str, str | None], ...], look: str | None = None) -> Markup:
    """Names and what they stand for; pairs without a value are left out."""
    return tag("dl", *(join(tag("dt", name), tag("dd", value)) for name, value in pairs if value), class_=look)


def list_element(texts: tuple[str, ...], name: str = "ul") -> Markup | None:
    """A list, or nothing."""
    return tag(name, *(tag("li", text) for text in texts)) if texts else None


def _heading(column: Column) -> Markup:
    return tag("th", column.heading, scope="col", class_=_LOOKS.get(column.kind))


def _rows(table: Table) -> list[Markup]:
    last = len(table.rows) - 1
    return [
        _row(row, table.columns, name="total" if table.has_total and index == last else None)
        for index, row in enumerate(table.rows)
    ]


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...], *, name: str | None) -> Markup:
    cells = []
    for index, (cell, column) in enumerate(zip(row, columns, strict=True)):
        shown = tag("time", cell.text, datetime=cell.iso, class_="nowrap") if isinstance(cell, Moment) else cell
        look = _LOOKS.get(column.kind)
        cells.append(tag("td", shown, class_=look) if index else tag("th", shown, scope="row", class_=look))
    return tag("tr", *cells, class_=name)
