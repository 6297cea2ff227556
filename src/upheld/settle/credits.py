"""Credits of the regime `bands`: table, one-incident rule, caps, in this order. Page with a worked table:
docs/money/credits.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from upheld.agreements.model import Agreement, Band, Cap, Credits
from upheld.quantities.money import Money, allocate, rounded
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per, Window, window_of
from upheld.settle.charges import covered_part, covered_share, monthly_base
from upheld.settle.statement import AppliedCap, Credit, CreditTotals

__all__ = ["Candidate", "band_of", "calculated_credits", "settled_credits"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A missed result with a credit table: its printed name, service, figure, incidents, window end [us UTC], and
    the covered share of its window.
    """

    name: str
    service: str | None
    band: Band
    incidents: frozenset[str]
    window_end: int
    covered: Ratio


@dataclass(frozen=True, slots=True)
class _Line:
    """One credit on its way: `exact` and `applied` as they stand after the rules so far, `steps` tell them."""

    exact: Fraction
    calculated: Money
    applied: Money
    base: Money
    steps: tuple[str, ...]
    month: Window
    candidate: Candidate


def band_of(steps: Sequence[Band], value: Ratio) -> Band | None:
    """The worst step the figure falls in; steps stand mildest first, and a figure equal to a limit is not past it."""
    found = [step for step in steps if (value < step.limit if step.side == "below" else value > step.limit)]
    return found[-1] if found else None


def settled_credits(agreement: Agreement, candidates: Sequence[Candidate]) -> tuple[tuple[Credit, ...], CreditTotals]:
    """The credit of each candidate, in order, and the totals. Months are settled one by one: caps and the
    one-incident rule hold per month.
    """
    zero = Money(0, agreement.currency)
    terms = agreement.credits
    if terms is None:
        return (), CreditTotals(zero, zero, zero, ())
    lines = [_by_table(agreement, terms, candidate=candidate) for candidate in candidates]
    caps: list[AppliedCap] = []
    after_rule = zero
    for month in dict.fromkeys(line.month for line in lines):
        places = [place for place, line in enumerate(lines) if line.month == month]
        settled = _one_incident(terms, [lines[place] for place in places])
        after_rule = sum((line.applied for line in settled), after_rule)
        settled, applied_caps = _capped(agreement, terms, lines=settled)
        caps += applied_caps
        for place, line in zip(places, settled, strict=True):
            lines[place] = line
    calculated = sum((line.calculated for line in lines), zero)
    applied = sum((line.applied for line in lines), zero)
    return tuple(_credit(line) for line in lines), CreditTotals(calculated, after_rule, applied, tuple(caps))


def calculated_credits(agreement: Agreement, candidates: Sequence[Candidate]) -> tuple[Credit, ...]:
    """The credit of each candidate by the table alone, in order: what is applied depends on all promises together."""
    terms = agreement.credits
    if terms is None:
        return ()
    credits = (_credit(_by_table(agreement, terms, candidate=candidate)) for candidate in candidates)
    return tuple(replace(each, applied=None, steps=(*each.steps, _ELSEWHERE)) for each in credits)


_ELSEWHERE: Final = "what is paid of it is settled in the whole statement"


def _credit(line: _Line) -> Credit:
    return Credit(line.calculated, line.applied, line.base, line.candidate.band.credit, line.steps)


def _by_table(agreement: Agreement, terms: Credits, *, candidate: Candidate) -> _Line:
    """The step of the table, times the base, times the covered share of the window; rounded once."""
    base = monthly_base(agreement, terms.of, service=candidate.service) * candidate.covered.fraction()
    exact = base * candidate.band.credit.fraction()
    amount, shown_base = rounded(exact, agreement.currency), rounded(base, agreement.currency)
    share = (
        candidate.band.credit.percent_text(0)
        if _is_whole(candidate.band.credit)
        else candidate.band.credit.percent_text()
    )
    step = f"{candidate.band.side} {candidate.band.text}: {share} of {shown_base.text()} ({terms.of}) = {amount.text()}"
    if candidate.covered.fraction() != 1:
        step += f"; the base is prorated to {candidate.covered.percent_text()} of the window"
    month = window_of(Per("month"), agreement.zone, at=candidate.window_end - 1)
    return _Line(exact, amount, amount, shown_base, (step,), month, candidate)


def _is_whole(share: Ratio) -> bool:
    return (share.fraction() * 100).denominator == 1


def _one_incident(terms: Credits, lines: list[_Line]) -> list[_Line]:
    """A credit stands when it is the highest for at least one of its incidents, or when it has none."""
    if terms.one_incident == "sum":
        return lines
    highest: dict[str, int] = {}
    for place, line in enumerate(lines):
        for incident in line.candidate.incidents:
            if incident not in highest or line.exact > lines[highest[incident]].exact:
                highest[incident] = place
    return [_standing(place, line, highest=highest, lines=lines) for place, line in enumerate(lines)]


def _standing(place: int, line: _Line, *, highest: Mapping[str, int], lines: Sequence[_Line]) -> _Line:
    winners = {highest[incident] for incident in line.candidate.incidents}
    if not winners or place in winners:
        return line
    winner = lines[min(winners)]
    reason = f"same incident as {winner.candidate.name}, whose credit is higher: not paid twice"
    return replace(line, applied=Money(0, line.applied.currency), steps=(*line.steps, reason))


def _capped(agreement: Agreement, terms: Credits, *, lines: list[_Line]) -> tuple[list[_Line], list[AppliedCap]]:
    """The caps of one month in listed order; what a cap cuts is taken from all credits in proportion."""
    caps = []
    for cap in terms.caps:
        before = sum((line.applied for line in lines), Money(0, agreement.currency))
        limit = _limit(agreement, cap, month=lines[0].month)
        if before > limit:
            shares = allocate(limit, [line.applied.minor for line in lines])
            lines = [_cut(line, share, cap=cap) for line, share in zip(lines, shares, strict=True)]
        after = min(before, limit)
        caps.append(AppliedCap(text=cap.text, window=lines[0].month.label, amount=limit, before=before, after=after))
    return lines, caps


def _limit(agreement: Agreement, cap: Cap, *, month: Window) -> Money:
    """The cap as an amount; a share is of the part of the month that the term covers."""
    if cap.amount is not None:
        return cap.amount
    assert cap.share is not None and cap.of is not None  # noqa: S101, PT018 - a cap is an amount or a share of a base
    covered = covered_part(agreement, month) or month
    base = monthly_base(agreement, cap.of, service=None) * covered_share(covered, month).fraction()
    return rounded(base * cap.share.fraction(), agreement.currency)


def _cut(line: _Line, share: Money, *, cap: Cap) -> _Line:
    if share == line.applied:
        return line
    step = f"cap {cap.text}: reduced from {line.applied.text()} to {share.text()}"
    return replace(line, applied=share, steps=(*line.steps, step))
