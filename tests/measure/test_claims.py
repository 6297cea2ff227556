"""Claimed exclusions: whom they concern, and the decision, notice, slot and cap they need."""

from typing import Any

import pytest

from tests import worlds
from tests.worlds import Fact, agreement, availability, claim, decision, down, exclusion, facts, figure, measured
from upheld.agreements.model import AllOf, ItemRef, Service
from upheld.measure.measurement import Measurement
from upheld.quantities.allowances import EndOfWorkingDay, OpenTime
from upheld.quantities.instants import HOUR, MINUTE
from upheld.quantities.windows import Per

TENTH = "2026-03-10"


def judged(
    rule: dict[str, Any], *happened: Fact, label: str = TENTH, up_when: Any = None, **fields: Any
) -> Measurement:
    """The portal, down from 10:00 to 12:00, with claims of one exclusion."""
    services = [Service("portal", "Portal", None, up_when)] if up_when else []
    promised = availability(excludes=("maintenance",), **fields)
    world = agreement(promised, exclusions=[exclusion("maintenance", **rule)], services=services)
    return measured(world, facts(down("10:00-12:00"), *happened), label)


def accepted(measurement: Measurement) -> list[tuple[str, int, tuple[str, ...]]]:
    """Each claim: minutes taken, and the reasons why not more."""
    return [(one.id, one.counted // MINUTE, one.reasons) for one in measurement.claims]


def test_what_is_left_out_shrinks_the_service_time_and_what_counts_as_up_does_not() -> None:
    maintenance = claim("M", "10:00", "11:00")
    assert figure(judged({"effect": "leave-out"}, maintenance)) == "22/23"
    assert figure(judged({"effect": "count-as-up"}, maintenance)) == "23/24"


def test_each_claim_tells_the_figure_had_it_been_refused() -> None:
    first, second = judged({}, claim("M1", "10:00", "11:00"), claim("M2", "11:00", "12:00")).claims
    assert [str(one.value_without and one.value_without.fraction()) for one in (first, second)] == ["22/23", "22/23"]


@pytest.mark.parametrize(
    ("items", "minutes"),
    [(["portal"], 120), (["web"], 0), (["web", "web-2"], 120), (["db"], 120), (["printer"], None)],
)
def test_a_claim_concerns_the_service_it_names_or_makes_impossible(items: list[str], minutes: int | None) -> None:
    pair = worlds.any_of("web", "web-2")
    up_when = AllOf((pair, ItemRef("db")))
    found = accepted(judged({}, claim("M", "10:00", "12:00", items=items), up_when=up_when, missing="up"))
    assert found == ([("M", minutes, ())] if minutes else [])


@pytest.mark.parametrize(
    ("decisions", "minutes", "reasons"),
    [
        ([], 0, ("it needs a decision by the client and there is none",)),
        ([decision("M", "accepted")], 120, ()),
        ([decision("M", "accepted", side="provider")], 0, ("it needs a decision by the client and there is none",)),
        ([decision("M", "rejected")], 0, ("the client rejected it (decision D-M-2026-03-20)",)),
        ([decision("M", "rejected"), decision("M", "accepted", when="2026-03-21")], 120, ()),
        (
            [decision("M", "accepted"), decision("M", "rejected", when="2026-03-21")],
            0,
            ("the client rejected it (decision D-M-2026-03-21)",),
        ),
    ],
)
def test_without_the_decision_it_needs_a_claim_changes_nothing(
    decisions: list[Fact], minutes: int, reasons: tuple[str, ...]
) -> None:
    found = accepted(judged({"decided_by": "client"}, claim("M", "10:00", "12:00"), *decisions))
    assert found == [("M", minutes, reasons)]


def test_a_claim_may_need_both_sides() -> None:
    one_side = judged({"decided_by": "both"}, claim("M", "10:00", "12:00"), decision("M", "accepted"))
    assert accepted(one_side) == [("M", 0, ("it needs a decision by the provider and there is none",))]
    both = (decision("M", "accepted"), decision("M", "accepted", side="provider", when="2026-03-09"))
    assert accepted(judged({"decided_by": "both"}, claim("M", "10:00", "12:00"), *both)) == [("M", 120, ())]


def test_a_claim_that_needs_no_decision_is_not_undone_by_one() -> None:
    assert accepted(judged({}, claim("M", "10:00", "12:00"), decision("M", "rejected"))) == [("M", 120, ())]


@pytest.mark.parametrize(
    ("announced", "reasons"),
    [
        ("2026-03-09 10:00", ()),
        ("2026-03-09 10:00:01", ("announced too late: 24 h notice is required",)),
        (None, ("24 h notice is required and no announcement is recorded",)),
    ],
)
def test_notice_is_counted_from_the_announcement_to_the_start(announced: str | None, reasons: tuple[str, ...]) -> None:
    late = claim("M", "10:00", "12:00", announced_at=announced)
    assert accepted(judged({"notice": OpenTime(24 * HOUR)}, late)) == [("M", 0 if reasons else 120, reasons)]


@pytest.mark.parametrize(("announced", "minutes"), [("2026-03-05 17:00", 120), ("2026-03-06 09:00", 0)])
def test_notice_in_working_days_is_counted_on_its_calendar(announced: str, minutes: int) -> None:
    rule = {"notice": EndOfWorkingDay(2), "calendar": "office"}
    ((_, taken, _),) = accepted(judged(rule, claim("M", "10:00", "12:00", announced_at=announced)))
    assert taken == minutes


def test_notice_on_a_calendar_that_never_opens_is_never_given() -> None:
    promised = availability(excludes=("maintenance",))
    rule = exclusion("maintenance", notice=OpenTime(HOUR), calendar="closed")
    world = agreement(promised, exclusions=[rule], calendars=[worlds.calendar("closed")])
    happened = facts(down("10:00-12:00"), claim("M", "10:00", "12:00", announced_at="2026-01-01"))
    assert accepted(measured(world, happened, TENTH)) == [("M", 0, ("announced too late: 1 h notice is required",))]


def test_time_outside_the_agreed_hours_is_ordinary_time() -> None:
    slot = {"inside": worlds.calendar("slot", daily="11:00-14:00")}
    assert accepted(judged(slot, claim("M", "10:00", "12:00"))) == [
        ("M", 60, ("1 h of it lies outside the agreed hours",))
    ]
    assert accepted(judged(slot, claim("M", "11:00", "12:00"))) == [("M", 60, ())]


def test_a_refused_claim_is_not_refused_twice() -> None:
    rule = {"inside": worlds.calendar("slot", daily="11:00-14:00"), "decided_by": "client"}
    reasons = ("it needs a decision by the client and there is none",)
    assert accepted(judged(rule, claim("M", "10:00", "12:00"))) == [("M", 0, reasons)]


def capped(hours: int, per: str = "month") -> dict[str, Any]:
    """A cap of so many hours."""
    kind: Any = per
    return {"at_most": hours * HOUR, "cap_per": Per(kind)}


def test_what_is_beyond_the_cap_is_ordinary_time_first_come_by_start() -> None:
    found = accepted(judged(capped(1), claim("late", "10:30", "12:00"), claim("early", "09:30", "10:15")))
    assert found == [("early", 45, ()), ("late", 15, ("1 h 15 min of it is beyond the cap",))]


def test_time_two_claims_share_is_charged_once() -> None:
    found = accepted(judged(capped(1), claim("A", "10:00", "10:40"), claim("B", "10:20", "11:00")))
    assert found == [("A", 40, ()), ("B", 40, ())]


def test_a_cap_used_up_last_week_is_used_up_this_week() -> None:
    before = claim("before", "2026-03-02 10:00", "2026-03-02 11:00")
    found = accepted(judged(capped(1), before, claim("M", "10:00", "12:00")))
    assert found == [("M", 0, ("2 h of it is beyond the cap",))]


def test_a_claim_over_the_end_of_a_month_is_charged_to_both() -> None:
    over = claim("M", "2026-03-31 22:00", "2026-04-01 02:00")
    for label in ("2026-03-31", "2026-04-01"):
        assert accepted(judged(capped(1), over, label=label)) == [("M", 60, ("2 h of it is beyond the cap",))]


def test_a_cap_counts_service_time_only() -> None:
    night = claim("night", "2026-03-10 01:00", "2026-03-10 11:00")
    found = accepted(judged(capped(3), night, claim("M", "11:00", "12:00"), during="office"))
    assert found == [("night", 180, ()), ("M", 0, ("1 h of it is beyond the cap",))]


def test_only_claims_that_touch_the_window_are_listed() -> None:
    found = judged({}, claim("other", "2026-02-10 10:00", "2026-02-10 12:00"), claim("M", "10:00", "12:00"))
    assert [one.id for one in found.claims] == ["M"]


def test_the_last_record_of_a_window_counts() -> None:
    planned = claim("M", "10:00", "12:00", at="2026-03-01")
    moved = claim("M", "08:00", "09:00", at="2026-03-02")
    renamed = claim("M", "10:00", "12:00", at="2026-03-03", exclusion="client-caused")
    assert accepted(judged({}, planned, moved)) == [("M", 60, ())]
    assert accepted(judged({}, planned, renamed)) == []


def test_sources_that_recorded_a_window_in_different_terms_are_both_refused() -> None:
    two = (claim("M", "10:00", "11:00"), claim("M", "10:00", "12:00", source="client"))
    assert accepted(judged({}, *two)) == [("M", 0, ("sources recorded it in different terms",))]
    same = (claim("M", "10:00", "11:00"), claim("M", "10:00", "11:00", source="client"))
    assert accepted(judged({}, *same)) == [("M", 60, ())]
