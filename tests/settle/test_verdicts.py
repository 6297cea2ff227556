"""A figure against its target: exact, shown truncated, and what a small or empty sample means."""

import pytest

from tests.worlds import availability, count, elapsed, facts, in_time, measured, ratio, share, where
from upheld.agreements.model import SmallSample, Target
from upheld.quantities.allowances import OpenTime
from upheld.quantities.instants import HOUR
from upheld.quantities.ratio import Ratio
from upheld.settle.verdicts import figure, holds, verdict

FOUR_HOURS = OpenTime(4 * HOUR)


@pytest.mark.parametrize(
    ("target", "value", "expected"),
    [
        (Target("at-least", "at least 99.9%", Ratio(999, 1000)), Ratio(999, 1000), True),
        (Target("at-least", "at least 99.9%", Ratio(999, 1000)), Ratio(998_999, 1_000_000), False),
        (Target("at-most", "at most 2%", Ratio(2, 100)), Ratio(1, 50), True),
        (Target("at-most", "at most 2%", Ratio(2, 100)), Ratio(20_001, 1_000_000), False),
        (Target("every-one", "every one"), Ratio(7, 7), True),
        (Target("every-within", "every one within 4 h", allowance=FOUR_HOURS), Ratio(6, 7), False),
        (in_time("95%", FOUR_HOURS), Ratio(19, 20), True),
        (Target("mean-at-most", "mean at most 4 h", allowance=FOUR_HOURS), Ratio(28 * HOUR + 1, 7), False),
        (Target("percentile-at-most", "90% at most 4 h", allowance=FOUR_HOURS), Ratio(4 * HOUR, 1), True),
    ],
)
def test_a_figure_equal_to_its_target_keeps_it_and_anything_worse_does_not(
    target: Target, value: Ratio, expected: object
) -> None:
    assert holds(target, value) is expected


def test_golden_t8_a_miss_is_never_shown_as_its_target() -> None:
    target = Target("at-least", "at least 99.85%", Ratio(9985, 10_000))
    promised = ratio(target=target)
    counted = {
        "kind": "count",
        "item": "web",
        "good": 43_135,
        "total": 43_200,
        "from": "2026-04-01",
        "until": "2026-04-02",
    }
    measurement = measured(promised, [counted], "2026-04")
    shown = figure(target, measurement, value=measurement.value)
    assert verdict(promised, target, measurement=measurement) == ("missed", None)
    assert shown is not None
    assert shown.display == "99.849%"


def test_a_figure_is_shown_in_its_own_unit() -> None:
    target = Target("mean-at-most", "mean at most 4 h", allowance=FOUR_HOURS)
    measurement = measured(elapsed(target=target), facts(), "2026-03")
    shown = figure(target, measurement, value=Ratio(5 * HOUR, 2))
    assert shown is not None
    assert (shown.display, figure(target, measurement, value=None)) == ("2 h 30 min", None)


def test_a_mean_over_its_target_by_part_of_a_microsecond_is_not_shown_as_the_target() -> None:
    target = Target("mean-at-most", "mean at most 4 h", allowance=FOUR_HOURS)
    measurement = measured(elapsed(target=target), facts(), "2026-03")
    shown = [figure(target, measurement, value=Ratio(7 * 4 * HOUR + extra, 7)) for extra in (0, 1)]
    assert [each and each.display for each in shown] == ["4 h", "4 h 00 min 00.000001 s"]


def test_a_count_is_shown_as_a_whole_number() -> None:
    promised = count("reopened", 2)
    measurement = measured(promised, facts(), "2026-03")
    shown = figure(promised.rows[0].target, measurement, value=measurement.value)
    assert shown is not None
    assert shown.display == "0"


def surveys(*scores: str) -> list[dict[str, object]]:
    """Answers in March."""
    return [
        {"kind": "survey", "work": f"T{n}", "score": s, "of": "5", "at": "2026-03-05"} for n, s in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("rule", "scores", "expected"),
    [
        (
            SmallSample(3, "report-only"),
            "55",
            ("not-applicable", "2 in the sample, fewer than 3: reported without a verdict"),
        ),
        (SmallSample(3, "allow", 1), "51", ("met", "2 in the sample, fewer than 3: up to 1 missed is met")),
        (SmallSample(4, "allow", 1), "511", ("missed", "3 in the sample, fewer than 4: more than 1 missed")),
        (SmallSample(3, "allow", 0), "55", ("met", "2 in the sample, fewer than 3: up to 0 missed is met")),
        (SmallSample(2, "report-only"), "51", ("missed", None)),
    ],
)
def test_a_small_sample_follows_its_rule(rule: SmallSample, scores: str, expected: tuple[str, str | None]) -> None:
    target = Target("at-least", "at least 90%", Ratio(90, 100))
    promised = share("survey", where(score=">= 4"), target=target, small_sample=rule)
    assert verdict(promised, target, measurement=measured(promised, surveys(*scores), "2026-03")) == expected


def test_a_small_sample_that_allows_misses_never_makes_a_good_figure_bad() -> None:
    target = Target("at-least", "at least 30%", Ratio(30, 100))
    promised = share("survey", where(score=">= 4"), target=target, small_sample=SmallSample(9, "allow", 1))
    assert verdict(promised, target, measurement=measured(promised, surveys("5", "1", "1"), "2026-03"))[0] == "met"


def test_what_is_unknown_beyond_the_limit_is_undetermined() -> None:
    promised = availability()
    seen = [{"kind": "state", "item": "web", "state": "up", "at": "2026-03-03"}]
    decided = verdict(promised, promised.rows[0].target, measurement=measured(promised, seen, "2026-03"))
    assert decided == ("undetermined", "more time is unknown than the agreement allows for a verdict")


def test_work_that_is_not_due_yet_leaves_the_verdict_open() -> None:
    from_march = [{"kind": "work", "work": "T", "type": "incident", "event": "opened", "at": "2026-03-31 20:00"}]
    measurement = measured(elapsed(), from_march, "2026-03", known="2026-03-31 21:00")
    assert measurement.population == 0
    promised = elapsed(cohort="opened")
    measurement = measured(promised, from_march, "2026-03", known="2026-03-31 21:00")
    decided = verdict(promised, promised.rows[0].target, measurement=measurement)
    assert decided == ("undetermined", "nothing has fallen due yet")
