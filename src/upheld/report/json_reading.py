"""The statement out of the JSON that `upheld.report.json` writes, key by key."""

from collections.abc import Mapping
from typing import Any

from upheld.measure.measurement import DayCell, Distribution
from upheld.quantities.instants import parse_instant
from upheld.quantities.money import Money, money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window
from upheld.report.coverage import read_coverage
from upheld.settle.statement import (
    AgreementRef,
    AppliedCap,
    ChargeLine,
    CheckpointRef,
    ClaimLine,
    Credit,
    CreditTotals,
    EvidenceRef,
    Figure,
    ItemCounts,
    ItemLine,
    OutageLine,
    Pending,
    Result,
    Statement,
    TimeTotals,
    Totals,
)

__all__ = ["read_statement"]

_Tree = dict[str, Any]


def read_statement(tree: _Tree) -> Statement:
    """The statement in a tree of this version; only an excerpt may leave out credits, charges and totals."""
    excerpt = _read_excerpt(tree.get("excerpt"))
    is_whole = excerpt is None
    return Statement(
        engine=tree["engine"],
        agreement=AgreementRef(**tree["agreement"]),
        period=_read_window(tree["period"]),
        known_at=parse_instant(tree["known_at"]),
        evidence=_read_evidence(tree["evidence"]),
        results=tuple(_read_result(result) for result in tree["results"]),
        credits=_read_credits(tree["credits"]) if is_whole else None,
        charges=tuple(_read_charge(charge) for charge in tree["charges"]) if is_whole else (),
        totals=_read_totals(tree["totals"]) if is_whole else None,
        pending=tuple(Pending(each["promise"], _read_window(each["window"])) for each in tree["pending"]),
        versions=tuple(tree["versions"].items()),
        coverage=read_coverage(tree["coverage"]) if "coverage" in tree else None,
        excerpt=excerpt,
    )


def _read_excerpt(names: Any) -> tuple[str, ...] | None:
    """The promises of an excerpt; None for a whole statement."""
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("an excerpt lists names of promises")
    return tuple(names)


def _read_evidence(tree: _Tree) -> EvidenceRef:
    """Which facts were used, and the head of their ledger."""
    head = tree["checkpoint"]
    if head is None:
        return EvidenceRef(tree["facts"], tree["digest"])
    found = CheckpointRef(**head)
    if (type(found.origin), type(found.size), type(found.root)) != (str, int, str):
        raise TypeError("a checkpoint is an origin, a size and a root")
    return EvidenceRef(tree["facts"], tree["digest"], found)


def _read_credits(tree: _Tree) -> CreditTotals:
    """All credits."""
    currency = tree["currency"]
    amounts = {name: money(tree[name], currency) for name in ("calculated", "after_one_incident", "applied")}
    return CreditTotals(**amounts, caps=tuple(_read_cap(cap, currency) for cap in tree["caps"]))


def _read_totals(tree: _Tree) -> Totals:
    """Charges, credits, and what remains."""
    return Totals(*(money(tree[name], tree["currency"]) for name in Totals.__dataclass_fields__))


def _read_result(tree: _Tree) -> Result:
    """One result."""
    bounds = tree["bounds"] or {"lower": None, "upper": None}
    return Result(
        promise=tree["promise"],
        name=tree["name"],
        group=tuple(tree["group"].items()),
        measure=tree["measure"],
        owed_by=tree["owed_by"],
        clause=tree["clause"],
        service=tree["service"],
        target=tree["target"],
        aim=tree["aim"],
        window=_read_window(tree["window"]),
        whole=_read_window(tree["whole"]),
        value=_read_figure(tree["value"]),
        lower=_read_figure(bounds["lower"]),
        upper=_read_figure(bounds["upper"]),
        without_exclusions=_read_figure(tree["without_exclusions"]),
        time=TimeTotals(**tree["time"]) if "time" in tree else None,
        items=ItemCounts(**tree["items"]) if "items" in tree else None,
        population=tree["population"],
        verdict=tree["verdict"],
        verdict_without_exclusions=tree["verdict_without_exclusions"],
        band=tree["band"],
        credit=_read_credit(tree["credit"]),
        notes=tuple(tree["notes"]),
        outages=tuple(_read_outage(each) for each in tree["outages"]),
        days=tuple(DayCell(**day) for day in tree["days"]),
        claims=tuple(_read_claim(claim) for claim in tree["claims"]),
        lines=tuple(_read_line(line) for line in tree["lines"]),
        distribution=_read_distribution(tree["distribution"]),
        unit=tree["unit"],
        title=tree["title"],
        service_title=tree["service_title"],
    )


def _read_figure(tree: _Tree | None) -> Figure | None:
    """An exact figure, or None."""
    return None if tree is None else Figure(_read_ratio(tree), tree["display"])


def _read_ratio(tree: Mapping[str, Any]) -> Ratio:
    """An exact ratio."""
    return Ratio(tree["numerator"], tree["denominator"])


def _read_window(tree: _Tree) -> Window:
    """A window with its label."""
    return Window(tree["label"], parse_instant(tree["start"]), parse_instant(tree["end"]))


def _read_credit(tree: _Tree | None) -> Credit | None:
    """What a miss is worth, or None."""
    if tree is None:
        return None
    calculated, base = (money(tree[name], tree["currency"]) for name in ("calculated", "base"))
    applied = None if tree["applied"] is None else money(tree["applied"], tree["currency"])
    return Credit(calculated, applied, base, _read_ratio(tree["share"]), tuple(tree["steps"]))


def _read_outage(tree: _Tree) -> OutageLine:
    """One outage."""
    span = {name: parse_instant(tree[name]) for name in ("start", "end")}
    lists = {name: tuple(tree[name]) for name in ("items", "facts")}
    return OutageLine(**(tree | span | lists))


def _read_claim(tree: _Tree) -> ClaimLine:
    """One claimed exclusion."""
    span = {name: parse_instant(tree[name]) for name in ("start", "end")}
    return ClaimLine(**(tree | span | {"reasons": tuple(tree["reasons"])}))


def _read_line(tree: _Tree) -> ItemLine:
    """One item."""
    times = {name: None if tree[name] is None else parse_instant(tree[name]) for name in ("start", "due", "stop")}
    return ItemLine(**(tree | times))


def _read_distribution(tree: _Tree | None) -> Distribution | None:
    """How elapsed times spread, or None."""
    if tree is None:
        return None
    return Distribution(**(tree | {"edges": tuple(tree["edges"]), "counts": tuple(tree["counts"])}))


def _read_cap(tree: _Tree, currency: str) -> AppliedCap:
    """One cap as applied."""
    amounts: tuple[Money, ...] = tuple(money(tree[name], currency) for name in ("amount", "before", "after"))
    return AppliedCap(tree["text"], tree["window"], *amounts)


def _read_charge(tree: _Tree) -> ChargeLine:
    """One flat charge."""
    return ChargeLine(
        service=tree["service"],
        title=tree["title"],
        window=_read_window(tree["window"]),
        amount=money(tree["amount"], tree["currency"]),
        covered=_read_ratio(tree["covered"]),
    )
