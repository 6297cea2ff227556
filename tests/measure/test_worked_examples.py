"""Worked examples that others published, and ours, by the id they have in docs/vectors.md."""

from typing import Any

import pytest

from tests import worlds
from tests.worlds import Fact, at, claim, down, facts, figure, measured, moment, states, ticket, window
from upheld.agreements.model import Promise, Service, SmallSample, Target
from upheld.measure.measurement import Measurement
from upheld.quantities.allowances import OpenTime
from upheld.quantities.instants import HOUR, MICROS, MINUTE
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window
from upheld.settle.verdicts import verdict

DOWNTIME = [worlds.exclusion("maintenance", "count-as-up")]


# --- Icinga DB, tests/sql/sla_test.go: seconds 1000 to 2000, scheduled downtime counts as up --------------------------


def icinga(*records: Fact, until: int = 2000) -> Measurement:
    """Availability from second 1000, as counted from 2026-03-10."""
    promised = worlds.availability(excludes=("maintenance",), unknown_limit=Ratio(1, 1), missing="leave-out")
    frame = Window("icinga", second(1000), second(until))
    return measured(worlds.agreement(promised, exclusions=DOWNTIME), facts(*records), frame)


def second(number: int) -> int:
    """So many seconds after 2026-03-10."""
    return at("2026-03-10") + number * MICROS


def said(state: str, number: int) -> Fact:
    """A state from a second on."""
    return {"kind": "state", "source": "icinga", "item": "web", "state": state, "at": moment(second(number))}


def downtime(start: int, end: int) -> Fact:
    """A scheduled downtime."""
    return claim(f"D{start}", moment(second(start)), moment(second(end)))


def test_a04_a_failure_at_the_start() -> None:
    assert figure(icinga(said("down", 1000), said("up", 1100), until=1300)) == "2/3"


def test_a05_down_most_of_the_time() -> None:
    assert figure(icinga(said("down", 1000), said("up", 1600), until=1700)) == "1/7"


def test_a08_scheduled_downtime_counts_as_up() -> None:
    assert figure(icinga(said("down", 800), downtime(600, 1800))) == "4/5"


def test_a09_overlapping_downtimes_merge() -> None:
    spans = ((600, 1000), (800, 1200), (1000, 1400), (1600, 2000), (1800, 2200))
    assert figure(icinga(said("down", 800), *(downtime(*span) for span in spans))) == "4/5"


def test_a10_the_state_before_the_window_carries_in() -> None:
    assert figure(icinga(said("down", 10), said("up", 1200))) == "4/5"


def test_a11_without_any_state_nothing_is_known() -> None:
    measurement = measured(worlds.availability(), facts(), window("2026-03-10 00:00", "2026-03-10 01:00"))
    assert (measurement.value, measurement.is_undetermined) == (None, True)


# --- budgets: OVH hosting SLA; IANA rules; domain.md section 12, T7, T8 and T10 ---------------------------------------


@pytest.mark.parametrize(
    ("label", "zone", "budget"),
    [
        pytest.param("2026-04", "UTC", 43 * MINUTE + 12 * MICROS, id="C12-and-A16-thirty-days"),
        pytest.param("2024-03", "Europe/London", 2674_800_000, id="Z02-March"),
        pytest.param("2024-10", "Europe/London", 2682_000_000, id="Z02-October"),
    ],
)
def test_the_budget_of_a_month_is_met_to_the_microsecond(label: str, zone: str, budget: int) -> None:
    frame = worlds.month(label, zone)
    for lost, expected in ((budget, "met"), (budget + 1, "missed")):
        spell = (moment(frame.start + HOUR), moment(frame.start + HOUR + lost))
        world = worlds.agreement(worlds.availability(), zone=zone)
        measurement = measured(
            world, facts(states("web", {"2024-01-01": "up", spell[0]: "down", spell[1]: "up"})), frame
        )
        promised = world.promises["portal"]
        assert verdict(promised, promised.rows[0].target, measurement=measurement)[0] == expected


