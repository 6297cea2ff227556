"""Obligations fall due after each window, or every so often from a date."""

from datetime import date

import pytest

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.recurrences import due
from upheld.agreements.model import Due
from upheld.quantities.allowances import CalendarDays, EndOfWorkingDay
from upheld.quantities.windows import Per


def test_after_each_window_counts_from_its_end() -> None:
    text = "end of working day 5 after each month"
    assert due(text) == Due("after-each", text, each=Per("month"), allowance=EndOfWorkingDay(5))
    text = "10 calendar days after each quarter"
    assert due(text) == Due("after-each", text, each=Per("quarter"), allowance=CalendarDays(10))


@pytest.mark.parametrize(
    ("text", "step", "unit"),
    [
        ("every 1 month from 2026-01-10", 1, "month"),
        ("every month from 2026-01-10", 1, "month"),
        ("every 2 weeks from 2026-01-10", 2, "week"),
        ("every 5 years from 2026-01-10", 5, "year"),
    ],
)
def test_every_so_often_counts_from_a_date(text: str, step: int, unit: str) -> None:
    found = due(text)
    assert isinstance(found, Due)
    assert (found.kind, found.step, found.unit, found.start) == ("every", step, unit, date(2026, 1, 10))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("monthly", "not-a-recurrence"),
        ("5 days after each month", "bare-days"),
        ("every 0 months from 2026-01-10", "not-positive"),
        ("every month from January", "not-a-date"),
        ("every month", "not-a-recurrence"),
    ],
)
def test_what_is_no_recurrence_is_told_why(text: str, code: str) -> None:
    refused = due(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code
