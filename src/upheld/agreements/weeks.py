"""Openings of a form: what a day, a week and a set of dates say about hours."""

from collections.abc import Iterator
from datetime import date

from upheld.agreements.form import Filled, Form, Said, Several
from upheld.quantities.calendars import Opening, Week

__all__ = ["dates_of", "days_of", "openings_of", "week_of"]


def openings_of(filled: Filled) -> tuple[Opening, ...]:
    """The openings of one entry, in the order of their beginning."""
    parts = filled.parts if isinstance(filled, Several) else (filled,)
    said = [part.value for part in parts if isinstance(part, Said) and isinstance(part.value, tuple)]
    return tuple(sorted((opening for openings in said for opening in openings), key=lambda each: each.opens))


def days_of(week: Form) -> Iterator[tuple[Said, int, tuple[Opening, ...]]]:
    """Each day of the week that an entry names: the entry, the day from 0 for Monday, its openings."""
    for name, filled in week.fields.items():
        days = week.keys[name].value
        assert isinstance(days, tuple)  # noqa: S101 - the grammar of days gives a tuple
        for day in days:
            yield week.keys[name], day, openings_of(filled)


def week_of(week: Form) -> Week:
    """The openings of Monday to Sunday."""
    by_day = {day: openings for _, day, openings in days_of(week)}
    mon, tue, wed, thu, fri, sat, sun = (by_day.get(day, ()) for day in range(7))
    return mon, tue, wed, thu, fri, sat, sun


def dates_of(dates: Form) -> dict[date, tuple[Opening, ...]]:
    """The openings of single days, in order."""
    said = {dates.keys[name].value: openings_of(filled) for name, filled in dates.fields.items()}
    return {day: said[day] for day in sorted(day for day in said if isinstance(day, date))}
