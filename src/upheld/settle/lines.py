"""The lines behind a figure: outages, claims and items as the statement lists them, in plain values."""

from typing import Final

from upheld.agreements.model import Promise, Target
from upheld.measure.measurement import MET, Items, Measurement, Outcome
from upheld.quantities.allowances import duration_text
from upheld.quantities.instants import NEVER
from upheld.settle.statement import ClaimLine, ItemCounts, ItemLine, OutageLine, TimeTotals
from upheld.settle.verdicts import holds

__all__ = ["claim_lines", "item_counts", "item_lines", "outage_lines", "time_totals"]

_OUTCOMES: Final[tuple[Outcome, ...]] = ("met", "missed", "left-out", "open")
"""In the order of their codes in `Items.outcome`."""


def time_totals(measurement: Measurement) -> TimeTotals | None:
    """Service time in its four parts [us]; None for what is not measured in service time."""
    time = measurement.time
    if time is None:
        return None
    return TimeTotals(time.up.measure(), time.down.measure(), time.excluded.measure(), time.unknown.measure())


def item_counts(measurement: Measurement) -> ItemCounts | None:
    """How many items came out how; None for what has no items."""
    items = measurement.items
    return None if items is None else ItemCounts(*(items.count(code) for code in range(len(_OUTCOMES))))


def outage_lines(measurement: Measurement) -> tuple[OutageLine, ...]:
    """Every outage that touches the window, by start."""
    return tuple(
        OutageLine(outage.start, outage.end, outage.counted, outage.items, outage.note, outage.facts)
        for outage in measurement.outages
    )


def claim_lines(target: Target, measurement: Measurement) -> tuple[ClaimLine, ...]:
    """Every claimed exclusion, and whether the verdict would be another had this one been refused."""
    value = measurement.value
    return tuple(
        ClaimLine(
            id=claim.id,
            exclusion=claim.exclusion,
            asserted_by=claim.asserted_by,
            start=claim.span[0],
            end=claim.span[1],
            accepted=claim.counted,
            reasons=claim.reasons,
            decision=claim.decision,
            flips=value is not None
            and claim.value_without is not None
            and holds(target, value) != holds(target, claim.value_without),
        )
        for claim in measurement.claims
    )


def item_lines(promise: Promise, measurement: Measurement) -> tuple[ItemLine, ...]:
    """Every item that did not simply meet its target, the latest first by how late it was, then by name."""
    items = measurement.items
    if items is None:
        return ()
    reasons = dict(items.reasons)
    lines = [_line(items, place, reasons=reasons) for place in (items.outcome != MET).nonzero()[0].tolist()]
    has_clock = promise.measure in ("elapsed/1", "delivery/1")
    order = {line.id: int(late) for line, late in zip(lines, items.late[items.outcome != MET], strict=True)}
    return tuple(sorted(lines, key=lambda line: (-order[line.id] if has_clock else 0, line.start or 0, line.id)))


def _line(items: Items, place: int, *, reasons: dict[str, str]) -> ItemLine:
    name, late = str(items.ids[place]), int(items.late[place])
    due, stop = _instant(int(items.deadline[place])), _instant(int(items.stop[place]))
    said = [f"{duration_text(late)} late"] if late else []
    if due is not None and stop is None:
        said.append("still open")
    if name in reasons:
        said.append(reasons[name])
    return ItemLine(
        id=name,
        outcome=_OUTCOMES[int(items.outcome[place])],
        start=_instant(int(items.start[place])),
        due=due,
        stop=stop,
        elapsed=int(items.elapsed[place]) if due is not None else None,
        paused=int(items.paused[place]),
        why="; ".join(said),
    )


def _instant(at: int) -> int | None:
    return None if at == NEVER else at
