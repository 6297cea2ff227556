"""Zones: local days and wall-clock times as instants, always from the pinned zone data, never the machine's."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np
import tzdata  # type: ignore[import-untyped]  # ships no types

from upheld.quantities.instants import DAY, MICROS, NEVER, Instant, Instants

__all__ = [
    "LocalTime",
    "UnknownZoneError",
    "day_number",
    "day_of_number",
    "day_start",
    "local_day",
    "local_time",
    "zone",
    "zone_data_version",
    "zone_names",
]

_DAY_SECONDS = 86_400
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class UnknownZoneError(ValueError):
    """The pinned zone data has no zone of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is not a zone of IANA zone data {zone_data_version()}")
        self.name = name


@cache
def zone_names() -> frozenset[str]:
    """Every zone of the pinned zone data, `Europe/London` style."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def zone(name: str) -> ZoneInfo:
    """The zone, from the pinned zone data. Raises `UnknownZoneError`."""
    if name not in zone_names():
        raise UnknownZoneError(name)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def zone_data_version() -> str:
    """The IANA release of the pinned zone data, for example "2026f"."""
    return str(tzdata.IANA_VERSION)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_of_number(number: int) -> date:
    """The day that many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH_ORDINAL)


@dataclass(frozen=True, slots=True, eq=False)
class LocalTime:
    """Wall clocks of one zone over some years, as stretches of constant offset.

    Stretch k runs from `begins[k]` to `begins[k + 1]` [us UTC] with `offsets[k]` [us east of UTC]. The first begins,
    and the last ends, a few days outside the years asked for. A wall time is what the local clock shows [us since it
    showed 1970-01-01T00:00].
    """

    begins: Instants
    offsets: Instants

    def first_instants(self, wall: Instants) -> Instants:
        """When the clock first shows each wall time; for a time it skips, the end of the gap [us UTC]."""
        stretch = np.searchsorted(self.begins[1:] + self.offsets[:-1], wall, side="right")
        shown: Instants = np.maximum(wall - self.offsets[stretch], self.begins[stretch])
        return shown

    def last_instants(self, wall: Instants) -> Instants:
        """When the clock last shows each wall time; for a time it skips, the end of the gap [us UTC]."""
        stretch = np.searchsorted(self.begins[1:] + self.offsets[1:], wall, side="right")
        shown: Instants = np.minimum(wall - self.offsets[stretch], np.append(self.begins[1:], NEVER)[stretch])
        return shown

    def wall_times(self, at: Instants) -> Instants:
        """What the local clock shows at each instant [us]."""
        return at + self.offsets[np.searchsorted(self.begins[1:], at, side="right")]


@lru_cache(maxsize=256)
def local_time(name: str, *, first_year: int, last_year: int) -> LocalTime:
    """The wall clocks of a zone from some days before `first_year` to some days after `last_year`."""
    place = zone(name)
    first = day_number(date(first_year, 1, 1)) - 3
    last = day_number(date(last_year, 12, 31)) + 4
    begins, offsets = [first * _DAY_SECONDS], [_offset(place, first * _DAY_SECONDS)]
    for day in range(first + 1, last + 1):
        offset = _offset(place, day * _DAY_SECONDS)
        if offset != offsets[-1]:
            begins.append(_change(place, day * _DAY_SECONDS))
            offsets.append(offset)
    return LocalTime(_frozen_micros(begins), _frozen_micros(offsets))


@lru_cache(maxsize=4096)
def day_start(day: date, zone_name: str) -> Instant:
    """The first instant of a local day [us UTC]: the end of the gap where midnight is skipped, its first occurrence
    where it is shown twice.

    A day that the zone skips whole starts, and ends, where the next one starts.
    """
    clock = local_time(zone_name, first_year=day.year, last_year=day.year)
    return int(clock.first_instants(np.array([day_number(day) * DAY], dtype=np.int64))[0])


def local_day(at: Instant, zone_name: str) -> date:
    """The local day that contains the instant: the last day that started at or before it."""
    day = datetime.fromtimestamp(at // MICROS, zone(zone_name)).date()
    following = day + timedelta(days=1)
    return following if day_start(following, zone_name) <= at else day


def _offset(place: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, place).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _change(place: ZoneInfo, second: int) -> int:
    """The second at which the offset becomes what it is at `second`, known to lie within the day before it."""
    before, after = second - _DAY_SECONDS, second
    offset = _offset(place, second)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(place, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _frozen_micros(seconds: list[int]) -> Instants:
    array = np.array(seconds, dtype=np.int64) * MICROS
    array.setflags(write=False)
    return array
