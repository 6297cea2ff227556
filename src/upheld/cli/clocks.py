"""`upheld clocks`: what is owed on open work right now, what is missed next, and who has to act."""

import click
from rich.console import Console

from upheld.agreements.model import Agreement
from upheld.cli.from_ledger import check_sources, recorded
from upheld.cli.inputs import agreement_of, evidence_of, instant_of, promises_of
from upheld.cli.ledgers import ledger_at, now
from upheld.cli.outputs import print_bytes
from upheld.cli.printing import text_width
from upheld.evidence.facts import Facts
from upheld.measure.running import RunningClock, running_clocks
from upheld.report.clocks import Asking, clocks_json, clocks_text

__all__ = ["command"]


@click.command()
@click.argument("agreement", metavar="AGREEMENT")
@click.argument("evidence", nargs=-1, metavar="EVIDENCE...")
@click.option(
    "--at", "known_at", metavar="INSTANT", help="The instant to look from (2026-04-08T09:00:00Z). Default: now."
)
@click.option(
    "--work", "works", multiple=True, metavar="ID", help="This piece of work alone, with every part of its clocks."
)
@click.option("--promise", "promises", multiple=True, metavar="NAME", help="The clocks of this promise alone.")
@click.option(
    "--first", default=20, show_default=True, type=click.IntRange(min=1), help="How many of each kind are shown."
)
@click.option("--ledger", metavar="LEDGER", help="Look into a ledger, under its last signed head, and not into files.")
@click.option("--keep-going", is_flag=True, help="Leave out facts that have a problem, list them, and go on.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="json: all of them.")
def command(
    agreement: str,
    evidence: tuple[str, ...],
    known_at: str | None,
    works: tuple[str, ...],
    promises: tuple[str, ...],
    first: int,
    ledger: str | None,
    keep_going: bool,
    output: str,
) -> None:
    """List the clocks that run on open work at an instant, from the agreement and the events alone.

    Those missed already come first, then the others as they fall due. A paused clock shows when it would fall due if it
    were resumed at once.
    """
    check_sources(evidence, ledger, keep_going=keep_going)
    read = agreement_of(agreement, output=output)
    chosen = promises_of(promises, read)
    at = now() if known_at is None else instant_of(known_at, hint="--at")
    facts = _facts(read, evidence, ledger=ledger, keep_going=keep_going, output=output)
    found = [each for each in running_clocks(read, facts, known_at=at) if _is_asked(each, works, promises=chosen)]
    unmet = [name for name in works if not any(_is_asked(each, (name,), promises=None) for each in found)]
    if unmet:
        raise click.BadParameter(f"there is no work {', '.join(unmet)} with a running clock", param_hint="--work")
    asking = Asking(read, at, first, bool(works))
    if output == "json":
        print_bytes(clocks_json(found, asking))
        return
    print_bytes(clocks_text(found, asking, width=text_width(), colour=Console().is_terminal).encode())


def _facts(
    agreement: Agreement, evidence: tuple[str, ...], *, ledger: str | None, keep_going: bool, output: str
) -> Facts:
    if ledger is None:
        return evidence_of(evidence, keep_going=keep_going, output=output)
    with ledger_at(ledger) as opened:
        return recorded(opened, ledger, agreement=agreement, output=output).facts


def _is_asked(clock: RunningClock, works: tuple[str, ...], *, promises: tuple[str, ...] | None) -> bool:
    is_work = not works or bool({clock.work, clock.item} & set(works))
    return is_work and (not promises or clock.promise in promises)
