"""How elapsed times spread around a target: counts between edges that people recognise, median, 90th percentile,
maximum.
"""

import numpy as np
from numpy.typing import NDArray

from upheld.measure.measurement import Distribution
from upheld.measure.statistics import nearest_rank
from upheld.quantities.allowances import Allowance, OpenTime
from upheld.quantities.instants import DAY, HOUR, MINUTE
from upheld.quantities.ratio import Ratio

__all__ = ["distribution"]

_EIGHTHS = 8
_PLAIN_EDGES = (0, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY)


def distribution(elapsed: NDArray[np.int64], allowance: Allowance | None) -> Distribution | None:
    """Counts of elapsed times [us] between edges; None when there is nothing to count.

    A target in open time gives eighths of it up to twice the target and one open bin beyond, any other one plain
    edges. A time on an edge counts below it, as a time equal to its target is met.
    """
    if not len(elapsed):
        return None
    target = allowance.micros if isinstance(allowance, OpenTime) else None
    edges = _PLAIN_EDGES if target is None else tuple(target * step // _EIGHTHS for step in range(2 * _EIGHTHS + 1))
    place = np.searchsorted(np.array(edges[1:], dtype=np.int64), elapsed, side="left")
    counts = np.bincount(place, minlength=len(edges))
    return Distribution(
        edges=(*edges, None),
        counts=tuple(counts.tolist()),
        target=target,
        median=nearest_rank(elapsed, Ratio(50, 100)),
        percentile_90=nearest_rank(elapsed, Ratio(90, 100)),
        maximum=int(elapsed.max()),
    )
