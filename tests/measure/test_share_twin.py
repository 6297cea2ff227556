"""`share/1` against its slow twin: work with attributes and events, in generated months."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.reference.share_twin import Condition, Member, share
from tests.worlds import generated
from upheld.agreements.model import Match
from upheld.quantities.instants import DAY
from upheld.quantities.windows import Window

MONTH = worlds.month("2026-03")
VALUES = {"priority": ("P1", "P2", "P3"), "score": ("4", "3.50", "10", "3", "n/a"), "site": ("north", "south")}
LIMITS = {"score": ("4.0", "3.5", "3")}
EVENTS = ("resolved", "reopened", "replied", "closed")


@st.composite
def members(draw: st.DrawFn, name: str) -> tuple[Member, list[worlds.Fact]]:
    """A piece of work, as the twin sees it and as facts."""
    at = draw(st.integers(MONTH.start - 5 * DAY, MONTH.end))
    events, said, counts_at, told = [], [], [], []
    for place, event in enumerate(["opened", *draw(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=6))]):
        says = draw(st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 4), max_size=2))
        attributes = {key: VALUES[key][number % len(VALUES[key])] for key, number in says.items()}
        events.append(event)
        said += list(attributes.items())
        counts_at += [at + place * DAY] if event == "resolved" else []
        told.append(
            {"kind": "work", "work": name, "type": "incident", "event": event, "at": worlds.moment(at + place * DAY)}
            | {"set": attributes, "public": True if event == "replied" else None}
        )
    return Member(name, tuple(counts_at), tuple(said), tuple(events)), told


@st.composite
def conditions(draw: st.DrawFn, least: int = 0) -> list[Condition]:
    """Some conditions on attributes and on how often things happened."""
    found = []
    for name in draw(
        st.sets(st.sampled_from(["score", "reopened", "priority", "site", "missing"]), min_size=least, max_size=2)
    ):
        comparison = draw(st.sampled_from(("in", "!=", ">=", ">", "<=", "<")))
        if comparison in ("in", "!="):
            values = tuple(sorted(draw(st.sets(st.sampled_from(VALUES.get(name, ("0", "1"))), min_size=1, max_size=2))))
            found.append(Condition(name, comparison, values if comparison == "in" else values[:1]))
        else:
            found.append(Condition(name, comparison, (draw(st.sampled_from(LIMITS.get(name, ("1", "0", "2")))),)))
    return found


@generated
@given(
    st.integers(1, 7).flatmap(lambda count: st.tuples(*(members(f"I{number}") for number in range(count)))),
    conditions(least=1),
    conditions(),
    conditions(),
)
def test_a_generated_month_is_what_the_slow_twin_says(
    told: tuple[tuple[Member, list[worlds.Fact]], ...],
    where: list[Condition],
    unless: list[Condition],
    among: list[Condition],
) -> None:
    expected = share([member for member, _ in told], where, unless=unless, among=among, window=(MONTH.start, MONTH.end))
    promised = worlds.share("incident", match(where), unless=match(unless), among=match(among))
    happened = worlds.facts(*(facts for _, facts in told))
    measurement = worlds.measured(promised, happened, Window("March", MONTH.start, MONTH.end))
    value = measurement.value
    figure = (0, 0) if value is None else (value.numerator, value.denominator)
    assert figure == (expected.fulfilling, expected.population)
    assert measurement.items is not None
    assert tuple(sorted(measurement.items.ids.filter(measurement.items.outcome == 0))) == expected.names


def match(tests: list[Condition]) -> Any:
    """The same conditions in the agreement; None without any."""
    chosen: Any = tuple((test.name, test.comparison, test.values) for test in tests)
    return Match(chosen) if chosen else None
