"""Ratios: exact order, and text that never crosses a target."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.quantities.ratio import EmptyRatioError, NotARatioError, Ratio

NOTHING = Ratio(0, 0)


def ratios() -> st.SearchStrategy[Ratio]:
    return st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 10**9)).map(lambda each: Ratio(*each))


@given(ratios(), ratios())
def test_order_is_that_of_exact_fractions(a: Ratio, b: Ratio) -> None:
    x, y = a.fraction(), b.fraction()
    assert (a < b, a <= b, a > b, a >= b, a == b) == (x < y, x <= y, x > y, x >= y, x == y)


@given(ratios())
def test_equal_values_are_equal_ratios(a: Ratio) -> None:
    assert len({a, Ratio(a.numerator * 2, a.denominator * 2)}) == 1


@given(ratios(), ratios(), st.integers(0, 4))
def test_the_text_lies_where_the_value_lies(value: Ratio, target: Ratio, places: int) -> None:
    text = value.percent_text(places, against=target)
    shown, limit = Fraction(text.removesuffix("%")) / 100, target.fraction()
    assert (shown < limit, shown > limit) == (value < target, value > target) or value == target


@given(ratios(), st.integers(0, 4))
def test_the_text_is_cut_off_and_never_rounded(value: Ratio, places: int) -> None:
    rest = value.fraction() - Fraction(value.decimal_text(places))
    assert abs(rest) < Fraction(1, 10**places)
    assert rest * value.fraction() >= 0


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (43_135, 43_200, "99.849%"),
        (43_105, 43_170, "99.849%"),
        (2, 3, "66.666%"),
        (1, 1, "100.000%"),
        (-1, 3, "-33.333%"),
    ],
)
def test_three_places_unless_asked(numerator: int, denominator: int, text: str) -> None:
    assert Ratio(numerator, denominator).percent_text() == text


def test_a_miss_never_looks_like_its_target() -> None:
    miss = Ratio(43_135, 43_200)  # 99.849537...%
    assert miss.percent_text(2, against=Ratio.parse_percent("99.85%")) == "99.84%"
    assert Ratio(9_999_999, 10_000_000).percent_text(against=Ratio(1, 1)) == "99.999%"


def test_more_digits_are_shown_where_it_takes_them() -> None:
    above = Ratio(9_990_001, 10_000_000)
    assert above.percent_text(against=Ratio.parse_percent("99.9%")) == "99.90001%"
    assert Ratio(5_000_001, 1_000_000).decimal_text(2, against=Ratio(5, 1)) == "5.000001"
    assert Ratio(-1, 10**6).percent_text(2, against=Ratio(0, 1)) == "-0.0001%"


def test_a_value_on_its_target_needs_no_more_digits() -> None:
    assert Ratio(1, 3).percent_text(1, against=Ratio(2, 6)) == "33.3%"


def test_nothing_measured_is_not_applicable() -> None:
    assert NOTHING.is_empty
    assert (NOTHING.percent_text(), NOTHING.decimal_text(), str(NOTHING)) == ("not applicable", "not applicable", "0/0")
    assert Ratio(1, 2).percent_text(1, against=NOTHING) == "50.0%"


def test_nothing_measured_has_no_value_and_no_order() -> None:
    with pytest.raises(EmptyRatioError):
        NOTHING.fraction()
    with pytest.raises(EmptyRatioError):
        assert Ratio(1, 2) < NOTHING
    assert len({NOTHING, Ratio(0, 0), Ratio(0, 1)}) == 2


def test_a_ratio_is_not_a_number() -> None:
    assert Ratio(1, 2) != Fraction(1, 2)


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (1, -2)])
def test_a_denominator_is_above_zero(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="is not a ratio"):
        Ratio(numerator, denominator)


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [("99.9%", 999, 1000), ("5%", 5, 100), ("100 %", 100, 100), ("0.05%", 5, 10_000)],
)
def test_a_percentage_is_read_exactly(text: str, numerator: int, denominator: int) -> None:
    read = Ratio.parse_percent(text)
    assert (read.numerator, read.denominator) == (numerator, denominator)


def test_a_decimal_is_read_exactly() -> None:
    read = Ratio.parse_decimal("-4.25")
    assert (read.numerator, read.denominator) == (-425, 100)


@pytest.mark.parametrize("text", ["", "%", "99,9%", "1e2%", "99.9", ".5%", "5.%", "99.9%%"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(NotARatioError, match="is not a percentage"):
        Ratio.parse_percent(text)


@pytest.mark.parametrize("text", ["", "4,25", "1e2", "5%", "NaN"])
def test_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(NotARatioError, match="is not a decimal number") as caught:
        Ratio.parse_decimal(text)
    assert (caught.value.text, caught.value.expected) == (text, 'a decimal number, like "4.25"')
