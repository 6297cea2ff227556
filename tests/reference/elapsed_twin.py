"""`elapsed/1`, slowly: one piece of work at a time, one event after the other, as a person with a stopwatch would.

Written from the semantics page ("Work clocks") and the profile alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.reference.local_hours import Hours, Span

__all__ = ["Allowance", "Clock", "Event", "Judged", "Rules", "Tier", "judged", "lifetimes"]

DAY = 86_400 * 1_000_000
STARTS = {"reported": ("reported", "detected", "opened")}
STOPS = {
    "worked-around": ("worked-around", "restored", "resolved", "closed"),
    "restored": ("restored", "resolved", "closed"),
    "resolved": ("resolved", "closed"),
    "decided": ("approved", "rejected"),
}
HUMAN_ACTIONS = ("acknowledged", "arrived", "made-safe", "worked-around", "contained", "restored", "resolved")
AWAITED = {"awaiting-client": "client", "awaiting-vendor": "third-party"}
AFTER_STOPS = {"paused": 1, "resumed": 2, "reported": 3, "detected": 3, "opened": 3, "reopened": 4, "reclassified": 5}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a piece of work; `says` is the priority it sets, if any."""

    work: str
    at: int
    event: str
    seq: int = 0
    side: str = "provider"
    is_human: bool = True
    is_public: bool = True
    reason: str = ""
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """`open` so much open time [us]; `end` or `same`: end of, or same time on, working day `amount`."""

    kind: str
    amount: int
    cut_off: int | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """What is promised for one priority."""

    priority: str
    hours: Hours
    allowance: Allowance


@dataclass(frozen=True, slots=True)
class Rules:
    """The promise."""

    start: str
    stop: str
    tiers: tuple[Tier, ...]
    pauses: tuple[str, ...] = ()
    reopen: str = "resume"
    reopen_within: Allowance = field(default_factory=lambda: Allowance("end", 5))
    raised: str = "earlier-of-change-and-old"
    lowered: str = "from-creation"
    cohort: str = "due"


