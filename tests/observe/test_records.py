"""Rows of a source keep their place, and a file that cannot be read says why."""

import gzip
from pathlib import Path

import pytest

from tests.observe.sources import write
from upheld.observe.records import PLACE, RAGGED, read_records


def test_rows_know_where_they_stand(tmp_path: Path) -> None:
    rows, problems = read_records([write(tmp_path, '\ufeffa,b\r\n1,"x\ny"\r\n\r\n2,z\r\n')])
    assert problems == []
    assert rows.select("a", "b", PLACE).rows() == [("1", "x\ny", "source.csv:2"), ("2", "z", "source.csv:5")]


def test_a_second_column_of_one_name_is_told_apart(tmp_path: Path) -> None:
    assert read_records([write(tmp_path, "a,b,a,a\n1,2,3,4\n")])[0].columns[:4] == ["a", "b", "a.2", "a.3"]


def test_a_row_with_another_number_of_cells_is_marked(tmp_path: Path) -> None:
    rows, _ = read_records([write(tmp_path, "a,b\n1\n1,2\n1,2,3\n")])
    assert rows[RAGGED].to_list() == [True, False, True]


def test_several_files_follow_each_other(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a\n1\n", name="1.csv"), write(tmp_path, "b,a\n3,2\n", name="2.csv")
    assert read_records([first, second])[0]["a"].to_list() == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [
        ("log.csv", b"a\ncaf\xe9\n", "unreadable-source", 2),
        ("log.csv", b'a\n"x"y\n', "unreadable-source", 0),
        ("log.csv.gz", gzip.compress(b"a\n1\n")[:-4], "damaged-compression", 0),
        ("log.csv.gz", b"a\n1\n", "damaged-compression", 0),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, content: bytes, code: str, line: int, tmp_path: Path) -> None:
    problems = read_records([write(tmp_path, content, name=name)])[1]
    assert [(problem.code, problem.place.line) for problem in problems] == [(code, line)]


def test_every_missing_file_is_reported(tmp_path: Path) -> None:
    problems = read_records([tmp_path / "a.csv", tmp_path / "b.csv"])[1]
    assert [problem.code for problem in problems] == ["unreadable-source", "unreadable-source"]


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    rows, problems = read_records([write(tmp_path, "")])
    assert (rows.height, problems) == (0, [])
