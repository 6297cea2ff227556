"""Opening hours (`08:00-18:00`, `22:00-06:00`, `closed`), days of the week (`mon-fri`) and dates (`2026-03-01`)."""

import re
from datetime import date

from upheld.agreements.complaints import Complaint, nearest
from upheld.agreements.grammar.durations import time_of_day
from upheld.quantities.calendars import Opening

__all__ = ["DAYS", "clock_time", "day", "days_of_week", "opening_hours"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_SECONDS = 86_400
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DASHES = re.compile(r" ?[-\u2010-\u2015] ?")


def days_of_week(text: str) -> tuple[int, ...] | Complaint:
    """Days as numbers from 0 for Monday: `mon`, `mon-fri`, `sat-mon` across the week's end."""
    names = text.split("-")
    if len(names) > 2 or any(name not in DAYS for name in names):
        wrong = next((name for name in names if name not in DAYS), text)
        guess = nearest(wrong[:3], DAYS)
        remedy = "Write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`, or a run such as `mon-fri`."
        return Complaint(
            "not-a-weekday",
            f"`{text}` is not a day of the week.",
            f"Did you mean `{guess}`? {remedy}" if guess else remedy,
        )
    first, last = DAYS.index(names[0]), DAYS.index(names[-1])
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def opening_hours(text: str) -> tuple[Opening, ...] | Complaint:
    """One opening in seconds after midnight, past 86,400 when it ends the next morning; none for `closed`."""
    if text == "closed":
        return ()
    ends = _DASHES.split(text)
    if len(ends) != 2:
        remedy = 'Write `08:00-18:00`, a list for a day with a break: `["08:00-12:00", "13:00-17:00"]`, or `closed`.'
        return Complaint("not-opening-hours", f"`{text}` is not a span of opening hours.", remedy)
    opens, closes = time_of_day(ends[0]), time_of_day(ends[1])
    if isinstance(opens, Complaint):
        return opens
    if isinstance(closes, Complaint):
        return closes
    if opens in (closes, _DAY_SECONDS):
        remedy = "Write `00:00-24:00` for the whole day, `closed` for none."
        return Complaint("empty-opening", f"`{text}` may be no time or a whole day.", remedy)
    return (Opening(opens, closes if closes > opens else closes + _DAY_SECONDS),)


def day(text: str) -> date | Complaint:
    """A date of the calendar from 1970 to 2199."""
    found = _DATE.fullmatch(text)
    if found is None:
        remedy = "Write year, month and day with dashes, all digits: `2026-03-01`."
        return Complaint("not-a-date", f"`{text}` is not a date.", remedy)
    year, month, of_month = (int(part) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        message = f"`{text}` is outside the years {_FIRST_YEAR} to {_LAST_YEAR}."
        return Complaint("date-out-of-range", message, "Write a date of this agreement's time.")
    try:
        return date(year, month, of_month)
    except ValueError:
        return Complaint("no-such-date", f"There is no {text} in the calendar.", "Look the date up.")


def clock_time(seconds: int) -> str:
    """A time of day in seconds after midnight, as `17:30`."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
