"""One id, one fact; corrections lead somewhere."""

from pathlib import Path

import pytest

from tests.evidence.cases import START, STATE, WINDOW, WORK, Fact, codes, jsonl, read
from upheld.evidence import ids
from upheld.evidence.read import read_facts


def test_a_repeated_fact_counts_once_and_is_noted(tmp_path: Path) -> None:
    facts, problems = read_facts([jsonl(tmp_path, STATE, WINDOW, STATE, WINDOW, STATE)])
    assert facts is not None
    assert (facts.count, facts.digest) == (2, read(jsonl(tmp_path, STATE, WINDOW)).digest)
    assert [(problem.code, problem.severity) for problem in problems] == [("duplicate-fact", "note")]
    assert problems[0].message == "3 facts were given more than once with the same content"


def test_one_id_for_two_facts_is_a_conflict_that_names_both_places(tmp_path: Path) -> None:
    first = jsonl(tmp_path, WORK, STATE, name="a.jsonl")
    second = jsonl(tmp_path, STATE | {"state": "down"}, name="b.jsonl")
    (problem,) = read_facts([first, second])[1]
    assert (problem.code, problem.place.file, problem.place.line) == ("conflicting-id", str(second), 1)
    assert f"{first}:2" in problem.message


@pytest.mark.parametrize("change", [{"at": "2026-03-02T00:00:00Z"}, {"detail": "x"}, {"item": "web-2"}, {"seq": 1}])
def test_any_other_content_is_a_conflict(change: Fact, tmp_path: Path) -> None:
    assert codes(jsonl(tmp_path, STATE, STATE | change, STATE))[0] == "conflicting-id"


def test_ids_are_shared_by_all_kinds_of_a_source(tmp_path: Path) -> None:
    assert codes(jsonl(tmp_path, STATE, WORK | {"id": "s-1", "source": "probe"})) == ["conflicting-id"]


def test_another_source_may_use_the_same_id(tmp_path: Path) -> None:
    assert read(jsonl(tmp_path, STATE, STATE | {"source": "probe-2"})).count == 2


def test_going_on_leaves_out_both_facts_of_a_conflict(tmp_path: Path) -> None:
    path = jsonl(tmp_path, STATE, STATE | {"state": "down"}, STATE | {"id": "s-2"})
    facts, _ = read_facts([path], keep_going=True)
    assert facts is not None
    assert facts.states["id"].to_list() == ["s-2"]


def test_ids_that_only_look_alike_are_no_conflict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_all_different", lambda _tables: False)
    assert read(jsonl(tmp_path, STATE, STATE | {"id": "s-2"})).count == 2


def correction(name: str, of: str, **more: object) -> Fact:
    """A state that supersedes another."""
    return STATE | {"id": name, "corrects": of, "reason": "the probe was wrong", "state": "down"} | more


CORRECTIONS: list[tuple[list[Fact], list[str]]] = [
    ([STATE, correction("s-2", "s-1")], []),
    ([STATE, correction("s-2", "s-1"), correction("s-3", "s-2")], []),
    ([STATE, correction("s-2", "s-1", source="other")], ["corrects-unknown"]),
    ([STATE, correction("s-2", "s-7")], ["corrects-unknown"]),
    ([STATE, correction("s-2", "s-2")], ["corrects-itself"]),
    ([STATE, correction("s-2", "s-1"), correction("s-3", "s-1")], ["corrected-twice"]),
    ([correction("s-2", "s-3"), correction("s-3", "s-2")], ["corrects-in-circle", "corrects-in-circle"]),
    (
        [correction("a", "b"), correction("b", "c"), correction("c", "a"), STATE, correction("s-2", "s-1")],
        ["corrects-in-circle"] * 3,
    ),
]


@pytest.mark.parametrize(("facts", "expected"), CORRECTIONS)
def test_a_correction_supersedes_one_known_fact(facts: list[Fact], expected: list[str], tmp_path: Path) -> None:
    assert codes(jsonl(tmp_path, *facts)) == expected


def test_known_at_is_what_was_known_then(tmp_path: Path) -> None:
    minute = 60_000_000
    late = STATE | {"id": "late", "at": "2026-02-01T00:00:00Z", "learned_at": "2026-03-01T00:02:00Z"}
    facts = read(jsonl(tmp_path, STATE, late, correction("fix", "s-1", learned_at="2026-03-01T00:01:00Z")))
    known = [facts.known_at(START + minutes * minute).states["id"].to_list() for minutes in (-1, 0, 1, 2)]
    assert known == [[], ["s-1"], ["fix"], ["late", "fix"]]
    assert (facts.known_at(START).digest, facts.known_at(START).files) == (
        read(jsonl(tmp_path, STATE)).digest,
        facts.files,
    )


def test_the_last_instants_are_known(tmp_path: Path) -> None:
    facts = read(jsonl(tmp_path, STATE, WORK | {"learned_at": "2026-05-01T00:00:00Z"}))
    assert (facts.happened_last, facts.learned_last) == (START + 115_200_000_000, 1_777_593_600_000_000)
    nothing = facts.known_at(0)
    assert (nothing.count, nothing.happened_last, nothing.learned_last) == (0, None, None)
