"""Ticket clocks: open time net of pauses, and deadlines, of a million tickets on a desk of Europe/London.

`python -m bench.clocks [--tickets N] [--json] [--check]` measures Upheld on one core beside what people use instead, in
one run, and counts the answers of each that are wrong. Who works row by row gets fewer tickets. Method and figures:
docs/performance.md.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from importlib.metadata import version
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

import holidays as library
import numpy as np
from numpy.typing import NDArray

from bench.peers.business_time import (
    Desk,
    Duck,
    Joined,
    OpenTime,
    Wall,
    business_durations,
    businesstimedeltas,
    due,
    walked,
)
from upheld.quantities.allowances import OpenTime as Allowed
from upheld.quantities.calendars import Calendar, Holidays, Opening
from upheld.quantities.clocks import Pauses, deadlines, elapsed
from upheld.quantities.instants import HOUR, MICROS, SECOND
from upheld.quantities.windows import period
from upheld.quantities.zones import local_time

Ints = NDArray[np.int64]

ZONE: Final = "Europe/London"
ALLOWED_HOURS: Final = 8
SAMPLE: Final = 2_000
SLOW: Final = 1_000
PEERS: Final = ("business-duration", "businesstimedelta", "duckdb", "holidays", "numpy", "polars", "workalendar")
GATES: Final = {
    "elapsed net of pauses, M tickets/s": 15.0,
    "deadlines, M tickets/s": 8.0,
    "times the best library that counts time": 500.0,
    "times numpy-busday": 1.7,
    "times polars": 2.5,
    "times duckdb": 2.5,
}


@dataclass(frozen=True, slots=True)
class Tickets:
    """When each was opened and closed [us UTC, whole seconds]."""

    opened: Ints
    closed: Ints

    def first(self, count: int) -> "Tickets":
        """Only so many of them."""
        return Tickets(self.opened[:count], self.closed[:count])


def calendar(opening: Opening, *, days: Iterable[int], holidays: Holidays | None) -> Calendar:
    """A calendar with one opening on each of these weekdays."""
    week = [(opening,) if day in days else () for day in range(7)]
    return Calendar("desk", ZONE, (week[0], week[1], week[2], week[3], week[4], week[5], week[6]), holidays)


OFFICE: Final = calendar(Opening(9 * 3600, 17 * 3600 + 1800), days=range(5), holidays=Holidays.named("GB-ENG"))
NIGHT: Final = calendar(Opening(22 * 3600, 30 * 3600), days=range(7), holidays=None)


def desk(of: Calendar) -> Desk:
    """The calendar in the words of the peers."""
    opening = next(openings for openings in of.weekly if openings)[0]
    opens, closes = (time_of_day(at // 3600 % 24, at // 60 % 60) for at in (opening.opens, opening.closes))
    weekdays = tuple(day for day in range(7) if of.weekly[day])
    off = of.holidays.during(2024, 2027) if of.holidays else frozenset[date]()
    spans = of.hours_of_years(2024, 2027).open
    return Desk(ZONE, opens, closes, weekdays, off, spans, local_time(ZONE, first_year=2024, last_year=2027))


# --- tickets ----------------------------------------------------------------------------------------------------------


def year_of_tickets(count: int) -> tuple[Tickets, Pauses]:
    """Tickets of 2025: half of them closed within ten hours, the longest after 39 days; of 30%, one to three pauses."""
    chance, year = np.random.default_rng(2025), period("2025", ZONE)
    opened = chance.integers(year.start // MICROS, year.end // MICROS, count)
    length = np.clip(chance.lognormal(np.log(36_000), 1.5, count), 1, 39 * 86_400).astype(np.int64)
    held = np.where(chance.random(count) < 0.3, chance.integers(1, 4, count), 0)
    item = np.repeat(np.arange(count), 2 * held)
    edges = opened[item] + ((np.sort(item + chance.random(item.size)) - item) * length[item]).astype(np.int64)
    offsets = np.concatenate(([0], np.cumsum(held)))
    pauses = Pauses(offsets, edges[0::2] * MICROS, edges[1::2] * MICROS)
    return Tickets(opened * MICROS, (opened + length) * MICROS), pauses


def tickets_around(days: Iterable[date], *, before: int, length: int) -> Tickets:
    """SLOW tickets opened in the days before, or on, one of these days, and closed within so many days."""
    chance = np.random.default_rng(29)
    starts = np.array([(day - date(1970, 1, 1)).days * 86_400 for day in days])
    opened = chance.choice(starts, SLOW) + chance.integers(-before * 86_400, 86_400, SLOW)
    return Tickets(opened * MICROS, (opened + chance.integers(1, length * 86_400, SLOW)) * MICROS)


# --- the truth, obvious and slow --------------------------------------------------------------------------------------


def by_hand(of: Desk, opened: int, *, closed: int, pauses: list[tuple[int, int]]) -> tuple[int, int]:
    """Open time net of pauses [us], and when 8 h of it are over by the same pauses, by walking from day to day."""
    left, ran, found = ALLOWED_HOURS * HOUR, 0, 0
    day = datetime.fromtimestamp(opened / MICROS, ZoneInfo(of.zone)).date() - timedelta(days=1)
    while not found or day <= datetime.fromtimestamp(closed / MICROS, ZoneInfo(of.zone)).date():
        for start, end in without(opening_of(of, day), pauses):
            ran += max(min(end, closed) - max(start, opened), 0)
            runs = max(end - max(start, opened), 0)
            if not found and runs >= left > 0:
                found = max(start, opened) + left
            left -= runs
        day += timedelta(days=1)
    return ran, found


def opening_of(of: Desk, day: date) -> tuple[int, int]:
    """The opening of a day [us UTC], by the standard library; nothing when the desk stays closed."""
    if day.weekday() not in of.weekdays or day in of.off:
        return 0, 0
    over_night = timedelta(days=of.closes <= of.opens)
    opens = datetime.combine(day, of.opens, ZoneInfo(of.zone))
    closes = datetime.combine(day + over_night, of.closes, ZoneInfo(of.zone))
    return int(opens.timestamp()) * MICROS, int(closes.timestamp()) * MICROS


def without(span: tuple[int, int], pauses: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """What sorted, disjoint pauses leave of a span."""
    start, end = span
    for begin, stop in pauses:
        if begin < end and stop > start:
            yield start, max(begin, start)
            start = min(stop, end)
    yield start, end


def prove(tickets: Tickets, pauses: Pauses, *, of: Calendar) -> None:
    """Upheld's answers on a sample are those of the walk, to the microsecond."""
    some, place = tickets.first(SAMPLE), desk(of)
    bounds = pauses.offsets[: len(some.opened) + 1].tolist()
    held = list(zip(pauses.starts[: bounds[-1]].tolist(), pauses.ends[: bounds[-1]].tolist(), strict=True))
    truth = [
        by_hand(place, int(opened), closed=int(closed), pauses=held[bounds[row] : bounds[row + 1]])
        for row, (opened, closed) in enumerate(zip(some.opened, some.closed, strict=True))
    ]
    mine = Pauses(np.array(bounds), pauses.starts[: bounds[-1]], pauses.ends[: bounds[-1]])
    ran = elapsed(of, some.opened, stops=some.closed, pauses=mine)
    ends = deadlines(of, some.opened, allowance=Allowed(ALLOWED_HOURS * HOUR), pauses=mine)
    assert list(zip(ran.tolist(), ends.tolist(), strict=True)) == truth


