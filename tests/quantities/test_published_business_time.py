"""Business time as others have published it: their input, their answer, under the names of their tests and pages.

Where a source answers by a rule that is not ours the test says which answer we give, and why.
"""

from datetime import date
from fractions import Fraction

import pytest

from tests.quantities.local_times import LONDON, at, opening, shown, shown_spans, week
from upheld.quantities.allowances import EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay
from upheld.quantities.calendars import Calendar, Holidays, Opening, always
from upheld.quantities.clocks import Pauses, deadlines, elapsed
from upheld.quantities.instants import HOUR, MINUTE, SECOND
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import period
from upheld.quantities.zones import day_start

UTC = "UTC"


def due(calendar: Calendar, start: str, hours: Fraction | int, *, pauses: Pauses | None = None) -> str:
    allowance = OpenTime(int(hours * HOUR))
    found = deadlines(calendar, [at(start, calendar.zone)], allowance=allowance, pauses=pauses)
    return shown(found[0], calendar.zone)


def ran(calendar: Calendar, start: str, stop: str) -> int:
    return int(elapsed(calendar, [at(start, calendar.zone)], stops=[at(stop, calendar.zone)])[0])


def pieces(calendar: Calendar, start: str, end: str) -> list[str]:
    first, last = at(start, calendar.zone), at(end, calendar.zone)
    return shown_spans(calendar.hours(first, last).open.clip(first, last), calendar.zone)


def next_working_day(calendar: Calendar, received: str, n: int) -> str:
    found = deadlines(calendar, [at(f"{received} 12:00", calendar.zone)], allowance=EndOfWorkingDay(n))
    return shown(found[0], calendar.zone).split()[1]


# --- our own reference catalogue, section 12 --------------------------------------------------------------------------


def test_t9_four_hours_from_friday_afternoon_run_into_monday() -> None:
    desk = week("mon-fri", "08:00-18:00", holidays=Holidays.named("GB-ENG"))
    pause = Pauses.of([[(at("2026-06-01 09:00"), at("2026-06-01 09:45"))]])
    assert due(desk, "2026-05-29 16:20", 4) == "Mon 2026-06-01 10:20"
    assert due(desk, "2026-05-29 16:20", 4, pauses=pause) == "Mon 2026-06-01 11:05"


