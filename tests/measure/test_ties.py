"""Who is right where sources contradict each other, and what lies between observations that are too far apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.strategies import spans
from tests.worlds import agreement, availability, facts, generated, measured, states
from upheld.agreements.sources import EvidenceSource, TieRule
from upheld.measure.measurement import Measurement
from upheld.measure.ties import more_than
from upheld.measure.trace import traces
from upheld.quantities.instants import HOUR, MINUTE
from upheld.quantities.ratio import Ratio
from upheld.quantities.spans import Spans

TENTH = "2026-03-10"


def hours(measurement: Measurement) -> list[int]:
    """Up, down and unknown hours."""
    time = measurement.time
    assert time is not None
    return [part.measure() // HOUR for part in (time.up, time.down, time.unknown)]


def two_probes(*, third: bool = False) -> list[dict[str, Any]]:
    """The provider's probe: up, silent from 18:00. The client's: down from 10:00 to 12:00 and from 20:00."""
    provider = {TENTH: "up", f"{TENTH} 18:00": "unknown"}
    client = {TENTH: "up", f"{TENTH} 10:00": "down", f"{TENTH} 12:00": "up", f"{TENTH} 20:00": "down"}
    happened = [*states("web", provider, "provider-probe"), *states("web", client, "client-probe")]
    return happened + states("web", {TENTH: "up", f"{TENTH} 11:00": "down"}, "third") * third


@pytest.mark.parametrize(
    ("tie", "expected"),
    [
        (TieRule(), [18, 4, 2]),
        (TieRule("down"), [18, 6, 0]),
        (TieRule("up"), [20, 4, 0]),
        (TieRule("majority"), [18, 4, 2]),
        (TieRule("prefer", "provider-probe"), [20, 4, 0]),
        (TieRule("prefer", "client-probe"), [18, 6, 0]),
        (TieRule("prefer", "somebody-else"), [18, 4, 2]),
    ],
    ids=str,
)
def test_the_agreed_source_is_right(tie: TieRule, expected: list[int]) -> None:
    assert hours(measured(availability(tie=tie), two_probes(), TENTH)) == expected


def test_a_majority_of_those_watching_is_right() -> None:
    # up to 11:00 two of three; 11:00 to 12:00 two say down; then up, up, down until 18:00; then one against one
    measurement = measured(availability(tie=TieRule("majority")), two_probes(third=True), TENTH)
    assert hours(measurement) == [17, 5, 2]


def test_only_the_sources_of_the_promise_are_heard() -> None:
    measurement = measured(availability(sources=("client-probe",)), two_probes(), TENTH)
    assert hours(measurement) == [18, 6, 0]
    assert {fact.split(":")[0] for outage in measurement.outages for fact in outage.facts} == {"client-probe"}


def test_a_source_is_heard_on_its_items_alone() -> None:
    elsewhere = EvidenceSource("client-probe", "client", items=("db",))
    whole = agreement(availability(), sources=[elsewhere])
    assert hours(measured(whole, facts(two_probes()), TENTH)) == [18, 0, 6]


def test_degraded_against_down_is_settled_question_by_question() -> None:
    happened = states("web", {TENTH: "degraded"}, "a") + states("web", {TENTH: "down"}, "b")
    for tie, expected in (("unknown", [0, 0, 24]), ("up", [24, 0, 0]), ("down", [0, 24, 0])):
        promised = availability(tie=TieRule(tie), weight=Ratio(1, 2))  # type: ignore[arg-type]  # words of the rule
        assert hours(measured(promised, happened, TENTH)) == expected, tie


@pytest.mark.parametrize(("tolerance", "unknown"), [("1.5", 62), ("2", 60), ("29", 60), ("30", 0)])
def test_time_between_observations_too_far_apart_is_unknown(tolerance: str, unknown: int) -> None:
    # every 2 min until 10:00, then at 11:00, then every 2 min but for one at 12:02
    clocks = [minute for minute in range(0, 1440, 2) if not 600 < minute < 660 and minute != 722]
    happened = states("web", {f"{TENTH} {minute // 60:02d}:{minute % 60:02d}": "up" for minute in clocks})
    whole, _, decimals = tolerance.partition(".")
    probe = EvidenceSource("probe", "provider", 2 * MINUTE, Ratio(int(whole + decimals), 10 ** len(decimals)))
    world = agreement(availability(), sources=[probe])
    measurement = measured(world, happened, TENTH, known="2026-03-11 00:00")
    assert measurement.time is not None
    assert measurement.time.unknown.measure() == unknown * MINUTE + (2 * MINUTE if tolerance == "1.5" else 0)


def test_the_last_observation_holds_only_as_long_as_another_may_follow() -> None:
    probe = EvidenceSource("probe", "provider", HOUR, Ratio(15, 10))
    happened = states("web", {f"{TENTH} {hour:02d}:00": "up" for hour in range(12)})
    world = agreement(availability(), sources=[probe])
    assert hours(measured(world, happened, TENTH)) == [11, 0, 13]
    assert hours(measured(world, happened, TENTH, known="2026-03-10 12:30")) == [12, 0, 11]


@generated
@given(st.lists(spans(20), max_size=4), st.lists(spans(20), max_size=4))
def test_more_sets_of_one_kind_than_of_another(fewer: list[Spans], more: list[Spans]) -> None:
    found = more_than(fewer, more)
    for at in range(21):
        count = [sum(bool(each.contains(at)) for each in sets) for sets in (fewer, more)]
        assert bool(found.contains(at)) == (count[1] > count[0])


def test_the_way_back_shows_only_facts_that_count() -> None:
    whole = agreement(availability(sources=("client-probe",)))
    window = worlds.month(TENTH)
    (trace,) = traces(
        whole, whole.promises["portal"], facts=facts(two_probes()), windows=[(window, window)], known_at=window.end
    )
    assert {ref.name.split(":")[0] for line in trace.lines for ref in line.facts} == {"client-probe"}
    assert [(each.item, each.down // HOUR) for each in trace.items] == [("web", 6)]