# --- who is right -----------------------------------------------------------------------------------------------------


def wrong_answers(tickets: Tickets, of: Calendar, peers: dict[str, OpenTime]) -> dict[str, str]:
    """Of each peer, how many answers differ from Upheld's by a second or more, and the largest difference."""
    right = elapsed(of, tickets.opened, stops=tickets.closed)
    found = {}
    for name, peer in peers.items():
        off = np.abs(peer(tickets.opened, tickets.closed) - right)
        worst = f", by up to {off.max() // SECOND:,} s" if off.max() >= SECOND else ""
        found[name] = f"{np.count_nonzero(off >= SECOND):,} of {off.size:,}{worst}"
    return found


def joins(of: Desk) -> dict[str, OpenTime]:
    """The peers that work in columns."""
    duck = Duck(of.spans)
    return {
        "numpy-busday": Wall(of).open_time,
        "polars ASOF join": Joined.with_hours(of.spans).open_time,
        "duckdb ASOF join": lambda starts, ends: duck.load(starts, ends).asof_join(),
        "duckdb range join": lambda starts, ends: duck.load(starts, ends).range_join(),
        "duckdb range join as usually written": lambda starts, ends: duck.load(starts, ends).usual_range_join(),
    }


def rows(of: Desk, off: object = None) -> dict[str, OpenTime]:
    """The peers that work row by row, with the right holidays unless others are given."""
    return {
        "businesstimedelta, aware": businesstimedeltas(of, is_aware=True, off=off),
        "businesstimedelta, naive": businesstimedeltas(of, is_aware=False, off=off),
        "business-duration": business_durations(of, off=off),
        "workalendar, own walk": walked(of),
    }


