"""Business time as others published it: their examples, said in our words. The name of each source is in its test.

Where a source and the semantics of Upheld part, the test says so and holds the value of the semantics.
"""

from datetime import date
from fractions import Fraction

import pytest

from tests.quantities.local_times import LONDON, at, opening, shown, shown_spans, week
from upheld.quantities.allowances import Allowance, EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay
from upheld.quantities.calendars import Calendar, Holidays, Opening, always
from upheld.quantities.clocks import Pauses, deadlines, elapsed
from upheld.quantities.instants import HOUR, MICROS, MINUTE, SECOND
from upheld.quantities.windows import period
from upheld.quantities.zones import day_start

UTC, BERLIN, LOS_ANGELES = "Etc/UTC", "Europe/Berlin", "America/Los_Angeles"


def ran(calendar: Calendar, start: str, stop: str) -> int:
    """How long a clock ran from one local time to another [us]."""
    return int(elapsed(calendar, [at(start, calendar.zone)], stops=[at(stop, calendar.zone)])[0])


def due(calendar: Calendar, start: str, allowance: Allowance, *, pauses: list[tuple[str, str]] | None = None) -> str:
    """When a clock that started at a local time runs out, as the local clock shows it."""
    held = [(at(begin, calendar.zone), at(end, calendar.zone)) for begin, end in pauses or []]
    found = deadlines(calendar, [at(start, calendar.zone)], allowance=allowance, pauses=Pauses.of([held]))
    return shown(found[0], calendar.zone)


# --- our own golden vectors: domain reference, section 12 -------------------------------------------------------------


def test_four_business_hours_over_a_weekend() -> None:
    """Domain reference, T9."""
    desk = week("mon-fri", "08:00-18:00")
    assert due(desk, "2026-05-29 16:20", OpenTime(4 * HOUR)) == "Mon 2026-06-01 10:20"
    pause = [("2026-06-01 09:00", "2026-06-01 09:45")]
    assert due(desk, "2026-05-29 16:20", OpenTime(4 * HOUR), pauses=pause) == "Mon 2026-06-01 11:05"


@pytest.mark.parametrize(("month", "minutes"), [("2026-03", 44_580), ("2026-10", 44_700), ("2026-05", 44_640)])
def test_months_of_london(month: str, minutes: int) -> None:
    """Domain reference, T10."""
    window = period(month, LONDON)
    assert window.end - window.start == minutes * MINUTE


def test_a_pause_over_the_weekend_adds_nothing() -> None:
    """Domain reference, T11."""
    desk = week("mon-fri", "08:00-18:00")
    weekend = [("2026-05-30 00:00", "2026-06-01 00:00")]
    assert due(desk, "2026-05-29 16:20", OpenTime(4 * HOUR), pauses=weekend) == "Mon 2026-06-01 10:20"


# --- Zendesk biz, its specs: a week with a different day each day -----------------------------------------------------


def biz_week(holidays: Holidays | None = None, zone: str = UTC) -> Calendar:
    """The week of biz's specs: Saturday is a business day here, Sunday is none."""
    long, short, saturday = (opening("09:00-17:00"),), (opening("10:00-16:00"),), (opening("11:00-14:30"),)
    return Calendar("biz", zone, (long, short, long, short, long, saturday, ()), holidays)


def test_biz_time_within_a_span() -> None:
    """T01 and T02: a whole week; noon to noon."""
    assert ran(biz_week(), "2006-01-01 00:00", "2006-01-08 00:00") == 39 * HOUR + 30 * MINUTE
    assert ran(biz_week(), "2006-01-05 12:00", "2006-01-06 12:00") == 7 * HOUR


@pytest.mark.parametrize(
    ("start", "allowed"),
    [
        ("2006-01-04 15:58:30", 90 * SECOND),
        ("2006-01-04 14:30", 90 * MINUTE),
        ("2006-01-04 13:00", 3 * HOUR),
    ],
)
def test_biz_time_after(start: str, allowed: int) -> None:
    """T03 and T04: seconds, minutes and hours after an instant inside the day."""
    assert due(biz_week(), start, OpenTime(allowed)) == "Wed 2006-01-04 16:00"


def test_biz_no_time_after_and_before_a_closed_instant() -> None:
    """T05: nothing after midnight is the next opening, nothing before it the last closing."""
    midnight = at("2006-01-03 00:00", UTC)
    hours = biz_week().hours(midnight, midnight)
    assert shown(hours.next_open([midnight])[0], UTC) == "Tue 2006-01-03 10:00"
    assert shown(hours.instant_of(hours.open_before([midnight]))[0], UTC) == "Mon 2006-01-02 17:00"


def test_biz_two_days_after_friday_noon() -> None:
    """T06: Saturday counts, Sunday does not."""
    assert due(biz_week(), "2006-01-06 12:00", SameTimeOnWorkingDay(2)) == "Mon 2006-01-09 12:00"


