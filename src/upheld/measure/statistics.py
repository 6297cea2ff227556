"""Exact statistics of a population: share with bounds, nearest-rank percentile. No float takes part."""

import numpy as np
from numpy.typing import NDArray

from upheld.quantities.ratio import Ratio

__all__ = ["bounds_of_share", "nearest_rank"]


def bounds_of_share(met: int, missed: int, *, still_open: int) -> tuple[Ratio | None, Ratio | None, Ratio | None]:
    """The share met of what is judged, then had all open ones missed, then had all met; None for an empty
    population.
    """
    judged, everyone = met + missed, met + missed + still_open
    return (
        Ratio(met, judged) if judged else None,
        Ratio(met, everyone) if everyone else None,
        Ratio(met + still_open, everyone) if everyone else None,
    )


def nearest_rank(values: NDArray[np.int64], percentile: Ratio) -> int:
    """The smallest value such that at least `percentile` (a share, 90% is 90/100) of all are no greater. Source:
    nearest-rank definition, NIST.
    """
    rank = -(-percentile.numerator * len(values) // percentile.denominator)
    return int(np.partition(values, max(rank, 1) - 1)[max(rank, 1) - 1])
