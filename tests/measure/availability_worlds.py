"""Generated months of availability, told twice: as the slow twin reads them, and as agreement and facts."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests import worlds
from tests.reference.availability_twin import Claim, Decision, Exclusion, Part, Record, Twin, Watch, World
from tests.reference.local_hours import Hours
from upheld.agreements import model
from upheld.agreements.sources import EvidenceSource, TieRule
from upheld.evidence.facts import Facts
from upheld.measure.measurement import Measurement
from upheld.measure.registry import measure_promise
from upheld.quantities.allowances import OpenTime
from upheld.quantities.calendars import Calendar, Holidays, Opening
from upheld.quantities.instants import DAY, HOUR, MINUTE
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window, period

__all__ = ["agreement_of", "as_twin", "facts_of", "measured_in", "worlds_of_availability"]

WEEKS = (
    ((0, 24),),
    ((8, 18),),
    ((8, 12), (13, 17)),
    ((22, 30),),
)
GAPS = (9 * HOUR, 60 * HOUR, 9 * DAY)
SUNDAY_NIGHT = ((), (), (), (), (), (), ((3, 6),))
SOURCES = "abc"
ITEMS = ("web", "web-2", "db")
RULES: dict[str, Exclusion] = {
    "plain": Exclusion("leave-out"),
    "as-up": Exclusion("count-as-up"),
    "decided": Exclusion("leave-out", decided_by=("client",)),
    "both": Exclusion("leave-out", decided_by=("provider", "client")),
    "noticed": Exclusion("leave-out", notice=DAY),
    "slotted": Exclusion("leave-out", inside=Hours("UTC", SUNDAY_NIGHT)),
    "capped": Exclusion("leave-out", at_most=5 * HOUR),
    "capped-as-up": Exclusion("count-as-up", at_most=90 * MINUTE),
}


def instants(window: tuple[int, int]) -> st.SearchStrategy[int]:
    """Instants from ten days before a window to two after it, on quarter hours, minutes or microseconds."""
    first, last = window[0] - 10 * DAY, window[1] + 2 * DAY
    steps = st.sampled_from((15 * MINUTE, MINUTE, 1))
    often = st.tuples(st.integers(*window), steps) | st.tuples(st.integers(first, last), steps)
    return often.map(lambda drawn: drawn[0] // drawn[1] * drawn[1]) | st.sampled_from(window)


def lengths() -> st.SearchStrategy[int]:
    """How long a spell lasts [us]."""
    return st.sampled_from((MINUTE, 2 * HOUR, 1, 30 * 1_000_000, 5 * MINUTE, 9 * HOUR, 60 * HOUR))


@st.composite
def compositions(draw: st.DrawFn) -> Part:
    """One item, or some of three, or a nest of both."""
    size = draw(st.integers(1, 3))
    parts: tuple[Part | str, ...] = ITEMS[:size]
    if size == 3 and draw(st.booleans()):
        parts = (Part(draw(st.integers(1, 2)), ITEMS[:2]), "db")
    return Part(draw(st.integers(1, len(parts))), parts)


@st.composite
def records(draw: st.DrawFn, window: tuple[int, int], instant: st.SearchStrategy[int]) -> tuple[Record, ...]:
    """Spells of trouble on an item that is otherwise up, from up to three sources that may disagree."""
    found: dict[tuple[str, str, int], Record] = {}
    for item, source in draw(
        st.lists(st.tuples(st.sampled_from(ITEMS), st.sampled_from(SOURCES)), min_size=2, max_size=9)
    ):
        start, length = draw(instant), draw(lengths())
        trouble = draw(st.sampled_from(("down", "down", "down", "degraded", "unknown")))
        spell = [Record(item, source, start, trouble), Record(item, source, start + length, "up")]
        if draw(st.integers(0, 9)):
            spell.append(Record(item, source, window[0] - 9 * DAY, "up"))
        found |= {(item, source, record.at): record for record in spell}
    return tuple(found.values())


@st.composite
def claims(draw: st.DrawFn, instant: st.SearchStrategy[int]) -> tuple[Claim, ...]:
    """Claimed windows, some recorded twice."""
    found = {}
    for number in range(draw(st.integers(0, 5))):
        start = draw(instant)
        announced = draw(st.none() | st.sampled_from((start - 25 * HOUR, start - DAY, start - 23 * HOUR)))
        items = draw(st.sampled_from((("portal",), ("web",), ("web", "web-2"), ("web", "web-2", "db"), ("other",))))
        span = (start, start + draw(lengths()))
        name = f"W{number % 4}"
        found[(name, number)] = Claim(name, draw(st.sampled_from(sorted(RULES))), items, span, number, announced)
    return tuple(found.values())


@st.composite
def worlds_of_availability(draw: st.DrawFn) -> World:
    """A month, a week or a day of a service, in several zones and hours, with everything that may bear on it."""
    zone = draw(st.sampled_from(("UTC", "Europe/London", "America/New_York", "Asia/Kolkata")))
    window = period(draw(st.sampled_from(("2026-03", "2026-10", "2026-03-29", "2026-W44"))), zone)
    frame = (window.start, window.end)
    instant = instants(frame)
    openings, days = draw(st.sampled_from(WEEKS)), draw(st.integers(5, 7))
    off = frozenset(draw(st.sampled_from(((), (date(2026, 3, 9), date(2026, 10, 26))))))
    said = draw(
        st.lists(
            st.tuples(st.sampled_from(("W0", "W1", "W2", "W3")), st.sampled_from(("provider", "client"))), max_size=5
        )
    )
    outcomes = [draw(st.sampled_from(("accepted", "accepted", "rejected"))) for _ in said]
    return World(
        service=draw(compositions()),
        hours=Hours(zone, (openings,) * days + ((),) * (7 - days), off),
        window=frame,
        known_at=draw(st.sampled_from((frame[1] + 40 * DAY, frame[1] - 10 * HOUR))),
        records=draw(records(frame, instant)),
        watches=tuple(
            Watch(item, source, (start, start + 10 * DAY))
            for item, source, start in draw(
                st.lists(st.tuples(st.sampled_from(ITEMS), st.sampled_from(SOURCES), instant), max_size=2)
            )
        ),
        exclusions={
            name: replace(rule, inside=rule.inside and Hours(zone, SUNDAY_NIGHT)) for name, rule in RULES.items()
        },
        excludes=tuple(draw(st.sets(st.sampled_from(sorted(RULES)), min_size=4))),
        claims=draw(claims(instant)),
        decisions=tuple(
            Decision(*pair, outcome, at) for at, (pair, outcome) in enumerate(zip(said, outcomes, strict=True))
        ),
        minimum=draw(st.sampled_from((0, MINUTE, 2 * HOUR))),
        rectify=draw(st.sampled_from((None, None, 2 * HOUR))),
        weight=draw(st.sampled_from((Fraction(0), Fraction(1, 2), Fraction(3, 4), Fraction(1)))),
        missing=draw(st.sampled_from(("unknown", "unknown", "down", "up", "leave-out"))),
        longest_gaps=draw(st.dictionaries(st.sampled_from(SOURCES), st.sampled_from(GAPS), max_size=2)),
        speaks_of=draw(st.sampled_from(({}, {}, {"b": ITEMS[:2]}))),
        heard=draw(st.sampled_from(((), (), ("a",), ("a", "b"), ("b", "c")))),
        tie=draw(st.sampled_from(("unknown", "down", "up", "majority", "a", "b"))),
    )


# --- the same world as agreement and facts ----------------------------------------------------------------------------


def agreement_of(world: World) -> model.Agreement:
    """The agreement the world speaks of."""
    promised = worlds.availability(
        minimum=world.minimum,
        rectify=world.rectify,
        weight=Ratio(world.weight.numerator, world.weight.denominator),
        missing=world.missing,  # type: ignore[arg-type]  # drawn from the four words
        during="hours",
        excludes=world.excludes,
        sources=world.heard,
        tie=TieRule("prefer", world.tie) if world.tie in SOURCES else TieRule(world.tie),  # type: ignore[arg-type]  # drawn
    )
    return worlds.agreement(
        promised,
        sources=[_source(world, name) for name in sorted({*world.longest_gaps, *world.speaks_of})],
        zone=world.hours.zone,
        calendars=[_calendar("hours", world.hours)],
        services=[model.Service("portal", "Portal", None, _up_when(world.service))],
        exclusions=[_exclusion(name, rule) for name, rule in world.exclusions.items()],
    )


def _source(world: World, name: str) -> EvidenceSource:
    """A source whose longest gap is two and a half intervals."""
    gap = world.longest_gaps.get(name)
    tolerance = None if gap is None else Ratio(25, 10)
    interval = None if gap is None else gap * 10 // 25
    return EvidenceSource(name, "provider", interval, tolerance, world.speaks_of.get(name, ()))


def _calendar(name: str, hours: Hours) -> Calendar:
    week: Any = tuple(tuple(Opening(o * 3600, c * 3600) for o, c in day) for day in hours.week)
    return Calendar(name, hours.zone, week, Holidays.listed(hours.off))


def _up_when(part: Part | str) -> model.UpWhen:
    if isinstance(part, str):
        return model.ItemRef(part)
    parts = tuple(_up_when(each) for each in part.parts)
    if part.needed == len(parts):
        return model.AllOf(parts)
    return model.AnyOf(parts) if part.needed == 1 else model.AtLeastOf(part.needed, parts)


def _exclusion(name: str, rule: Exclusion) -> model.Exclusion:
    decided: dict[tuple[str, ...], Any] = {(): None, ("client",): "client", ("provider", "client"): "both"}
    return worlds.exclusion(
        name,
        rule.effect,
        notice=None if rule.notice is None else OpenTime(rule.notice),
        inside=None if rule.inside is None else _calendar("slot", rule.inside),
        at_most=rule.at_most,
        cap_per=None if rule.at_most is None else worlds.MONTH,
        decided_by=decided[rule.decided_by],
    )


def facts_of(world: World) -> Facts:
    """The facts of the world."""
    told: list[worlds.Fact] = [
        {"kind": "state", "source": each.source, "item": each.item, "state": each.state, "at": worlds.moment(each.at)}
        for each in world.records
    ]
    for watch in world.watches:
        start, end = map(worlds.moment, watch.span)
        told.append(
            {
                "kind": "watch",
                "source": watch.source,
                "item": watch.item,
                "from": start,
                "until": end,
                "interval": "1 min",
            }
        )
    for claim in world.claims:
        start, end = map(worlds.moment, claim.span)
        told.append(
            {"kind": "window", "window": claim.id, "exclusion": claim.exclusion, "items": list(claim.items)}
            | {"from": start, "until": end, "asserted_by": "provider", "at": worlds.moment(claim.at)}
            | {"announced_at": None if claim.announced_at is None else worlds.moment(claim.announced_at)}
        )
    for number, each in enumerate(world.decisions):
        told.append(
            {"kind": "decision", "decision": f"D{number}", "about": each.about, "outcome": each.outcome}
            | {"by": {"side": each.side}, "at": worlds.moment(each.at)}
        )
    return worlds.facts(told)


def measured_in(world: World, *frames: tuple[int, int]) -> list[Measurement]:
    """What the engine measures in each frame."""
    whole = agreement_of(world)
    windows = [Window(f"{start}", start, end) for start, end in frames]
    promised = whole.promises["portal"]
    facts = facts_of(world)
    return measure_promise(whole, promised, facts=facts, windows=[(w, w) for w in windows], known_at=world.known_at)


def as_twin(measurement: Measurement) -> Twin:
    """A measurement in the words of the twin."""
    time = measurement.time
    assert time is not None
    value, lower, upper = (
        None if each is None else each.fraction() for each in (measurement.value, measurement.lower, measurement.upper)
    )
    up, down, excluded, unknown, degraded = (
        part.measure() for part in (time.up, time.down, time.excluded, time.unknown, time.degraded)
    )
    return Twin(up, down, excluded, unknown, degraded, value, lower, upper)