def test_biz_break() -> None:
    """T08: a break on one Monday leaves two pieces of it, which are dated openings for us."""
    monday = date(2006, 1, 2)
    pieces = (opening("09:00-13:30"), opening("15:30-17:00"))
    broken = Calendar("biz", UTC, biz_week().weekly, dates={monday: pieces})
    start, end = at("2006-01-02 00:00", UTC), at("2006-01-03 00:00", UTC)
    assert shown_spans(broken.hours(start, end).open.clip(start, end), UTC) == [
        "Mon 2006-01-02 09:00 to Mon 2006-01-02 13:30",
        "Mon 2006-01-02 15:30 to Mon 2006-01-02 17:00",
    ]


def test_biz_holidays() -> None:
    """T09: two holidays, 16 and 18 January, from Saturday 14."""
    office = biz_week(Holidays.listed([date(2006, 1, 16), date(2006, 1, 18)]))
    start, end = at("2006-01-14 00:00", UTC), at("2006-01-20 00:00", UTC)
    assert shown_spans(office.hours(start, end).open.clip(start, end), UTC) == [
        "Sat 2006-01-14 11:00 to Sat 2006-01-14 14:30",
        "Tue 2006-01-17 10:00 to Tue 2006-01-17 16:00",
        "Thu 2006-01-19 10:00 to Thu 2006-01-19 16:00",
    ]


def test_biz_opening_that_begins_in_a_gap() -> None:
    """T12: biz shifts the opening by an hour and finds 0; the wall clock shows 03:00 to 03:15, so for us it is 15 min.

    The clock jumps from 02:00 to 03:00.
    """
    sunday = week("sun", "02:30-03:15", zone=LOS_ANGELES)
    assert ran(sunday, "2006-04-02 00:00", "2006-04-03 00:00") == 15 * MINUTE


def test_biz_time_shown_twice() -> None:
    """T14: an opening at 01:30 starts at its first occurrence, in daylight saving time."""
    sunday = week("sun", "01:30-04:00", zone=LOS_ANGELES)
    first = at("2014-11-02 01:30", LOS_ANGELES)
    assert int(sunday.hours(first, first).next_open([at("2014-11-02 00:00", LOS_ANGELES)])[0]) == first
    assert at("2014-11-02 01:30", LOS_ANGELES, fold=1) - first == HOUR


def test_biz_midnight_that_does_not_exist() -> None:
    """T15: the day of São Paulo that follows 2015-10-17 starts at 01:00."""
    assert shown(day_start(date(2015, 10, 18), "America/Sao_Paulo"), "America/Sao_Paulo") == "Sun 2015-10-18 01:00"
    all_day = Calendar("saturday", "America/Sao_Paulo", ((), (), (), (), (), (Opening(0, 86_400),), ()))
    assert ran(all_day, "2015-10-17 00:00", "2015-10-19 00:00") == 24 * HOUR


# --- ERPNext, its tests of issues and of first response ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("created", "response", "resolution"),
    [
        ("2019-03-04 12:00", "Mon 2019-03-04 16:00", "Mon 2019-03-04 18:00"),
        ("2019-03-04 07:00", "Mon 2019-03-04 14:00", "Mon 2019-03-04 16:00"),
        ("2019-03-04 14:00", "Mon 2019-03-04 18:00", "Wed 2019-03-06 12:00"),
    ],
    ids=["T16", "T17", "T19"],
)
def test_erpnext_response_and_resolution(created: str, response: str, resolution: str) -> None:
    """T16, T17, T19: daily 10:00 to 18:00, 4 h to respond and 6 h to resolve, 2019-03-05 a holiday."""
    support = week("mon-sun", "10:00-18:00", zone=UTC, holidays=Holidays.listed([date(2019, 3, 5)]))
    assert due(support, created, OpenTime(4 * HOUR)) == response
    assert due(support, created, OpenTime(6 * HOUR)) == resolution


@pytest.mark.parametrize(
    ("start", "stop", "seconds"),
    [
        ("2021-06-28 12:00", "2021-06-28 20:00", 21_600),
        ("2021-06-28 06:00", "2021-06-29 06:00", 28_800),
        ("2021-06-28 06:00", "2021-06-29 20:00", 57_600),
        ("2021-06-28 12:00", "2021-07-01 20:00", 108_000),
        ("2021-06-28 20:00", "2021-07-01 11:00", 61_200),
        ("2021-06-25 20:00", "2021-06-27 11:00", 0),
    ],
)
def test_erpnext_first_response(start: str, stop: str, seconds: int) -> None:
    """T21, and T22 (the last): Friday evening to Sunday is nothing at all, where ERPNext stores one second."""
    assert ran(week("mon-fri", "10:00-18:00", zone=UTC), start, stop) == seconds * MICROS


