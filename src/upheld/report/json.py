"""The statement as JSON that other programs read, and back: pinned keys first, exact numbers, the same bytes."""

import json
from importlib.resources import files
from typing import Any

from upheld.measure.measurement import DayCell, Distribution
from upheld.quantities.instants import instant_text
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window
from upheld.report.coverage import coverage_tree
from upheld.report.json_reading import read_statement
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
    except (ValueError, RecursionError) as error:
        raise NotAStatementError(str(error)) from error
    if not isinstance(tree, dict) or tree.get("upheld") != VERSION:
        raise NotAStatementError(f'it does not say "upheld": {VERSION}')
    try:
        return read_statement(tree)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAStatementError(f"{type(error).__name__}: {error}") from error


def statement_schema() -> str:
    """The JSON Schema (2020-12) of what `statement_json` writes, as published."""
    return files("upheld.report").joinpath("statement.schema.json").read_text(encoding="utf-8")


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
