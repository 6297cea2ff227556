"""Clocks whose pauses or deadlines lie in later years than the tickets: as many years are laid out as it takes."""

import pytest

from tests.quantities.local_times import at, shown, week
from upheld.quantities.allowances import Allowance, CalendarDays, EndOfWorkingDay, OpenTime
from upheld.quantities.clocks import Pauses, deadlines
from upheld.quantities.instants import HOUR

OFFICE = week("mon-fri", "09:00-17:30")


@pytest.mark.parametrize(
    ("allowance", "pushed"),
    [
        (CalendarDays(1), "Wed 2026-02-04 12:00"),  # due at midnight, so the pause takes the whole night before it
        (EndOfWorkingDay(2), "Thu 2026-02-05 12:00"),  # a whole day was left when the pause began
        (OpenTime(18 * HOUR), "Wed 2026-02-04 14:00"),
    ],
)
def test_a_pause_that_ends_in_another_year_pushes_by_all_its_open_time(allowance: Allowance, pushed: str) -> None:
    held = Pauses.of([[(at("2025-03-04 20:00"), at("2026-02-04 12:00"))]])
    assert shown(deadlines(OFFICE, [at("2025-03-03 10:00")], allowance=allowance, pauses=held)[0]) == pushed


def test_an_item_of_one_year_does_not_change_those_of_another() -> None:
    starts = [at("2025-12-31 16:00"), at("2031-07-01 10:00"), at("2024-02-29 10:00")]
    together = deadlines(OFFICE, starts, allowance=OpenTime(4 * HOUR))
    assert [shown(each) for each in together] == [
        "Thu 2026-01-01 11:30",
        "Tue 2031-07-01 14:00",
        "Thu 2024-02-29 14:00",
    ]


def test_calendar_days_reach_the_new_year_of_a_desk_that_never_opens() -> None:
    due = deadlines(week("mon", ""), [at("2026-10-01 00:30")], allowance=CalendarDays(92))
    assert shown(due[0]) == "Sat 2027-01-02 00:00"
