"""Clocks that still run: their deadlines, what they did so far, what they do now, and who has to act."""

from dataclasses import replace
from typing import Any

import pytest

from tests.measure.elapsed_worlds import Desk, agreement_of, desk, facts_of
from tests.reference import elapsed_twin
from tests.reference.elapsed_twin import Judged
from tests.worlds import EXAMPLES, Fact, agreement, at, calendar, decision, elapsed, facts, moment, rows_by, ticket
from upheld.agreements.model import Agreement
from upheld.measure.running import RunningClock, running_clocks, segments
from upheld.quantities.allowances import OpenTime
from upheld.quantities.instants import DAY, HOUR, MINUTE

OFFICE = calendar("office", weekdays="09:00-17:00")
FOUR = {"rows": rows_by({"P1": "office"}, P1=OpenTime(4 * HOUR))["rows"], "by": "priority"}


def desk_of(**fields: Any) -> Agreement:
    return agreement(elapsed(**({"pauses": ("awaiting-client", "agreed")} | FOUR | fields)), calendars=[OFFICE])


def events(*history: tuple[str, str], **attributes: str) -> list[Fact]:
    """What happened to incident T on Tuesday 2026-03-10; in the words of `ticket`."""
    return ticket("T", {f"2026-03-10 {clock}": event for clock, event in history}, priority="P1", **attributes)


def running(history: list[Fact], now: str, **fields: Any) -> RunningClock | None:
    found = running_clocks(desk_of(**fields), facts(history), known_at=at(f"2026-03-{now}"))
    assert len(found) <= 1
    return found[0] if found else None


def parts(clock: RunningClock, now: str) -> list[tuple[str, str, str]]:
    found = segments(clock, OFFICE, known_at=at(f"2026-03-{now}"))
    return [(moment(each.start)[8:16], each.doing, each.why) for each in found]


def test_a_clock_runs_from_its_start_until_its_stop() -> None:
    history = events(("10:00", "opened"), ("12:00", "restored"))
    assert running(history, "10 09:59") is None
    assert running(history, "10 12:00") is None
    clock = running(history, "10 11:59")
    assert clock is not None
    assert (clock.spent, clock.left, clock.due_at) == (119 * MINUTE, 121 * MINUTE, at("2026-03-10 14:00"))
    assert (clock.name, clock.is_missed, clock.doing, clock.awaits) == ("resolution.P1", False, "running", "provider")


def test_time_left_counts_open_hours_alone() -> None:
    clock = running(events(("15:00", "opened")), "10 20:00")
    assert clock is not None
    assert (clock.spent, clock.left, clock.doing) == (2 * HOUR, 2 * HOUR, "out-of-hours")
    assert clock.due_at == at("2026-03-11 11:00")
    assert parts(clock, "10 20:00") == [("10T15:00", "running", ""), ("10T17:00", "out-of-hours", "")]


def test_a_clock_that_is_late_has_less_than_nothing_left() -> None:
    clock = running(events(("10:00", "opened")), "10 15:30")
    assert clock is not None
    assert (clock.is_missed, clock.left) == (True, -90 * MINUTE)
    at_the_deadline = running(events(("10:00", "opened")), "10 14:00")
    assert at_the_deadline is not None
    assert (at_the_deadline.is_missed, at_the_deadline.left) == (False, 0)


def test_a_paused_clock_awaits_whom_its_reason_names_and_falls_due_as_if_resumed_now() -> None:
    for reason, awaits in (("awaiting-client", "client"), ("agreed", "nobody")):
        history = events(("10:00", "opened"), ("11:00", f"paused:{reason}"))
        clock = running(history, "10 13:00")
        assert clock is not None
        assert (clock.doing, clock.awaits, clock.left) == ("paused", awaits, 3 * HOUR)
        assert clock.due_at == at("2026-03-10 16:00")
        assert parts(clock, "10 13:00") == [("10T10:00", "running", ""), ("10T11:00", "paused", reason)]


def test_a_pause_ends_in_the_instant_it_is_ended() -> None:
    history = events(("10:00", "opened"), ("11:00", "paused:agreed"), ("12:00", "resumed"))
    paused, resumed = running(history, "10 11:59"), running(history, "10 12:00")
    assert paused is not None
    assert resumed is not None
    assert (paused.doing, resumed.doing, resumed.spent) == ("paused", "running", HOUR)


def test_pauses_that_follow_each_other_keep_their_reasons() -> None:
    history = events(("10:00", "opened"), ("11:00", "paused:agreed"), ("12:00", "paused:awaiting-client"))
    clock = running(history, "10 13:00")
    assert clock is not None
    assert parts(clock, "10 13:00")[1:] == [("10T11:00", "paused", "agreed"), ("10T12:00", "paused", "awaiting-client")]


def test_a_pause_from_before_the_start_holds_the_clock_from_its_start() -> None:
    history = events(("10:00", "opened"), ("10:15", "paused:agreed"), ("10:30", "paused:awaiting-client"))
    clock = running([*history, *events(("11:00", "acknowledged"))], "10 12:00", start="acknowledged")
    assert clock is not None
    assert (clock.spent, clock.awaits) == (0, "client")
    assert parts(clock, "10 12:00") == [("10T11:00", "paused", "awaiting-client")]


def test_the_time_between_a_stop_and_a_reopening_is_told_as_resolved() -> None:
    clock = running(events(("10:00", "opened"), ("11:00", "restored"), ("12:00", "reopened")), "10 13:00")
    assert clock is not None
    assert parts(clock, "10 13:00") == [
        ("10T10:00", "running", ""),
        ("10T11:00", "paused", "resolved"),
        ("10T12:00", "running", ""),
    ]


