"""`elapsed/1`: what starts, stops, pauses, reopens and reclassifies a clock, and which window it belongs to."""

from typing import Any

import pytest

from tests.worlds import (
    Fact,
    agreement,
    at,
    decision,
    elapsed,
    facts,
    figure,
    in_time,
    measured,
    measured_rows,
    moment,
    rows_by,
    ticket,
    where,
)
from upheld.agreements.model import Target
from upheld.evidence.facts import Facts
from upheld.measure.measurement import Items
from upheld.quantities.allowances import EndOfWorkingDay, OpenTime
from upheld.quantities.instants import HOUR, MINUTE, NEVER
from upheld.quantities.ratio import Ratio

FOUR = OpenTime(4 * HOUR)


def run(history: dict[str, str], **fields: Any) -> Items:
    """The clocks of one incident of March; times are on 2026-03-10."""
    when = {clock if len(clock) > len("10:00") else f"2026-03-10 {clock}": event for clock, event in history.items()}
    known = fields.pop("known", "2027-06-01")
    items = measured(elapsed(**fields), ticket("T", when), "2026-03", known=known).items
    assert items is not None
    return items


def minutes(history: dict[str, str], **fields: Any) -> list[int]:
    """Elapsed minutes of each clock."""
    return [each // MINUTE for each in run(history, **fields).elapsed.tolist()]


def test_the_clock_starts_at_the_earliest_sign_of_the_matter() -> None:
    assert minutes({"10:00": "detected", "10:05": "opened", "10:20": "reported", "11:00": "restored"}) == [60]
    assert minutes({"10:00": "detected", "10:05": "opened", "11:00": "restored"}, start="opened") == [55]


@pytest.mark.parametrize("event", ["restored", "resolved", "closed"])
def test_a_later_step_implies_the_earlier_one(event: str) -> None:
    assert minutes({"10:00": "opened", "11:00": event}) == [60]


def test_a_decision_either_way_ends_an_approval() -> None:
    for event in ("approved", "rejected"):
        assert minutes({"10:00": "submitted", "10:30": event}, start="submitted", stop="decided") == [30]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("replied", 30), ("acknowledged", 30), ("arrived", 30), ("replied/client", 120), ("assigned", 120)],
)
def test_a_response_is_a_message_or_an_act_of_a_human_of_the_provider(answer: str, expected: int) -> None:
    assert minutes({"10:00": "opened", "10:30": answer, "12:00": "resolved"}, stop="first-human-reply") == [expected]


@pytest.mark.parametrize(
    "change", [{"public": False}, {"actor": {"side": "provider", "kind": "automation"}}, {"public": None}]
)
def test_a_private_note_and_an_automatic_answer_are_no_response(change: Fact) -> None:
    story = ticket("T", {"2026-03-10 10:00": "opened", "2026-03-10 10:01": "replied", "2026-03-10 10:30": "replied"})
    items = measured(elapsed(stop="first-human-reply"), [story[0], story[1] | change, story[2]], "2026-03").items
    assert items is not None
    assert items.elapsed.tolist() == [30 * MINUTE]


def test_an_answer_once_given_stays_given() -> None:
    history = {"10:00": "opened", "10:30": "replied", "11:00": "resolved", "12:00": "reopened"}
    assert minutes(history, stop="first-human-reply") == [30]


PAUSED = {"10:00": "opened", "10:10": "paused:awaiting-client"}


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("resumed", 70),
        ("replied/client", 70),
        ("replied", 30),
        ("replied/third-party", 30),
        ("paused:other", 70),
        ("paused:awaiting-client", 30),
        ("reopened", 70),
    ],
)
def test_a_pause_ends_when_resumed_or_when_the_awaited_party_speaks(ends: str, expected: int) -> None:
    history = PAUSED | {"10:50": ends, "11:30": "resumed", "11:50": "restored"}
    assert minutes(history, pauses=("awaiting-client",)) == [expected]


