"""`ratio/1`: good over total of counted things, pooled over the window. Definition and worked table:
docs/measures/ratio.md.
"""

from collections.abc import Sequence

import polars as pl

from upheld.agreements.model import Agreement, Promise, RatioTerms, Row
from upheld.evidence.facts import Facts
from upheld.measure.matching import selected
from upheld.measure.measurement import Measurement
from upheld.measure.timeline import items_of
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window

__all__ = ["counted", "ratio"]


def ratio(
    agreement: Agreement, promise: Promise, *, facts: Facts, windows: Sequence[tuple[Window, Window]], known_at: int
) -> list[Measurement]:
    """One measurement per row and window. A count belongs to the window its span ends in: it cannot be split."""
    counts = counted(agreement, promise, facts=facts)
    return [
        _measured(promise, row, counts=counts, covered=covered, whole=whole)
        for row in promise.rows
        for covered, whole in windows
    ]


def counted(agreement: Agreement, promise: Promise, *, facts: Facts) -> pl.DataFrame:
    """The count facts that a ratio promise pools, in whatever window they end."""
    terms = promise.terms
    assert isinstance(terms, RatioTerms)  # noqa: S101 - the loader pairs measure and terms
    return selected(_of_service(agreement, promise, facts=facts), terms.where, unless=terms.unless, prefix="label.")


def _of_service(agreement: Agreement, promise: Promise, *, facts: Facts) -> pl.DataFrame:
    """Counts of the service or of the items it is made of; all of them when the promise names no service."""
    if promise.service is None:
        return facts.counts
    up_when = agreement.services[promise.service].up_when
    own = [promise.service, *(items_of(up_when) if up_when is not None else ())]
    return facts.counts.filter(pl.col("item").cast(pl.String).is_in(own))


def _measured(promise: Promise, row: Row, *, counts: pl.DataFrame, covered: Window, whole: Window) -> Measurement:
    mine = counts.filter((pl.col("end") > covered.start) & (pl.col("end") <= covered.end))
    if promise.by is not None:
        column = f"label.{promise.by}"
        mine = mine.filter(pl.col(column) == row.value) if column in mine.columns else mine.clear()
    good, total = (int(mine[each].cast(pl.Int128).sum()) for each in ("good", "total"))  # 64 bits would run over
    value = Ratio(good, total) if total else None
    straddling = len(mine.filter(pl.col("start") < covered.start))
    note = f"{straddling} counts began before the window and are counted whole where they end"
    return Measurement(
        promise=promise.id,
        row=row.value,
        window=covered,
        whole=whole,
        unit="share",
        value=value,
        lower=value,
        upper=value,
        without_exclusions=value,
        population=total,
        notes=(note,) if straddling else (),
    )
