"""`elapsed/1` against its slow twin, and what must hold of every desk."""

from dataclasses import replace

from hypothesis import given

from tests.measure.elapsed_worlds import Desk, as_twin, desks, in_window, measured_in
from tests.worlds import generated
from upheld.quantities.instants import DAY


@generated
@given(desks())
def test_every_clock_of_a_generated_month_is_what_the_slow_twin_says(desk: Desk) -> None:
    everything = (desk.window[0] - 99 * DAY, desk.window[1] + 99 * DAY)
    for frame in (desk.window, everything):
        for tier, measurement in enumerate(measured_in(desk, frame)):
            expected = [replace(one, at=None) for one in in_window(desk, tier, window=frame)]
            assert as_twin(measurement.items, tier) == expected