def test_only_listed_reasons_pause() -> None:
    assert minutes({"10:00": "opened", "10:10": "paused:awaiting-vendor", "11:00": "restored"}, pauses=("agreed",)) == [
        60
    ]


def test_waiting_for_a_vendor_ends_with_the_vendor() -> None:
    history = {
        "10:00": "opened",
        "10:10": "paused:awaiting-vendor",
        "10:30": "replied/client",
        "10:40": "replied/third-party",
    }
    assert minutes(history | {"11:00": "restored"}, pauses=("awaiting-vendor",)) == [30]


def test_a_pause_that_has_not_ended_lasts_until_now() -> None:
    items = run(PAUSED, pauses=("awaiting-client",), known="2026-03-10 13:00", cohort="opened")
    assert (items.elapsed.tolist(), items.paused.tolist(), items.outcome.tolist()) == (
        [10 * MINUTE],
        [170 * MINUTE],
        [3],
    )


def test_a_pause_begun_before_the_clock_started_counts_from_the_start() -> None:
    history = {
        "09:00": "acknowledged",
        "09:30": "paused:agreed",
        "10:00": "opened",
        "10:20": "resumed",
        "11:00": "restored",
    }
    items = run(history, pauses=("agreed",))
    assert (items.elapsed.tolist(), items.paused.tolist()) == ([40 * MINUTE], [20 * MINUTE])


def test_at_one_instant_a_stop_comes_before_a_pause() -> None:
    history = {"10:00": "opened", "11:00": "paused:agreed,restored", "12:00": "reopened", "12:10": "restored"}
    assert minutes(history, pauses=("agreed",), reopen="count-gap") == [70]


# --- reopening --------------------------------------------------------------------------------------------------------

REOPENED = {"2026-03-02 10:00": "opened", "2026-03-02 11:00": "resolved", "2026-03-03 10:00": "reopened"}


def test_reopened_in_time_the_clock_resumes_without_the_resolved_time() -> None:
    items = run(REOPENED | {"2026-03-03 15:00": "resolved"})
    assert (items.elapsed.tolist(), items.reasons) == ([6 * HOUR], (("T", "reopened 1 x, resolved time left out"),))


def test_reopened_too_late_it_is_a_new_item() -> None:
    history = {"2026-03-02 10:00": "opened", "2026-03-02 11:00": "resolved", "2026-03-10 10:00": "reopened"}
    items = run(history | {"2026-03-10 15:00": "resolved"}, during="office", reopen_within=EndOfWorkingDay(5))
    assert items.ids.to_list() == ["T", "T#2"]
    assert items.elapsed.tolist() == [HOUR, 5 * HOUR]
    assert items.reasons == (("T#2", "reopened too late to resume the old clock"),)


def test_a_new_clock_is_still_the_same_incident() -> None:
    history = {"2026-03-02 10:00": "opened", "2026-03-02 11:00": "resolved", "2026-03-10 10:00": "reopened"}
    promised = elapsed(during="office", reopen_within=EndOfWorkingDay(5))
    found = measured(promised, ticket("T", history | {"2026-03-10 15:00": "resolved"}), "2026-03")
    assert found.incidents == {"T"}


@pytest.mark.parametrize(("reopened", "clocks"), [("2026-03-09 18:00", 1), ("2026-03-09 18:00:01", 2)])
def test_the_reopen_window_ends_with_the_fifth_working_day(reopened: str, clocks: int) -> None:
    history = {"2026-03-02 10:00": "opened", "2026-03-02 11:00": "resolved", reopened: "reopened"}
    assert len(run(history | {"2026-03-12 10:00": "closed"}, during="office").ids) == clocks


def test_while_it_is_reopened_it_is_open_again() -> None:
    items = run(REOPENED, known="2026-03-03 11:00")
    assert (items.stop.tolist(), items.elapsed.tolist()) == ([NEVER], [2 * HOUR])


