"""Money: exact minor units, rounded in one place, shared without losing a penny."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.quantities.money import (
    MixedCurrenciesError,
    Money,
    MoneyError,
    NotAnAmountError,
    UnknownCurrencyError,
    allocate,
    exponent,
    money,
    rounded,
)

CURRENCIES = st.sampled_from(["GBP", "EUR", "JPY", "KWD", "CLF"])
MINOR = st.integers(-(10**12), 10**12)


@given(MINOR, CURRENCIES)
def test_what_is_written_reads_back(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert money(amount.text(), currency) == amount
    assert rounded(amount.amount, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1850.00", "GBP", 185_000),
        ("1850", "GBP", 185_000),
        ("0.5", "GBP", 50),
        ("-0.05", "GBP", -5),
        ("1850", "JPY", 1_850),
        ("1850.000", "JPY", 1_850),
        ("0.001", "KWD", 1),
        ("007.10", "EUR", 710),
    ],
)
def test_an_amount_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "1,850.00", "£5", "1e3", ".5", "5.", "+5", "0.001", "--5", "5 ", "\u0665"])
def test_what_is_not_exact_is_no_amount(text: str) -> None:
    with pytest.raises(NotAnAmountError, match="is not an amount of GBP") as caught:
        money(text, "GBP")
    assert (caught.value.text, caught.value.currency) == (text, "GBP")
    assert caught.value.reason


@pytest.mark.parametrize("currency", ["GBX", "gbp", "", "HRK"])
def test_a_currency_must_be_one(currency: str) -> None:
    with pytest.raises(UnknownCurrencyError, match="ISO 4217") as caught:
        exponent(currency)
    assert caught.value.currency == currency


def test_places_are_those_of_the_currency() -> None:
    assert [exponent(currency) for currency in ("GBP", "JPY", "KWD", "CLF")] == [2, 0, 3, 4]
    assert [Money(-5, currency).text() for currency in ("GBP", "JPY", "KWD")] == ["-0.05", "-5", "-0.005"]


@pytest.mark.parametrize(
    ("amount", "minor"), [("0.125", 13), ("0.1249", 12), ("-0.125", -13), ("-0.1249", -12), ("0.005", 1), ("0", 0)]
)
def test_halves_are_rounded_away_from_zero(amount: str, minor: int) -> None:
    assert rounded(Fraction(amount), "GBP") == Money(minor, "GBP")


def test_a_credit_is_rounded_once_at_the_end() -> None:
    fee = money("1250.00", "GBP")
    assert rounded(fee.amount * Fraction(100, 720), fee.currency).text() == "173.61"


@given(MINOR, CURRENCIES)
def test_rounding_moves_by_half_a_unit_at_most(numerator: int, currency: str) -> None:
    exact = Fraction(numerator, 7 * 10 ** exponent(currency))
    assert abs(rounded(exact, currency).amount - exact) * 10 ** exponent(currency) <= Fraction(1, 2)


def test_amounts_of_one_currency_add_and_compare() -> None:
    five, three = Money(500, "GBP"), Money(300, "GBP")
    assert (five + three, five - three, -five) == (Money(800, "GBP"), Money(200, "GBP"), Money(-500, "GBP"))
    assert three < five <= Money(500, "GBP")
    assert five > three >= Money(300, "GBP")
    assert not five < three


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__"])
def test_currencies_do_not_mix(operation: str) -> None:
    with pytest.raises(MixedCurrenciesError, match="GBP and EUR") as caught:
        getattr(Money(1, "GBP"), operation)(Money(1, "EUR"))
    assert caught.value.currencies == ("GBP", "EUR")


@given(MINOR, st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_shares_add_up_and_are_within_a_unit_of_exact(minor: int, weights: list[int]) -> None:
    shares = allocate(Money(minor, "GBP"), weights)
    assert sum(share.minor for share in shares) == minor
    exact = [Fraction(minor * weight, sum(weights)) for weight in weights]
    assert all(abs(share.minor - each) < 1 for share, each in zip(shares, exact, strict=True))


def test_the_largest_remainder_gets_the_odd_penny_and_the_earlier_of_equals() -> None:
    assert [share.minor for share in allocate(Money(100, "GBP"), [1, 1, 1])] == [34, 33, 33]
    assert [share.minor for share in allocate(Money(10, "GBP"), [1, 2, 4])] == [1, 3, 6]
    assert [share.minor for share in allocate(Money(-100, "GBP"), [Fraction(1, 3), Fraction(2, 3)])] == [-33, -67]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_shares_need_weights(weights: list[int]) -> None:
    with pytest.raises(MoneyError, match="weights"):
        allocate(Money(100, "GBP"), weights)
