"""Allowances: how long a clock may run, as open time, as working days or as calendar days."""

from dataclasses import dataclass
from typing import TypeAlias

from upheld.quantities.instants import HOUR, MINUTE, SECOND

__all__ = [
    "Allowance",
    "CalendarDays",
    "EndOfWorkingDay",
    "OpenTime",
    "SameTimeOnWorkingDay",
    "allowance_text",
    "duration_text",
]


@dataclass(frozen=True, slots=True)
class OpenTime:
    """So much time inside the hours of the clock's own calendar: `micros` [us]."""

    micros: int


@dataclass(frozen=True, slots=True)
class EndOfWorkingDay:
    """Until the last closing of the `n`-th working day after the day of receipt; `cut_off` [s of the local day]."""

    n: int
    cut_off: int | None = None


@dataclass(frozen=True, slots=True)
class SameTimeOnWorkingDay:
    """Until the same wall-clock time on the `n`-th working day after the day of receipt; `cut_off` [s of the local
    day].
    """

    n: int
    cut_off: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Until the end of the `n`-th local day after the day of receipt, whether open or not."""

    n: int


Allowance: TypeAlias = OpenTime | EndOfWorkingDay | SameTimeOnWorkingDay | CalendarDays


def allowance_text(allowance: Allowance) -> str:
    """The allowance as the agreement language writes it: "4 h", "end of working day 3, cut-off 16:00"."""
    if isinstance(allowance, OpenTime):
        return duration_text(allowance.micros)
    if isinstance(allowance, CalendarDays):
        return f"{allowance.n} calendar day" + ("" if allowance.n == 1 else "s")
    where = "end of" if isinstance(allowance, EndOfWorkingDay) else "same time on"
    return f"{where} working day {allowance.n}{_cut_off_text(allowance.cut_off)}"


def duration_text(micros: int) -> str:
    """A duration [us] in hours, minutes and seconds, exact: "2 h 05 min", "1 min 30 s", "0.25 s". Never in days."""
    sign, size = ("-", -micros) if micros < 0 else ("", micros)
    hours, rest = divmod(size, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    parts: list[str] = []
    if hours:
        parts.append(f"{hours} h")
    if minutes or (hours and rest):
        parts.append(f"{minutes:02d} min" if hours else f"{minutes} min")
    if rest or not parts:
        parts.append(_seconds_text(rest, padded=bool(parts)))
    return sign + " ".join(parts)


def _seconds_text(micros: int, *, padded: bool) -> str:
    whole, rest = divmod(micros, SECOND)
    fraction = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{whole:02d}{fraction} s" if padded else f"{whole}{fraction} s"


def _cut_off_text(cut_off: int | None) -> str:
    if cut_off is None:
        return ""
    minutes, seconds = divmod(cut_off, 60)
    return f", cut-off {minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
