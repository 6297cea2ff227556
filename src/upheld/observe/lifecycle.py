"""Logs of work, one row for each time its state was written down, become events of the lifecycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from upheld.observe.imported import LeftOut
from upheld.observe.meaning import Meaning, Word
from upheld.observe.records import PLACE, RAGGED, REPEATS, is_repeat, left_out
from upheld.observe.walls import Read, instants_in

__all__ = ["History", "events_of"]

_ENDED: Final = ("resolved", "closed", "cancelled")
_WORK: Final = ("working", "paused", "resolved")
_TURNS: Final = ("reopened", "resumed", "paused", *_ENDED)
_ORDER: Final = ("reported", "opened", "reopened", "resumed", "reclassified", "", "paused", *_ENDED)
"""Events of one row in the order in which they happen; other events stand where the empty name stands."""
_CLOCKS: Final = ("at", "reported", "opened")


@dataclass(frozen=True, slots=True)
class History:
    """Facts of kind `work` with the column names of a file, the rows that gave none, and what was assumed."""

    facts: pl.DataFrame
    left_out: tuple[LeftOut, ...]
    assumed: tuple[str, ...]


def events_of(rows: pl.DataFrame, meaning: Meaning, *, zone: str | None) -> History:
    """The lifecycle events that the rows of a log say, by a mapping whose columns the rows have.

    A row whose state is the one before says no event of its own. Work begins with `reported` and `opened` where their
    columns say when, not later than its first row; without either its first row is `opened`.
    """
    repeated = is_repeat(rows)
    table, clocks = _read(rows.filter(~repeated), meaning, zone=zone)
    table, left = _usable(table, meaning)
    left = [*left_out(rows.filter(repeated), REPEATS), *left]
    table = _ordered(table)
    late = table.filter((pl.col("n") == 1) & (pl.max_horizontal("reported_at", "opened_at") > pl.col("at_at"))).height
    parts = [
        *_beginnings(table, meaning),
        *_turns(table, meaning),
        *_sayings(table, meaning),
        *_changes(table, meaning),
    ]
    return History(_facts(parts, meaning), tuple(left), (*_clock_lines(clocks), *_late_lines(late)))


def _read(rows: pl.DataFrame, meaning: Meaning, *, zone: str | None) -> tuple[pl.DataFrame, dict[str, Read]]:
    """The columns of the mapping under its names, attributes as `set.*`, what stands for no value as null."""
    given = {name: rows[column] for name, column in meaning.columns.items()}
    given |= {f"set.{name}": rows[each.column] for name, each in meaning.attributes.items()}
    table = pl.DataFrame({**given, PLACE: rows[PLACE], RAGGED: rows[RAGGED]})
    absent = list(meaning.missing)
    table = table.with_columns(pl.when(~pl.col(name).is_in(absent)).then(pl.col(name)).alias(name) for name in given)
    table = table.with_columns(
        pl.col(f"set.{name}").replace(dict(each.values)) for name, each in meaning.attributes.items() if each.values
    )
    clocks: dict[str, Read] = {
        name: instants_in(table[name], meaning.time, zone=zone) for name in _CLOCKS if name in given
    }
    nothing = pl.lit(None, dtype=pl.Int64)
    instants = [(clocks[name].instants if name in clocks else nothing).alias(f"{name}_at") for name in _CLOCKS]
    number = pl.col("number").cast(pl.Int64, strict=False).fill_null(0) if "number" in given else pl.lit(0)
    assignee = pl.col("assignee") if "assignee" in given else pl.lit(None, dtype=pl.String)
    return table.with_columns(*instants, number.alias("number"), assignee.alias("assignee")), clocks


def _usable(table: pl.DataFrame, meaning: Meaning) -> tuple[pl.DataFrame, list[LeftOut]]:
    """The rows that say which work, when, and a state that the mapping knows; the others by reason."""
    reasons = (
        ("the row has another number of cells than the heading", pl.col(RAGGED)),
        ("it does not say which work", pl.col("work").is_null()),
        ("its time cannot be read, or is one that the clocks of the zone skip", pl.col("at_at").is_null()),
        ("it has no state", pl.col("state").is_null()),
        ("the mapping does not know its state", ~pl.col("state").is_in(list(meaning.states))),
    )
    left: list[LeftOut] = []
    for reason, is_wrong in reasons:
        wrong = is_wrong.fill_null(value=False)
        left.extend(left_out(table.filter(wrong), reason))
        table = table.filter(~wrong)
    return table, left


def _ordered(table: pl.DataFrame) -> pl.DataFrame:
    """Rows by work and time with their ordinal `n` within the work, from 1."""
    table = table.with_row_index("row").sort("work", "at_at", "number", "row")
    return table.with_columns(n=pl.int_range(1, pl.len() + 1).over("work"))


def _conditions(table: pl.DataFrame, meaning: Meaning) -> pl.DataFrame:
    conditions = {word: _condition(each) for word, each in meaning.states.items()}
    said = pl.col("state").replace_strict(conditions, default=None, return_dtype=pl.String)
    table = table.with_columns(condition=said.forward_fill().over("work").fill_null("open"))
    table = table.with_columns(before=pl.col("condition").shift().over("work"))
    return table.with_columns(phase=_phase("condition"), was=_phase("before"))


def _condition(word: Word) -> str | None:
    if word.phase == "unchanged":
        return None
    return f"paused:{word.reason}" if word.phase == "paused" else word.phase


def _phase(column: str) -> pl.Expr:
    return pl.col(column).str.split(":").list.first()


def _beginnings(table: pl.DataFrame, meaning: Meaning) -> list[pl.DataFrame]:
    """`reported` and `opened`, the first of which carries the attributes of the first row."""
    first = table.filter(pl.col("n") == 1)
    attributes = [f"set.{name}" for name, each in meaning.attributes.items() if each.given_with is None]
    reported = first.filter(pl.col("reported_at").is_not_null())
    silent = first.filter(pl.col("reported_at").is_null())
    opened = reported.filter(pl.col("opened_at").is_not_null())
    return [
        _events(reported, "reported", at=pl.min_horizontal("reported_at", "at_at"), more=attributes),
        _events(opened, "opened", at=pl.min_horizontal("opened_at", "at_at")),
        _events(silent, "opened", at=pl.min_horizontal("opened_at", "at_at"), more=attributes),
    ]


def _turns(table: pl.DataFrame, meaning: Meaning) -> list[pl.DataFrame]:
    """What follows from a state and the one before it."""
    table = _conditions(table, meaning)
    phase, was, is_other = pl.col("phase"), pl.col("was"), pl.col("condition").ne_missing(pl.col("before"))
    has_ended = was.is_in(_ENDED)
    when = {
        "reopened": has_ended & ~phase.is_in(_ENDED),
        "resumed": (was == "paused") & is_other,
        "paused": (phase == "paused") & is_other,
        "resolved": (phase == "resolved") & ~has_ended.fill_null(value=False),
        "closed": (phase == "closed") & is_other,
        "cancelled": (phase == "cancelled") & is_other,
    }
    parts = []
    for event in _TURNS:
        more = [f"set.{name}" for name, each in meaning.attributes.items() if each.given_with == event]
        reason = pl.col("condition").str.strip_prefix("paused:") if event == "paused" else pl.lit(None, dtype=pl.String)
        happened = table.filter(when[event].fill_null(value=False)).with_columns(reason=reason)
        parts.append(_events(happened, event, more=["reason", *more]))
    return [*parts, *_first_work(table, meaning)]


def _first_work(table: pl.DataFrame, meaning: Meaning) -> list[pl.DataFrame]:
    """The event at the first row in which somebody has begun, or that names somebody."""
    if meaning.first_work is None:
        return []
    begun = table.filter(pl.col("phase").is_in(_WORK) | pl.col("assignee").is_not_null())
    return [_events(begun.unique("work", keep="first", maintain_order=True), meaning.first_work)]


def _sayings(table: pl.DataFrame, meaning: Meaning) -> list[pl.DataFrame]:
    """The events that words say each time, and `assigned` whenever somebody else is named."""
    said = {event: [word for word, each in meaning.states.items() if each.event == event] for event in _said(meaning)}
    parts = [_events(table.filter(pl.col("state").is_in(words)), event) for event, words in said.items()]
    named = table.filter(pl.col("assignee").is_not_null())
    is_new = pl.col("assignee").ne_missing(pl.col("assignee").shift().over("work"))
    other = named.filter(is_new).with_columns(pl.col("assignee").alias("set.assignee"))
    return [*parts, _events(other, "assigned", more=["set.assignee"])]


def _said(meaning: Meaning) -> list[str]:
    return list(dict.fromkeys(each.event for each in meaning.states.values() if each.event is not None))


def _changes(table: pl.DataFrame, meaning: Meaning) -> list[pl.DataFrame]:
    """`reclassified` wherever an attribute has another value than before, with the attributes that have."""
    names = [f"set.{name}" for name, each in meaning.attributes.items() if each.given_with is None]
    held = table.with_columns(pl.col(name).forward_fill().over("work") for name in names)
    changed = {name: pl.col(name).ne_missing(pl.col(name).shift().over("work")) & (pl.col("n") > 1) for name in names}
    only = held.with_columns(pl.when(is_new).then(pl.col(name)).alias(name) for name, is_new in changed.items())
    happened = only.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names)) if names else only.clear()
    return [_events(happened, "reclassified", more=names)]


def _events(rows: pl.DataFrame, event: str, *, at: pl.Expr | None = None, more: Sequence[str] = ()) -> pl.DataFrame:
    """One event for each row, at the row's time unless another is given; it was learned when the row was written."""
    instant = pl.col("at_at") if at is None else at
    place = _ORDER.index(event) if event in _ORDER else _ORDER.index("")
    return rows.select(
        *("work", "n", pl.lit(event).alias("event"), instant.alias("at"), pl.col("at_at").alias("learned_at")),
        (pl.col("n") * len(_ORDER) + place).cast(pl.Int64).alias("seq"),
        *more,
    )


def _facts(parts: Sequence[pl.DataFrame], meaning: Meaning) -> pl.DataFrame:
    events = pl.concat(parts, how="diagonal")
    name = pl.format("{}/{}/{}", "work", "n", "event")
    facts = events.with_columns(id=name, source=pl.lit(meaning.source), type=pl.lit(meaning.type)).drop("n")
    return facts.unique("id", keep="first", maintain_order=True).sort("at", "work", "seq")


def _clock_lines(clocks: dict[str, Read]) -> list[str]:
    lines = []
    for name, read in clocks.items():
        if read.twice:
            lines.append(f"{read.twice:,} times in {name} are shown twice when clocks go back: the first was taken")
        if read.never:
            lines.append(f"{read.never:,} times in {name} are skipped when clocks go forward: they are not readable")
    return lines


def _late_lines(late: int) -> list[str]:
    if not late:
        return []
    return [f"{late:,} pieces of work are said to begin after their first row: they begin with it"]
