"""Packed streams: gzip and Zstandard, read and written with the same few calls whatever the packing."""

import gzip
import io
import zlib
from importlib import import_module
from types import ModuleType
from typing import IO, Final, Literal, cast

__all__ = [
    "PACKINGS",
    "DamagedError",
    "Packing",
    "UnpackerMissingError",
    "packing_stream",
    "read_some",
    "unpacking_stream",
]

Packing = Literal["", "gz", "zst"]
PACKINGS: Final[tuple[Packing, ...]] = ("gz", "zst")
"""What may stand at the end of a file's name; an empty packing is none."""

_ZSTANDARD: Final = ("compression.zstd", "backports.zstd")  # in the standard library from Python 3.14 on


class UnpackerMissingError(Exception):
    """Zstandard is asked for where neither Python 3.14 nor the package backports.zstd is there."""

    def __init__(self) -> None:
        super().__init__("Zstandard needs Python 3.14, or the package backports.zstd")


class DamagedError(Exception):
    """A packed stream is cut off or is not what its name says."""


def unpacking_stream(raw: IO[bytes], packing: Packing) -> IO[bytes]:
    """The unpacked bytes of a stream. Raises `UnpackerMissingError`; damage shows when it is read."""
    if packing == "gz":
        return io.BufferedReader(gzip.GzipFile(fileobj=raw))
    if packing == "zst":
        return io.BufferedReader(_zstandard().ZstdFile(raw))
    return raw


def packing_stream(raw: IO[bytes], packing: Packing) -> IO[bytes]:
    """A stream that packs what is written to it; equal input gives equal bytes. Raises `UnpackerMissingError`."""
    if packing == "gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename=""))
    if packing == "zst":
        return cast(IO[bytes], _zstandard().ZstdFile(raw, "wb"))
    return raw


def read_some(stream: IO[bytes], size: int, *, packing: Packing) -> bytes:
    """At most `size` bytes. Raises `DamagedError`."""
    try:
        return stream.read(size)
    except _damage(packing) as error:
        raise DamagedError(str(error)) from error


def _damage(packing: Packing) -> tuple[type[Exception], ...]:
    if packing == "zst":
        return (EOFError, _zstandard().ZstdError)
    return (EOFError, gzip.BadGzipFile, zlib.error)


def _zstandard() -> ModuleType:
    for name in _ZSTANDARD:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            continue
    raise UnpackerMissingError