@dataclass(slots=True)
class Clock:
    """One run of the stopwatch; `tiers` are the places in `Rules.tiers` (-1: none) with when each began to hold."""

    name: str
    start: int
    tiers: list[tuple[int, int]]
    stop: int | None = None
    tier_at_stop: int = -1
    standstill: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a clock; `outcome` is met, missed or open, `at` is what puts it in a window."""

    name: str
    tier: int
    start: int
    stop: int | None
    due: int | None
    elapsed: int
    late: int
    outcome: str
    at: int | None


# --- the walk ---------------------------------------------------------------------------------------------------------


def lifetimes(rules: Rules, events: Iterable[Event], *, known_at: int) -> list[Clock]:
    """The clocks of one piece of work."""
    story = sorted(events, key=lambda event: (event.at, event.seq, AFTER_STOPS.get(event.event, 0)))
    starts = [event.at for event in story if event.event in STARTS.get(rules.start, (rules.start,))]
    if not starts:
        return []
    clocks = [Clock(story[0].work, min(starts), [(tier_at(rules, story, at=min(starts)), min(starts))])]
    waiting: Event | None = None
    for place, event in enumerate(story):
        clock, turns = clocks[-1], event.at >= clocks[0].start and (stops(rules, event) or event.event == "reopened")
        if waiting and (turns or event.event in ("paused", "resumed") or speaks(event, waiting)):
            clock.standstill.append((waiting.at, event.at))
            waiting = None
        if event.event == "paused" and event.reason in rules.pauses:
            waiting = event
        if turns:
            clocks = turned(rules, clocks, event=event, tier=tier_of(rules, story, place=place))
        falls_under(clocks[-1], tier_of(rules, story, place=place), at=event.at)
    if waiting:
        clocks[-1].standstill.append((waiting.at, known_at))
    return [replace(clock, name=clock.name + (f"#{n}" if n > 1 else "")) for n, clock in enumerate(clocks, 1)]


def falls_under(clock: Clock, tier: int, *, at: int) -> None:
    """From an instant on a tier holds; what is said in the instant of the start holds from the start."""
    if at == clock.start:
        clock.tiers = [(tier, at)]
    elif at > clock.start and tier != clock.tiers[-1][0]:
        clock.tiers.append((tier, at))


def turned(rules: Rules, clocks: list[Clock], *, event: Event, tier: int) -> list[Clock]:
    """The clocks after a stop or a reopening."""
    clock = clocks[-1]
    if event.event != "reopened":
        clock.tier_at_stop = tier if clock.stop is None else clock.tier_at_stop
        clock.stop = event.at if clock.stop is None else clock.stop
    elif (
        clock.stop is not None and rules.stop in ("worked-around", "restored", "resolved") and rules.reopen != "ignore"
    ):
        if rules.reopen == "restart" or is_too_late(rules, clock, event=event):
            return [*clocks, Clock(clock.name, event.at, [(tier, event.at)])]
        if rules.reopen == "resume":
            clock.standstill.append((clock.stop, event.at))
        clock.stop = None
    return clocks


def is_too_late(rules: Rules, clock: Clock, *, event: Event) -> bool:
    """Whether work was reopened after its reopen window, counted in the hours of the tier in force when it stopped."""
    tier = clock.tier_at_stop
    if tier < 0 or clock.stop is None:
        return False
    latest = deadline(rules.tiers[tier].hours, clock.stop, allowance=rules.reopen_within, standstill=[])
    return latest is not None and event.at > latest


def stops(rules: Rules, event: Event) -> bool:
    """Whether the event is what the clock runs to."""
    if rules.stop == "first-human-reply":
        by_human = event.side == "provider" and event.is_human
        return by_human and ((event.event == "replied" and event.is_public) or event.event in HUMAN_ACTIONS)
    return event.event in STOPS.get(rules.stop, (rules.stop,))


def speaks(event: Event, waiting: Event) -> bool:
    """Whether the event is a message of the party that a pause waits for."""
    return event.event == "replied" and event.side == AWAITED.get(waiting.reason)


def tier_of(rules: Rules, story: list[Event], *, place: int) -> int:
    """The tier in force from an event on: the last priority said, or the first one said later."""
    said = [event.says for event in story[: place + 1] if event.says] or [e.says for e in story if e.says][:1]
    names = [tier.priority for tier in rules.tiers]
    return names.index(said[-1]) if said and said[-1] in names else -1


def tier_at(rules: Rules, story: list[Event], *, at: int) -> int:
    """The tier in force at an instant."""
    return tier_of(rules, story, place=max(place for place, event in enumerate(story) if event.at <= at))


# --- the judgement ----------------------------------------------------------------------------------------------------


def judged(rules: Rules, clock: Clock, *, known_at: int) -> Judged:
    """What became of a clock, as known at an instant."""
    clock.tiers = clock.tiers[:1] + [
        change for change in clock.tiers[1:] if clock.stop is None or change[1] < clock.stop
    ]
    until = min(clock.stop if clock.stop is not None else known_at, known_at)
    clock.standstill = [(max(begin, clock.start), min(end, until)) for begin, end in clock.standstill]
    due, governing, breached_at = due_of(rules, clock)
    tier = clock.tiers[-1][0]
    due = breached_at if due is None else due
    if tier < 0 and due is not None:
        tier = [each for each, _ in clock.tiers if each >= 0][-1]
    late = 0 if due is None else running(rules, governing, span=(due, until), clock=clock)
    is_missed = late > 0 or breached_at is not None
    missed_at = due if breached_at is None else min(breached_at, due if due is not None else breached_at)
    outcome = "missed" if is_missed else "met" if clock.stop is not None else "open"
    met_at = min((each for each in (due, clock.stop) if each is not None), default=None)
    at = {
        "due": missed_at if is_missed else met_at,
        "opened": clock.start,
        "resolved": clock.stop,
        "breached": missed_at if is_missed else None,
    }[rules.cohort]
    elapsed = running(rules, tier, span=(clock.start, until), clock=clock)
    return Judged(clock.name, tier, clock.start, clock.stop, due, elapsed, late, outcome, at)


def due_of(rules: Rules, clock: Clock) -> tuple[int | None, int, int | None]:
    """The deadline, the tier whose hours it stands in, and the deadline already passed at a change, if any."""
    (tier, start), *changes = clock.tiers
    due, governing, breached_at = promised(rules, clock, tier=tier, since=start), tier, None
    for new, at in changes:
        if breached_at is None and due is not None and running(rules, governing, span=(due, at), clock=clock):
            breached_at = due
        is_raised = is_earlier(*(promised(rules, clock, tier=each, since=start) for each in (new, tier)))
        rule = rules.raised if is_raised else rules.lowered
        if rule in ("from-creation", "from-change"):
            due, governing = promised(rules, clock, tier=new, since=start if rule == "from-creation" else at), new
        elif rule == "earlier-of-change-and-old":
            fresh = promised(rules, clock, tier=new, since=at)
            if fresh is not None and (due is None or fresh < due):
                due, governing = fresh, new
        tier = new
    return due, governing, breached_at


def is_earlier(new: int | None, old: int | None) -> bool:
    """Raised is what would have been due sooner from the very start; to have no target is never due."""
    return new is not None and (old is None or new < old)


def promised(rules: Rules, clock: Clock, *, tier: int, since: int) -> int | None:
    """The deadline under a tier; none without a tier."""
    if tier < 0:
        return None
    return deadline(rules.tiers[tier].hours, since, allowance=rules.tiers[tier].allowance, standstill=clock.standstill)


def running(rules: Rules, tier: int, *, span: Span, clock: Clock) -> int:
    """Open time of a span in which the clock did not stand still [us]."""
    if tier < 0:
        return 0
    return sum(end - start for start, end in running_spans(rules.tiers[tier].hours, span, standstill=clock.standstill))


# --- open time --------------------------------------------------------------------------------------------------------


def running_spans(hours: Hours, span: Span, *, standstill: Iterable[Span]) -> list[Span]:
    """Open spans inside a span, with the standstill cut out of them, one standstill after the other."""
    found = [(max(start, span[0]), min(end, span[1])) for start, end in hours.spans(*span)]
    for begin, stop in standstill:
        if begin < stop:
            found = [part for start, end in found for part in ((start, min(end, begin)), (max(start, stop), end))]
            found = [(start, end) for start, end in found if start < end]
    return [(start, end) for start, end in found if start < end]


def deadline(hours: Hours, since: int, *, allowance: Allowance, standstill: list[Span]) -> int | None:
    """The first instant by which the allowance is used up, walking through the running time."""
    target, far = allowance.amount, since + 400 * DAY
    if allowance.kind != "open":
        nominal = nominal_due(hours, since, allowance=allowance)
        if not any(
            begin < nominal and running_spans(hours, (max(begin, since), stop), standstill=[])
            for begin, stop in standstill
            if stop > since
        ):
            return nominal
        target = sum(end - start for start, end in running_spans(hours, (since, nominal), standstill=[]))
    for start, end in running_spans(hours, (since, far), standstill=standstill):
        if end - start >= target:
            return start + target
        target -= end - start
    return None


def nominal_due(hours: Hours, since: int, *, allowance: Allowance) -> int:
    """The end of, or the same time on, the n-th working day after receipt, never before receipt."""
    zone = ZoneInfo(hours.zone)
    received = datetime.fromtimestamp(since // 1_000_000, zone)
    clock = received.hour * 3600 + received.minute * 60 + received.second
    day, left = received.date(), allowance.amount
    if hours.openings(day) and allowance.cut_off is not None and clock > allowance.cut_off:
        left += 1
    if not left and not hours.openings(day):
        left = 1
    while left:
        day += timedelta(days=1)
        left -= bool(hours.openings(day))
    opens, closes = hours.openings(day)[0][0], hours.openings(day)[-1][1]
    if allowance.kind == "end":
        return max(closes, since)
    same = int(
        datetime(day.year, day.month, day.day, received.hour, received.minute, received.second, tzinfo=zone).timestamp()
    )
    return max(min(max(same * 1_000_000 + since % 1_000_000, opens), closes), since)
