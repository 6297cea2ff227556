"""Verdicts: an exact figure against its target, before anything is rounded or shown."""

from upheld.agreements.model import Promise, SmallSample, Target
from upheld.measure.measurement import MISSED, OPEN, Measurement
from upheld.quantities.allowances import OpenTime, duration_text
from upheld.quantities.ratio import Ratio
from upheld.settle.statement import Figure, Verdict

__all__ = ["figure", "holds", "limit_of", "verdict"]

_ALL = Ratio(1, 1)


def limit_of(target: Target) -> Ratio:
    """What the figure is compared with: a share, a number, or a duration [us]."""
    if target.kind in ("every-within", "every-one"):
        return _ALL
    if target.limit is not None:
        return target.limit
    assert isinstance(target.allowance, OpenTime)  # noqa: S101 - the loader allows statistics of open time only
    return Ratio(target.allowance.micros, 1)


def holds(target: Target, value: Ratio) -> bool:
    """Whether the figure keeps the target; a figure equal to the target does."""
    if target.kind in ("at-most", "mean-at-most", "percentile-at-most"):
        return value <= limit_of(target)
    return value >= limit_of(target)


def verdict(promise: Promise, target: Target, *, measurement: Measurement) -> tuple[Verdict, str | None]:
    """The verdict and the note it needs, if any.

    Nothing to measure is not applicable (0/0), unless time is unknown: then, as when more is unknown than the agreement
    allows, undetermined.
    """
    if measurement.is_undetermined:
        return "undetermined", "more time is unknown than the agreement allows for a verdict"
    if measurement.value is None:
        if measurement.items is not None and measurement.items.count(OPEN):
            return "undetermined", "nothing has fallen due yet"
        return "not-applicable", "nothing to judge in this window: no consequence"
    if promise.small_sample is not None and (measurement.population or 0) < promise.small_sample.below:
        return _of_small_sample(promise.small_sample, target, measurement=measurement, value=measurement.value)
    return ("met" if holds(target, measurement.value) else "missed"), None


def _of_small_sample(
    rule: SmallSample, target: Target, *, measurement: Measurement, value: Ratio
) -> tuple[Verdict, str | None]:
    sample = f"{measurement.population} in the sample, fewer than {rule.below}"
    if rule.then == "report-only":
        return "not-applicable", f"{sample}: reported without a verdict"
    misses = measurement.items.count(MISSED) if measurement.items is not None else value.denominator - value.numerator
    if misses <= rule.allow:
        return "met", f"{sample}: up to {rule.allow} missed is met"
    return ("met" if holds(target, value) else "missed"), f"{sample}: more than {rule.allow} missed"


def figure(target: Target, measurement: Measurement, *, value: Ratio | None) -> Figure | None:
    """The figure with the text that shows it: truncated, with as many digits as keep it on its own side of the
    target.
    """
    if value is None:
        return None
    if measurement.unit == "duration":
        whole = value.numerator // value.denominator
        is_over_by_less = (
            Ratio(whole, 1) == limit_of(target) < value
        )  # a mean may pass its target by part of a microsecond
        return Figure(value, duration_text(whole + 1 if is_over_by_less else whole))
    if measurement.unit == "count":
        return Figure(value, value.decimal_text(0))
    return Figure(value, value.percent_text(3, against=limit_of(target)))
