"""An agreement printed back as numbered plain sentences with every rule in force, for the people who sign it.

A sentence is adopted when its rule is not the agreement's own but that of the profile it names, or of the language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from upheld.agreements.explain_promises import Said, is_own, promise_sentences
from upheld.agreements.model import Agreement, Band, Cap, Charge, Credits, Exclusion, Service
from upheld.agreements.phrases import (
    date_words,
    decimal_words,
    hours_words,
    listed_words,
    openings_words,
    percent_words,
    up_words,
    week_words,
)
from upheld.agreements.profile import LANGUAGE, OWN, PROFILE
from upheld.quantities.allowances import OpenTime, duration_text
from upheld.quantities.calendars import Calendar

__all__ = ["Sentence", "explain"]

_EACH = {
    "day": "each day",
    "week": "each week",
    "month": "each calendar month",
    "quarter": "each calendar quarter",
    "year": "each calendar year",
    "contract-year": "each contract year",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its number in the text (`4.2`), its words, and whether its rule is adopted rather than written."""

    number: str
    text: str
    is_adopted: bool = False


def explain(agreement: Agreement) -> tuple[Sentence, ...]:
    """All that an agreement says, in the order in which a contract would say it."""
    parts = (
        ("The agreement", _heading(agreement)),
        ("Hours", _calendars(agreement)),
        ("Services", _services(agreement)),
        *([("Sources", _sources(agreement))] if agreement.sources else []),
        ("Exclusions", _exclusions(agreement)),
        *((_title(agreement, name), promise_sentences(agreement, name)) for name in agreement.promises),
        ("Credits", _credits(agreement)),
        ("Charges", _charges(agreement)),
        ("Rules in force", _rules(agreement)),
    )
    return tuple(_numbered(parts))


def _numbered(parts: Iterable[tuple[str, Iterable[Said]]]) -> Iterator[Sentence]:
    for number, (title, sentences) in enumerate(parts, start=1):
        yield Sentence(f"{number}", title)
        for place, said in enumerate(sentences, start=1):
            yield Sentence(f"{number}.{place}", said.text, said.is_adopted)


def _title(agreement: Agreement, name: str) -> str:
    title = agreement.promises[name].title
    return f"Promise: {title} ({name})" if title else f"Promise: {name}"


# --- what and who -----------------------------------------------------------------------------------------------------


def _heading(agreement: Agreement) -> Iterator[Said]:
    term, provider, client = agreement.term, agreement.parties.provider.name, agreement.parties.client.name
    yield Said(
        f"This is revision {agreement.revision} of the agreement {agreement.id}, “{agreement.title}”. It applies from "
        f"{date_words(agreement.effective)}."
    )
    yield Said(f"{provider} (the provider) runs the services; {client} (the client) receives them.")
    yield Said(f"The term runs from {date_words(term.start)} to {date_words(term.end)}, both days included.")
    if term.notice is not None:
        yield Said(f"Whoever wants it to end with that last day gives notice of {term.notice}.")
    if term.renews_for is not None:
        yield Said(f"When nobody ends it, it goes on for {term.renews_for}.")
    yield Said(
        f"Days, weeks, months and years begin at midnight in {agreement.zone}. Amounts are in {agreement.currency}."
    )
    if agreement.profile == PROFILE:
        yield Said(
            f"Wherever this revision says nothing else, the rules of the profile {PROFILE} hold. The last part lists "
            "every rule in force; those marked as adopted come from that profile, the others are this agreement's own."
        )
    read_with = listed_words(f"{name} {release}" for name, release in _releases(agreement))
    yield Said(f"It was read with {read_with}. Its digest is {agreement.digest}.")


