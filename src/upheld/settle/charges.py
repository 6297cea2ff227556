"""Charges: flat amounts that fall in the period, and the monthly charges credits are measured by."""

from collections.abc import Iterable
from fractions import Fraction

from upheld.agreements.model import Agreement, Base, Charge
from upheld.quantities.money import Money, rounded
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window, windows
from upheld.quantities.zones import day_start
from upheld.settle.statement import ChargeLine

__all__ = ["charge_lines", "covered_part", "covered_share", "monthly_base", "total"]

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def covered_part(agreement: Agreement, window: Window) -> Window | None:
    """The part of a window in which this revision is in force, None when there is none. The last day of the term is
    included.
    """
    first = max(agreement.term.start, agreement.effective)
    start = max(window.start, day_start(first, agreement.zone))
    last = agreement.term.end.fromordinal(agreement.term.end.toordinal() + 1)
    end = min(window.end, day_start(last, agreement.zone))
    return Window(window.label, start, end) if start < end else None


def covered_share(covered: Window, whole: Window) -> Ratio:
    """How much of the whole window its covered part is, in real time."""
    return Ratio(covered.end - covered.start, whole.end - whole.start)


def charge_lines(agreement: Agreement, period: Window) -> tuple[ChargeLine, ...]:
    """Flat charges of every window that ends in the period, prorated by the part the term covers, each rounded once."""
    return tuple(
        _line(agreement, charge, window=window, covered=covered)
        for charge in agreement.charges
        for window in windows(
            charge.each, agreement.zone, start=period.start, end=period.end, anchor=agreement.term.start
        )
        for covered in (covered_part(agreement, window),)
        if covered is not None
    )


def _line(agreement: Agreement, charge: Charge, *, window: Window, covered: Window) -> ChargeLine:
    share = covered_share(covered, window)
    return ChargeLine(
        service=charge.service,
        title=agreement.services[charge.service].title,
        window=window,
        amount=rounded(charge.amount.amount * share.fraction(), agreement.currency),
        covered=share,
    )


def monthly_base(agreement: Agreement, base: Base, *, service: str | None) -> Fraction:
    """One month's charge of the service, or of all services, exact: a yearly charge counts a twelfth."""
    own = base == "monthly charge of the service"
    return sum((_per_month(c) for c in _charges(agreement.charges, service if own else None)), Fraction(0))


def _charges(charges: Iterable[Charge], service: str | None) -> Iterable[Charge]:
    return [charge for charge in charges if service is None or charge.service == service]


def _per_month(charge: Charge) -> Fraction:
    return charge.amount.amount / _MONTHS_IN[charge.each.kind]


def total(lines: Iterable[ChargeLine], currency: str) -> Money:
    """The sum of charge lines, as they stand on paper."""
    return sum((line.amount for line in lines), Money(0, currency))
