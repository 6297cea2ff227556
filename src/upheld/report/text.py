"""The statement for a terminal: the answer first, then the scorecard, the misses, and how to open any figure."""

from collections.abc import Iterable
from io import StringIO

from rich.box import Box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from upheld.report.document import Document, Line, document
from upheld.report.tables import Table, cell_text
from upheld.settle.statement import Statement, Verdict

__all__ = ["statement_text"]

_STYLES: dict[Verdict, str] = {
    "missed": "bold red",
    "undetermined": "bold magenta",
    "met": "cyan",
    "not-applicable": "dim",
}
_BOX = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")  # one line under the headings
_ROWS = 10  # items told under one miss; the other formats have them all


def statement_text(statement: Statement, *, width: int = 80, colour: bool = False) -> str:
    """The statement in lines of at most `width` columns, in colour only where the reader's terminal has it.

    Colour repeats what a mark and a word already say. Only a digest or a command, which are copied whole, may be wider.
    """
    shown = document(statement)
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as captured:
        for part in (_opening, _scorecard, _misses, _exclusions, _credits, _money, _pending, _received, _next_steps):
            part(shown, console)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _opening(shown: Document, console: Console) -> None:
    console.print(Text(f"{shown.title}, {shown.period}", style="bold"))
    if shown.excerpt:
        console.print(Text(shown.excerpt, style="bold"))
    console.print(f"{shown.provider} for {shown.client}")
    console.print(Text(f"{shown.agreement} ({shown.sources[0][1]})", style="dim"))
    console.print(Text(f"As known {shown.known_at}. {shown.about}", style="dim"))
    console.print()
    console.print(Text(shown.headline, style="bold"))
    console.print(shown.tally)
    if shown.client_owed:
        console.print(shown.client_owed)
    if shown.unknown:
        console.print(shown.unknown)


def _scorecard(shown: Document, console: Console) -> None:
    if not shown.lines:
        return
    grid = _grid()
    has_without = any(line.without for line in shown.lines) and console.width >= 100
    longest = max(len(line.name) for line in shown.lines)
    grid.add_column("Promise", overflow="fold", min_width=min(longest, 22))
    grid.add_column("Promised", overflow="fold")
    grid.add_column("Figure", justify="right", overflow="fold")
    if has_without:
        grid.add_column("Without exclusions", justify="right")
    grid.add_column("Verdict", no_wrap=True)
    grid.add_column("Credit", justify="right", no_wrap=True)
    for line in shown.lines:
        verdict = Text(f"{line.mark} {line.word}", style=_STYLES[line.verdict])
        without = [Text(line.without or "")] if has_without else []
        grid.add_row(Text(_label(line)), Text(line.target), Text(line.value), *without, verdict, Text(line.credit))
    console.print()
    console.print(grid)


def _label(line: Line) -> str:
    parts = (line.name, line.window, f"owed by {line.owed_by}" if line.owed_by else None)
    return ", ".join(part for part in parts if part)


def _misses(shown: Document, console: Console) -> None:
    attention = [line for line in shown.lines if line.verdict in ("missed", "undetermined")]
    if attention:
        _heading("Misses and their causes", console)
    for line in attention:
        console.print(
            Text.assemble(
                (f"{line.mark} {line.word}: ", _STYLES[line.verdict]),
                (line.full, "bold"),
                f", {line.value}",
            )
        )
        facts = [line.promised, line.formula, f"{line.cause}."]
        facts += [f"Bounds while time is unknown: {line.bounds}."] if line.bounds and line.bounds != line.value else []
        facts += [f"Without exclusions: {line.without}."] if line.without else []
        _indented(facts, console)
        for table in line.tables:
            _show(table, console)
        console.print()


def _exclusions(shown: Document, console: Console) -> None:
    tables = [table for table in (shown.exclusions, shown.left_out) if table is not None]
    if tables:
        _heading("Exclusions and decisions", console)
    for table in tables:
        _show(table, console)


