"""What was promised: one frozen record per noun of the agreement, exactly as a revision says it.

Values only. Loading, checking and explaining live beside this file; how a promise is measured lives in `measure`.
Every text a person wrote that a reader should see again (a target, a base) is kept as written next to its meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from upheld.agreements.sources import EvidenceSource, TieRule
from upheld.quantities.allowances import Allowance
from upheld.quantities.calendars import Calendar
from upheld.quantities.money import Money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per

__all__ = [
    "Adopted",
    "Agreement",
    "AllOf",
    "AnyOf",
    "AtLeastOf",
    "AvailabilityTerms",
    "Band",
    "Base",
    "Cap",
    "Charge",
    "CountTerms",
    "Credits",
    "DeliveryTerms",
    "Due",
    "ElapsedTerms",
    "Exclusion",
    "ItemRef",
    "Match",
    "Measured",
    "Parties",
    "Party",
    "Promise",
    "RatioTerms",
    "Row",
    "Service",
    "ShareTerms",
    "SmallSample",
    "Target",
    "Term",
    "UpWhen",
]


@dataclass(frozen=True, slots=True)
class Party:
    """A side of the agreement, named as in its heading."""

    name: str


@dataclass(frozen=True, slots=True)
class Parties:
    """The provider who runs the services and the client who receives them."""

    provider: Party
    client: Party


@dataclass(frozen=True, slots=True)
class Term:
    """First and last day the agreement runs, both included, in its own zone."""

    start: date
    end: date
    notice: str | None = None
    renews_for: str | None = None


# --- when is a service up ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemRef:
    """One item of the register: up when it is up."""

    item: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Up when at least one part is up."""

    parts: "tuple[UpWhen, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Up when every part is up."""

    parts: "tuple[UpWhen, ...]"


@dataclass(frozen=True, slots=True)
class AtLeastOf:
    """Up when at least `count` parts are up."""

    count: int
    parts: "tuple[UpWhen, ...]"


UpWhen = ItemRef | AnyOf | AllOf | AtLeastOf


