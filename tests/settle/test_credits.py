"""Credits by bands: the step, the base, one incident hitting several promises, caps in their order."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import agreement, at, availability, day, generated, moment
from upheld.agreements.model import Agreement, Band, Base, Cap, Charge, Credits, Term
from upheld.quantities.money import Money, money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Per
from upheld.settle.credits import Candidate, band_of, settled_credits
from upheld.settle.statement import Credit

BANDS = tuple(Band("below", Ratio(n, 1000), Ratio(c, 100), f"{n / 10}%") for n, c in ((999, 5), (995, 10), (990, 25)))
OWN: Base = "monthly charge of the service"
ALL: Base = "total monthly charge"


def signed(*caps: Cap, rule: str = "highest", of: Base = OWN, **parts: Any) -> Agreement:
    """1850.00 a month for the portal, 1200.00 a quarter for the desk."""
    charges = (
        Charge("portal", Per("month"), money("1850.00", "GBP")),
        Charge("desk", Per("quarter"), money("1200.00", "GBP")),
    )
    terms = Credits(of, {"portal": BANDS}, rule, caps)  # type: ignore[arg-type]
    return agreement(availability(), credits=terms, charges=charges, **parts)


def missed(
    name: str, percent: int, *incidents: str, service: str | None = "portal", end: str = "2026-04-01"
) -> Candidate:
    """A miss worth so many percent, in a window that is covered whole."""
    step = Band("below", Ratio(1, 1), Ratio(percent, 100), "100%")
    return Candidate(name, service, step, frozenset(incidents), at(end), Ratio(1, 1))


def paid(whole: Agreement, *candidates: Candidate) -> list[str]:
    """What is paid for each."""
    return [applied(credit).text() for credit in settled_credits(whole, candidates)[0]]


def applied(credit: Credit) -> Money:
    """What is paid of it."""
    assert credit.applied is not None
    return credit.applied


@pytest.mark.parametrize(
    ("value", "expected"),
    [("99.95", None), ("99.9", None), ("99.8999", "99.9%"), ("99.5", "99.9%"), ("99.4999", "99.5%"), ("50", "99.0%")],
)
def test_the_worst_step_the_figure_is_past_wins(value: str, expected: str | None) -> None:
    found = band_of(BANDS, Ratio.parse_percent(f"{value}%"))
    assert (found.text if found else None) == expected


def test_bands_of_an_at_most_target_lie_above() -> None:
    steps = (Band("above", Ratio(2, 1), Ratio(5, 100), "2"), Band("above", Ratio(4, 1), Ratio(10, 100), "4"))
    assert [found and found.text for found in (band_of(steps, Ratio(n, 1)) for n in (2, 3, 5))] == [None, "2", "4"]


def test_golden_t1_there_is_no_gap_between_bands() -> None:
    steps = tuple(Band("below", Ratio(n, 100), Ratio(1, 100), f"{n}%") for n in (99, 98, 97, 96))
    found = band_of(steps, Ratio.parse_percent("98.95%"))
    assert found is not None
    assert found.text == "99%"


def test_a_credit_is_the_step_of_the_monthly_charge_rounded_once() -> None:
    (credit,), totals = settled_credits(signed(), [missed("portal", 5)])
    assert (credit.calculated.text(), credit.base.text()) == ("92.50", "1850.00")
    assert credit.steps == ("below 100%: 5% of 1850.00 (monthly charge of the service) = 92.50",)
    assert (totals.calculated, totals.applied) == (credit.calculated, credit.applied)


@pytest.mark.parametrize(("of", "expected"), [(OWN, "92.50"), (ALL, "112.50")])
def test_the_base_is_the_charge_of_the_service_or_of_all(of: Base, expected: str) -> None:
    assert paid(signed(of=of), missed("portal", 5)) == [expected]


def test_a_fraction_of_a_percent_is_written_out() -> None:
    step = Band("below", Ratio(1, 1), Ratio(25, 1000), "100%")
    (credit,), _ = settled_credits(
        signed(), [Candidate("portal", "portal", step, frozenset(), at("2026-04-01"), Ratio(1, 1))]
    )
    assert credit.steps[0].startswith("below 100%: 2.500% of 1850.00")


def test_the_base_of_a_window_covered_in_part_is_prorated() -> None:
    step = Band("below", Ratio(1, 1), Ratio(5, 100), "100%")
    half = Candidate("portal", "portal", step, frozenset(), at("2026-04-01"), Ratio(1, 2))
    (credit,), _ = settled_credits(signed(), [half])
    assert (credit.base.text(), applied(credit).text()) == ("925.00", "46.25")
    assert credit.steps[0].endswith("the base is prorated to 50.000% of the window")


def test_one_incident_pays_its_highest_credit_only() -> None:
    hits = (missed("portal", 5, "I1"), missed("response", 10, "I1"), missed("resolution", 3, "I1", "I2"))
    assert paid(signed(), *hits) == ["0.00", "185.00", "55.50"]
    (first, *_), _ = settled_credits(signed(), hits)
    assert first.steps[-1] == "same incident as response, whose credit is higher: not paid twice"


def test_one_incident_may_pay_everything_by_agreement() -> None:
    assert paid(signed(rule="sum"), missed("portal", 5, "I1"), missed("response", 10, "I1")) == ["92.50", "185.00"]


def test_credits_of_equal_height_for_one_incident_pay_the_first() -> None:
    assert paid(signed(), missed("portal", 5, "I1"), missed("response", 5, "I1")) == ["92.50", "0.00"]


def test_a_miss_without_an_incident_stands_beside_any_other() -> None:
    assert paid(signed(), missed("portal", 5), missed("report", 5, "I1")) == ["92.50", "92.50"]


def test_months_are_settled_one_by_one() -> None:
    cap = Cap("at most 100.00", amount=money("100.00", "GBP"))
    hits = (missed("portal", 5, "I1", end="2026-03-01"), missed("portal", 10, "I1"))
    credits, totals = settled_credits(signed(cap), hits)
    assert [applied(credit).text() for credit in credits] == ["92.50", "100.00"]
    assert [(one.window, one.before.text(), one.after.text()) for one in totals.caps] == [
        ("2026-02", "92.50", "92.50"),
        ("2026-03", "185.00", "100.00"),
    ]


def test_a_cap_cuts_all_credits_in_proportion_and_keeps_what_was_calculated() -> None:
    cap = Cap("15% of the total monthly charge", share=Ratio(15, 100), of=ALL)
    credits, totals = settled_credits(signed(cap), [missed("portal", 25), missed("desk", 100, service="desk")])
    assert [(c.calculated.text(), applied(c).text()) for c in credits] == [("462.50", "180.98"), ("400.00", "156.52")]
    assert (totals.after_one_incident.text(), totals.applied.text()) == ("862.50", "337.50")
    assert credits[0].steps[-1] == "cap 15% of the total monthly charge: reduced from 462.50 to 180.98"


def test_caps_apply_in_the_order_they_are_listed() -> None:
    caps = (
        Cap("300", amount=money("300.00", "GBP")),
        Cap("10%", share=Ratio(10, 100), of=ALL),
        Cap("x", amount=money("1", "GBP")),
    )
    _, totals = settled_credits(signed(*caps), [missed("portal", 25)])
    assert [(cap.before.text(), cap.after.text()) for cap in totals.caps] == [
        ("462.50", "300.00"),
        ("300.00", "225.00"),
        ("225.00", "1.00"),
    ]


def test_a_cap_by_share_is_of_the_part_of_the_month_in_the_term() -> None:
    cap = Cap("10%", share=Ratio(10, 100), of=ALL)
    whole = signed(cap, term=Term(day("2025-01-01"), day("2026-04-15")))
    _, totals = settled_credits(whole, [missed("portal", 100, end="2026-05-01")])
    assert totals.caps[0].amount.text() == "112.50"


def test_a_cap_that_cuts_nothing_of_a_line_says_nothing_of_it() -> None:
    cap = Cap("92.50", amount=money("92.50", "GBP"))
    credits, _ = settled_credits(
        signed(cap), [missed("portal", 5, "I1"), missed("late", 10, "I1"), missed("x", 1, "I1")]
    )
    assert [len(credit.steps) for credit in credits] == [2, 2, 2]


def test_without_a_credit_regime_nothing_is_owed() -> None:
    credits, totals = settled_credits(agreement(availability()), [missed("portal", 5)])
    assert (credits, totals.applied) == ((), Money(0, "GBP"))


@generated
@given(
    st.lists(st.tuples(st.integers(0, 100), st.sets(st.sampled_from("abc"), max_size=2)), min_size=1, max_size=6),
    st.sampled_from(("highest", "sum")),
    st.integers(0, 200_000),
)
def test_what_is_paid_never_exceeds_the_table_nor_the_cap(
    misses: list[tuple[int, set[str]]], rule: str, cap: int
) -> None:
    limit = Cap("cap", amount=Money(cap, "GBP"))
    candidates = [missed(f"p{n}", percent, *incidents) for n, (percent, incidents) in enumerate(misses)]
    credits, totals = settled_credits(signed(limit, rule=rule), candidates)
    assert totals.applied <= min(totals.calculated, limit.amount or totals.calculated)
    assert all(Money(0, "GBP") <= applied(credit) <= credit.calculated for credit in credits)
    assert sum(applied(credit).minor for credit in credits) == totals.applied.minor
    assert totals.applied == min(totals.after_one_incident, Money(cap, "GBP"))


@generated
@given(st.fractions(0, 1), st.fractions(0, 1))
def test_worse_never_pays_less(one: Fraction, other: Fraction) -> None:
    worse, better = sorted((one, other))
    steps = [band_of(BANDS, Ratio(value.numerator, value.denominator)) for value in (worse, better)]
    paid_for = [step.credit.fraction() if step else Fraction(0) for step in steps]
    assert paid_for[0] >= paid_for[1], moment(0)