def test_t10_the_minutes_of_march_and_october_in_london() -> None:
    months = [period(label, LONDON) for label in ("2026-03", "2026-10")]
    assert [(month.end - month.start) // MINUTE for month in months] == [44_580, 44_700]


def test_t11_a_weekend_pause_adds_nothing_to_a_weekday_clock() -> None:
    desk = week("mon-fri", "08:00-18:00")
    pause = Pauses.of([[(at("2026-05-30 00:00"), at("2026-06-01 00:00"))]])
    assert due(desk, "2026-05-29 16:20", 4, pauses=pause) == due(desk, "2026-05-29 16:20", 4)


# --- the business time library "biz" by Zendesk -----------------------------------------------------------------------


def biz(zone: str = UTC, holidays: Holidays | None = None) -> Calendar:
    long, short, saturday = (opening("09:00-17:00"),), (opening("10:00-16:00"),), (opening("11:00-14:30"),)
    return Calendar("biz", zone, (long, short, long, short, long, saturday, ()), holidays)


def test_t01_within_a_week() -> None:
    assert ran(biz(), "2006-01-01 00:00", "2006-01-08 00:00") == 39 * HOUR + 30 * MINUTE


def test_t02_within_two_part_days() -> None:
    assert ran(biz(), "2006-01-05 12:00", "2006-01-06 12:00") == 7 * HOUR


def test_t03_ninety_seconds_after_across_a_minute() -> None:
    assert due(biz(), "2006-01-04 15:58:30", Fraction(90, 3600)) == "Wed 2006-01-04 16:00"


@pytest.mark.parametrize(("start", "hours"), [("2006-01-04 14:30", Fraction(3, 2)), ("2006-01-04 13:00", 3)])
def test_t04_minutes_and_hours_after(start: str, hours: Fraction | int) -> None:
    assert due(biz(), start, hours) == "Wed 2006-01-04 16:00"


def test_t05_zero_before_is_the_last_closing_and_zero_after_the_next_opening() -> None:
    midnight = at("2006-01-03 00:00", UTC)
    hours = biz().hours(midnight, midnight)
    assert shown(hours.instant_of(hours.open_before([midnight]))[0], UTC) == "Mon 2006-01-02 17:00"
    assert shown(hours.next_open([midnight])[0], UTC) == "Tue 2006-01-03 10:00"


def test_t06_two_days_after_friday_where_saturday_is_a_business_day() -> None:
    found = deadlines(biz(), [at("2006-01-06 12:00", UTC)], allowance=SameTimeOnWorkingDay(2))
    assert shown(found[0], UTC) == "Mon 2006-01-09 12:00"


def test_t08_a_break_splits_a_day() -> None:
    monday = at("2006-01-02 00:00", UTC)
    lunch = week("mon-sun", "13:30-15:30", zone=UTC).hours(monday, monday).open
    segments = (biz().hours(monday, monday).open - lunch).clip(monday, at("2006-01-03 00:00", UTC))
    assert shown_spans(segments, UTC) == [
        "Mon 2006-01-02 09:00 to Mon 2006-01-02 13:30",
        "Mon 2006-01-02 15:30 to Mon 2006-01-02 17:00",
    ]


def test_t09_holidays_are_stepped_over() -> None:
    holidays = Holidays.listed([date(2006, 1, 16), date(2006, 1, 18)])
    assert pieces(biz(holidays=holidays), "2006-01-14 00:00", "2006-01-20 00:00") == [
        "Sat 2006-01-14 11:00 to Sat 2006-01-14 14:30",
        "Tue 2006-01-17 10:00 to Tue 2006-01-17 16:00",
        "Thu 2006-01-19 10:00 to Thu 2006-01-19 16:00",
    ]


def test_t12_an_opening_that_begins_inside_the_gap_keeps_what_is_left_of_it() -> None:
    """Biz shifts the opening to 03:30 and finds nothing. To us hours are sets of wall-clock times: 15 minutes stay."""
    los_angeles = week("sun", "02:30-03:15", zone="America/Los_Angeles")
    assert ran(los_angeles, "2006-04-02 00:00", "2006-04-03 00:00") == 15 * MINUTE


def test_t14_an_opening_in_a_repeated_hour_begins_the_first_time() -> None:
    los_angeles = week("sun", "01:30-03:00", zone="America/Los_Angeles")
    first = at("2014-11-02 01:30", "America/Los_Angeles", fold=0)
    assert int(los_angeles.hours(first, first).next_open([first - HOUR])[0]) == first


def test_t15_a_midnight_that_does_not_exist_is_an_hour_later() -> None:
    sao_paulo = "America/Sao_Paulo"
    evening = week("sat", "20:00-24:00", zone=sao_paulo)
    assert pieces(evening, "2015-10-17 12:00", "2015-10-18 12:00") == ["Sat 2015-10-17 20:00 to Sun 2015-10-18 01:00"]
    assert shown(day_start(date(2015, 10, 18), sao_paulo), sao_paulo) == "Sun 2015-10-18 01:00"


# --- ERPNext: test_issue, test_service_level_agreement ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "created", "response", "resolution"),
    [
        ("T16", "2019-03-04 12:00", "Mon 2019-03-04 16:00", "Mon 2019-03-04 18:00"),
        ("T17", "2019-03-04 07:00", "Mon 2019-03-04 14:00", "Mon 2019-03-04 16:00"),
        ("T19", "2019-03-04 14:00", "Mon 2019-03-04 18:00", "Wed 2019-03-06 12:00"),
    ],
)
def test_erpnext_response_in_4_h_and_resolution_in_6(name: str, created: str, response: str, resolution: str) -> None:
    daily = week("mon-sun", "10:00-18:00", zone="Asia/Kolkata", holidays=Holidays.listed([date(2019, 3, 5)]))
    assert (due(daily, created, 4), due(daily, created, 6)) == (response, resolution), name


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
def test_t21_and_t22_erpnext_first_response_time(start: str, stop: str, seconds: int) -> None:
    """The last one is T22: nothing at all ran; ERPNext stores one second so as not to lose the field."""
    assert ran(week("mon-fri", "10:00-18:00", zone="Asia/Kolkata"), start, stop) == seconds * SECOND


