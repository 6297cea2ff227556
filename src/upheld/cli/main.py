"""The command `upheld`: every subcommand is a module of its own, imported when it is called."""

import os
import sys
from collections.abc import Mapping
from errno import EBADF, EDQUOT, EIO, ENOSPC
from importlib import import_module
from types import MappingProxyType

import click

__all__ = ["COMMANDS", "main", "upheld"]

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "check": "read an agreement and say everything that is wrong with it",
        "explain": "print an agreement back as numbered plain sentences",
        "schema": "print the JSON Schema of the agreement language",
        "import": "turn another system's export into facts",
        "statement": "state what was promised, measured and owed in a period",
        "clocks": "list the clocks that run on open work, and what is missed next",
        "trace": "list every span, item and fact behind a figure",
        "ledger": "keep evidence in a file that only grows, and sign its head",
        "verify": "compute the statement of a bundle again, and prove its evidence",
        "witness": "keep heads of ledgers, cosign what extends them, refuse forks",
        "demo": "make two statements from real evidence",
    }
)
"""Subcommands in the order a newcomer needs them; `import`, a word of Python, lives in the module `importing`."""


_OUTPUT = frozenset({EBADF, EDQUOT, EIO, ENOSPC})


class _Commands(click.Group):
    """A group that imports a command when it is asked for: `--help` stays fast however heavy a command is."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"upheld.cli.{'importing' if cmd_name == 'import' else cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="upheld", prog_name="upheld")
def upheld() -> None:
    """Upheld: one agreement and its evidence give an exact statement that anyone can recompute.

    \b
    Start with   upheld check agreement.yaml
    then         upheld statement agreement.yaml evidence/ --period 2026-03

    Exit status: 0 all well, 1 problems with the input, 2 the command line was wrong.
    """


def main() -> None:
    """Run the command line. What escapes here is a mistake of ours, said in plain words and never as a traceback."""
    try:
        upheld(prog_name="upheld")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("UPHELD_TRACEBACK"):
            raise
        click.echo(f"upheld: {_unwritten(error) or _mistake(error)}", err=True)
        sys.exit(1)


def _unwritten(error: Exception) -> str:
    """What is said where the output could not be written; empty where it is something else."""
    if not isinstance(error, OSError) or error.filename is not None or error.errno not in _OUTPUT:
        return ""
    return f"the output could not be written: {error.strerror}. What was recorded before that stays recorded."


def _mistake(error: Exception) -> str:
    return (
        f"this is a mistake in Upheld, not in your files: {type(error).__name__}: {error}\n"
        "What was recorded before it stays recorded. Set UPHELD_TRACEBACK=1 to see where, and report it with the files "
        "that led to it."
    )
