"""`upheld verify`: the verifier of a client, as `upheld-verify` is where nothing else is installed."""

import sys

import click

from upheld.cli.printing import tell
from upheld.evidence.holdings import held_from
from upheld_verify.main import run

__all__ = ["command"]


@click.command()
@click.argument("bundle", metavar="BUNDLE")
@click.option("--key", "keys", multiple=True, metavar="VKEY", help="A key you trust, or a file with it; repeatable.")
@click.option("--last", "heads", multiple=True, metavar="FILE", help="A head (checkpoint) you hold; repeatable.")
@click.option("--policy", metavar="FILE", help="Which signatures you ask for.")
@click.option("--save-head", metavar="FILE", help="Keep the head in a new file, once the bundle is VERIFIED.")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="For people or for programs."
)
def command(
    bundle: str, keys: tuple[str, ...], heads: tuple[str, ...], policy: str | None, save_head: str | None, output: str
) -> None:
    """Compute the statement in BUNDLE again, and prove that its evidence is in the ledger. Offline.

    Exit status: 0 VERIFIED, 1 something does not hold, 3 consistent, but no key of yours was given.
    """
    held, problems = held_from(keys, heads, policy=policy)
    if held is None:
        tell(problems)
        sys.exit(2)
    sys.exit(run(bundle, held, output=output, save_head=save_head))
