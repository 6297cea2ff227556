"""Clocks: elapsed time and deadlines with pauses, beside a clock that is watched second by second."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quantities.local_times import at, shown, week
from tests.reference.calendar_twin import Mask, WallClock, deadline, wall_clock
from tests.reference.calendar_twin import elapsed as watched
from tests.strategies import calendars, transitions
from upheld.quantities.allowances import Allowance, CalendarDays, EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay
from upheld.quantities.calendars import LAST_YEAR, Calendar, always
from upheld.quantities.clocks import Pauses, deadlines, elapsed
from upheld.quantities.instants import DAY, HOUR, MICROS, MINUTE, NEVER

OFFICE = week("mon-fri", "09:00-17:30")
DAYS_WATCHED = 2 * 86_400


def watch(clock: WallClock, calendar: Calendar, day: date) -> tuple[int, Mask]:
    """The second on which the watch begins, and on which seconds from there the calendar is open."""
    start, end = clock.day_starts(day), clock.day_starts(day + timedelta(days=2))
    is_open = clock.open_seconds(calendar, [day + timedelta(days=offset) for offset in (-1, 0, 1)])
    return start, is_open[start - clock.first : end - clock.first]


def pieces() -> st.SearchStrategy[list[tuple[int, int]]]:
    edge = st.integers(0, DAYS_WATCHED) | st.integers(0, 48).map(lambda hour: hour * 3_600)
    return st.lists(st.tuples(edge, edge), max_size=4)


def stopped(is_open: Mask, pauses: list[tuple[int, int]]) -> Mask:
    running = is_open.copy()
    for start, end in pauses:
        running[start:end] = False
    return running


def spoken(start: int, pauses: list[tuple[int, int]]) -> Pauses:
    return Pauses.of([[((start + a) * MICROS, (start + b) * MICROS) for a, b in pauses]])


@given(st.data(), transitions(), pieces())
def test_a_clock_runs_on_the_open_seconds_outside_its_pauses(
    data: st.DataObject, place: tuple[str, date], pauses: list[tuple[int, int]]
) -> None:
    zone, day = place
    calendar = data.draw(calendars(zone, day))
    start, is_open = watch(wall_clock(zone, day), calendar, day)
    first, last = (data.draw(st.integers(0, is_open.size)) for _ in "ab")
    ran = elapsed(calendar, [(start + first) * MICROS], stops=[(start + last) * MICROS], pauses=spoken(start, pauses))
    assert ran.tolist() == [watched(stopped(is_open, pauses), first, last) * MICROS]


@given(st.data(), transitions(), pieces())
def test_a_deadline_is_the_first_second_by_which_the_allowance_is_used_up(
    data: st.DataObject, place: tuple[str, date], pauses: list[tuple[int, int]]
) -> None:
    zone, day = place
    calendar = data.draw(calendars(zone, day))
    start, is_open = watch(wall_clock(zone, day), calendar, day)
    first, allowance = data.draw(st.integers(0, is_open.size)), data.draw(st.integers(0, 20 * 3_600))
    due = deadlines(
        calendar, [(start + first) * MICROS], allowance=OpenTime(allowance * MICROS), pauses=spoken(start, pauses)
    )
    slow = deadline(stopped(is_open, pauses), first, allowance)
    if slow is None:
        assert int(due[0]) > (start + is_open.size) * MICROS
    else:
        assert due.tolist() == [(start + slow) * MICROS]


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 50)), max_size=12), pieces())
def test_many_items_are_answered_like_each_alone(items: list[tuple[int, int]], pauses: list[tuple[int, int]]) -> None:
    base = at("2026-03-27 00:00")
    starts = [base + hour * HOUR for hour, _ in items]
    stops = [start + 30 * hours * HOUR for start, (_, hours) in zip(starts, items, strict=True)]
    held = [[(s + a * MICROS, s + b * MICROS) for a, b in pauses[: place % 4]] for place, s in enumerate(starts)]
    together = elapsed(OFFICE, starts, stops=stops, pauses=Pauses.of(held))
    due = deadlines(OFFICE, starts, allowance=OpenTime(9 * HOUR), pauses=Pauses.of(held))
    for place, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        alone = Pauses.of([held[place]])
        assert elapsed(OFFICE, [start], stops=[stop], pauses=alone).tolist() == [together[place]]
        assert deadlines(OFFICE, [start], allowance=OpenTime(9 * HOUR), pauses=alone).tolist() == [due[place]]


@given(st.integers(0, 400), st.integers(0, 200), pieces())
def test_the_deadline_is_when_the_elapsed_time_equals_the_allowance(
    hour: int, allowance: int, pauses: list[tuple[int, int]]
) -> None:
    start = at("2026-03-27 00:00") + hour * HOUR
    held = Pauses.of([[(start + a * MICROS, start + b * MICROS) for a, b in pauses]])
    due = deadlines(OFFICE, [start], allowance=OpenTime(allowance * HOUR), pauses=held)
    assert elapsed(OFFICE, [start], stops=due, pauses=held).tolist() == [allowance * HOUR]


def test_a_pause_that_adds_no_open_time_adds_nothing() -> None:
    friday, weekend = at("2026-05-29 16:20"), Pauses.of([[(at("2026-05-30 00:00"), at("2026-05-31 23:59"))]])
    plain = deadlines(OFFICE, [friday], allowance=OpenTime(4 * HOUR))
    assert deadlines(OFFICE, [friday], allowance=OpenTime(4 * HOUR), pauses=weekend).tolist() == plain.tolist()


def test_a_pause_that_begins_on_the_deadline_does_not_push_it() -> None:
    monday = at("2026-06-01 09:00")
    for begins, due in (("12:59", "14:59"), ("13:00", "13:00"), ("14:00", "13:00")):
        lunch = Pauses.of([[(at(f"2026-06-01 {begins}"), at(f"2026-06-01 {begins}") + 2 * HOUR)]])
        found = deadlines(OFFICE, [monday], allowance=OpenTime(4 * HOUR), pauses=lunch)
        assert shown(found[0]) == f"Mon 2026-06-01 {'15:00' if begins == '12:59' else due}"


def test_a_pause_brought_before_the_deadline_by_an_earlier_pause_pushes_as_well() -> None:
    monday = at("2026-06-01 09:00")
    held = Pauses.of([[(monday + HOUR, monday + 2 * HOUR), (monday + 4 * HOUR + 30 * MINUTE, monday + 5 * HOUR)]])
    assert shown(deadlines(OFFICE, [monday], allowance=OpenTime(4 * HOUR), pauses=held)[0]) == "Mon 2026-06-01 14:30"


def test_a_pause_before_the_start_counts_from_the_start() -> None:
    monday = at("2026-06-01 09:00")
    held = Pauses.of([[(monday - DAY, monday + HOUR)]])
    assert shown(deadlines(OFFICE, [monday], allowance=OpenTime(HOUR), pauses=held)[0]) == "Mon 2026-06-01 11:00"
    assert elapsed(OFFICE, [monday], stops=[monday + 3 * HOUR], pauses=held).tolist() == [2 * HOUR]


@pytest.mark.parametrize(
    ("allowance", "plain", "pushed"),
    [
        (EndOfWorkingDay(1), "Tue 2026-06-02 17:30", "Wed 2026-06-03 10:30"),
        (SameTimeOnWorkingDay(1), "Tue 2026-06-02 10:00", "Tue 2026-06-02 11:30"),
        (CalendarDays(1), "Wed 2026-06-03 00:00", "Wed 2026-06-03 10:30"),
    ],
)
def test_other_allowances_are_pushed_by_open_time_too(allowance: Allowance, plain: str, pushed: str) -> None:
    monday = at("2026-06-01 10:00")
    held = Pauses.of([[(at("2026-06-01 16:00"), at("2026-06-01 20:00"))]])
    assert shown(deadlines(OFFICE, [monday], allowance=allowance)[0]) == plain
    assert shown(deadlines(OFFICE, [monday], allowance=allowance, pauses=held)[0]) == pushed


def test_a_pause_over_the_night_before_a_morning_deadline_pushes_it() -> None:
    early = at("2026-06-01 08:00")  # moved into the hours of the next day: 09:00
    held = Pauses.of([[(at("2026-06-01 20:00"), at("2026-06-02 10:00"))]])
    assert shown(deadlines(OFFICE, [early], allowance=SameTimeOnWorkingDay(1))[0]) == "Tue 2026-06-02 09:00"
    assert (
        shown(deadlines(OFFICE, [early], allowance=SameTimeOnWorkingDay(1), pauses=held)[0]) == "Tue 2026-06-02 10:00"
    )


def test_a_pause_over_the_turn_of_the_year_pushes_by_all_its_open_time() -> None:
    early = at("2026-12-30 08:00")  # moved into the hours of the next day: 09:00
    held = Pauses.of([[(at("2026-12-30 20:00"), at("2027-01-04 10:00"))]])
    due = deadlines(OFFICE, [early], allowance=SameTimeOnWorkingDay(1), pauses=held)
    assert shown(due[0]) == "Mon 2027-01-04 10:00"


def test_a_crowd_of_items_is_answered_like_its_first_few() -> None:
    monday = at("2026-06-01 09:00")
    few = [
        [(monday + 2 * HOUR, monday + 3 * HOUR)],
        [],
        [(monday + HOUR, monday + 30 * HOUR), (monday + DAY * 2, NEVER)],
    ]
    rounds = 20_000
    starts = np.tile(np.array([monday, monday + DAY, monday - 5 * HOUR]), rounds)
    for pauses, times in ((Pauses.of(few), 1), (Pauses.of(few * rounds), rounds)):
        count = 3 * times
        due = deadlines(OFFICE, starts[:count], allowance=OpenTime(9 * HOUR), pauses=pauses)
        ran = elapsed(OFFICE, starts[:count], stops=starts[:count] + 3 * DAY, pauses=pauses)
        assert due.tolist() == [at("2026-06-02 10:30"), at("2026-06-03 09:30"), NEVER] * times
        assert ran.tolist() == [24 * HOUR + 30 * MINUTE, 25 * HOUR + 30 * MINUTE, 3 * HOUR + 30 * MINUTE] * times


def test_a_deadline_far_away_is_found_in_later_years() -> None:
    due = deadlines(OFFICE, [at("2026-12-31 17:00")], allowance=OpenTime(10_000 * HOUR))
    assert elapsed(OFFICE, [at("2026-12-31 17:00")], stops=due).tolist() == [10_000 * HOUR]
    assert shown(due[0]).startswith("Mon 2031-07-")


def test_a_calendar_that_stops_opening_never_gets_there() -> None:
    once = week("mon", "", dates={date(2026, 6, 1): "09:00-17:00", date(2028, 6, 1): "09:00-10:00"})
    start = [at("2026-05-01 00:00")] * 2
    assert shown(deadlines(once, start, allowance=OpenTime(9 * HOUR))[0]) == "Thu 2028-06-01 10:00"
    assert deadlines(once, start, allowance=OpenTime(9 * HOUR + 1)).tolist() == [NEVER, NEVER]


@pytest.mark.parametrize("allowance", [OpenTime(HOUR), EndOfWorkingDay(1), SameTimeOnWorkingDay(1)])
def test_a_calendar_that_never_opens_has_no_deadline(allowance: Allowance) -> None:
    assert deadlines(week("mon", ""), [at("2026-05-01 00:00")], allowance=allowance).tolist() == [NEVER]


def test_a_pause_that_has_not_ended_holds_the_deadline_for_ever() -> None:
    monday = at("2026-06-01 09:00")
    held = Pauses.of([[(monday + HOUR, NEVER)], [(monday + 9 * HOUR, NEVER)], []])
    due = deadlines(OFFICE, [monday] * 3, allowance=OpenTime(4 * HOUR), pauses=held)
    assert due.tolist() == [NEVER, monday + 4 * HOUR, monday + 4 * HOUR]
    assert elapsed(OFFICE, [monday] * 3, stops=[monday + 8 * HOUR] * 3, pauses=held).tolist() == [
        HOUR,
        8 * HOUR,
        8 * HOUR,
    ]


def test_a_clock_that_has_not_begun_or_not_stopped_is_not_guessed_at() -> None:
    monday = at("2026-06-01 09:00")
    assert deadlines(OFFICE, [NEVER, monday], allowance=OpenTime(HOUR)).tolist() == [NEVER, monday + HOUR]
    assert deadlines(OFFICE, [NEVER], allowance=OpenTime(HOUR), pauses=Pauses.of([[(0, HOUR)]])).tolist() == [NEVER]
    assert elapsed(OFFICE, [monday, NEVER, NEVER], stops=[NEVER, monday, NEVER]).tolist() == [NEVER, 0, 0]


def test_a_clock_that_stops_before_it_starts_has_not_run() -> None:
    monday = at("2026-06-01 09:00")
    held = Pauses.of([[(monday, monday + HOUR)]])
    assert elapsed(OFFICE, [monday + 2 * HOUR], stops=[monday], pauses=held).tolist() == [0]


def test_an_allowance_of_nothing_is_due_at_once_even_when_closed() -> None:
    night = at("2026-06-01 03:00")
    assert deadlines(OFFICE, [night], allowance=OpenTime(0)).tolist() == [night]


def test_time_outside_the_known_years_is_closed() -> None:
    whole = always("UTC")
    before, after = at("1890-01-01 00:00", "UTC"), at("2300-01-01 00:00", "UTC")
    known = at("2201-01-01 00:00", "UTC") - at("1900-01-01 00:00", "UTC")
    assert elapsed(whole, [before], stops=[after]).tolist() == [known]
    assert deadlines(whole, [after], allowance=OpenTime(HOUR)).tolist() == [NEVER]
    assert whole.year_of(after) == LAST_YEAR


def test_no_clocks_have_no_answers() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert elapsed(OFFICE, nothing, stops=nothing, pauses=Pauses.none(0)).size == 0
    assert deadlines(OFFICE, nothing, allowance=OpenTime(HOUR), pauses=Pauses.none(0)).size == 0
