"""One call states an agreement for a period: windows, measurements, verdicts, credits, charges, statement."""

from collections.abc import Sequence
from dataclasses import replace

from upheld.agreements.model import Agreement, Band, Promise, Row
from upheld.evidence.facts import Facts
from upheld.measure.completeness import completeness
from upheld.measure.measurement import LEFT_OUT, Measurement
from upheld.measure.needs import needed
from upheld.measure.registry import measure_promise
from upheld.problems import Place, Problem
from upheld.quantities.windows import Window, window_of, windows
from upheld.quantities.zones import zone_data_version
from upheld.settle.asked import Asked
from upheld.settle.charges import charge_lines, covered_part, covered_share, total
from upheld.settle.credits import Candidate, band_of, calculated_credits, settled_credits
from upheld.settle.lines import claim_lines, item_counts, item_lines, outage_lines, time_totals
from upheld.settle.statement import (
    AgreementRef,
    Credit,
    EvidenceRef,
    Pending,
    Result,
    Statement,
    Totals,
)
from upheld.settle.verdicts import figure, verdict

__all__ = ["facts_used", "state"]


def state(agreement: Agreement, facts: Facts, *, asked: Asked) -> tuple[Statement | None, list[Problem]]:
    """The statement of every promise window that ends in the period, from the facts as known when asked.

    A period in which the agreement is not in force is a problem, not an empty statement; so is an excerpt of a promise
    it does not have.
    """
    covered = covered_part(agreement, asked.period)
    if covered is None:
        return None, [_outside_term(agreement, asked.period)]
    unknown = [_no_such_promise(agreement, name) for name in asked.promises or () if name not in agreement.promises]
    if unknown:
        return None, unknown
    used, period, known_at = facts_used(agreement, facts, asked=asked), asked.period, asked.known_at
    promises = _promises(agreement, asked)
    judged = [
        (promise, measurement)
        for promise in promises
        for measurement in _measurements(agreement, promise, facts=used, period=period, known_at=known_at)
    ]
    results = [_result(agreement, promise, measurement=measurement) for promise, measurement in judged]
    measurements = [measurement for _, measurement in judged]
    stated = Statement(
        engine=asked.engine,
        agreement=_reference(agreement),
        period=period,
        known_at=known_at,
        evidence=EvidenceRef(used.count, used.digest, asked.checkpoint),
        results=(),
        credits=None,
        charges=(),
        totals=None,
        pending=_pending(agreement, promises, period=period),
        versions=(*sorted(agreement.fixed.items()), ("time zones", zone_data_version())),
    )
    if asked.promises is not None:
        results = _calculated(agreement, results, measurements=measurements)
        return replace(stated, results=tuple(results), excerpt=tuple(promise.id for promise in promises)), []
    coverage = completeness(agreement, facts, known=used, period=covered, known_at=known_at)
    whole = _settled(agreement, replace(stated, results=tuple(results)), measurements=measurements)
    return replace(whole, coverage=coverage), _unknown_exclusions(agreement, used)


def facts_used(agreement: Agreement, facts: Facts, *, asked: Asked) -> Facts:
    """The facts that a statement rests on: all of those known when asked, or what the promises of an excerpt need."""
    if asked.promises is None:
        return facts.known_at(asked.known_at)
    found = needed(agreement, _promises(agreement, asked), facts=facts, known_at=asked.known_at)
    return found.known_at(asked.known_at)


def _promises(agreement: Agreement, asked: Asked) -> list[Promise]:
    """The promises asked for, in the order of the agreement."""
    every = agreement.promises.values()
    return [promise for promise in every if asked.promises is None or promise.id in asked.promises]


def _unknown_exclusions(agreement: Agreement, facts: Facts) -> list[Problem]:
    """Claims of exclusions the agreement does not have: they change nothing, and whoever recorded them should know."""
    names = sorted(set(facts.windows["exclusion"].unique().to_list()) - set(agreement.exclusions))
    known = ", ".join(agreement.exclusions) or "none"
    return [
        Problem(
            code="claim-of-unknown-exclusion",
            place=Place(agreement.id),
            message=f"windows are claimed for {name}, which is no exclusion of this agreement",
            why="they change no figure",
            remedy=f"if it was mistyped, record it again; the exclusions are: {known}",
            severity="warning",
        )
        for name in names
    ]


