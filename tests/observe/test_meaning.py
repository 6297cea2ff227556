"""Mapping files are read strictly: each mistake has its place."""

from pathlib import Path

import pytest

from tests.observe.sources import write
from upheld.observe.meaning import Attribute, Word, load_meaning

GOOD = """source: desk
type: incident
columns: {work: id, at: time, state: state}
time: rfc3339
missing: ["?", no]
states:
  012: open
  yes: {is: paused, reason: awaiting-client}
  Told: {says: replied}
first_work: acknowledged
set:
  priority: {column: prio, values: {1: P1}, with: closed}
  site: place
unsaid: [nothing more]
"""


def test_words_are_taken_as_they_are_written(tmp_path: Path) -> None:
    meaning, problems = load_meaning(write(tmp_path, GOOD))
    assert problems == []
    assert meaning is not None
    assert meaning.missing == ("", "?", "no")
    assert meaning.states == {
        "012": Word("open"),
        "yes": Word("paused", "awaiting-client"),
        "Told": Word("unchanged", None, "replied"),
    }
    assert meaning.attributes == {"priority": Attribute("prio", {"1": "P1"}, "closed"), "site": Attribute("place", {})}


WRONG = [
    ("first_work: acknowledged", "first_wrok: acknowledged", 10, "did you mean first_work?"),
    ("first_work: acknowledged", "first_work: acknowleged", 10, "did you mean acknowledged?"),
    ("first_work: acknowledged", "type: problem", 10, "type stands twice"),
    ("012: open", "012: opened", 7, "opened is not known here; did you mean open?"),
    ("012: open", "012: {is: open, reason: x}", 7, "a pause, and nothing else, has a reason"),
    ("012: open", "012: paused", 7, "a pause, and nothing else, has a reason"),
    ("reason: awaiting-client", "why: x", 8, "why is not known here"),
    ("state: state}", "stat: state}", 3, "did you mean state?"),
    ("site: place", "site: {values: {}}", 13, "the column is missing"),
    ("site: place", "site: [place]", 13, "a map is expected here"),
    ("[nothing more]", "nothing more", 14, "a list is expected here"),
    ("type: incident", "type: [incident]", 2, "a single text is expected here"),
    ("type: incident\n", "", 1, "type is missing"),
    ("time: rfc3339", 'time: "%H:%M"', 4, "times cannot be read by this form"),
    ("time: rfc3339", 'time: "%Q"', 4, "times cannot be read by this form"),
    ("type: incident", "type: 'incident", 15, "it is not YAML"),
]


@pytest.mark.parametrize(("good", "bad", "line", "said"), WRONG)
def test_a_mistake_in_a_mapping_has_its_line(good: str, bad: str, line: int, said: str, tmp_path: Path) -> None:
    meaning, problems = load_meaning(write(tmp_path, GOOD.replace(good, bad)))
    assert meaning is None
    assert problems[0].code == "bad-mapping"
    assert said in problems[0].message
    assert problems[0].place.line == line


def test_an_alias_is_refused(tmp_path: Path) -> None:
    bomb = GOOD.replace("site: place", "site: &a place\n  room: *a")
    assert [problem.message for problem in load_meaning(write(tmp_path, bomb))[1]] == ["it uses an alias (*name)"]


@pytest.mark.parametrize("content", ["", "[]", "text", b"\xff", "a: b: c", "\t"])
def test_what_is_no_mapping_is_a_problem(content: str | bytes, tmp_path: Path) -> None:
    meaning, problems = load_meaning(write(tmp_path, content))
    assert meaning is None
    assert problems


def test_a_mapping_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert [problem.code for problem in load_meaning(tmp_path / "gone.yaml")[1]] == ["unreadable-source"]
