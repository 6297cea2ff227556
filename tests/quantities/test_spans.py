"""Spans: a canonical set of instants and the laws of its algebra, beside sets of whole numbers."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.spans_twin import instants_of, pieces_of
from tests.strategies import pairs, spans
from upheld.quantities.instants import DAY, parse_instant
from upheld.quantities.spans import Spans
from upheld.quantities.zones import day_start

INSTANTS = st.integers(0, 60)
EVERYTHING = Spans.of([(0, 60)])


@given(pairs())
def test_spans_are_canonical_however_they_are_made(pieces: list[tuple[int, int]]) -> None:
    made = Spans.of(pieces)
    assert list(made) == pieces_of(instants_of(pieces))
    assert Spans.from_arrays(made.starts[::-1], made.ends[::-1]) == made


@given(spans(), spans())
def test_the_algebra_is_that_of_sets(a: Spans, b: Spans) -> None:
    slow_a, slow_b = instants_of(a), instants_of(b)
    assert list(a | b) == pieces_of(slow_a | slow_b)
    assert list(a & b) == pieces_of(slow_a & slow_b)
    assert list(a - b) == pieces_of(slow_a - slow_b)


@given(spans(), INSTANTS, INSTANTS)
def test_clip_and_complement_share_out_a_window(a: Spans, start: int, end: int) -> None:
    window = set(range(start, end))
    assert list(a.clip(start, end)) == pieces_of(instants_of(a) & window)
    assert list(a.complement(start, end)) == pieces_of(window - instants_of(a))


@given(spans(), spans(), spans())
def test_union_and_intersection_distribute(a: Spans, b: Spans, c: Spans) -> None:
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)
    assert EVERYTHING - (a | b) == (EVERYTHING - a) & (EVERYTHING - b)


@given(spans(), spans())
def test_measure_adds_up(a: Spans, b: Spans) -> None:
    assert a.measure() == len(instants_of(a))
    assert (a | b).measure() + (a & b).measure() == a.measure() + b.measure()
    assert (a - b).measure() + (a & b).measure() == a.measure()


@given(st.lists(spans(), max_size=5))
def test_the_union_of_all_is_the_union_of_each(sets: list[Spans]) -> None:
    every: set[int] = set().union(*(instants_of(each) for each in sets))
    assert list(Spans.union_all(sets)) == pieces_of(every)


@given(spans(), st.lists(st.integers(-5, 65), max_size=8))
def test_contains_asks_each_instant(a: Spans, instants: list[int]) -> None:
    assert a.contains(instants).tolist() == [each in instants_of(a) for each in instants]


@given(spans(), pairs())
def test_covered_between_measures_each_piece(a: Spans, pieces: list[tuple[int, int]]) -> None:
    covered = a.covered_between([start for start, _ in pieces], [end for _, end in pieces])
    assert covered.tolist() == [len(instants_of(a) & set(range(start, end))) for start, end in pieces]


@given(spans(), st.integers(0, 10))
def test_pieces_are_kept_by_their_length(a: Spans, length: int) -> None:
    assert list(a.at_least(length)) == [(start, end) for start, end in a if end - start >= length]
    assert list(a.longer_than(length)) == [(start, end) for start, end in a if end - start > length]


@given(spans(), spans())
def test_overlapping_keeps_whole_pieces_that_meet_the_other(a: Spans, b: Spans) -> None:
    met = [(start, end) for start, end in a if instants_of([(start, end)]) & instants_of(b)]
    assert list(a.overlapping(b)) == met


def test_touching_pieces_are_one_and_do_not_overlap_a_neighbour() -> None:
    assert Spans.of([(0, 5), (5, 9)]) == Spans.of([(0, 9)])
    assert not Spans.of([(0, 5)]).overlapping(Spans.of([(5, 9)]))


def test_the_arrays_are_read_only_and_their_own() -> None:
    starts, ends = np.array([0, 20]), np.array([10, 30])
    made = Spans(starts, ends)
    starts[0] = 5
    assert list(made) == [(0, 10), (20, 30)]
    with pytest.raises(ValueError, match="read-only"):
        made.starts[0] = 1


def test_starts_without_ends_are_refused() -> None:
    with pytest.raises(ValueError, match="as many starts as ends"):
        Spans(np.array([1, 2]), np.array([3]))


def test_an_empty_set_is_false_and_says_so() -> None:
    nothing = Spans.empty()
    assert (bool(nothing), len(nothing), nothing.measure(), str(nothing)) == (False, 0, 0, "nothing")
    assert bool(EVERYTHING)


def test_the_text_names_every_piece() -> None:
    start = parse_instant("2026-03-01T00:00:00Z")
    pieces = Spans.of([(start, start + 1), (start + DAY, start + 2 * DAY)])
    text = "[2026-03-01T00:00:00Z, 2026-03-01T00:00:00.000001Z) + [2026-03-02T00:00:00Z, 2026-03-03T00:00:00Z)"
    assert (str(pieces), repr(pieces)) == (text, f"<Spans {text}>")


def test_equal_sets_are_equal_values() -> None:
    one, same, other = Spans.of([(0, 5), (3, 9)]), Spans.of([(0, 9)]), Spans.of([(0, 8)])
    assert len({one, same, other}) == 2
    assert one != [(0, 9)]


def test_a_set_longer_than_an_int64_is_measured_exactly() -> None:
    assert Spans.of([(-(2**62) - 2**62, 2**62 + 2**61)]).measure() == 2**63 + 2**62 + 2**61


def test_shifting_by_whole_weeks_outside_a_change_of_clocks_keeps_the_length_of_a_month() -> None:
    june = (day_start(date(2026, 6, 1), "Europe/London"), day_start(date(2026, 7, 1), "Europe/London"))
    assert Spans.of([june]).measure() == Spans.of([(june[0] + 7 * DAY, june[1] + 7 * DAY)]).measure()
