"""Which SQLite a ledger is kept in, and how every connection to it is set.

Versions 3.7.0 to 3.51.2 can lose what was committed when two connections write or checkpoint a write-ahead log (the
"WAL-reset bug", mended in 3.51.3, 3.50.7 and 3.44.6). The package pysqlite3 brings a mended one; the standard
library's is taken only where it is one.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final, cast

__all__ = [
    "DRIVERS",
    "PRAGMAS",
    "AnotherFileError",
    "PragmaRefusedError",
    "UnmendedSqliteError",
    "connected",
    "driver",
    "is_mended",
    "opened_as",
    "settled",
]

DRIVERS: Final = ("pysqlite3", "sqlite3")
"""Modules with a SQLite in them, the preferred one first."""

PRAGMAS: Final[tuple[tuple[str, str, object], ...]] = (
    ("busy_timeout", "10000", 10_000),  # milliseconds; first, so that the others wait for a busy file
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),  # what REPLACE deletes fires the triggers that refuse deletions
    ("mmap_size", "0", 0),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
)
"""Name, setting, and what SQLite answers once it is set."""

_OF_WRITERS: Final = frozenset({"journal_mode", "synchronous"})

_MENDED: Final = (3, 51, 3)
_MENDED_IN: Final[Mapping[tuple[int, ...], int]] = MappingProxyType({(3, 50): 7, (3, 44): 6})


class UnmendedSqliteError(Exception):
    """No SQLite here is free of the WAL-reset bug; `found` lists those there are."""

    def __init__(self, found: Iterable[str]) -> None:
        self.found = tuple(found)
        super().__init__(f"{', '.join(self.found)}: it can lose what was committed")


class AnotherFileError(Exception):
    """A file, at `path`, that is of another application, or no database."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is of another program")
        self.path = path


class PragmaRefusedError(Exception):
    """A connection that does not take a setting: `name` is the pragma, `found` what it answers."""

    def __init__(self, name: str, found: object) -> None:
        super().__init__(f"{name} is {found}")
        self.name = name
        self.found = found


def is_mended(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite is free of the WAL-reset bug."""
    return version >= _MENDED or version[2] >= _MENDED_IN.get(version[:2], version[2] + 1)


def driver(names: Iterable[str] = DRIVERS) -> ModuleType:
    """The first module with a mended SQLite. Raises `UnmendedSqliteError`."""
    found = []
    for name in names:
        try:
            module = import_module(name)
        except ImportError:
            continue
        if is_mended(module.sqlite_version_info):
            return module
        found.append(f"SQLite {module.sqlite_version} of {name}")
    raise UnmendedSqliteError(found)


def connected(path: Path, module: ModuleType, *, is_fixed: bool = False) -> sqlite3.Connection:
    """A connection to a file that is there, transactions begun by hand. Raises the errors of the module.

    A file that is fixed is one that nobody can write, nor any file beside it; it is read without a lock.
    """
    quoted = str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    mode = "mode=ro&immutable=1" if is_fixed else "mode=rw"
    connection = module.connect(f"file:{quoted}?{mode}", uri=True, isolation_level=None)
    return cast(sqlite3.Connection, connection)


def opened_as(application: int, path: Path, *, module: ModuleType, tables: str) -> sqlite3.Connection:
    """A connection to a file of an application, which an empty file becomes: every pragma is set, its tables are there.

    Raises `AnotherFileError`, `PragmaRefusedError` and the errors of the module.
    """
    connection = connected(path, module)
    try:
        is_own = _is_of(connection, application, module=module)
        if is_own:
            settled(connection)
            connection.executescript(f"PRAGMA application_id = {application};{tables}")
    except BaseException:
        connection.close()
        raise
    if not is_own:
        connection.close()
        raise AnotherFileError(path)
    return connection


def _is_of(connection: sqlite3.Connection, application: int, *, module: ModuleType) -> bool:
    """Whether a file is of an application, or of none yet."""
    try:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
        (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except module.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        return False
    return bool(found == application or not (found or count))


def settled(connection: sqlite3.Connection, *, is_fixed: bool = False) -> None:
    """Set every pragma and read it back. Raises `PragmaRefusedError` where it does not hold."""
    for name, setting, wanted in PRAGMAS:
        if is_fixed and name in _OF_WRITERS:
            continue
        connection.execute(f"PRAGMA {name} = {setting}").fetchall()
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise PragmaRefusedError(name, found)
