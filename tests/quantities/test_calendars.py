"""Calendars: what opens when, on ordinary days and on the days on which wall clocks jump."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quantities.local_times import at, opening, shown_spans, week
from tests.reference.calendar_twin import wall_clock
from tests.strategies import calendars, transitions
from upheld.quantities.calendars import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    Holidays,
    Opening,
    UnknownHolidaysError,
    always,
    holiday_names,
    holidays_version,
)
from upheld.quantities.instants import HOUR, MICROS, MINUTE, NEVER
from upheld.quantities.spans import Spans
from upheld.quantities.zones import day_start

NIGHT = "22:00-06:00"
SUNDAY_OF_MARCH, SUNDAY_OF_OCTOBER = date(2026, 3, 29), date(2026, 10, 25)
CHRISTMAS = Holidays.listed([date(2026, 12, 25)])


def open_on(calendar: Calendar, first: str, last: str) -> Spans:
    start, end = at(f"{first} 00:00", calendar.zone), at(f"{last} 23:59:59", calendar.zone)
    return calendar.hours(start, end).open.clip(start, end + MICROS)


@given(st.data(), transitions())
def test_a_calendar_is_open_on_the_seconds_that_the_wall_clock_says(
    data: st.DataObject, place: tuple[str, date]
) -> None:
    zone, day = place
    calendar = data.draw(calendars(zone, day))
    clock = wall_clock(zone, day)
    start, end = clock.day_starts(day), clock.day_starts(day + timedelta(days=2))
    slow = clock.open_seconds(calendar, [day + timedelta(days=offset) for offset in (-1, 0, 1)])
    fast = calendar.hours(start * MICROS, end * MICROS).open
    assert np.array_equal(fast.contains(np.arange(start, end) * MICROS), slow[start - clock.first : end - clock.first])


@pytest.mark.parametrize(("day", "length"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-06", 8)])
def test_a_night_shift_is_as_long_as_the_night(day: str, length: int) -> None:
    nights = week("sat", NIGHT)
    assert open_on(nights, day, str(date.fromisoformat(day) + timedelta(days=1))).measure() == length * HOUR


def test_an_hour_that_does_not_exist_is_never_open() -> None:
    assert not open_on(week("sun", "01:00-02:00"), "2026-03-29", "2026-03-29")


def test_an_edge_inside_the_gap_moves_to_its_end() -> None:
    opens_inside, closes_inside = week("sun", "01:30-03:00"), week("sun", "00:00-01:30")
    assert shown_spans(open_on(opens_inside, "2026-03-29", "2026-03-29")) == [
        "Sun 2026-03-29 02:00 to Sun 2026-03-29 03:00"
    ]
    assert open_on(closes_inside, "2026-03-29", "2026-03-29").measure() == HOUR


def test_a_repeated_hour_opens_the_first_time_and_closes_the_last() -> None:
    start, end = at("2026-10-25 01:15"), at("2026-10-25 01:45", fold=1)
    assert open_on(week("sun", "01:15-01:45"), "2026-10-25", "2026-10-25") == Spans.of([(start, end)])


def test_an_edge_after_the_repeated_hour_is_shown_once() -> None:
    assert open_on(week("sun", "02:00-03:00"), "2026-10-25", "2026-10-25").measure() == HOUR


def test_an_edge_on_the_turn_of_a_repeated_hour_is_shown_twice_as_well() -> None:
    assert open_on(week("sun", "00:00-01:00"), "2026-10-25", "2026-10-25").measure() == 2 * HOUR


def test_lord_howe_moves_by_half_an_hour() -> None:
    nights = week("sat", NIGHT, zone="Australia/Lord_Howe")
    assert open_on(nights, "2026-04-04", "2026-04-05").measure() == 8 * HOUR + 30 * MINUTE
    assert open_on(nights, "2026-10-03", "2026-10-04").measure() == 7 * HOUR + 30 * MINUTE


def test_the_day_that_apia_skipped_has_no_hours() -> None:
    daily = week("mon-sun", "09:00-17:00", zone="Pacific/Apia")
    assert shown_spans(open_on(daily, "2011-12-29", "2011-12-31"), "Pacific/Apia") == [
        "Thu 2011-12-29 09:00 to Thu 2011-12-29 17:00",
        "Sat 2011-12-31 09:00 to Sat 2011-12-31 17:00",
    ]


def test_the_end_of_a_day_is_the_start_of_the_next_even_where_midnight_comes_twice() -> None:
    saturdays = week("sat", "00:00-24:00", zone="America/Havana")
    assert open_on(saturdays, "2025-11-01", "2025-11-02").measure() == 24 * HOUR


def test_split_openings_leave_lunch_out() -> None:
    split = week("mon-fri", "09:00-12:00, 13:00-17:30")
    assert shown_spans(open_on(split, "2026-06-01", "2026-06-01")) == [
        "Mon 2026-06-01 09:00 to Mon 2026-06-01 12:00",
        "Mon 2026-06-01 13:00 to Mon 2026-06-01 17:30",
    ]


def test_openings_that_touch_or_overlap_are_open_once() -> None:
    assert (
        open_on(week("mon", "09:00-12:00, 12:00-14:00, 13:00-15:00"), "2026-06-01", "2026-06-01").measure() == 6 * HOUR
    )


def test_a_holiday_removes_the_opening_that_starts_on_it_and_keeps_the_one_that_runs_into_it() -> None:
    nights = week("mon-sun", NIGHT, holidays=CHRISTMAS)
    assert shown_spans(open_on(nights, "2026-12-25", "2026-12-26")) == [
        "Fri 2026-12-25 00:00 to Fri 2026-12-25 06:00",
        "Sat 2026-12-26 22:00 to Sun 2026-12-27 00:00",
    ]


def test_a_dated_opening_replaces_the_week_and_the_holiday() -> None:
    eve, christmas = date(2026, 12, 24), date(2026, 12, 25)
    shop = week("mon-fri", "08:00-18:00", holidays=CHRISTMAS, dates={eve: "08:00-13:00", christmas: "10:00-11:00"})
    assert shown_spans(open_on(shop, "2026-12-24", "2026-12-25")) == [
        "Thu 2026-12-24 08:00 to Thu 2026-12-24 13:00",
        "Fri 2026-12-25 10:00 to Fri 2026-12-25 11:00",
    ]
    assert shop.opens_on(eve) == (opening("08:00-13:00"),)


def test_a_day_dated_closed_is_closed() -> None:
    shop = week("mon-fri", "08:00-18:00", dates={date(2026, 12, 31): ""})
    assert not open_on(shop, "2026-12-31", "2026-12-31")


def test_opens_on_follows_the_week_and_the_holidays() -> None:
    shop = week("mon-fri", "08:00-18:00", holidays=CHRISTMAS)
    assert shop.opens_on(date(2026, 12, 24)) == (opening("08:00-18:00"),)
    assert shop.opens_on(date(2026, 12, 25)) == shop.opens_on(date(2026, 12, 26)) == ()


def test_always_is_every_second_of_a_year() -> None:
    hours = always("Europe/London").hours(at("2026-03-01 00:00"), at("2026-03-01 00:00"))
    assert hours.open == Spans.of(
        [(day_start(date(2026, 1, 1), "Europe/London"), day_start(date(2027, 1, 1), "Europe/London"))]
    )


def test_hours_are_laid_out_once_for_the_same_years() -> None:
    first = week("mon-fri", "08:00-18:00").hours(at("2026-03-01 00:00"), at("2026-04-01 00:00"))
    assert week("mon-fri", "08:00-18:00").hours(at("2026-07-01 00:00"), at("2026-08-01 00:00")) is first


def test_calendars_that_differ_in_a_date_are_laid_out_apart() -> None:
    plain, dated = week("mon", "08:00-18:00"), week("mon", "08:00-18:00", dates={date(2026, 6, 1): ""})
    assert open_on(plain, "2026-06-01", "2026-06-01") != open_on(dated, "2026-06-01", "2026-06-01")


def test_years_stop_where_nothing_is_known() -> None:
    calendar = always("Europe/London")
    assert calendar.year_of(-NEVER) == calendar.year_of(at("1899-06-01 00:00")) == FIRST_YEAR
    assert calendar.year_of(NEVER) == calendar.year_of(at("2201-06-01 00:00")) == LAST_YEAR


def test_a_calendar_of_dates_alone_ends_with_its_last_opening() -> None:
    dates = {date(2026, 5, 1): "09:00-17:00", date(2031, 5, 1): ""}
    assert week("mon", "", dates=dates).last_open_year == 2026
    assert week("mon", "09:00-17:00").last_open_year == LAST_YEAR
    assert week("mon", "").last_open_year == FIRST_YEAR


@pytest.mark.parametrize(("opens", "closes"), [(-1, 10), (86_400, 86_401), (10, 10), (0, 172_801)])
def test_an_opening_that_cannot_be_is_refused(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Opening(opens, closes)


def test_english_bank_holidays_come_by_name_with_their_release() -> None:
    bank = Holidays.named("GB-ENG")
    assert {date(2025, 4, 21), date(2025, 8, 25), date(2026, 12, 28)} <= bank.during(2025, 2026)
    assert date(2025, 8, 25) not in Holidays.named("GB").during(2025, 2025)
    assert bank.version == holidays_version() == "holidays 0.109"


def test_listed_holidays_have_no_release_and_do_not_move() -> None:
    sunday = date(2011, 7, 17)
    listed = Holidays.listed([sunday])
    assert listed.version is None
    assert (listed.during(2011, 2011), listed.during(2012, 2013)) == (frozenset([sunday]), frozenset())


@pytest.mark.parametrize("name", ["GB-XXX", "ZZ", "", "gb-eng", "GB-ENG-1"])
def test_a_holiday_set_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(UnknownHolidaysError, match="not a holiday set"):
        Holidays.named(name)


def test_holiday_names_list_countries_and_their_parts() -> None:
    assert {"GB", "GB-ENG", "DE-BY", "US-CA", "IN"} <= holiday_names()
