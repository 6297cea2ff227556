"""What commands write: whole files or none, by a temporary file beside them that takes their name at the end."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from upheld.evidence.facts import Facts
from upheld.evidence.packing import UnpackerMissingError
from upheld.evidence.write import NotAFactFileError, write_facts

__all__ = ["check_apart", "print_bytes", "put", "write_facts_whole", "write_whole"]


def check_apart(target: str | None, inputs: Iterable[str | Path], *, hint: str) -> None:
    """Refuse an output that is, or lies in, something the command works on: it would be lost. A usage error."""
    if target is None:
        return
    path = Path(target).resolve()
    for each in inputs:
        given = Path(each).resolve()
        if path == given or (given.is_dir() and given in (path, *path.parents)):
            raise click.BadParameter(f"{target} is, or lies in, {each}, which would be lost", param_hint=hint)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    A place that cannot be written is a usage error.
    """
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


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def print_bytes(content: bytes) -> None:
    """Write bytes to standard output as they are."""
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
