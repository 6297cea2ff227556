"""Targets say what is compared, which way, and with what."""

import pytest

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.targets import Limit, limit, target
from upheld.agreements.model import Target
from upheld.quantities.allowances import EndOfWorkingDay, OpenTime
from upheld.quantities.instants import HOUR
from upheld.quantities.ratio import Ratio

FOUR_HOURS = OpenTime(4 * HOUR)


@pytest.mark.parametrize(
    "meant",
    [
        Target("at-least", "at least 99.9%", limit=Ratio(999, 1000), is_percent=True),
        Target("at-most", "at most 2%", limit=Ratio(2, 100), is_percent=True),
        Target("at-most", "at most 3", limit=Ratio(3, 1)),
        Target("at-least", "at least 0", limit=Ratio(0, 1)),
        Target("share-within", "95% within 4 h", limit=Ratio(95, 100), is_percent=True, allowance=FOUR_HOURS),
        Target(
            "share-within",
            "90% by end of working day 3",
            limit=Ratio(9, 10),
            is_percent=True,
            allowance=EndOfWorkingDay(3),
        ),
        Target("every-within", "every one within 4 h", allowance=FOUR_HOURS),
        Target("every-one", "every one"),
        Target("mean-at-most", "mean at most 4 h", allowance=FOUR_HOURS),
        Target("percentile-at-most", "percentile 90 at most 4 h", allowance=FOUR_HOURS, percentile=Ratio(90, 100)),
        Target("percentile-at-most", "percentile 99.9 at most 4 h", allowance=FOUR_HOURS, percentile=Ratio(999, 1000)),
    ],
    ids=lambda meant: meant.text,
)
def test_a_target_is_what_it_says(meant: Target) -> None:
    assert target(meant.text) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("99.9%", "not-a-target"),
        (">= 99.9%", "not-a-target"),
        ("99.9 percent", "not-a-target"),
        ("at most 4 h", "not-a-target"),
        ("at least 99.9% within 4 h", "not-a-target"),
        ("best efforts", "vague-target"),
        ("as soon as reasonably possible", "vague-target"),
        ("at least 101%", "target-above-100"),
        ("150% within 4 h", "target-above-100"),
        ("at least 0%", "target-always-met"),
        ("at most 100%", "target-always-met"),
        ("0% within 4 h", "target-always-met"),
        ("95% within 3 days", "bare-days"),
        ("9,5% within 4 h", "decimal-comma"),
        ("every one within 4", "no-unit"),
        ("mean at most 3 days", "bare-days"),
        ("mean at most end of working day 3", "statistic-of-days"),
        ("percentile 90 at most 3 calendar days", "statistic-of-days"),
        ("percentile 0.5 at most 4 h", "percentile-out-of-range"),
        ("percentile 101 at most 4 h", "percentile-out-of-range"),
        ("percentile p90 at most 4 h", "not-a-number"),
        ("between 18 and 22", "not-in-this-version"),
        ("at least most", "not-a-number"),
    ],
)
def test_what_is_no_target_is_told_why(text: str, code: str) -> None:
    refused = target(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (">= 99.9%", "Write `at least 99.9%`."),
        ("<4", "Write `at most 4`."),
        ("at least 95% within 4 h", "Write `95% within 4 h`."),
        ("99.9%", "Write `at least 99.9%` or `at most 99.9%`, or `99.9% within 4 h` for a clock."),
        ("at most 4 h", "Write `every one within 4 h`, `mean at most 4 h` or `percentile 90 at most 4 h`."),
    ],
)
def test_a_near_miss_is_answered_with_what_was_meant(text: str, remedy: str) -> None:
    refused = target(text)
    assert isinstance(refused, Complaint)
    assert refused.remedy == remedy


def test_a_limit_is_a_share_a_number_or_a_length() -> None:
    assert limit("99.5%") == Limit(Ratio(995, 1000), "share", "99.5%")
    assert limit("3") == Limit(Ratio(3, 1), "number", "3")
    assert limit("6 h") == Limit(Ratio(6 * HOUR, 1), "duration", "6 h")


@pytest.mark.parametrize(
    ("text", "code"), [("%", "not-a-percentage"), ("6 hours", "unknown-unit"), ("", "not-a-number")]
)
def test_what_is_no_limit_is_told_why(text: str, code: str) -> None:
    refused = limit(text)
    assert isinstance(refused, Complaint)
    assert refused.code == code
