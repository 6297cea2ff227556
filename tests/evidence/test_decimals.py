"""Decimals have one way to be written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.decimals import DecimalTooLongError, NotADecimalError, canonical_decimal


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        *[("0", "0"), ("-0.00", "0"), ("007", "7"), ("+7", "7"), ("-7.10", "-7.1"), ("0.050", "0.05"), ("100", "100")],
        *[
            ("1e3", "1000"),
            ("1.5E-3", "0.0015"),
            ("1200e-2", "12"),
            ("12.34e1", "123.4"),
            ("0e9", "0"),
            ("0e9999999", "0"),
        ],
        *[("1e39", "1" + "0" * 39), ("1e-40", "0." + "0" * 39 + "1")],
    ],
)
def test_a_number_is_written_in_one_way(text: str, canonical: str) -> None:
    assert canonical_decimal(text) == canonical


@pytest.mark.parametrize("text", ["", "-", ".5", "5.", "1,5", "0x10", "NaN", "Infinity", "1e", "\u0661", "1 "])
def test_other_texts_are_no_numbers(text: str) -> None:
    with pytest.raises(NotADecimalError):
        canonical_decimal(text)


@pytest.mark.parametrize("text", ["1e40", "1e-41", "9" * 41, "1." + "1" * 40, "1e9999", "1e-9999", "1e" + "9" * 5000])
def test_a_number_may_not_be_endless(text: str) -> None:
    with pytest.raises(DecimalTooLongError):
        canonical_decimal(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=9))
def test_it_is_the_same_number(number: Decimal) -> None:
    assert Decimal(canonical_decimal(str(number))) == number
    assert canonical_decimal(canonical_decimal(str(number))) == canonical_decimal(str(number))
