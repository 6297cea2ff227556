"""The statement: what was promised, what was measured, what follows, for one period, as frozen records.

Every figure that any document shows is a field here. Money is exact and already rounded (once, in `settle`); shares are
unreduced integer ratios with the text to print beside them; instants are int64 microseconds UTC.
"""

from dataclasses import dataclass
from typing import Literal

from upheld.measure.completeness import SourceLine
from upheld.measure.measurement import DayCell, Distribution
from upheld.quantities.money import Money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window

__all__ = [
    "AgreementRef",
    "AppliedCap",
    "ChargeLine",
    "CheckpointRef",
    "ClaimLine",
    "Credit",
    "CreditTotals",
    "EvidenceRef",
    "Figure",
    "ItemCounts",
    "ItemLine",
    "OutageLine",
    "Pending",
    "Result",
    "Statement",
    "TimeTotals",
    "Totals",
    "Verdict",
]

Verdict = Literal["met", "missed", "undetermined", "not-applicable"]


@dataclass(frozen=True, slots=True)
class AgreementRef:
    """Which revision was applied."""

    id: str
    revision: int
    digest: str
    title: str
    provider: str
    client: str
    zone: str
    currency: str
    profile: str


@dataclass(frozen=True, slots=True)
class CheckpointRef:
    """The head of the ledger that holds the facts: its origin, how many entries it has, and their root as base64."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Which facts were used: how many, a digest that does not depend on how they were filed, and the ledger that holds
    them, where they come from one.
    """

    facts: int
    digest: str
    checkpoint: CheckpointRef | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact figure and the text that shows it (truncated, never across its target)."""

    ratio: Ratio
    display: str


@dataclass(frozen=True, slots=True)
class TimeTotals:
    """Service time of the window in its four parts [us]; their sum is the service time."""

    up: int
    down: int
    excluded: int
    unknown: int


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """Judged items of the window."""

    met: int
    missed: int
    left_out: int
    open: int


@dataclass(frozen=True, slots=True)
class Credit:
    """What the miss is worth by the table, and what is paid after the one-incident rule and the caps (None in an
    excerpt); `steps` explain it in words.
    """

    calculated: Money
    applied: Money | None
    base: Money
    share: Ratio
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutageLine:
    """One outage that touches the window: real start and end, open time that counted [us], what was down, a note."""

    start: int
    end: int
    counted: int
    items: tuple[str, ...]
    note: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claimed exclusion: span asked, open time accepted and refused [us], why, and whether it flips the verdict."""

    id: str
    exclusion: str
    asserted_by: str
    start: int
    end: int
    accepted: int
    reasons: tuple[str, ...]
    decision: str | None
    flips: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item worth a line (missed, open, left out): its clock [us], or None where there is none, and why."""

    id: str
    outcome: Literal["met", "missed", "left-out", "open"]
    start: int | None
    due: int | None
    stop: int | None
    elapsed: int | None
    paused: int
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """One promise row in one window: the figure, the verdict, the consequence, and what made it so."""

    promise: str
    name: str  # printed name: `response.P1`
    group: tuple[tuple[str, str], ...]
    measure: str
    owed_by: Literal["provider", "client"]
    clause: str | None
    service: str | None
    target: str
    aim: str | None
    window: Window
    whole: Window
    value: Figure | None
    lower: Figure | None
    upper: Figure | None
    without_exclusions: Figure | None
    time: TimeTotals | None
    items: ItemCounts | None
    population: int | None
    verdict: Verdict
    verdict_without_exclusions: Verdict | None
    band: str | None  # the band's limit as written: "below 99.5%"
    credit: Credit | None
    notes: tuple[str, ...]
    outages: tuple[OutageLine, ...]
    days: tuple[DayCell, ...]
    claims: tuple[ClaimLine, ...]
    lines: tuple[ItemLine, ...]
    distribution: Distribution | None
    unit: Literal["share", "count", "duration"] = (
        "share"  # what `value` is; a duration is us over 1, or over n for a mean
    )
    title: str | None = None  # the promise as a person calls it
    service_title: str | None = None


@dataclass(frozen=True, slots=True)
class AppliedCap:
    """One cap in the order it was applied: its text, its amount, and the credits before and after it."""

    text: str
    window: str
    amount: Money
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class CreditTotals:
    """All credits of the statement: by the table, after the one-incident rule and the caps."""

    calculated: Money
    after_one_incident: Money
    applied: Money
    caps: tuple[AppliedCap, ...]


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One flat charge that falls in the period; `covered` is the share of its window the term covers."""

    service: str
    title: str
    window: Window
    amount: Money
    covered: Ratio


@dataclass(frozen=True, slots=True)
class Totals:
    """Charges of the period, credits applied against them, and what remains."""

    charges: Money
    credits: Money
    net: Money


@dataclass(frozen=True, slots=True)
class Pending:
    """A promise whose window has not ended with this period: shown so that nobody wonders where it is."""

    promise: str
    window: Window


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of one agreement for one period as known at `known_at`.

    An `excerpt` is of the promises it names alone, from the facts they need; money is settled in the whole statement,
    so it has no charges, and neither credits nor totals.
    """

    engine: str
    agreement: AgreementRef
    period: Window
    known_at: int
    evidence: EvidenceRef
    results: tuple[Result, ...]
    credits: CreditTotals | None
    charges: tuple[ChargeLine, ...]
    totals: Totals | None
    pending: tuple[Pending, ...]
    versions: tuple[tuple[str, str], ...]
    coverage: tuple[SourceLine, ...] | None = None  # None: made before statements said what evidence was received
    excerpt: tuple[str, ...] | None = None
