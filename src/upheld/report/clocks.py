"""Clocks that still run, for a terminal and as JSON: what is missed already, what is missed next, who has to act."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from upheld.agreements.model import Agreement
from upheld.measure.running import RunningClock, Segment, segments
from upheld.quantities.allowances import duration_text
from upheld.quantities.instants import instant_text
from upheld.report.wording import Wall, counted, plain, wall_at

__all__ = ["Asking", "clocks_json", "clocks_text"]

_DOING = {"running": "running", "paused": "paused", "out-of-hours": "out of hours"}


@dataclass(frozen=True, slots=True)
class Asking:
    """What is shown: of which agreement, at which instant [us UTC], how many clocks, and whether their parts too."""

    agreement: Agreement
    known_at: int
    most: int
    has_parts: bool

    @property
    def wall(self) -> Wall:
        """The clock on the wall of the contract."""
        return wall_at(self.agreement.zone, self.known_at)

    def parts(self, clock: RunningClock) -> tuple[Segment, ...]:
        """The parts of a clock in the hours of its row."""
        return segments(clock, self.agreement.calendars[clock.during], known_at=self.known_at)


def clocks_text(clocks: Sequence[RunningClock], asking: Asking, *, width: int, colour: bool) -> str:
    """Running clocks in lines of at most `width` columns: those missed already, then the others as they fall due."""
    console = Console(
        file=StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None,
        legacy_windows=False, highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    missed = [each for each in clocks if each.is_missed]
    ahead = [each for each in clocks if not each.is_missed]
    with console.capture() as captured:
        console.print(Text(_summary(clocks, asking), style="bold"))
        for heading, some in (("Missed, and still running", missed), ("Missed next", ahead)):
            if some:
                console.print()
                console.print(Text(f"{heading} ({len(some)})", style="bold underline"))
                console.print(_table(some[: asking.most], asking))
                if len(some) > asking.most:
                    console.print(f"and {len(some) - asking.most:,} more: --first says how many are shown")
        if asking.has_parts:
            for each in clocks[: asking.most]:
                _show_parts(each, asking, console=console)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _summary(clocks: Sequence[RunningClock], asking: Asking) -> str:
    work = {each.work for each in clocks}
    late, still = sum(each.is_missed for each in clocks), sum(each.doing == "paused" for each in clocks)
    when = asking.wall.dated(asking.known_at)
    runs = f"{counted(len(clocks), 'clock')} on {counted(len(work), 'piece', plural='pieces')} of work"
    return f"{plain(asking.agreement.title)}, {when}: {runs}, {late:,} missed, {still:,} paused"


def _table(clocks: Sequence[RunningClock], asking: Asking) -> Grid:
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for heading, is_number in (("Work", False), ("Promise", False), ("Due", False), ("Left", True), ("Now", False)):
        grid.add_column(heading, justify="right" if is_number else "left", overflow="fold")
    for each in clocks:
        left = Text(_left(each), style="bold red" if each.is_missed else "")
        grid.add_row(Text(plain(each.item)), Text(plain(each.name)), Text(_due(each, asking)), left, Text(_now(each)))
    return grid


def _left(clock: RunningClock) -> str:
    return f"{duration_text(-clock.left)} late" if clock.left < 0 else duration_text(clock.left)


def _due(clock: RunningClock, asking: Asking) -> str:
    due = asking.wall.moment(clock.due_at).text
    return f"{due}, if resumed now" if clock.doing == "paused" and not clock.is_missed else due


def _now(clock: RunningClock) -> str:
    if clock.doing == "paused":
        return f"{plain(clock.standstills[-1].why)}, awaits {clock.awaits}"
    return f"{_DOING[clock.doing]}, awaits {clock.awaits}"


def _show_parts(clock: RunningClock, asking: Asking, *, console: Console) -> None:
    wall = asking.wall
    console.print()
    console.print(Text.assemble((plain(clock.item), "bold"), f" {plain(clock.name)}, in the hours of {clock.during}"))
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for is_number in (False, False, True, False):
        grid.add_column(justify="right" if is_number else "left")
    for each in asking.parts(clock):
        span = duration_text(each.end - each.start)
        grid.add_row(wall.moment(each.start).text, f"to {wall.until(each.start, each.end).text}", span, _part(each))
    console.print(grid)
    left = _left(clock) if clock.left < 0 else f"{_left(clock)} left"
    console.print(f"{duration_text(clock.spent)} of open time spent, {left}; due {_due(clock, asking)}")


def _part(part: Segment) -> str:
    return f"{_DOING[part.doing]}: {plain(part.why)}" if part.why else _DOING[part.doing]


def clocks_json(clocks: Sequence[RunningClock], asking: Asking) -> bytes:
    """The same for a program, all of them: instants as text, durations in microseconds."""
    agreement = asking.agreement
    tree = {
        "running": 1,
        "agreement": {"id": agreement.id, "revision": agreement.revision, "digest": agreement.digest},
        "known_at": instant_text(asking.known_at),
        "clocks": list(_trees(clocks, asking)),
    }
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()


def _trees(clocks: Sequence[RunningClock], asking: Asking) -> Iterator[dict[str, Any]]:
    for each in clocks:
        tree: dict[str, Any] = {
            "work": each.work,
            "part": each.part,
            "promise": each.promise,
            "row": each.row,
            "started_at": instant_text(each.started_at),
            "due_at": instant_text(each.due_at),
            "spent": each.spent,
            "left": each.left,
            "missed": each.is_missed,
            "doing": each.doing,
            "awaits": each.awaits,
        }
        if asking.has_parts:
            tree["parts"] = [_part_tree(part) for part in asking.parts(each)]
        yield tree


def _part_tree(part: Segment) -> dict[str, str]:
    span = {"from": instant_text(part.start), "until": instant_text(part.end)}
    return span | {"doing": part.doing, "why": part.why}
