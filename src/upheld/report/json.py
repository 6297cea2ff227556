"""The statement as JSON that other programs read, and back: pinned keys first, exact numbers, the same bytes."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from upheld.measure.measurement import DayCell, Distribution
from upheld.quantities.instants import instant_text, parse_instant
from upheld.quantities.money import Money, money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window
from upheld.report.coverage import coverage_tree, read_coverage
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

__all__ = ["VERSION", "NotAStatementError", "statement_from_json", "statement_json", "statement_schema"]

VERSION = 1

_Tree = dict[str, Any]


class NotAStatementError(ValueError):
    """Bytes that are not a statement of this version."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a statement: {reason}")
        self.reason = reason


def statement_json(statement: Statement) -> bytes:
    """The statement as UTF-8: instants as RFC 3339 text, time in integer microseconds, money as decimal text."""
    text = json.dumps(_statement_tree(statement), ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode("utf-8", "backslashreplace")


def statement_from_json(content: bytes) -> Statement:
    """The statement that `statement_json` wrote. Raises `NotAStatementError`."""
    try:
        tree = json.loads(content)
    except ValueError as error:
        raise NotAStatementError(str(error)) from error
    if not isinstance(tree, dict) or tree.get("upheld") != VERSION:
        raise NotAStatementError(f'it does not say "upheld": {VERSION}')
    try:
        return _read_statement(tree)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAStatementError(f"{type(error).__name__}: {error}") from error


def statement_schema() -> str:
    """The JSON Schema (2020-12) of what `statement_json` writes, as published."""
    return files("upheld.report").joinpath("statement.schema.json").read_text(encoding="utf-8")


# --- writing ----------------------------------------------------------------------------------------------------------


def _statement_tree(statement: Statement) -> _Tree:
    """The statement as plain values in the pinned order; keys that were added stand after the pinned ones."""
    agreement = statement.agreement
    excerpt = {} if statement.excerpt is None else {"excerpt": list(statement.excerpt)}
    coverage = {} if statement.coverage is None else {"coverage": coverage_tree(statement.coverage)}
    return {
        "upheld": VERSION,
        "engine": statement.engine,
        "agreement": {name: getattr(agreement, name) for name in AgreementRef.__dataclass_fields__},
        "period": _window_tree(statement.period),
        "known_at": instant_text(statement.known_at),
        "evidence": _evidence_tree(statement.evidence),
        "results": [_result_tree(result) for result in statement.results],
        **_credits_tree(statement.credits),
        "triggers": [],
        **_totals_tree(statement),
        "pending": [{"promise": each.promise, "window": _window_tree(each.window)} for each in statement.pending],
        "versions": dict(statement.versions),
        **excerpt,
        **coverage,
    }


def _evidence_tree(evidence: EvidenceRef) -> _Tree:
    """Which facts were used."""
    head = evidence.checkpoint
    names = CheckpointRef.__dataclass_fields__
    checkpoint = None if head is None else {name: getattr(head, name) for name in names}
    return {"facts": evidence.facts, "digest": evidence.digest, "checkpoint": checkpoint}


def _credits_tree(credits: CreditTotals | None) -> _Tree:
    """All credits; nothing in an excerpt."""
    if credits is None:
        return {}
    amounts = {name: getattr(credits, name).text() for name in ("calculated", "applied", "after_one_incident")}
    return {
        "credits": {
            "calculated": amounts["calculated"],
            "applied": amounts["applied"],
            "caps": [_cap_tree(cap) for cap in credits.caps],
            "after_one_incident": amounts["after_one_incident"],
            "currency": credits.applied.currency,
        }
    }


def _totals_tree(statement: Statement) -> _Tree:
    """Charges and what remains of them; nothing in an excerpt."""
    totals = statement.totals
    if totals is None:
        return {}
    amounts = {name: getattr(totals, name).text() for name in Totals.__dataclass_fields__}
    charges = [_charge_tree(charge) for charge in statement.charges]
    return {"charges": charges, "totals": {**amounts, "currency": totals.net.currency}}


def _result_tree(result: Result) -> _Tree:
    """One result; it has `time`, or `items`, or neither where nothing was counted that way."""
    tree: _Tree = {
        "promise": result.promise,
        "group": dict(result.group),
        "measure": result.measure,
        "owed_by": result.owed_by,
        "target": result.target,
        "value": _figure_tree(result.value),
        "bounds": None
        if result.lower is None or result.upper is None
        else {"lower": _figure_tree(result.lower), "upper": _figure_tree(result.upper)},
        "without_exclusions": _figure_tree(result.without_exclusions),
    }
    if result.time is not None:
        tree["time"] = {name: getattr(result.time, name) for name in TimeTotals.__dataclass_fields__}
    if result.items is not None:
        tree["items"] = {name: getattr(result.items, name) for name in ItemCounts.__dataclass_fields__}
    tree |= {
        "verdict": result.verdict,
        "band": result.band,
        "credit": _credit_tree(result.credit),
        "notes": list(result.notes),
    }
    return tree | _added_tree(result)


def _added_tree(result: Result) -> _Tree:
    """What a document needs beyond the pinned keys of a result."""
    return {
        "name": result.name,
        "title": result.title,
        "clause": result.clause,
        "service": result.service,
        "service_title": result.service_title,
        "aim": result.aim,
        "unit": result.unit,
        "window": _window_tree(result.window),
        "whole": _window_tree(result.whole),
        "population": result.population,
        "verdict_without_exclusions": result.verdict_without_exclusions,
        "outages": [
            {**_span_tree(each.start, each.end), "counted": each.counted, "items": list(each.items)}
            | {"note": each.note, "facts": list(each.facts)}
            for each in result.outages
        ],
        "days": [{name: getattr(day, name) for name in DayCell.__dataclass_fields__} for day in result.days],
        "claims": [_claim_tree(claim) for claim in result.claims],
        "lines": [_line_tree(line) for line in result.lines],
        "distribution": None if result.distribution is None else _distribution_tree(result.distribution),
    }


def _figure_tree(figure: Figure | None) -> _Tree | None:
    """An exact figure, or null."""
    if figure is None:
        return None
    return {
        "numerator": figure.ratio.numerator,
        "denominator": figure.ratio.denominator,
        "display": figure.display,
    }


def _credit_tree(credit: Credit | None) -> _Tree | None:
    """What a miss is worth, or null."""
    if credit is None:
        return None
    return {
        "calculated": credit.calculated.text(),
        "applied": None if credit.applied is None else credit.applied.text(),
        "currency": credit.calculated.currency,
        "base": credit.base.text(),
        "share": _ratio_tree(credit.share),
        "steps": list(credit.steps),
    }


def _ratio_tree(ratio: Ratio) -> _Tree:
    """An exact ratio."""
    return {"numerator": ratio.numerator, "denominator": ratio.denominator}


def _window_tree(window: Window) -> _Tree:
    """A window with its label."""
    return {"label": window.label, **_span_tree(window.start, window.end)}


def _span_tree(start: int, end: int) -> _Tree:
    """A half-open span."""
    return {"start": instant_text(start), "end": instant_text(end)}


def _claim_tree(claim: ClaimLine) -> _Tree:
    """One claimed exclusion."""
    return {
        "id": claim.id,
        "exclusion": claim.exclusion,
        "asserted_by": claim.asserted_by,
        **_span_tree(claim.start, claim.end),
        "accepted": claim.accepted,
        "reasons": list(claim.reasons),
        "decision": claim.decision,
        "flips": claim.flips,
    }


def _line_tree(line: ItemLine) -> _Tree:
    """One item."""
    times = {name: getattr(line, name) for name in ("start", "due", "stop")}
    return {
        "id": line.id,
        "outcome": line.outcome,
        **{name: None if at is None else instant_text(at) for name, at in times.items()},
        "elapsed": line.elapsed,
        "paused": line.paused,
        "why": line.why,
    }


def _distribution_tree(spread: Distribution) -> _Tree:
    """How elapsed times spread."""
    tree = {name: getattr(spread, name) for name in Distribution.__dataclass_fields__}
    return tree | {"edges": list(spread.edges), "counts": list(spread.counts)}


def _cap_tree(cap: AppliedCap) -> _Tree:
    """One cap as applied."""
    return {
        "text": cap.text,
        "window": cap.window,
        "amount": cap.amount.text(),
        "before": cap.before.text(),
        "after": cap.after.text(),
    }


def _charge_tree(charge: ChargeLine) -> _Tree:
    """One flat charge."""
    return {
        "service": charge.service,
        "title": charge.title,
        "window": _window_tree(charge.window),
        "amount": charge.amount.text(),
        "currency": charge.amount.currency,
        "covered": _ratio_tree(charge.covered),
    }


# --- reading ----------------------------------------------------------------------------------------------------------


def _read_statement(tree: _Tree) -> Statement:
    """The statement in a tree of this version; only an excerpt may leave out credits, charges and totals."""
    excerpt = tree.get("excerpt")
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
        excerpt=None if excerpt is None else tuple(excerpt),
    )


def _read_evidence(tree: _Tree) -> EvidenceRef:
    """Which facts were used."""
    head = tree["checkpoint"]
    return EvidenceRef(tree["facts"], tree["digest"], None if head is None else CheckpointRef(**head))


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
