"""Facts written to a file are the facts that are read from it."""

from pathlib import Path

import pytest

from tests.evidence.cases import EVERY_KIND, STATE, WORK, jsonl, read
from upheld.evidence.facts import facts_of
from upheld.evidence.write import NotAFactFileError, write_facts


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet", "OUT.Parquet"])
def test_what_is_written_is_read_back(name: str, tmp_path: Path) -> None:
    facts = read(jsonl(tmp_path, *EVERY_KIND, WORK | {"id": "w-9", "set": {'a "b"\n': "\\ \u2028 é"}}))
    write_facts(facts, tmp_path / name)
    assert read(tmp_path / name).digest == facts.digest


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    facts = read(jsonl(tmp_path, *EVERY_KIND))
    write_facts(facts, tmp_path / "a.jsonl.gz")
    write_facts(read(jsonl(tmp_path, *reversed(EVERY_KIND))), tmp_path / "b.jsonl.gz")
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_a_line_says_no_more_than_it_must(tmp_path: Path) -> None:
    write_facts(read(jsonl(tmp_path, STATE)), tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text() == (
        '{"kind":"state","source":"probe","id":"s-1","at":"2026-03-01T00:00:00Z","item":"web-1","state":"up"}\n'
    )


def test_a_fraction_of_a_second_is_written_without_needless_zeros(tmp_path: Path) -> None:
    write_facts(read(jsonl(tmp_path, STATE | {"at": "0999-03-01T00:00:10.500Z"})), tmp_path / "out.jsonl")
    assert '"at":"0999-03-01T00:00:10.5Z"' in (tmp_path / "out.jsonl").read_text()


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_no_facts_can_be_written(name: str, tmp_path: Path) -> None:
    write_facts(facts_of((), {}), tmp_path / name)
    assert (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["out.csv", "out", "out.gz", "out.parquet.gz", "jsonl"])
def test_another_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotAFactFileError):
        write_facts(facts_of((), {}), tmp_path / name)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").mkdir()
    (tmp_path / "out.jsonl" / "old").touch()
    with pytest.raises(OSError, match="directory"):
        write_facts(facts_of((), {}), tmp_path / "out.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
