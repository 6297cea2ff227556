"""The heads a witness keeps: the last one of each ledger, exchanged in one step, on the disk before it is answered."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from threading import Lock

from upheld.evidence.checkpoint import InconsistentHeadError, check_extends, read_checkpoint
from upheld.evidence.notes import read_note
from upheld.evidence.sqlite import driver, opened_as

__all__ = ["Refusal", "Store"]

_TURN = Lock()  # threads queue here, for SQLite lets waiters starve; between processes its own lock decides
_APPLICATION = 0x55504857  # UPHW
_TABLES = """
CREATE TABLE IF NOT EXISTS head (origin TEXT PRIMARY KEY, note BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS refused (
    origin TEXT, size INTEGER, root BLOB, note BLOB, held BLOB, PRIMARY KEY (origin, size, root)) STRICT;"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a head is not cosigned: an HTTP status of the protocol, words, and the size of the last head seen."""

    status: int
    says: str
    last: int = 0


@dataclass(frozen=True, slots=True)
class Store:
    """A file of signed heads. Every call opens it anew, so that any number of threads and processes may share it."""

    path: Path

    def exchange(self, note: bytes, old: int, *, proof: Sequence[bytes], clock: Callable[[], int]) -> int | Refusal:
        """Put a head in the place of the last one, of `old` entries, which it extends; the time of that, by `clock`.

        The time is read while no other head can come in between, so that a later head never has an earlier one.
        Where it does not extend the last one, or is of its size with another root, both are kept. `AnotherFileError`.
        """
        new = read_checkpoint(read_note(note).text)
        with _TURN, closing(self._opened()) as connection:  # closing takes back what is not committed
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT note FROM head WHERE origin = ?", (new.origin,)).fetchone()
            last = None if row is None else read_checkpoint(read_note(row[0]).text)
            size = last.size if last else 0
            try:
                if old != size and not (last and new.size == size and new.root != last.root):
                    return Refusal(409, f"the last head seen has {size} entries", size)
                check_extends(last, new, proof=proof)
                time: int | Refusal = clock()
                connection.execute("INSERT OR REPLACE INTO head VALUES (?, ?)", (new.origin, note))
            except InconsistentHeadError as error:
                time = Refusal(422, str(error), size)
                both = (new.origin, new.size, new.root, note, row[0] if row else b"")
                connection.execute("INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?)", both)
            connection.execute("COMMIT")
        return time

    def refused(self) -> list[tuple[bytes, bytes]]:
        """Every signed head that did not extend the last one, and that last one (empty: none), as notes."""
        with closing(self._opened()) as connection:
            return connection.execute("SELECT note, held FROM refused ORDER BY rowid").fetchall()

    def _opened(self) -> Connection:
        self.path.touch(mode=0o600)
        return opened_as(_APPLICATION, self.path, module=driver(), tables=_TABLES)
