"""`upheld statement`: agreement and evidence in, the statement out, as text, JSON, HTML or PDF."""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import click
from rich.console import Console

from upheld.agreements.explain import explain
from upheld.agreements.model import Agreement
from upheld.cli.from_ledger import bundle_for, check_sources, recorded
from upheld.cli.inputs import agreement_of, evidence_of, known_at_of, period_of, promises_of
from upheld.cli.ledgers import files_of, ledger_at
from upheld.cli.outputs import check_apart, print_bytes, write_whole
from upheld.cli.printing import stop_on, text_width
from upheld.evidence.facts import Facts
from upheld.report.document import Rules
from upheld.report.html import statement_html
from upheld.report.json import statement_json
from upheld.report.text import statement_text
from upheld.settle.asked import Asked
from upheld.settle.engine import ENGINE
from upheld.settle.state import state
from upheld.settle.statement import Statement

__all__ = ["FORMATS", "Made", "command", "made", "rendered", "write_all"]

FORMATS: Mapping[str, str] = MappingProxyType({"text": ".txt", "json": ".json", "html": ".html", "pdf": ".pdf"})
"""Formats by name, with the ending of their files."""


@dataclass(frozen=True, slots=True)
class Made:
    """A statement with the agreement whose words its documents use, and the files it was made from."""

    statement: Statement
    agreement: Agreement
    sources: tuple[str, tuple[str, ...]]


def made(agreement: Agreement, facts: Facts, *, asked: Asked, sources: tuple[str, Sequence[str]]) -> Made:
    """The statement that is asked for; a period outside the term ends the command with its problem."""
    console = Console(stderr=True)
    with console.status(f"measuring {facts.count:,} facts") if console.is_terminal else nullcontext():
        statement, problems = state(agreement, facts, asked=asked)
    stop_on(problems)
    if statement is None:
        sys.exit(1)
    return Made(statement, agreement, (sources[0], tuple(sources[1])))


def rendered(result: Made, output: str) -> bytes:
    """The statement as one of the `FORMATS`."""
    makers: Mapping[str, Callable[[Made], bytes]] = {"text": _text, "json": _json, "html": _html, "pdf": _pdf}
    return makers[output](result)


def _text(result: Made) -> bytes:
    return statement_text(result.statement, width=text_width(), colour=Console().is_terminal).encode()


def _json(result: Made) -> bytes:
    return statement_json(result.statement)


def _html(result: Made) -> bytes:
    return statement_html(result.statement, _rules(result.agreement))


def _pdf(result: Made) -> bytes:
    from upheld.report.pdf import statement_pdf  # noqa: PLC0415 - the typesetter is loaded for the one format that needs it

    return statement_pdf(result.statement, _rules(result.agreement))


def _rules(agreement: Agreement) -> Rules:
    return Rules([(sentence.number, sentence.text) for sentence in explain(agreement)], agreement.adopted)


def write_all(result: Made, folder: Path) -> list[Path]:
    """All formats in a folder, and beside them which files they were made from, so that `upheld trace` finds them
    again.
    """
    paths = []
    for output, ending in FORMATS.items():
        path = folder / f"statement{ending}"
        content = rendered(result, output) if output != "text" else statement_text(result.statement, width=100).encode()
        write_whole(path, content)
        paths.append(path)
    _write_sources(result, folder / "statement.json")
    return paths


def _write_sources(result: Made, path: Path) -> None:
    base = path.resolve().parent
    agreement, evidence = result.sources
    record = {
        "agreement": os.path.relpath(agreement, base),
        "evidence": [os.path.relpath(each, base) for each in evidence],
    }
    write_whole(path.with_suffix(".sources.json"), (json.dumps(record, indent=2) + "\n").encode())


def _check_ending(target: str, output: str | None) -> None:
    """Refuse a file whose ending says no format, where none is given."""
    is_folder = target.endswith(("/", os.sep)) or Path(target).is_dir()
    if not is_folder and output is None and Path(target).suffix not in FORMATS.values():
        endings = ", ".join(FORMATS.values())
        raise click.BadParameter(
            f"{target} ends in none of {endings}; end a folder in /, or give --format", param_hint="-o"
        )


