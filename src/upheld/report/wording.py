"""Phrases of a statement: instants in the contract's zone, periods, amounts, formulas, text made safe to show."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from upheld.quantities.allowances import duration_text
from upheld.quantities.instants import DAY, MICROS, instant_text
from upheld.quantities.money import Money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window
from upheld.quantities.zones import zone
from upheld.settle.statement import Result, Statement, Verdict

__all__ = [
    "MARKS",
    "MONTHS",
    "VERDICTS",
    "WORDS",
    "Moment",
    "Wall",
    "amount",
    "counted",
    "formula",
    "listed",
    "number",
    "plain",
    "share_text",
    "tied",
    "wall_at",
    "wall_of",
]

VERDICTS: tuple[Verdict, ...] = ("missed", "undetermined", "met", "not-applicable")
WORDS: dict[Verdict, str] = {
    "missed": "missed",
    "undetermined": "undetermined",
    "met": "met",
    "not-applicable": "not applicable",
}
MARKS: dict[Verdict, str] = {"missed": "✗", "undetermined": "?", "met": "✓", "not-applicable": "–"}

MONTHS = (
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
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """`text` with line breaks as spaces; other controls, direction overrides and half characters are spelled out."""
    return _UNSEEN.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    """A space for white space, else the escape that names the character."""
    found = match.group()
    if found in "\t\n\r\x0b\x0c\x85\u2028\u2029":
        return " "
    return f"\\x{ord(found):02x}" if ord(found) < 256 else f"\\u{ord(found):04x}"


def number(value: int) -> str:
    """An integer with its thousands apart: `24,918`."""
    return f"{value:,}"


def counted(count: int, noun: str, *, plural: str | None = None) -> str:
    """`1 outage`, `24 outages`."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def listed(words: tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def amount(money: Money) -> str:
    """An amount with its currency after it: `340.00 GBP`."""
    return f"{money.text()} {money.currency}"


