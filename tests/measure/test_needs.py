"""What a promise needs: figures, traces and digests come out the same from it, and it shows nothing of anybody else."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.measure import availability_worlds, elapsed_worlds
from tests.measure.test_share_twin import conditions, match, members
from tests.reference.availability_twin import World
from tests.worlds import Fact, agreement, at, claim, decision, down, facts, generated, month, states, ticket, where
from upheld.agreements.model import Agreement, Due, Promise
from upheld.agreements.sources import EvidenceSource
from upheld.evidence.columns import KINDS
from upheld.evidence.facts import Facts, facts_of
from upheld.evidence.order import in_order
from upheld.measure.needs import NEEDS, needed, places_needed
from upheld.measure.registry import MEASURES
from upheld.measure.trace import traces
from upheld.quantities.allowances import EndOfWorkingDay
from upheld.quantities.spans import Spans
from upheld.quantities.windows import Per, Window

SURVEY = {"kind": "survey", "at": "2026-03-05", "score": "3", "of": "5"}
REPORT = {"kind": "delivery", "for": "2026-02", "at": "2026-03-03", "outcome": "done"}
LAPTOP = {"kind": "member", "type": "laptop", "from": "2026-01-01"}
HITS = {"kind": "count", "from": "2026-03-10 09:00", "until": "2026-03-10 10:00", "good": 9, "total": 10}
ROUND = {"2026-03-02 09:00": "opened", "2026-03-09": "resolved", "2026-03-10": "reopened", "2026-03-11": "closed"}

CANARIES: list[Fact] = [
    *down("09:00-11:00", item="elsewhere"),
    {"kind": "watch", "item": "elsewhere", "from": "2026-03-01", "until": "2026-03-31", "interval": "1 min"},
    *ticket("C1", ROUND, service="payroll", item="elsewhere", canary="yes", reopened="no", site="north"),
    SURVEY | {"work": "C1"},
    claim("CW", "09:00", "11:00", exclusion="plain", items=["elsewhere"]),
    claim("CX", "09:00", "11:00", exclusion="unheard of"),
    decision("C1", "left-out"),
    decision("CW", "accepted"),
    REPORT | {"promise": "another"},
    LAPTOP | {"item": "canary", "attributes": {"site": "canaries", "patched": "yes"}},
    HITS | {"item": "elsewhere", "labels": {"site": "canaries"}},
    {"kind": "sample", "item": "elsewhere", "metric": "load", "value": "1", "unit": "1", "at": "2026-03-05"},
    {"kind": "reading", "item": "elsewhere", "meter": "kwh", "value": "1", "at": "2026-03-05"},
]
"""What other services did, on the same days, under attributes of their own."""


def beside(happened: Facts) -> Facts:
    """What happened, and what happened elsewhere."""
    return together(happened, CANARIES, source="canary")


def together(happened: Facts, more: Sequence[Fact], *, source: str) -> Facts:
    """What happened, and more that a source says."""
    added = facts([{**fact, "source": source} for fact in more])
    both = {
        name: in_order(KINDS[name], pl.concat([table, added.table(name)], how="diagonal"))
        for name, table in happened.tables.items()
    }
    return facts_of(("world",), both)


def plainly(value: Any) -> Any:
    """Anything measured as values that compare."""
    if isinstance(value, Spans):
        return list(value)
    if isinstance(value, np.ndarray | pl.Series):
        return value.to_list() if isinstance(value, pl.Series) else value.tolist()
    if is_dataclass(value):
        return {field.name: plainly(getattr(value, field.name)) for field in fields(value)}
    return [plainly(each) for each in value] if isinstance(value, tuple) else value


def same_from_what_is_needed(whole: Agreement, happened: Facts, *, frames: Sequence[Window], known_at: int) -> Facts:
    """The facts that the one promise needs, when figure and trace are the same from them."""
    (promised,) = whole.promises.values()
    windows = [(frame, frame) for frame in frames]
    found = needed(whole, [promised], facts=happened, known_at=known_at)
    every, few = (
        [plainly(one) for one in traces(whole, promised, facts=each, windows=windows, known_at=known_at)]
        for each in (happened, found)
    )
    assert few == every
    assert needed(whole, [promised], facts=found, known_at=known_at).digest == found.digest
    assert not any("canary" in table["source"].cast(pl.String).to_list() for table in found.tables.values())
    assert not any(name.startswith("set.canary") for table in found.tables.values() for name in table.columns)
    return found


def test_every_measure_says_what_it_needs() -> None:
    assert list(NEEDS) == list(MEASURES)


def test_no_promise_needs_nothing() -> None:
    assert needed(agreement(), [], facts=facts(down("10:00-11:00")), known_at=at("2026-04-01")).count == 0


# --- generated worlds -------------------------------------------------------------------------------------------------


@generated
@given(availability_worlds.worlds_of_availability())
def test_a_generated_month_of_a_service(world: World) -> None:
    outage = ticket("W1", {"2026-03-10 09:00": "opened", "2026-03-29 02:00": "restored"}, item="web")
    own = beside(together(availability_worlds.facts_of(world), outage, source="desk"))
    frame = Window("all of it", *world.window)
    same_from_what_is_needed(availability_worlds.agreement_of(world), own, frames=[frame], known_at=world.known_at)


@generated
@given(st.integers(0, 10**6), st.sets(st.integers(0, 6)))
def test_a_generated_month_of_a_desk(seed: int, left_out: set[int]) -> None:
    desk = elapsed_worlds.desk(seed)
    decided = [decision(f"I{number}", "left-out") for number in left_out]
    own = beside(together(elapsed_worlds.facts_of(desk), decided, source="client"))
    frame = Window("March", *desk.window)
    same_from_what_is_needed(elapsed_worlds.agreement_of(desk), own, frames=[frame], known_at=desk.known_at)


@generated
@given(
    st.integers(1, 5).flatmap(lambda count: st.tuples(*(members(f"I{number}") for number in range(count)))),
    st.tuples(conditions(least=1), conditions(), conditions()),
    st.booleans(),
)
def test_a_generated_month_of_work(told: Any, tests: Any, is_survey: bool) -> None:  # noqa: FBT001 - drawn
    condition, unless, among = (match(each) for each in tests)
    asked = worlds.share("survey" if is_survey else "incident", condition, unless=unless, among=among, service="desk")
    answers = [SURVEY | {"work": member.name, "score": str(place)} for place, (member, _) in enumerate(told)]
    own = facts(*(events for _, events in told), answers)
    same_from_what_is_needed(
        agreement(asked), beside(own), frames=[month("2026-03"), month("2026-02")], known_at=at("2026-05-01")
    )


# --- one by one -------------------------------------------------------------------------------------------------------

TWICE = {"2026-03-02": "opened", "2026-03-03": "resolved", "2026-03-04": "reopened", "2026-03-05": "resolved"}
MONTHLY = Due("after-each", "", each=Per("month"), allowance=EndOfWorkingDay(5))

OTHERS: dict[str, tuple[Promise, list[Fact]]] = {
    "members": (worlds.share("item", where(patched="yes"), among=where(site="north")), []),
    "deliveries": (worlds.share("delivery", where(outcome="done"), among=where(promise="report")), []),
    "reopened": (worlds.share("incident", where(reopened=">= 1"), service="desk"), ticket("T1", TWICE)),
    "events": (worlds.count("reopened", 1, service="desk"), ticket("T1", TWICE)),
    "pooled": (worlds.ratio(service="portal"), []),
    "labelled": (worlds.ratio(unless=where(site="canaries")), []),
    "planned": (worlds.delivery(MONTHLY), []),
}
OWN: list[Fact] = [
    LAPTOP | {"item": "a", "attributes": {"patched": "yes", "site": "north"}},
    REPORT | {"promise": "report"},
    REPORT | {"promise": "report", "for": "2026-01", "outcome": "failed"},
    HITS | {"item": "web", "labels": {"site": "north"}},
    HITS | {"item": "portal", "from": "2026-02-28"},
]


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_everything_that_is_no_clock(name: str) -> None:
    promised, more = OTHERS[name]
    happened = beside(facts(OWN, more))
    found = same_from_what_is_needed(
        agreement(promised), happened, frames=[month("2026-03")], known_at=at("2026-04-01")
    )
    assert 0 < found.count < happened.count - len(CANARIES)


def test_incidents_on_the_service_and_claims_with_their_decisions_belong_to_it() -> None:
    rule = worlds.exclusion("plain", decided_by="client")
    whole = agreement(worlds.availability(excludes=("plain",)), exclusions=[rule])
    own = [*down("10:00-12:00"), claim("M", "10:00", "11:00", exclusion="plain"), decision("M", "accepted")]
    outage = ticket("T1", {"2026-03-10 10:05": "opened", "2026-03-10 12:00": "restored"}, item="web")
    happened = beside(facts(own, outage, ticket("T2", {"2026-03-10 10:05": "opened"}, item="db")))
    found = same_from_what_is_needed(whole, happened, frames=[month("2026-03")], known_at=at("2026-04-01"))
    assert {kind: table.height for kind, table in found.tables.items() if table.height} == {
        "state": 3,
        "work": 2,
        "window": 1,
        "decision": 1,
    }


def test_who_is_not_heard_is_not_shown() -> None:
    whole = agreement(worlds.availability(sources=("probe",)), sources=[EvidenceSource("probe", "provider")])
    happened = facts(down("10:00-12:00"), states("web", {"2026-03-01": "down"}, source="rumour"))
    assert needed(whole, [*whole.promises.values()], facts=happened, known_at=at("2026-04-01")).count == 3


def test_what_was_corrected_comes_with_its_correction() -> None:
    first = {"kind": "state", "item": "db", "state": "down", "at": "2026-03-10 10:00", "id": "a"}
    second = first | {"id": "b", "corrects": "a", "learned_at": "2026-03-12", "item": "disk"}
    third = first | {"id": "c", "corrects": "b", "learned_at": "2026-03-13", "item": "web"}
    fourth = first | {"id": "d", "corrects": "c", "learned_at": "2026-05-13", "item": "web", "state": "up"}
    happened = beside(facts([first, second, third, fourth]))
    whole = agreement(worlds.availability())
    found = same_from_what_is_needed(whole, happened, frames=[month("2026-03")], known_at=at("2026-04-01"))
    assert found.states["id"].to_list() == ["a", "b", "c"]
    assert found.known_at(at("2026-04-01")).states["id"].to_list() == ["c"]
    early = needed(whole, [*whole.promises.values()], facts=happened, known_at=at("2026-03-12"))
    assert early.count == 0


def test_what_several_promises_need_is_one_set() -> None:
    portal, desk = worlds.availability(), worlds.elapsed()
    happened = beside(facts(down("10:00-12:00"), ticket("T1", ROUND)))
    whole = agreement(portal, desk)
    both = needed(whole, [portal, desk], facts=happened, known_at=at("2026-04-01"))
    alone = [needed(whole, [one], facts=happened, known_at=at("2026-04-01")).count for one in (portal, desk)]
    assert (both.count, alone) == (7, [3, 4])


def test_whoever_sees_a_fact_sees_what_was_known_to_correct_it() -> None:
    rows = [
        HITS | {"id": "a", "item": "web", "labels": {"region": "eu"}},
        HITS | {"id": "b", "item": "web", "labels": {"region": "us"}, "corrects": "a", "reason": "?"},
        HITS | {"id": "c", "item": "web", "labels": {"region": "us"}, "corrects": "b", "reason": "?"},
        HITS | {"id": "d", "item": "web", "labels": {"region": "us"}, "corrects": "c", "reason": "?"},
        HITS | {"id": "e", "item": "web", "labels": {"region": "eu"}},
        HITS | {"id": "f", "item": "web", "labels": {"region": "us"}},
    ]
    rows[3]["learned_at"] = "2026-06-01 00:00"
    happened = facts([row | {"source": "gate"} for row in rows])
    places = [1, 2, 3, 4, 1, 6]  # a and e lie in one segment, which is shown because of e
    moved = {row["id"]: place for row, place in zip(rows, places, strict=True)}
    table = happened.counts.with_columns(line=pl.col("id").replace_strict(moved, return_dtype=pl.UInt32))
    promised = worlds.ratio(where=where(region="eu"))
    for known_at, shown in (("2026-04-01", {1, 2, 3}), ("2026-07-01", {1, 2, 3, 4})):
        asked = agreement(promised), [promised]
        found = places_needed(*asked, facts=facts_of(happened.files, {"count": table}), known_at=at(known_at))
        assert found == shown