def _releases(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """What the revision was read with; the holiday release names itself."""
    for name, release in agreement.fixed.items():
        yield ("version", f"{release} of the language") if name == "language" else ("release", release)


def _calendars(agreement: Agreement) -> Iterator[Said]:
    for name, calendar in agreement.calendars.items():
        if calendar.always:
            yield Said(f"Hours called {name} are every second of every day.")
        else:
            yield Said(
                f"Hours called {name}, by the clock in {calendar.zone}: {week_words(calendar.weekly) or 'none'}."
            )
            yield from _special_days(name, calendar)


def _special_days(name: str, calendar: Calendar) -> Iterator[Said]:
    holidays = calendar.holidays
    if holidays is not None and holidays.days is None:
        yield Said(f"Hours of {name} that would begin on a public holiday of {holidays.name} do not count.")
    elif holidays is not None:
        days = listed_words(date_words(day) for day in sorted(holidays.days or ()))
        yield Said(f"Hours of {name} that would begin on these days do not count: {days}.")
    if calendar.dates:
        days = "; ".join(f"{date_words(day)} {openings_words(hours)}" for day, hours in calendar.dates.items())
        yield Said(f"Single days of {name} have hours of their own, whatever the week and the holidays say: {days}.")


def _services(agreement: Agreement) -> Iterator[Said]:
    if not agreement.services:
        yield Said("The agreement names no service.")
    for name, service in agreement.services.items():
        kind = f", a service of the kind {service.pack}," if service.pack else ""
        yield Said(f"{service.title} ({name}){kind} {_up(service)}.")


def _up(service: Service) -> str:
    if service.up_when is None:
        return "has no availability of its own"
    return f"is up when {up_words(service.up_when)}"


def _sources(agreement: Agreement) -> Iterator[Said]:
    for name, source in agreement.sources.items():
        whose = "neither side" if source.side == "third-party" else f"the {source.side}"
        only = f" It reports on {listed_words(source.items)}, and its word on anything else does not count."
        numbers = " Its facts are numbered, and no number is left out."
        yield Said(f"{name} is run by {whose}.{only if source.items else ''}{numbers if source.is_numbered else ''}")
        if source.interval is not None and source.tolerance is not None:
            limit, often = decimal_words(source.tolerance), duration_text(source.interval)
            yield Said(
                f"{name} observes every {often}. Where two observations lie more than {limit} times that apart, the "
                "time between them is unknown to it.",
                not is_own(agreement, "gaps between observations", name=name),
            )


def _exclusions(agreement: Agreement) -> Iterator[Said]:
    if not agreement.exclusions:
        yield Said("No time is excluded from any figure.")
    for name, exclusion in agreement.exclusions.items():
        effect = "is left out of the service time" if exclusion.effect == "leave-out" else "counts as up"
        used = [promise.id for promise in agreement.promises.values() if name in promise.excludes]
        where = f"It can be claimed for {listed_words(used)}" if used else "No promise allows it to be claimed"
        needs = _needs(list(_conditions(exclusion)))
        yield Said(f"Time claimed as {name} {effect}{needs}. {where}.", not is_own(agreement, "exclusions", name=name))
    if agreement.exclusions:
        yield Said("Time that does not meet the conditions of its exclusion counts as ordinary service time.")


def _needs(conditions: list[str]) -> str:
    """What must be true before a claim is accepted, as the end of a sentence."""
    if len(conditions) > 1:
        return f" when it meets all of these conditions: {'; '.join(conditions)}"
    return f" when {conditions[0]}" if conditions else ", without further condition"


def _conditions(exclusion: Exclusion) -> Iterator[str]:
    texts = dict(exclusion.text)
    if exclusion.notice is not None:
        counted = f", counted in {hours_words(exclusion.calendar or 'always')},"
        ahead = texts["notice"]
        if isinstance(exclusion.notice, OpenTime) or ahead[0].isdigit():
            yield f"it was announced at least {ahead}{counted} before it began"
        else:
            yield f"the {ahead} after its announcement{counted} was over before it began"
    if exclusion.inside is not None:
        yield f"it lies within these hours: {week_words(exclusion.inside.weekly)}"
    if exclusion.at_most is not None and exclusion.cap_per is not None:
        limit, window = duration_text(exclusion.at_most), _EACH[exclusion.cap_per.kind]
        yield f"no more than {limit} of it has been accepted in {window}, counted from the earliest"
    match exclusion.decided_by:
        case "both":
            yield "both sides have recorded a decision to accept it"
        case "provider" | "client":
            yield f"the {exclusion.decided_by} has recorded a decision to accept it"


# --- money ------------------------------------------------------------------------------------------------------------


def _credits(agreement: Agreement) -> Iterator[Said]:
    credits = agreement.credits
    if credits is None:
        yield Said("No credit follows from a missed promise.")
        return
    yield Said(f"For a missed promise with a table below, the client is credited a share of the {credits.of}.")
    for name, bands in credits.bands.items():
        steps = listed_words(_step_words(band) for band in bands)
        worst = " Only the worst step that holds is credited." if len(bands) > 1 else ""
        yield Said(f"{name}: {steps}.{worst}")
    yield Said(_incident_words(credits), not is_own(agreement, "one incident, several promises"))
    for place, cap in enumerate(credits.caps, start=1):
        yield Said(_cap_words(cap, place))
    if not credits.caps:
        yield Said("Nothing limits the credits of a month.")


def _step_words(band: Band) -> str:
    return f"{percent_words(band.credit)} when the figure is {band.side} {band.text}"


def _incident_words(credits: Credits) -> str:
    if credits.one_incident == "highest":
        return "One incident that hits several promises is credited once, with the highest of their credits."
    return "One incident that hits several promises is credited for each of them."


def _cap_words(cap: Cap, place: int) -> str:
    then = "Then all" if place > 1 else "All"
    limit = cap.text if cap.amount is not None else cap.text.replace(" of ", " of the ", 1)
    return f"{then} credits of one month together come to at most {limit}."


def _charges(agreement: Agreement) -> Iterator[Said]:
    if not agreement.charges:
        yield Said("The agreement names no charge.")
    for charge in agreement.charges:
        yield Said(
            f"{_charged(agreement, charge)} costs {charge.amount.text()} {charge.amount.currency} "
            f"{_EACH[charge.each.kind]}."
        )


def _charged(agreement: Agreement, charge: Charge) -> str:
    return f"{agreement.services[charge.service].title} ({charge.service})"


# --- rules ------------------------------------------------------------------------------------------------------------


def _rules(agreement: Agreement) -> Iterator[Said]:
    for rule in agreement.adopted:
        question = f"{rule.question[:1].upper()}{rule.question[1:]}"
        if rule.source == OWN:
            whom = f", for {rule.promise}" if rule.promise else ""
            yield Said(f"{question}{whom}, as this agreement says: {_plain(rule.answer).rstrip('.')}.")
        else:
            name = "the language itself" if rule.source == LANGUAGE else rule.source
            yield Said(f"{question} (from {name}): {_plain(rule.answer)}", is_adopted=True)


def _plain(answer: str) -> str:
    """An answer without the marks that set off words of the language."""
    return answer.replace("`", "")
