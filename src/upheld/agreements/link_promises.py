"""The link of promises: rows, conditions and the terms of each measure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, cast

from upheld.agreements.form import Form, Said
from upheld.agreements.grammar.conditions import Comparison, Leeway, Sign
from upheld.agreements.model import (
    AvailabilityTerms,
    CountTerms,
    DeliveryTerms,
    Due,
    ElapsedTerms,
    Match,
    Measured,
    Promise,
    RatioTerms,
    Row,
    ShareTerms,
    SmallSample,
    Target,
)
from upheld.agreements.order import natural
from upheld.agreements.rows import FormRow, rows_of
from upheld.agreements.sources import TieRule
from upheld.quantities.allowances import Allowance, EndOfWorkingDay, SameTimeOnWorkingDay
from upheld.quantities.calendars import Calendar
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per, PerKind

__all__ = ["linked_promise", "working_calendar"]

_Cohort = Literal["due", "opened", "resolved", "breached"]
_Reopen = Literal["resume", "ignore", "count-gap", "restart"]
_Raised = Literal["earlier-of-change-and-old", "from-creation", "from-change", "keep"]
_Lowered = Literal["from-creation", "from-change", "keep"]


def linked_promise(name: str, form: Form, *, calendars: Mapping[str, Calendar]) -> Promise:
    """The promise that a form says."""
    measure = form.need("measure", str)
    hours = _usual_hours(form, calendars)
    rows = sorted(rows_of(form), key=lambda row: natural(row.value.text) if row.value else [])
    return Promise(
        id=name,
        clause=form.value("clause", str),
        measure=measure,
        owed_by="client" if form.value("owed_by", str) == "client" else "provider",
        service=form.value("service", str),
        per=Per(cast(PerKind, form.value("per", str) or "month")),
        partial=cast(Literal["measure-and-prorate", "skip"], form.need("partial", str)),
        by=form.value("by", str),
        rows=tuple(_row(row, hours) for row in rows),
        excludes=tuple(said.text for said in form.words("excludes")),
        terms=_TERMS[measure](form),
        small_sample=_small_sample(form.form("small_sample")),
        title=form.value("title", str),
    )


def working_calendar(calendars: Mapping[str, Calendar]) -> str:
    """The one calendar besides `always`, in which working days are counted when no other is named."""
    return next(name for name in calendars if name != "always")


def _usual_hours(form: Form, calendars: Mapping[str, Calendar]) -> str:
    """The hours of a row that names none: for working days of a delivery the one calendar there is, else `always`."""
    due = form.value("due", Due)
    if due is not None and isinstance(due.allowance, EndOfWorkingDay | SameTimeOnWorkingDay):
        return working_calendar(calendars) if not form.has("during") else "always"
    return "always"


def _row(row: FormRow, hours: str) -> Row:
    target, aim = (said.value if said is not None else None for said in (row.target, row.aim))
    assert isinstance(target, Target)  # noqa: S101 - every row has a target by now
    return Row(
        value=row.value.text if row.value else None,
        during=row.during.text if row.during else hours,
        target=target,
        aim=aim if isinstance(aim, Target) else None,
    )


def _small_sample(form: Form) -> SmallSample | None:
    if not form.fields:
        return None
    leeway = form.need("then", Leeway)
    return SmallSample(form.need("below", int), leeway.then, leeway.allow)


def _availability(form: Form) -> AvailabilityTerms:
    degraded = form.form("degraded").value("weight", Ratio)
    return AvailabilityTerms(
        minimum_outage=form.need("minimum_outage", int),
        degraded_weight=Ratio(int(form.value("degraded", str) == "up"), 1) if degraded is None else degraded,
        missing=cast(Literal["unknown", "down", "up", "leave-out"], form.need("missing", str)),
        unknown_limit=form.need("unknown_limit", Ratio),
        rectify_within=form.value("rectify_within", int),
        sources=tuple(said.text for said in form.words("sources")),
        sources_differ=form.value("sources_differ", TieRule) or TieRule(),
    )


def _elapsed(form: Form) -> ElapsedTerms:
    reopen, reclassify = form.form("reopen"), form.form("reclassify")
    within = reopen.fields.get("within")
    return ElapsedTerms(
        of=form.need("of", str),
        start=form.need("from", str),
        stop=form.need("to", str),
        pauses=tuple(said.text for said in form.words("pauses")),
        cohort=cast(_Cohort, form.need("cohort", str)),
        reopen=cast(_Reopen, reopen.value("then", str) or "ignore"),
        reopen_within=_allowance(within) if isinstance(within, Said) else EndOfWorkingDay(5),
        raised=cast(_Raised, reclassify.need("raised", str)),
        lowered=cast(_Lowered, reclassify.need("lowered", str)),
        where=_match(form, "where"),
        unless=_match(form, "unless"),
    )


def _share(form: Form) -> ShareTerms:
    where = _match(form, "where")
    assert where is not None  # noqa: S101 - the shape needs it
    return ShareTerms(
        of=form.need("of", str),
        where=where,
        unless=_match(form, "unless"),
        among=_match(form, "among"),
        counted_by=form.value("counted_by", str),
    )


def _ratio(form: Form) -> RatioTerms:
    return RatioTerms(_match(form, "where"), _match(form, "unless"))


def _count(form: Form) -> CountTerms:
    return CountTerms(form.need("of", str), form.need("event", str), _match(form, "where"), _match(form, "unless"))


def _delivery(form: Form) -> DeliveryTerms:
    due = form.need("due", Due)
    schedule = cast(Literal["fixed", "floating"], form.need("schedule", str))
    return DeliveryTerms(replace(due, schedule=schedule, tolerance_days=form.value("tolerance", int) or 0))


_TERMS: Mapping[str, Callable[[Form], Measured]] = MappingProxyType(
    {
        "availability/1": _availability,
        "elapsed/1": _elapsed,
        "share/1": _share,
        "ratio/1": _ratio,
        "count/1": _count,
        "delivery/1": _delivery,
    }
)


def _allowance(said: Said) -> Allowance:
    assert isinstance(said.value, Allowance)  # noqa: S101 - the grammar of notices gives one
    return said.value


def _match(form: Form, key: str) -> Match | None:
    """The condition under a key, its attributes in the order of their names."""
    table = form.form(key)
    tests = tuple(_test(table, name) for name in sorted(table.fields))
    return Match(tests) if tests else None


def _test(table: Form, name: str) -> tuple[str, Sign, tuple[str, ...]]:
    """The condition on one attribute; a list of texts is one of them."""
    tests = [said.value for said in table.words(name) if isinstance(said.value, Comparison)]
    return name, tests[0].comparison, tuple(test.value for test in tests)
