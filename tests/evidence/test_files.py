"""Which files are read, in which order, and how they are unpacked."""

import gzip
import os
from pathlib import Path

import pytest

from tests.evidence.cases import STATE, as_csv, codes, jsonl, read, text
from upheld.evidence import files, packing
from upheld.evidence.read import read_facts


def test_folders_are_read_from_the_top_down_by_name(tmp_path: Path) -> None:
    for name in ("b/two.jsonl", "a.jsonl", "b/one.jsonl.gz", "c.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        fact = STATE | {"id": name}
        if name.endswith("gz"):
            path.write_bytes(gzip.compress(jsonl(tmp_path, fact, name=".x").read_bytes()))
        else:
            (as_csv if name == "c.csv" else jsonl)(path.parent, fact, name=path.name)
    names = [Path(name).relative_to(tmp_path).as_posix() for name in read(tmp_path).files]
    assert names == ["a.jsonl", "b/one.jsonl.gz", "b/two.jsonl", "c.csv"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = jsonl(tmp_path, STATE)
    assert len(read(path, tmp_path, path).files) == 1


@pytest.mark.parametrize("name", ["notes.txt", "facts", "facts.gz", "facts.parquet.gz", "jsonl", "facts.json"])
def test_a_file_of_another_kind_is_a_mistake(name: str, tmp_path: Path) -> None:
    text(tmp_path, "x", name=name)
    assert codes(tmp_path) == ["unknown-file-type"]


def test_what_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    assert codes(tmp_path / "march.jsonl") == ["no-such-file"]


def test_an_empty_folder_holds_no_facts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert codes(tmp_path) == ["no-facts"]


def test_nothing_at_all_holds_no_facts() -> None:
    assert [problem.code for problem in read_facts([])[1]] == ["no-facts"]


def test_every_missing_file_is_reported_beside_other_mistakes(tmp_path: Path) -> None:
    path = jsonl(tmp_path, STATE | {"at": "never"})
    problems = read_facts([tmp_path / "a.jsonl", path, tmp_path / "b.csv"])[1]
    assert [problem.code for problem in problems] == ["no-such-file", "no-such-file", "not-an-instant"]


def test_what_only_looks_like_a_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "dangling.jsonl").symlink_to(tmp_path / "gone.jsonl")
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert codes(tmp_path) == ["no-such-file", "unknown-file-type"]


def test_a_folder_that_leads_into_itself_is_entered_once(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    jsonl(tmp_path, STATE)
    assert len(read(tmp_path).files) == 1


@pytest.mark.parametrize(("name", "broken"), [("facts.jsonl", "open"), (".", "iterdir")])
def test_what_may_not_be_read_is_a_mistake(
    name: str, broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jsonl(tmp_path, STATE)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, broken, refuse)
    assert codes(tmp_path / name) == ["unreadable-file"]


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    first, second = jsonl(tmp_path, STATE, name="a.jsonl"), jsonl(tmp_path, STATE | {"id": "s-2"}, name="b.jsonl")
    told: list[tuple[str, int, int]] = []
    read_facts([first, second], progress=lambda *step: told.append(step))
    size = first.stat().st_size
    assert told == [(str(first), 0, 2 * size), (str(second), size, 2 * size)]


def packed(folder: Path, form: str, content: bytes) -> Path:
    """A packed file of lines with this content."""
    path = folder / f"facts.jsonl.{form}"
    with path.open("wb") as raw, packing.packing_stream(raw, "gz" if form == "gz" else "zst") as stream:
        stream.write(content)
    return path


@pytest.mark.parametrize("form", ["gz", "zst"])
def test_a_packed_file_is_read(form: str, tmp_path: Path) -> None:
    plain = jsonl(tmp_path, STATE)
    assert read(packed(tmp_path, form, plain.read_bytes())).digest == read(plain).digest


@pytest.mark.parametrize("form", ["gz", "zst"])
@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_packed_file_that_is_cut_off_is_damaged(form: str, cut: int, tmp_path: Path) -> None:
    path = packed(tmp_path, form, jsonl(tmp_path, STATE, name=".x").read_bytes())
    path.write_bytes(path.read_bytes()[:-cut])
    assert codes(path) == ["damaged-compression"]


@pytest.mark.parametrize("form", ["gz", "zst"])
def test_a_packed_file_that_is_not_packed_is_damaged(form: str, tmp_path: Path) -> None:
    assert codes(jsonl(tmp_path, STATE, name=f"facts.jsonl.{form}")) == ["damaged-compression"]


@pytest.mark.parametrize("form", ["gz", "zst"])
def test_a_packing_that_never_ends_is_refused(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_ALWAYS_ALLOWED", 1 << 20)
    path = packed(tmp_path, form, b" " * (1 << 23))
    assert codes(path) == ["expands-too-far"]


def test_zstandard_where_nothing_can_unpack_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_ZSTANDARD", ("compression.nowhere",))
    assert codes(text(tmp_path, b"x", name="facts.jsonl.zst")) == ["unpacker-missing"]


def test_a_file_larger_than_a_block_keeps_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_BLOCK", 100)
    facts = [STATE | {"id": f"s-{number}", "at": f"2026-03-01T00:00:{number:02d}Z"} for number in range(20)]
    assert read(jsonl(tmp_path, *facts)).states["line"].to_list() == list(range(1, 21))
