"""The worked table of docs/measures/running.md is what `running_clocks` says."""

import re
from pathlib import Path

import pytest

from tests.measure.test_running import events, running
from upheld.quantities.instants import MINUTE, instant_text

PAGE = Path(__file__).parents[2] / "docs" / "measures" / "running.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text("utf-8").splitlines()
    if re.match(r"\| \d\d:\d\d ", line)
]


def test_the_table_is_there() -> None:
    assert len(ROWS) == 9


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} at {row[1]}" for row in ROWS])
def test_a_row_of_the_page(row: list[str]) -> None:
    told, now, *expected = row
    history = [(event.split(" ")[0], event.split(" ")[1]) for event in told.split(", ")]
    clock = running(events(*history), f"10 {now}")
    assert clock is not None
    due = re.sub(r"2026-03-(\d+)T(\d+:\d+):00Z", r"\1 Mar \2", instant_text(clock.due_at))
    times = (f"{clock.spent // MINUTE} min", f"{clock.left // MINUTE} min")
    assert [clock.doing, clock.awaits, *times, due, "yes" if clock.is_missed else "no"] == expected
