"""Working days: counted from receipt, beside a walk from day to day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quantities.local_times import at, opening, shown, week
from tests.reference.calendar_twin import openings_of, working_day
from tests.strategies import weeks
from upheld.quantities.allowances import CalendarDays, EndOfWorkingDay, SameTimeOnWorkingDay
from upheld.quantities.calendars import Calendar, Holidays, always
from upheld.quantities.clocks import deadlines
from upheld.quantities.instants import DAY, HOUR, SECOND
from upheld.quantities.zones import local_day

BANK = Holidays.named("GB-ENG")
OFFICE = week("mon-fri", "09:00-17:30", holidays=BANK)
KOLKATA = "Asia/Kolkata"  # no change of clocks, so that a walk may add 24 hours


def due(received: str, n: int, *, cut_off: str | None = None, calendar: Calendar = OFFICE) -> str:
    limit = None if cut_off is None else opening(f"{cut_off}-24:00").opens
    found = deadlines(calendar, [at(received, calendar.zone)], allowance=EndOfWorkingDay(n, limit))
    return shown(found[0], calendar.zone)


def same_time(received: str, n: int, *, calendar: Calendar = OFFICE) -> str:
    found = deadlines(calendar, [at(received, calendar.zone)], allowance=SameTimeOnWorkingDay(n))
    return shown(found[0], calendar.zone)


@given(weeks().filter(any), st.integers(0, 14 * 86_400), st.integers(0, 12), st.none() | st.integers(0, 86_399))
def test_working_days_are_those_a_walk_from_day_to_day_finds(
    weekly: tuple[tuple[object, ...], ...], second: int, n: int, cut_off: int | None
) -> None:
    holidays = Holidays.listed([date(2026, 6, 3), date(2026, 6, 8)])
    calendar = Calendar("generated", KOLKATA, weekly, holidays)  # type: ignore[arg-type] # seven tuples of openings
    received = at("2026-06-01 00:00", KOLKATA) + second * SECOND
    day = local_day(received, KOLKATA)
    midnight = at(f"{day} 00:00", KOLKATA)
    is_late = cut_off is not None and received > midnight + cut_off * SECOND and bool(openings_of(calendar, day))
    counted_from = working_day(calendar, day, 1) if is_late else day
    last = working_day(calendar, counted_from, n)
    closes = max(opening.closes for opening in openings_of(calendar, last))
    walked = max(received, midnight + (last - day).days * DAY + closes * SECOND)
    assert deadlines(calendar, [received], allowance=EndOfWorkingDay(n, cut_off)).tolist() == [walked]


@pytest.mark.parametrize(
    ("received", "n", "deadline"),
    [
        ("2026-06-01 00:00", 1, "Tue 2026-06-02 17:30"),
        ("2026-06-01 23:59", 1, "Tue 2026-06-02 17:30"),
        ("2026-06-01 10:00", 0, "Mon 2026-06-01 17:30"),
        ("2026-06-05 10:00", 1, "Mon 2026-06-08 17:30"),
        ("2026-06-06 10:00", 1, "Mon 2026-06-08 17:30"),
        ("2026-06-06 10:00", 0, "Mon 2026-06-08 17:30"),
        ("2026-05-22 10:00", 1, "Tue 2026-05-26 17:30"),
        ("2026-12-24 10:00", 2, "Wed 2026-12-30 17:30"),
        ("2026-12-31 10:00", 5, "Fri 2027-01-08 17:30"),
    ],
)
def test_the_day_of_receipt_is_not_counted(received: str, n: int, deadline: str) -> None:
    assert due(received, n) == deadline


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("2026-06-01 16:00", "Tue 2026-06-02 17:30"),
        ("2026-06-01 16:00:01", "Wed 2026-06-03 17:30"),
        ("2026-06-05 17:00", "Tue 2026-06-09 17:30"),
        ("2026-06-06 17:00", "Mon 2026-06-08 17:30"),
    ],
)
def test_what_comes_after_the_cut_off_of_a_working_day_counts_as_the_next(received: str, deadline: str) -> None:
    assert due(received, 1, cut_off="16:00") == deadline


def test_working_day_zero_after_the_cut_off_is_the_next() -> None:
    assert due("2026-06-01 16:30", 0, cut_off="16:00") == "Tue 2026-06-02 17:30"


def test_a_deadline_is_never_before_the_receipt() -> None:
    assert due("2026-06-01 19:00", 0) == "Mon 2026-06-01 19:00"


def test_a_night_shift_ends_its_working_day_in_the_morning() -> None:
    assert due("2026-06-01 10:00", 1, calendar=week("mon-fri", "22:00-06:00")) == "Wed 2026-06-03 06:00"


def test_every_day_is_a_working_day_of_always() -> None:
    assert due("2026-06-05 10:00", 1, calendar=always("Europe/London")) == "Sun 2026-06-07 00:00"


def test_a_day_whose_only_opening_is_skipped_is_no_working_day() -> None:
    assert due("2026-03-28 12:00", 1, calendar=week("sun", "01:00-02:00")) == "Sun 2026-04-05 02:00"


def test_a_day_that_does_not_exist_is_no_working_day() -> None:
    nights = week("mon-fri", "22:00-06:00", zone="Pacific/Apia")
    assert due("2011-12-29 10:00", 1, calendar=nights) == "Tue 2012-01-03 06:00"
    apia = week("mon-fri", "09:00-17:00", zone="Pacific/Apia")
    assert due("2011-12-29 10:00", 1, calendar=apia) == "Mon 2012-01-02 17:00"


@pytest.mark.parametrize(
    ("received", "n", "deadline"),
    [
        ("2026-06-01 10:30:15", 2, "Wed 2026-06-03 10:30:15"),
        ("2026-06-05 10:30", 1, "Mon 2026-06-08 10:30"),
        ("2026-06-01 07:00", 1, "Tue 2026-06-02 09:00"),
        ("2026-06-01 20:00", 1, "Tue 2026-06-02 17:30"),
        ("2026-06-06 11:00", 0, "Mon 2026-06-08 11:00"),
        ("2026-12-31 11:00", 1, "Mon 2027-01-04 11:00"),
    ],
)
def test_the_same_time_stays_inside_the_hours_of_that_day(received: str, n: int, deadline: str) -> None:
    assert same_time(received, n) == deadline


def test_the_same_time_is_the_same_on_the_wall_across_a_change_of_clocks() -> None:
    whole = always("Europe/London")
    assert same_time("2026-03-28 12:00", 1, calendar=whole) == "Sun 2026-03-29 12:00"
    assert same_time("2026-03-28 01:30", 1, calendar=whole) == "Sun 2026-03-29 02:00"
    assert same_time("2026-10-24 01:30", 1, calendar=whole) == "Sun 2026-10-25 01:30"


def test_calendar_days_run_to_the_end_of_the_last_one() -> None:
    received = [at("2026-03-27 10:00"), at("2026-12-31 23:59")]
    found = deadlines(OFFICE, received, allowance=CalendarDays(2))
    assert [shown(each) for each in found] == ["Mon 2026-03-30 00:00", "Sun 2027-01-03 00:00"]
    assert int(found[0]) - received[0] == 14 * HOUR + 47 * HOUR


def test_working_days_are_counted_forward_only() -> None:
    with pytest.raises(ValueError, match="counted forward"):
        due("2026-06-01 10:00", -1)


def test_the_walk_and_the_calendar_agree_on_what_opens() -> None:
    days = [date(2026, 12, 20) + timedelta(days=offset) for offset in range(20)]
    assert [openings_of(OFFICE, day) for day in days] == [OFFICE.opens_on(day) for day in days]
