"""What a command writes never takes the place of what it works on."""

from pathlib import Path

import pytest

from tests.cli.desk import FACTS, desk, run
from tests.cli.test_from_ledger import ledger_of

OWN = ("", ".key", ".vkey", ".checkpoints", "-wal", "-shm", "-journal")


def commands(agreement: str, ledger: str, target: str) -> list[tuple[str, ...]]:
    """Every command about a ledger that writes a file a person names."""
    statement = ("statement", agreement, "--ledger", ledger, "--period", "2026-03")
    return [
        ("ledger", "append", ledger, "--agreement", agreement, "--receipt", target),
        ("ledger", "checkpoint", ledger, "-o", target),
        ("ledger", "prove", ledger, "1", "-o", target),
        ("ledger", "extend", ledger, "-o", target),
        (*statement, "--format", "json", "-o", target),
        (*statement, "--bundle", target),
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("ending", OWN)
def test_no_output_is_written_over_a_file_of_the_ledger(tmp_path: Path, ending: str) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    before = contents(tmp_path)
    for words in commands(agreement, ledger, f"{ledger}{ending}"):
        done = run(*words)
        assert (done.exit_code, "would be lost" in done.stderr) == (2, True), words
    assert contents(tmp_path) == before


def test_a_key_and_a_journal_kept_elsewhere_are_safe_too(tmp_path: Path) -> None:
    _, ledger = ledger_of(tmp_path, FACTS)
    for option in ("--key", "--journal"):
        other = tmp_path / "elsewhere"
        other.write_text("kept")
        done = run("ledger", "checkpoint", ledger, option, str(other), "-o", str(other))
        assert (done.exit_code, other.read_text()) == (2, "kept")


def test_a_bundle_and_its_statement_are_two_files(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    both = ("-o", str(tmp_path / "one.json"), "--bundle", str(tmp_path / "one.json"))
    assert run("statement", agreement, "--ledger", ledger, "--period", "2026-03", *both).exit_code == 2


def test_an_import_is_not_written_over_its_source(tmp_path: Path) -> None:
    _, evidence = desk(tmp_path, facts=FACTS)
    assert run("import", "upptime", evidence, "-o", evidence).exit_code == 2


def test_a_ledger_is_not_made_where_one_of_its_files_is(tmp_path: Path) -> None:
    for ending in (".key", ".vkey", ".checkpoints", "-wal"):
        folder = tmp_path / f"of{ending}"
        folder.mkdir()
        (folder / f"l{ending}").write_text("kept")
        done = run("ledger", "init", str(folder / "l"), "--provider", "northgate.example", "--client", "acme")
        assert (done.exit_code, [path.name for path in folder.iterdir()]) == (1, [f"l{ending}"])
