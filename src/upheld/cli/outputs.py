"""What commands write: whole files or none, by a temporary file beside them that takes their name at the end."""

import os
import re
import sys
from collections.abc import Iterable
from errno import EBADF
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from upheld.evidence.facts import Facts
from upheld.evidence.packing import UnpackerMissingError
from upheld.evidence.write import NotAFactFileError, write_facts

__all__ = ["check_apart", "check_writable", "print_bytes", "put", "write_facts_whole", "write_whole"]


def check_apart(target: str | None, inputs: Iterable[str | Path], *, hint: str) -> None:
    """Refuse an output that is, or lies in, something the command works on: it would be lost. A usage error."""
    if target is None:
        return
    path = Path(target).resolve()
    for each in inputs:
        given = Path(each).resolve()
        if path == given or (given.is_dir() and given in (path, *path.parents)):
            raise click.BadParameter(f"{target} is, or lies in, {each}, which would be lost", param_hint=hint)


def check_writable(target: str | None, *, hint: str) -> None:
    """Refuse an output that could not be written once everything else is done. A usage error."""
    if target is None:
        return
    path = Path(target)
    folder = next(each for each in path.absolute().parents if each.exists())
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise click.BadParameter(f"{target} cannot be written", param_hint=hint)
    _check_not_precious(path)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    A place that cannot be written is a usage error, and so is one that holds a private key, a ledger or its journal,
    wherever that is: nobody means to lose it.
    """
    _check_not_precious(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(0o666 & ~_mask())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror or str(error)) from None


_PRECIOUS = re.compile(rb'\A(?:PRIVATE\+KEY\+|SQLite format 3\x00|"[a-z0-9.-]+/upheld/)')


def _check_not_precious(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError:
        return
    if _PRECIOUS.match(start):
        raise click.FileError(str(path), hint="it holds a private key, a ledger or its journal, which would be lost")


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def print_bytes(content: bytes) -> None:
    """Write bytes to standard output as they are. Raises `OSError` where there is none, or it is full."""
    if sys.stdout is None:
        raise OSError(EBADF, "standard output is closed")
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def put(content: bytes, target: str | None) -> None:
    """Write bytes to a file, whole, and say so; without one print them as they are."""
    if target is None:
        print_bytes(content)
    else:
        write_whole(Path(target), content)
        click.echo(f"wrote {target}", err=True)


def write_facts_whole(facts: Facts, path: Path) -> None:
    """Write facts to a file, whole or not at all; a place or a name that cannot be written is a usage error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_facts(facts, path)
    except NotAFactFileError as error:
        raise click.BadParameter(str(error), param_hint="-o") from None
    except UnpackerMissingError as error:
        raise click.FileError(str(path), hint=str(error)) from None
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror or str(error)) from None
