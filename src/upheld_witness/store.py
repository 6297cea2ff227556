"""The heads a witness keeps: the last one of each ledger, exchanged in one step, on the disk before it is answered."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from upheld.evidence.checkpoint import Checkpoint
from upheld.evidence.sqlite import connected, driver, settled

__all__ = ["Store"]

_TABLE = "CREATE TABLE IF NOT EXISTS head (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL) STRICT"


@dataclass(frozen=True, slots=True)
class Store:
    """A file of heads. Every call opens it anew, so that any number of threads and processes may share it."""

    path: Path

    def last(self, origin: str) -> Checkpoint | None:
        """The last head of a ledger; None for one that was never seen."""
        with closing(self._opened()) as connection:
            row = connection.execute("SELECT size, root FROM head WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else Checkpoint(origin, *row)

    def exchange(self, last: Checkpoint | None, new: Checkpoint) -> bool:
        """Put a head in the place of the last one, durably; False, and nothing done, if that is the last no longer."""
        command = "INSERT OR IGNORE INTO head VALUES (?, ?, ?)"
        values: tuple[object, ...] = (new.origin, new.size, new.root)
        if last is not None:
            command = "UPDATE head SET origin = ?, size = ?, root = ? WHERE origin = ? AND size = ? AND root = ?"
            values += (last.origin, last.size, last.root)
        with closing(self._opened()) as connection:
            return connection.execute(command, values).rowcount == 1

    def _opened(self) -> Connection:
        self.path.touch(mode=0o600)
        connection = connected(self.path, driver())
        settled(connection)
        connection.execute(_TABLE)
        return connection
