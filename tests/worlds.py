"""Small worlds to measure: an agreement from few words, facts from plain dicts, windows, and a call that measures them.

Everything is in UTC and GBP unless a test says otherwise. Instants are written `2026-03-10 10:00` (UTC) or with an
offset.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import count as numbers_from
from typing import Any, Final, Literal

import polars as pl
from hypothesis import Phase, settings

from upheld.agreements.model import (
    Agreement,
    AllOf,
    AnyOf,
    AvailabilityTerms,
    CountTerms,
    DeliveryTerms,
    Due,
    ElapsedTerms,
    Exclusion,
    ItemRef,
    Match,
    Measured,
    Parties,
    Party,
    Promise,
    RatioTerms,
    Row,
    Service,
    ShareTerms,
    Target,
    Term,
    UpWhen,
)
from upheld.agreements.sources import TieRule
from upheld.evidence.facts import Facts
from upheld.evidence.read import facts_from
from upheld.measure.measurement import Measurement
from upheld.measure.registry import measure_promise
from upheld.quantities.allowances import Allowance, EndOfWorkingDay, OpenTime
from upheld.quantities.calendars import Calendar, Holidays, Opening, Week, always
from upheld.quantities.instants import HOUR, parse_instant
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per, Window, period

__all__ = [
    "EXAMPLES",
    "MONTH",
    "agreement",
    "all_of",
    "any_of",
    "at",
    "availability",
    "calendar",
    "claim",
    "count",
    "day",
    "decision",
    "delivery",
    "down",
    "elapsed",
    "exclusion",
    "facts",
    "figure",
    "generated",
    "in_time",
    "measured",
    "measured_rows",
    "moment",
    "month",
    "promise",
    "ratio",
    "rows_by",
    "share",
    "states",
    "ticket",
    "where",
    "window",
]

EXAMPLES: Final = int(os.environ.get("UPHELD_EXAMPLES", "150"))
"""How many months a property generates; `UPHELD_EXAMPLES=1000` is the full proof."""

generated = settings(max_examples=EXAMPLES, phases=[phase for phase in Phase if phase is not Phase.explain])
"""Put on every property that compares the engine with a twin."""

MONTH: Final = Per("month")
LATER: Final = "2027-06-01 00:00"

Fact = dict[str, Any]


# --- time -------------------------------------------------------------------------------------------------------------


def at(text: str) -> int:
    """The instant [us UTC] of `2026-03-10 10:00[:30[.5]]`, in UTC unless it ends in an offset."""
    day, _, clock = text.replace("T", " ").partition(" ")
    clock = clock or "00:00"
    has_offset = clock.endswith("Z") or "+" in clock or "-" in clock
    body, offset = (clock, "") if has_offset else (clock, "Z")
    seconds = ":00" if body.count(":") == 1 and not has_offset else ""
    return parse_instant(f"{day}T{body}{seconds}{offset}")


def moment(instant: int) -> str:
    """The text of an instant [us UTC] as facts carry it, exact to the microsecond."""
    from_second, micros = divmod(instant, 1_000_000)
    text = pl.Series([from_second * 1_000_000]).cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%S")[0]
    return f"{text}.{micros:06d}Z"


def day(text: str) -> date:
    """A date from its text."""
    return date.fromisoformat(text)


def window(start: str, end: str) -> Window:
    """A window between any two instants."""
    return Window(f"{start} to {end}", at(start), at(end))


def month(label: str, zone: str = "UTC") -> Window:
    """The window a label names: 2026-03, 2026-Q1, 2026, 2026-03-05."""
    return period(label, zone)


def calendar(name: str, zone: str = "UTC", *, off: Iterable[date] = (), **days: str) -> Calendar:
    """Opening hours by weekday, `calendar("office", mon="08:00-12:00 13:00-17:00", tue="22:00-06:00")`; `off` are
    holidays, `weekdays` is Monday to Friday, `daily` every day.
    """
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    groups = {"daily": names, "weekdays": names[:5]}
    hours = {day: text for key, text in days.items() for day in groups.get(key, (key,))}
    week: Week = tuple(_openings(hours.get(day, "")) for day in names)  # type: ignore[assignment]
    return Calendar(name, zone, week, Holidays.listed(off) if off else None)


def _openings(text: str) -> tuple[Opening, ...]:
    pairs = [tuple(_seconds(edge) for edge in piece.split("-")) for piece in text.split()]
    return tuple(Opening(opens, closes if closes > opens else closes + 86_400) for opens, closes in pairs)


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


# --- what was promised ------------------------------------------------------------------------------------------------


def agreement(*promises: Promise, zone: str = "UTC", **parts: Any) -> Agreement:
    """An agreement of 2025 to 2027 with these promises: service `portal` is up when item `web` is, `desk` is a desk.

    Any field may be given: `calendars`, `services`, `sources`, `exclusions` as lists, the rest as the record holds it.
    """
    fields: dict[str, Any] = {
        "id": "acme",
        "title": "Acme",
        "revision": 1,
        "effective": date(2025, 1, 1),
        "profile": "upheld/2026",
        "currency": "GBP",
        "term": Term(date(2025, 1, 1), date(2027, 12, 31)),
        "parties": Parties(Party("Northgate"), Party("Acme")),
        "credits": None,
        "charges": (),
        "adopted": (),
        "digest": "sha256:0",
        "fixed": {},
    } | parts
    calendars = [always(zone), calendar("office", zone, weekdays="08:00-18:00"), *parts.get("calendars", ())]
    services = [_service("portal", ItemRef("web")), _service("desk", None), *parts.get("services", ())]
    fields |= {
        "zone": zone,
        "calendars": {each.name: each for each in calendars},
        "services": {each.id: each for each in services},
        "exclusions": {each.id: each for each in parts.get("exclusions", ())},
        "sources": {each.id: each for each in parts.get("sources", ())},
        "promises": {each.id: each for each in promises},
    }
    return Agreement(**fields)


def _service(name: str, up_when: UpWhen | None) -> Service:
    return Service(name, name, None, up_when)


def any_of(*items: str) -> AnyOf:
    """Up when one of the items is."""
    return AnyOf(tuple(ItemRef(item) for item in items))


def all_of(*items: str) -> AllOf:
    """Up when every item is."""
    return AllOf(tuple(ItemRef(item) for item in items))


def promise(name: str, measure: str, terms: Measured, **fields: Any) -> Promise:
    """A promise of the provider per month in one row, always, at least 99.9%, with the fields given changed."""
    target = fields.pop("target", Target("at-least", "at least 99.9%", Ratio(999, 1000), is_percent=True))
    during = fields.pop("during", "always")
    whole: dict[str, Any] = {
        "clause": None,
        "owed_by": "provider",
        "service": None,
        "per": MONTH,
        "partial": "measure-and-prorate",
        "by": None,
        "rows": (Row(None, during, target),),
        "excludes": (),
        "small_sample": None,
    }
    return Promise(id=name, measure=measure, terms=terms, **(whole | fields))


def availability(
    *,
    minimum: int = 0,
    weight: Ratio | None = None,
    missing: Literal["unknown", "down", "up", "leave-out"] = "unknown",
    rectify: int | None = None,
    **fields: Any,
) -> Promise:
    """`availability/1` of the portal; `minimum` and `rectify` [us]."""
    limit = fields.pop("unknown_limit", Ratio(2, 100))
    heard, tie = fields.pop("sources", ()), fields.pop("tie", TieRule())
    terms = AvailabilityTerms(minimum, weight or Ratio(0, 1), missing, limit, rectify, heard, tie)
    return promise("portal", "availability/1", terms, **({"service": "portal"} | fields))


def elapsed(**fields: Any) -> Promise:
    """`elapsed/1` of incidents at the desk, reported to restored, by the rules of the profile."""
    terms: dict[str, Any] = {
        "of": "incident",
        "start": "reported",
        "stop": "restored",
        "pauses": (),
        "cohort": "due",
        "reopen": "resume",
        "reopen_within": EndOfWorkingDay(5),
        "raised": "earlier-of-change-and-old",
        "lowered": "from-creation",
        "where": None,
        "unless": None,
    }
    own = {key: fields.pop(key) for key in list(fields) if key in terms}
    usual = {"service": "desk", "target": in_time("95%", OpenTime(4 * HOUR))}
    return promise("resolution", "elapsed/1", ElapsedTerms(**(terms | own)), **(usual | fields))


def in_time(share_owed: str, allowance: Allowance) -> Target:
    """At least this share inside the allowance."""
    return Target("share-within", f"{share_owed} in time", Ratio.parse_percent(share_owed), allowance=allowance)


def rows_by(during: Mapping[str, str], **allowances: Allowance) -> dict[str, Any]:
    """Promise fields for rows by priority, most urgent first: their hours, and 95% within an allowance each."""
    rows = [Row(name, during.get(name, "always"), in_time("95%", each)) for name, each in allowances.items()]
    return {"by": "priority", "rows": tuple(rows)}


def share(of: str, condition: Match, *, counted_by: str = "resolved", **fields: Any) -> Promise:
    """`share/1`: members of the population that fulfil the condition."""
    terms = ShareTerms(of, condition, fields.pop("unless", None), fields.pop("among", None), counted_by)
    return promise("share", "share/1", terms, **fields)


def ratio(**fields: Any) -> Promise:
    """`ratio/1`: good over total."""
    return promise("ratio", "ratio/1", RatioTerms(fields.pop("where", None), fields.pop("unless", None)), **fields)


def count(event: str, limit: int, **fields: Any) -> Promise:
    """`count/1` of an event of incidents, at most `limit`."""
    terms = CountTerms("incident", event, fields.pop("where", None), fields.pop("unless", None))
    usual = {"target": Target("at-most", f"at most {limit}", Ratio(limit, 1))}
    return promise("count", "count/1", terms, **(usual | fields))


def delivery(due: Due, **fields: Any) -> Promise:
    """`delivery/1`: every one of the obligations."""
    usual = {"target": Target("every-one", "every one"), "during": "office"}
    return promise("report", "delivery/1", DeliveryTerms(due), **(usual | fields))


def where(**tests: str) -> Match:
    """A condition: `where(priority="P1 P2", score=">= 4")`; dashes in names are written as underscores."""
    return Match(tuple(_condition(name.replace("_", "-"), text) for name, text in tests.items()))


def _condition(name: str, text: str) -> tuple[str, Any, tuple[str, ...]]:
    first, _, rest = text.partition(" ")
    return (name, first, (rest,)) if first in {">=", ">", "<=", "<", "!="} else (name, "in", tuple(text.split()))


# --- what happened ----------------------------------------------------------------------------------------------------


def states(item: str, history: Mapping[str, str], source: str = "probe") -> list[Fact]:
    """State facts of an item: instant to state, `{"2026-03-01": "up"}`."""
    return [{"kind": "state", "source": source, "item": item, "at": when, "state": s} for when, s in history.items()]


def ticket(name: str, history: Mapping[str, str], **attributes: str) -> list[Fact]:
    """Work facts of an incident: instant to event. The first one sets the attributes.

    `paused:awaiting-client` gives a reason, `replied/client` a side (the provider's human in public unless said),
    `reclassified=P1` sets the priority; `,` separates events of one instant.
    """
    found: list[Fact] = []
    for when, texts in history.items():
        found += [
            {"kind": "work", "work": name, "type": "incident", "at": when, **_event(text)} for text in texts.split(",")
        ]
    return [{**fact, "set": (attributes if not place else {}) | fact["set"]} for place, fact in enumerate(found)]


def _event(text: str) -> Fact:
    text, _, priority = text.partition("=")
    text, _, reason = text.partition(":")
    event, _, side = text.partition("/")
    found: Fact = {"event": event, "actor": {"side": side or "provider", "kind": "human"}, "reason": reason or None}
    return found | {"set": {"priority": priority} if priority else {}, "public": True if event == "replied" else None}


def facts(*groups: Fact | list[Fact]) -> Facts:
    """Checked facts from plain dicts; `id` and `source` may be left out, instants may be written short."""
    serial = numbers_from(1)
    by_kind: dict[str, list[Fact]] = {}
    for group in groups:
        for fact in group if isinstance(group, list) else [group]:
            flat = _flat({"source": "desk", "id": f"f{next(serial):05d}"} | fact)
            by_kind.setdefault(flat.pop("kind"), []).append(flat)
    found, problems = facts_from({kind: _frame(rows) for kind, rows in by_kind.items()}, "world")
    assert found is not None, problems
    return found


_INSTANTS = ("at", "learned_at", "from", "until", "announced_at")


def _flat(fact: Fact) -> Fact:
    flat: Fact = {}
    for name, value in fact.items():
        nested = value if isinstance(value, dict) else {None: value}
        for inner, each in nested.items():
            flat[name if inner is None else f"{name}.{inner}"] = each
    short = {name: flat[name] for name in _INSTANTS if flat.get(name) is not None}
    return flat | {name: value if "T" in value else moment(at(value)) for name, value in short.items()}


def _frame(rows: list[Fact]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    said = {name: values for name, values in columns.items() if any(value is not None for value in values)}
    return pl.DataFrame(said, schema_overrides={"items": pl.List(pl.String)} if "items" in said else None)


# --- what comes out ---------------------------------------------------------------------------------------------------


def measured_rows(
    world: Agreement | Promise, happened: Facts | list[Fact], during: Window | str, *, known: str = LATER
) -> list[Measurement]:
    """The measurement of every row of the first promise in one window; a promise stands in an agreement alone."""
    whole = world if isinstance(world, Agreement) else agreement(world)
    first = next(iter(whole.promises.values()))
    frame = during if isinstance(during, Window) else month(during, whole.zone)
    known_facts = happened if isinstance(happened, Facts) else facts(happened)
    return measure_promise(whole, first, facts=known_facts, windows=[(frame, frame)], known_at=at(known))


def measured(
    world: Agreement | Promise, happened: Facts | list[Fact], during: Window | str, *, known: str = LATER
) -> Measurement:
    """The measurement of the first row of the first promise in one window."""
    return measured_rows(world, happened, during, known=known)[0]


def figure(measurement: Measurement) -> str | None:
    """The figure as numerator/denominator in lowest terms, `None` when there is none."""
    return None if measurement.value is None else str(measurement.value.fraction())


def exclusion(name: str, effect: str = "leave-out", **fields: Any) -> Exclusion:
    """An exclusion that needs nothing but what the fields say."""
    return replace(Exclusion(name, "leave-out" if effect == "leave-out" else "count-as-up"), **fields)


def claim(name: str, start: str, end: str, **fields: Any) -> Fact:
    """A claimed window of the exclusion `maintenance` on the portal; a time alone is on 2026-03-10."""
    span = {"from": _on_the_tenth(start), "until": _on_the_tenth(end)}
    usual = {"exclusion": "maintenance", "items": ["portal"], "asserted_by": "provider"}
    return {"kind": "window", "window": name} | usual | span | fields


def decision(about: str, outcome: str, *, side: str = "client", when: str = "2026-03-20") -> Fact:
    """A decision by a side."""
    said = {"about": about, "outcome": outcome, "by": {"side": side}, "at": when}
    return {"kind": "decision", "decision": f"D-{about}-{when}"} | said


def down(*spells: str, item: str = "web") -> list[Fact]:
    """An item that is up from 2026-01-01 but for these spells on 2026-03-10: `10:00-10:10`, or with dates."""
    history = {"2026-01-01": "up"}
    for start, _, end in (spell.partition(" to ") if " to " in spell else spell.partition("-") for spell in spells):
        history |= {_on_the_tenth(start): "down", _on_the_tenth(end): "up"}
    return states(item, history)


def _on_the_tenth(text: str) -> str:
    return f"2026-03-10 {text}" if len(text) <= len("10:00:30") else text