@click.command()
@click.argument("agreement", metavar="AGREEMENT")
@click.argument("evidence", nargs=-1, metavar="EVIDENCE...")
@click.option(
    "--period", required=True, help="Month, quarter, year, week or day: 2026-03, 2026-Q1, 2026, 2026-W09, 2026-03-05."
)
@click.option(
    "--known-at", metavar="INSTANT", help="Use what was known then (2026-04-08T00:00:00Z). Default: all of it."
)
@click.option("--format", "output", type=click.Choice(list(FORMATS)), help="Default: by the ending of -o, else text.")
@click.option(
    "-o", "--output", "target", metavar="PATH", help="A file, or a folder (ending in /) for all formats at once."
)
@click.option(
    "--promise", "promises", multiple=True, metavar="NAME", help="An excerpt with this promise; may be given again."
)
@click.option("--ledger", metavar="LEDGER", help="State from a ledger, under its last signed head, and not from files.")
@click.option("--bundle", metavar="FILE", help="With --ledger: all that the client needs to verify it, in one file.")
@click.option("--keep-going", is_flag=True, help="Leave out facts that have a problem, list them, and go on.")
def command(
    agreement: str,
    evidence: tuple[str, ...],
    period: str,
    known_at: str | None,
    output: str | None,
    target: str | None,
    promises: tuple[str, ...],
    ledger: str | None,
    bundle: str | None,
    keep_going: bool,
) -> None:
    """State what was promised, measured and owed in a period, from an agreement and evidence files or folders, or from
    a ledger.
    """
    check_sources(evidence, ledger, keep_going=keep_going)
    if bundle is not None and ledger is None:
        raise click.UsageError("--bundle needs --ledger: only what lies in a ledger can be proved to be there.")
    inputs: list[str | Path] = [agreement, *evidence, *(files_of(ledger) if ledger else ())]
    check_apart(target, inputs, hint="-o")
    check_apart(bundle, (*inputs, *([target] if target else ())), hint="--bundle")
    if target is not None:
        _check_ending(target, output)
    problems_as = "json" if output == "json" and target is None else "text"
    read = agreement_of(agreement, output=problems_as)
    asked = Asked(period_of(period, read.zone), 0, ENGINE, promises_of(promises, read))
    if ledger is None:
        facts = evidence_of(evidence, keep_going=keep_going, output=problems_as)
        asked = replace(asked, known_at=known_at_of(known_at, facts, window=asked.period))
        _put(made(read, facts, asked=asked, sources=(agreement, evidence)), target, output=output)
        return
    with ledger_at(ledger) as held:
        found = recorded(held, ledger, agreement=read, output=problems_as)
        instant = known_at_of(known_at, found.facts, window=asked.period)
        asked = replace(asked, known_at=instant, checkpoint=found.reference)
        result = made(read, found.facts, asked=asked, sources=(agreement, (ledger,)))
        if bundle is not None:
            signed = (read, agreement)
            write_whole(
                Path(bundle), bundle_for(held, found, agreement=signed, asked=asked, statement=result.statement)
            )
            click.echo(f"wrote {bundle}", err=True)
        _put(result, target, output=output)


def _put(result: Made, target: str | None, *, output: str | None) -> None:
    """Print the statement, or write it to a file or to a folder."""
    if target is None:
        print_bytes(rendered(result, output or "text"))
    elif target.endswith(("/", os.sep)) or Path(target).is_dir():
        for path in write_all(result, Path(target)):
            click.echo(f"wrote {path}", err=True)
    else:
        path = Path(target)
        by_ending = {ending: name for name, ending in FORMATS.items()}
        write_whole(path, rendered(result, output or by_ending.get(path.suffix, "text")))
        if path.suffix == ".json":
            _write_sources(result, path)
        click.echo(f"wrote {path}", err=True)
