"""`availability/1` against its slow twin, and what must hold of every month whatever happened in it."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.measure.availability_worlds import ITEMS, agreement_of, as_twin, measured_in, worlds_of_availability
from tests.reference.availability_twin import Record, World, twin
from tests.worlds import generated
from upheld.measure.measurement import Measurement
from upheld.quantities.instants import DAY, HOUR, MINUTE


@generated
@given(worlds_of_availability())
def test_a_generated_window_is_what_the_slow_twin_says(world: World) -> None:
    (measurement,) = measured_in(world, world.window)
    assert as_twin(measurement) == twin(world)


@generated
@given(worlds_of_availability())
def test_the_four_parts_are_disjoint_and_are_the_service_time(world: World) -> None:
    (measurement,) = measured_in(world, world.window)
    time = measurement.time
    assert time is not None
    hours = agreement_of(world).calendars["hours"].hours(*world.window).open.clip(*world.window)
    parts = (time.up, time.down, time.excluded, time.unknown)
    assert time.up | time.down | time.excluded | time.unknown == hours
    assert sum(part.measure() for part in parts) == hours.measure()
    assert sum(day.service for day in measurement.days) == hours.measure()
    assert sum(day.down for day in measurement.days) == time.down.measure()


@generated
@given(worlds_of_availability(), st.lists(st.floats(0, 1), max_size=4))
def test_a_window_is_the_sum_of_its_parts(world: World, cuts: list[float]) -> None:
    start, end = world.window
    edges = sorted({start, *(start + int((end - start) * cut) for cut in cuts), end})
    whole, *parts = measured_in(world, world.window, *pairwise(edges))
    assert as_twin(whole).up == sum(as_twin(part).up for part in parts)
    assert times(whole) == [sum(column) for column in zip(*(times(part) for part in parts), strict=True)]
    if whole.value is not None:
        pooled = [part.value for part in parts if part.value is not None]
        numerator = sum(judged(part) * part.value.fraction() for part in parts if part.value is not None)
        assert pooled
        assert Fraction(numerator, judged(whole)) == whole.value.fraction()


def times(measurement: Measurement) -> list[int]:
    """The five times of a measurement [us]."""
    found = as_twin(measurement)
    return [found.up, found.down, found.excluded, found.unknown, found.degraded]


def judged(measurement: Measurement) -> int:
    """Time that is neither excluded nor unknown [us]."""
    found = as_twin(measurement)
    return found.up + found.down


@generated
@given(worlds_of_availability(), st.sampled_from(ITEMS), st.sampled_from((MINUTE, 3 * HOUR, 3 * DAY)), st.floats(0, 1))
def test_more_downtime_is_never_a_better_figure(world: World, item: str, length: int, where: float) -> None:
    world = replace(world, missing="down", weight=Fraction(round(world.weight)), longest_gaps={})
    start = world.window[0] + int((world.window[1] - world.window[0]) * where)
    (before,) = measured_in(world, world.window)
    (after,) = measured_in(with_more_down(world, item, start, start + length), world.window)
    assert before.value is None or after.value is None or after.value <= before.value


def with_more_down(world: World, item: str, *span: int) -> World:
    """The same world in which every source also saw the item down for a while."""
    start, end = span
    records = list(world.records)
    for source in {record.source for record in world.records if record.item == item}:
        mine = [record for record in records if (record.item, record.source) == (item, source)]
        held = max((record for record in mine if record.at <= end), key=lambda record: record.at, default=None)
        records = [record for record in records if record not in mine or not start <= record.at <= end]
        records += [Record(item, source, start, "down"), Record(item, source, end, held.state if held else "unknown")]
    return replace(world, records=tuple(records))


@generated
@given(worlds_of_availability(), st.integers(-2, 2))
def test_whole_weeks_inside_one_clock_regime_change_nothing(world: World, weeks: int) -> None:
    utc = replace(world, hours=replace(world.hours, zone="UTC", off=frozenset()), claims=(), excludes=())
    shift = weeks * 7 * DAY
    moved = replace(
        utc,
        window=(utc.window[0] + shift, utc.window[1] + shift),
        known_at=utc.known_at + shift,
        records=tuple(replace(record, at=record.at + shift) for record in utc.records),
        watches=tuple(replace(each, span=(each.span[0] + shift, each.span[1] + shift)) for each in utc.watches),
    )
    (before,), (after,) = measured_in(utc, utc.window), measured_in(moved, moved.window)
    assert as_twin(before) == as_twin(after)


@generated
@given(worlds_of_availability(), worlds_of_availability())
def test_other_services_and_windows_change_nothing(world: World, other: World) -> None:
    (alone,) = measured_in(world, world.window)
    _, among = measured_in(world, other.window, world.window)
    crowded = replace(world, records=world.records + tuple(replace(r, item=f"other-{r.item}") for r in other.records))
    (beside,) = measured_in(crowded, world.window)
    assert as_twin(alone) == as_twin(among) == as_twin(beside)


@generated
@given(worlds_of_availability())
def test_bounds_hold_whatever_was_not_seen(world: World) -> None:
    unseen = replace(world, missing="unknown")
    (measurement,) = measured_in(unseen, unseen.window)
    low, high = (measured_in(replace(unseen, missing=reading), unseen.window)[0].value for reading in ("down", "up"))
    assert (measurement.lower, measurement.upper) == (low, high)
    assert measurement.lower is None or measurement.upper is None or measurement.lower <= measurement.upper
    # a forgiven outage, or a minute that is at best degraded, can put a bound on the far side of the judged part
    is_plain = not world.minimum and world.rectify is None and world.weight in (0, 1)
    if measurement.value and measurement.lower and measurement.upper and is_plain:
        assert measurement.lower <= measurement.value <= measurement.upper


@generated
@given(worlds_of_availability())
def test_the_outages_told_hold_exactly_the_down_time(world: World) -> None:
    (measurement,) = measured_in(world, world.window)
    assert sum(outage.counted for outage in measurement.outages) == as_twin(measurement).down
    assert all(not outage.counted for outage in measurement.outages if outage.note)