@pytest.mark.parametrize(("label", "minutes"), [("2026-03", 44_580), ("2026-10", 44_700), ("2024-03", 44_580)])
def test_z01_and_t10_months_have_their_real_minutes_in_london(label: str, minutes: int) -> None:
    measurement = measured(worlds.agreement(worlds.availability(), zone="Europe/London"), down(), label)
    assert measurement.time is not None
    assert measurement.time.up.measure() + measurement.time.unknown.measure() == minutes * MINUTE


@pytest.mark.parametrize(
    ("effect", "expected"),
    [("count-as-up", "99.8495"), ("leave-out", "99.8494"), ("nothing", "99.7800")],
)
def test_t7_three_readings_of_95_minutes_down_of_which_30_are_maintenance(effect: str, expected: str) -> None:
    excludes = () if effect == "nothing" else ("maintenance",)
    rule = worlds.exclusion("maintenance", effect)
    world = worlds.agreement(worlds.availability(excludes=excludes), exclusions=[rule])
    april = facts(down("2026-04-10 10:00 to 2026-04-10 11:35"), claim("M", "2026-04-10 10:00", "2026-04-10 10:30"))
    value = measured(world, april, "2026-04").value
    assert value is not None
    assert value.percent_text(4) == f"{expected}%"


# --- order of operations (ours) ---------------------------------------------------------------------------------------


def minutes_down(promised: Promise, happened: list[Fact], during: Window | str = "2026-03", **parts: Any) -> float:
    """Counted down time [min]."""
    time = measured(worlds.agreement(promised, **parts), happened, during).time
    assert time is not None
    return time.down.measure() / MINUTE


def test_o01_the_minimum_is_tested_before_exclusion() -> None:
    promised = worlds.availability(minimum=5 * MINUTE, excludes=("maintenance",))
    happened = [*down("10:00-10:08"), claim("M", "10:00", "10:04")]
    assert minutes_down(promised, happened, exclusions=[worlds.exclusion("maintenance")]) == 4


def test_o02_the_minimum_is_tested_before_clipping_to_the_window() -> None:
    over_midnight = down("2026-03-31 23:57 to 2026-04-01 00:03")
    promised = worlds.availability(minimum=5 * MINUTE)
    assert [minutes_down(promised, over_midnight, label) for label in ("2026-03", "2026-04")] == [3, 3]


@pytest.mark.parametrize(("needed", "minutes"), [(worlds.all_of("a", "b"), 15), (worlds.any_of("a", "b"), 5)])
def test_o03_two_items_down_one_after_the_other(needed: Any, minutes: int) -> None:
    happened = down("10:00-10:10", item="a") + down("10:05-10:15", item="b")
    services = [Service("portal", "Portal", None, needed)]
    assert minutes_down(worlds.availability(), happened, services=services) == minutes


def test_o04_an_outage_qualifies_on_its_full_length_and_counts_in_service_hours() -> None:
    day = worlds.calendar("day", daily="05:00-22:00")
    promised = worlds.availability(minimum=2 * HOUR, during="day")
    assert minutes_down(promised, down("00:00-06:00"), calendars=[day]) == 60


def test_o05_overlapping_exclusions_count_once() -> None:
    happened = [*down("10:00-10:40"), claim("M1", "10:00", "10:20"), claim("M2", "10:10", "10:30")]
    promised = worlds.availability(excludes=("maintenance",))
    assert minutes_down(promised, happened, exclusions=[worlds.exclusion("maintenance")]) == 10


def test_o06_time_is_exact_and_never_rounded_to_minutes() -> None:
    promised = worlds.availability(minimum=MINUTE)
    assert minutes_down(promised, down("10:00:30-10:02:29")) * 60 == 119


@pytest.mark.parametrize(("repaired", "minutes"), [("11:59", 0), ("12:00", 0), ("12:01", 121)])
def test_p04_repaired_in_time_does_not_count_and_later_counts_from_the_start(repaired: str, minutes: int) -> None:
    promised = worlds.availability(rectify=2 * HOUR)
    assert minutes_down(promised, down(f"10:00-{repaired}")) == minutes


# --- counts (slo-generator tests; domain.md T24, T29) -----------------------------------------------------------------


