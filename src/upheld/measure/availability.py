"""`availability/1`: the share of service time a service was up. Definition and worked table:
docs/measures/availability.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from upheld.agreements.model import Agreement, AvailabilityTerms, Promise, Row, UpWhen
from upheld.evidence.facts import Facts
from upheld.measure.claims import Judged, applying_claims, judged_claims
from upheld.measure.days import day_cells
from upheld.measure.hearing import Hearing, hearing
from upheld.measure.lookup import of_item
from upheld.measure.measurement import Claim, Measurement, TimeParts
from upheld.measure.outages import incidents_during, outages
from upheld.measure.timeline import Timeline, combined, depends_on, item_timelines
from upheld.quantities.ratio import Ratio
from upheld.quantities.spans import Spans
from upheld.quantities.windows import Window

__all__ = ["availability", "claims_on"]

_BEGINNING, _END = -(2**61), 2**61


@dataclass(frozen=True, slots=True)
class _States:
    """A whole timeline after the outage rules; what is none of the three is unknown. `dropped` are down spans too
    short to count.
    """

    up: Spans
    degraded: Spans
    down: Spans
    dropped: Spans


@dataclass(frozen=True, slots=True)
class _Case:
    """What stays the same for every window of one promise row: `known` is judged, `worst` and `best` bound it."""

    agreement: Agreement
    promise: Promise
    row: Row
    terms: AvailabilityTerms
    up_when: UpWhen
    items: Mapping[str, Timeline]
    facts: Facts
    hearing: Hearing
    known: _States
    worst: _States
    best: _States


def availability(
    agreement: Agreement, promise: Promise, *, facts: Facts, windows: Sequence[tuple[Window, Window]], known_at: int
) -> list[Measurement]:
    """One measurement per row and window; `windows` are (covered part, whole window) pairs, `known_at` [us UTC] ends
    the last state.

    Figures are [us of up time] / [us of measured service time], both times the denominator of the weight of degraded
    time.
    """
    terms, up_when = promise.terms, agreement.services[promise.service or ""].up_when
    assert isinstance(terms, AvailabilityTerms)  # noqa: S101 - the loader pairs measure and terms
    assert up_when is not None  # noqa: S101 - the loader refuses availability of a service without `up_when`
    heard = hearing(agreement, terms)
    items = item_timelines(up_when, facts, hearing=heard, until=known_at)
    timeline = _as_weighed(combined(up_when, items), terms.degraded_weight)
    known, worst, best = _known(timeline, terms), _worst(timeline, terms), _best(timeline, terms)
    chosen = {"unknown": known, "leave-out": known, "down": worst, "up": best}[terms.missing]
    return [
        _measured(
            _Case(agreement, promise, row, terms, up_when, items, facts, heard, chosen, worst, best),
            covered,
            whole=whole,
        )
        for row in promise.rows
        for covered, whole in windows
    ]


# --- the outage rules, on the whole timeline (steps 5 and 6) ----------------------------------------------------------


def _as_weighed(timeline: Timeline, weight: Ratio) -> Timeline:
    """Degraded time that counts as down is down, and that counts as up is up, before any outage rule looks at it."""
    if not weight.numerator:
        return replace(timeline, usable=timeline.up, maybe_usable=timeline.maybe_up)
    if weight.numerator == weight.denominator:
        return replace(timeline, up=timeline.usable, maybe_up=timeline.maybe_usable)
    return timeline


def _known(timeline: Timeline, terms: AvailabilityTerms) -> _States:
    down = timeline.down(_BEGINNING, _END)
    kept = _counting(down, terms)
    return _States(up=timeline.up | (down - kept), degraded=timeline.degraded(), down=kept, dropped=down - kept)


def _worst(timeline: Timeline, terms: AvailabilityTerms) -> _States:
    """All that is unknown was as bad as it can have been."""
    down = timeline.usable.complement(_BEGINNING, _END)
    kept = _counting(down, terms)
    return _States(
        up=timeline.up | (down - kept), degraded=timeline.usable - timeline.up, down=kept, dropped=down - kept
    )


def _best(timeline: Timeline, terms: AvailabilityTerms) -> _States:
    """All that is unknown was as good as it can have been."""
    down, degraded = timeline.down(_BEGINNING, _END), timeline.maybe_usable - timeline.maybe_up
    kept = _counting(down, terms)
    return _States((kept | degraded).complement(_BEGINNING, _END), degraded, kept, down - kept)


def _counting(down: Spans, terms: AvailabilityTerms) -> Spans:
    """Outages that count: long enough, and not repaired within the time allowed for it."""
    kept = down.at_least(terms.minimum_outage)
    return kept if terms.rectify_within is None else kept.at_least(terms.rectify_within + 1)


# --- one window (steps 7 to 11) ---------------------------------------------------------------------------------------


def _measured(case: _Case, covered: Window, *, whole: Window) -> Measurement:
    hours = case.agreement.calendars[case.row.during].hours(covered.start, covered.end).open
    hours = hours.clip(covered.start, covered.end)
    claims = _claims(case)
    effects = _effects(case, claims)
    parts = _parts(case.known, hours, effects=effects, terms=case.terms)
    value = _figure(parts, case.terms)
    is_open = case.terms.missing == "unknown"
    measured, limit = hours.measure() - parts.excluded.measure(), case.terms.unknown_limit
    return Measurement(
        promise=case.promise.id,
        row=case.row.value,
        window=covered,
        whole=whole,
        unit="share",
        value=value,
        lower=_figure(_parts(case.worst, hours, effects=effects, terms=case.terms), case.terms) if is_open else value,
        upper=_figure(_parts(case.best, hours, effects=effects, terms=case.terms), case.terms) if is_open else value,
        without_exclusions=_figure(_parts(case.known, hours, effects=_effects(case, ()), terms=case.terms), case.terms),
        time=parts,
        outages=outages(
            case.items,
            lambda item: case.hearing.of(of_item(case.facts.states, item)),
            down=(case.known.down, case.known.dropped),
            counted=parts.down,
            window=covered,
        ),
        claims=tuple(
            _explained(case, claim, claims=claims, hours=hours)
            for claim in claims
            if claim.span[0] < covered.end and claim.span[1] > covered.start
        ),
        days=day_cells(parts, covered, zone=case.agreement.zone),
        incidents=incidents_during(case.up_when, case.promise.service, facts=case.facts, down=parts.down),
        is_undetermined=is_open and parts.unknown.measure() * limit.denominator > measured * limit.numerator,
    )


def _claims(case: _Case) -> list[Judged]:
    found = claims_on(case.promise, case.up_when, facts=case.facts)
    return judged_claims(case.agreement, found, facts=case.facts, hours=case.agreement.calendars[case.row.during])


def claims_on(promise: Promise, up_when: UpWhen, *, facts: Facts) -> list[Judged]:
    """All claims on the service, whatever window they lie in: a cap may have been used up before this one began."""

    def concerns(items: tuple[str, ...]) -> bool:
        return promise.service in items or depends_on(up_when, items)

    return applying_claims(facts, promise.excludes, applies=concerns)


@dataclass(frozen=True, slots=True)
class _Effects:
    """The union of what accepted claims take out of the service time, and of what they count as up."""

    left_out: Spans
    as_up: Spans


def _effects(case: _Case, claims: Iterable[Judged]) -> _Effects:
    by_effect: dict[str, list[Spans]] = {"leave-out": [], "count-as-up": []}
    for claim in claims:
        by_effect[case.agreement.exclusions[claim.exclusion].effect].append(claim.accepted)
    return _Effects(Spans.union_all(by_effect["leave-out"]), Spans.union_all(by_effect["count-as-up"]))


def _parts(states: _States, hours: Spans, *, effects: _Effects, terms: AvailabilityTerms) -> TimeParts:
    """The four disjoint parts of the service time; degraded time is inside `up`."""
    excluded = hours & effects.left_out
    rest = hours - excluded
    as_up = rest & effects.as_up
    degraded = (rest & states.degraded) - as_up
    down = (rest & states.down) - as_up
    up = (rest & (states.up | states.degraded)) | as_up
    unknown = rest - up - down
    if terms.missing == "leave-out":
        excluded, unknown = excluded | unknown, Spans.empty()
    return TimeParts(up=up, down=down, excluded=excluded, unknown=unknown, degraded=degraded)


def _figure(parts: TimeParts, terms: AvailabilityTerms) -> Ratio | None:
    """Weighted up time over measured time, exact; None when nothing was measured."""
    up, degraded, weight = parts.up.measure(), parts.degraded.measure(), terms.degraded_weight
    measured = up + parts.down.measure()
    if not measured:
        return None
    if not degraded:
        return Ratio(up, measured)
    lost = degraded * (weight.denominator - weight.numerator)
    return Ratio(up * weight.denominator - lost, measured * weight.denominator)


def _explained(case: _Case, claim: Judged, *, claims: Sequence[Judged], hours: Spans) -> Claim:
    """The claim as the statement lists it, with the figure had it alone been refused."""
    others = _effects(case, [other for other in claims if other.id != claim.id])
    return Claim(
        id=claim.id,
        exclusion=claim.exclusion,
        asserted_by=claim.asserted_by,
        span=claim.span,
        items=claim.items,
        accepted=claim.accepted & hours,
        reasons=claim.reasons,
        announced_at=claim.announced_at,
        decision=claim.decision,
        counted=(claim.accepted & hours).measure(),
        value_without=_figure(_parts(case.known, hours, effects=others, terms=case.terms), case.terms),
    )
