"""Conditions compare texts with texts and numbers with numbers; small samples get leeway."""

import pytest

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.conditions import Comparison, Leeway, alternative, condition, leeway


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("P1", Comparison("in", "P1")),
        ("yes", Comparison("in", "yes")),
        ("012", Comparison("in", "012")),
        (">= 4", Comparison(">=", "4")),
        (">4.5", Comparison(">", "4.5")),
        ("<= 9.0", Comparison("<=", "9.0")),
        ("< 3", Comparison("<", "3")),
        ("!= closed", Comparison("!=", "closed")),
    ],
)
def test_a_text_is_equal_and_a_sign_compares(text: str, meant: Comparison) -> None:
    assert condition(text) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [("=> 4", "not-a-condition"), ("== 4", "not-a-condition"), (">=", "not-a-condition"), (">= many", "not-a-number")],
)
def test_a_sign_that_compares_nothing_is_refused(text: str, code: str) -> None:
    refused = condition(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code


def test_a_list_holds_texts_and_no_comparison() -> None:
    assert alternative("network") == Comparison("in", "network")
    refused = [alternative(text) for text in (">= 4", "!= x", "=> 4")]
    assert [each.code for each in refused if isinstance(each, Complaint)] == ["not-a-condition"] * 3


def test_a_small_sample_is_reported_or_allowed_some_misses() -> None:
    assert leeway("report-only") == Leeway("report-only", 0)
    assert leeway("allow 2") == Leeway("allow", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("carry-forward", "not-in-this-version"),
        ("ignore", "unknown-word"),
        ("allow 0", "not-positive"),
        ("allow few", "not-a-whole-number"),
    ],
)
def test_other_leeway_is_told_why(text: str, code: str) -> None:
    refused = leeway(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code
