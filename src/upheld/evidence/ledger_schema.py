"""The tables of a ledger file, version 1, and the triggers that refuse to change or remove what was recorded."""

from typing import Final

__all__ = ["APPLICATION", "SCHEMA", "TABLES", "TRIGGERS", "VERSION"]

APPLICATION: Final = 0x55504844
"""What SQLite's header names the file: the letters UPHD."""

VERSION: Final = 1
"""Version of the tables; a program of another version refuses the file."""

_TABLES: Final = (
    # The log: entries, the hashes of perfect subtrees of 256, 65,536, ... of them, and where it ends.
    """CREATE TABLE entry (
        number INTEGER PRIMARY KEY, bytes BLOB NOT NULL, leaf BLOB NOT NULL CHECK (length(leaf) = 32)) STRICT""",
    """CREATE TABLE tile (
        level INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE head (
        one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL, size INTEGER NOT NULL, hashes BLOB NOT NULL)
        STRICT""",
    "CREATE TABLE checkpoint (number INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT",
    "CREATE TABLE segment (digest TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID",
    # What is known beside it: numbers given to each collector, where each fact is, what corrects it, private values.
    """CREATE TABLE collector (
        place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last INTEGER NOT NULL DEFAULT 0) STRICT""",
    """CREATE TABLE fact (
        collector INTEGER NOT NULL REFERENCES collector, id TEXT NOT NULL, entry INTEGER NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 16),
        PRIMARY KEY (collector, id)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE correction (
        collector INTEGER NOT NULL, id TEXT NOT NULL, entry INTEGER NOT NULL,
        PRIMARY KEY (collector, id), FOREIGN KEY (collector, id) REFERENCES fact) STRICT, WITHOUT ROWID""",
    """CREATE TABLE private (
        entry INTEGER NOT NULL, path TEXT NOT NULL, key BLOB NOT NULL CHECK (length(key) = 32), payload BLOB NOT NULL,
        PRIMARY KEY (entry, path)) STRICT, WITHOUT ROWID""",
)


def _refusal(table: str, event: str, *, when: str = "") -> str:
    name = f"{table}_{event.split()[1].lower()}_refused"
    message = f"{table}: what was recorded is never changed"
    return f"CREATE TRIGGER {name} {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


_KEPT: Final = ("entry", "tile", "checkpoint", "segment", "fact", "correction")
_TRIGGERS: Final = (
    *(_refusal(table, event) for table in _KEPT for event in ("BEFORE UPDATE", "BEFORE DELETE")),
    # Nothing is put in the place of something else, and no number is left out.
    _refusal("entry", "BEFORE INSERT", when="WHEN NEW.number <> coalesce((SELECT max(number) FROM entry), -1) + 1"),
    _refusal(
        "tile",
        "BEFORE INSERT",
        when="WHEN EXISTS (SELECT 1 FROM tile WHERE level = NEW.level AND number = NEW.number)",
    ),
    _refusal("checkpoint", "BEFORE INSERT", when="WHEN EXISTS (SELECT 1 FROM checkpoint WHERE number >= NEW.number)"),
    _refusal("head", "BEFORE DELETE"),
    _refusal("head", "BEFORE UPDATE", when="WHEN NEW.size < OLD.size OR NEW.origin <> OLD.origin"),
    _refusal("head", "BEFORE INSERT", when="WHEN EXISTS (SELECT 1 FROM head)"),
    _refusal("private", "BEFORE UPDATE"),
)

TABLES: Final = frozenset(_TABLES)
"""The statements that make the tables, as SQLite keeps them."""

TRIGGERS: Final = frozenset(_TRIGGERS)
"""Those that make the triggers."""

SCHEMA: Final = (
    *_TABLES,
    *_TRIGGERS,
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)
"""The statements that make an empty ledger."""
