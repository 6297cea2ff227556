"""Many items at once: the same down time as item by item, for any window and any excluded windows."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import Fact, at, calendar, facts, generated, moment, states
from upheld.evidence.facts import Facts
from upheld.measure import fleet as fleet_module
from upheld.measure.fleet import Fleet, ItemWindows
from upheld.measure.lookup import of_item
from upheld.quantities.calendars import always
from upheld.quantities.instants import DAY, HOUR, MINUTE

START, END = at("2026-03-10"), at("2026-03-11")
OFFICE = calendar("office", weekdays="08:00-18:00")


def fleet(happened: Facts, hours: str = "always") -> Fleet:
    """The fleet of some states in March."""
    chosen = OFFICE if hours == "office" else always("UTC")
    return Fleet.over(happened.states, chosen.hours(at("2026-01-01"), at("2026-12-31")))


def test_each_item_tells_its_own_down_and_unknown_time() -> None:
    history = {
        "2026-03-10 06:00": "up",
        "2026-03-10 10:00": "down",
        "2026-03-10 11:00": "unknown",
        "2026-03-10 12:00": "up",
    }
    two = fleet(facts(states("a", history), states("b", {"2026-03-09": "down"})))
    assert two.items == ("a", "b")
    assert two.down_between(START, END).tolist() == [HOUR, DAY]
    assert two.unknown_between(START, END).tolist() == [7 * HOUR, 0]


def test_service_hours_are_all_that_counts() -> None:
    assert fleet(facts(states("a", {"2026-03-09": "down"})), "office").down_between(START, END).tolist() == [10 * HOUR]


def test_excluded_windows_are_taken_out_of_the_item_they_are_for() -> None:
    two = fleet(facts(states("a", {"2026-03-09": "down"}), states("b", {"2026-03-09": "down"})))
    nine, ten = at("2026-03-10 09:00"), at("2026-03-10 10:00")
    excluded = ItemWindows(np.array([1, 1]), np.array([nine, START - DAY]), np.array([ten, START + HOUR]))
    assert two.down_outside(START, END, excluded=excluded).tolist() == [DAY, DAY - 2 * HOUR]


def test_a_fleet_of_nobody() -> None:
    nobody = fleet(facts())
    assert (nobody.items, nobody.down_between(START, END).tolist()) == ((), [])


HISTORIES = st.dictionaries(
    st.sampled_from(("a", "b", "c")),
    st.dictionaries(
        st.integers(-3000, 4000), st.sampled_from(("up", "down", "unknown", "degraded")), min_size=1, max_size=8
    ),
    min_size=1,
)


@generated
@given(HISTORIES, st.integers(-3000, 3000), st.integers(0, 3000), st.integers(1, 4))
def test_a_generated_fleet_is_what_a_walk_over_minutes_says(
    histories: dict[str, dict[int, str]], start: int, length: int, chunk: int
) -> None:
    told = [fact for item, history in histories.items() for fact in spoken(item, history)]
    before, fleet_module._CHUNK = fleet_module._CHUNK, chunk  # type: ignore[misc]
    try:
        many = fleet(facts(told))
    finally:
        fleet_module._CHUNK = before  # type: ignore[misc]
    frame = (START + start * MINUTE, START + (start + length) * MINUTE)
    walked = {name: walk(histories[name], range(start, start + length)) for name in many.items}
    assert many.down_between(*frame).tolist() == [walked[name]["down"] * MINUTE for name in many.items]
    assert many.unknown_between(*frame).tolist() == [walked[name]["unknown"] * MINUTE for name in many.items]


def spoken(item: str, history: dict[int, str]) -> list[Fact]:
    """State facts at so many minutes after the start."""
    return states(item, {moment(START + minute * MINUTE): state for minute, state in history.items()})


def walk(history: dict[int, str], minutes: range) -> dict[str, int]:
    """Minutes in each state, one by one."""
    found = dict.fromkeys(("up", "down", "degraded", "unknown"), 0)
    for minute in minutes:
        said = [each for each in sorted(history) if each <= minute]
        found[history[said[-1]] if said else "unknown"] += 1
    return found


def test_the_facts_of_one_item_are_found_in_a_sorted_table() -> None:
    table = facts(states("b", {"2026-03-09": "down"}), states("a", {"2026-03-01": "up", "2026-03-02": "down"})).states
    assert of_item(table, "a")["at"].to_list() == [at("2026-03-01"), at("2026-03-02")]
    assert (of_item(table, "b").height, of_item(table, "c").height) == (1, 0)


def test_a_table_that_is_gone_leaves_nothing_behind() -> None:
    for day in ("2026-03-01", "2026-03-02"):
        table = facts(states("a", {day: "up"})).states
        assert of_item(table, "a")["at"].to_list() == [at(day)]
        del table
    other: pl.DataFrame = facts(states("b", {"2026-03-02": "up"})).states
    assert of_item(other, "a").is_empty()
