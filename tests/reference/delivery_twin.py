"""`delivery/1`, slowly: the calendar is walked day by day, and each day is asked whether something falls due on it."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.reference.local_hours import Hours, local_date, midnight

__all__ = ["Done", "Obligations", "Occurrence", "occurrences"]

LONG = 4000


@dataclass(frozen=True, slots=True)
class Obligations:
    """What is owed: after each month, quarter or week the end of working day `amount`; or every `step` `unit`s from
    `start`, on a grid (`fixed`) or counted from the last time it was done.
    """

    kind: str
    hours: Hours
    term_start: date
    each: str = "month"
    amount: int = 5
    unit: str = "month"
    step: int = 1
    start: date = date(2026, 1, 1)
    is_fixed: bool = True
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """An occurrence was reported done (or not, if `counts` is false)."""

    occurrence: str
    at: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One obligation and what became of it."""

    name: str
    due: int
    done: int | None
    outcome: str


def occurrences(owed: Obligations, done: list[Done], *, until: int, known_at: int) -> list[Occurrence]:
    """Everything falling due before an instant, by due time."""
    first: dict[str, int] = {}
    for one in sorted(done, key=lambda one: one.at):
        if one.counts:
            first.setdefault(one.occurrence, one.at)
    dated = after_each(owed, until) if owed.kind == "after-each" else every(owed, first, until=until)
    return [judged(name, due, done=first.get(name), known_at=known_at) for name, due in dated if due < until]


def judged(name: str, due: int, *, done: int | None, known_at: int) -> Occurrence:
    """Done by its due time, not done by it, or not due yet."""
    if done is not None and done <= due:
        return Occurrence(name, due, done, "met")
    return Occurrence(name, due, done, "missed" if due < known_at else "open")


def after_each(owed: Obligations, until: int) -> list[tuple[str, int]]:
    """Each day that ends a window, and the closing of the n-th working day after it."""
    found = []
    day = owed.term_start
    while midnight(day, owed.hours.zone) < until:
        name = name_of_window_ending(day, owed.each)
        if name and midnight(day + timedelta(days=1), owed.hours.zone) <= until:
            found.append((name, end_of_working_day(owed.hours, day, amount=owed.amount)))
        day += timedelta(days=1)
    return found


def name_of_window_ending(day: date, each: str) -> str | None:
    """The label of the week, month or quarter whose last day this is."""
    next_day = day + timedelta(days=1)
    if each == "week":
        return f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" if next_day.weekday() == 0 else None
    if next_day.day != 1:
        return None
    if each == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{day.month // 3}" if day.month % 3 == 0 else None


def end_of_working_day(hours: Hours, day: date, *, amount: int) -> int:
    """The last closing of the n-th day after `day` that has an opening."""
    left = amount
    while left:
        day += timedelta(days=1)
        left -= bool(hours.openings(day))
    return hours.openings(day)[-1][1]


def every(owed: Obligations, done: dict[str, int], *, until: int) -> list[tuple[str, int]]:
    """Each due day, and the last microsecond of it and of the days of tolerance after it."""
    found = []
    anchor, day = owed.start, owed.start
    for _ in range(LONG):
        if midnight(day, owed.hours.zone) >= until:
            break
        if day == anchor or is_on_grid(owed, anchor, day=day):
            after = day + timedelta(days=owed.tolerance + 1)
            found.append((day.isoformat(), midnight(after, owed.hours.zone) - 1))
            if not owed.is_fixed:
                at = done.get(day.isoformat())
                anchor = day if at is None else local_date(at, owed.hours.zone)
                day = next_on_grid(owed, anchor, after=day)
                anchor = day
                continue
        day += timedelta(days=1)
    return found


def next_on_grid(owed: Obligations, anchor: date, *, after: date) -> date:
    """One step after the day it was done, but no earlier than the day after it last fell due."""
    day = anchor + timedelta(days=1)
    while not is_on_grid(owed, anchor, day=day):
        day += timedelta(days=1)
    return max(day, after + timedelta(days=1))


def is_on_grid(owed: Obligations, anchor: date, *, day: date) -> bool:
    """Whether a day lies a whole number of steps after the anchor; a month too short ends on its last day."""
    if owed.unit in ("day", "week"):
        return (day - anchor).days % (owed.step * (7 if owed.unit == "week" else 1)) == 0
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    is_last = (day + timedelta(days=1)).day == 1
    is_same = day.day == anchor.day or (is_last and anchor.day > day.day)
    return is_same and months % (owed.step * (12 if owed.unit == "year" else 1)) == 0
