"""Lines of JSON are read by the block or one by one; the two ways never differ."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.evidence.cases import EVERY_KIND, Fact
from upheld.evidence import jsonl
from upheld.evidence.files import FactFile
from upheld.evidence.jsonl import read_jsonl

KEYS = ("kind", "id", "source", "at", "item", "state", "seq", "value", "detail", "set", "actor", "x", "a.b")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the whole module, written over by every example."""
    return tmp_path_factory.mktemp("two-ways")


keys = st.sampled_from(KEYS)
values: SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["up", "x:", ": ", ':"', "é", "\\", "", "2026-03-01T00:00:00Z", "1.50", '","state":"down']),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys | st.text("ab.\0", max_size=2), inner, max_size=2),
    max_leaves=4,
)
facts = st.builds(
    lambda base, changes, dropped: {name: value for name, value in (base | changes).items() if name not in dropped},
    st.sampled_from(EVERY_KIND),
    st.dictionaries(keys, values, max_size=2),
    st.sets(keys, max_size=1),
)
separators = st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")])
lines = st.builds(lambda fact, seps: json.dumps(fact, separators=seps, ensure_ascii=False), facts, separators)
twice = lines.map(lambda line: line[:-1] + ',"id":"twice"}')


@given(st.lists(lines | twice, max_size=6))
def test_by_the_block_and_one_by_one_is_the_same(folder: Path, given_lines: list[str]) -> None:
    path = folder / "facts.jsonl"
    path.write_text("".join(f"{line}\n" for line in given_lines), encoding="utf-8")
    quick = outcome(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl, "_easy_rows", lambda _block: None)
        assert outcome(path) == quick


def outcome(path: Path) -> tuple[list[dict[str, object]], list[tuple[str, int]]]:
    """Every fact and every problem of a file, in a fixed order."""
    tables, findings = read_jsonl(FactFile(path, "jsonl", ""), 0)
    rows = [
        {"kind": kind.name} | {name: value for name, value in row.items() if value is not None}
        for kind, table in tables
        for row in table.rows(named=True)
    ]
    problems = [(problem.code, problem.place.line) for finding in findings for problem in finding.shown]
    return sorted(rows, key=lambda row: row["line"]), sorted(problems)


@pytest.mark.parametrize("name", ["detail", "id"])
def test_an_empty_object_is_no_text_in_either_way(name: str, folder: Path) -> None:
    path = folder / "empty.jsonl"
    path.write_text(json.dumps(EVERY_KIND[0] | {name: {}}) + "\n", encoding="utf-8")
    assert [code for code, _ in outcome(path)[1]] == ["wrong-type"]


def test_plain_facts_are_read_by_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain: list[Fact] = [fact for fact in EVERY_KIND if fact["kind"] != "window"]
    path = tmp_path / "facts.jsonl"
    path.write_text("".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in plain), encoding="utf-8")
    monkeypatch.setattr(jsonl, "read_line", None)
    assert len(outcome(path)[0]) == len(plain)
