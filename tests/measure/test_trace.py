"""The way back: every span and item of a figure with the facts that say so."""

from typing import Any

from tests.worlds import (
    Fact,
    agreement,
    all_of,
    at,
    availability,
    claim,
    decision,
    delivery,
    down,
    elapsed,
    exclusion,
    facts,
    month,
    ratio,
    share,
    states,
    ticket,
    where,
)
from upheld.agreements.model import Due, Promise, Service
from upheld.measure.trace import Trace, traces
from upheld.quantities.allowances import EndOfWorkingDay
from upheld.quantities.instants import DAY, HOUR
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per


def traced(promised: Promise, happened: list[Fact], label: str = "2026-03-10", **parts: Any) -> Trace:
    """The trace of a promise in one window."""
    frame = month(label)
    world = agreement(promised, **parts)
    return traces(world, promised, facts=facts(happened), windows=[(frame, frame)], known_at=at("2027-06-01"))[0]


def test_spans_name_the_states_in_force_and_recorded_inside() -> None:
    trace = traced(availability(), down("10:00-12:00"))
    assert [(line.what, (line.counted or 0) // HOUR) for line in trace.lines] == [("up", 10), ("down", 2), ("up", 12)]
    assert [[fact.says for fact in line.facts] for line in trace.lines] == [["web up"], ["web down"], ["web up"]]
    assert trace.lines[1].facts[0].name == "probe:f00002"
    assert sum(line.counted or 0 for line in trace.lines) == DAY


def test_the_spans_of_a_trace_add_up_to_the_figure() -> None:
    trace = traced(availability(), states("web", {"2026-03-10 06:00": "up", "2026-03-10 09:00": "unknown"}))
    time = trace.measurement.time
    assert time is not None
    for word, part in (("up", time.up), ("down", time.down), ("unknown", time.unknown)):
        assert sum(line.counted or 0 for line in trace.lines if line.what == word) == part.measure()


def test_degraded_time_is_pointed_out() -> None:
    from_ten = states("web", {"2026-03-01": "up", "2026-03-10 10:00": "degraded"})
    half = availability(weight=Ratio(1, 2))
    assert [line.why for line in traced(half, from_ten).lines] == ["degraded in part"]


def test_claims_stand_first_with_their_window_and_decision() -> None:
    promised = availability(excludes=("maintenance",))
    happened = [
        *down("10:00-12:00"),
        claim("M", "10:00", "11:00"),
        claim("N", "11:00", "12:00"),
        decision("M", "accepted"),
    ]
    rule = exclusion("maintenance", decided_by="client")
    first, second, *_ = traced(promised, happened, exclusions=[rule]).lines
    assert (first.what, first.name, first.counted, first.why) == (
        "exclusion claimed",
        "maintenance M",
        HOUR,
        "accepted as asked",
    )
    assert [fact.says for fact in first.facts] == ["claimed maintenance", "accepted"]
    assert (second.counted, second.why) == (0, "it needs a decision by the client and there is none")


def test_each_item_of_a_service_is_told_by_itself() -> None:
    both = Service("portal", "Portal", None, all_of("web", "db"))
    happened = down("10:00-12:00") + states("db", {"2026-03-10 06:00": "up"})
    items = traced(availability(), happened, services=[both]).items
    assert [(one.item, one.down, one.unknown) for one in items] == [("db", 0, 6 * HOUR), ("web", 2 * HOUR, 0)]


def test_an_item_of_two_sources_is_left_to_its_timeline() -> None:
    happened = down("10:00-12:00") + states("web", {"2026-03-01": "up"}, source="client-probe")
    assert traced(availability(), happened).items == ()


def test_items_carry_the_facts_of_their_work() -> None:
    history = {"2026-03-02 09:00": "opened", "2026-03-02 09:10": "paused:agreed", "2026-03-02 15:00": "restored"}
    trace = traced(elapsed(), [*ticket("T1", history), survey("T1")], "2026-03")
    (line,) = trace.lines
    assert (line.what, line.name, line.start, line.end) == (
        "missed",
        "T1",
        at("2026-03-02 09:00"),
        at("2026-03-02 15:00"),
    )
    assert [fact.says for fact in line.facts] == ["opened", "paused agreed", "restored", "scored 3 of 5"]
    assert trace.items == ()


def survey(work: str) -> Fact:
    """Three of five."""
    return {"kind": "survey", "work": work, "score": "3", "of": "5", "at": "2026-03-05"}


def test_a_second_clock_carries_the_facts_of_the_same_work() -> None:
    history = {"2026-03-02 09:00": "opened", "2026-03-02 10:00": "closed", "2026-03-12 09:00": "reopened"}
    lines = traced(elapsed(reopen="restart"), ticket("T1", history), "2026-03").lines
    assert [(line.name, line.end is None, len(line.facts)) for line in lines] == [("T1", False, 3), ("T1#2", True, 3)]


def test_members_and_deliveries_carry_their_own_facts() -> None:
    laptop = {"kind": "member", "item": "a", "type": "laptop", "from": "2026-01-01", "attributes": {"patched": "yes"}}
    (line,) = traced(share("item", where(patched="yes")), [laptop], "2026-03").lines
    assert (line.what, [fact.says for fact in line.facts]) == ("met", ["member laptop"])
    due = Due("after-each", "", each=Per("month"), allowance=EndOfWorkingDay(5))
    report = {"kind": "delivery", "promise": "report", "for": "2026-02", "outcome": "done", "at": "2026-03-03"}
    (line,) = traced(delivery(due), [report], "2026-03").lines
    assert (line.start, line.end, [fact.says for fact in line.facts]) == (None, at("2026-03-03"), ["done"])


def test_counts_are_listed_one_by_one() -> None:
    span = {"from": "2026-03-10 09:00", "until": "2026-03-10 10:00"}
    later = {"from": "2026-03-11 09:00", "until": "2026-03-11 10:00"}
    happened = [{"kind": "count", "item": "web", "good": 9, "total": 10} | each for each in (span, later)]
    assert [(line.name, line.why) for line in traced(ratio(), happened).lines] == [("web", "9 good of 10")]
