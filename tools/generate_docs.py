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
    return COMMANDS_HEAD + "".join(sections(upheld, "upheld"))


def schema() -> str:
    """The JSON Schema of the agreement language."""
    return output("schema")


def sections(command: click.Command, name: str) -> Iterator[str]:
    """One section per command, a group before its parts."""
    context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    yield f"\n## `{name}`\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            found = command.get_command(context, part)
            if found is not None:
                yield from sections(found, f"{name} {part}")


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
