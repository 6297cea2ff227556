"""Lengths of time say their unit and their clock; days say which of four things they mean."""

import pytest

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.durations import (
    TimeCap,
    allowance,
    calendar_days,
    duration,
    floor,
    notice,
    renewal,
    time_cap,
    time_of_day,
)
from upheld.quantities.allowances import Allowance, CalendarDays, EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay
from upheld.quantities.instants import HOUR, MINUTE, SECOND
from upheld.quantities.windows import Per


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("90 s", 90 * SECOND),
        ("90s", 90 * SECOND),
        ("15 min", 15 * MINUTE),
        ("4 h", 4 * HOUR),
        ("1.5 h", 90 * MINUTE),
        ("0.000001 s", 1),
        ("1 h 30 min", 90 * MINUTE),
        ("1 h 05 min 10 s", 65 * MINUTE + 10 * SECOND),
    ],
)
def test_a_duration_is_so_much_open_time(text: str, micros: int) -> None:
    assert duration(text) == micros


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3 days", "bare-days"),
        ("3 working days", "bare-days"),
        ("2 business days", "bare-days"),
        ("1 d", "bare-days"),
        ("4", "no-unit"),
        ("4 hours", "unknown-unit"),
        ("4 hrs", "unknown-unit"),
        ("30 m", "unknown-unit"),
        ("2 weeks", "unknown-unit"),
        ("1 month", "unknown-unit"),
        ("4 H", "unknown-unit"),
        ("1:30", "clock-as-number"),
        ("1,5 h", "decimal-comma"),
        ("-4 h", "negative-duration"),
        ("0 h", "zero-duration"),
        ("0 h 0 min", "zero-duration"),
        ("900000 h", "duration-too-long"),
        ("30 min 1 h", "not-a-duration"),
        ("1 h 1 h", "not-a-duration"),
        ("soon", "not-a-duration"),
        ("1 h and 5 min", "not-a-duration"),
        ("9" * 5000 + " h", "unknown-unit"),
    ],
)
def test_what_is_no_duration_is_told_why(text: str, code: str) -> None:
    refused = duration(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code


def test_bare_days_are_answered_with_their_four_meanings() -> None:
    refused = duration("3 days")
    assert isinstance(refused, Complaint)
    meanings = ("`end of working day 3`", "`same time on working day 3`", "`40 h`", "`3 calendar days`")
    assert all(meaning in refused.remedy for meaning in meanings)


def test_a_unit_spelled_out_is_answered_with_its_sign() -> None:
    refused = duration("4 hours")
    assert isinstance(refused, Complaint)
    assert refused.remedy == "Write `4 h`."


def test_a_floor_may_be_none() -> None:
    assert floor("none") == 0
    assert floor("1 min") == MINUTE


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4 h", OpenTime(4 * HOUR)),
        ("end of working day 3", EndOfWorkingDay(3)),
        ("end of working day 3, cut-off 16:00", EndOfWorkingDay(3, 16 * 3600)),
        ("same time on working day 2", SameTimeOnWorkingDay(2)),
        ("same time on working day 2, cut-off 09:30", SameTimeOnWorkingDay(2, 34_200)),
        ("end of working day 0", EndOfWorkingDay(0)),
        ("1 calendar day", CalendarDays(1)),
        ("10 calendar days", CalendarDays(10)),
    ],
)
def test_an_allowance_has_one_of_four_forms(text: str, meant: Allowance) -> None:
    assert allowance(text) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0 calendar days", "zero-duration"),
        ("end of working day 3, cut-off 4pm", "not-a-time"),
        ("end of day 3", "not-a-duration"),
        ("3 working days", "bare-days"),
    ],
)
def test_what_is_no_allowance_is_told_why(text: str, code: str) -> None:
    refused = allowance(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code


def test_notice_in_working_days_counts_whole_days_in_between() -> None:
    assert notice("5 working days") == EndOfWorkingDay(5)
    assert notice("1 working day") == EndOfWorkingDay(1)
    assert notice("48 h") == OpenTime(48 * HOUR)


def test_notice_of_no_days_is_refused() -> None:
    refused = notice("0 working days")
    assert isinstance(refused, Complaint)
    assert refused.code == "zero-duration"


def test_tolerance_is_in_calendar_days() -> None:
    assert calendar_days("3 calendar days") == 3
    refused = calendar_days("3 days")
    assert isinstance(refused, Complaint)
    assert refused.code == "not-a-duration"


@pytest.mark.parametrize(("text", "seconds"), [("00:00", 0), ("08:00", 28_800), ("23:59", 86_340), ("24:00", 86_400)])
def test_a_time_of_day_has_two_digits_twice(text: str, seconds: int) -> None:
    assert time_of_day(text) == seconds


@pytest.mark.parametrize("text", ["8:00", "24:01", "25:00", "08:60", "8am", "0800"])
def test_other_times_of_day_are_refused(text: str) -> None:
    refused = time_of_day(text)
    assert isinstance(refused, Complaint)
    assert refused.code == "not-a-time"


def test_a_cap_on_time_has_a_window() -> None:
    assert time_cap("8 h per month") == TimeCap(8 * HOUR, Per("month"))
    refused = [time_cap(text) for text in ("8 h", "8 h per sprint", "2 days per month")]
    assert [each.code for each in refused if isinstance(each, Complaint)] == [
        "not-a-time-cap",
        "not-a-time-cap",
        "bare-days",
    ]


def test_a_renewal_is_in_months_or_years() -> None:
    assert renewal("12 months") == "12 months"
    refused = renewal("a while")
    assert isinstance(refused, Complaint)
    assert refused.code == "not-a-duration"
