"""`upheld demo`: the whole way on real evidence, from two exports to two statements."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from upheld.cli.inputs import agreement_of, evidence_of, instant_of, period_of
from upheld.cli.outputs import print_bytes, write_facts_whole
from upheld.cli.printing import stop_on, tell
from upheld.cli.statement import made, rendered, write_all
from upheld.observe.imported import Options, report_lines
from upheld.observe.registry import IMPORTERS
from upheld.problems import Place, Problem
from upheld.settle.asked import Asked
from upheld.settle.engine import ENGINE

__all__ = ["STORIES", "Story", "command"]


@dataclass(frozen=True, slots=True)
class Story:
    """One example: its folder, what its evidence is and how it is imported, and the period of the statement."""

    folder: str
    says: str
    importer: str
    export: str
    zone: str | None
    period: str
    known_at: str


STORIES = (
    Story(
        folder="help-desk",
        says="a ServiceNow incident log (CC BY 4.0) under a help desk agreement",
        importer="servicenow",
        export="incident_event_log.csv.gz",
        zone="Etc/UTC",
        period="2016-05",
        known_at="2016-07-01T00:00:00Z",
    ),
    Story(
        folder="datalab",
        says="two years of Upptime checks (ODbL) under an availability agreement",
        importer="upptime",
        export="checks.csv.gz",
        zone=None,
        period="2025-03",
        known_at="2025-04-08T00:00:00Z",
    ),
)


@click.command()
@click.option(
    "-o", "--output", "target", default="upheld-demo", show_default=True, metavar="FOLDER", help="Where to write."
)
def command(target: str) -> None:
    """Import two real exports, state both agreements, and write the statements as text, JSON, HTML and PDF."""
    examples = _examples()
    written = [_told(story, examples / story.folder, target=Path(target) / story.folder) for story in STORIES]
    _proved(STORIES[-1], examples / STORIES[-1].folder, target=written[-1])
    _next_steps(written, examples)


def _examples() -> Path:
    """The examples beside the source, or inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "examples", package.parent.parent / "examples"):
        if all((folder / story.folder / "agreement.yaml").is_file() for story in STORIES):
            return folder
    problem = Problem(
        code="examples-missing",
        place=Place(str(package / "examples")),
        message="the examples are not here",
        why="the demo states real evidence that comes with Upheld",
        remedy="run it in a checkout, or install Upheld again",
    )
    tell([problem])
    sys.exit(1)


def _told(story: Story, folder: Path, *, target: Path) -> Path:
    """Import, state, print and write one example; the folder written."""
    click.echo(click.style(f"\n{story.says}", bold=True))
    facts_file = target / "facts.jsonl.gz"
    with Console(stderr=True).status(f"importing {folder / story.export}"):
        imported, problems = IMPORTERS[story.importer].import_source([folder / story.export], Options(zone=story.zone))
    stop_on(problems)
    if imported is None:
        sys.exit(1)
    for line in report_lines(imported.report):
        click.echo(f"  {line}")
    write_facts_whole(imported.facts, facts_file)
    agreement_file = folder / "agreement.yaml"
    agreement = agreement_of(str(agreement_file))
    facts = evidence_of([str(facts_file)], keep_going=False)
    sources = (str(agreement_file), [str(facts_file)])
    window = period_of(story.period, agreement.zone)
    result = made(agreement, facts, asked=Asked(window, instant_of(story.known_at), ENGINE), sources=sources)
    click.echo()
    print_bytes(rendered(result, "text"))
    write_all(result, target)
    return target


def _proved(story: Story, folder: Path, *, target: Path) -> None:
    """The same evidence in a ledger, a bundle of the statement, and the client's check of it, as typed commands."""
    click.echo(
        click.style("\nthe same, provable: a ledger, a signed head, a bundle, and the client's own check", bold=True)
    )
    ledger, head, bundle = (str(target / name) for name in ("ledger", "march.head", "march.upheld"))
    agreement = str(folder / "agreement.yaml")
    for old in target.glob("ledger*"):
        old.unlink()
    commands = (
        ("ledger", "init", ledger, "--provider", "hosting.example", "--client", "datalab"),
        ("ledger", "append", ledger, str(target / "facts.jsonl.gz"), "--agreement", agreement),
        ("ledger", "checkpoint", ledger, "-o", head),
        (
            *("statement", agreement, "--ledger", ledger, "--period", story.period, "--known-at", story.known_at),
            *("-o", str(target / "statement-of-ledger.json"), "--bundle", bundle),
        ),
        ("verify", bundle, "--key", f"{ledger}.vkey", "--last", head),
    )
    for words in commands:
        click.echo(click.style(f"\n$ upheld {shlex.join(words)}", fg="cyan"))
        _run(words)


def _run(words: Sequence[str]) -> None:
    group = click.get_current_context().find_root().command
    try:
        group.main(args=list(words), prog_name="upheld", standalone_mode=False)
    except SystemExit as ended:
        if ended.code:
            raise


def _next_steps(written: Sequence[Path], examples: Path) -> None:
    click.echo(click.style("\nWritten", bold=True))
    for folder in written:
        for name in ("statement.html", "statement.pdf", "statement.json", "facts.jsonl.gz"):
            click.echo(f"  {folder / name}")
    click.echo(click.style("\nWhat to do next", bold=True))
    desk = STORIES[0].folder
    click.echo("  open a page       any of the statement.html above, in a browser")
    click.echo(f"  open a figure     upheld trace {written[0] / 'statement.json'} resolution.P1")
    click.echo(f"  cheat             change a bit of {written[-1] / 'march.upheld'} and verify it again")
    click.echo(f"  read the contract upheld explain {examples / desk / 'agreement.yaml'}")
    click.echo(f"  break it          change a line of {examples / desk / 'agreement.yaml'}, then")
    click.echo(f"                    upheld check {examples / desk / 'agreement.yaml'}")
    click.echo("  (in a checkout the command is .venv/bin/upheld)")