def test_a_reopening_of_what_never_stopped_turns_nothing() -> None:
    assert minutes({"10:00": "opened", "10:30": "reopened", "11:00": "restored", "11:30": "closed"}) == [60]


# --- reclassification -------------------------------------------------------------------------------------------------

TIERS = rows_by({}, P1=OpenTime(HOUR), P2=FOUR, P3=OpenTime(8 * HOUR))


def tiers(history: dict[str, str], *, first: str = "P3", **fields: Any) -> dict[str, tuple[str, str]]:
    """Row to (deadline, outcome) of one incident on 2026-03-10; rows without it are left out."""
    when = {f"2026-03-10 {clock}": event for clock, event in history.items()}
    found = {}
    for each in measured_rows(elapsed(**(TIERS | fields)), facts(ticket("T", when, priority=first)), "2026-03"):
        assert each.items is not None
        for due, outcome in zip(each.items.deadline.tolist(), each.items.outcome.tolist(), strict=True):
            found[each.row or ""] = (moment(due)[11:16], ("met", "missed", "left out", "open")[outcome])
    return found


def test_raised_gives_the_full_new_time_from_the_change_but_never_more_than_before() -> None:
    assert tiers({"09:00": "opened", "10:00": "reclassified=P1", "10:50": "restored"}) == {"P1": ("11:00", "met")}
    assert tiers({"09:00": "opened", "16:30": "reclassified=P1", "16:50": "restored"}) == {"P1": ("17:00", "met")}


def test_lowered_is_recomputed_from_the_start() -> None:
    assert tiers({"09:00": "opened", "09:30": "reclassified=P2", "12:50": "restored"}, first="P1") == {
        "P2": ("13:00", "met")
    }


def test_a_breach_once_incurred_is_sticky() -> None:
    history = {"09:00": "opened", "10:01": "reclassified=P3", "10:30": "restored"}
    assert tiers(history, first="P1") == {"P3": ("17:00", "missed")}
    (measurement,) = (
        each for each in measured_rows(elapsed(**TIERS), breached(history), "2026-03") if each.row == "P3"
    )
    assert measurement.items is not None
    assert measurement.items.reasons == (("T", "reclassified; breached before it was reclassified"),)


def breached(history: dict[str, str]) -> Facts:
    """One incident that began as P1."""
    return facts(ticket("T", {f"2026-03-10 {when}": event for when, event in history.items()}, priority="P1"))


def test_raised_then_lowered_again_is_judged_by_the_class_before() -> None:
    history = {"09:00": "opened", "16:00": "reclassified=P1", "16:10": "reclassified=P2", "16:20": "restored"}
    assert tiers(history) == {"P2": ("13:00", "missed")}


def test_what_is_said_when_it_stops_or_later_changes_nothing() -> None:
    assert tiers({"09:00": "opened", "10:30": "restored,reclassified=P3"}, first="P1") == {"P1": ("10:00", "missed")}
    assert tiers({"09:00": "opened", "09:30": "restored", "09:40": "reclassified=P3"}, first="P1") == {
        "P1": ("10:00", "met")
    }


def test_a_class_said_late_holds_from_the_start() -> None:
    assert tiers({"09:00": "reported", "09:10": "opened", "09:30": "restored"}) == {"P3": ("17:00", "met")}


def test_a_class_without_a_target_has_no_row_and_is_noted() -> None:
    promised = elapsed(**TIERS)
    measurement = measured(promised, facts(ticket("T", {"2026-03-10 09:00": "opened"}, priority="P9")), "2026-03")
    assert (measurement.population, measurement.notes) == (
        0,
        ("1 clocks have a priority the agreement gives no target for",),
    )
    assert measured(promised, facts(ticket("T", {"2026-03-10 09:00": "opened"})), "2026-03").population == 0