def _credits(shown: Document, console: Console) -> None:
    if shown.credits is None and (shown.excerpt is None or not any(line.steps for line in shown.lines)):
        return
    _heading("Credits, step by step", console)
    for line in shown.lines:
        if line.steps:
            console.print(Text.assemble((line.full, "bold"), f": {line.credit}"))
            _indented([f"{index}. {step}" for index, step in enumerate(line.steps, 1)], console)
    if shown.credits is not None:
        _show(shown.credits.table, console)


def _money(shown: Document, console: Console) -> None:
    _heading("Charges" if shown.excerpt is None else "Charges and credits", console)
    if shown.charges is not None:
        _show(shown.charges, console)
    widest = max(len(text) for _, text in shown.money)
    for name, text in shown.money:
        console.print(Text(f"{name:<8} {text:>{widest}}", style="bold" if name == "Net" else ""))


def _pending(shown: Document, console: Console) -> None:
    if shown.pending is not None:
        _heading("Still running", console)
        _show(shown.pending, console)


def _received(shown: Document, console: Console) -> None:
    if shown.received:
        _heading("Evidence received", console)
        console.print(shown.received)
    for source, words in shown.coverage:
        console.print(Padding(Text.assemble((source, "bold"), f": {words}"), (0, 0, 0, 2)))


def _next_steps(shown: Document, console: Console) -> None:
    _heading("Open a figure down to its facts", console)
    first = next((line for line in shown.lines if line.verdict == "missed"), shown.lines[0] if shown.lines else None)
    console.print(Text(first.trace if first is not None else "upheld trace statement.json PROMISE"), soft_wrap=True)
    for name, digest in shown.digests:
        console.print(Text(f"{name}\n  {digest}", style="dim"), soft_wrap=True)


def _heading(text: str, console: Console) -> None:
    console.print()
    console.print(Text(text, style="bold underline"))


def _indented(texts: Iterable[str], console: Console) -> None:
    for text in texts:
        console.print(Padding(Text(text), (0, 0, 0, 2)))


def _grid() -> Grid:
    return Grid(box=_BOX, padding=(0, 1), pad_edge=False, header_style="dim")


def _show(table: Table, console: Console) -> None:
    """A table where it fits, else its rows one under the other with every cell named."""
    rows = [tuple(cell_text(cell) for cell in row) for row in table.rows[:_ROWS]]
    widths = [
        max(len(text) for text in (column.heading, *(row[index] for row in rows)))
        for index, column in enumerate(table.columns)
    ]
    console.print()
    console.print(Text(table.caption, style="italic"))
    if sum(widths) + 3 * len(widths) <= console.width:
        console.print(_laid_out(table, rows))
    else:
        for row in rows:
            _record(table, row, console=console)
    if len(table.rows) > _ROWS:
        console.print(f"and {len(table.rows) - _ROWS} more; every one is in the HTML page and the JSON")


def _laid_out(table: Table, rows: list[tuple[str, ...]]) -> Grid:
    grid = _grid()
    for column in table.columns:
        grid.add_column(column.heading, justify="right" if column.kind == "number" else "left", no_wrap=True)
    for index, row in enumerate(rows):
        is_total = table.has_total and index == len(table.rows) - 1
        grid.add_row(*(Text(cell) for cell in row), style="bold" if is_total else None)
    return grid


def _record(table: Table, row: tuple[str, ...], *, console: Console) -> None:
    named = list(zip(table.columns, row, strict=True))[1:]
    short = [
        f"{column.heading.lower()} {cell}" for column, cell in named if cell and column.kind not in ("wide", "text")
    ]
    long = [f"{column.heading.lower()}: {cell}" for column, cell in named if cell and column.kind in ("wide", "text")]
    console.print(Text.assemble((row[0], "bold"), f"  {', '.join(short)}"))
    _indented(long, console)
