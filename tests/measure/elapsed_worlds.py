"""Generated desks: work as the slow twin reads it, and the same work as promise and facts."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

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

__all__ = ["Desk", "agreement_of", "as_twin", "desk", "facts_of", "in_window", "measured_in"]

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
EPISODES = (
    *(("paused", "resumed"), ("paused", "replied"), ("paused", "paused", "resumed"), ("acknowledged",), ("replied",)),
    *(("restored", "reopened"), ("resolved", "reopened"), ("restored", "closed", "reopened", "resolved")),
    *(("reclassified",), ("reclassified", "reclassified"), ("paused", "reclassified", "resumed")),
    *(("restored", "reclassified", "reopened"), ("worked-around",), ("restored",), ("resolved",)),
)
"""What tends to happen together."""

HALF = 0.5
SIDES = ("provider", "provider", "client", "client", "third-party")


@dataclass(frozen=True, slots=True)
class Desk:
    """A promise, the work it is about, the window that is judged and when."""

    rules: Rules
    events: tuple[Event, ...]
    window: tuple[int, int]
    known_at: int
    zone: str


def _hours(chance: Random, zone: str) -> Hours:
    """Office hours of some kind, with a holiday or two."""
    openings, days = chance.choice(((OFFICE, 5), (SPLIT, 5), (NIGHT, 5), (ALWAYS, 7), (ALWAYS, 7), (OFFICE, 6)))
    off = frozenset({date(2026, 3, 9), date(2026, 4, 3), date(2026, 4, 6)}) if openings != ALWAYS else frozenset()
    return Hours(zone, (openings,) * days + ((),) * (7 - days), off if chance.random() < HALF else frozenset())


def _rules(chance: Random, zone: str) -> Rules:
    """A promise with one to three tiers."""
    tiers = []
    for name in ("P1", "P2", "P3")[: chance.choice((1, 2, 3, 3))]:
        hours = _hours(chance, zone)
        kinds = ONE_PIECE if len(hours.week[0]) > 1 else (*ONE_PIECE, Allowance("same", 2))
        tiers.append(Tier(name, hours, chance.choice(kinds)))
    lowered = ("from-creation", "from-creation", "from-change", "keep")
    return Rules(
        start=chance.choice(("reported", "reported", "reported", "acknowledged")),
        stop=chance.choice(("restored", "restored", "restored", "resolved", "worked-around", "first-human-reply")),
        tiers=tuple(tiers),
        pauses=chance.choice(((), ("awaiting-client",), ("awaiting-client", "awaiting-vendor", "agreed"))),
        reopen=chance.choice(("resume", "resume", "resume", "ignore", "restart", "count-gap")),
        reopen_within=chance.choice((Allowance("end", 5), Allowance("open", 8 * HOUR))),
        raised=chance.choice(("earlier-of-change-and-old", "earlier-of-change-and-old", *lowered)),
        lowered=chance.choice(lowered),
        cohort=chance.choice(("due", "due", "due", "opened", "resolved", "breached")),
    )


def _story(chance: Random, work: str, *, window: tuple[int, int], tiers: tuple[Tier, ...]) -> list[Event]:
    """What happened to one piece of work: opened, and then anything at all, often soon, sometimes at one instant."""
    at = chance.randrange(window[0] - 5 * DAY, window[1]) // MINUTE * MINUTE
    names = [tier.priority for tier in tiers] + ["P9"]
    found = [Event(work, at, chance.choice(("opened", "reported")), says=chance.choice([*names, None]))]
    episodes = [chance.choice((*EPISODES, (chance.choice(EVENTS),))) for _ in range(chance.randrange(5))]
    for event in (event for episode in episodes for event in episode):
        at += chance.choice((0, 1, 17 * MINUTE, HOUR, HOUR, 5 * HOUR, DAY, 9 * DAY))
        found.append(
            Event(
                work,
                at,
                event,
                seq=chance.choice((0, 0, 0, 1)),
                side=chance.choice(SIDES),
                is_human=chance.random() < HALF,
                is_public=chance.random() < HALF,
                reason=chance.choice(("awaiting-client", "awaiting-vendor", "agreed")) if event == "paused" else "",
                says=chance.choice(names) if event == "reclassified" else None,
            )
        )
    return found


def desk(seed: int) -> Desk:
    """A month of a desk, the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - generated input, no secret
    zone = chance.choice(("UTC", "Europe/London", "Asia/Kolkata"))
    month = period("2026-03", zone)
    window = (month.start, month.end)
    promised = _rules(chance, zone)
    work = [_story(chance, f"I{n}", window=window, tiers=promised.tiers) for n in range(chance.randrange(2, 8))]
    known_at = month.end + chance.choice((30 * DAY, 30 * DAY, 0, -9 * DAY))
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