def test_no_target_is_escaped_by_a_class_without_one() -> None:
    history = {"09:00": "opened", "10:30": "reclassified=P9", "11:00": "restored"}
    assert tiers(history, first="P1") == {"P1": ("10:00", "missed")}
    assert tiers(history, first="P2") == {}
    kept = {"raised": "keep", "lowered": "keep"}
    assert tiers(history, first="P2", **kept) == {"P2": ("13:00", "met")}


def test_a_class_without_a_target_is_the_least_urgent() -> None:
    history = {"09:00": "opened", "10:00": "reclassified=P1", "10:30": "restored"}
    assert tiers(history, first="P9") == {"P1": ("11:00", "met")}


# --- populations and cohorts ------------------------------------------------------------------------------------------


def test_an_item_belongs_to_the_window_in_which_it_is_met_or_falls_due() -> None:
    happened = [
        *ticket("early", {"2026-03-31 22:00": "opened", "2026-03-31 23:00": "restored"}),
        *ticket("late", {"2026-03-31 22:00": "opened", "2026-04-01 03:00": "restored"}),
        *ticket("over", {"2026-03-31 19:00": "opened", "2026-04-01 03:00": "restored"}),
    ]
    ids = {}
    for label in ("2026-03", "2026-04"):
        items = measured(elapsed(), happened, label).items
        assert items is not None
        ids[label] = items.ids.to_list()
    assert ids == {"2026-03": ["early", "over"], "2026-04": ["late"]}


@pytest.mark.parametrize(
    ("cohort", "expected"), [("opened", "1/2"), ("breached", "0"), ("resolved", "1/2"), ("due", "1/2")]
)
def test_cohorts_by_name(cohort: str, expected: str) -> None:
    happened = [
        *ticket("T1", {"2026-03-02 09:00": "opened", "2026-03-02 10:00": "restored"}),
        *ticket("T2", {"2026-03-02 09:00": "opened", "2026-03-02 15:00": "restored"}),
    ]
    assert figure(measured(elapsed(cohort=cohort), happened, "2026-03")) == expected


def late(name: str, **attributes: str) -> list[Fact]:
    """An incident restored an hour late."""
    return ticket(name, {"2026-03-02 09:00": "opened", "2026-03-02 14:00": "restored"}, **attributes)


@pytest.mark.parametrize(
    ("side", "owed_by", "outcome"),
    [("client", "provider", 2), ("provider", "provider", 1), ("provider", "client", 2), ("client", "client", 1)],
)
def test_only_the_other_side_may_leave_work_out(side: str, owed_by: str, outcome: int) -> None:
    happened = [*late("T"), decision("T", "left-out", side=side)]
    items = measured(elapsed(owed_by=owed_by), happened, "2026-03").items
    assert items is not None
    assert items.outcome.tolist() == [outcome]


def test_the_last_decision_about_a_piece_of_work_counts() -> None:
    happened = [*late("T"), decision("T", "left-out"), decision("T", "rejected", when="2026-03-21")]
    measurement = measured(elapsed(), happened, "2026-03")
    assert (measurement.population, figure(measurement)) == (1, "0")


@pytest.mark.parametrize("event", ["cancelled", "merged"])
def test_cancelled_without_a_decision_is_judged_like_any_other(event: str) -> None:
    happened = ticket("T", {"2026-03-02 09:00": "opened", "2026-03-02 09:30": event})
    items = measured(elapsed(), happened, "2026-03").items
    assert items is not None
    assert (items.outcome.tolist(), items.reasons) == (
        [1],
        (("T", "cancelled or merged without a decision to leave it out"),),
    )
    left = measured(elapsed(), [*happened, decision("T", "left-out")], "2026-03")
    assert (left.population, left.value, str(left.without_exclusions)) == (0, None, "0/1")


def test_work_of_another_service_or_kind_is_not_counted() -> None:
    other_kind = [fact | {"type": "request"} for fact in late("T4")]
    happened = [*late("T1", service="desk"), *late("T2", service="network"), *late("T3"), *other_kind]
    items = measured(elapsed(), happened, "2026-03").items
    assert items is not None
    assert items.ids.to_list() == ["T1", "T3"]


