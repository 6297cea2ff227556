"""Facts as lines of JSON: what is wrong is found at its line and column."""

import json
from pathlib import Path

import pytest

from tests.evidence.cases import COUNT, SAMPLE, START, STATE, WINDOW, WORK, Fact, found, jsonl, read, text
from upheld.evidence.mistakes import SHOWN
from upheld.evidence.read import read_facts


def test_a_fact_becomes_typed_columns(tmp_path: Path) -> None:
    facts = read(jsonl(tmp_path, STATE | {"detail": "HTTP 200"}))
    assert facts.count == 1
    assert facts.states.select("item", "state", "at", "learned_at", "seq", "detail", "line").rows() == [
        ("web-1", 1, START, START, 0, "HTTP 200", 1)
    ]


def test_inner_objects_become_columns(tmp_path: Path) -> None:
    fact = WORK | {"actor": {"side": "client"}, "set": {"priority": "P1", "cvss": 9.80, "vip": True}}
    row = read(jsonl(tmp_path, fact)).work.row(0, named=True)
    assert (row["side"], row["actor_kind"], row["set.priority"]) == ("client", None, "P1")
    assert (row["set.cvss"], row["set.vip"]) == ("9.8", "true")


def test_dots_may_stand_for_inner_objects(tmp_path: Path) -> None:
    nested, dotted = WORK | {"set": {"priority": "P1"}}, WORK | {"set.priority": "P1"}
    assert read(jsonl(tmp_path, nested)).digest == read(jsonl(tmp_path, dotted)).digest


def test_a_number_keeps_every_digit(tmp_path: Path) -> None:
    line = json.dumps(SAMPLE).replace('"4.5"', "0.12345678901234567890123456789")
    assert read(text(tmp_path, line + "\n")).samples["value"].to_list() == ["0.12345678901234567890123456789"]


def test_blank_lines_and_a_byte_order_mark_are_no_mistake(tmp_path: Path) -> None:
    line = json.dumps(STATE)
    path = text(tmp_path, f"\ufeff\r\n{line}\r\n \n")
    assert read(path).states["line"].to_list() == [2]


def test_a_last_line_needs_no_line_end(tmp_path: Path) -> None:
    assert read(text(tmp_path, json.dumps(STATE))).count == 1


BROKEN = [
    ('{"kind": "state", "id": "s-1",}', "not-json", 31),
    ('{"kind": NaN}', "not-json", 1),
    ('{"a": ' + "[" * 100_000, "not-json", 1),
    ("[1, 2]", "not-an-object", 1),
    ("17", "not-an-object", 1),
    ('"text"', "not-an-object", 1),
    ("null", "not-an-object", 1),
    ('{"kind": "state", "kind": "state"}', "duplicate-key", 10),
    ('{"id": "s-1"}', "missing-field", 1),
    ('{"kind": "stat"}', "unknown-kind", 10),
    ('{"kind": 7}', "unknown-kind", 10),
    ('{"kind": {"state": 1}}', "unknown-kind", 10),
    ('{"kind": ["state"]}', "unknown-kind", 10),
]


@pytest.mark.parametrize(("line", "code", "column"), BROKEN)
def test_a_line_that_holds_no_fact(line: str, code: str, column: int, tmp_path: Path) -> None:
    assert found(text(tmp_path, f"{json.dumps(STATE)}\n{line}\n")) == [(code, 2, column)]


