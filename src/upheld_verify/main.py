"""The command `upheld-verify`: read a bundle and what a client holds, and say whether all of it holds."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size

from upheld.evidence.holdings import Held, held_from
from upheld.problems import Problem
from upheld.settle.engine import ENGINE
from upheld_verify.telling import as_json, as_text
from upheld_verify.verify import verify

__all__ = ["main", "run"]

_EPILOG = """\
Exit status: 0 VERIFIED, 1 something does not hold, 2 the command line was wrong, 3 consistent, but no key was given.
It works offline, reads only the files you name, and writes nothing but the head, if you ask for that."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify as a command line says; the exit status."""
    parser = argparse.ArgumentParser(
        prog="upheld-verify",
        description="Compute a statement again from its bundle, and prove that its evidence is in the ledger.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("bundle", metavar="BUNDLE", help="the file, such as statement.upheld")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="a key you trust, or a file with it")
    parser.add_argument("--last", action="append", default=[], metavar="FILE", help="a head (checkpoint) you hold")
    parser.add_argument("--policy", metavar="FILE", help="which signatures you ask for")
    parser.add_argument("--save-head", metavar="FILE", help="keep the head in a new file, once the bundle is VERIFIED")
    parser.add_argument("--version", action="version", version=f"upheld-verify, engine {ENGINE}")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    given = parser.parse_args(arguments)
    held, problems = held_from(given.key, given.last, policy=given.policy)
    if problems or held is None:
        for problem in problems:
            print(_told(problem), file=sys.stderr)
        return 2
    return run(given.bundle, held, output=given.format, save_head=given.save_head)


def run(bundle: str, held: Held, *, output: str, save_head: str | None) -> int:
    """Print the answer about a bundle, and keep the head where that is asked for and it is verified; the exit status.

    A file that is there is never written over.
    """
    try:
        content = Path(bundle).read_bytes()
    except OSError as error:
        print(f"{bundle}: it cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    answer = verify(content, held=held)
    columns = get_terminal_size().columns
    unwritten = _print(as_json(answer, bundle) if output == "json" else as_text(answer, bundle, columns))
    if unwritten:
        print(f"the answer could not be written: {unwritten}", file=sys.stderr)
        return 2
    status = (0 if answer.is_pinned else 3) if answer.holds else 1
    if save_head is None or status:
        return status
    try:
        with Path(save_head).open("x", encoding="utf-8", newline="") as file:
            file.write(answer.checkpoint)
    except OSError as error:
        print(f"{save_head}: the head is not kept there: {error.strerror}", file=sys.stderr)
        return 2
    return 0


def _print(page: str) -> str:
    """Print a page; what kept it from being written. A reader who has read enough and went away keeps nothing."""
    try:
        encoding = sys.stdout.encoding
        print(page.encode(encoding, "replace").decode(encoding), flush=True)
    except AttributeError:  # there is no standard output
        return "standard output is closed"
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return "" if isinstance(error, BrokenPipeError) else str(error.strerror)
    return ""


def _told(problem: Problem) -> str:
    place = problem.place
    where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
    return f"{where}: error: {problem.message} [{problem.code}]\n  why: {problem.why}\n  do:  {problem.remedy}"


if __name__ == "__main__":
    sys.exit(main())
