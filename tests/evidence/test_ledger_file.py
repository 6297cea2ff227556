"""What was recorded cannot be changed, which SQLite is good enough, and files that are no ledgers."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from upheld.evidence.ledger_file import FileLedger, LedgerFileError, create_ledger, open_ledger
from upheld.evidence.sqlite import (
    PRAGMAS,
    AnotherFileError,
    PragmaRefusedError,
    UnmendedSqliteError,
    connected,
    driver,
    is_mended,
    opened_as,
    settled,
)

pysqlite3 = import_module("pysqlite3")
CHANGES = (
    "UPDATE entry SET bytes = x'00' WHERE number = 1",
    "DELETE FROM entry WHERE number = 1",
    "DELETE FROM entry",
    "INSERT OR REPLACE INTO entry VALUES (1, x'00', zeroblob(32))",
    "INSERT INTO entry VALUES (999, x'00', zeroblob(32))",
    "INSERT INTO entry VALUES (-1, x'00', zeroblob(32))",
    "INSERT INTO entry VALUES (300, x'00', x'00')",
    "UPDATE tile SET hash = zeroblob(32)",
    "DELETE FROM tile",
    "INSERT OR REPLACE INTO tile VALUES (8, 0, zeroblob(32))",
    "UPDATE head SET size = 1",
    "UPDATE head SET origin = 'other'",
    "DELETE FROM head",
    "INSERT OR REPLACE INTO head VALUES (1, 'other', 0, x'')",
    "UPDATE checkpoint SET note = x'00'",
    "DELETE FROM checkpoint",
    "INSERT OR REPLACE INTO checkpoint VALUES (1, x'00')",
    "INSERT INTO checkpoint VALUES (-1, x'00')",
    "UPDATE segment SET content = x'00'",
    "DELETE FROM segment",
    "INSERT OR REPLACE INTO segment SELECT digest, x'00' FROM segment",
    "UPDATE fact SET entry = 0",
    "DELETE FROM fact",
    "INSERT INTO fact VALUES (77, 'a', 1, zeroblob(16))",
    "UPDATE private SET payload = x'00'",
)


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    """A ledger with one of everything."""
    made = create_ledger(tmp_path / "a.ledger", "a.example/upheld/b/1")
    made.append([b"entry %d" % index for index in range(300)])
    made.add_signed(b"note")
    made.add_segment(b"rows")
    made.select("INSERT INTO collector VALUES (1, 'probe', 1)")
    made.select("INSERT INTO fact VALUES (1, 's1', 5, zeroblob(16))")
    made.select("INSERT INTO private VALUES (5, 'detail', zeroblob(32), x'01')")
    return made


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_recorded_is_never_changed(ledger: FileLedger, change: str) -> None:
    rows = {name: ledger.select(f"SELECT * FROM {name}") for name in ("entry", "tile", "head", "checkpoint")}  # noqa: S608
    with pytest.raises(LedgerFileError) as caught:
        ledger.select(change)
    assert caught.value.code == "recorded-is-final"
    assert {name: ledger.select(f"SELECT * FROM {name}") for name in rows} == rows  # noqa: S608


def test_a_private_value_can_be_removed(ledger: FileLedger) -> None:
    ledger.select("DELETE FROM private")
    assert ledger.select("SELECT * FROM private") == []


def test_a_ledger_is_its_owner_s_alone(ledger: FileLedger) -> None:
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create_ledger(ledger.path, "other")


@pytest.mark.parametrize(
    ("version", "mended"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_is_mended(version: tuple[int, int, int], mended: bool) -> None:  # noqa: FBT001
    assert is_mended(version) is mended


def test_the_mended_sqlite_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert driver() is pysqlite3
    assert driver(("no_such_module", "pysqlite3")) is pysqlite3
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.40.1")
    with pytest.raises(UnmendedSqliteError, match=r"SQLite 3\.40\.1 of sqlite3: it can lose") as caught:
        driver(("sqlite3",))
    assert caught.value.found == ("SQLite 3.40.1 of sqlite3",)


def test_every_connection_is_set(ledger: FileLedger) -> None:
    with open_ledger(ledger.path) as again:
        for name, _, wanted in PRAGMAS:
            assert again.select(f"PRAGMA {name}") == [(wanted,)]
            assert ledger.select(f"PRAGMA {name}") == [(wanted,)]


def test_a_setting_that_does_not_hold_is_refused() -> None:
    with pytest.raises(PragmaRefusedError, match="journal_mode is memory") as caught:
        settled(pysqlite3.connect(":memory:"))
    assert (caught.value.name, caught.value.found) == ("journal_mode", "memory")


def test_a_path_may_hold_anything(tmp_path: Path) -> None:
    path = tmp_path / "a%20?b#c.ledger"
    create_ledger(path, "a").close()
    assert connected(path, pysqlite3).execute("SELECT origin FROM head").fetchall() == [("a",)]
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208 - as the system says it


def refusal(path: Path, **more: Any) -> str:
    with pytest.raises(LedgerFileError) as caught:
        open_ledger(path, **more)
    return caught.value.code


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with pytest.raises(FileNotFoundError):
        open_ledger(path)
    path.write_bytes(b"")
    assert refusal(path) == "not-a-ledger"
    path.write_bytes(b"something else entirely, and long enough" * 100)
    assert refusal(path) == "not-a-ledger"
    assert path.read_bytes().startswith(b"something")
    assert refusal(tmp_path) == "ledger-unwritable"


def test_a_ledger_of_another_version_is_refused(ledger: FileLedger) -> None:
    ledger.select("PRAGMA user_version = 2")
    with pytest.raises(LedgerFileError, match="it has version 2") as caught:
        open_ledger(ledger.path)
    assert caught.value.code == "another-ledger-version"


def test_a_damaged_file_is_told(ledger: FileLedger) -> None:
    ledger.select("DROP TRIGGER head_delete_refused")
    ledger.select("DELETE FROM head")
    with pytest.raises(LedgerFileError, match="it has no head") as caught:
        _ = ledger.size
    assert caught.value.code == "ledger-damaged"
    with pytest.raises(LedgerFileError) as again:
        ledger.select("SELECT nothing FROM nowhere")
    assert again.value.code == "ledger-damaged"


def test_a_full_disk_leaves_the_ledger_as_it_was(ledger: FileLedger) -> None:
    ((pages,),) = ledger.select("PRAGMA page_count")
    ledger.select(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(LedgerFileError) as caught:
        ledger.append([b"x" * 100_000])
    assert (caught.value.code, ledger.size) == ("ledger-unwritable", 300)


def test_a_transaction_that_ended_by_itself_is_not_ended_again(ledger: FileLedger) -> None:
    def interrupted() -> None:
        with ledger.writing():
            ledger.append([b"more"])
            ledger.select("ROLLBACK")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert ledger.size == 300


def test_another_module_may_be_given(tmp_path: Path) -> None:
    module = cast(ModuleType, SimpleNamespace(connect=pysqlite3.connect, Error=pysqlite3.Error))
    create_ledger(tmp_path / "a", "a", module=module).close()
    with open_ledger(tmp_path / "a", module=module) as ledger:
        assert ledger.origin == "a"


@pytest.mark.parametrize(
    "change",
    [
        ("DROP TABLE fact",),
        ("DROP TABLE tile", "CREATE VIEW tile AS SELECT 8 AS level, 1 AS number, zeroblob(32) AS hash"),
        ("CREATE TABLE more (one)",),
        ("CREATE INDEX extra ON entry (leaf)",),
    ],
)
def test_a_file_with_other_tables_is_no_sound_ledger(ledger: FileLedger, change: tuple[str, ...]) -> None:
    for (name,) in ledger.select("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        ledger.select(f"DROP TRIGGER {name}")
    for statement in ("PRAGMA foreign_keys = OFF", *change):
        ledger.select(statement)
    ledger.close()
    with pytest.raises(LedgerFileError, match="its tables are not those of a ledger"):
        open_ledger(ledger.path)


def test_a_file_of_one_application_is_opened_as_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.store"
    path.touch()
    opened_as(77, path, module=pysqlite3, tables="CREATE TABLE IF NOT EXISTS kept (one)").close()
    opened_as(77, path, module=pysqlite3, tables="").close()
    for content in (path.read_bytes(), b"no database" * 100):
        other = tmp_path / "other"
        other.write_bytes(content)
        with pytest.raises(AnotherFileError):
            opened_as(78, other, module=pysqlite3, tables="")
        assert other.read_bytes() == content
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(pysqlite3.DatabaseError):
        opened_as(77, path, module=pysqlite3, tables="CREATE TABLE IF NOT EXISTS kept (one)")


# --- copies that nobody can write -------------------------------------------------------------------------------------

NOBODY = 65534


@contextmanager
def read_only(path: Path) -> Iterator[Path]:
    """A copy of a ledger, with its log where it has one, that this process may read and not write."""
    with TemporaryDirectory() as name:
        folder, uid = Path(name), os.geteuid()
        for file in (path, path.with_name(f"{path.name}-wal")):
            if not file.exists():
                continue
            shutil.copy(file, folder)
            (folder / file.name).chmod(0o444)
        folder.chmod(0o555)
        if uid == 0:
            os.seteuid(NOBODY)
        try:
            yield folder / path.name
        finally:
            if uid == 0:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_ledger_that_nobody_can_write_is_read(ledger: FileLedger) -> None:
    size, root = ledger.size, ledger.frontier().root
    ledger.close()
    with read_only(ledger.path) as copy, open_ledger(copy) as opened:
        assert (opened.size, opened.frontier().root) == (size, root)
        with pytest.raises(LedgerFileError) as caught:
            opened.append([b"{}"])
        assert caught.value.code == "ledger-unwritable"


def test_a_copy_whose_log_was_not_written_back_is_not_read_without_it(ledger: FileLedger) -> None:
    ledger.append([b"in the log alone"])
    with read_only(ledger.path) as copy:
        with pytest.raises(LedgerFileError) as caught:
            open_ledger(copy)
        assert caught.value.code == "ledger-unwritable"
