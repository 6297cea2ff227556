"""Numbers are read exactly as written, or refused."""

import pytest

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.numbers import amount, cap, count, decimal, percent, share, weight, whole
from upheld.quantities.ratio import Ratio


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("999999999", 999_999_999)])
def test_a_whole_number_is_its_digits(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("012", "leading-zero"),
        ("00", "leading-zero"),
        ("1:30", "clock-as-number"),
        ("1,5", "decimal-comma"),
        ("-1", "not-a-whole-number"),
        ("1.0", "not-a-whole-number"),
        ("1_000", "not-a-whole-number"),
        ("0x1F", "not-a-whole-number"),
        ("1e3", "not-a-whole-number"),
        (".inf", "not-a-whole-number"),
        ("9999999999", "not-a-whole-number"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "not-a-whole-number"),
    ],
)
def test_what_some_reader_takes_for_another_number_is_refused(text: str, code: str) -> None:
    refused = whole(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code


def test_octal_is_answered_with_the_number_a_person_reads() -> None:
    assert whole("012") == Complaint(
        "leading-zero",
        "`012` starts with a zero: some readers of YAML take that for a number in base eight.",
        "Write `12`.",
    )


def test_a_count_starts_at_one() -> None:
    assert count("1") == 1
    assert count("0") == Complaint("not-positive", "`0` is too few here.", "Write `1` or more.")


def test_a_decimal_keeps_every_digit() -> None:
    assert decimal("0.1") == Ratio(1, 10)
    assert decimal("123456789012.123456789") == Ratio(123456789012123456789, 10**9)


def test_a_percentage_is_a_share() -> None:
    assert percent("99.9%") == Ratio(999, 1000)
    assert percent("99.90 %") == Ratio(999, 1000)
    assert percent("250%") == Ratio(5, 2)


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("99.9", "not-a-percentage", "Write `99.9%`."),
        ("most", "not-a-percentage", "Write a number and a percent sign: `99.9%`."),
        ("99,9%", "decimal-comma", "Write a point: `99.9`."),
        ("099%", "leading-zero", "Write `99`."),
        ("-5%", "not-a-number", "Write digits, with a point where it has decimals: `3`, `0.25`."),
    ],
)
def test_a_percentage_without_its_sign_or_with_a_comma_is_refused(text: str, code: str, remedy: str) -> None:
    refused = percent(text)
    assert isinstance(refused, Complaint)
    assert (refused.code, refused.remedy) == (code, remedy)


def test_a_share_is_part_of_a_whole() -> None:
    assert share("100%") == Ratio(1, 1)
    refused = [share(text) for text in ("100.1%", "0%", "half")]
    assert [each.code for each in refused if isinstance(each, Complaint)] == [
        "share-above-100",
        "not-positive",
        "not-a-percentage",
    ]


def test_a_weight_lies_between_nothing_and_all() -> None:
    assert (weight("0"), weight("0.3"), weight("1")) == (Ratio(0, 1), Ratio(3, 10), Ratio(1, 1))
    refused = [weight(text) for text in ("1.1", "a third")]
    assert [each.code for each in refused if isinstance(each, Complaint)] == ["share-above-100", "not-a-number"]


@pytest.mark.parametrize("text", ["0", "1850", "1850.00", "0.0001"])
def test_an_amount_stays_as_written(text: str) -> None:
    assert amount(text) == text


@pytest.mark.parametrize("text", ["1,850.00", "£5", "GBP 5", "-5.00", "5.", "1850.00001", "five"])
def test_an_amount_has_no_sign_separator_or_currency(text: str) -> None:
    refused = amount(text)
    assert isinstance(refused, Complaint)
    assert refused.code == "not-an-amount"


def test_a_cap_is_a_share_or_an_amount() -> None:
    assert cap("15%") == Ratio(15, 100)
    assert cap("500.00") == "500.00"