def test_conditions_choose_the_work() -> None:
    happened = [*late("T1", site="north"), *late("T2", site="south"), *late("T3", site="north", category="spam")]
    promised = elapsed(where=where(site="north"), unless=where(category="spam"))
    items = measured(promised, happened, "2026-03").items
    assert items is not None
    assert items.ids.to_list() == ["T1"]
    assert measured(elapsed(where=where(site="south")), happened, "2026-03").population == 1


def test_work_that_never_started_has_no_clock_and_is_noted() -> None:
    happened = (
        ticket("T0", {"2026-03-02 09:00": "acknowledged"}) + late("T1") + ticket("T2", {"2026-03-02 09:00": "closed"})
    )
    measurement = measured(elapsed(), happened, "2026-03")
    note = "2 pieces of work have no start event in the evidence and no clock"
    assert (measurement.population, measurement.notes) == (1, (note,))


def test_bounds_tell_what_is_still_open() -> None:
    happened = late("T1") + ticket("T2", {"2026-03-02 09:00": "opened"})
    measurement = measured(elapsed(cohort="opened"), happened, "2026-03", known="2026-03-02 12:59")
    assert [str(each) for each in (measurement.lower, measurement.upper)] == ["0/2", "2/2"]
    assert measurement.notes == ("2 not due yet when this was known",)


def test_met_exactly_at_the_deadline_is_met_and_a_microsecond_later_is_not() -> None:
    for extra, outcome in ((0, 0), (1, 1)):
        stop = moment(at("2026-03-02 13:00") + extra)
        assert run({"2026-03-02 09:00": "opened", stop: "restored"}).outcome.tolist() == [outcome]


def test_closed_hours_after_the_deadline_make_nobody_late() -> None:
    history = {"2026-03-06 14:00": "opened", "2026-03-09 08:00": "restored"}
    items = run(history, during="office")
    assert (items.outcome.tolist(), items.late.tolist()) == ([0], [0])


def test_every_one_within_is_a_share_and_statistics_are_durations() -> None:
    every = Target("every-within", "every one within 4 h", allowance=FOUR)
    mean = Target("mean-at-most", "mean at most 4 h", allowance=FOUR)
    worst = Target("percentile-at-most", "percentile 90 at most 4 h", allowance=FOUR, percentile=Ratio(90, 100))
    found = [measured(elapsed(target=target), late("T"), "2026-03") for target in (every, mean, worst)]
    assert [(one.unit, figure(one)) for one in found] == [
        ("share", "0"),
        ("duration", str(5 * HOUR)),
        ("duration", str(5 * HOUR)),
    ]
    assert figure(measured(elapsed(target=mean), [], "2026-03")) is None


def test_the_spread_is_told_in_eighths_of_an_open_time_target() -> None:
    spread = measured(elapsed(), late("T1") + late("T2"), "2026-03").distribution
    assert spread is not None
    assert (spread.target, spread.median, spread.maximum, sum(spread.counts)) == (4 * HOUR, 5 * HOUR, 5 * HOUR, 2)
    assert spread.counts[spread.edges.index(5 * HOUR) - 1] == 2


def test_the_spread_of_working_day_targets_is_told_in_plain_steps() -> None:
    promised = elapsed(target=in_time("95%", EndOfWorkingDay(3)), during="office")
    spread = measured(promised, late("T1"), "2026-03").distribution
    assert spread is not None
    assert (spread.target, spread.counts[spread.edges.index(4 * HOUR)]) == (None, 1)


def test_an_agreement_may_be_measured_without_any_work() -> None:
    measurement = measured(agreement(elapsed(**TIERS)), facts(), "2026-03")
    assert (measurement.value, measurement.population, measurement.distribution) == (None, 0, None)
