"""The link: from a form in which everything is said and nothing contradicts itself to the frozen agreement.

Named parts stand in the order of their names (numbers in them by value), whatever their order in the file: the digest
does not depend on that order, so nothing that follows from the agreement may either.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeVar, cast

from upheld.agreements.canonical import digest
from upheld.agreements.default import Ruled
from upheld.agreements.form import Filled, Form, Said, written
from upheld.agreements.grammar.durations import TimeCap
from upheld.agreements.grammar.targets import Limit
from upheld.agreements.link_promises import linked_promise, working_calendar
from upheld.agreements.model import (
    Agreement,
    AllOf,
    AnyOf,
    AtLeastOf,
    Band,
    Base,
    Cap,
    Charge,
    Credits,
    Exclusion,
    ItemRef,
    Parties,
    Party,
    Service,
    Term,
    UpWhen,
)
from upheld.agreements.order import natural
from upheld.agreements.profile import NO_PROFILE
from upheld.agreements.sources import EvidenceSource
from upheld.agreements.weeks import dates_of, week_of
from upheld.quantities.allowances import Allowance, EndOfWorkingDay, SameTimeOnWorkingDay
from upheld.quantities.calendars import Calendar, Holidays, always
from upheld.quantities.money import money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per, PerKind

__all__ = ["link"]

_T = TypeVar("_T")
_WRITTEN_TERMS = ("notice", "inside", "at_most", "decided_by")


def link(ruled: Ruled) -> Agreement:
    """The agreement that a ruled form says."""
    form = ruled.form
    zone, currency = form.need("timezone", str), form.need("currency", str)
    calendars = {
        "always": always(zone),
        **_named(form, "calendars", make=lambda name, each: _calendar(name, each, zone=zone)),
    }
    exclusions = _named(
        form, "exclusions", make=lambda name, each: _exclusion(name, each, zone=zone, calendars=calendars)
    )
    return Agreement(
        id=form.need("agreement", str),
        title=form.need("title", str),
        revision=form.need("revision", int),
        effective=form.need("effective", date),
        profile=form.value("rules", str) or NO_PROFILE,
        zone=zone,
        currency=currency,
        term=_term(form.form("term")),
        parties=_parties(form.form("parties")),
        calendars=MappingProxyType(calendars),
        services=MappingProxyType(_named(form, "services", make=_service)),
        exclusions=MappingProxyType(exclusions),
        promises=MappingProxyType(
            _named(form, "promises", make=lambda name, each: linked_promise(name, each, calendars=calendars))
        ),
        credits=_credits(form.form("credits"), currency) if form.has("credits") else None,
        charges=tuple(_named(form, "charges", make=lambda name, each: _charge(name, each, currency=currency)).values()),
        adopted=ruled.adopted,
        digest=digest(form),
        fixed=MappingProxyType(_fixed(form, calendars)),
        sources=MappingProxyType(_named(form, "sources", make=_source)),
    )


def _named(form: Form, key: str, *, make: Callable[[str, Form], _T]) -> dict[str, _T]:
    """The entries of a table in the order of their names."""
    entries = {name.text: entry for name, entry in form.forms(key)}
    return {name: make(name, entries[name]) for name in sorted(entries, key=natural)}


def _term(form: Form) -> Term:
    notice = form.fields.get("notice")
    return Term(
        start=form.need("start", date),
        end=form.need("end", date),
        notice=None if notice is None else written(notice),
        renews_for=form.value("renews_for", str),
    )


def _parties(form: Form) -> Parties:
    provider, client = (Party(form.form(side).need("name", str)) for side in ("provider", "client"))
    return Parties(provider, client)


def _calendar(name: str, form: Form, *, zone: str) -> Calendar:
    return Calendar(
        name=name,
        zone=form.value("timezone", str) or zone,
        weekly=week_of(form.form("open")),
        holidays=_holidays(form),
        dates=MappingProxyType(dates_of(form.form("dates"))),
    )


def _holidays(form: Form) -> Holidays | None:
    holidays = form.fields.get("holidays")
    if holidays is None:
        return None
    if isinstance(holidays, Said):
        return Holidays.named(holidays.text)
    return Holidays.listed(said.value for said in form.words("holidays") if isinstance(said.value, date))


def _service(name: str, form: Form) -> Service:
    up_when = form.fields.get("up_when")
    return Service(
        name, form.need("title", str), form.value("pack", str), None if up_when is None else _up_when(up_when)
    )


def _up_when(filled: Filled) -> UpWhen:
    if not isinstance(filled, Form):
        return ItemRef(written(filled))
    at_least = filled.form("at_least")
    if at_least.fields:
        return AtLeastOf(at_least.need("count", int), tuple(_up_when(part) for part in at_least.parts("of")))
    if filled.has("any"):
        return AnyOf(tuple(_up_when(part) for part in filled.parts("any")))
    return AllOf(tuple(_up_when(part) for part in filled.parts("all")))


def _source(name: str, form: Form) -> EvidenceSource:
    return EvidenceSource(
        id=name,
        side=cast(Literal["provider", "client", "third-party"], form.need("side", str)),
        interval=form.value("interval", int),
        tolerance=form.value("tolerance", Ratio),
        items=tuple(said.text for said in form.words("items")),
        is_numbered=form.value("numbered", bool) is True,
    )


def _exclusion(name: str, form: Form, *, zone: str, calendars: Mapping[str, Calendar]) -> Exclusion:
    said = form.fields.get("notice")
    notice = said.value if isinstance(said, Said) and isinstance(said.value, Allowance) else None
    inside = Calendar(f"{name}.inside", zone, week_of(form.form("inside"))) if form.has("inside") else None
    cap = form.value("at_most", TimeCap)
    return Exclusion(
        id=name,
        effect=cast(Literal["leave-out", "count-as-up"], form.need("effect", str)),
        notice=notice,
        inside=inside,
        at_most=cap.micros if cap else None,
        cap_per=cap.per if cap else None,
        decided_by=cast(Literal["provider", "client", "both"] | None, form.value("decided_by", str)),
        calendar=form.value("calendar", str) or _notice_calendar(notice, calendars),
        text=tuple((key, written(form.fields[key])) for key in _WRITTEN_TERMS if key in form.fields),
    )


def _notice_calendar(notice: Allowance | None, calendars: Mapping[str, Calendar]) -> str | None:
    """Working days are counted in the one calendar there is, other notices round the clock; None without notice."""
    if notice is None:
        return None
    return working_calendar(calendars) if isinstance(notice, EndOfWorkingDay | SameTimeOnWorkingDay) else "always"


def _credits(form: Form, currency: str) -> Credits:
    bands = form.form("bands")
    names = sorted(bands.fields, key=natural)
    return Credits(
        of=cast(Base, form.need("of", str)),
        bands=MappingProxyType({name: _bands(bands, name) for name in names}),
        one_incident=cast(Literal["highest", "sum"], form.need("one_incident", str)),
        caps=tuple(_cap(cap, currency) for cap in form.parts("caps") if isinstance(cap, Form)),
    )


def _bands(tables: Form, name: str) -> tuple[Band, ...]:
    """The steps of one table, mildest first."""
    steps = [_band(part) for part in tables.parts(name) if isinstance(part, Form)]
    return tuple(sorted(steps, key=lambda step: step.limit.fraction(), reverse=steps[0].side == "below"))


def _band(form: Form) -> Band:
    side: Literal["below", "above"] = "below" if form.has("below") else "above"
    limit = form.need(side, Limit)
    return Band(side, limit.ratio, form.need("credit", Ratio), limit.text)


def _cap(form: Form, currency: str) -> Cap:
    text = written(form.fields["at_most"])
    share, amount = form.value("at_most", Ratio), form.value("at_most", str)
    if amount is not None:
        return Cap(f"{text} {currency}", amount=money(amount, currency))
    base = form.need("of", str)
    return Cap(f"{text} of {base}", share=share, of=cast(Base, base))


def _charge(service: str, form: Form, *, currency: str) -> Charge:
    each = cast(PerKind, form.need("each", str))
    return Charge(service, Per(each), money(form.need("amount", str), currency))


def _fixed(form: Form, calendars: Mapping[str, Calendar]) -> dict[str, str]:
    """What this revision was read with: the language, and the holiday library where a named set is used."""
    fixed = {"language": form.need("upheld", str)}
    for calendar in calendars.values():
        if calendar.holidays is not None and calendar.holidays.version is not None:
            fixed["holidays"] = calendar.holidays.version
    return fixed
