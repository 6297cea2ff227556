"""What a population leaves out: only work for which the other side recorded a decision to leave it out."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.evidence.facts import Facts
from upheld.measure.workload import Workload

__all__ = ["LEFT_OUT_OUTCOMES", "left_out"]

LEFT_OUT_OUTCOMES = ("accepted", "excluded", "left-out", "waived")
"""Decision outcomes about a piece of work that take it out of the population."""


def left_out(
    load: Workload, work: NDArray[np.int64], *, facts: Facts, owed_by: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each clock of `work`: whether a decision leaves it out, and whether it was cancelled or merged without one.

    The decision is the last one about the work by the side the promise is owed to: nobody excuses himself.
    """
    other = "client" if owed_by == "provider" else "provider"
    latest = (
        facts.decisions.filter(pl.col("side").cast(pl.String) == other)
        .sort("at", "seq", maintain_order=True)
        .unique("about", keep="last", maintain_order=True)
    )
    decided = latest.filter(pl.col("outcome").cast(pl.String).is_in(list(LEFT_OUT_OUTCOMES)))["about"]
    is_out = load.ids.is_in(decided.cast(pl.String).to_list()).to_numpy()
    is_ended = np.zeros(len(load.ids), dtype=np.bool_)
    is_ended[load.item[load.happened(["cancelled", "merged"])]] = True
    return is_out[work], (is_ended & ~is_out)[work]
