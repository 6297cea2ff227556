"""`availability/1`, slowly: time is cut wherever anything may change, and every piece is asked what it is.

Written from the semantics page and the profile alone. Nothing here is an array, and no piece knows its neighbours but
in the one place where outages are put together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from tests.reference.local_hours import Hours, Span, local_date, midnight, month_of

__all__ = ["Claim", "Decision", "Exclusion", "Part", "Record", "Twin", "Watch", "World", "twin"]

LONG_AGO, FAR_AHEAD = -(10**18), 10**19


@dataclass(frozen=True, slots=True)
class Part:
    """Up when at least `needed` of the parts are; a part is an item or another composition."""

    needed: int
    parts: tuple["Part | str", ...]


@dataclass(frozen=True, slots=True)
class Record:
    """From `at` on, this source says the item is in this state."""

    item: str
    source: str
    at: int
    state: str


@dataclass(frozen=True, slots=True)
class Watch:
    """The source was watching the item."""

    item: str
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What a claim needs: a side's decision, notice [us], hours it must lie in, a cap [us] per month."""

    effect: str
    decided_by: tuple[str, ...] = ()
    notice: int | None = None
    inside: Hours | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One record of a claimed window; a later one of the same id replaces it."""

    id: str
    exclusion: str
    items: tuple[str, ...]
    span: Span
    at: int
    announced_at: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A side said accepted or rejected of a claim."""

    about: str
    side: str
    outcome: str
    at: int


@dataclass(frozen=True, slots=True)
class World:
    """Everything a figure depends on. `weight` is the share of degraded time that counts as up; `longest_gaps` [us] and
    `speaks_of` (the only items) are by source, `heard` are the sources that count (none: all), `tie` is who is right.
    """

    service: Part
    hours: Hours
    window: Span
    known_at: int
    records: tuple[Record, ...] = ()
    watches: tuple[Watch, ...] = ()
    exclusions: dict[str, Exclusion] = field(default_factory=dict)
    excludes: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    decisions: tuple[Decision, ...] = ()
    minimum: int = 0
    rectify: int | None = None
    weight: Fraction = Fraction(0)
    missing: str = "unknown"
    longest_gaps: dict[str, int] = field(default_factory=dict)
    speaks_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    heard: tuple[str, ...] = ()
    tie: str = "unknown"


@dataclass(frozen=True, slots=True)
class Twin:
    """Parts of the service time [us], and the figure with its bounds; `degraded` is the part of `up` with a weight."""

    up: int
    down: int
    excluded: int
    unknown: int
    degraded: int
    value: Fraction | None
    lower: Fraction | None = None
    upper: Fraction | None = None


Answer = bool | None
Piece = tuple[int, int, str]


def twin(world: World) -> Twin:
    """The figure of the window and its bounds."""
    judged = {"down": worst, "up": best}.get(world.missing, known)
    removed = {effect: accepted(world, effect) for effect in ("leave-out", "count-as-up")}
    result = counted(world, history(world, judged), removed)
    if world.missing != "unknown":
        return Twin(*parts_of(result), result.value, result.value, result.value)
    low, high = (counted(world, history(world, reading), removed).value for reading in (worst, best))
    return Twin(*parts_of(result), result.value, low, high)


def parts_of(result: Twin) -> tuple[int, int, int, int, int]:
    """The five times of a result."""
    return result.up, result.down, result.excluded, result.unknown, result.degraded


# --- what the service is at one instant -------------------------------------------------------------------------------


def says(world: World, item: str, *, source: str, at: int) -> str:
    """What one source says of an item: its last record, if it was watching, we already knew, and its next record or the
    end of what we knew is not too far off.
    """
    watched = [watch.span for watch in world.watches if (watch.item, watch.source) == (item, source)]
    if at >= world.known_at or (watched and not any(start <= at < end for start, end in watched)):
        return "unknown"
    mine = [record for record in world.records if (record.item, record.source) == (item, source) and record.at <= at]
    state = max(mine, key=lambda record: record.at).state if mine else "unknown"
    later = [r.at for r in world.records if (r.item, r.source) == (item, source) and at < r.at < world.known_at]
    is_gap = mine and min((*later, world.known_at)) - max(r.at for r in mine) > world.longest_gaps.get(
        source, FAR_AHEAD
    )
    if is_gap or item not in world.speaks_of.get(source, (item,)):
        return "unknown"
    if state == "degraded" and world.weight in (0, 1):
        return "up" if world.weight else "down"
    return state


