"""`upheld explain`: an agreement as numbered plain sentences, with every rule in force."""

import json

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from upheld.agreements.explain import explain
from upheld.agreements.load import load_agreement
from upheld.cli.printing import stop_on, visible

__all__ = ["command"]


@click.command()
@click.argument("agreement", metavar="AGREEMENT")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="For people or for programs."
)
def command(agreement: str, output: str) -> None:
    """Print an agreement back as numbered sentences. Rules adopted from a profile are marked with its name."""
    read, problems = load_agreement(agreement)
    stop_on(problems, output=output)
    sentences = explain(read) if read is not None else ()
    if output == "json":
        records = [{"number": s.number, "text": s.text, "adopted": s.is_adopted} for s in sentences]
        click.echo(json.dumps({"sentences": records}, indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    width = max((len(sentence.number) for sentence in sentences), default=0) + 2
    for sentence in sentences:
        line = Text(f"{sentence.number:<{width}}{visible(sentence.text)}{'  [adopted]' if sentence.is_adopted else ''}")
        if sentence.is_adopted:
            line.stylize("dim", len(line) - len("[adopted]"))
        console.print(Padding(line, (0, 0, 0, 0)))
