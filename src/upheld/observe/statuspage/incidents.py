"""Incidents as status pages publish them, from a feed (JSON lines) or a table of stages (CSV)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from upheld.observe.faults import fault
from upheld.observe.imported import LeftOut
from upheld.observe.records import PLACE, RAGGED, left_out, read_bytes
from upheld.observe.walls import instants_in
from upheld.problems import Place, Problem

__all__ = ["STAGE_COLUMNS", "Found", "Incident", "feed_incidents", "staged_incidents"]

STAGE_COLUMNS: Final = ("incident_id", "Incident_Title", "incident_impact_level", "start_timestamp", "close_timestamp")
"""The columns by which a table of stages is known."""

_SERVICES: Final = (
    *(
        "Playground",
        "API",
        "Labs",
        "ChatGPT",
        "api.anthropic.com",
        "claude.ai",
        "console.anthropic.com",
        "Character.AI",
    ),
)
_TEXTS: Final = (
    *("id", "title", "impact", "published_at", "started_at", "resolved_at", "downtime_start", "downtime_end"),
)
_NO_TIME: Final = "a time of it cannot be read, or it ends before it starts"
_NO_LENGTH: Final = "it has no length: it was posted after the fact"
_GUESSED: Final = "its components were worked out from its text by whoever collected the feed"


@dataclass(frozen=True, slots=True)
class Incident:
    """One published incident. Instants [us UTC]; `end` None while it lasts; `announced` its first appearance, `begun`
    when the page said that announced work had begun.
    """

    id: str
    title: str
    impact: str
    components: tuple[str, ...]
    start: int
    end: int | None
    published: int
    announced: int
    begun: int | None
    place: str


@dataclass(frozen=True, slots=True)
class Found:
    """The incidents of one file, how many records it has, and those that gave none."""

    incidents: tuple[Incident, ...]
    records: int
    left_out: tuple[LeftOut, ...]


def feed_incidents(path: Path, *, times: str, guessed: str) -> tuple[Found, list[Problem]]:
    """The incidents of a feed. `times` says which of its two spans holds, `guessed` whether components that somebody
    else worked out from the text count.
    """
    data, problems = read_bytes(path)
    records = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            record = _record(line, place=f"{path.name}:{number}")
            if record is None:
                detail = "this line is not a JSON object of an incident"
                problems.append(fault("unreadable-source", Place(str(path), number), value=str(path), detail=detail))
            else:
                records.append(record)
    if problems:
        return Found((), 0, ()), problems
    start, end = ("started_at", "resolved_at") if times == "posted" else ("downtime_start", "downtime_end")
    table = pl.DataFrame(records, schema=_SCHEMA).rename({start: "start", end: "end"})
    left = []
    if guessed == "leave-out":
        left = left_out(table.filter("is_guessed"), _GUESSED)
        table = table.filter(~pl.col("is_guessed"))
    return _found(table, len(records), left=left), []


def _record(line: bytes, *, place: str) -> dict[str, object] | None:
    """The fields of an incident that are used; None when the line does not hold one."""
    try:
        found = json.loads(line)
        texts = {name: found.get(name) for name in _TEXTS}
        components = [str(each) for each in found.get("components") or []]
        updates = found.get("updates") or []
        announced = updates[0]["at"] if updates else None
        begun = next((each["at"] for each in updates if str(each["status"]).lower() == "in progress"), None)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None
    if (
        not all(each is None or isinstance(each, str) for each in (*texts.values(), announced, begun))
        or "id" not in found
    ):
        return None
    more = {
        "components": components,
        "announced": announced,
        "begun": begun,
        "is_guessed": "components_source" in found,
        PLACE: place,
    }
    return texts | more


_SCHEMA: Final[dict[str, type[pl.DataType] | pl.DataType]] = {
    **dict.fromkeys(_TEXTS, pl.String),
    "components": pl.List(pl.String),
    "announced": pl.String,
    "begun": pl.String,
    "is_guessed": pl.Boolean,
    PLACE: pl.String,
}


def staged_incidents(rows: pl.DataFrame) -> Found:
    """The incidents of a table of stages, whose columns `STAGE_COLUMNS` and one for each service are there."""
    services = [name for name in _SERVICES if name in rows.columns]
    affected = pl.concat_list(pl.when(pl.col(name) == "1").then(pl.lit(name)) for name in services).list.drop_nulls()
    table = rows.filter(~pl.col(RAGGED)).select(
        *(pl.col("incident_id").alias("id"), pl.col("Incident_Title").alias("title")),
        *(pl.col("incident_impact_level").alias("impact"), affected.alias("components")),
        *(pl.col("start_timestamp").alias("start"), pl.col("close_timestamp").alias("end")),
        *(
            pl.col("close_timestamp").alias("published_at"),
            pl.col("start_timestamp").alias("announced"),
            pl.lit(None, dtype=pl.String).alias("begun"),
            PLACE,
        ),
    )
    ragged = left_out(rows.filter(RAGGED), "the row has another number of cells than the heading")
    return _found(table, rows.height, left=ragged)


def _found(table: pl.DataFrame, records: int, *, left: list[LeftOut]) -> Found:
    instants = ("start", "end", "published_at", "announced", "begun")
    table = table.with_columns(
        instants_in(table[name].replace("", None), "rfc3339", zone=None).instants.alias(f"{name}_us")
        for name in instants
    )
    is_open = pl.col("end").fill_null("") == ""
    wrong = (
        pl.col("start_us").is_null() | (pl.col("end_us").is_null() & ~is_open) | (pl.col("end_us") < pl.col("start_us"))
    )
    for reason, mask in ((_NO_TIME, wrong), (_NO_LENGTH, pl.col("end_us") == pl.col("start_us"))):
        is_out = mask.fill_null(value=False)
        left = [*left, *left_out(table.filter(is_out), reason)]
        table = table.filter(~is_out)
    incidents = tuple(
        Incident(
            id=row["id"],
            title=row["title"] or "",
            impact=row["impact"] or "",
            components=tuple(row["components"]),
            start=row["start_us"],
            end=row["end_us"],
            published=row["published_at_us"] or row["start_us"],
            announced=row["announced_us"] or row["start_us"],
            begun=row["begun_us"],
            place=row[PLACE],
        )
        for row in table.rows(named=True)
    )
    return Found(incidents, records, tuple(left))
