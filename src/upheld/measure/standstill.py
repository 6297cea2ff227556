"""The standstill of chosen clocks: pauses of some items, and their totals in real time."""

import numpy as np
from numpy.typing import NDArray

from upheld.quantities.clocks import Pauses

__all__ = ["pauses_of", "totals"]


def pauses_of(pauses: Pauses, who: NDArray[np.int64]) -> Pauses:
    """The pauses of the items at these places, in this order."""
    first, lengths = pauses.offsets[who], np.diff(pauses.offsets)[who]
    offsets = np.append(0, np.cumsum(lengths))
    place = np.arange(int(offsets[-1])) + np.repeat(first - offsets[:-1], lengths)
    return Pauses(offsets, pauses.starts[place], pauses.ends[place])


def totals(pauses: Pauses) -> NDArray[np.int64]:
    """How long each item stood still in real time [us]."""
    before = np.append(0, np.cumsum(pauses.ends - pauses.starts))
    return np.asarray(before[pauses.offsets[1:]] - before[pauses.offsets[:-1]], dtype=np.int64)