def counted(good: int, total: int) -> list[Fact]:
    """One count of March."""
    span = {"from": "2026-03-02", "until": "2026-03-03"}
    return [{"kind": "count", "item": "web", "good": good, "total": total} | span]


def judged(promised: Promise, happened: list[Fact]) -> tuple[str | None, str]:
    """Figure and verdict for March."""
    measurement = measured(promised, happened, "2026-03")
    return figure(measurement), verdict(promised, promised.rows[0].target, measurement=measurement)[0]


def test_l06_five_good_of_ten() -> None:
    assert judged(worlds.ratio(small_sample=SmallSample(10, "report-only")), counted(5, 10)) == ("1/2", "missed")


def test_l07_too_few_events_give_no_verdict() -> None:
    promised = worlds.ratio(small_sample=SmallSample(10, "report-only"))
    assert judged(promised, counted(5, 9)) == ("5/9", "not-applicable")


def test_t24_of_the_golden_cases_one_miss_of_twelve_is_met_under_the_low_volume_rule() -> None:
    promised = worlds.ratio(
        small_sample=SmallSample(20, "allow", 1), target=Target("at-least", "at least 95%", Ratio(95, 100))
    )
    assert judged(promised, counted(11, 12)) == ("11/12", "met")
    assert judged(promised, counted(10, 12)) == ("5/6", "missed")


def test_t29_of_the_golden_cases_an_empty_population_is_not_applicable() -> None:
    assert judged(worlds.elapsed(), []) == (None, "not-applicable")


# --- clocks: ERPNext, Zammad, ServiceNow, Freshdesk, FreeITSM; domain.md T9, T11, T12 ---------------------------------


def clock(history: dict[str, str], *, hours: str = "always", allowance: int = 4 * HOUR, **fields: Any) -> Any:
    """Items of one ticket and of one promise; `hours` like `weekdays 08:00-18:00`, in the zone of `zone`."""
    zone, known = fields.pop("zone", "UTC"), fields.pop("known", worlds.LATER)
    days, _, opens = hours.partition(" ")
    week: Any = {days: opens} if opens else {"daily": "00:00-24:00"}
    own = worlds.calendar("own", zone, **week)
    usual = {"target": worlds.in_time("95%", OpenTime(allowance)), "during": "own", "cohort": "opened"}
    world = worlds.agreement(worlds.elapsed(**(usual | fields)), zone=zone, calendars=[own])
    first = min(history)
    frame = window(f"{first[:7]}-01", f"{int(first[:4]) + 1}-01-01")
    return measured(world, facts(ticket("T", history)), frame, known=known).items


def due(items: Any) -> str:
    """When the one clock falls due."""
    return moment(int(items.deadline[0]))[:16].replace("T", " ")


@pytest.mark.parametrize(
    ("created", "response", "resolution"),
    [
        pytest.param("2019-03-04 12:00", "2019-03-04 16:00", "2019-03-04 18:00", id="T16"),
        pytest.param("2019-03-04 07:00", "2019-03-04 14:00", "2019-03-04 16:00", id="T17"),
        pytest.param("2019-03-04 14:00", "2019-03-04 18:00", "2019-03-06 12:00", id="T19"),
    ],
)
def test_erpnext_deadlines(created: str, response: str, resolution: str) -> None:
    from_ten = worlds.calendar("own", daily="10:00-18:00", off=[worlds.day("2019-03-05")])
    for allowance, expected in ((4, response), (6, resolution)):
        target = worlds.in_time("95%", OpenTime(allowance * HOUR))
        world = worlds.agreement(worlds.elapsed(target=target, during="own", cohort="opened"), calendars=[from_ten])
        frame = window("2019-03-01", "2019-04-01")
        assert due(measured(world, facts(ticket("T", {created: "opened"})), frame).items) == expected


