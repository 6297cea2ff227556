"""Words for tests about time: instants said as local times, and calendars said as opening hours."""

from datetime import date, datetime

from upheld.quantities.calendars import Calendar, Holidays, Opening
from upheld.quantities.instants import MICROS, Instant
from upheld.quantities.spans import Spans
from upheld.quantities.zones import zone

__all__ = ["LONDON", "at", "opening", "shown", "shown_spans", "week"]

LONDON = "Europe/London"


def at(text: str, zone_name: str = LONDON, *, fold: int = 0) -> Instant:
    """The instant at which the wall clock shows "2026-05-29 16:20"; `fold` 1 for the second time that it does."""
    local = datetime.fromisoformat(text).replace(tzinfo=zone(zone_name), fold=fold)
    return int(local.timestamp()) * MICROS


def shown(instant: int, zone_name: str = LONDON) -> str:
    """What the wall clock shows: "Mon 2026-06-01 10:20"; seconds only where there are some."""
    local = datetime.fromtimestamp(int(instant) // MICROS, zone(zone_name))
    return local.strftime("%a %Y-%m-%d %H:%M:%S").removesuffix(":00")


def shown_spans(spans: Spans, zone_name: str = LONDON) -> list[str]:
    """Each piece as "Mon 2026-06-01 09:00 to Mon 2026-06-01 17:30"."""
    return [f"{shown(start, zone_name)} to {shown(end, zone_name)}" for start, end in spans]


def opening(text: str) -> Opening:
    """The opening "09:00-17:30", or "22:00-06:00" into the next day."""
    opens, closes = (int(edge[:2]) * 3600 + int(edge[3:]) * 60 for edge in text.split("-"))
    return Opening(opens, closes if closes > opens else closes + 86_400)


def week(
    days: str, hours: str, *, zone: str = LONDON, holidays: Holidays | None = None, dates: dict[date, str] | None = None
) -> Calendar:
    """A calendar said as `week("mon-fri", "09:00-12:00, 13:00-17:30")`; in `dates` "" is closed."""
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    first, _, last = days.partition("-")
    open_days = range(names.index(first), names.index(last or first) + 1)
    every = tuple(_openings(hours) if day in open_days else () for day in range(7))
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = every
    weekly = (monday, tuesday, wednesday, thursday, friday, saturday, sunday)
    dated = {day: _openings(text) for day, text in (dates or {}).items()}
    return Calendar(f"{days} {hours}", zone, weekly, holidays, dated)


def _openings(text: str) -> tuple[Opening, ...]:
    return tuple(opening(each.strip()) for each in text.split(",") if each)
