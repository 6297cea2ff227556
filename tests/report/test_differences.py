"""Two statements side by side: every field that differs, with the promise it belongs to."""

import json

from upheld.report.differences import Difference, differences

STATED = {"upheld": 1, "results": [{"name": "portal", "time": {"down": 60_000_000}, "value": None}], "notes": ["a"]}


def between(**changes: object) -> list[Difference]:
    return list(differences(json.dumps(STATED).encode(), json.dumps(STATED | changes).encode()))


def test_equal_statements_differ_in_nothing() -> None:
    assert between() == []


def test_a_difference_names_field_promise_and_time_in_words() -> None:
    (found,) = between(results=[{"name": "portal", "time": {"down": 7_260_000_000}, "value": None}])
    assert (found.field, found.about) == ("results[0].time.down", "portal")
    assert found.says == (
        "portal, results[0].time.down: stated 60000000 us (1 min), recomputed 7260000000 us (2 h 01 min)"
    )


def test_what_belongs_to_no_promise_has_no_name() -> None:
    assert [each.says for each in between(notes=["b"])] == ['notes[0]: stated "a", recomputed "b"']
    assert [each.field for each in between(notes=["a", "b"], more=True)] == ["notes", "more"]


def test_a_truth_is_no_number() -> None:
    assert [each.field for each in between(upheld=True)] == ["upheld"]
