"""`upheld check`: everything that is wrong with an agreement, at once."""

import sys

import click

from upheld.agreements.load import load_agreement
from upheld.cli.printing import tell

__all__ = ["command"]


@click.command()
@click.argument("agreements", nargs=-1, required=True, metavar="AGREEMENT...")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="For people or for programs."
)
def command(agreements: tuple[str, ...], output: str) -> None:
    """Read agreements and print every problem with its place, the reason and the remedy."""
    found = [(path, *load_agreement(path)) for path in agreements]
    problems = [problem for _, _, some in found for problem in some]
    tell(problems, output=output)
    if output == "text":
        for path, agreement, _ in found:
            if agreement is not None:
                promises = len(agreement.promises)
                click.echo(
                    f"{path}: {agreement.id} revision {agreement.revision} is well formed: {promises} "
                    f"promise{'' if promises == 1 else 's'}, {agreement.digest}"
                )
    if any(problem.severity == "error" for problem in problems):
        sys.exit(1)
