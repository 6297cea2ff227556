"""Times of a source as instants: with an offset exactly, without one by the zone that a person names."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from upheld.evidence.instant_texts import instants_of
from upheld.evidence.mistakes import nearest
from upheld.observe.faults import fault
from upheld.problems import Place, Problem
from upheld.quantities.zones import local_time, zone_names

__all__ = ["Read", "instants_in", "is_form", "zone_problems"]


_SOME_DAY = datetime(2011, 12, 13, 14, 15, 16)  # noqa: DTZ001 - a wall clock


@dataclass(frozen=True, slots=True)
class Read:
    """Instants [us UTC] of a column of texts, null where it says none, and how many times the zone's clock shows twice
    or never: a time shown twice is taken the first time, a time never shown is null.
    """

    instants: pl.Series
    twice: int = 0
    never: int = 0


def zone_problems(zone: str | None, file: str) -> list[Problem]:
    """What is wrong with the zone given for a file whose times have no offset."""
    if zone is None:
        return [fault("no-zone", Place(file), value=file)]
    if zone not in zone_names():
        return [fault("unknown-zone", Place(file), value=zone, near=nearest(zone, zone_names()))]
    return []


def is_form(form: str) -> bool:
    """Whether times can be read by a form: RFC 3339, or one of `strptime` by which a day reads back as that day."""
    if form == "rfc3339":
        return True
    try:
        shown = pl.Series([_SOME_DAY]).dt.to_string(form)
        read = shown.str.to_datetime(form, strict=False, time_unit="us").dt.date()
    except pl.exceptions.PolarsError:
        return False
    return read.to_list() == [_SOME_DAY.date()]


def instants_in(texts: pl.Series, form: str, *, zone: str | None) -> Read:
    """The instants of texts in a form of `strptime` on the clocks of a known zone, or of texts in RFC 3339."""
    if form == "rfc3339":
        spaced = texts.str.replace(r"^(\S+) (\S+)$", "${1}T${2}")
        return Read(instants_of(spaced))
    wall = texts.str.to_datetime(form, strict=False, time_unit="us").to_physical().rename("wall")
    times = wall.drop_nulls().unique().to_numpy()
    if not len(times) or zone is None:
        return Read(wall)
    years = [int(at) // 31_556_952_000_000 + 1970 for at in (times.min(), times.max())]
    clock = local_time(zone, first_year=max(2, years[0]), last_year=min(9997, years[1]))
    first, last = clock.first_instants(times), clock.last_instants(times)
    shown = clock.wall_times(first) == times
    table = pl.DataFrame({"wall": times, "at": first, "shown": shown, "twice": shown & (first != last)})
    found = wall.to_frame().join(table, on="wall", how="left", maintain_order="left")
    instants = found.select(pl.when("shown").then("at")).to_series()
    never = int((~found["shown"]).sum())
    return Read(instants, int(found["twice"].sum()), never)
