"""F: how much of a set of spans lies before an instant, and its inverse, for millions of instants at a time.

F is a broken line. A uniform grid in front of its corners answers "which corner is next" in one look-up, where a binary
search takes ten and mispredicts half of them. Work goes chunk by chunk, so that what is in between stays in the
processor's cache.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from upheld.quantities.instants import NEVER, Instant, Instants
from upheld.quantities.spans import Spans

__all__ = ["Cumulative"]

_CHUNK: Final = 1 << 13
_COARSEST: Final = 33  # a cell of 2**33 us, about 2.4 h: no office closes for less time than that between two days
_MOST_CELLS: Final = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Cumulative:
    """F over `[start, end]`: `before(t)` is the measure of the spans up to t [us], `reached(x)` the earliest t with
    F(t) = x.
    """

    start: Instant
    end: Instant
    total: int
    _rising: "_Rising"
    _falling: "_Inverse"

    @classmethod
    def over(cls, spans: Spans, *, start: Instant, end: Instant) -> Self:
        """F of the spans, all of which must lie within `[start, end)`."""
        rising, inverse = _rising(spans, start=start, end=end), _inverse(spans, start)
        return cls(start, end, spans.measure(), rising, inverse)

    def before(self, at: Instants) -> Instants:
        """The measure of the spans before each instant [us]; every instant must lie within `[start, end]`."""
        found = np.empty(at.size, dtype=np.int64)
        for begin in range(0, at.size, _CHUNK):
            self._rising.read(at[begin : begin + _CHUNK], found[begin : begin + _CHUNK])
        return found

    def reached(self, measure: Instants) -> Instants:
        """The earliest instant with each measure before it; `NEVER` for a measure below 0 or above the total."""
        found = np.empty(measure.size, dtype=np.int64)
        inside = np.clip(measure, 0, self.total)
        for begin in range(0, measure.size, _CHUNK):
            self._falling.read(inside[begin : begin + _CHUNK], found[begin : begin + _CHUNK])
        found[inside != measure] = NEVER
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Rising:
    """Per cell of 2**shift us from `start`: the one piece that matters there, and F at the piece's start less that
    start.
    """

    start: Instant
    shift: int | None
    low: Instants
    high: Instants
    base: Instants
    edges: Instants

    def read(self, at: Instants, out: Instants) -> None:
        if self.shift is None:
            cell = np.searchsorted(self.edges, at, side="right")
        else:
            cell = np.right_shift(at - self.start, self.shift)
        np.maximum(at, np.take(self.low, cell, mode="clip"), out=out)
        np.minimum(out, np.take(self.high, cell, mode="clip"), out=out)
        np.add(out, np.take(self.base, cell, mode="clip"), out=out)


@dataclass(frozen=True, slots=True, eq=False)
class _Inverse:
    """Per cell of 2**shift us of measure: the piece in which it begins; per piece, where it ends in measure and how far
    to move.
    """

    shift: int | None
    piece: Instants
    reach: Instants
    move: Instants

    def read(self, measure: Instants, out: Instants) -> None:
        if self.shift is None:
            piece = np.searchsorted(self.reach, measure, side="left")
        else:
            piece = np.take(self.piece, np.right_shift(measure, self.shift), mode="clip")
            piece += measure > np.take(self.reach, piece, mode="clip")
        np.add(measure, np.take(self.move, piece, mode="clip"), out=out)


def _rising(spans: Spans, *, start: Instant, end: Instant) -> _Rising:
    shift = _shift(spans.starts[1:] - spans.ends[:-1], end - start)
    if shift is None:
        piece = np.arange(len(spans) + 1)
    else:
        cells = start + (np.arange(((end - start) >> shift) + 1, dtype=np.int64) << shift)
        piece = np.searchsorted(spans.ends, cells, side="right")
    measure = np.concatenate(([0], np.cumsum(spans.ends - spans.starts)))
    low = np.append(spans.starts, end)
    high = np.append(spans.ends, end)
    return _Rising(start, shift, low[piece], high[piece], (measure - low)[piece], spans.ends)


def _inverse(spans: Spans, start: Instant) -> _Inverse:
    lengths = spans.ends - spans.starts
    reach = np.concatenate(([0], np.cumsum(lengths)))
    move = np.concatenate(([start], spans.starts - reach[:-1]))
    total = int(reach[-1])
    shift = _shift(lengths, total)
    cells = np.empty(0, dtype=np.int64) if shift is None else np.arange((total >> shift) + 1, dtype=np.int64) << shift
    return _Inverse(shift, np.searchsorted(reach, cells, side="left"), reach, move)


def _shift(distances: Instants, extent: int) -> int | None:
    """The coarsest cell, as a power of two, that holds one corner at most; None where that takes more cells than are
    worth it.
    """
    nearest = int(distances.min()) if distances.size else 1 << _COARSEST
    shift = min(_COARSEST, nearest.bit_length() - 1)
    return shift if extent >> shift < _MOST_CELLS else None
