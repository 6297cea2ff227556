"""Allowances and durations, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.quantities.allowances import (
    Allowance,
    CalendarDays,
    EndOfWorkingDay,
    OpenTime,
    SameTimeOnWorkingDay,
    allowance_text,
    duration_text,
)
from upheld.quantities.instants import HOUR, MINUTE, SECOND

UNITS = {"h": HOUR, "min": MINUTE}


@pytest.mark.parametrize(
    ("allowance", "text"),
    [
        (OpenTime(4 * HOUR), "4 h"),
        (OpenTime(15 * MINUTE), "15 min"),
        (EndOfWorkingDay(3), "end of working day 3"),
        (EndOfWorkingDay(3, 16 * 3600), "end of working day 3, cut-off 16:00"),
        (SameTimeOnWorkingDay(1), "same time on working day 1"),
        (SameTimeOnWorkingDay(2, 16 * 3600 + 30 * 60 + 5), "same time on working day 2, cut-off 16:30:05"),
        (CalendarDays(30), "30 calendar days"),
        (CalendarDays(1), "1 calendar day"),
    ],
)
def test_an_allowance_reads_as_the_agreement_writes_it(allowance: Allowance, text: str) -> None:
    assert allowance_text(allowance) == text


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "0 s"),
        (1, "0.000001 s"),
        (250_000, "0.25 s"),
        (90 * SECOND, "1 min 30 s"),
        (65 * SECOND, "1 min 05 s"),
        (2 * HOUR + 5 * MINUTE, "2 h 05 min"),
        (HOUR + 5 * SECOND, "1 h 00 min 05 s"),
        (60 * HOUR, "60 h"),
        (-90 * MINUTE, "-1 h 30 min"),
        (HOUR + 1, "1 h 00 min 00.000001 s"),
    ],
)
def test_a_duration_reads_as_people_say_it(micros: int, text: str) -> None:
    assert duration_text(micros) == text


@given(st.integers(-(10**14), 10**14))
def test_no_part_of_a_duration_is_lost(micros: int) -> None:
    words = duration_text(abs(micros)).split()
    parts = zip(words[::2], words[1::2], strict=True)
    total = sum(int(n) * UNITS[unit] if unit in UNITS else seconds(n) for n, unit in parts)
    assert total == abs(micros)
    assert duration_text(micros).startswith("-") == (micros < 0)


def seconds(text: str) -> int:
    whole, _, fraction = text.partition(".")
    return int(whole) * SECOND + int((fraction or "0").ljust(6, "0"))