def test_work_reopened_too_late_is_a_clock_of_its_own() -> None:
    history = [*events(("10:00", "opened"), ("11:00", "restored")), *ticket("T", {"2026-03-30 10:00": "reopened"})]
    clock = running(history, "30 11:00")
    assert clock is not None
    assert (clock.work, clock.part, clock.item, clock.spent) == ("T", 2, "T#2", HOUR)


def test_what_was_learned_later_or_left_out_or_has_no_target_does_not_run() -> None:
    opened = events(("10:00", "opened"))
    late = [fact | {"learned_at": "2026-03-11T00:00:00Z"} for fact in opened]
    assert running(late, "10 12:00") is None
    assert running(late, "11 12:00") is not None
    excluded = [*opened, decision("T", "left-out", when="2026-03-10")]
    assert running(excluded, "10 12:00") is None
    assert running(ticket("T", {"2026-03-10 10:00": "opened"}, priority="P9"), "10 12:00") is None


def test_clocks_come_missed_first_then_as_they_fall_due() -> None:
    tickets = [
        fact
        for name, clock in (("A", "12:00"), ("B", "09:00"), ("C", "11:00"), ("D", "09:30"))
        for fact in ticket(name, {f"2026-03-10 {clock}": "opened"}, priority="P1")
    ]
    found = running_clocks(desk_of(), facts(tickets), known_at=at("2026-03-10 14:00"))
    assert [(each.work, each.is_missed) for each in found] == [("B", True), ("D", True), ("C", False), ("A", False)]


# --- against the slow twin --------------------------------------------------------------------------------------------


def twin(world: Desk) -> list[tuple[int, Judged, elapsed_twin.Clock]]:
    """Every clock that the slow twin leaves running and has a deadline for, by tier and name."""
    found = []
    for work in sorted({event.work for event in world.events}):
        story = [event for event in world.events if event.work == work]
        for clock in elapsed_twin.lifetimes(world.rules, story, known_at=world.known_at):
            judged = elapsed_twin.judged(world.rules, clock, known_at=world.known_at)
            if judged.stop is None and judged.due is not None:
                found.append((judged.tier, judged, clock))
    return found


def looked_at(seed: int, *, days: int) -> Desk:
    """A generated desk as it was known some days before the month was over, when more of its work was open."""
    world = desk(seed)
    known_at = world.window[1] - days * DAY
    return replace(world, known_at=known_at, events=tuple(each for each in world.events if each.at <= known_at))


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_every_running_clock_is_what_the_slow_twin_says(seed: int) -> None:
    for days in (3, 9, 20):
        world = looked_at(seed, days=days)
        found = {
            each.item: each for each in running_clocks(agreement_of(world), facts_of(world), known_at=world.known_at)
        }
        expected = {judged.name: judged for _, judged, _ in twin(world)}
        assert found.keys() == expected.keys()
        for name, clock in found.items():
            judged = expected[name]
            assert (clock.started_at, clock.due_at, clock.spent) == (judged.start, judged.due, judged.elapsed)
            assert (max(-clock.left, 0), clock.is_missed) == (judged.late, judged.outcome == "missed")
            assert clock.row == world.rules.tiers[judged.tier].priority


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_the_parts_of_a_clock_are_its_whole_life(seed: int) -> None:
    world = looked_at(seed, days=9)
    whole = agreement_of(world)
    slow = {judged.name: (tier, clock) for tier, judged, clock in twin(world)}
    for each in running_clocks(whole, facts_of(world), known_at=world.known_at):
        tier, clock = slow[each.item]
        found = segments(each, whole.calendars[each.during], known_at=world.known_at)
        edges = [each.started_at, *(part.end for part in found)]
        assert [part.start for part in found] == edges[:-1]
        assert edges[-1] == world.known_at or not found
        for part in found:
            runs = elapsed_twin.running(world.rules, tier, span=(part.start, part.end), clock=clock)
            assert runs == (part.end - part.start if part.doing == "running" else 0)


def test_the_generated_desks_have_everything_in_them() -> None:
    worlds = [looked_at(seed, days=9) for seed in range(100)]
    found = [
        (each, world)
        for world in worlds
        for each in running_clocks(agreement_of(world), facts_of(world), known_at=world.known_at)
    ]
    assert {each.doing for each, _ in found} == {"running", "paused", "out-of-hours"}
    assert {each.awaits for each, _ in found} >= {"provider", "client", "third-party", "nobody"}
    assert {part.why for each, _ in found for part in each.standstills} >= {"resolved", "agreed", "awaiting-client"}
    assert sum(each.is_missed for each, _ in found) > len(found) / 10
    assert sum(each.part > 1 for each, _ in found) > 0


@pytest.mark.parametrize("seed", range(40))
def test_a_clock_does_not_depend_on_other_work(seed: int) -> None:
    world = looked_at(seed, days=9)
    together = running_clocks(agreement_of(world), facts_of(world), known_at=world.known_at)
    alone = [
        each
        for work in sorted({event.work for event in world.events})
        for each in running_clocks(agreement_of(world), facts_of(only(world, work)), known_at=world.known_at)
    ]
    assert sorted(together, key=lambda each: each.item) == sorted(alone, key=lambda each: each.item)


def only(world: Desk, work: str) -> Desk:
    return replace(world, events=tuple(event for event in world.events if event.work == work))