@dataclass(frozen=True, slots=True)
class Service:
    """A thing the client buys. `up_when` is None for a service that has no availability (a desk)."""

    id: str
    title: str
    pack: str | None
    up_when: UpWhen | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A reason for which time does not count, and what must be true before it is accepted.

    `notice` is the shortest time between announcement and start, `inside` the only hours in which it may lie, `at_most`
    the most open time [us] accepted per `cap_per` window, first come by start. `decided_by` names the side whose
    recorded decision it needs; None needs none. `effect`: `leave-out` shrinks the denominator, `count-as-up` does not.
    """

    id: str
    effect: Literal["leave-out", "count-as-up"]
    notice: Allowance | None = None
    inside: Calendar | None = None
    at_most: int | None = None
    cap_per: Per | None = None
    decided_by: Literal["provider", "client", "both"] | None = None
    calendar: str | None = None
    text: tuple[tuple[str, str], ...] = ()


# --- promises ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Match:
    """A condition on attributes: every key must hold. `tests` are (attribute, comparison, values).

    Comparison `in` compares texts with any of `values`, `!=` with the one value; `>=`, `>`, `<=`, `<` compare exact
    decimals with the one value.
    """

    tests: tuple[tuple[str, Literal["in", ">=", ">", "<=", "<", "!="], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What is owed, as written in `text`, and as compared.

    kind `at-least`, `at-most`: the figure against `limit` (a share: 99.9% is 999/1000; a number: n/1).
    kind `share-within`: at least `limit` of the items inside `allowance`. kind `every-within`: all of them.
    kind `mean-at-most`, `percentile-at-most` (`percentile` 1..100, whole or decimal as Ratio of 100): the statistic of
    elapsed time against `allowance`. kind `every-one`: all obligations done.
    """

    kind: Literal[
        "at-least", "at-most", "share-within", "every-within", "mean-at-most", "percentile-at-most", "every-one"
    ]
    text: str
    limit: Ratio | None = None
    is_percent: bool = False
    allowance: Allowance | None = None
    percentile: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a promise: the value of `by` it is for (None without `by`), its hours and its target."""

    value: str | None
    during: str
    target: Target
    aim: Target | None = None


@dataclass(frozen=True, slots=True)
class SmallSample:
    """What happens below `below` items: `report-only` (no verdict) or `allow` that many misses."""

    below: int
    then: Literal["report-only", "allow"]
    allow: int = 0


@dataclass(frozen=True, slots=True)
class AvailabilityTerms:
    """Parameters of `availability/1`. Durations [us]; limits and weights as exact ratios."""

    minimum_outage: int
    degraded_weight: Ratio  # share of degraded time that counts as up: 0/1 down, 1/1 up
    missing: Literal["unknown", "down", "up", "leave-out"]
    unknown_limit: Ratio
    rectify_within: int | None  # outages repaired within this time [us] do not count; longer ones do, from their start
    sources: tuple[str, ...] = ()  # whose states count; all where none is named
    sources_differ: TieRule = field(default_factory=TieRule)


@dataclass(frozen=True, slots=True)
class ElapsedTerms:
    """Parameters of `elapsed/1`; event names are those of the work lifecycle plus the derived `first-human-reply`."""

    of: str
    start: str  # language key `from`
    stop: str  # language key `to`
    pauses: tuple[str, ...]
    cohort: Literal["due", "opened", "resolved", "breached"]
    reopen: Literal["resume", "ignore", "count-gap", "restart"]
    reopen_within: Allowance
    raised: Literal["earlier-of-change-and-old", "from-creation", "from-change", "keep"]
    lowered: Literal["from-creation", "from-change", "keep"]
    where: Match | None
    unless: Match | None


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """Parameters of `share/1`.

    `of`: survey, item, delivery, or a work type. `counted_by`: the event that puts work in a window.
    """

    of: str
    where: Match
    unless: Match | None
    among: Match | None  # narrows the population before `where` asks the question
    counted_by: str | None  # None for survey, item and delivery, which have one date of their own


@dataclass(frozen=True, slots=True)
class RatioTerms:
    """Parameters of `ratio/1`: which count facts are pooled."""

    where: Match | None
    unless: Match | None


@dataclass(frozen=True, slots=True)
class CountTerms:
    """Parameters of `count/1`: how many `event`s happened to work of type `of`."""

    of: str
    event: str
    where: Match | None
    unless: Match | None


@dataclass(frozen=True, slots=True)
class Due:
    """When an obligation falls due.

    `after-each`: `allowance` after the end of each `each` window (occurrences are named by that window).
    `every`: every `step` `unit`s from `start`, due on the end of that day (occurrences are named by the due date);
    `schedule` fixed keeps the grid whatever was done, floating counts from the last time it was done.
    """

    kind: Literal["after-each", "every"]
    text: str
    each: Per | None = None
    allowance: Allowance | None = None
    step: int = 1
    unit: Literal["day", "week", "month", "year"] = "month"
    start: date | None = None
    schedule: Literal["fixed", "floating"] = "fixed"
    tolerance_days: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """Parameters of `delivery/1`."""

    due: Due


Measured = AvailabilityTerms | ElapsedTerms | ShareTerms | RatioTerms | CountTerms | DeliveryTerms


@dataclass(frozen=True, slots=True)
class Promise:
    """Anything one side owes the other that can be measured."""

    id: str
    clause: str | None
    measure: str  # `availability/1`, ...
    owed_by: Literal["provider", "client"]
    service: str | None
    per: Per
    partial: Literal["measure-and-prorate", "skip"]
    by: str | None
    rows: tuple[Row, ...]
    excludes: tuple[str, ...]
    terms: Measured
    small_sample: SmallSample | None
    title: str | None = None


# --- money ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a credit table: the credit for a figure on the wrong side of `limit`; the worst that holds wins."""

    side: Literal["below", "above"]
    limit: Ratio
    credit: Ratio  # share of the base
    text: str  # the limit as written, "99.9%"


Base = Literal["monthly charge of the service", "total monthly charge"]


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that all credits of one month may come to: a share of a base, or an amount."""

    text: str
    share: Ratio | None = None
    of: Base | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """The credit regime `bands`: the printed name of a promise row (`response.P1`) and its steps, mildest first."""

    of: Base
    bands: Mapping[str, tuple[Band, ...]]
    one_incident: Literal["highest", "sum"]
    caps: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """A flat charge of a service, each month, quarter or year."""

    service: str
    each: Per
    amount: Money


@dataclass(frozen=True, slots=True)
class Adopted:
    """One answer in force: question and answer in words, whose it is, and which promise overrode it (None for all)."""

    question: str
    answer: str
    source: str  # the profile's name, or "this agreement"
    promise: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One revision of one agreement. `digest` is the SHA-256 of its canonical form."""

    id: str
    title: str
    revision: int
    effective: date
    profile: str
    zone: str
    currency: str
    term: Term
    parties: Parties
    calendars: Mapping[str, Calendar]
    services: Mapping[str, Service]
    exclusions: Mapping[str, Exclusion]
    promises: Mapping[str, Promise]
    credits: Credits | None
    charges: tuple[Charge, ...]
    adopted: tuple[Adopted, ...]
    digest: str
    fixed: Mapping[str, str]  # versions this revision was read with: language, holidays, zone data
    sources: Mapping[str, EvidenceSource] = field(default_factory=dict)