# --- vendors' manuals -------------------------------------------------------------------------------------------------


def test_t28_servicenow_business_and_actual_time_left_apart() -> None:
    start, stop = "2014-12-10 14:00", "2014-12-11 09:00"
    assert ran(week("mon-fri", "09:00-17:00"), start, stop) == 3 * HOUR
    assert ran(always(LONDON), start, stop) == 19 * HOUR


def test_t29_servicenow_percentages_of_an_8_h_target() -> None:
    opened, now = "2014-12-12 21:00", "2014-12-15 09:30"
    business, actual = ran(week("mon-fri", "08:00-17:00"), opened, now), ran(always(LONDON), opened, now)
    assert (business, actual) == (90 * MINUTE, 60 * HOUR + 30 * MINUTE)
    assert [Ratio(each, 8 * HOUR).percent_text(2) for each in (business, actual)] == ["18.75%", "756.25%"]


def test_t31_servicenow_without_a_schedule() -> None:
    assert due(always(LONDON), "2014-12-12 10:30", 10) == "Fri 2014-12-12 20:30"


def test_t33_freshdesk_a_day_means_24_business_hours() -> None:
    assert due(week("mon-sun", "09:00-21:00"), "2026-06-01 09:00", 24) == "Tue 2026-06-02 21:00"


def test_t36_freeitsm_half_an_hour_before_closing_and_none_before_opening() -> None:
    assert ran(week("mon-fri", "08:00-18:00"), "2026-06-01 17:30", "2026-06-02 08:00") == 30 * MINUTE


# --- business days: the examples of numpy's manual --------------------------------------------------------------------

WEEKDAYS = week("mon-fri", "09:00-17:00", zone=UTC)


def test_n03_on_or_after_and_strictly_after() -> None:
    days = ["2011-03-20", "2011-03-22"]
    assert [next_working_day(WEEKDAYS, day, 0) for day in days] == ["2011-03-21", "2011-03-22"]
    assert [next_working_day(WEEKDAYS, day, 1) for day in days] == ["2011-03-21", "2011-03-23"]


def test_n04_business_days_of_a_month_and_a_year() -> None:
    january, year = period("2011-01", UTC), period("2011", UTC)
    saturdays = week("sat", "09:00-17:00", zone=UTC)
    assert len(WEEKDAYS.hours(january.start, january.end - 1).open.clip(january.start, january.end)) == 21
    assert [len(each.hours(year.start, year.end - 1).open) for each in (WEEKDAYS, saturdays)] == [260, 53]


def test_n05_a_holiday_on_a_sunday_does_not_move() -> None:
    holidays = Holidays.listed([date(2011, 7, 1), date(2011, 7, 4), date(2011, 7, 17)])
    office = Calendar("n05", UTC, ((Opening(0, 86_400),),) * 5 + ((), ()), holidays)
    assert [bool(office.opens_on(date(2011, 7, day))) for day in (1, 2, 18)] == [False, False, True]


# --- windows and zones ------------------------------------------------------------------------------------------------


def length(label: str, zone: str) -> int:
    window = period(label, zone)
    return window.end - window.start


def test_z01_months_in_which_clocks_change() -> None:
    assert [length(label, LONDON) // HOUR for label in ("2024-03", "2024-10")] == [743, 745]


def test_z02_what_99_9_percent_allows_in_those_months() -> None:
    budgets = [Fraction(length(label, LONDON), 1000) / MINUTE for label in ("2024-03", "2024-10")]
    assert budgets == [Fraction("44.58"), Fraction("44.70")]
    assert Fraction(length("2024-03", UTC), 1000) / MINUTE == Fraction("44.64")


def test_z05_lord_howe_gains_half_an_hour() -> None:
    assert length("2024-04-07", "Australia/Lord_Howe") == 24 * HOUR + 30 * MINUTE


def test_z06_apia_skips_a_day_of_december() -> None:
    assert length("2011-12", "Pacific/Apia") == 720 * HOUR