@pytest.mark.parametrize(
    ("opened", "stopped", "seconds"),
    [
        pytest.param("2021-06-28 12:00", "2021-06-28 20:00", 21_600, id="T21a"),
        pytest.param("2021-06-28 06:00", "2021-06-29 06:00", 28_800, id="T21b"),
        pytest.param("2021-06-28 06:00", "2021-06-29 20:00", 57_600, id="T21c"),
        pytest.param("2021-06-28 12:00", "2021-07-01 20:00", 108_000, id="T21d"),
        pytest.param("2021-06-28 20:00", "2021-07-01 11:00", 61_200, id="T21e"),
        pytest.param("2021-06-25 20:00", "2021-06-27 11:00", 0, id="T22"),
    ],
)
def test_erpnext_elapsed(opened: str, stopped: str, seconds: int) -> None:
    items = clock({opened: "opened", stopped: "resolved"}, hours="weekdays 10:00-18:00")
    assert items.elapsed.tolist() == [seconds * MICROS]


@pytest.mark.parametrize(
    ("stopped", "minutes", "target", "left"),
    [("10:00", 30, 60, 30), ("14:00", 270, 60, -210), ("11:30", 120, 180, 60), ("13:00", 210, 180, -30)],
)
def test_t24_zammad_business_minutes_in_berlin(stopped: str, minutes: int, target: int, left: int) -> None:
    history = {"2014-02-05 09:30": "opened", f"2014-02-05 {stopped}": "resolved"}
    allowance = target * MINUTE
    items = clock(history, hours="weekdays 08:00-18:00", zone="Europe/Berlin", allowance=allowance)
    assert items.elapsed.tolist() == [minutes * MINUTE]
    assert items.late.tolist() == [max(-left, 0) * MINUTE]


def test_t25_pending_time_is_no_working_time() -> None:
    history = {"2026-03-10 10:00": "opened", "2026-03-10 11:30": "paused:awaiting-client", "2026-03-10 12:00": "closed"}
    assert clock(history, pauses=("awaiting-client",)).elapsed.tolist() == [90 * MINUTE]


@pytest.mark.parametrize(
    ("hours", "opened", "now", "minutes"),
    [
        pytest.param("weekdays 09:00-17:00", "2026-03-10 14:00", "2026-03-11 09:00", 180, id="T28"),
        pytest.param("always", "2026-03-10 14:00", "2026-03-11 09:00", 19 * 60, id="T28-actual"),
        pytest.param("weekdays 08:00-17:00", "2014-12-12 21:00", "2014-12-15 09:30", 90, id="T29"),
        pytest.param("always", "2014-12-12 21:00", "2014-12-15 09:30", 3630, id="T29-actual"),
        pytest.param("weekdays 08:00-18:00", "2026-03-10 17:30", "2026-03-11 08:00", 30, id="T36"),
    ],
)
def test_an_open_clock_shows_what_has_run_so_far(hours: str, opened: str, now: str, minutes: int) -> None:
    assert clock({opened: "opened"}, hours=hours, known=now).elapsed.tolist() == [minutes * MINUTE]


@pytest.mark.parametrize(
    ("hours", "opened", "allowance", "expected"),
    [
        pytest.param("always", "2026-03-10 10:30", 10, "2026-03-10 20:30", id="T31"),
        pytest.param("daily 09:00-21:00", "2026-03-09 09:00", 24, "2026-03-10 21:00", id="T33"),
        pytest.param("daily 09:00-21:00", "2026-03-09 09:00", 12, "2026-03-09 21:00", id="T33-old-meaning"),
        pytest.param("weekdays 08:00-18:00", "2026-05-29 16:20", 4, "2026-06-01 10:20", id="golden-T9"),
    ],
)
def test_deadlines_in_open_time(hours: str, opened: str, allowance: int, expected: str) -> None:
    assert due(clock({opened: "opened"}, hours=hours, allowance=allowance * HOUR)) == expected


def test_golden_t9_a_pause_of_45_minutes_pushes_the_deadline() -> None:
    history = {"2026-05-29 16:20": "opened", "2026-05-29 17:00": "paused:agreed", "2026-05-29 17:45": "resumed"}
    assert due(clock(history, hours="weekdays 08:00-18:00", pauses=("agreed",))) == "2026-06-01 11:05"


def test_golden_t11_a_pause_over_the_weekend_adds_nothing() -> None:
    history = {"2026-05-29 16:20": "opened", "2026-05-30 00:00": "paused:agreed", "2026-05-31 23:00": "resumed"}
    assert due(clock(history, hours="weekdays 08:00-18:00", pauses=("agreed",))) == "2026-06-01 10:20"


