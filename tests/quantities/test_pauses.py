"""Pauses: standstill per item, canonical however it is told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import pairs
from upheld.quantities.clocks import Pauses
from upheld.quantities.spans import Spans


def told(pauses: Pauses) -> list[list[tuple[int, int]]]:
    rows = list(zip(pauses.starts.tolist(), pauses.ends.tolist(), strict=True))
    edges = pauses.offsets.tolist()
    return [rows[first:last] for first, last in pairwise(edges)]


@given(st.lists(pairs(20), max_size=5))
def test_pauses_of_each_item_are_a_set_of_instants(items: list[list[tuple[int, int]]]) -> None:
    assert told(Pauses.of(items)) == [list(Spans.of(pauses)) for pauses in items]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 20)), max_size=12))
def test_rows_may_come_in_any_order(rows: list[tuple[int, int, int]]) -> None:
    item, start, end = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    expected = [list(Spans.of((s, e) for who, s, e in rows if who == place)) for place in range(4)]
    assert told(Pauses.from_rows(item, start, ends=end, count=4)) == expected


def test_no_pauses_are_counted_per_item() -> None:
    assert told(Pauses.none(3)) == [[], [], []]
    assert len(Pauses.none(3)) == len(Pauses.of([[], [(1, 2)], []])) == 3


@pytest.mark.parametrize(
    ("offsets", "starts", "ends", "reason"),
    [
        ([], [], [], "offsets of pauses rise from 0"),
        ([1, 2], [0], [1], "offsets of pauses rise from 0"),
        ([0, 2, 1], [0], [1], "offsets of pauses rise from 0"),
        ([0, 2], [0], [1], "as many starts and ends"),
        ([0, 1], [0], [1, 2], "as many starts and ends"),
        ([0, 1], [2], [1], "sorted and disjoint"),
        ([0, 2], [0, 1], [2, 3], "sorted and disjoint"),
        ([0, 2], [5, 1], [6, 2], "sorted and disjoint"),
    ],
)
def test_arrays_that_are_no_pauses_are_refused(
    offsets: list[int], starts: list[int], ends: list[int], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        Pauses(np.array(offsets), np.array(starts), np.array(ends))


def test_pauses_of_different_items_may_overlap() -> None:
    both = Pauses(np.array([0, 0, 1, 2, 2]), np.array([5, 1]), np.array([9, 6]))
    assert told(both) == [[], [(5, 9)], [(1, 6)], []]
