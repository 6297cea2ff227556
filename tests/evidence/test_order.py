"""Facts stand in one order."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.cases import STATE, WORK, Fact, jsonl, read
from upheld.evidence.read import facts_from


def test_states_are_in_order_of_item_instant_seq_source_and_id(tmp_path: Path) -> None:
    noon, later = "2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z"
    ordered: list[Fact] = [
        STATE | {"item": "Web", "at": later},
        STATE | {"item": "web", "at": noon, "seq": 0, "source": "b", "id": "9"},
        STATE | {"item": "web", "at": noon, "seq": 1, "source": "a", "id": "8"},
        STATE | {"item": "web", "at": noon, "seq": 1, "source": "a", "id": "9"},
        STATE | {"item": "web", "at": noon, "seq": 1, "source": "b", "id": "1"},
        STATE | {"item": "web", "at": later, "seq": 0},
        STATE | {"item": "wéb", "at": noon, "seq": 0, "id": "s-2"},
    ]
    ordered[0] |= {"id": "first"}
    for facts in (ordered, ordered[::-1], ordered[1::2] + ordered[::2]):
        table = read(jsonl(tmp_path, *facts)).states
        assert table.select("item", "source", "id").rows() == [
            (fact["item"], fact["source"], fact["id"]) for fact in ordered
        ]


@pytest.mark.parametrize("last", ["2026-03-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_order_holds_however_far_apart_the_facts_are(last: str, tmp_path: Path) -> None:
    facts = [
        WORK | {"id": f"w-{number}", "work": f"INC-{number % 70:02d}", "at": at}
        for number, at in enumerate(["0001-01-01T00:00:00Z", last] * 100)
    ]
    rows = read(jsonl(tmp_path, *facts)).work.select("work", "at", "id").rows()
    assert rows == sorted(rows)


rows = st.tuples(st.sampled_from("abc"), st.integers(-2, 2), st.integers(0, 1), st.sampled_from("pq"))


@given(st.lists(rows, max_size=30))
def test_any_rows_come_out_sorted(given_rows: list[tuple[str, int, int, str]]) -> None:
    frame = pl.DataFrame(given_rows, ["item", "at", "seq", "source"], orient="row").with_columns(
        id=pl.int_range(pl.len()).cast(pl.String), state=pl.lit("up")
    )
    facts, problems = facts_from({"state": frame} if given_rows else {}, "generated")
    assert problems == []
    assert facts is not None
    found = facts.states.select("item", "at", "seq", "source", "id").rows()
    assert found == sorted(found)
