"""`availability/1`: states that carry in, sources that disagree, outages that do not count, what a statement shows."""

from typing import Any

import pytest

from tests import worlds
from tests.worlds import agreement, at, availability, claim, down, facts, figure, measured, states, ticket, window
from upheld.agreements.model import AtLeastOf, ItemRef, Service
from upheld.measure.measurement import Measurement, TimeParts
from upheld.quantities.instants import DAY, HOUR, MINUTE
from upheld.quantities.ratio import Ratio

TENTH = "2026-03-10"


def parts(measurement: Measurement) -> list[int]:
    """Up, down, excluded and unknown hours."""
    time = measurement.time
    assert isinstance(time, TimeParts)
    return [part.measure() // HOUR for part in (time.up, time.down, time.excluded, time.unknown)]


def hours(history: dict[str, str], **fields: Any) -> list[int]:
    """Hours of 2026-03-10 in its four parts; the history is on that day."""
    when = {f"{TENTH} {clock}": state for clock, state in history.items()}
    return parts(measured(availability(**fields), states("web", when), TENTH))


def test_before_the_first_record_nothing_is_known() -> None:
    assert hours({"06:00": "up", "12:00": "down"}) == [6, 12, 0, 6]


def test_the_last_state_holds_no_longer_than_what_was_known() -> None:
    happened = states("web", {"2026-03-01": "up"})
    assert parts(measured(availability(), happened, TENTH, known="2026-03-10 18:00")) == [18, 0, 0, 6]


def test_a_recorded_unknown_is_unknown() -> None:
    assert hours({"00:00": "up", "06:00": "unknown", "09:00": "up"}) == [21, 0, 0, 3]


def test_outside_the_watched_time_nothing_is_known() -> None:
    watch = {"kind": "watch", "source": "probe", "item": "web", "interval": "1 min"}
    watches = [
        watch | {"from": f"{TENTH} {a}", "until": f"{TENTH} {b}"} for a, b in (("00:00", "06:00"), ("08:00", "23:00"))
    ]
    assert parts(measured(availability(), [*states("web", {"2026-03-01": "up"}), *watches], TENTH)) == [21, 0, 0, 3]


def test_sources_that_contradict_each_other_leave_the_time_unknown() -> None:
    other = states("web", {f"{TENTH} 10:00": "down", f"{TENTH} 12:00": "up"}, source="client-probe")
    assert parts(measured(availability(), [*states("web", {"2026-03-01": "up"}), *other], TENTH)) == [22, 0, 0, 2]


def test_a_source_that_knows_nothing_contradicts_nobody() -> None:
    other = states("web", {f"{TENTH} 10:00": "unknown"}, source="client-probe")
    assert parts(measured(availability(), [*states("web", {"2026-03-01": "up"}), *other], TENTH)) == [24, 0, 0, 0]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("unknown", [6, 12, 0, 6]), ("down", [6, 18, 0, 0]), ("up", [12, 12, 0, 0]), ("leave-out", [6, 12, 6, 0])],
)
def test_missing_time_is_what_the_agreement_says(missing: str, expected: list[int]) -> None:
    assert hours({"06:00": "up", "12:00": "down"}, missing=missing) == expected


def test_bounds_tell_what_the_unknown_time_can_change() -> None:
    measurement = measured(availability(), states("web", {f"{TENTH} 06:00": "up", f"{TENTH} 12:00": "down"}), TENTH)
    assert [str(each and each.fraction()) for each in (measurement.lower, measurement.value, measurement.upper)] == [
        "1/4",
        "1/3",
        "1/2",
    ]


@pytest.mark.parametrize(("unknown", "expected"), [("00:28", False), ("00:29", True)])
def test_more_unknown_time_than_the_limit_leaves_it_undetermined(unknown: str, expected: object) -> None:
    measurement = measured(availability(), states("web", {f"{TENTH} {unknown}": "up"}), TENTH)
    assert measurement.is_undetermined is expected


@pytest.mark.parametrize(("weight", "expected"), [((0, 1), "5/6"), ((1, 2), "11/12"), ((1, 1), "1")])
def test_degraded_time_counts_by_its_weight(weight: tuple[int, int], expected: str) -> None:
    history = {TENTH: "up", f"{TENTH} 10:00": "degraded", f"{TENTH} 14:00": "up"}
    assert figure(measured(availability(weight=Ratio(*weight)), states("web", history), TENTH)) == expected


def test_degraded_time_that_counts_as_down_is_part_of_the_outage_it_leads_to() -> None:
    history = {TENTH: "up", f"{TENTH} 10:00": "degraded", f"{TENTH} 10:40": "down", f"{TENTH} 11:20": "up"}
    measurement = measured(availability(minimum=HOUR), states("web", history), TENTH)
    assert [(one.end - one.start, one.counted) for one in measurement.outages] == [(80 * MINUTE, 80 * MINUTE)]


