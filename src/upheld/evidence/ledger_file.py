"""A ledger in one SQLite file: entries, tree and head change in one transaction, and nothing that was recorded changes.

An acknowledged append is on the disk. Hashes are kept for leaves and for subtrees of 256, 65,536, ... leaves; every
other is computed from at most 255 of these.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Self

from upheld.evidence.ledger_schema import APPLICATION, SCHEMA, TABLES, VERSION
from upheld.evidence.register import Register
from upheld.evidence.sqlite import connected, driver, settled
from upheld.evidence.tree import EMPTY_ROOT, Frontier, node_hash

__all__ = ["FileLedger", "LedgerFileError", "create_ledger", "open_ledger"]

_TILE: Final = 256
_TILE_LEVEL: Final = 8
_HASH: Final = len(EMPTY_ROOT)
_AT_ONCE: Final = 64 * _TILE
_MODE: Final = 0o600
_OUTER: Final = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_INNER: Final = ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))


class LedgerFileError(Exception):
    """A file that cannot serve as a ledger now: a permanent `code`, its path, and why."""

    def __init__(self, code: str, path: Path, *, reason: str = "") -> None:
        super().__init__(f"{path}: {reason or code}")
        self.code = code
        self.path = path
        self.reason = reason


def create_ledger(path: Path, origin: str, *, module: ModuleType | None = None) -> "FileLedger":
    """An empty ledger in a new file that only its owner can read.

    Raises `OSError` (`FileExistsError` where there is one), `UnmendedSqliteError`, `PragmaRefusedError`.
    """
    module = module or driver()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _MODE))
    connection = connected(path, module)
    settled(connection)
    connection.execute("BEGIN IMMEDIATE")
    for statement in SCHEMA:
        connection.execute(statement)
    connection.execute("INSERT INTO head (one, origin, size, hashes) VALUES (1, ?, 0, ?)", (origin, b""))
    connection.execute("COMMIT")
    return FileLedger(path, connection, module=module)


def open_ledger(path: Path, *, module: ModuleType | None = None) -> "FileLedger":
    """The ledger in a file; where neither it nor its folder can be written it can be read.

    Raises `LedgerFileError`, `OSError`, `UnmendedSqliteError`, `PragmaRefusedError`.
    """
    module = module or driver()
    path.stat()
    try:
        try:
            connection = _opened(path, module, is_fixed=False)
        except module.OperationalError as error:
            if _file_error(error, path).code != "ledger-unwritable" or _has_log(path):
                raise
            connection = _opened(path, module, is_fixed=True)
    except module.Error as error:
        raise _file_error(error, path) from error
    return FileLedger(path, connection, module=module)


def _has_log(path: Path) -> bool:
    """Whether there are entries that are not in the file yet, but in the log beside it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _opened(path: Path, module: ModuleType, *, is_fixed: bool) -> sqlite3.Connection:
    connection = connected(path, module, is_fixed=is_fixed)
    try:
        _check_header(connection, path)
        settled(connection, is_fixed=is_fixed)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_header(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise LedgerFileError("not-a-ledger", path, reason="it is no ledger")
    if version != VERSION:
        raise LedgerFileError("another-ledger-version", path, reason=f"it has version {version}")
    found = connection.execute("SELECT sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL").fetchall()
    if {sql for (sql,) in found} != TABLES:
        raise LedgerFileError("ledger-damaged", path, reason="its tables are not those of a ledger")


def _file_error(error: Exception, path: Path) -> LedgerFileError:
    """What an error of SQLite means for the file."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        code = "ledger-busy"
    elif name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        code = "ledger-unwritable"
    elif name.startswith("SQLITE_CONSTRAINT"):
        code = "recorded-is-final"
    else:
        code = "not-a-ledger" if name.startswith("SQLITE_NOTADB") else "ledger-damaged"
    return LedgerFileError(code, path, reason=str(error))


class FileLedger:
    """A `Ledger` kept in a file. Every method raises `LedgerFileError` where the file does not do what it should."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, module: ModuleType) -> None:
        self.path = path
        self.register = Register(connection)
        self._connection = connection
        self._error: type[Exception] = module.Error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @property
    def origin(self) -> str:
        """The name of the log."""
        return str(self._one("SELECT origin FROM head"))

    @property
    def size(self) -> int:
        """How many entries there are."""
        return int(self._one("SELECT size FROM head"))

    @property
    def segments(self) -> Mapping[str, bytes]:
        """The Parquet bytes of every segment by their SHA-256 (hexadecimal), read when asked for."""
        return _Segments(self)

    def frontier(self) -> Frontier:
        """The tree at the present size, as it was written with the last entries."""
        ((size, hashes),) = self.select("SELECT size, hashes FROM head")
        return Frontier(size, [hashes[at : at + _HASH] for at in range(0, len(hashes), _HASH)])

    @property
    def _written(self) -> int:
        """Where the entries that are there end, whatever the head says."""
        return int(self._one("SELECT coalesce(max(number), -1) + 1 FROM entry"))

    # --- reading ------------------------------------------------------------------------------------------------------

    def select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        with self._told():
            return self._connection.execute(query, values).fetchall()

    def _one(self, query: str) -> Any:
        rows = self.select(query)
        if not rows:
            raise LedgerFileError("ledger-damaged", self.path, reason="it has no head")
        return rows[0][0]

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes of the entries `start <= index < end`, as they were added."""
        for first in range(max(start, 0), min(end, self._written), _AT_ONCE):
            query = "SELECT bytes FROM entry WHERE number >= ? AND number < ? ORDER BY number"
            for (content,) in self.select(query, first, min(first + _AT_ONCE, end)):
                yield content

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree (level, index). Raises `LookupError` where there is none."""
        kept = level - level % _TILE_LEVEL
        start, wanted = index << (level - kept), 1 << (level - kept)
        hashes = self._hashes(kept, start, end=start + wanted)
        if len(hashes) != wanted:
            raise LookupError(f"there is no subtree ({level}, {index})")
        return _joined(hashes)

    def _hashes(self, level: int, start: int, *, end: int) -> list[bytes]:
        """The hashes kept for a level, which is a multiple of 8."""
        if level:
            query = "SELECT hash FROM tile WHERE level = ? AND number >= ? AND number < ? ORDER BY number"
            rows = self.select(query, level, start, end)
        else:
            rows = self.select("SELECT leaf FROM entry WHERE number >= ? AND number < ? ORDER BY number", start, end)
        return [hashed for (hashed,) in rows]

    def leaves(self, start: int = 0) -> Iterator[bytes]:
        """The hash kept for every entry from `start` on."""
        for first in range(start, min(self.size, self._written), _AT_ONCE):
            yield from self._hashes(0, first, end=first + _AT_ONCE)

    def tiles(self) -> list[tuple[int, int, bytes]]:
        """Level, index and hash of every subtree whose hash is kept."""
        return self.select("SELECT level, number, hash FROM tile ORDER BY level, number")

    def computed(self, level: int, index: int) -> bytes | None:
        """The hash of a subtree that is kept, from the hashes kept below it; None where one of these is missing."""
        start = index << _TILE_LEVEL
        hashes = self._hashes(level - _TILE_LEVEL, start, end=start + _TILE)
        return _joined(hashes) if len(hashes) == _TILE else None

    def signed(self) -> list[bytes]:
        """Every checkpoint note that was signed, oldest first."""
        return [note for (note,) in self.select("SELECT note FROM checkpoint ORDER BY number")]

    # --- writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything written inside is written together, or not at all; other writers wait."""
        is_inner = self._connection.in_transaction
        begin, commit, rollback = _INNER if is_inner else _OUTER
        with self._told():
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute(commit)
            except BaseException:
                if self._connection.in_transaction:  # a full disk ends the transaction by itself
                    for statement in rollback:
                        self._connection.execute(statement)
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._error as error:
            raise _file_error(error, self.path) from error

    def append(self, entries: Iterable[bytes]) -> None:
        """Add entries, all of them or none; they are on the disk when this returns."""
        with self.writing():
            grown = self.frontier()
            size, start = grown.size, grown.size - grown.size % _TILE
            tree = Frontier(start, grown.hashes[: start.bit_count()])
            leaves = self._hashes(0, start, end=size)
            waiting = iter(entries)
            while block := list(islice(waiting, _AT_ONCE)):
                new = [sha256(b"\0" + entry).digest() for entry in block]
                self._connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", zip(count(size), block, new))
                size += len(block)
                leaves = self._tiled(tree, leaves + new)
            for leaf in leaves:
                tree.add(leaf)
            self._connection.execute("UPDATE head SET size = ?, hashes = ?", (size, b"".join(tree.hashes)))

    def _tiled(self, tree: Frontier, leaves: list[bytes]) -> list[bytes]:
        """Put whole tiles into the tree and keep their hashes; the leaves that are left over."""
        whole = len(leaves) - len(leaves) % _TILE
        for at in range(0, whole, _TILE):
            hashed = _joined(leaves[at : at + _TILE])
            tree.add(hashed, _TILE_LEVEL)
            self._keep_tile(hashed, tree.size)
        return leaves[whole:]

    def _keep_tile(self, hashed: bytes, size: int) -> None:
        """Keep the hash of the tile that ends at a size, and those of the larger subtrees that end there too."""
        level = _TILE_LEVEL
        while True:
            self._connection.execute("INSERT INTO tile VALUES (?, ?, ?)", (level, (size >> level) - 1, hashed))
            if size % (1 << (level + _TILE_LEVEL)):
                return
            end = size >> level
            hashed, level = _joined(self._hashes(level, end - _TILE, end=end)), level + _TILE_LEVEL

    def add_segment(self, content: bytes) -> None:
        """Keep the bytes of a segment; the same bytes are kept once."""
        digest = sha256(content).hexdigest()
        with self.writing():
            if not self.select("SELECT 1 FROM segment WHERE digest = ?", digest):
                self._connection.execute("INSERT INTO segment VALUES (?, ?)", (digest, content))

    def add_signed(self, note: bytes) -> None:
        """Keep a note that was signed."""
        with self.writing():
            next_number = "SELECT coalesce(max(number), 0) + 1 FROM checkpoint"
            self._connection.execute(f"INSERT INTO checkpoint VALUES (({next_number}), ?)", (note,))  # noqa: S608 - our own words

    def wipe(self) -> None:
        """Write the file anew and empty its log, so that nothing removed can be found in either.

        Raises `LedgerFileError` while another program holds the file.
        """
        with self._told():
            self._connection.execute("VACUUM")
            ((is_held, *_),) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if is_held:
            raise LedgerFileError("ledger-busy", self.path, reason="another program reads it")


def _joined(hashes: list[bytes]) -> bytes:
    """The hash over perfect subtrees side by side, a power of two of them."""
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


class _Segments(Mapping[str, bytes]):
    """The segments of a ledger, each read when it is asked for."""

    def __init__(self, ledger: FileLedger) -> None:
        self._ledger = ledger

    def __getitem__(self, digest: str) -> bytes:
        rows = self._ledger.select("SELECT content FROM segment WHERE digest = ?", digest)
        if not rows:
            raise KeyError(digest)
        content: bytes = rows[0][0]
        return content

    def __iter__(self) -> Iterator[str]:
        return iter([digest for (digest,) in self._ledger.select("SELECT digest FROM segment ORDER BY digest")])

    def __len__(self) -> int:
        return len(list(iter(self)))
