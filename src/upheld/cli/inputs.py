"""What commands read: agreements, evidence with progress on a terminal, instants and periods from the command line."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from upheld.agreements.load import load_agreement
from upheld.agreements.model import Agreement
from upheld.cli.printing import stop_on, tell
from upheld.evidence.facts import Facts
from upheld.evidence.read import read_facts
from upheld.quantities.instants import parse_instant
from upheld.quantities.windows import NotAPeriodError, Window, period

__all__ = ["agreement_of", "check_text", "evidence_of", "instant_of", "known_at_of", "period_of", "promises_of"]


def agreement_of(path: str, *, output: str = "text") -> Agreement:
    """The agreement in a file; its problems end the command."""
    agreement, problems = load_agreement(path)
    stop_on(problems, output=output)
    if agreement is None:
        sys.exit(1)
    return agreement


def evidence_of(paths: Sequence[str], *, keep_going: bool, output: str = "text", is_all: bool = True) -> Facts:
    """The facts in files and folders. Without `keep_going` a problem ends the command; with it they are listed.
    `is_all` as in `read_facts`.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("reading {task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("evidence", total=None)
        facts, problems = read_facts(
            paths,
            keep_going=keep_going,
            is_all=is_all,
            progress=lambda name, done, total: bar.update(task, description=name, completed=done, total=total or None),
        )
    if keep_going and problems and facts is not None:
        tell([problem for problem in problems if output == "text" or problem.severity == "error"])
    else:
        stop_on(problems, output=output)
    if facts is None:
        sys.exit(1)
    return facts


def check_text(text: str, *, hint: str) -> None:
    """Refuse a text for an entry that is empty or no UTF-8. A usage error."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise click.BadParameter("it is not UTF-8", param_hint=hint) from None
    if not text.strip():
        raise click.BadParameter("it is empty", param_hint=hint)


def period_of(text: str, zone: str) -> Window:
    """The period a person names on the command line."""
    try:
        return period(text, zone)
    except NotAPeriodError as error:
        raise click.BadParameter(str(error), param_hint="--period") from None


def instant_of(text: str, *, hint: str = "--known-at") -> int:
    """An instant a person names on the command line."""
    try:
        return parse_instant(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=hint) from None


def known_at_of(text: str | None, facts: Facts, *, window: Window) -> int:
    """The instant as of which facts are known.

    Without `--known-at`: the first instant at which the period is over and all of the evidence is known, but not later
    than now. Decision 0040: the same files give the same bytes tomorrow.
    """
    if text is not None:
        return instant_of(text)
    now = int(datetime.now(tz=UTC).timestamp()) * 1_000_000
    return min(now, max(window.end, facts.learned_last or window.end))


def promises_of(promises: tuple[str, ...], agreement: Agreement) -> tuple[str, ...] | None:
    """The promises that a person names, which the agreement has; None where none is named."""
    for name in promises:
        if name not in agreement.promises:
            names = ", ".join(agreement.promises)
            raise click.BadParameter(f"the agreement has no promise {name}; it has {names}", param_hint="--promise")
    return promises or None
