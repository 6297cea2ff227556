"""What a ledger file knows beside its entries: the numbers given to collectors, where each fact is, private values."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from upheld.evidence.entries import SELF
from upheld.evidence.spelling import folded

__all__ = ["Known", "Private", "Register", "fact_digest"]

_AT_ONCE: Final = 10_000
_DIGEST: Final = 16


@dataclass(frozen=True, slots=True)
class Known:
    """A fact in the ledger: the index of its entry, and the first 16 bytes of the SHA-256 of its public part."""

    entry: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Private:
    """A private value of an entry: the path of the field, the key of its commitment [32 bytes], its UTF-8 bytes."""

    entry: int
    path: str
    key: bytes
    payload: bytes


def fact_digest(public: bytes, paths: Iterable[str]) -> bytes:
    """What tells whether a fact is the same [16 bytes]: its public part, and which of its fields are private."""
    return sha256(b"\0".join([public, *(path.encode() for path in sorted(paths))])).digest()[:_DIGEST]


class Register:
    """The tables beside the log; they change inside `FileLedger.writing`, and could be made again from the entries but
    for the private values.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # --- numbers ------------------------------------------------------------------------------------------------------

    def take(self, collector: str, numbers: int) -> int:
        """The first of some gapless numbers that are now given to a collector."""
        update = """INSERT INTO collector (name, last) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET last = last + excluded.last RETURNING last"""
        ((last,),) = self._connection.execute(update, (collector, numbers)).fetchall()
        return int(last) - numbers + 1

    def _place(self, collector: str) -> int:
        query = "SELECT place FROM collector WHERE name = ?"
        rows = self._connection.execute(query, (collector,)).fetchall()
        return int(rows[0][0]) if rows else 0

    # --- facts --------------------------------------------------------------------------------------------------------

    def known(self, collector: str, ids: Sequence[str]) -> dict[str, Known]:
        """Those of the ids of a collector that are in the ledger."""
        place = self._place(collector)
        found: dict[str, Known] = {}
        for start in range(0, len(ids) if place else 0, _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT id, entry, digest FROM fact WHERE collector = ? AND id IN ({marks})"  # noqa: S608 - only marks
            rows = self._connection.execute(query, (place, *some)).fetchall()
            found |= {name: Known(entry, digest) for name, entry, digest in rows}
        return found

    def remember(self, collector: str, facts: Iterable[tuple[str, Known]]) -> None:
        """Note where facts of a collector, which has been given numbers, are."""
        place = self._place(collector)
        rows = ((place, name, known.entry, known.digest) for name, known in facts)
        self._connection.executemany("INSERT INTO fact VALUES (?, ?, ?, ?)", rows)

    def note(self, *names: str, entry: int) -> None:
        """Note by names of its own which entry of the ledger about itself is which."""
        self.remember(SELF, [(name, Known(entry, sha256(name.encode()).digest()[:_DIGEST])) for name in names])

    def noted(self, *names: str) -> dict[str, int]:
        """The entries that have these names of their own."""
        return {name: known.entry for name, known in self.known(SELF, names).items()}

    def all_facts(self) -> Iterator[tuple[int, str, str, bytes]]:
        """Entry, collector, id and digest of every fact that evidence brought, in the order of the entries."""
        query = """SELECT entry, name, id, digest FROM fact JOIN collector ON place = fact.collector
            WHERE name <> ? ORDER BY entry"""
        return iter(self._connection.execute(query, (SELF,)))

    def corrected_by(self, collector: str, name: str) -> int | None:
        """The index of the entry that corrects a fact; None where there is none."""
        query = "SELECT entry FROM correction WHERE collector = ? AND id = ?"
        rows = self._connection.execute(query, (self._place(collector), name)).fetchall()
        return int(rows[0][0]) if rows else None

    def correct(self, collector: str, name: str, *, entry: int) -> None:
        """Note which entry corrects a fact. A second one for the same fact breaks a constraint of the file."""
        self._connection.execute("INSERT INTO correction VALUES (?, ?, ?)", (self._place(collector), name, entry))

    # --- private values -----------------------------------------------------------------------------------------------

    def keep(self, values: Iterable[Private]) -> None:
        """Keep private values with the keys of their commitments."""
        rows = ((each.entry, each.path, each.key, each.payload) for each in values)
        self._connection.executemany("INSERT INTO private VALUES (?, ?, ?, ?)", rows)

    def private(self, entry: int) -> Mapping[str, Private]:
        """What is left of the private values of an entry, by path."""
        query = "SELECT entry, path, key, payload FROM private WHERE entry = ?"
        found = [Private(*row) for row in self._connection.execute(query, (entry,))]
        return {each.path: each for each in found}

    def count_private(self) -> int:
        """How many private values are left."""
        ((count,),) = self._connection.execute("SELECT count(*) FROM private").fetchall()
        return int(count)

    def holding(self, texts: Iterable[str]) -> list[Private]:
        """The private values in which one of the texts occurs, however it is spelled, in the order of the entries."""
        wanted = [folded(text) for text in texts]
        rows = self._connection.execute("SELECT entry, path, key, payload FROM private ORDER BY entry, path")
        everything = (Private(*row) for row in rows)
        return [
            each for each in everything if any(map(folded(each.payload.decode(errors="replace")).__contains__, wanted))
        ]

    def erase(self, values: Iterable[Private]) -> None:
        """Remove private values and their keys."""
        places = ((each.entry, each.path) for each in values)
        self._connection.executemany("DELETE FROM private WHERE entry = ? AND path = ?", places)
