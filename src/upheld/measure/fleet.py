"""Many items at once: down time of each in service hours, from one pass over all state changes and then two look-ups a
window.

`availability/1` judges a service; this tells how much each item contributed, for thousands of items and any window.
Page: docs/measures/availability.md, "Per item".
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from upheld.measure.timeline import DOWN, UNKNOWN
from upheld.quantities.hours import Hours

__all__ = ["Fleet", "ItemWindows"]

_Ints = NDArray[np.int64]
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class ItemWindows:
    """Disjoint spans [us UTC] of items by their place: excluded windows of a fleet, any number for each item."""

    item: _Ints
    start: _Ints
    end: _Ints


@dataclass(frozen=True, slots=True)
class Fleet:
    """State changes of n items with what was down and unknown before each, in service time [us].

    Item i has the changes at places `offsets[i]` to `offsets[i + 1]` of `at` (rising) and `state`. `down` and
    `unknown` count from the item's first change; nothing is known before it.
    """

    items: tuple[str, ...]
    offsets: _Ints
    at: _Ints
    state: NDArray[np.uint8]
    down: _Ints
    unknown: _Ints
    hours: Hours

    @classmethod
    def over(cls, states: pl.DataFrame, hours: Hours) -> Self:
        """The fleet of a table of state facts, sorted by item and time, one source for each item."""
        code = states["item"].to_physical().to_numpy()
        heads = np.flatnonzero(np.append(True, code[1:] != code[:-1])[: len(code)])
        offsets = np.append(heads, len(code)).astype(np.int64)
        at, state = states["at"].to_numpy(), states["state"].to_numpy()
        down, unknown = _before(hours, at, state=state, offsets=offsets)
        names = tuple(str(name) for name in states["item"].gather(heads).cast(pl.String))
        return cls(names, offsets, at, state, down, unknown, hours)

    def down_between(self, start: int, end: int) -> _Ints:
        """Down service time of every item in [start, end) [us]: two look-ups an item, however many changes it had."""
        everyone = np.arange(len(self.items), dtype=np.int64)
        return self._between(self.down, everyone, start=np.full_like(everyone, start), end=np.full_like(everyone, end))

    def down_outside(self, start: int, end: int, *, excluded: ItemWindows) -> _Ints:
        """The same without what lies in each item's excluded windows."""
        begins, ends = np.clip(excluded.start, start, end), np.clip(excluded.end, start, end)
        inside = self._between(self.down, excluded.item, start=begins, end=ends)
        taken = np.zeros(len(self.items), dtype=np.int64)
        np.add.at(taken, excluded.item, inside)
        return self.down_between(start, end) - taken

    def unknown_between(self, start: int, end: int) -> _Ints:
        """Service time of every item in [start, end) of which nothing is known [us]: recorded as unknown, or before
        the first record.
        """
        everyone = np.arange(len(self.items), dtype=np.int64)
        begins, ends = np.full_like(everyone, start), np.full_like(everyone, end)
        recorded = self._between(self.unknown, everyone, start=begins, end=ends)
        first = np.clip(self.at[self.offsets[:-1]], start, end)
        return recorded + self.hours.between(begins, first)

    def _between(self, counted: _Ints, item: _Ints, *, start: _Ints, end: _Ints) -> _Ints:
        code = DOWN if counted is self.down else UNKNOWN
        return self._up_to(counted, item, at=end, code=code) - self._up_to(counted, item, at=start, code=code)

    def _up_to(self, counted: _Ints, item: _Ints, *, at: _Ints, code: int) -> _Ints:
        """Counted service time of each item before its own instant."""
        place = _last_at_or_before(self.at, self.offsets, item=item, at=at)
        known = place >= self.offsets[item]
        place = np.maximum(place, 0)
        running = np.where(
            self.state[place] == code, self.hours.between(self.at[place], np.maximum(at, self.at[place])), 0
        )
        return np.where(known, counted[place] + running, 0)


def _before(hours: Hours, at: _Ints, *, state: NDArray[np.uint8], offsets: _Ints) -> tuple[_Ints, _Ints]:
    """Down and unknown service time of its item before each change, chunk by chunk so that what is in between stays in
    cache.
    """
    down, unknown = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
    totals = [0, 0]
    for begin in range(0, len(at) - 1, _CHUNK):
        end = min(begin + _CHUNK, len(at) - 1)
        length = np.diff(hours.open_before(at[begin : end + 1]))
        for number, (counted, code) in enumerate(((down, DOWN), (unknown, UNKNOWN))):
            piece = np.cumsum(np.where(state[begin:end] == code, length, 0))
            counted[begin + 1 : end + 1] = piece + totals[number]
            totals[number] += int(piece[-1]) if len(piece) else 0
    for counted in (down, unknown):
        _restart(counted, offsets)
    return down, unknown


def _restart(counted: _Ints, offsets: _Ints) -> None:
    """Count from zero at the head of each item; what the last change of an item seemed to run into the next one goes
    with it.
    """
    base = counted[offsets[:-1]]
    lengths = np.diff(offsets)
    for begin in range(0, len(base), 1024):
        rows = slice(int(offsets[begin]), int(offsets[min(begin + 1024, len(base))]))
        counted[rows] -= np.repeat(base[begin : begin + 1024], lengths[begin : begin + 1024])


def _last_at_or_before(times: _Ints, offsets: _Ints, *, item: _Ints, at: _Ints) -> _Ints:
    """For each (item, instant) the place of the item's last change at or before it, or one before its first: halving,
    all at once.
    """
    low, high = offsets[item] - 1, offsets[item + 1] - 1
    for _ in range(int(np.diff(offsets).max(initial=1)).bit_length()):
        middle = (low + high + 1) >> 1
        is_later = (times[np.maximum(middle, 0)] > at) & (middle > low)
        high = np.where(is_later, middle - 1, high)
        low = np.where(is_later, low, middle)
    return low
