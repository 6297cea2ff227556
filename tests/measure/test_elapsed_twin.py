"""`elapsed/1` against its slow twin."""

from dataclasses import replace

import pytest

from tests.measure.elapsed_worlds import as_twin, desk, in_window, measured_in
from tests.worlds import EXAMPLES
from upheld.quantities.instants import DAY


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_every_clock_of_a_generated_month_is_what_the_slow_twin_says(seed: int) -> None:
    world = desk(seed)
    everything = (world.window[0] - 99 * DAY, world.window[1] + 99 * DAY)
    for frame in (world.window, everything):
        for tier, measurement in enumerate(measured_in(world, frame)):
            expected = [replace(one, at=None) for one in in_window(world, tier, window=frame)]
            assert as_twin(measurement.items, tier) == expected


def test_the_generated_months_have_everything_in_them() -> None:
    worlds = [desk(seed) for seed in range(100)]
    found = [one for world in worlds for tier in range(3) for one in in_window(world, tier, window=(0, 10**18))]
    assert {one.outcome for one in found} == {"met", "missed", "open"}
    assert sum("#" in one.name for one in found) > len(found) / 50
    assert sum(one.late > 0 for one in found) > len(found) / 10
