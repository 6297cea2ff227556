"""Hours: open time laid out over whole years, and the edges of what is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quantities.local_times import at, shown, week
from upheld.quantities.calendars import always
from upheld.quantities.hours import Hours, OutsideHoursError
from upheld.quantities.instants import DAY, HOUR, MINUTE, NEVER

OFFICE = week("mon-fri", "09:00-17:30")
YEAR = OFFICE.hours(at("2026-01-01 00:00"), at("2026-12-31 23:59"))


@given(st.lists(st.tuples(st.integers(YEAR.start, YEAR.end), st.integers(YEAR.start, YEAR.end)), max_size=9))
def test_open_time_between_two_instants_is_a_difference_of_f(pieces: list[tuple[int, int]]) -> None:
    starts, ends = ([piece[edge] for piece in pieces] for edge in (0, 1))
    assert YEAR.between(starts, ends).tolist() == YEAR.open.covered_between(starts, ends).tolist()


@given(st.integers(YEAR.start, YEAR.end))
def test_an_open_instant_is_the_inverse_of_its_open_time(instant: int) -> None:
    found = int(YEAR.instant_of(YEAR.open_before([instant]))[0])
    assert found <= instant
    assert (found == instant) == (bool(YEAR.open.contains([instant - 1])[0]) or instant == YEAR.start)


def test_a_lunch_break_is_not_open_time() -> None:
    split = week("mon-fri", "09:00-12:00, 13:00-17:30").hours(at("2026-06-01 00:00"), at("2026-06-02 00:00"))
    assert split.between([at("2026-06-01 11:30")], [at("2026-06-01 13:15")]).tolist() == [45 * MINUTE]


@pytest.mark.parametrize(
    ("instant", "opens"),
    [
        ("2026-06-01 08:00", "Mon 2026-06-01 09:00"),
        ("2026-06-01 09:00", "Mon 2026-06-01 09:00"),
        ("2026-06-01 12:00", "Mon 2026-06-01 12:00"),
        ("2026-06-05 17:30", "Mon 2026-06-08 09:00"),
    ],
)
def test_a_clock_begins_to_run_with_the_next_open_instant(instant: str, opens: str) -> None:
    assert shown(YEAR.next_open([at(instant)])[0]) == opens


def test_nothing_opens_after_the_last_opening_of_the_layout() -> None:
    assert YEAR.next_open([at("2026-12-31 18:00")]).tolist() == [NEVER]


@pytest.mark.parametrize("outside", [YEAR.start - 1, YEAR.end + 1, NEVER])
def test_an_instant_outside_the_layout_is_refused_rather_than_guessed(outside: int) -> None:
    with pytest.raises(OutsideHoursError, match="2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z") as caught:
        YEAR.open_before([YEAR.start, outside])
    assert (caught.value.start, caught.value.end) == (YEAR.start, YEAR.end)


def test_the_edges_of_the_layout_belong_to_it() -> None:
    total = YEAR.open.measure()
    assert YEAR.open_before([YEAR.start, YEAR.end]).tolist() == [0, total]
    assert YEAR.instant_of([0, total, total + 1, -1]).tolist() == [YEAR.start, at("2026-12-31 17:30"), NEVER, NEVER]


def test_a_layout_holds_whole_local_years() -> None:
    kiribati = always("Pacific/Kiritimati").hours(at("2025-12-31 12:00", "UTC"), at("2025-12-31 12:00", "UTC"))
    assert (kiribati.start, kiribati.end - kiribati.start) == (at("2025-12-31 10:00", "UTC"), 365 * DAY)


def test_an_opening_over_new_year_is_cut_at_the_edge_and_whole_across_it() -> None:
    nights = week("mon-sun", "22:00-06:00")
    one, two = (nights.hours(at("2025-01-01 00:00"), at(f"{year}-12-31 12:00")) for year in (2025, 2026))
    assert one.between([at("2025-12-31 12:00")], [one.end]).tolist() == [2 * HOUR]
    assert two.between([at("2025-12-31 12:00")], [at("2026-01-01 12:00")]).tolist() == [8 * HOUR]
    assert one.between([one.start], [at("2025-01-01 12:00")]).tolist() == [6 * HOUR]


def test_a_hundred_thousand_instants_read_like_one_by_one() -> None:
    instants = np.linspace(YEAR.start, YEAR.end, 100_003, dtype=np.int64)
    assert np.array_equal(
        YEAR.open_before(instants), YEAR.open.covered_between(np.full_like(instants, YEAR.start), instants)
    )


def test_no_question_has_no_answer() -> None:
    nothing = np.empty(0, dtype=np.int64)
    every: list[Hours] = [YEAR, always("UTC").hours(0, 0)]
    assert [hours.open_before(nothing).size + hours.instant_of(nothing).size for hours in every] == [0, 0]
