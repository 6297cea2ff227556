"""Lengths of time: on a clock's own calendar (`4 h`), in working days of two named kinds, in calendar days."""

import re
from dataclasses import dataclass
from typing import cast

from upheld.agreements.complaints import Complaint
from upheld.quantities.allowances import Allowance, CalendarDays, EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay
from upheld.quantities.instants import DAY, HOUR, MINUTE, SECOND
from upheld.quantities.windows import Per, PerKind

__all__ = ["TimeCap", "allowance", "calendar_days", "duration", "floor", "notice", "renewal", "time_cap", "time_of_day"]

_UNITS = {"s": SECOND, "min": MINUTE, "h": HOUR}
_SPELLED = {
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
}
_DAY_UNITS = frozenset(("d", "day", "days", "bd", "wd", "working day", "working days", "business day", "business days"))
_LONGEST = 100 * 366 * DAY

_PART = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))? ?([a-z]+)")
_ANY_PART = re.compile(r"(-)?([0-9]+(?:[.,][0-9]+)?) ?((?:working |business |calendar )?[A-Za-z]*)")
_CALENDAR_DAYS = re.compile(r"([0-9]{1,4}) calendar days?")
_WORKING_DAYS = re.compile(r"([0-9]{1,4}) working days?")
_END_OF_DAY = re.compile(r"end of working day ([0-9]{1,4})(?:, cut-off (.+))?")
_SAME_TIME = re.compile(r"same time on working day ([0-9]{1,4})(?:, cut-off (.+))?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
_CLOCK_READING = re.compile(r"[0-9]+:[0-9]{2}(?::[0-9]{2})?")
_CAP = re.compile(r"(.+) per (day|week|month|quarter|year|contract-year)")
_RENEWAL = re.compile(r"[1-9][0-9]{0,2} (?:months?|years?)")

_FORMS = (
    "Write it in one of these ways: `4 h`, `30 min`, `90 s` (on the clock's own hours); `end of working day 3`; "
    "`same time on working day 3`; `3 calendar days`."
)
_FOUR_MEANINGS = (
    "Say which of four things you mean: `end of working day {n}` (by closing time of the nth working day after), "
    "`same time on working day {n}` (the time of day it began, n working days later), `40 h` (open hours on the "
    "clock's own calendar, your number of them), or `{n} calendar days` (weekends and holidays count)."
)


def duration(text: str) -> int | Complaint:
    """A length of open time [us], above zero and up to a hundred years: `90 s`, `15 min`, `4 h`, `1 h 30 min`, `1.5
    h`.
    """
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip() or any(unit not in _UNITS for _, _, unit in parts):
        return _not_a_duration(text)
    sizes = [_UNITS[unit] for _, _, unit in parts]
    if sizes != sorted(set(sizes), reverse=True):
        return Complaint("not-a-duration", f"`{text}` says a unit twice or a small one first.", "Write `1 h 30 min`.")
    total = sum(_micros(part) for part in parts)
    if total == 0:
        return Complaint(
            "zero-duration", f"`{text}` is no time at all.", "Write a time above zero, or leave the entry out."
        )
    if total > _LONGEST:
        return Complaint("duration-too-long", f"`{text}` is longer than a hundred years.", "Write a shorter time.")
    return total


def floor(text: str) -> int | Complaint:
    """A shortest length of time [us], or `none` for zero."""
    return 0 if text == "none" else duration(text)


def allowance(text: str) -> Allowance | Complaint:
    """How long something may take: open time, to the end of or the same time on a working day, or calendar days."""
    for pattern, kind in ((_END_OF_DAY, EndOfWorkingDay), (_SAME_TIME, SameTimeOnWorkingDay)):
        found = pattern.fullmatch(text)
        if found:
            return _working_day(found, kind)
    found = _CALENDAR_DAYS.fullmatch(text)
    if found:
        return CalendarDays(int(found[1])) if int(found[1]) else _no_days(text)
    read = duration(text)
    return read if isinstance(read, Complaint) else OpenTime(read)


def notice(text: str) -> Allowance | Complaint:
    """How long ahead, or how long after: as `allowance`, and `5 working days` for five whole working days in "
    "between.
    """
    found = _WORKING_DAYS.fullmatch(text)
    if found:
        return EndOfWorkingDay(int(found[1]), None) if int(found[1]) else _no_days(text)
    return allowance(text)


def calendar_days(text: str) -> int | Complaint:
    """A number of calendar days from 0 to 9,999."""
    found = _CALENDAR_DAYS.fullmatch(text)
    if found:
        return int(found[1])
    return Complaint("not-a-duration", f"`{text}` is not a number of calendar days.", "Write `3 calendar days`.")


def time_of_day(text: str) -> int | Complaint:
    """A local time from `00:00` to `24:00`, in seconds after midnight."""
    if _TIME.fullmatch(text):
        hours, minutes = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60
    remedy = "Write two digits, a colon and two digits, from `00:00` to `24:00`: `08:00`, `17:30`."
    return Complaint("not-a-time", f"`{text}` is not a time of day.", remedy)


@dataclass(frozen=True, slots=True)
class TimeCap:
    """At most this much open time [us] in each window."""

    micros: int
    per: Per


def time_cap(text: str) -> TimeCap | Complaint:
    """A limit on open time per window: `8 h per month`."""
    found = _CAP.fullmatch(text)
    if found is None:
        remedy = (
            "Write a time and its window: `8 h per month`; windows are day, week, month, quarter, year, contract-year."
        )
        return Complaint("not-a-time-cap", f"`{text}` is not a limit of time per window.", remedy)
    read = duration(found[1])
    return read if isinstance(read, Complaint) else TimeCap(read, Per(cast(PerKind, found[2])))


def renewal(text: str) -> str | Complaint:
    """For how long a term is renewed, as written: `12 months`, `1 year`."""
    if _RENEWAL.fullmatch(text):
        return text
    return Complaint("not-a-duration", f"`{text}` is not a length of renewal.", "Write `12 months` or `1 year`.")


def _micros(part: tuple[str, str, str]) -> int:
    whole, decimals, unit = part
    micros: int = int(whole + decimals) * _UNITS[unit] // 10 ** len(decimals)
    return micros


def _working_day(found: re.Match[str], kind: type[EndOfWorkingDay | SameTimeOnWorkingDay]) -> Allowance | Complaint:
    if found[2] is None:
        return kind(int(found[1]), None)
    cut_off = time_of_day(found[2])
    return cut_off if isinstance(cut_off, Complaint) else kind(int(found[1]), cut_off)


def _no_days(text: str) -> Complaint:
    return Complaint("zero-duration", f"`{text}` is no time at all.", "Write `1` or more.")


def _not_a_duration(text: str) -> Complaint:
    """Why a text is no duration, as closely as its form tells."""
    if _CLOCK_READING.fullmatch(text):
        message = f"`{text}` may be minutes, hours or, to some readers of YAML, a number in base sixty."
        return Complaint("clock-as-number", message, "Write the units: `1 h 30 min`.")
    found = _ANY_PART.fullmatch(text)
    if found is None:
        return Complaint("not-a-duration", f"`{text}` is not a length of time.", _FORMS)
    sign, number, unit = found[1], found[2], found[3].strip().casefold()
    if sign:
        return Complaint("negative-duration", f"`{text}` is less than no time.", "Write a time above zero.")
    if "," in number:
        return Complaint("decimal-comma", f"`{text}` has a decimal comma.", f"Write `{text.replace(',', '.')}`.")
    if unit in _DAY_UNITS:
        message = f"`{text}` can be read in four ways."
        return Complaint("bare-days", message, _FOUR_MEANINGS.format(n=number))
    if not unit:
        return Complaint("no-unit", f"`{text}` has no unit.", f"Write `{number} h`, `{number} min` or `{number} s`.")
    if unit in _SPELLED:
        return Complaint(
            "unknown-unit", f"`{unit}` is not how this unit is written.", f"Write `{number} {_SPELLED[unit]}`."
        )
    return Complaint("unknown-unit", f"`{unit}` is not a unit of a clock.", _FORMS)