@pytest.mark.parametrize(("down_count", "expected"), [(1, 0), (2, 24), (3, 24)])
def test_at_least_two_of_three(down_count: int, expected: int) -> None:
    pool = Service("portal", "Portal", None, AtLeastOf(2, (ItemRef("a"), ItemRef("b"), ItemRef("c"))))
    happened = [
        fact for n, item in enumerate("abc") for fact in states(item, {TENTH: "down" if n < down_count else "up"})
    ]
    assert parts(measured(agreement(availability(), services=[pool]), facts(happened), TENTH))[1] == expected


def test_one_item_known_to_be_up_is_enough_for_any() -> None:
    pair = Service("portal", "Portal", None, worlds.any_of("a", "b"))
    world = agreement(availability(), services=[pair])
    assert parts(measured(world, facts(states("a", {TENTH: "up"})), TENTH)) == [24, 0, 0, 0]
    assert parts(measured(world, facts(states("a", {TENTH: "down"})), TENTH)) == [0, 0, 0, 24]


def test_outages_are_told_whole_with_what_counted_of_them() -> None:
    happened = down("2026-03-09 23:30 to 2026-03-10 00:15", "10:00-10:00:30")
    outages = measured(availability(minimum=MINUTE), happened, TENTH).outages
    assert [(one.end - one.start, one.counted, one.note) for one in outages] == [
        (45 * MINUTE, 15 * MINUTE, ""),
        (30_000_000, 0, "too short to count"),
    ]
    assert outages[0].items == ("web",)


@pytest.mark.parametrize(("end", "counted"), [("10:00:59", 0), ("10:01", MINUTE)])
def test_an_outage_of_exactly_the_minimum_counts(end: str, counted: int) -> None:
    (outage,) = measured(availability(minimum=MINUTE), down(f"10:00-{end}"), TENTH).outages
    assert outage.counted == counted


def test_an_outage_names_the_record_that_says_each_item_was_down() -> None:
    web = [{"id": f"w{n}"} | fact for n, fact in enumerate(down("10:00-11:00"))]
    database = [{"id": f"d{n}"} | fact for n, fact in enumerate(down("05:00-05:01", "10:30-11:30", item="db"))]
    both = Service("portal", "Portal", None, worlds.all_of("web", "db"))
    outages = measured(agreement(availability(), services=[both]), facts(web, database), TENTH).outages
    assert [(one.items, one.facts) for one in outages] == [
        (("db",), ("probe:d1",)),
        (("web", "db"), ("probe:w1", "probe:d3")),
    ]


def test_time_nobody_saw_is_told_as_an_outage_inside_the_window_only() -> None:
    (outage,) = measured(availability(missing="down"), facts(), TENTH).outages
    assert (outage.start, outage.end, outage.items) == (at(TENTH), at("2026-03-11"), ())


def test_days_tell_the_window_as_the_zone_counts_them() -> None:
    world = agreement(availability(), zone="Europe/London")
    happened = facts(states("web", {"2026-01-01": "up", "2026-03-29 00:30": "down", "2026-03-29 02:00": "up"}))
    days = measured(world, happened, "2026-03").days
    assert (len(days), days[28].day, days[28].service, days[28].down) == (31, "2026-03-29", 23 * HOUR, 90 * MINUTE)
    assert sum(day.service for day in days) == 31 * DAY - HOUR


def test_a_window_without_service_hours_has_no_figure() -> None:
    measurement = measured(availability(during="office"), states("web", {"2026-03-01": "up"}), "2026-03-07")
    assert (measurement.value, measurement.is_undetermined, parts(measurement)) == (None, False, [0, 0, 0, 0])


def test_an_empty_window_has_no_days() -> None:
    measurement = measured(availability(), states("web", {TENTH: "up"}), window(TENTH, TENTH))
    assert (measurement.days, measurement.value) == ((), None)


def test_incidents_open_while_it_was_down_are_the_same_failure() -> None:
    during = ticket("I1", {f"{TENTH} 10:05": "opened", f"{TENTH} 11:00": "resolved"}, item="web")
    before = ticket("I2", {f"{TENTH} 08:00": "opened", f"{TENTH} 09:00": "resolved"}, item="web")
    elsewhere = ticket("I3", {f"{TENTH} 10:05": "opened"}, item="printer")
    ongoing = ticket("I4", {f"{TENTH} 09:00": "opened"}, item="portal")
    happened = down("10:00-10:30") + during + before + elsewhere + ongoing
    assert measured(availability(), happened, TENTH).incidents == {"I1", "I4"}


def test_nothing_is_excluded_that_the_promise_does_not_list() -> None:
    world = agreement(availability(), exclusions=[worlds.exclusion("maintenance")])
    measurement = measured(world, facts(down("10:00-11:00"), claim("M", "10:00", "11:00")), TENTH)
    assert (parts(measurement), measurement.claims) == ([23, 1, 0, 0], ())
