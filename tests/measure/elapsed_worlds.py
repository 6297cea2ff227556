"""Generated desks: work as the slow twin reads it, and the same work as promise and facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests import worlds
from tests.reference import elapsed_twin
from tests.reference.elapsed_twin import Allowance, Event, Judged, Rules, Tier
from tests.reference.local_hours import Hours
from upheld.agreements.model import Agreement, Row
from upheld.evidence.facts import Facts
from upheld.measure.measurement import Items, Measurement
from upheld.measure.registry import measure_promise
from upheld.quantities import allowances
from upheld.quantities.calendars import Calendar, Holidays, Opening
from upheld.quantities.instants import DAY, HOUR, MINUTE, NEVER
from upheld.quantities.windows import Window, period

__all__ = ["Desk", "agreement_of", "as_twin", "desks", "facts_of", "in_window", "measured_in"]

OFFICE, SPLIT, NIGHT, ALWAYS = ((8, 18),), ((8, 12), (13, 17)), ((22, 30),), ((0, 24),)
ONE_PIECE = (
    Allowance("open", HOUR),
    Allowance("open", 4 * HOUR),
    Allowance("open", 40 * HOUR),
    Allowance("end", 0),
    Allowance("end", 1),
    Allowance("end", 3, cut_off=16 * 3600),
)
EVENTS = (
    *("paused", "paused", "paused", "resumed", "resumed", "replied", "replied", "restored", "resolved", "closed"),
    *("reopened", "reopened", "reopened", "reclassified", "reclassified", "worked-around", "acknowledged", "detected"),
)
SIDES = ("provider", "provider", "client", "client", "third-party")


@dataclass(frozen=True, slots=True)
class Desk:
    """A promise, the work it is about, the window that is judged and when."""

    rules: Rules
    events: tuple[Event, ...]
    window: tuple[int, int]
    known_at: int
    zone: str


@st.composite
def hours_of(draw: st.DrawFn, zone: str) -> Hours:
    """Office hours of some kind, with a holiday or two."""
    openings, days = draw(st.sampled_from(((OFFICE, 5), (SPLIT, 5), (NIGHT, 5), (ALWAYS, 7), (OFFICE, 6))))
    off = frozenset({date(2026, 3, 9), date(2026, 4, 3), date(2026, 4, 6)}) if openings != ALWAYS else frozenset()
    return Hours(zone, (openings,) * days + ((),) * (7 - days), off if draw(st.booleans()) else frozenset())


@st.composite
def rules(draw: st.DrawFn, zone: str) -> Rules:
    """A promise with one to three tiers."""
    names = ("P1", "P2", "P3")[: draw(st.integers(1, 3))]
    hours = [draw(hours_of(zone)) for _ in names]
    kinds = [ONE_PIECE if len(each.week[0]) > 1 else (*ONE_PIECE, Allowance("same", 2)) for each in hours]
    tiers = [
        Tier(name, each, draw(st.sampled_from(kind))) for name, each, kind in zip(names, hours, kinds, strict=True)
    ]
    lowered = ("from-creation", "from-creation", "from-change", "keep")
    return Rules(
        start=draw(st.sampled_from(("reported", "reported", "acknowledged"))),
        stop=draw(st.sampled_from(("restored", "restored", "resolved", "worked-around", "first-human-reply"))),
        tiers=tuple(tiers),
        pauses=draw(st.sampled_from(((), ("awaiting-client",), ("awaiting-client", "awaiting-vendor", "agreed")))),
        reopen=draw(st.sampled_from(("resume", "resume", "ignore", "restart", "count-gap"))),
        reopen_within=draw(st.sampled_from((Allowance("end", 5), Allowance("open", 8 * HOUR)))),
        raised=draw(st.sampled_from(("earlier-of-change-and-old", "earlier-of-change-and-old", *lowered))),
        lowered=draw(st.sampled_from(lowered)),
        cohort=draw(st.sampled_from(("due", "due", "opened", "resolved", "breached"))),
    )


@st.composite
def stories(draw: st.DrawFn, work: str, window: tuple[int, int], tiers: tuple[Tier, ...]) -> list[Event]:
    """What happened to one piece of work: opened, and then anything at all, often soon, sometimes at one instant."""
    at = draw(st.integers(window[0] - 5 * DAY, window[1])) // MINUTE * MINUTE
    names = [tier.priority for tier in tiers] + ["P9"]
    found = [
        Event(work, at, draw(st.sampled_from(("opened", "reported"))), says=draw(st.sampled_from([*names[:-1], None])))
    ]
    for _ in range(draw(st.integers(0, 9))):
        at += draw(st.sampled_from((0, 1, 17 * MINUTE, HOUR, HOUR, 5 * HOUR, DAY, 9 * DAY)))
        event = draw(st.sampled_from(EVENTS))
        found.append(
            Event(
                work,
                at,
                event,
                seq=draw(st.sampled_from((0, 0, 0, 1))),
                side=draw(st.sampled_from(SIDES)),
                is_human=draw(st.integers(0, 3)) > 0,
                is_public=draw(st.booleans()),
                reason=draw(st.sampled_from(("awaiting-client", "awaiting-vendor", "agreed")))
                if event == "paused"
                else "",
                says=draw(st.sampled_from(names)) if event == "reclassified" else None,
            )
        )
    return found


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    """A month of a desk."""
    zone = draw(st.sampled_from(("UTC", "Europe/London", "Asia/Kolkata")))
    month = period("2026-03", zone)
    window = (month.start, month.end)
    promised = draw(rules(zone))
    work = [draw(stories(f"I{number}", window, promised.tiers)) for number in range(draw(st.integers(1, 5)))]
    known_at = month.end + draw(st.sampled_from((30 * DAY, 30 * DAY, 0, -9 * DAY)))
    events = tuple(event for story in work for event in story if event.at <= known_at)
    return Desk(promised, events, window, known_at, zone)


# --- the same desk as agreement and facts -----------------------------------------------------------------------------


def agreement_of(desk: Desk) -> Agreement:
    """The agreement the desk works under."""
    rows = tuple(
        Row(tier.priority, f"hours-{tier.priority}", worlds.in_time("95%", _allowance(tier.allowance)))
        for tier in desk.rules.tiers
    )
    names = ("start", "stop", "pauses", "reopen", "raised", "lowered", "cohort")
    terms: dict[str, Any] = {name: getattr(desk.rules, name) for name in names}
    within = _allowance(desk.rules.reopen_within)
    promised = worlds.elapsed(rows=rows, by="priority", reopen_within=within, **terms)
    calendars = [_calendar(f"hours-{tier.priority}", tier.hours) for tier in desk.rules.tiers]
    return worlds.agreement(promised, zone=desk.zone, calendars=calendars)


def _allowance(allowance: Allowance) -> allowances.Allowance:
    if allowance.kind == "open":
        return allowances.OpenTime(allowance.amount)
    kind = allowances.EndOfWorkingDay if allowance.kind == "end" else allowances.SameTimeOnWorkingDay
    return kind(allowance.amount, allowance.cut_off)


def _calendar(name: str, hours: Hours) -> Calendar:
    week: Any = tuple(tuple(Opening(o * 3600, c * 3600) for o, c in day) for day in hours.week)
    return Calendar(name, hours.zone, week, Holidays.listed(hours.off))


def facts_of(desk: Desk) -> Facts:
    """The work facts of the desk."""
    return worlds.facts(
        [
            {
                "kind": "work",
                "work": event.work,
                "type": "incident",
                "event": event.event,
                "at": worlds.moment(event.at),
            }
            | {"seq": event.seq, "actor": {"side": event.side, "kind": "human" if event.is_human else "automation"}}
            | {"public": event.is_public if event.event == "replied" else None, "reason": event.reason or None}
            | {"set": {"priority": event.says}}
            for event in desk.events
        ]
    )


def measured_in(desk: Desk, *frames: tuple[int, int]) -> list[Measurement]:
    """What the engine measures: every row in every frame."""
    whole = agreement_of(desk)
    windows = [Window(f"{start}", start, end) for start, end in frames]
    promised = whole.promises["resolution"]
    return measure_promise(
        whole, promised, facts=facts_of(desk), windows=[(w, w) for w in windows], known_at=desk.known_at
    )


def in_window(desk: Desk, tier: int, *, window: tuple[int, int]) -> list[Judged]:
    """What the slow twin finds for one row in one window, by name."""
    clocks = [
        clock
        for work in sorted({event.work for event in desk.events})
        for clock in elapsed_twin.lifetimes(
            desk.rules, [e for e in desk.events if e.work == work], known_at=desk.known_at
        )
    ]
    found = [elapsed_twin.judged(desk.rules, clock, known_at=desk.known_at) for clock in clocks]
    return [one for one in found if one.tier == tier and one.at is not None and window[0] <= one.at < window[1]]


def as_twin(items: Items | None, tier: int) -> list[Judged]:
    """Judged items in the words of the twin, but for what put them in the window."""
    assert items is not None
    words = ("met", "missed", "left-out", "open")
    columns = zip(
        items.ids, items.start, items.stop, items.deadline, items.elapsed, items.late, items.outcome, strict=True
    )
    return [
        Judged(str(name), tier, int(start), known(stop), known(due), int(spent), int(late), words[int(outcome)], None)
        for name, start, stop, due, spent, late, outcome in columns
    ]


def known(instant: int) -> int | None:
    """An instant, or None where there is none."""
    return None if instant == NEVER else int(instant)