WRONG: list[tuple[Fact, Fact, str]] = [
    (STATE, {"state": "downn"}, "unknown-value"),
    (STATE, {"item": 7}, "wrong-type"),
    (STATE, {"item": True}, "wrong-type"),
    (STATE, {"item": ["web-1"]}, "wrong-type"),
    (STATE, {"item": {"name": "web-1"}}, "wrong-type"),
    (STATE, {"item": ""}, "missing-field"),
    (STATE, {"item": "web\u0000"}, "nul-character"),
    (STATE, {"id": "s\u0000"}, "nul-character"),
    (STATE, {"id": "s\ud800"}, "not-text"),
    (STATE, {"at": "2026-03-01T00:00:00"}, "naive-instant"),
    (STATE, {"at": "yesterday"}, "not-an-instant"),
    (STATE, {"at": "2026-02-30T00:00:00Z"}, "not-an-instant"),
    (STATE, {"at": 1772323200}, "wrong-type"),
    (STATE, {"seq": "1"}, "wrong-type"),
    (STATE, {"seq": 1.5}, "wrong-type"),
    (STATE, {"seq": 2**63}, "number-too-large"),
    (STATE, {"seq": -(2**63)}, "number-too-large"),
    (STATE, {"sate": "up"}, "unknown-field"),
    (STATE, {"sate": None}, "unknown-field"),
    (STATE, {"set": {"priority": "P1"}}, "unknown-field"),
    (WORK, {"event": "solved"}, "unknown-value"),
    (WORK, {"public": "yes"}, "wrong-type"),
    (WORK, {"actor": "client"}, "wrong-type"),
    (WORK, {"actor": {"side": "customer"}}, "unknown-value"),
    (WORK, {"actor": {"role": "customer"}}, "unknown-field"),
    (WORK, {"set": "P1"}, "wrong-type"),
    (WORK, {"set": {"priority": ["P1"]}}, "wrong-type"),
    (WORK, {"set": {"priority": "\ud800"}}, "not-text"),
    (WORK, {"set": {"priority": "P\u0000"}}, "nul-character"),
    (WORK, {"set": {"": "P1"}}, "unknown-field"),
    (WORK, {"set": {"\u0000": "P1"}}, "unknown-field"),
    (WORK, {"set": {"\ud800": "P1"}}, "not-text"),
    (WORK, {"set": {"size": 1e300}}, "number-too-large"),
    (WORK, {"set": {"a": "x"}, "set.a": "x"}, "duplicate-key"),
    (SAMPLE, {"value": "4,5"}, "not-a-decimal"),
    (SAMPLE, {"value": True}, "wrong-type"),
    (SAMPLE, {"value": "1e99"}, "number-too-large"),
    (COUNT, {"until": "2026-02-01T00:00:00Z"}, "ends-before-start"),
    (COUNT, {"good": 101}, "impossible-count"),
    (COUNT, {"good": -1}, "impossible-count"),
    (WINDOW, {"items": "web-1"}, "wrong-type"),
    (WINDOW, {"items": [1]}, "wrong-type"),
    (WINDOW, {"items": ["\ud800"]}, "not-text"),
    (WINDOW, {"items": ["a\u0000"]}, "nul-character"),
    (WINDOW, {"items": []}, "missing-field"),
    (WINDOW, {"items": [""]}, "missing-field"),
]


@pytest.mark.parametrize(("fact", "change", "code"), WRONG, ids=lambda value: json.dumps(value)[:40])
def test_a_field_that_is_wrong(fact: Fact, change: Fact, code: str, tmp_path: Path) -> None:
    wrong = fact | {"id": "other"} | change
    path = text(tmp_path, f"{json.dumps(fact)}\n{json.dumps(wrong)}\n")
    assert [(code, line) for code, line, _ in found(path)] == [(code, 2)]


def test_every_mistake_of_a_line_is_reported(tmp_path: Path) -> None:
    path = text(tmp_path, '{"kind": "state", "id": 5, "at": "2026-03-01T00:00:00", "state": "downn", "note": "x"}\n')
    assert sorted(found(path)) == [
        ("missing-field", 1, 1),
        ("missing-field", 1, 1),
        ("naive-instant", 1, 34),
        ("unknown-field", 1, 83),
        ("unknown-value", 1, 66),
        ("wrong-type", 1, 25),
    ]


def test_the_place_of_an_inner_field_is_its_value(tmp_path: Path) -> None:
    path = text(tmp_path, json.dumps(WORK | {"actor": {"side": "customer"}}) + "\n")
    (problem,) = read_facts([path])[1]
    place = problem.place
    assert place.excerpt[place.column - 1 :][: place.length] == '"customer"'
    assert problem.remedy == "use one of: provider, client, third-party"