def _no_such_promise(agreement: Agreement, name: str) -> Problem:
    return Problem(
        code="no-such-promise",
        place=Place(agreement.id),
        message=f"the agreement has no promise {name}",
        why="an excerpt is of the promises it names",
        remedy=f"ask for some of: {', '.join(agreement.promises)}",
    )


def _outside_term(agreement: Agreement, period: Window) -> Problem:
    term = agreement.term
    return Problem(
        code="period-outside-term",
        place=Place(agreement.id),
        message=f"{period.label} lies outside the time this revision is in force",
        why=(
            f"revision {agreement.revision} is effective from {agreement.effective} "
            f"and the term runs {term.start} to {term.end}"
        ),
        remedy="ask for a period inside the term, or use the revision that was in force then",
    )


def _reference(agreement: Agreement) -> AgreementRef:
    return AgreementRef(
        id=agreement.id,
        revision=agreement.revision,
        digest=agreement.digest,
        title=agreement.title,
        provider=agreement.parties.provider.name,
        client=agreement.parties.client.name,
        zone=agreement.zone,
        currency=agreement.currency,
        profile=agreement.profile,
    )


# --- windows ----------------------------------------------------------------------------------------------------------


def _frames(agreement: Agreement, promise: Promise, *, period: Window) -> list[tuple[Window, Window]]:
    """(covered part, whole window) of every window of the promise that ends in the period and in which it is in
    force.
    """
    ended = windows(promise.per, agreement.zone, start=period.start, end=period.end, anchor=agreement.term.start)
    return [(covered, whole) for whole in ended for covered in (covered_part(agreement, whole),) if covered is not None]


def _measurements(
    agreement: Agreement, promise: Promise, *, facts: Facts, period: Window, known_at: int
) -> list[Measurement]:
    frames = _frames(agreement, promise, period=period)
    if promise.partial == "skip":
        skipped = [frame for frame in frames if frame[0] != frame[1]]
        frames = [frame for frame in frames if frame[0] == frame[1]]
        nothing = [
            _skipped(promise, row, covered=covered, whole=whole) for row in promise.rows for covered, whole in skipped
        ]
        return nothing + measure_promise(agreement, promise, facts=facts, windows=frames, known_at=known_at)
    return measure_promise(agreement, promise, facts=facts, windows=frames, known_at=known_at)


def _skipped(promise: Promise, row: Row, *, covered: Window, whole: Window) -> Measurement:
    return Measurement(
        promise=promise.id,
        row=row.value,
        window=covered,
        whole=whole,
        unit="share",
        value=None,
        lower=None,
        upper=None,
        without_exclusions=None,
        notes=("the agreement skips windows it covers only in part",),
    )


def _pending(agreement: Agreement, promises: Sequence[Promise], *, period: Window) -> tuple[Pending, ...]:
    """Promises none of whose windows ends in the period, with the window that is running at its end."""
    return tuple(
        Pending(promise.id, window_of(promise.per, agreement.zone, at=period.end - 1, anchor=agreement.term.start))
        for promise in promises
        if not windows(promise.per, agreement.zone, start=period.start, end=period.end, anchor=agreement.term.start)
    )


# --- results ----------------------------------------------------------------------------------------------------------


def _printed_name(promise: Promise, row: str | None) -> str:
    return promise.id if row is None else f"{promise.id}.{row}"


def _row(promise: Promise, value: str | None) -> Row:
    return next(row for row in promise.rows if row.value == value)


