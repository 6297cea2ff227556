"""The sentences about one promise: what is owed, how it is measured, in which hours, and how each doubt is settled."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from upheld.agreements.events import EVENTS
from upheld.agreements.model import (
    Agreement,
    AvailabilityTerms,
    CountTerms,
    DeliveryTerms,
    Due,
    ElapsedTerms,
    Match,
    Promise,
    RatioTerms,
    Row,
    ShareTerms,
    Target,
)
from upheld.agreements.phrases import (
    condition_words,
    date_words,
    hours_words,
    listed_words,
    percent_words,
    within_words,
)
from upheld.agreements.profile import OWN
from upheld.quantities.allowances import CalendarDays, EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay, duration_text

__all__ = ["Said", "is_own", "promise_sentences"]

_WINDOWS = {
    "day": "day",
    "week": "week, Monday to Sunday",
    "month": "calendar month",
    "quarter": "calendar quarter",
    "year": "calendar year",
    "contract-year": "contract year",
}
_POPULATIONS = {"survey": "answers to surveys", "item": "items of the register", "delivery": "deliveries"}
_MISSING = {
    "down": "Time without data counts as down.",
    "up": "Time without data counts as up.",
    "leave-out": "Time without data is left out of the service time.",
}
_DIFFER = {
    "unknown": (
        "Where sources contradict each other the state is unknown; a source that knows nothing contradicts nobody."
    ),
    "down": "Where sources contradict each other, the worst state that one of them reports holds.",
    "up": (
        "Where sources contradict each other, the best state that one of them reports holds: it is down only where "
        "every source that was watching says so."
    ),
    "majority": (
        "Where sources contradict each other, what more than half of those that were watching report holds; where "
        "there is no such majority the state is unknown."
    ),
    "prefer": (
        "Where sources contradict each other, {preferred} is believed. Where {preferred} was not watching the others "
        "are, and where those contradict each other the state is unknown."
    ),
}
_COHORT = {
    "due": (
        "Work belongs to the window in which it falls due, or in which it was done if that was earlier; work that is "
        "open and overdue is missed."
    ),
    "opened": "Work belongs to the window in which its clock started.",
    "resolved": "Work belongs to the window in which its clock stopped.",
    "breached": "Only missed work is judged, in the window in which it fell due.",
}
_REOPEN = {
    "resume": "its clock goes on, and the time between is left out",
    "count-gap": "its clock goes on, and the time between counts",
    "restart": "a new clock starts at zero, and both are judged",
}
_RAISED = {
    "earlier-of-change-and-old": "at the earlier of its old deadline and the full new target counted from the change",
    "from-creation": "by the new target counted from the start of the clock",
    "from-change": "by the full new target counted from the change",
    "keep": "by its old deadline",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence before it has a number."""

    text: str
    is_adopted: bool = False


def is_own(agreement: Agreement, question: str, *, name: str | None = None) -> bool:
    """Whether the agreement itself answers a question, for the part of this name or for all."""
    return any((rule.question, rule.promise, rule.source) == (question, name, OWN) for rule in agreement.adopted)


def promise_sentences(agreement: Agreement, name: str) -> Iterator[Said]:
    """All that is said about one promise."""
    promise = agreement.promises[name]
    clause = f" ({promise.clause})" if promise.clause else ""
    owing, owed = ("client", "provider") if promise.owed_by == "client" else ("provider", "client")
    yield Said(f"The {owing} owes this to the {owed}{clause}. It is judged for each {_WINDOWS[promise.per.kind]}.")
    yield from _measure(agreement, promise)
    answers = (
        *_answers(promise),
        (_small_sample(promise), "small samples"),
        (_partial(promise), "partial window"),
    )
    for text, question in answers:
        if text:
            yield Said(text, not is_own(agreement, question, name=name))


def _measure(agreement: Agreement, promise: Promise) -> Iterator[Said]:
    """What is measured, and what each row owes."""
    about = f" of {agreement.services[promise.service].title}" if promise.service else ""
    match promise.terms:
        case AvailabilityTerms() as terms:
            yield from _availability(promise, terms, name=about.removeprefix(" of "))
        case ElapsedTerms() as terms:
            yield from _elapsed(promise, terms, about=about)
        case ShareTerms() as terms:
            yield from _share(promise, terms, about=about)
        case RatioTerms() as terms:
            yield Said(
                f"The figure ({promise.measure}) is the number of good events{about} divided by the number of all."
            )
            yield from _selection("an event", where=terms.where, unless=terms.unless)
        case CountTerms() as terms:
            yield Said(
                f"The figure ({promise.measure}) is how often, for work{about} of the type {terms.of}, this happened: "
                f"{EVENTS[terms.event]}."
            )
            yield from _selection("work", where=terms.where, unless=terms.unless)
        case DeliveryTerms() as terms:
            yield from _delivery(promise, terms.due, about=about)
        case _:
            assert_never(promise.terms)
    if not isinstance(promise.terms, AvailabilityTerms | ElapsedTerms | DeliveryTerms):
        yield from (Said(_row_words(promise, row)) for row in promise.rows)


