"""Overlapping incidents as one timeline for each component: at every instant the worst of what is published."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from upheld.observe.statuspage.incidents import Incident
from upheld.quantities.instants import instant_text

__all__ = ["Outage", "states_of", "windows_of"]

Outage = tuple[Incident, str]
"""An incident and the state that it means for its components: degraded or down."""

_WORSE: Final = ("up", "degraded", "down")
_STATES: Final = ("id", "at", "learned_at", "item", "state", "detail")


def states_of(outages: Sequence[Outage], *, since: int | None) -> pl.DataFrame:
    """Facts of kind `state`: one whenever the worst state of a component changes; up from `since` [us UTC]."""
    by_component: dict[str, list[Outage]] = {}
    for outage in outages:
        for component in outage[0].components:
            by_component.setdefault(component, []).append(outage)
    rows = [row for component, own in sorted(by_component.items()) for row in _changes(component, own, since=since)]
    schema = dict.fromkeys(_STATES, pl.String) | {"at": pl.Int64, "learned_at": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _changes(component: str, outages: Sequence[Outage], *, since: int | None) -> list[tuple[object, ...]]:
    """The changes of one component: each instant at which an incident begins or ends and the worst is another."""
    instants = sorted(
        {incident.start for incident, _ in outages} | {each.end for each, _ in outages if each.end is not None}
    )
    rows: list[tuple[object, ...]] = []
    state = None
    if since is not None and (not instants or since < instants[0]):
        rows.append((f"{component}/{instant_text(since)}", since, since, component, "up", None))
        state = "up"
    for at in instants:
        lasting = [each for each in outages if each[0].start <= at and (each[0].end is None or at < each[0].end)]
        worst = max((meaning for _, meaning in lasting), key=_WORSE.index, default="up")
        if worst != state:
            touching = [
                incident for incident, _ in outages if incident.start <= at and at in (incident.start, incident.end)
            ]
            learned = max([at, *(incident.published for incident in touching)])
            said = ", ".join(sorted(f"{each.id} {each.title}" for each, _ in lasting)) or None
            rows.append((f"{component}/{instant_text(at)}", at, learned, component, worst, said))
            state = worst
    return rows


def windows_of(incidents: Sequence[Incident], *, exclusion: str) -> pl.DataFrame:
    """Facts of kind `window`: maintenance, as the provider announced it on the page."""
    rows = [
        (
            f"window/{each.id}",
            each.id,
            exclusion,
            list(each.components),
            each.begun or each.start,
            each.end,
            each.announced,
            "provider",
        )
        for each in incidents
    ]
    schema: dict[str, type[pl.DataType] | pl.DataType] = {
        **dict.fromkeys(("id", "window", "exclusion"), pl.String),
        "items": pl.List(pl.String),
        "from": pl.Int64,
        "until": pl.Int64,
        "announced_at": pl.Int64,
        "asserted_by": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
