"""The tables of docs/measures/clocks.md are what the engine says."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.quantities.local_times import at, shown, week
from upheld.quantities.allowances import (
    Allowance,
    CalendarDays,
    EndOfWorkingDay,
    OpenTime,
    SameTimeOnWorkingDay,
    allowance_text,
    duration_text,
)
from upheld.quantities.calendars import Holidays
from upheld.quantities.clocks import Pauses, deadlines
from upheld.quantities.instants import HOUR

PAGE = (Path(__file__).parents[2] / "docs" / "measures" / "clocks.md").read_text(encoding="utf-8")
DESK = week("mon-fri", "08:00-18:00", holidays=Holidays.named("GB-ENG"))
WORDS = re.compile(
    r"(?P<hours>\d+) h|(?P<end>end of)? ?(?:same time on)? ?working day (?P<n>\d+)(?:, cut-off (?P<cut>\d\d):00)?"
    r"|(?P<days>\d+) calendar days"
)


def table(heading: str) -> list[list[str]]:
    """The rows of the last table under a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def allowed(text: str) -> Allowance:
    """The allowance in the words of the agreement language, as far as the page uses them."""
    match = WORDS.fullmatch(text)
    assert match is not None, text
    if match["hours"]:
        return OpenTime(int(match["hours"]) * HOUR)
    if match["days"]:
        return CalendarDays(int(match["days"]))
    cut_off = int(match["cut"]) * 3600 if match["cut"] else None
    return EndOfWorkingDay(int(match["n"]), cut_off) if match["end"] else SameTimeOnWorkingDay(int(match["n"]), cut_off)


@pytest.mark.parametrize("row", table("Worked table"), ids=" | ".join)
def test_a_row_of_the_worked_table(row: list[str]) -> None:
    received, paused, allowance, due = row
    edges = [at(edge[4:]) for edge in paused.split(" to ") if edge]
    pauses = Pauses.of([list(zip(edges[::2], edges[1::2], strict=True))])
    found = deadlines(DESK, [at(received[4:])], allowance=allowed(allowance), pauses=pauses)
    assert (shown(at(received[4:])), shown(found[0]), allowance_text(allowed(allowance))) == (received, due, allowance)


@pytest.mark.parametrize("row", table("When clocks change"), ids=" | ".join)
def test_a_row_of_the_table_of_clock_changes(row: list[str]) -> None:
    zone, opening, day, length = row
    first = date.fromisoformat(day)
    calendar = week(first.strftime("%a").lower(), opening, zone=zone)
    start, end = (at(f"{first + timedelta(days=days)} 12:00", zone) for days in (-1, 2))
    assert duration_text(calendar.hours(start, end).open.clip(start, end).measure()) == length
