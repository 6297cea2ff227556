"""Names, currencies, zones, holiday sets and versions are known ones, or the nearest known one is offered."""

import pytest

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.names import (
    currency,
    holiday_set,
    identifier,
    language_version,
    phrase,
    profile,
    time_zone,
)


@pytest.mark.parametrize("text", ["portal", "order-portal", "web-1", "1", "a" * 80])
def test_a_name_is_small_letters_digits_and_dashes(text: str) -> None:
    assert identifier(text) == text


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Order Portal", "Write `order-portal`."),
        ("order_portal", "Write `order-portal`."),
        ("-portal-", "Write `portal`."),
        ("a" * 81, f"Write `{'a' * 80}`."),
        ("???", "Write small letters, digits and dashes, such as `order-portal`."),
    ],
)
def test_another_name_is_answered_with_one_that_would_do(text: str, remedy: str) -> None:
    refused = identifier(text)
    assert isinstance(refused, Complaint)
    assert (refused.code, refused.remedy) == ("not-a-name", remedy)


def test_words_for_people_are_left_alone() -> None:
    assert phrase("Schedule 3, 2.1: yes") == "Schedule 3, 2.1: yes"


@pytest.mark.parametrize("text", ["pounds", "gbp", "XXX", "GBPP"])
def test_a_currency_is_one_of_the_standard(text: str) -> None:
    assert currency("GBP") == "GBP"
    refused = currency(text)
    assert isinstance(refused, Complaint)
    assert refused.code == "unknown-currency"


def test_a_zone_is_a_place_of_the_database() -> None:
    assert time_zone("Europe/London") == "Europe/London"
    refused = [time_zone("Europe/Lundon"), time_zone("../etc/passwd")]
    remedies = [each.remedy for each in refused if isinstance(each, Complaint)]
    assert remedies == [
        "Did you mean `Europe/London`?",
        "Write a place of the IANA database: `Europe/London`, `Etc/UTC`.",
    ]


def test_a_holiday_set_is_one_of_the_library() -> None:
    assert holiday_set("GB-ENG") == "GB-ENG"
    refused = [holiday_set("gb-eng"), holiday_set("bank holidays")]
    assert [each.code for each in refused if isinstance(each, Complaint)] == ["unknown-holidays"] * 2
    assert isinstance(refused[0], Complaint)
    assert refused[0].remedy.startswith("Did you mean `GB-ENG`?")


def test_there_is_one_language_version_and_one_profile() -> None:
    assert language_version("1") == "1"
    assert profile("upheld/2026") == "upheld/2026"
    refused = [language_version("1.0"), profile("upheld/2027")]
    codes = [each.code for each in refused if isinstance(each, Complaint)]
    assert codes == ["unknown-language-version", "unknown-profile"]
