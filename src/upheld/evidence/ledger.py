"""What a ledger is: entries that are only ever added, the hash tree over them, and the notes that were signed."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Protocol

from upheld.evidence.tree import leaf_hash, node_hash

__all__ = ["Ledger", "MemoryLedger"]


class Ledger(Protocol):
    """An append-only log of entries. `node` is the `tree.Node` of the tree over them, so that
    `tree.root(size, ledger.node)` is the root at any size up to `size`.
    """

    @property
    def origin(self) -> str:
        """The name of the log: provider, client and epoch."""
        ...

    @property
    def size(self) -> int:
        """How many entries there are."""
        ...

    @property
    def segments(self) -> Mapping[str, bytes]:
        """The Parquet bytes of every segment by their SHA-256 (hexadecimal), read when asked for."""
        ...

    def append(self, entries: Iterable[bytes]) -> None:
        """Add entries, all of them or none."""
        ...

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes of the entries `start <= index < end`, as they were added."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree (level, index). Raises `LookupError` where there is none."""
        ...

    def signed(self) -> list[bytes]:
        """Every checkpoint note that was signed, oldest first."""
        ...

    def add_signed(self, note: bytes) -> None:
        """Keep a note that was signed."""
        ...


class MemoryLedger:
    """A ledger that lives as long as the program: for tests, and for trying something out."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._entries: list[bytes] = []
        self._levels: list[list[bytes]] = [[]]
        self._notes: list[bytes] = []
        self._segments: dict[str, bytes] = {}

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self._origin

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    @property
    def segments(self) -> Mapping[str, bytes]:
        """The Parquet bytes of every segment by their SHA-256 (hexadecimal)."""
        return self._segments

    def add_segment(self, content: bytes) -> None:
        """Keep the bytes of a segment."""
        self._segments[sha256(content).hexdigest()] = content

    def append(self, entries: Iterable[bytes]) -> None:
        """Add entries, all of them or none."""
        new = list(entries)
        for entry, hashed in [(entry, leaf_hash(entry)) for entry in new]:
            self._entries.append(entry)
            self._grow(hashed)

    def _grow(self, hashed: bytes) -> None:
        for level in self._levels:
            level.append(hashed)
            if len(level) % 2:
                return
            hashed = node_hash(*level[-2:])
        self._levels.append([hashed])

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes of the entries `start <= index < end`."""
        return iter(self._entries[start:end])

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree (level, index). Raises `LookupError` where there is none."""
        return self._levels[level][index]

    def signed(self) -> list[bytes]:
        """Every checkpoint note that was signed, oldest first."""
        return list(self._notes)

    def add_signed(self, note: bytes) -> None:
        """Keep a note that was signed."""
        self._notes.append(note)
