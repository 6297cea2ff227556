"""Tables behind the figures of one result: parts of the time, outages, days, exclusions, items, spread of times."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from upheld.measure.measurement import DayCell, Distribution
from upheld.quantities.allowances import duration_text
from upheld.report.wording import Moment, Wall, listed, number, plain
from upheld.settle.statement import ClaimLine, ItemLine, OutageLine, Result, TimeTotals

__all__ = [
    "Cell",
    "Column",
    "Table",
    "bin_label",
    "cell_text",
    "claims_table",
    "day_table",
    "items_table",
    "result_tables",
    "spread_table",
    "spread_words",
    "time_table",
]

Cell = str | Moment
_OUTCOMES: dict[str, str] = {"missed": "Missed", "open": "Still open", "left-out": "Left out", "met": "Met"}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how its cells stand: words and times keep to one line where they can, numbers stand to the right,
    text wraps, and `wide` takes most of the room that is left.
    """

    heading: str
    kind: Literal["words", "number", "text", "wide"] = "words"


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, columns, rows of cells; the first cell of a row names it. With `has_total` the last row is a sum."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_total: bool = False


def time_table(time: TimeTotals) -> Table:
    """The four parts of the service time and their sum."""
    parts = (("Up", time.up), ("Down", time.down), ("Excluded", time.excluded), ("Unknown", time.unknown))
    rows = [(name, duration_text(part)) for name, part in parts]
    rows.append(("Service time", duration_text(sum(part for _, part in parts))))
    return Table("Service time of the window", (Column("Part"), Column("Time", "number")), tuple(rows), has_total=True)


def _outages_table(outages: tuple[OutageLine, ...], wall: Wall) -> Table:
    """Every outage with its real span, the time of it that counted, and the facts that say so."""
    columns = (
        Column("From"),
        Column("Until"),
        Column("Counted", "number"),
        Column("Down", "text"),
        Column("Note", "wide"),
        Column("Facts", "text"),
    )
    rows = tuple(
        (
            wall.moment(each.start),
            wall.until(each.start, each.end),
            duration_text(each.counted),
            plain(", ".join(each.items)),
            plain(each.note),
            plain(", ".join(each.facts)),
        )
        for each in outages
    )
    return _without_empty("Outages", columns, rows=rows)


def claims_table(claims: tuple[tuple[str, ClaimLine], ...], wall: Wall) -> Table:
    """Claimed exclusions, each with the promise it is claimed for: what was asked, accepted, refused and why, who
    decided, and whether the verdict hangs on it.
    """
    columns = (
        Column("Claim"),
        Column("Exclusion", "text"),
        Column("Promise", "text"),
        Column("From"),
        Column("Until"),
        Column("Accepted", "number"),
        Column("Reasons and decision", "wide"),
        Column("Verdict", "text"),
    )
    rows = tuple(
        (
            plain(claim.id),
            plain(claim.exclusion),
            plain(promise),
            wall.moment(claim.start),
            wall.until(claim.start, claim.end),
            duration_text(claim.accepted),
            _claim_reasons(claim),
            "depends on it" if claim.flips else "same either way" if claim.accepted else "",
        )
        for promise, claim in claims
    )
    return _without_empty("Claimed exclusions", columns, rows=rows)


def _claim_reasons(claim: ClaimLine) -> str:
    """Who claimed it, why less was accepted than asked, and what was decided, in one line."""
    parts = [f"Claimed by {plain(claim.asserted_by)}"]
    parts += [plain(reason) for reason in claim.reasons] or [
        "accepted in full" if claim.accepted else "nothing of it counted"
    ]
    parts += [f"decision {plain(claim.decision)}"] if claim.decision else []
    return "; ".join(parts)


def _item_tables(lines: tuple[ItemLine, ...], wall: Wall) -> tuple[Table, ...]:
    """One table for each outcome that has lines: missed first, then open, left out, met."""
    groups = {outcome: tuple(line for line in lines if line.outcome == outcome) for outcome in _OUTCOMES}
    return tuple(
        items_table(f"{_OUTCOMES[outcome]}: {number(len(group))}", group, wall=wall)
        for outcome, group in groups.items()
        if group
    )


def items_table(caption: str, lines: tuple[ItemLine, ...], *, wall: Wall) -> Table:
    """Items with their clocks."""
    columns = (
        Column("Item"),
        Column("Start"),
        Column("Due"),
        Column("Stop"),
        Column("Took", "number"),
        Column("Paused", "number"),
        Column("Why", "wide"),
    )
    rows = tuple(
        (
            plain(line.id),
            *("" if at is None else wall.moment(at) for at in (line.start, line.due, line.stop)),
            "" if line.elapsed is None else duration_text(line.elapsed),
            duration_text(line.paused) if line.paused else "",
            plain(line.why),
        )
        for line in lines
    )
    return _without_empty(caption, columns, rows=rows)


def day_table(days: tuple[DayCell, ...], wall: Wall) -> Table:
    """Days with service time on which something was not up."""
    columns = (
        Column("Day"),
        Column("Service time", "number"),
        Column("Down", "number"),
        Column("Excluded", "number"),
        Column("Unknown", "number"),
    )
    rows = tuple(
        (
            wall.day(date.fromisoformat(each.day)),
            *(duration_text(part) if part else "" for part in (each.service, each.down, each.excluded, each.unknown)),
        )
        for each in days
        if each.down or each.excluded or each.unknown
    )
    return _without_empty("Days on which something was not up", columns, rows=rows)


def bin_label(spread: Distribution, index: int) -> str:
    """`up to 30 min`, `over 5 h 30 min`."""
    low, high = spread.edges[index], spread.edges[index + 1]
    return f"over {duration_text(low or 0)}" if high is None else f"up to {duration_text(high)}"


def spread_table(spread: Distribution) -> Table:
    """How many items took how long."""
    rows = tuple((bin_label(spread, index), number(count)) for index, count in enumerate(spread.counts))
    return Table("Items by the time they took", (Column("Took"), Column("Items", "number")), rows)


def spread_words(spread: Distribution) -> str:
    """Median, 90th percentile and longest, where they exist."""
    named = (("median", spread.median), ("90th percentile", spread.percentile_90), ("longest", spread.maximum))
    return listed(tuple(f"{name} {duration_text(value)}" for name, value in named if value is not None))


def result_tables(result: Result, wall: Wall) -> tuple[Table, ...]:
    """Outages and items that made one figure."""
    found: list[Table] = []
    if result.outages:
        found.append(_outages_table(result.outages, wall))
    found += _item_tables(result.lines, wall)
    return tuple(found)


def _without_empty(caption: str, columns: tuple[Column, ...], *, rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """A table less the columns that hold nothing."""
    kept = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    return Table(
        caption, tuple(columns[index] for index in kept), tuple(tuple(row[index] for index in kept) for row in rows)
    )


def cell_text(cell: Cell) -> str:
    """What a cell shows."""
    return cell.text if isinstance(cell, Moment) else cell
