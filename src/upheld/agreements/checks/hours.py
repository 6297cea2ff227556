"""Rules about calendars, and about the hours of exclusions."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from upheld.agreements.complaints import Complaint, Misfit
from upheld.agreements.form import Form, Said
from upheld.agreements.grammar.hours import DAYS
from upheld.agreements.weeks import days_of, openings_of
from upheld.quantities.calendars import Opening

__all__ = ["calendars_open", "days_are_said_once", "no_calendar_is_called_always", "openings_are_apart"]

_DAY_SECONDS = 86_400


def no_calendar_is_called_always(form: Form) -> Iterator[Misfit]:
    """`always` is predefined."""
    name = form.form("calendars").keys.get("always")
    if name is not None:
        message = "`always` is there already: every second of every day."
        yield name.mark, Complaint("reserved-name", message, "Delete this calendar, or give it another name.")


def calendars_open(form: Form) -> Iterator[Misfit]:
    """A calendar has hours somewhere."""
    for week, dates in _weeks(form):
        filled = [*week.fields.values(), *dates.fields.values()]
        is_whole = not week.broken and not dates.broken
        if week.fields and is_whole and not any(openings_of(entry) for entry in filled):
            message = "This never opens: every day of it is closed."
            yield (
                week.mark,
                Complaint("never-opens", message, 'Write the hours in which it is open: `mon-fri: "08:00-18:00"`.'),
            )


def days_are_said_once(form: Form) -> Iterator[Misfit]:
    """No day of the week stands in two entries."""
    for week, _ in _weeks(form):
        first: dict[int, Said] = {}
        for name, day, _ in days_of(week):
            if day in first:
                message = (
                    f"`{name.text}` says {DAYS[day]} again, after `{first[day].text}` on line {first[day].mark.line}."
                )
                yield name.mark, Complaint("day-said-twice", message, "Let each day stand in one entry.")
                break
            first[day] = name


def openings_are_apart(form: Form) -> Iterator[Misfit]:
    """Openings of a day do not overlap, nor does a night with the next morning."""
    for week, dates in _weeks(form):
        by_day = {day: openings for _, day, openings in days_of(week)}
        for name, day, openings in days_of(week):
            if _overlap(openings) or _runs_into(openings, by_day.get((day + 1) % 7, ())):
                yield name.mark, _overlapping(name)
                break
        for text, filled in dates.fields.items():
            if _overlap(openings_of(filled)):
                yield dates.keys[text].mark, _overlapping(dates.keys[text])


def _weeks(form: Form) -> Iterator[tuple[Form, Form]]:
    """Every week of the agreement with its dates: those of calendars, and the slots of exclusions."""
    for _, calendar in form.forms("calendars"):
        yield calendar.form("open"), calendar.form("dates")
    for _, exclusion in form.forms("exclusions"):
        yield exclusion.form("inside"), exclusion.form("dates")


def _overlap(openings: Sequence[Opening]) -> bool:
    return any(later.opens < earlier.closes for earlier, later in pairwise(openings))


def _runs_into(openings: Sequence[Opening], tomorrow: Sequence[Opening]) -> bool:
    if not openings or not tomorrow:
        return False
    return max(each.closes for each in openings) - _DAY_SECONDS > tomorrow[0].opens


def _overlapping(name: Said) -> Complaint:
    message = f"Openings of `{name.text}` overlap, with each other or with the next morning."
    return Complaint(
        "openings-overlap", message, "Let one end before the other begins; write `20:00-24:00` for the evening alone."
    )
