"""Spans: a set of instants as sorted, disjoint, merged half-open pieces, and the small algebra on such sets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from upheld.quantities.instants import Instant, Instants, instant_text

__all__ = ["Spans"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Spans:
    """A set of instants: the union of the pieces `[starts[i], ends[i])` [us UTC].

    However it is made it is canonical: pieces are sorted, none is empty, and no two overlap or touch. So equal sets are
    equal values, and every operation below is exact. The arrays are read-only.
    """

    starts: Instants
    ends: Instants

    def __post_init__(self) -> None:
        starts = np.asarray(self.starts, dtype=np.int64)
        ends = np.asarray(self.ends, dtype=np.int64)
        if starts.ndim != 1 or starts.shape != ends.shape:
            raise ValueError("spans need as many starts as ends")
        if not _is_canonical(starts, ends):
            starts, ends = _merged(starts, ends)
        object.__setattr__(self, "starts", _read_only(starts))
        object.__setattr__(self, "ends", _read_only(ends))

    @classmethod
    def empty(cls) -> Self:
        """The set that holds no instant."""
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))

    @classmethod
    def of(cls, pairs: Iterable[tuple[Instant, Instant]]) -> Self:
        """The union of `[start, end)` pairs, in any order, overlapping or not; a pair that ends where it starts holds
        nothing.
        """
        table = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1])

    @classmethod
    def from_arrays(cls, starts: Instants, ends: Instants) -> Self:
        """The union of the pieces `[starts[i], ends[i])`, in any order, overlapping or not; empty and backward ones
        hold nothing.
        """
        return cls(starts, ends)

    @classmethod
    def union_all(cls, sets: "Iterable[Spans]") -> Self:
        """The instants that are in any of the sets."""
        every = list(sets)
        if not every:
            return cls.empty()
        return cls(np.concatenate([s.starts for s in every]), np.concatenate([s.ends for s in every]))

    def union(self, other: "Spans") -> "Spans":
        """The instants that are in either set."""
        return Spans.union_all((self, other))

    def intersection(self, other: "Spans") -> "Spans":
        """The instants that are in both sets."""
        first = np.searchsorted(other.ends, self.starts, side="right")
        met = np.searchsorted(other.starts, self.ends, side="left") - first
        total = int(met.sum())
        mine = np.repeat(np.arange(len(self)), met)
        theirs = np.arange(total) + np.repeat(first - (np.cumsum(met) - met), met)
        starts = np.maximum(self.starts[mine], other.starts[theirs])
        return _fresh(starts, np.minimum(self.ends[mine], other.ends[theirs]))

    def difference(self, other: "Spans") -> "Spans":
        """The instants of this set that are not in the other."""
        if not self:
            return self
        return self.intersection(other.complement(int(self.starts[0]), int(self.ends[-1])))

    def complement(self, start: Instant, end: Instant) -> "Spans":
        """The instants of `[start, end)` that are not in this set."""
        if end <= start:
            return Spans.empty()
        inside = self.clip(start, end)
        starts = np.concatenate(([start], inside.ends))
        ends = np.concatenate((inside.starts, [end]))
        kept = starts < ends
        return _fresh(starts[kept], ends[kept])

    def clip(self, start: Instant, end: Instant) -> "Spans":
        """The instants of this set inside `[start, end)`."""
        if end <= start:
            return Spans.empty()
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return _fresh(np.maximum(self.starts[first:last], start), np.minimum(self.ends[first:last], end))

    def measure(self) -> int:
        """How much time the set holds [us], exact even when it exceeds an int64."""
        return int((self.ends - self.starts).sum()) % 2**64

    def contains(self, at: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each instant [us] is in the set."""
        instants = np.asarray(at, dtype=np.int64)
        after = np.searchsorted(self.starts, instants, side="right")
        inside: npt.NDArray[np.bool_] = after > np.searchsorted(self.ends, instants, side="right")
        return inside

    def covered_between(self, starts: npt.ArrayLike, ends: npt.ArrayLike) -> Instants:
        """How much of this set lies in each `[starts[i], ends[i])` [us]; none where it ends before it starts."""
        begin, end = np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64)
        covered: Instants = self._measure_before(end) - self._measure_before(np.minimum(begin, end))
        return covered

    def longer_than(self, micros: int) -> "Spans":
        """The pieces longer than `micros` [us]."""
        return self._kept(self.ends - self.starts > micros)

    def at_least(self, micros: int) -> "Spans":
        """The pieces of `micros` [us] or longer."""
        return self._kept(self.ends - self.starts >= micros)

    def overlapping(self, other: "Spans") -> "Spans":
        """The pieces of this set, whole, that share an instant with the other."""
        first = np.searchsorted(other.ends, self.starts, side="right")
        return self._kept(first < np.searchsorted(other.starts, self.ends, side="left"))

    def _kept(self, which: npt.NDArray[np.bool_]) -> "Spans":
        return _fresh(self.starts[which], self.ends[which])

    def _measure_before(self, at: Instants) -> Instants:
        before = np.concatenate(([0], np.cumsum(self.ends - self.starts)))
        piece = np.searchsorted(self.starts, at, side="right")
        last_end = np.concatenate(([np.iinfo(np.int64).min], self.ends))[piece]
        measure: Instants = before[piece] - (np.maximum(last_end, at) - at)
        return measure

    __or__ = union
    __and__ = intersection
    __sub__ = difference

    def __len__(self) -> int:
        return int(self.starts.size)

    def __bool__(self) -> bool:
        return self.starts.size > 0

    def __iter__(self) -> Iterator[tuple[Instant, Instant]]:
        return zip(self.starts.tolist(), self.ends.tolist(), strict=True)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spans):
            return NotImplemented
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.ends, other.ends)

    def __hash__(self) -> int:
        return hash((self.starts.tobytes(), self.ends.tobytes()))

    def __str__(self) -> str:
        return " + ".join(f"[{instant_text(s)}, {instant_text(e)})" for s, e in self) or "nothing"

    def __repr__(self) -> str:
        return f"<Spans {self}>"


def _fresh(starts: npt.NDArray[Any], ends: npt.NDArray[Any]) -> Spans:
    """Spans of arrays that nobody else holds, so that they need not be copied."""
    starts.setflags(write=False)
    ends.setflags(write=False)
    return Spans(starts, ends)


def _is_canonical(starts: Instants, ends: Instants) -> bool:
    return bool((starts < ends).all() and (ends[:-1] < starts[1:]).all())


def _merged(starts: Instants, ends: Instants) -> tuple[Instants, Instants]:
    kept = starts < ends
    order = np.argsort(starts[kept], kind="stable")
    starts, reach = starts[kept][order], np.maximum.accumulate(ends[kept][order])
    begins = np.concatenate(([True], starts[1:] > reach[:-1])) if starts.size else np.empty(0, dtype=np.bool_)
    first = np.flatnonzero(begins)
    return starts[first], reach[np.append(first[1:], starts.size) - 1] if starts.size else reach


def _read_only(array: Instants) -> Instants:
    owned = array.copy() if array.flags.writeable else array
    owned.setflags(write=False)
    return owned
