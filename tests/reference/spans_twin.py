"""Spans, slowly: a set of instants is a set of whole numbers, one by one."""

from collections.abc import Iterable

__all__ = ["instants_of", "pieces_of"]


def instants_of(pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Every instant of the pieces `[start, end)`."""
    return {at for start, end in pairs for at in range(start, end)}


def pieces_of(instants: set[int]) -> list[tuple[int, int]]:
    """The longest runs of neighbours, as `[start, end)` in order."""
    starts = sorted(at for at in instants if at - 1 not in instants)
    ends = sorted(at + 1 for at in instants if at + 1 not in instants)
    return list(zip(starts, ends, strict=True))
