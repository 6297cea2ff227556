"""Business time as other libraries count it, each used the way its own manual shows: the peers of `bench.clocks`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import business_duration
import businesstimedelta
import duckdb
import numpy as np
import polars as pl
import pytz  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from workalendar.europe import UnitedKingdom

from upheld.quantities.instants import DAY, MICROS, SECOND
from upheld.quantities.spans import Spans
from upheld.quantities.zones import LocalTime

__all__ = ["Desk", "Duck", "Joined", "OpenTime", "Wall", "business_durations", "businesstimedeltas", "due", "walked"]

Ints = NDArray[np.int64]
OpenTime = Callable[[Ints, Ints], Ints]
"""From starts and ends [us UTC] to the open time between them [us]."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """One opening, the same on each of its weekdays (0 is Monday), local time; `closes` before `opens` is overnight.

    `spans` is the same desk laid out in UTC, for the peers that join with a table of hours.
    """

    zone: str
    opens: time
    closes: time
    weekdays: tuple[int, ...]
    off: frozenset[date]
    spans: Spans
    clock: LocalTime

    @cached_property
    def pieces(self) -> list[tuple[int, int]]:
        """The opening in pieces of one day [us after midnight]."""
        opens, closes = _of_day(self.opens), _of_day(self.closes)
        return [(opens, closes)] if opens < closes else [(0, closes), (opens, DAY)]

    @property
    def weekend(self) -> list[int]:
        """The weekdays on which the desk is closed."""
        return [day for day in range(7) if day not in self.weekdays]


# --- row by row -------------------------------------------------------------------------------------------------------


def businesstimedeltas(desk: Desk, *, is_aware: bool, off: object = None) -> OpenTime:
    """`Rules.difference` of businesstimedelta, on aware datetimes with pytz or on naive local ones."""
    rule = _rule(desk, tz=pytz.timezone(desk.zone) if is_aware else pytz.utc, off=off)

    def shown(at: Ints) -> Sequence[datetime]:
        return aware(at) if is_aware else naive(at, desk)

    def open_time(starts: Ints, ends: Ints) -> Ints:
        deltas = [rule.difference(a, b) for a, b in zip(shown(starts), shown(ends), strict=True)]
        return np.array([(d.hours * 3600 + d.seconds) * MICROS for d in deltas], dtype=np.int64)

    return open_time


def due(desk: Desk, hours: int) -> Callable[[Ints], Ints]:
    """When so many open hours are over, by adding a `BusinessTimeDelta` to an aware datetime."""
    rule = _rule(desk, tz=pytz.timezone(desk.zone), off=None)
    allowed = businesstimedelta.BusinessTimeDelta(rule, hours=hours)

    def deadlines(starts: Ints) -> Ints:
        return np.array([_micros(at + allowed) for at in aware(starts)], dtype=np.int64)

    return deadlines


def business_durations(desk: Desk, off: object = None) -> OpenTime:
    """`businessDuration` of business-duration, which knows naive local datetimes only."""
    holidays = desk.off if off is None else off

    def open_time(starts: Ints, ends: Ints) -> Ints:
        pairs = zip(naive(starts, desk), naive(ends, desk), strict=True)
        found = [
            business_duration.businessDuration(a, b, desk.opens, desk.closes, desk.weekend, holidays, unit="sec")
            for a, b in pairs
        ]
        return np.array([round(seconds * MICROS) for seconds in found], dtype=np.int64)

    return open_time


def walked(desk: Desk) -> OpenTime:
    """A walk over local days that asks workalendar which of them are working days, on naive local datetimes."""
    days = UnitedKingdom()
    days.get_weekend_days = lambda: tuple(desk.weekend)
    pieces = [(timedelta(microseconds=opens), timedelta(microseconds=closes)) for opens, closes in desk.pieces]

    def between(start: datetime, end: datetime) -> timedelta:
        total, midnight = timedelta(), datetime.combine(start.date(), time())
        while midnight < end:
            if days.is_working_day(midnight.date()):
                for opens, closes in pieces:
                    total += max(min(end, midnight + closes) - max(start, midnight + opens), timedelta())
            midnight += timedelta(days=1)
        return total

    def open_time(starts: Ints, ends: Ints) -> Ints:
        pairs = zip(naive(starts, desk), naive(ends, desk), strict=True)
        return np.array([between(a, b) // timedelta(microseconds=1) for a, b in pairs], dtype=np.int64)

    return open_time


def _rule(desk: Desk, *, tz: object, off: object) -> businesstimedelta.Rules:
    """The desk as rules of businesstimedelta."""
    work = businesstimedelta.WorkDayRule(desk.opens, desk.closes, list(desk.weekdays), tz=tz)
    holidays = desk.off if off is None else off
    if not holidays and off is None:
        return work
    return businesstimedelta.Rules([work, businesstimedelta.HolidayRule(holidays, tz=tz)])


def aware(at: Ints) -> Sequence[datetime]:
    """The instants as datetimes of UTC."""
    return [EPOCH + timedelta(microseconds=each) for each in at.tolist()]


def naive(at: Ints, desk: Desk) -> Sequence[datetime]:
    """The instants as local datetimes without a zone."""
    place = ZoneInfo(desk.zone)
    return [(EPOCH + timedelta(microseconds=each)).astimezone(place).replace(tzinfo=None) for each in at.tolist()]


# --- numpy ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wall:
    """`np.busday_count` and a clip of the time of day, on wall-clock times."""

    desk: Desk

    @cached_property
    def calendar(self) -> np.busdaycalendar:
        """The working days."""
        mask = [day in self.desk.weekdays for day in range(7)]
        return np.busdaycalendar(weekmask=mask, holidays=np.array(sorted(self.desk.off), dtype="datetime64[D]"))

    def open_time(self, starts: Ints, ends: Ints) -> Ints:
        """The open time between the wall-clock times of both ends [us]."""
        return self.open_before(ends) - self.open_before(starts)

    def open_before(self, at: Ints) -> Ints:
        """Working time since 1970 by the wall clock [us]."""
        wall = self.desk.clock.wall_times(at)
        number = wall // DAY
        day, of_day = number.view("datetime64[D]"), wall - number * DAY
        whole = sum(closes - opens for opens, closes in self.desk.pieces)
        before: Ints = np.busday_count(np.datetime64(0, "D"), day, busdaycal=self.calendar) * whole
        is_open = np.is_busday(day, busdaycal=self.calendar)
        for opens, closes in self.desk.pieces:
            before += np.clip(of_day - opens, 0, closes - opens) * is_open
        return before

    def deadlines(self, starts: Ints, allowed: int) -> Ints:
        """When so much working time [us] is over, for a desk with one opening a day."""
        ((opens, closes),) = self.desk.pieces
        wall = self.desk.clock.wall_times(starts)
        number = wall // DAY
        used = np.clip(wall - number * DAY - opens, 0, closes - opens)
        day = number.view("datetime64[D]")
        used *= np.is_busday(day, busdaycal=self.calendar)
        more, left = np.divmod(used + allowed - 1, closes - opens)
        last = np.busday_offset(day, more, roll="forward", busdaycal=self.calendar).view(np.int64)
        return self.desk.clock.first_instants(last * DAY + opens + left + 1)


# --- joins with a table of hours --------------------------------------------------------------------------------------


class Duck:
    """DuckDB with the table of hours loaded, on all cores; tickets are loaded by `load`, before the clock starts."""

    def __init__(self, spans: Spans) -> None:
        self.database = duckdb.connect()
        length = spans.ends - spans.starts
        self._store("hours", {"s": spans.starts, "e": spans.ends, "f": np.cumsum(length) - length})
        self.count = 0

    def load(self, starts: Ints, ends: Ints) -> "Duck":
        """Store tickets as a table."""
        self.count = starts.size
        self._store("tickets", {"id": np.arange(starts.size), "s": starts, "e": ends})
        return self

    def range_join(self) -> Ints:
        """The overlap of every ticket with every opening it meets, added up, by somebody careful."""
        return self._ask(
            "SELECT t.id, sum(least(t.e, h.e) - greatest(t.s, h.s))::BIGINT AS us FROM tickets t JOIN hours h "
            "ON t.s < h.e AND h.s < t.e GROUP BY t.id"
        )

    def usual_range_join(self) -> Ints:
        """The same as usually written, with a left join: LEAST and GREATEST skip the NULLs of a ticket out of hours."""
        return self._ask(
            "SELECT t.id, sum(least(t.e, h.e) - greatest(t.s, h.s))::BIGINT AS us FROM tickets t LEFT JOIN hours h "
            "ON t.s < h.e AND h.s < t.e GROUP BY t.id"
        )

    def asof_join(self) -> Ints:
        """The open time before either end, from the last opening that begins before it."""
        return self._ask(
            "SELECT t.id, (b.f + least(t.e, b.e) - b.s) - (a.f + least(t.s, a.e) - a.s) AS us "
            "FROM tickets t ASOF JOIN hours a ON t.s >= a.s ASOF JOIN hours b ON t.e >= b.s"
        )

    def deadlines(self, allowed: int) -> Ints:
        """When so much open time [us] is over: from the last opening with less than that before it."""
        return self._ask(
            f"WITH aim AS (SELECT t.id, a.f + least(t.s, a.e) - a.s + {allowed} AS f FROM tickets t "
            "ASOF JOIN hours a ON t.s >= a.s) "
            "SELECT aim.id, h.s + aim.f - h.f AS us FROM aim ASOF JOIN hours h ON aim.f > h.f"
        )

    def _ask(self, query: str) -> Ints:
        answer = self.database.execute(query).fetchnumpy()
        result = np.zeros(self.count, dtype=np.int64)
        result[np.asarray(answer["id"])] = np.asarray(answer["us"])
        return result

    def _store(self, name: str, columns: dict[str, Ints]) -> None:
        self.database.register("given", columns)
        self.database.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        self.database.unregister("given")


@dataclass(frozen=True)
class Joined:
    """Polars `join_asof` on the openings, on all cores."""

    hours: pl.DataFrame

    @classmethod
    def with_hours(cls, spans: Spans) -> "Joined":
        """The table of hours."""
        length = spans.ends - spans.starts
        return cls(pl.DataFrame({"s": spans.starts, "e": spans.ends, "f": np.cumsum(length) - length}).set_sorted("s"))

    def open_time(self, starts: Ints, ends: Ints) -> Ints:
        """The open time between both ends [us]."""
        return (self._open_before(ends) - self._open_before(starts)).to_numpy()

    def deadlines(self, starts: Ints, allowed: int) -> Ints:
        """When so much open time [us] is over."""
        aim = pl.DataFrame({"f": self._open_before(starts) + allowed}).with_row_index("row").sort("f")
        met = aim.join_asof(
            self.hours.set_sorted("f"), on="f", strategy="backward", allow_exact_matches=False, coalesce=False
        )
        return met.with_columns(due=pl.col("s") + pl.col("f") - pl.col("f_right")).sort("row")["due"].to_numpy()

    def _open_before(self, at: Ints) -> pl.Series:
        sorted_at = pl.DataFrame({"t": at}).with_row_index("row").sort("t")
        met = sorted_at.join_asof(self.hours, left_on="t", right_on="s", strategy="backward", coalesce=False)
        return met.select("row", f=pl.col("f") + pl.min_horizontal("t", "e") - pl.col("s")).sort("row")["f"]


def _of_day(at: time) -> int:
    return (at.hour * 3600 + at.minute * 60 + at.second) * SECOND


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
