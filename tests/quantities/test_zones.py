"""Zones: the pinned zone data, and where local days begin."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quantities.local_times import LONDON, at, shown
from tests.reference.calendar_twin import wall_clock, wall_seconds
from tests.strategies import transitions
from upheld.quantities.instants import HOUR, MICROS, MINUTE, parse_instant
from upheld.quantities.zones import (
    UnknownZoneError,
    day_number,
    day_of_number,
    day_start,
    local_day,
    local_time,
    zone,
    zone_data_version,
    zone_names,
)

DAY = timedelta(days=1)


@given(transitions(), st.integers(-86_400, 2 * 86_400) | st.integers(-8, 16).map(lambda part: part * 1_800))
def test_wall_times_are_found_as_the_wall_clock_shows_them(place: tuple[str, date], offset: int) -> None:
    name, day = place
    slow, fast = wall_clock(name, day), local_time(name, first_year=day.year, last_year=day.year)
    wall = wall_seconds(day, offset)
    asked = np.array([wall * MICROS])
    assert int(fast.first_instants(asked)[0]) == slow.shows_first(wall) * MICROS
    assert int(fast.last_instants(asked)[0]) == slow.shows_last(wall) * MICROS


@given(transitions(), st.integers(0, 3 * 86_400))
def test_an_instant_is_shown_as_the_wall_clock_shows_it(place: tuple[str, date], offset: int) -> None:
    name, day = place
    slow, fast = wall_clock(name, day), local_time(name, first_year=day.year, last_year=day.year)
    instants = np.array([(slow.first + offset) * MICROS + 7])
    assert fast.wall_times(instants).tolist() == [int(slow.readings[offset]) * MICROS + 7]


@pytest.mark.parametrize("name", ["Europe/London", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_no_change_of_offset_is_missed_or_invented(name: str) -> None:
    clock, place = local_time(name, first_year=1990, last_year=2030), zone(name)
    changes = [int(begin) // MICROS for begin in clock.begins[1:]]
    before = [datetime.fromtimestamp(second - 1, place).utcoffset() for second in changes]
    after = [datetime.fromtimestamp(second, place).utcoffset() for second in changes]
    assert all(one != other for one, other in zip(before, after, strict=True))
    asked = range(day_number(date(1990, 1, 1)) * 86_400, day_number(date(2031, 1, 1)) * 86_400, 5_400 * 7)
    told = [datetime.fromtimestamp(second, place).replace(tzinfo=UTC).timestamp() for second in asked]
    assert (clock.wall_times(np.array(asked) * MICROS) // MICROS).tolist() == told


@given(transitions(), st.integers(0, 3 * 86_400))
def test_a_local_day_holds_every_instant_between_its_start_and_the_next(place: tuple[str, date], offset: int) -> None:
    name, day = place
    instant = (wall_clock(name, day).first + offset) * MICROS
    found = local_day(instant, name)
    assert day_start(found, name) <= instant < day_start(found + DAY, name)


@pytest.mark.parametrize(
    ("zone_name", "day", "hours"),
    [
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("America/Havana", date(2025, 11, 2), 25),
        ("America/Santiago", date(2026, 9, 6), 23),
        ("Asia/Kolkata", date(2026, 3, 29), 24),
    ],
)
def test_a_local_day_is_as_long_as_its_wall_clock_makes_it(zone_name: str, day: date, hours: int) -> None:
    assert day_start(day + DAY, zone_name) - day_start(day, zone_name) == hours * HOUR


def test_a_skipped_midnight_is_the_end_of_the_gap() -> None:
    assert shown(day_start(date(2015, 10, 18), "America/Sao_Paulo"), "America/Sao_Paulo") == "Sun 2015-10-18 01:00"


def test_the_minute_after_midnight_that_clocks_took_back_stays_in_the_new_day() -> None:
    newfoundland = "America/St_Johns"  # until 2011 its clocks went back at one minute past midnight
    repeated = at("2010-11-06 23:30", newfoundland, fold=1)
    assert local_day(repeated, newfoundland) == date(2010, 11, 7)
    assert local_day(repeated - HOUR, newfoundland) == date(2010, 11, 6)
    assert repeated - day_start(date(2010, 11, 7), newfoundland) == 30 * MINUTE


def test_zones_come_from_the_pinned_data() -> None:
    assert {LONDON, "Pacific/Apia", "UTC"} <= zone_names()
    assert isinstance(zone(LONDON), ZoneInfo)
    assert zone_data_version() == "2026f"


@pytest.mark.parametrize("name", ["London", "", "europe/london", "../zones", "Europe/London "])
def test_a_zone_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(UnknownZoneError, match="not a zone") as caught:
        zone(name)
    assert caught.value.name == name


def test_days_are_counted_from_1970() -> None:
    assert (day_number(date(1970, 1, 1)), day_number(date(1969, 12, 31))) == (0, -1)
    assert day_of_number(day_number(date(2026, 3, 1))) == date(2026, 3, 1)


def test_a_local_day_ends_before_its_last_midnight() -> None:
    midnight = parse_instant("2026-06-01T23:00:00Z")
    assert local_day(midnight, LONDON) == date(2026, 6, 2)
    assert local_day(midnight - 1, LONDON) == date(2026, 6, 1)