def _row_words(promise: Promise, row: Row, *, hours: str = "") -> str:
    """What one row owes."""
    head = f"Where {promise.by} is {row.value}, " if promise.by and row.value else ""
    owed = _target_words(row.target)
    aim = f" The aim, without consequence, is {row.aim.text}." if row.aim else ""
    text = f"{head}{hours}{owed}.{aim}"
    return f"{text[:1].upper()}{text[1:]}"


def _target_words(target: Target) -> str:
    limit = "" if target.limit is None else percent_words(target.limit) if target.is_percent else str(target.limit)
    within = within_words(target.allowance) if target.allowance is not None else ""
    length = duration_text(target.allowance.micros) if isinstance(target.allowance, OpenTime) else ""
    match target.kind:
        case "at-least" | "at-most":
            return f"the figure must be {target.text}"
        case "share-within":
            return f"at least {limit} must be done {within}"
        case "every-within" | "every-one":
            return f"every one must be done {within or 'in time'}"
        case "mean-at-most":
            return f"the mean time on the clock must be at most {length}"
        case "percentile-at-most":
            return f"percentile {target.text.split()[1]} of the times on the clock must be at most {length}"
        case _:
            assert_never(target.kind)


def _selection(thing: str, *, where: Match | None, unless: Match | None) -> Iterator[Said]:
    if where is not None:
        yield Said(f"Only {thing} counts whose {condition_words(where)}.")
    if unless is not None:
        yield Said(f"What does not count is {thing} whose {condition_words(unless)}.")


# --- each measure -----------------------------------------------------------------------------------------------------


def _availability(promise: Promise, terms: AvailabilityTerms, *, name: str) -> Iterator[Said]:
    row = promise.rows[0]
    yield Said(
        f"The figure ({promise.measure}) is the time in which {name} was up, divided by the time in which it was up or "
        f"down, counted in {hours_words(row.during)}."
    )
    yield Said(_row_words(promise, row))
    if terms.sources:
        yield Said(f"Only what {listed_words(terms.sources)} {_reports(terms.sources)} of its items counts.")
    if promise.excludes:
        yield Said(f"Time may be excluded as {listed_words(promise.excludes, last='or')}, and for no other reason.")
    else:
        yield Said("No time may be excluded.")
    if terms.rectify_within is not None:
        within = duration_text(terms.rectify_within)
        yield Said(f"An outage that is repaired within {within} does not count; a longer one counts from its start.")


def _reports(sources: tuple[str, ...]) -> str:
    return "report" if len(sources) > 1 else "reports"


def _elapsed(promise: Promise, terms: ElapsedTerms, *, about: str) -> Iterator[Said]:
    yield Said(
        f"For each piece of work{about} of the type {terms.of} there is a clock ({promise.measure}). It starts when "
        f"this happens: {EVENTS[terms.start]}. It stops when this happens: {EVENTS[terms.stop]}."
    )
    yield from _selection("work", where=terms.where, unless=terms.unless)
    for row in promise.rows:
        yield Said(_row_words(promise, row, hours=f"the clock runs in {hours_words(row.during)}, and "))
    if terms.pauses:
        yield Said(
            f"The clock stands still while work is on hold for one of these reasons, and no other: "
            f"{listed_words(terms.pauses)}."
        )
    else:
        yield Said("The clock is never paused.")


def _share(promise: Promise, terms: ShareTerms, *, about: str) -> Iterator[Said]:
    population = _POPULATIONS.get(terms.of, f"all work of the type {terms.of}")
    yield Said(
        f"The figure ({promise.measure}) is the share of {population}{about} whose {condition_words(terms.where)}."
    )
    if terms.among is not None:
        yield Said(f"Only those are asked whose {condition_words(terms.among)}.")
    if terms.unless is not None:
        yield Said(f"Those are not asked whose {condition_words(terms.unless)}.")
    if terms.counted_by is not None:
        yield Said(f"Work belongs to the window in which this happened last: {EVENTS[terms.counted_by]}.")


def _delivery(promise: Promise, due: Due, *, about: str) -> Iterator[Said]:
    calendar = promise.rows[0].during
    yield Said(f"This is something to be delivered{about} ({promise.measure}), due {_due_words(due, calendar)}.")
    target = promise.rows[0].target
    owed = "Every one" if target.limit is None else f"At least {percent_words(target.limit)} of those due in a window"
    late = ""
    if due.tolerance_days:
        late = f", or up to {due.tolerance_days} calendar day{'s' * (due.tolerance_days > 1)} later"
    yield Said(f"{owed} must be delivered by its due time{late}.")