def test_a_misspelt_word_gets_the_nearest(tmp_path: Path) -> None:
    messages = [problem.message for problem in read_facts([jsonl(tmp_path, STATE | {"state": "downn", "itme": 1})])[1]]
    assert messages == ["state has no field itme; did you mean item?", 'state is "downn"; did you mean down?']


def test_a_long_line_is_cut_and_a_cut_place_is_not_shown(tmp_path: Path) -> None:
    long = STATE | {"detail": "x" * 1000, "at": "never"}
    path = jsonl(tmp_path, long, {"detail": "x" * 1000} | STATE | {"id": "s-2", "at": "never"})
    shown = [problem.place.excerpt for problem in read_facts([path])[1]]
    assert [len(excerpt) for excerpt in shown] == [300, 0]


def test_a_file_that_breaks_off_is_torn(tmp_path: Path) -> None:
    line = json.dumps(STATE)
    assert found(text(tmp_path, f"{line}\n{line[:40]}")) == [("torn-line", 2, 38)]


def test_bytes_that_are_no_text_are_found_in_their_place(tmp_path: Path) -> None:
    path = text(tmp_path, json.dumps(STATE).encode() + b'\n{"kind": "st\xff"}\n')
    assert found(path) == [("not-utf8", 2, 13)]


def test_an_empty_file_is_a_mistake(tmp_path: Path) -> None:
    assert found(text(tmp_path, "")) == [("empty-file", 0, 0)]
    assert found(text(tmp_path, "\n \n")) == [("no-facts", 0, 0)]


def test_many_problems_are_counted_and_the_first_are_shown(tmp_path: Path) -> None:
    facts = [STATE | {"id": f"s-{number}", "state": "downn"} for number in range(SHOWN + 7)]
    problems = read_facts([jsonl(tmp_path, *facts)])[1]
    assert [problem.place.line for problem in problems] == [*range(1, SHOWN + 1), 0]
    assert problems[-1].message == f"7 more like the {SHOWN} above (unknown-value)"


def test_going_on_leaves_out_what_is_wrong_and_says_so(tmp_path: Path) -> None:
    path = jsonl(tmp_path, STATE, STATE | {"id": "s-2", "at": "never"}, WORK)
    facts, problems = read_facts([path], keep_going=True)
    assert facts is not None
    assert facts.count == 2
    assert [(problem.code, problem.severity, problem.place.line) for problem in problems] == [
        ("not-an-instant", "warning", 2)
    ]


def crowded(rows: int, names: int, prefix: str = "k") -> bytes:
    """Work with so many attribute names on each line, none of them twice."""
    usual = {"kind": "work", "source": "desk", "type": "incident", "event": "opened", "at": "2026-03-01T00:00:00Z"}
    lines = (
        usual
        | {"id": f"{prefix}{row}", "work": f"W{row}", "set": {f"{prefix}{row}-{name}": "v" for name in range(names)}}
        for row in range(rows)
    )
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


@pytest.mark.parametrize(("rows", "names", "line"), [(600, 1, 1), (30, 20, 1), (4_000, 20, 1), (1, 501, 0)])
def test_more_attributes_than_a_kind_may_have_are_refused(tmp_path: Path, rows: int, names: int, line: int) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(crowded(rows, names))
    facts, problems = read_facts([str(path)])
    assert (facts, {problem.code for problem in problems}) == (None, {"too-many-attributes"})
    assert problems[0].place.line == line  # of a block that is not even taken apart, and of all that was read


def test_going_on_leaves_out_a_kind_with_too_many_attributes(tmp_path: Path) -> None:
    for prefix in ("j", "k"):
        (tmp_path / f"{prefix}.jsonl").write_bytes(crowded(300, 1, prefix))
    (tmp_path / "states.jsonl").write_text(json.dumps(STATE) + "\n", "utf-8")
    facts, problems = read_facts([str(tmp_path)], keep_going=True)
    assert [problem.code for problem in problems] == ["too-many-attributes"]
    assert facts is not None
    assert (facts.count, facts.states.height) == (1, 1)


def test_five_hundred_attributes_are_not_too_many(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(crowded(500, 1))
    facts, problems = read_facts([str(path)])
    assert problems == []
    assert facts is not None
    assert facts.count == 500
