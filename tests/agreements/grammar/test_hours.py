"""Opening hours, days of the week and dates."""

from datetime import date

import pytest

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.hours import clock_time, day, days_of_week, opening_hours
from upheld.quantities.calendars import Opening


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat-mon", (5, 6, 0)),
        ("sun-sun", (6,)),
        ("mon-sun", tuple(range(7))),
    ],
)
def test_a_run_of_days_may_cross_the_end_of_the_week(text: str, days: tuple[int, ...]) -> None:
    assert days_of_week(text) == days


@pytest.mark.parametrize(("text", "guess"), [("monday", "mon"), ("Mon-Fri", "mon"), ("mon-fry", "fri")])
def test_a_day_spelled_out_is_answered_with_its_short_name(text: str, guess: str) -> None:
    refused = days_of_week(text)
    assert isinstance(refused, Complaint)
    assert refused.code == "not-a-weekday"
    assert refused.remedy.startswith(f"Did you mean `{guess}`?")


@pytest.mark.parametrize("text", ["weekdays", "mon-wed-fri", "xyz", "1-5"])
def test_other_words_for_days_are_refused(text: str) -> None:
    assert isinstance(days_of_week(text), Complaint)


@pytest.mark.parametrize(
    ("text", "openings"),
    [
        ("08:00-18:00", (Opening(28_800, 64_800),)),
        ("08:00 - 18:00", (Opening(28_800, 64_800),)),
        ("08:00\N{EN DASH}18:00", (Opening(28_800, 64_800),)),
        ("22:00-06:00", (Opening(79_200, 108_000),)),
        ("00:00-24:00", (Opening(0, 86_400),)),
        ("22:00-00:00", (Opening(79_200, 86_400),)),
        ("closed", ()),
    ],
)
def test_hours_that_end_before_they_begin_end_the_next_morning(text: str, openings: tuple[Opening, ...]) -> None:
    assert opening_hours(text) == openings


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nine to five", "not-opening-hours"),
        ("08:00", "not-opening-hours"),
        ("8:00-18:00", "not-a-time"),
        ("08:00-6pm", "not-a-time"),
        ("08:00-08:00", "empty-opening"),
        ("00:00-00:00", "empty-opening"),
        ("24:00-08:00", "empty-opening"),
    ],
)
def test_what_is_no_opening_is_told_why(text: str, code: str) -> None:
    refused = opening_hours(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code


def test_a_date_is_year_month_day() -> None:
    assert day("2026-03-01") == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.3.2026", "not-a-date"),
        ("2026-3-1", "not-a-date"),
        ("2026-03-01T00:00", "not-a-date"),
        ("2026-02-29", "no-such-date"),
        ("2026-13-01", "no-such-date"),
        ("1969-12-31", "date-out-of-range"),
        ("2200-01-01", "date-out-of-range"),
    ],
)
def test_what_is_no_date_is_told_why(text: str, code: str) -> None:
    refused = day(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code


def test_a_clock_time_is_read_back() -> None:
    assert [clock_time(seconds) for seconds in (0, 34_200, 86_400)] == ["00:00", "09:30", "24:00"]
