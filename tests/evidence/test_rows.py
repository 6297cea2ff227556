"""Facts as rows of CSV."""

from pathlib import Path

import pytest

from tests.evidence.cases import found, read, text
from upheld.evidence.read import read_facts

HEADING = "kind,source,id,at,item,state,detail"
ROW = "state,probe,s-1,2026-03-01T00:00:00Z,web-1,up,"


def rows(folder: Path, *lines: str) -> Path:
    """A CSV file of these lines."""
    return text(folder, "".join(f"{line}\n" for line in lines), name="facts.csv")


def test_rows_become_facts_and_empty_cells_are_absent(tmp_path: Path) -> None:
    facts = read(rows(tmp_path, HEADING, ROW, "", "state,probe,s-2,2026-03-01T00:01:00Z,web-1,down,HTTP 500"))
    assert facts.states.select("state", "detail", "line").rows() == [(1, None, 2), (3, "HTTP 500", 4)]


def test_kinds_may_share_a_file(tmp_path: Path) -> None:
    path = rows(
        tmp_path,
        "kind,source,id,at,item,state,metric,value,unit",
        "state,probe,a,2026-03-01T00:00:00Z,web-1,up,,,",
        "sample,probe,b,2026-03-01T00:00:00Z,web-1,,load,0.10,1",
    )
    facts = read(path)
    assert (facts.states.height, facts.samples["value"].to_list()) == (1, ["0.1"])


def test_lists_are_separated_by_semicolons(tmp_path: Path) -> None:
    path = rows(
        tmp_path,
        "kind,source,id,window,exclusion,items,from,until,asserted_by",
        "window,desk,x,MW,planned,web-1; web-2;,2026-03-01T00:00:00Z,2026-03-01T01:00:00Z,provider",
    )
    assert read(path).windows["items"].to_list() == [["web-1", "web-2"]]


def test_a_quoted_cell_may_hold_a_line_end_and_lines_still_count(tmp_path: Path) -> None:
    other = ROW.replace("s-1", "s-2").replace("up", "x")
    path = rows(tmp_path, HEADING, ROW.replace("up,", 'up,"first\nsecond"'), other)
    assert found(path) == [("unknown-value", 4, 44)]


WRONG = [
    ([HEADING, ROW + ",more"], [("ragged-row", 2, 1)]),
    ([HEADING, "state,probe"], [("ragged-row", 2, 1)]),
    ([HEADING, 'state,"probe" x,s-1'], [("not-csv", 2, 1)]),
    ([HEADING, ROW, 'state,"probe'], [("not-csv", 3, 1)]),
    ([HEADING + ",id", ROW + ","], [("wrong-columns", 1, 1)]),
    ([HEADING.replace("kind", "sort"), ROW], [("wrong-columns", 1, 1), ("unknown-field", 1, 1)]),
    ([HEADING.replace("detail", "detial"), ROW], [("unknown-field", 1, 1)]),
    ([HEADING + ",", ROW + ","], [("unknown-field", 1, 1)]),
    ([HEADING, ROW.replace("state", "stat")], [("unknown-kind", 2, 1)]),
    ([HEADING, ROW.replace("state", "")], [("missing-field", 2, 1)]),
    ([HEADING, ROW.replace("web-1", "")], [("missing-field", 2, 38)]),
    ([HEADING, ROW.replace("Z", "")], [("naive-instant", 2, 17)]),
    ([HEADING, ROW.replace("probe", "pro\0be")], [("nul-character", 2, 7)]),
    ([HEADING + ",unit", ROW + ",Cel"], [("unknown-field", 2, 48)]),
]


@pytest.mark.parametrize(("lines", "expected"), WRONG)
def test_what_is_wrong_with_rows(lines: list[str], expected: list[tuple[str, int, int]], tmp_path: Path) -> None:
    assert found(rows(tmp_path, *lines)) == expected


def test_quotes_inside_a_bare_cell_are_letters(tmp_path: Path) -> None:
    assert read(rows(tmp_path, HEADING, ROW + 'said "no"')).states["detail"].to_list() == ['said "no"']


def test_a_cell_on_the_next_line_is_placed_at_the_end_of_the_first(tmp_path: Path) -> None:
    path = rows(
        tmp_path, "detail," + HEADING.removesuffix(",detail"), '"a\nb",' + ROW.removesuffix(",").replace("up", "x")
    )
    assert found(path) == [("unknown-value", 2, 3)]


def test_a_file_without_rows_holds_no_facts(tmp_path: Path) -> None:
    assert found(rows(tmp_path, HEADING)) == [("no-facts", 0, 0)]
    assert found(rows(tmp_path)) == [("empty-file", 0, 0)]


def test_bytes_that_are_no_text_are_found_in_their_place(tmp_path: Path) -> None:
    path = text(tmp_path, f"{HEADING}\n{ROW}".encode() + b"caf\xe9\n", name="facts.csv")
    assert found(path) == [("not-utf8", 2, len(ROW) + 4)]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert read(text(tmp_path, f"\ufeff{HEADING}\r\n{ROW}\r\n", name="facts.csv")).count == 1


def test_an_unknown_column_spoils_only_the_rows_that_fill_it(tmp_path: Path) -> None:
    path = rows(tmp_path, HEADING + ",note", ROW + ",", ROW.replace("s-1", "s-2") + ",x")
    facts, problems = read_facts([path], keep_going=True)
    assert [problem.code for problem in problems] == ["unknown-field"]
    assert facts is not None
    assert facts.states["id"].to_list() == ["s-1"]


def test_a_long_row_is_cut(tmp_path: Path) -> None:
    long = ROW.replace("probe", "p" * 400).replace("up", "x")
    (problem,) = read_facts([rows(tmp_path, HEADING, long)])[1]
    assert (problem.place.column, problem.place.excerpt) == (439, "")