def correctness(tickets: Tickets) -> dict[str, dict[str, str]]:
    """Wrong answers of everybody, on the year, on nights when clocks change, and around holidays."""
    office, night = desk(OFFICE), desk(NIGHT)
    nights = tickets_around([date(2025, 3, 30), date(2025, 10, 26)], before=2, length=3)
    near = tickets_around([day for day in office.off if day.year in {2025, 2026}], before=3, length=7)
    prove(nights, Pauses.none(SLOW), of=NIGHT)
    prove(near, Pauses.none(SLOW), of=OFFICE)
    country = library.country_holidays("GB", years=range(2024, 2028))
    return {
        "office hours of a year": wrong_answers(tickets, OFFICE, joins(office))
        | wrong_answers(tickets.first(SLOW), OFFICE, rows(office)),
        "22:00-06:00, around clock changes": wrong_answers(nights, NIGHT, joins(night) | rows(night)),
        "office hours around holidays, named by country": wrong_answers(near, OFFICE, rows(office, country)),
    }


# --- who is fast ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """Tickets per second of wall time, and per second of the CPU time of all threads, which a busy machine spares."""

    wall: int
    cpu: int

    def with_all_cores(self) -> float:
        """What the wall rate would be at best, if the work were spread over all cores without loss."""
        return self.cpu * (os.cpu_count() or 1)


def rates_of(works: dict[str, Callable[[], object]], count: int, *, repeats: int) -> dict[str, Rate]:
    """The rate of each, as the median of some rounds in which everybody runs once, after one to warm up."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(repeats + 1):
        for name, work in works.items():
            begin, begin_cpu = time.perf_counter(), time.process_time()
            work()
            took[name].append((time.perf_counter() - begin, time.process_time() - begin_cpu))
    medians = {name: [median(each) for each in zip(*rounds[1:], strict=True)] for name, rounds in took.items()}
    return {name: Rate(round(count / wall), round(count / cpu)) for name, (wall, cpu) in medians.items()}


def speeds(tickets: Tickets, pauses: Pauses) -> dict[str, dict[str, Rate]]:
    """The rates of everybody."""
    count, few, of = tickets.opened.size, tickets.first(SLOW), desk(OFFICE)
    opened, closed, allowed = tickets.opened, tickets.closed, ALLOWED_HOURS * HOUR
    duck, wall, polars = Duck(of.spans).load(opened, closed), Wall(of), Joined.with_hours(of.spans)
    eight = Allowed(allowed)
    open_time: dict[str, Callable[[], object]] = {
        "upheld, net of pauses": lambda: elapsed(OFFICE, opened, stops=closed, pauses=pauses),
        "upheld": lambda: elapsed(OFFICE, opened, stops=closed),
        "numpy-busday": lambda: wall.open_time(opened, closed),
        "polars ASOF join": lambda: polars.open_time(opened, closed),
        "duckdb ASOF join": duck.asof_join,
        "duckdb range join": duck.range_join,
    }
    by_rows = {name: partial(peer, few.opened, few.closed) for name, peer in rows(of).items()}
    ends: dict[str, Callable[[], object]] = {
        "upheld, pushed by pauses": lambda: deadlines(OFFICE, opened, allowance=eight, pauses=pauses),
        "upheld": lambda: deadlines(OFFICE, opened, allowance=eight),
        "numpy-busday": lambda: wall.deadlines(opened, allowed),
        "polars ASOF join": lambda: polars.deadlines(opened, allowed),
        "duckdb ASOF join": lambda: duck.deadlines(allowed),
    }
    slow_ends = {"businesstimedelta, aware": partial(due(of, ALLOWED_HOURS), few.opened)}
    return {
        "open time": rates_of(open_time, count, repeats=9) | rates_of({**by_rows}, SLOW, repeats=3),
        "deadlines": rates_of(ends, count, repeats=9) | rates_of({**slow_ends}, SLOW, repeats=3),
    }


def late_answers(tickets: Tickets) -> dict[str, str]:
    """Of each peer that finds deadlines, how many differ from Upheld's by a second or more."""
    of, allowed = desk(OFFICE), ALLOWED_HOURS * HOUR
    right = deadlines(OFFICE, tickets.opened, allowance=Allowed(allowed))
    answers = {
        "numpy-busday": Wall(of).deadlines(tickets.opened, allowed),
        "polars ASOF join": Joined.with_hours(of.spans).deadlines(tickets.opened, allowed),
        "duckdb ASOF join": Duck(of.spans).load(tickets.opened, tickets.closed).deadlines(allowed),
        "businesstimedelta, aware": due(of, ALLOWED_HOURS)(tickets.first(SLOW).opened),
    }
    wrong = {name: np.abs(answer - right[: answer.size]) >= SECOND for name, answer in answers.items()}
    return {name: f"{np.count_nonzero(each):,} of {each.size:,}" for name, each in wrong.items()}