@pytest.mark.parametrize(("pauses", "minutes"), [(("awaiting-client",), 10), ((), 30)])
def test_t37_a_pause_holds_for_the_clock_that_lists_it(pauses: tuple[str, ...], minutes: int) -> None:
    history = {"2026-03-10 10:00": "opened", "2026-03-10 10:10": "paused:awaiting-client"}
    items = clock(history | {"2026-03-10 10:30": "reclassified=P1"}, pauses=pauses, known="2026-03-10 10:30")
    assert items.elapsed.tolist() == [minutes * MINUTE]


# --- policies of clocks (ours, on the scenarios of ServiceNow) --------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("from-creation", "2026-03-10 13:00"),
        ("from-change", "2026-03-10 16:00"),
        ("keep", "2026-03-10 17:00"),
        ("earlier-of-change-and-old", "2026-03-10 16:00"),
    ],
)
def test_p01_raised_from_8_h_to_4_h(raised: str, expected: str) -> None:
    rows = worlds.rows_by({}, P1=OpenTime(4 * HOUR), P3=OpenTime(8 * HOUR))
    history = {"2026-03-10 09:00": "opened", "2026-03-10 12:00": "reclassified=P1"}
    happened = facts(ticket("T", history, priority="P3"))
    assert due(measured(worlds.elapsed(raised=raised, **rows), happened, "2026-03").items) == expected


@pytest.mark.parametrize(
    ("reopen", "hours", "outcomes"),
    [("ignore", [3], [0]), ("resume", [4], [0]), ("count-gap", [7], [1]), ("restart", [3, 1], [0, 0])],
)
def test_p02_reopened_after_three_hours(reopen: str, hours: list[int], outcomes: list[int]) -> None:
    history = {"09:00": "opened", "12:00": "resolved", "15:00": "reopened", "16:00": "resolved"}
    items = clock({f"2026-03-10 {when}": event for when, event in history.items()}, reopen=reopen)
    assert (items.elapsed.tolist(), items.outcome.tolist()) == ([hour * HOUR for hour in hours], outcomes)


def june(met: int, late: int, still_open: int) -> list[Fact]:
    """Incidents with a 4 h target reported on 2026-06-10 10:00."""
    ends = ["12:00"] * met + ["17:00"] * late + [""] * still_open
    opened = {"2026-06-10 10:00": "opened"}
    history = [opened | ({f"2026-06-10 {end}": "restored"} if end else {}) for end in ends]
    return [fact for number, events in enumerate(history) for fact in ticket(f"T{number:02d}", events)]


@pytest.mark.parametrize(("cohort", "expected"), [("due", "4/5"), ("resolved", "8/9")])
def test_p03_open_and_overdue_is_missed_in_the_cohort_that_falls_due(cohort: str, expected: str) -> None:
    assert figure(measured(worlds.elapsed(cohort=cohort), june(8, 1, 1), "2026-06")) == expected


def test_golden_t12_forty_due_of_which_three_late_and_three_open() -> None:
    assert figure(measured(worlds.elapsed(), june(34, 3, 3), "2026-06")) == "17/20"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param(worlds.in_time("95%", OpenTime(4 * HOUR)), "9/10", id="share"),
        pytest.param(Target("mean-at-most", "", allowance=OpenTime(4 * HOUR)), str(29 * HOUR // 10), id="mean"),
        pytest.param(
            Target("percentile-at-most", "", allowance=OpenTime(4 * HOUR), percentile=Ratio(50, 100)),
            str(HOUR),
            id="median",
        ),
    ],
)
def test_s04_nine_of_one_hour_and_one_of_twenty(target: Target, expected: str) -> None:
    hours = [1] * 9 + [20]
    opened = at("2026-03-10 00:00")
    happened = [
        fact
        for number, each in enumerate(hours)
        for fact in ticket(f"T{number}", {moment(opened): "opened", moment(opened + each * HOUR): "resolved"})
    ]
    assert figure(measured(worlds.elapsed(target=target), happened, "2026-03")) == expected
