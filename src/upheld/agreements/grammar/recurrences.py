"""When an obligation falls due: after each window, or every so often from a date."""

import re
from datetime import date
from typing import Literal, cast

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.durations import notice
from upheld.agreements.grammar.hours import day
from upheld.agreements.grammar.numbers import count
from upheld.agreements.model import Due
from upheld.quantities.windows import Per, PerKind

__all__ = ["due"]

_AFTER_EACH = re.compile(r"(.+) after each (day|week|month|quarter|year|contract-year)")
_EVERY = re.compile(r"every (?:(\S+) )?(day|week|month|year)s? from (.+)")
_UNITS: dict[str, Literal["day", "week", "month", "year"]] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
}
_FORMS = (
    "Write it in one of these ways: `end of working day 5 after each month`, `10 calendar days after each quarter`, "
    "`every 1 month from 2026-01-10`."
)


def due(text: str) -> Due | Complaint:
    """When each occurrence is due."""
    found = _AFTER_EACH.fullmatch(text)
    if found:
        after = notice(found[1])
        if isinstance(after, Complaint):
            return after
        return Due("after-each", text, each=Per(cast(PerKind, found[2])), allowance=after)
    found = _EVERY.fullmatch(text)
    if found:
        return _every(text, found)
    return Complaint("not-a-recurrence", f"`{text}` does not say when an obligation falls due.", _FORMS)


def _every(text: str, found: re.Match[str]) -> Due | Complaint:
    step: int | Complaint = 1 if found[1] is None else count(found[1])
    start: date | Complaint = day(found[3])
    if isinstance(step, Complaint):
        return step
    if isinstance(start, Complaint):
        return start
    return Due("every", text, step=step, unit=_UNITS[found[2]], start=start)
