"""Write the pages that are made from the program itself: its commands, the language, its problems.

`tests/architecture/test_docs.py` compares them with what is there.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import click
from click.testing import CliRunner

from tools import language_page, problem_gallery
from upheld.cli.main import upheld

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100

COMMANDS_HEAD = """\
# Commands

Made by `make docs` from the program's own help; edit the commands, not this page.
"""


def main() -> None:
    """Write every page."""
    for path, made in PAGES.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(made(), encoding="utf-8")
        print(f"wrote {path}")


def commands() -> str:
    """Every command with its help."""
    root = click.Context(upheld, info_name="upheld", terminal_width=WIDTH, **upheld.context_settings)
    return COMMANDS_HEAD + "".join(sections(upheld, root))


def schema() -> str:
    """The JSON Schema of the agreement language."""
    return output("schema")


def sections(command: click.Command, context: click.Context) -> Iterator[str]:
    """One section per command, a group before its parts."""
    yield f"\n## `{context.command_path}`\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            part = command.get_command(context, name)
            if part is not None:
                yield from sections(part, click.Context(part, parent=context, info_name=name, terminal_width=WIDTH))


def output(*arguments: str) -> str:
    """What a command prints; a page cannot be made from one that fails."""
    result = CliRunner().invoke(upheld, list(arguments), catch_exceptions=False)
    if result.exit_code != 0:
        sys.exit(f"upheld {' '.join(arguments)} ended with {result.exit_code}:\n{result.output}")
    return result.stdout


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "docs/agreements.md": language_page.page,
        "docs/commands.md": commands,
        "docs/problems.md": problem_gallery.page,
        "docs/schema/agreement-1.json": schema,
    }
)
"""What makes each page, by its path below the root."""

if __name__ == "__main__":
    main()