def share_text(share: Ratio) -> str:
    """A share of a base or a window: `5%`, `16 of 31`."""
    hundredths = share.numerator * 10_000
    if hundredths % share.denominator:
        return f"{number(share.numerator)} of {number(share.denominator)}"
    whole, part = divmod(hundredths // share.denominator, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "%"


def tied(text: str) -> str:
    """Text whose amounts keep their currency on the same line."""
    return re.sub(r"(?<=\d) (?=[A-Z]{3}\b)", "\u00a0", text)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as shown (`text`, in the contract's zone) and for machines (`iso`, UTC)."""

    text: str
    iso: str


@dataclass(frozen=True, slots=True)
class Wall:
    """The clock on the wall where the contract lives; `year` is left out of dates that lie in it."""

    zone: str
    year: int

    def local(self, at: int) -> datetime:
        """The wall clock at `at` [us]; that of UTC on the first and last day there is, where others may have none."""
        utc = _EPOCH + timedelta(microseconds=at)
        try:
            return utc.astimezone(zone(self.zone))
        except OverflowError:
            return utc

    def day(self, day: date, *, weekday: bool = True) -> str:
        """`Thu 12 Mar`, with the year when it is another one."""
        year = "" if day.year == self.year else f" {day.year}"
        return f"{_DAYS[day.weekday()] + ' ' if weekday else ''}{day.day} {MONTHS[day.month - 1][:3]}{year}"

    def time(self, at: int) -> str:
        """`09:14`, with seconds where there are any, and with its offset in the hour that happens twice."""
        local = self.local(at)
        text = f"{local:%H:%M}"
        if local.second or local.microsecond:
            text += f":{local:%S}" + f".{local.microsecond:06d}".rstrip("0").rstrip(".")
        return f"{text} ({_offset(local)})" if _offset(local) != _offset(local.replace(fold=1 - local.fold)) else text

    def moment(self, at: int) -> Moment:
        """An instant in full."""
        return Moment(f"{self.day(self.local(at).date())} {self.time(at)}", instant_text(at))

    def dated(self, at: int) -> str:
        """An instant with its year, whatever the year: `Wed 8 Apr 2026, 10:00`."""
        local = self.local(at)
        return f"{_DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1][:3]} {local.year}, {self.time(at)}"

    def until(self, start: int, end: int) -> Moment:
        """The end of a span: only its time when it ends on the day it began."""
        if self.local(start).date() == self.local(end).date():
            return Moment(self.time(end), instant_text(end))
        return self.moment(end)

    def period(self, window: Window) -> str:
        """`March 2026`, `January to March 2026`, `2026`, or its first and last day."""
        first, last = self.local(window.start), self.local(window.end - 1)
        after = self.local(window.end)
        are_whole = (
            first.day == 1 and after.day == 1 and (first.hour, first.minute, after.hour, after.minute) == (0, 0, 0, 0)
        )
        if not are_whole:
            year = "" if first.year == last.year else f" {first.year}"
            return f"{first.day} {MONTHS[first.month - 1]}{year} to {last.day} {MONTHS[last.month - 1]} {last.year}"
        if first.year != last.year:
            return f"{MONTHS[first.month - 1]} {first.year} to {MONTHS[last.month - 1]} {last.year}"
        if (first.month, last.month) == (1, 12):
            return f"{first.year}"
        if first.month == last.month:
            return f"{MONTHS[first.month - 1]} {first.year}"
        return f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {last.year}"

    def about(self, window: Window) -> str:
        """The one sentence that names the zone and what it is against UTC in `window`."""
        if self.zone == "UTC":
            return "Times are in UTC."
        known = _offset(self.local(window.start))
        parts = [known]
        for at in range(window.start, window.end, DAY):
            if _offset(self.local(at + DAY - 1)) != known:
                change = self.change(at, at + DAY - 1)
                known = _offset(self.local(change))
                parts.append(f"from {self.day(self.local(change).date())} {self.time(change)} {known}")
        return f"Times are in {self.zone} ({', '.join(parts)})."

    def change(self, before: int, after: int) -> int:
        """The first second after `before` whose offset is that of `after`; the two differ."""
        low, high = before // MICROS, after // MICROS
        while high - low > 1:
            middle = (low + high) // 2
            if _offset(self.local(middle * MICROS)) == _offset(self.local(before)):
                low = middle
            else:
                high = middle
        return high * MICROS


def _offset(local: datetime) -> str:
    """`UTC+01:00`."""
    text = f"{local:%z}"
    return f"UTC{text[:3]}:{text[3:5]}"


def wall_at(name: str, instant: int) -> Wall:
    """The wall clock of a zone whose year is that of an instant [us UTC]."""
    return Wall(name, Wall(name, 0).local(instant).year)


def wall_of(statement: Statement) -> Wall:
    """The wall clock of a statement."""
    return wall_at(statement.agreement.zone, statement.period.end - 1)


def formula(result: Result) -> str:
    """How the figure came about, with its numbers: `up ÷ (up + down) = 739 h 29 min 30 s ÷ 740 h 20 min = 99.886%`."""
    if result.value is None:
        return "nothing to measure: 0 ÷ 0"
    top, bottom, shown = result.value.ratio.numerator, result.value.ratio.denominator, plain(result.value.display)
    if result.unit == "count":
        return f"counted: {shown}"
    if result.unit == "duration":
        return shown if bottom == 1 else f"total ÷ number = {duration_text(top)} ÷ {number(bottom)} = {shown}"
    time, items = result.time, result.items
    if time is not None and (top, bottom) == (time.up, time.up + time.down):
        return f"up ÷ (up + down) = {duration_text(top)} ÷ {duration_text(bottom)} = {shown}"
    if time is not None and bottom <= time.up + time.down + time.excluded + time.unknown:
        return f"counted as up ÷ counted = {duration_text(top)} ÷ {duration_text(bottom)} = {shown}"
    if items is not None and (top, bottom) == (items.met, items.met + items.missed):
        return f"met ÷ (met + missed) = {number(top)} ÷ {number(bottom)} = {shown}"
    return f"{number(top)} ÷ {number(bottom)} = {shown}"