def fulfils(world: World, part: "Part | str", good: tuple[str, ...], *, at: int) -> Answer:
    """Whether a part is in one of the good states: yes, no, or nobody can tell."""
    if isinstance(part, str):
        sources = {record.source for record in world.records if record.item == part}
        told = {s: says(world, part, source=s, at=at) for s in sources if not world.heard or s in world.heard}
        return settled(world.tie, {source: said in good for source, said in told.items() if said != "unknown"})
    every = [fulfils(world, each, good, at=at) for each in part.parts]
    if every.count(True) >= part.needed:
        return True
    return None if every.count(True) + every.count(None) >= part.needed else False


def settled(tie: str, answers: dict[str, bool]) -> Answer:
    """Who is right, of sources that all know something."""
    if tie in answers:
        return answers[tie]
    said = set(answers.values())
    if tie == "majority":
        yes = sum(answers.values())
        return None if 2 * yes == len(answers) else 2 * yes > len(answers)
    if len(said) == 2 and tie in ("up", "down"):
        return tie == "up"
    return said.pop() if len(said) == 1 else None


def known(usable: Answer, fully: Answer) -> str:
    """The state as far as it is certain."""
    if usable is False or fully is True:
        return "up" if fully else "down"
    return "degraded" if usable is True and fully is False else "unknown"


def worst(usable: Answer, fully: Answer) -> str:
    """The state if all that is unknown was as bad as it could be."""
    return known(bool(usable), bool(fully))


def best(usable: Answer, fully: Answer) -> str:
    """The state if all that is unknown was as good as it could be."""
    return known(usable is not False, fully is not False)


# --- the whole timeline, and the outage rules on it -------------------------------------------------------------------


def history(world: World, reading: Callable[[Answer, Answer], str]) -> list[Piece]:
    """The service from beginning to end, outages that do not count turned into up."""
    edges = [record.at for record in world.records] + [edge for watch in world.watches for edge in watch.span]
    merged: list[Piece] = []
    for start, end in pairwise(sorted({LONG_AGO, *edges, world.known_at, FAR_AHEAD})):
        usable = fulfils(world, world.service, ("up", "degraded"), at=start)
        state = reading(usable, fulfils(world, world.service, ("up",), at=start))
        begun = merged.pop()[0] if merged and merged[-1][2] == state else start
        merged.append((begun, end, state))
    return [
        (start, end, "up" if state == "down" and forgiven(world, end - start) else state)
        for start, end, state in merged
    ]


def forgiven(world: World, length: int) -> bool:
    """Whether an outage of this length [us] does not count."""
    return length < world.minimum or (world.rectify is not None and length <= world.rectify)


# --- claims -----------------------------------------------------------------------------------------------------------


def accepted(world: World, effect: str) -> list[Span]:
    """All spans that accepted claims with this effect take."""
    latest = {claim.id: claim for claim in sorted(world.claims, key=lambda claim: claim.at)}
    inside_slots: dict[str, list[tuple[Claim, list[Span]]]] = {}
    for claim in sorted(latest.values(), key=lambda claim: (claim.span[0], claim.id)):
        if claim.exclusion in world.excludes and concerns(world, claim.items):
            inside_slots.setdefault(claim.exclusion, []).append((claim, allowed(world, claim)))
    found: list[Span] = []
    for name, claims in inside_slots.items():
        if world.exclusions[name].effect == effect:
            found += capped(world, world.exclusions[name], [spans for _, spans in claims])
    return found


def concerns(world: World, items: tuple[str, ...]) -> bool:
    """A claim is about the service if it names the service, or what the service cannot be up without."""
    if "portal" in items:
        return True

    def stands(part: "Part | str") -> bool:
        return part not in items if isinstance(part, str) else sum(map(stands, part.parts)) >= part.needed

    return not stands(world.service)