def gates(rates: dict[str, dict[str, Rate]]) -> dict[str, dict[str, float | bool]]:
    """What must hold, and what was measured: Upheld on one core, net of pauses, against peers that do without pauses.

    By CPU time, so that a busy machine does not decide; Polars and DuckDB as if they used all cores without loss.
    """
    ran = rates["open time"]
    net, joined = ran["upheld, net of pauses"].cpu, ("duckdb ASOF join", "duckdb range join")
    measured = {
        "elapsed net of pauses, M tickets/s": net / 1e6,
        "deadlines, M tickets/s": rates["deadlines"]["upheld, pushed by pauses"].cpu / 1e6,
        "times the best library that counts time": net / max(ran[n].cpu for n in ran if n.startswith("business")),
        "times numpy-busday": net / ran["numpy-busday"].cpu,
        "times polars": net / ran["polars ASOF join"].with_all_cores(),
        "times duckdb": net / max(ran[name].with_all_cores() for name in joined),
    }
    return {
        name: {"at least": GATES[name], "measured": round(value, 1), "holds": value >= GATES[name]}
        for name, value in measured.items()
    }


def main() -> int:
    """Run everything and print tables, or JSON; 1 if asked to check the gates and one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000, help="how many tickets (default 1,000,000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--check", action="store_true", help="end with 1 if a gate (of a million tickets) fails")
    options = parser.parse_args()
    tickets, pauses = year_of_tickets(options.tickets)
    prove(tickets, pauses, of=OFFICE)
    rates = speeds(tickets, pauses)
    held = gates(rates)
    result = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in PEERS},
        "tickets": tickets.opened.size,
        "pauses": pauses.starts.size,
        "tickets per second": {
            about: {name: asdict(rate) for name, rate in each.items()} for about, each in rates.items()
        },
        "wrong answers": {**correctness(tickets), "deadlines in office hours": late_answers(tickets)},
        "gates": held,
    }
    print(json.dumps(result, indent=2) if options.json else told(result))
    return int(options.check and not all(gate["holds"] for gate in held.values()))


def told(result: object, indent: str = "") -> str:
    """Nested tables as indented lines."""
    if not isinstance(result, dict):
        return f"{result:,}" if isinstance(result, int) and not isinstance(result, bool) else str(result)
    lines = []
    for name, value in result.items():
        text = told(value, indent + "  ")
        lines.append(f"{indent}{name}:\n{text}" if isinstance(value, dict) else f"{indent}{name}: {text}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