def _due_words(due: Due, calendar: str) -> str:
    if due.allowance is None or due.each is None:
        step = due.unit if due.step == 1 else f"{due.step} {due.unit}s"
        return f"every {step} from {date_words(due.start) if due.start else due.text} on, at the end of that day"
    last_day = f"the last day of each {_WINDOWS[due.each.kind]}"
    counted = f"counted in {hours_words(calendar)}"
    match due.allowance:
        case OpenTime(micros=micros):
            return f"{duration_text(micros)} after {last_day}, {counted}"
        case CalendarDays() as days:
            return within_words(days, since=last_day)
        case EndOfWorkingDay() | SameTimeOnWorkingDay() as day:
            return f"{within_words(day, since=last_day)}, {counted}"
        case _:
            assert_never(due.allowance)


# --- answers to the questions of the profile --------------------------------------------------------------------------


def _answers(promise: Promise) -> Iterator[tuple[str, str]]:
    """What this promise answers to each question that arises for its measure."""
    match promise.terms:
        case AvailabilityTerms() as terms:
            yield from _answers_of_availability(terms)
        case ElapsedTerms() as terms:
            yield from _answers_of_elapsed(promise, terms)
        case DeliveryTerms(due=due) if due.kind == "every":
            fixed = "Due dates keep to the grid from the first one, whatever was done when."
            floating = "Each due date is counted from the last time it was done."
            yield fixed if due.schedule == "fixed" else floating, "recurring obligations"


def _answers_of_availability(terms: AvailabilityTerms) -> Iterator[tuple[str, str]]:
    shortest = duration_text(terms.minimum_outage)
    counted = f"An outage shorter than {shortest} does not count." if terms.minimum_outage else "Every outage counts."
    yield counted, "outage"
    weight = terms.degraded_weight.fraction()
    share = "up" if weight == 1 else "down" if weight == 0 else f"{percent_words(terms.degraded_weight)} up"
    yield f"Time in which the service worked only in part counts as {share}.", "degraded service"
    limit = percent_words(terms.unknown_limit)
    unknown = (
        f"Time without data is unknown. When it is more than {limit} of the service time left after exclusions, "
        "there is no verdict; otherwise the measured part is judged."
    )
    yield _MISSING.get(terms.missing, unknown), "missing data"
    if len(terms.sources) != 1:
        preferred = terms.sources_differ.preferred or ""
        yield _DIFFER[terms.sources_differ.rule].replace("{preferred}", preferred), "sources that differ"


def _answers_of_elapsed(promise: Promise, terms: ElapsedTerms) -> Iterator[tuple[str, str]]:
    yield _COHORT[terms.cohort], "cohort"
    if terms.reopen == "ignore":
        yield "When work is opened again, that changes nothing: the first stop stands.", "reopening"
    else:
        yield f"When work is opened again {_reopen_time(promise, terms)}, {_REOPEN[terms.reopen]}.", "reopening"
    if promise.by:
        yield _reclassified(promise.by, terms), "reclassification"


def _reclassified(attribute: str, terms: ElapsedTerms) -> str:
    shorter = f"When {attribute} changes and the new target is shorter, work is due {_RAISED[terms.raised]}"
    return f"{shorter}; when it is longer, {_RAISED[terms.lowered]}. A deadline once missed stays missed."


def _reopen_time(promise: Promise, terms: ElapsedTerms) -> str:
    within = terms.reopen_within
    if isinstance(within, EndOfWorkingDay) and within.cut_off is None:
        kind = "working days of the clock's hours"
        if any(row.during == "always" for row in promise.rows):
            kind += " (calendar days where these are always)"
        return f"within {within.n} {kind}"
    return within_words(within, since="the day on which the clock stopped")


def _small_sample(promise: Promise) -> str:
    sample = promise.small_sample
    if sample is None:
        is_asked = isinstance(promise.terms, ElapsedTerms | ShareTerms | RatioTerms)
        return "Every sample is judged, however small." if is_asked else ""
    if sample.then == "report-only":
        return f"With fewer than {sample.below} in a window there is no verdict."
    allowed = f"up to {sample.allow} missed meets the target"
    return f"With fewer than {sample.below} in a window, {allowed}; beyond that the figure decides."


def _partial(promise: Promise) -> str:
    if promise.partial == "skip":
        return "A window that the term covers only in part is not judged."
    return "A window that the term covers only in part is judged by that part, and the base of its credits is prorated."