# --- others -----------------------------------------------------------------------------------------------------------


def test_servicenow_business_time_left() -> None:
    """T28: three hours of business, nineteen on the wall clock."""
    weekdays = week("mon-fri", "09:00-17:00", zone=UTC)
    assert ran(weekdays, "2026-03-03 14:00", "2026-03-04 09:00") == 3 * HOUR
    assert ran(always(UTC), "2026-03-03 14:00", "2026-03-04 09:00") == 19 * HOUR


def test_servicenow_share_of_the_target() -> None:
    """T29: 18.75% of 8 h used by business time, 756.25% by the wall clock."""
    used = [
        Fraction(ran(calendar, "2014-12-12 21:00", "2014-12-15 09:30"), 8 * HOUR)
        for calendar in (week("mon-fri", "08:00-17:00", zone=UTC), always(UTC))
    ]
    assert used == [Fraction("0.1875"), Fraction("7.5625")]


def test_servicenow_without_a_schedule() -> None:
    """T31: ten hours are ten hours."""
    assert due(always(UTC), "2026-03-03 10:30", OpenTime(10 * HOUR)) == "Tue 2026-03-03 20:30"


def test_freshdesk_one_day_is_twenty_four_business_hours() -> None:
    """T33: two days of twelve hours."""
    assert due(week("mon-sun", "09:00-21:00", zone=UTC), "2026-03-02 09:00", OpenTime(24 * HOUR)) == (
        "Tue 2026-03-03 21:00"
    )


def test_freeitsm_over_night() -> None:
    """T36: half an hour in the evening, and none in the morning."""
    assert ran(week("mon-sun", "08:00-18:00", zone=UTC), "2026-03-03 17:30", "2026-03-04 08:00") == 30 * MINUTE


# --- numpy, the examples of its documentation of business days --------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "on_or_after", "after"),
    [("2011-03-20", "Mon 2011-03-21", "Mon 2011-03-21"), ("2011-03-22", "Tue 2011-03-22", "Wed 2011-03-23")],
)
def test_numpy_business_day_offset(day: str, on_or_after: str, after: str) -> None:
    """N03: the first business day on or after, and strictly after."""
    weekdays = week("mon-fri", "09:00-17:00", zone=UTC)
    assert due(weekdays, f"{day} 00:00", EndOfWorkingDay(0)) == f"{on_or_after} 17:00"
    assert due(weekdays, f"{day} 00:00", EndOfWorkingDay(1)) == f"{after} 17:00"


@pytest.mark.parametrize(
    ("days", "until", "count"),
    [("mon-fri", "2011-02-01", 21), ("mon-fri", "2012-01-01", 260), ("sat", "2012-01-01", 53)],
)
def test_numpy_business_day_count(days: str, until: str, count: int) -> None:
    """N04: business days of January, business days and Saturdays of the year; one open hour stands for a day."""
    assert ran(week(days, "12:00-13:00", zone=UTC), "2011-01-01 00:00", f"{until} 00:00") == count * HOUR


def test_numpy_a_holiday_on_a_sunday_does_not_move() -> None:
    """N05: 1 July is a holiday, 2 July a Saturday, 18 July the Monday after the holiday of Sunday 17."""
    off = Holidays.listed([date(2011, 7, 1), date(2011, 7, 4), date(2011, 7, 17)])
    weekdays = week("mon-fri", "09:00-17:00", zone=UTC, holidays=off)
    assert [bool(weekdays.opens_on(date(2011, 7, day))) for day in (1, 2, 18)] == [False, False, True]


# --- IANA rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "zone", "minutes"),
    [
        ("2024-03", LONDON, 44_580),
        ("2024-10", LONDON, 44_700),
        ("2024-04-07", "Australia/Lord_Howe", 24 * 60 + 30),
        ("2011-12", "Pacific/Apia", 720 * 60),
    ],
    ids=["Z01 March", "Z01 October", "Z05", "Z06"],
)
def test_lengths_of_local_windows(label: str, zone: str, minutes: int) -> None:
    """Z01, Z05, Z06: an hour less, an hour more, half an hour more, and a month without its 30th day."""
    window = period(label, zone)
    assert window.end - window.start == minutes * MINUTE


@pytest.mark.parametrize(
    ("month", "zone", "budget"),
    [("2024-03", LONDON, "44.58"), ("2024-10", LONDON, "44.70"), ("2024-03", UTC, "44.64")],
)
def test_what_three_nines_of_a_month_allow(month: str, zone: str, budget: str) -> None:
    """Z02: one thousandth of the real month [min]."""
    window = period(month, zone)
    assert Fraction(window.end - window.start, 1000 * MINUTE) == Fraction(budget)
