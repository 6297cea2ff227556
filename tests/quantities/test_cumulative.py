"""F and its inverse, beside counting: on short sets, on sets too crowded for a grid, and at every edge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.spans_twin import instants_of
from tests.strategies import spans
from upheld.quantities.cumulative import Cumulative
from upheld.quantities.instants import HOUR, MINUTE, NEVER
from upheld.quantities.spans import Spans

SHIFTS = HOUR * 9  # the mean distance of openings, so that cells of hours are tried as well as cells of microseconds
WHOLE = np.arange(61, dtype=np.int64)


@given(spans())
def test_the_measure_before_an_instant_is_a_count(open_spans: Spans) -> None:
    counted = [len([at for at in instants_of(open_spans) if at < t]) for t in range(61)]
    assert Cumulative.over(open_spans, start=0, end=60).before(WHOLE).tolist() == counted


@given(spans())
def test_the_inverse_is_the_earliest_instant_by_which_it_is_reached(open_spans: Spans) -> None:
    cumulative = Cumulative.over(open_spans, start=0, end=60)
    counted = cumulative.before(WHOLE).tolist()
    asked = np.arange(-1, 62, dtype=np.int64)
    assert cumulative.reached(asked).tolist() == [counted.index(x) if x in counted else NEVER for x in asked.tolist()]


@given(spans(), st.integers(-(10**6), 10**6), st.lists(st.integers(0, 60 * SHIFTS), max_size=20))
def test_long_sets_are_read_like_short_ones(short: Spans, offset: int, instants: list[int]) -> None:
    long = Spans(short.starts * SHIFTS + offset, short.ends * SHIFTS + offset)
    at = np.array(instants, dtype=np.int64) + offset
    read = Cumulative.over(long, start=offset, end=60 * SHIFTS + offset).before(at)
    assert read.tolist() == long.covered_between(np.full(at.size, offset), at).tolist()


@pytest.mark.parametrize("length", [MINUTE, 3 * HOUR, 500 * HOUR])
@pytest.mark.parametrize("pause", [1, MINUTE, 3 * HOUR, 500 * HOUR])
def test_a_year_of_pieces_of_any_size_is_read_and_found_back(length: int, pause: int) -> None:
    starts = np.arange(7, 8_766 * HOUR, length + pause, dtype=np.int64)[:9_000]
    end = int(starts[-1]) + length + pause
    pieces = Spans(starts, starts + length)
    cumulative = Cumulative.over(pieces, start=0, end=end)
    at = np.linspace(0, end, 20_011, dtype=np.int64)
    read = cumulative.before(at)
    assert np.array_equal(read, pieces.covered_between(np.zeros_like(at), at))
    back = cumulative.reached(read)
    assert np.array_equal(cumulative.before(back), read)
    assert (back <= at).all()
    assert np.array_equal(back[pieces.contains(at)], at[pieces.contains(at)])


def test_nothing_open_reaches_nothing_but_its_start() -> None:
    nothing = Cumulative.over(Spans.empty(), start=5, end=50)
    assert nothing.before(np.array([5, 20, 50])).tolist() == [0, 0, 0]
    assert nothing.reached(np.array([0, 1])).tolist() == [5, NEVER]


def test_no_instants_have_no_measures() -> None:
    cumulative = Cumulative.over(Spans.of([(0, 5)]), start=0, end=9)
    assert (
        cumulative.before(np.empty(0, dtype=np.int64)).size == cumulative.reached(np.empty(0, dtype=np.int64)).size == 0
    )
