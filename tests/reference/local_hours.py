"""Opening hours walked day by day with the standard library alone: what the slow twins know about calendars.

Edges that fall where a zone's clock jumps are not handled here; the generators of the twins leave them out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["Hours", "Span", "instant_of", "local_date", "midnight", "month_of"]

Span = tuple[int, int]
SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Hours:
    """Openings by weekday (0 is Monday) as (opens, closes) in whole hours; closes beyond 24 runs into the next day."""

    zone: str
    week: tuple[tuple[tuple[int, int], ...], ...]
    off: frozenset[date] = frozenset()

    def openings(self, day: date) -> list[Span]:
        """The spans [us UTC] of the openings that start on a day."""
        if day in self.off:
            return []
        return [
            (instant_of(day, o, zone=self.zone), instant_of(day, c, zone=self.zone))
            for o, c in self.week[day.weekday()]
        ]

    def spans(self, start: int, end: int) -> list[Span]:
        """Every opening that touches [start, end), in order; they do not overlap."""
        day, last = local_date(start, self.zone) - timedelta(days=2), local_date(end, self.zone) + timedelta(days=1)
        found: list[Span] = []
        while day <= last:
            found += self.openings(day)
            day += timedelta(days=1)
        return [(opens, closes) for opens, closes in found if closes > start and opens < end]

    def is_open(self, instant: int, spans: Iterable[Span]) -> bool:
        """Whether an instant lies in one of the spans."""
        return any(opens <= instant < closes for opens, closes in spans)


def instant_of(day: date, hour: int, *, zone: str) -> int:
    """The instant [us UTC] at which the local clock shows this whole hour of a day; 26 is two in the next morning."""
    shown = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24), ZoneInfo(zone))
    return int(shown.timestamp()) * SECOND


def midnight(day: date, zone: str) -> int:
    """When a local day begins [us UTC]."""
    return instant_of(day, 0, zone=zone)


def local_date(instant: int, zone: str) -> date:
    """The local day that holds an instant."""
    return datetime.fromtimestamp(instant // SECOND, ZoneInfo(zone)).date()


def month_of(instant: int, zone: str) -> tuple[int, int]:
    """The local year and month that hold an instant."""
    day = local_date(instant, zone)
    return day.year, day.month
