"""Parts of sentences: dates, hours, conditions, lengths of time, states of services, as a contract would say them."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from upheld.agreements.grammar.hours import clock_time
from upheld.agreements.model import AllOf, AnyOf, ItemRef, Match, UpWhen
from upheld.quantities.allowances import Allowance, CalendarDays, EndOfWorkingDay, OpenTime, duration_text
from upheld.quantities.calendars import Opening, Week
from upheld.quantities.ratio import Ratio

__all__ = [
    "condition_words",
    "date_words",
    "decimal_words",
    "hours_words",
    "listed_words",
    "openings_words",
    "percent_words",
    "up_words",
    "week_words",
    "within_words",
]

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_SECONDS = 86_400
_MOST_PLACES = 12
_SMALL_NUMBERS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_COMPARED = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "!=": "not"}


def date_words(day: date) -> str:
    """`1 March 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def listed_words(words: Iterable[str], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else "none"


def percent_words(share: Ratio) -> str:
    """A share as a percentage with all its digits: `99.95%`, `5%`. Shares of an agreement are decimals, so they end."""
    text = share.percent_text(places=_MOST_PLACES).removesuffix("%")
    return f"{text.rstrip('0').rstrip('.')}%"


def decimal_words(number: Ratio) -> str:
    """A decimal with all its digits and no more: `1.5`, `2`. Numbers of an agreement are decimals, so they end."""
    return percent_words(Ratio(number.numerator, number.denominator * 100)).removesuffix("%")


def openings_words(openings: Sequence[Opening]) -> str:
    """`from 08:00 to 12:00 and from 13:00 to 17:00`, `all day`, `closed`."""
    return listed_words(_opening_words(opening) for opening in openings) if openings else "closed"


def week_words(week: Week) -> str:
    """`Monday to Friday from 08:00 to 18:00; Saturday from 09:00 to 12:00`; days that are closed are left out."""
    runs = [list(run) for _, run in groupby(enumerate(week), key=itemgetter(1))]
    return "; ".join(f"{_run_words(run[0][0], run[-1][0])} {openings_words(run[0][1])}" for run in runs if run[0][1])


def hours_words(calendar: str) -> str:
    """The hours of a calendar by name."""
    return "every second of every day" if calendar == "always" else f"the hours of {calendar}"


def within_words(allowance: Allowance, *, since: str = "the day on which the clock started") -> str:
    """By when something must be done: `within 4 h on the clock`, `by closing time on the third working day ...`."""
    match allowance:
        case OpenTime(micros=micros):
            return f"within {duration_text(micros)} on the clock"
        case CalendarDays(n=n):
            return f"by the end of the {_nth(n)} calendar day after {since}"
    moment = "by closing time" if isinstance(allowance, EndOfWorkingDay) else "by the same time of day"
    day = f"on the {_nth(allowance.n)} working day after {since}" if allowance.n else _same_day(since)
    if allowance.cut_off is None:
        return f"{moment} {day}"
    return f"{moment} {day}, where a start after {clock_time(allowance.cut_off)} counts as one on the next working day"


def condition_words(match: Match) -> str:
    """`priority is P1 and score is at least 4`."""
    return " and ".join(_test_words(name, comparison, values=values) for name, comparison, values in match.tests)


def up_words(up_when: UpWhen, label: str = "") -> str:
    """When a service is up; parts that have parts of their own are numbered, `label` is the number above them."""
    if isinstance(up_when, ItemRef):
        return f"{up_when.item} is up"
    count = len(up_when.parts) if isinstance(up_when, AllOf) else 1 if isinstance(up_when, AnyOf) else up_when.count
    number = "one" if count == 1 else str(count)
    items = [part.item for part in up_when.parts if isinstance(part, ItemRef)]
    if len(items) == len(up_when.parts):
        if count == len(items):
            return f"{listed_words(items)} {'are all' if count > 2 else 'are both' if count == 2 else 'is'} up"
        return f"at least {number} of {listed_words(items)} {'is' if count == 1 else 'are'} up"
    labels = [f"{label}{place}" for place in range(1, len(up_when.parts) + 1)]
    parts = [f"({own}) {up_words(part, own + '.')}" for own, part in zip(labels, up_when.parts, strict=True)]
    wanted = "all of these hold" if count == len(parts) else f"at least {number} of these hold{'s' * (count == 1)}"
    return f"{wanted}: {'; '.join(parts)}"


def _same_day(since: str) -> str:
    return f"on {since} if it is a working day, and otherwise on the next working day"


def _test_words(name: str, comparison: str, *, values: Sequence[str]) -> str:
    if comparison == "in":
        return f"{name} is {listed_words(values, last='or')}"
    return f"{name} is {_COMPARED[comparison]} {values[0]}"


def _run_words(first: int, last: int) -> str:
    if first == last:
        return _DAYS[first]
    return f"{_DAYS[first]} {'and' if last == first + 1 else 'to'} {_DAYS[last]}"


def _opening_words(opening: Opening) -> str:
    if (opening.opens, opening.closes) == (0, _DAY_SECONDS):
        return "all day"
    if opening.closes <= _DAY_SECONDS:
        return f"from {clock_time(opening.opens)} to {clock_time(opening.closes)}"
    return f"from {clock_time(opening.opens)} to {clock_time(opening.closes - _DAY_SECONDS)} the next day"


def _nth(number: int) -> str:
    """`third`, `21st`."""
    if 0 < number < len(_SMALL_NUMBERS):
        return _SMALL_NUMBERS[number]
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