def _result(agreement: Agreement, promise: Promise, *, measurement: Measurement) -> Result:
    row = _row(promise, measurement.row)
    decided, note = verdict(promise, row.target, measurement=measurement)
    bare, _ = verdict(promise, row.target, measurement=replace(measurement, value=measurement.without_exclusions))
    name = _printed_name(promise, measurement.row)
    step = _band(agreement, name, measurement=measurement) if decided == "missed" else None
    partial = () if measurement.window == measurement.whole else (_partial_note(measurement),)
    return Result(
        promise=promise.id,
        name=name,
        group=((promise.by, row.value),) if promise.by is not None and row.value is not None else (),
        measure=promise.measure,
        owed_by=promise.owed_by,
        clause=promise.clause,
        service=promise.service,
        unit=measurement.unit,
        title=promise.title,
        service_title=agreement.services[promise.service].title if promise.service is not None else None,
        target=row.target.text,
        aim=row.aim.text if row.aim is not None else None,
        window=measurement.window,
        whole=measurement.whole,
        value=figure(row.target, measurement, value=measurement.value),
        lower=figure(row.target, measurement, value=measurement.lower),
        upper=figure(row.target, measurement, value=measurement.upper),
        without_exclusions=figure(row.target, measurement, value=measurement.without_exclusions),
        time=time_totals(measurement),
        items=item_counts(measurement),
        population=measurement.population,
        verdict=decided,
        verdict_without_exclusions=bare if measurement.claims or _has_left_out(measurement) else None,
        band=f"{step.side} {step.text}" if step is not None else None,
        credit=None,
        notes=(*((note,) if note else ()), *partial, *measurement.notes),
        outages=outage_lines(measurement),
        days=measurement.days,
        claims=claim_lines(row.target, measurement),
        lines=item_lines(promise, measurement),
        distribution=measurement.distribution,
    )


def _has_left_out(measurement: Measurement) -> bool:
    return measurement.items is not None and measurement.items.count(LEFT_OUT) > 0


def _partial_note(measurement: Measurement) -> str:
    share = covered_share(measurement.window, measurement.whole).percent_text()
    return f"partial window: {share} of {measurement.whole.label} is covered, measured over that part"


def _band(agreement: Agreement, name: str, *, measurement: Measurement) -> Band | None:
    if agreement.credits is None or measurement.value is None or name not in agreement.credits.bands:
        return None
    return band_of(agreement.credits.bands[name], measurement.value)


def _settled(agreement: Agreement, stated: Statement, *, measurements: list[Measurement]) -> Statement:
    """The whole statement: its results with their credits, the charges, and what remains."""
    places, candidates = _candidates(agreement, stated.results, measurements=measurements)
    credits, totals = settled_credits(agreement, candidates)
    charges = charge_lines(agreement, stated.period)
    charged = total(charges, agreement.currency)
    return replace(
        stated,
        results=tuple(_with_credits(stated.results, places, credits=credits)),
        credits=totals,
        charges=charges,
        totals=Totals(charged, totals.applied, charged - totals.applied),
    )


def _calculated(agreement: Agreement, results: list[Result], *, measurements: list[Measurement]) -> list[Result]:
    """The results of an excerpt, with what each miss is worth by itself."""
    places, candidates = _candidates(agreement, results, measurements=measurements)
    return _with_credits(results, places, credits=calculated_credits(agreement, candidates))


def _with_credits(results: Sequence[Result], places: Sequence[int], *, credits: Sequence[Credit]) -> list[Result]:
    by_place = dict(zip(places, credits, strict=True))
    return [replace(result, credit=by_place.get(place)) for place, result in enumerate(results)]


def _candidates(
    agreement: Agreement, results: Sequence[Result], *, measurements: list[Measurement]
) -> tuple[list[int], list[Candidate]]:
    """Where the results with a credit stand, and what it is for: only a miss that falls in a band of the table has
    one.
    """
    places, candidates = [], []
    for place, (result, measurement) in enumerate(zip(results, measurements, strict=True)):
        step = _band(agreement, result.name, measurement=measurement) if result.band is not None else None
        if step is not None:
            covered = covered_share(measurement.window, measurement.whole)
            places.append(place)
            candidates.append(
                Candidate(result.name, result.service, step, measurement.incidents, measurement.whole.end, covered)
            )
    return places, candidates