def allowed(world: World, claim: Claim) -> list[Span]:
    """What is left of a claim after decision, notice and slot."""
    rule = world.exclusions[claim.exclusion]
    for side in rule.decided_by:
        said = [decision for decision in world.decisions if (decision.about, decision.side) == (claim.id, side)]
        if not said or max(said, key=lambda decision: decision.at).outcome != "accepted":
            return []
    if rule.notice is not None and (claim.announced_at is None or claim.announced_at + rule.notice > claim.span[0]):
        return []
    return [claim.span] if rule.inside is None else common(claim.span, rule.inside.spans(*claim.span))


def capped(world: World, rule: Exclusion, claims: list[list[Span]]) -> list[Span]:
    """First come by start: service time of a month beyond the cap is not taken, time taken twice is charged once."""
    if rule.at_most is None:
        return [span for spans in claims for span in spans]
    taken: list[Span] = []
    used: dict[tuple[int, int], int] = {}
    for spans in claims:
        for start, end in cut(spans, [*month_edges(world, spans), *service_edges(world, spans), *ends_of(taken)]):
            is_service = world.hours.is_open(start, world.hours.spans(start, end))
            if not is_service or any(begin <= start < stop for begin, stop in taken):
                continue
            month = month_of(start, world.hours.zone)
            kept = min(end - start, rule.at_most - used.get(month, 0))
            used[month] = used.get(month, 0) + kept
            taken += [(start, start + kept)] if kept else []
    return taken


def month_edges(world: World, spans: list[Span]) -> list[int]:
    """Every local midnight in and around the spans: months begin at some of them."""
    found = []
    for start, end in spans:
        day = local_date(start, world.hours.zone)
        while midnight(day, world.hours.zone) < end:
            found.append(midnight(day, world.hours.zone))
            day += timedelta(days=1)
    return found


def service_edges(world: World, spans: list[Span]) -> list[int]:
    """Every opening and closing around the spans."""
    return ends_of([piece for span in spans for piece in world.hours.spans(*span)])


# --- one window -------------------------------------------------------------------------------------------------------


def counted(world: World, pieces: list[Piece], removed: dict[str, list[Span]]) -> Twin:
    """The service time of the window, every piece of it put where it belongs."""
    totals = dict.fromkeys(("up", "down", "degraded", "unknown", "excluded"), 0)
    service = common(world.window, world.hours.spans(*world.window))
    edges = [edge for start, end, _ in pieces for edge in (start, end)]
    for start, end in cut(service, [*edges, *ends_of(removed["leave-out"]), *ends_of(removed["count-as-up"])]):
        state = next(state for begin, stop, state in pieces if begin <= start < stop)
        if any(begin <= start < stop for begin, stop in removed["count-as-up"]):
            state = "up"
        if any(begin <= start < stop for begin, stop in removed["leave-out"]):
            state = "excluded"
        totals[state] += end - start
    if world.missing == "leave-out":
        totals["excluded"] += totals.pop("unknown")
    weighed = totals["up"] + totals["degraded"] * world.weight
    judged = totals["up"] + totals["degraded"] + totals["down"]
    value = Fraction(weighed, judged) if judged else None
    up = totals["up"] + totals["degraded"]
    return Twin(up, totals["down"], totals["excluded"], totals.get("unknown", 0), totals["degraded"], value)


def common(frame: Span, spans: Iterable[Span]) -> list[Span]:
    """The parts of the spans inside the frame."""
    inside = [(max(start, frame[0]), min(end, frame[1])) for start, end in spans]
    return [(start, end) for start, end in inside if start < end]


def cut(spans: Iterable[Span], edges: Iterable[int]) -> list[Span]:
    """The spans in pieces that no edge lies inside of."""
    every = sorted(set(edges))
    pieces: list[Span] = []
    for start, end in spans:
        pieces += pairwise([start, *(edge for edge in every if start < edge < end), end])
    return pieces


def ends_of(spans: Iterable[Span]) -> list[int]:
    """Starts and ends alike."""
    return [edge for span in spans for edge in span]
