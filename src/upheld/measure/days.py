"""A window's service time day by day, for the month strip: local days, each with its down, excluded and unknown
parts.
"""

from datetime import timedelta

import numpy as np

from upheld.measure.measurement import DayCell, TimeParts
from upheld.quantities.windows import Window
from upheld.quantities.zones import day_start, local_day

__all__ = ["day_cells"]


def day_cells(parts: TimeParts, window: Window, *, zone: str) -> tuple[DayCell, ...]:
    """One cell per local day of `window` in `zone`; the sums over all cells are the sums of the window."""
    if window.start >= window.end:
        return ()
    first, last = local_day(window.start, zone), local_day(window.end - 1, zone)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    edges = np.array([day_start(day, zone) for day in [*days, last + timedelta(days=1)]], dtype=np.int64)
    edges = np.clip(edges, window.start, window.end)
    columns = [
        part.covered_between(edges[:-1], edges[1:]) for part in (parts.up, parts.down, parts.excluded, parts.unknown)
    ]
    return tuple(
        DayCell(day.isoformat(), int(up + down + excluded + unknown), int(down), int(excluded), int(unknown))
        for day, up, down, excluded, unknown in zip(days, *columns, strict=True)
    )
