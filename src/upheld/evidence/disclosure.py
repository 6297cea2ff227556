"""Which entries of a ledger are shown, and the hashes that stand for the rest: one proof for all of them at once.

The entries shown and the hashes of the perfect subtrees withheld are together the whole tree, so its root is computed
again from them; no entry can be added, dropped, moved or changed. Gaps are cut at the sizes of known checkpoints, so
that the root at each of those sizes comes out too (decision 0050); where they are cut, the subtrees say themselves.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from upheld.evidence.canonical import NotCanonicalError, decode, encode
from upheld.evidence.tree import EMPTY_ROOT, Frontier, Node, leaf_hash, perfect_subtrees

__all__ = ["Disclosure", "DisclosureError", "Withheld", "disclose", "disclosure_bytes", "read_disclosure", "roots"]

_FORMAT: Final = "upheld-disclosure/1"
_KEYS: Final = frozenset({"format", "shown", "size", "withheld"})
_DEEPEST: Final = 63


class DisclosureError(ValueError):
    """What is shown and what is withheld do not make a tree."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Withheld:
    """A perfect subtree nothing of which is shown: it stands over `2**level` entries from `index * 2**level` on."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Of the first `size` entries, the half-open ranges shown, and the subtrees withheld, left to right."""

    size: int
    shown: tuple[tuple[int, int], ...]
    withheld: tuple[Withheld, ...]

    @property
    def indices(self) -> Iterator[int]:
        """The index of every entry shown, ascending."""
        for start, end in self.shown:
            yield from range(start, end)

    @property
    def count(self) -> int:
        """How many entries are shown."""
        return sum(end - start for start, end in self.shown)


def disclose(indices: Iterable[int], size: int, *, heads: Iterable[int], node: Node) -> Disclosure:
    """The disclosure of some of the first `size` entries, cut at `heads`: at each the root comes out of it."""
    shown: list[tuple[int, int]] = []
    for index in sorted(set(indices)):
        if shown and shown[-1][1] == index:
            shown[-1] = (shown[-1][0], index + 1)
        else:
            shown.append((index, index + 1))
    subtrees = _withheld_places(size, shown, heads=sorted(set(heads)))
    withheld = tuple(Withheld(level, index, node(level, index)) for level, index in subtrees)
    return Disclosure(size, tuple(shown), withheld)


def _withheld_places(size: int, shown: Sequence[tuple[int, int]], *, heads: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The perfect subtrees that stand for everything not shown, cut at every head."""
    for start, end in _gaps(size, shown):
        cuts = [start, *heads[bisect_right(heads, start) : bisect_left(heads, end)], end]
        for left, right in pairwise(cuts):
            yield from perfect_subtrees(left, right)


def _gaps(size: int, shown: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What lies before, between and behind the ranges shown; it may be empty."""
    edges = [0, *(edge for span in shown for edge in span), size]
    return zip(edges[::2], edges[1::2], strict=True)


def _spans(subtrees: Iterable[Withheld]) -> list[int]:
    """First and last edge of every run of subtrees side by side."""
    edges: list[int] = []
    for each in subtrees:
        start, end = each.index << each.level, (each.index + 1) << each.level
        if edges and edges[-1] == start:
            edges.pop()
        else:
            edges.append(start)
        edges.append(end)
    return edges


def disclosure_bytes(disclosure: Disclosure) -> bytes:
    """Canonical JSON of a disclosure."""
    return encode(
        {
            "format": _FORMAT,
            "size": disclosure.size,
            "shown": [list(span) for span in disclosure.shown],
            "withheld": [[each.level, each.index, each.hash.hex()] for each in disclosure.withheld],
        }
    )


def read_disclosure(content: bytes) -> Disclosure:
    """The disclosure in these bytes. Raises `DisclosureError` unless what is shown and withheld makes one tree."""
    try:
        tree = decode(content)
        found = _disclosure(tree)
    except NotCanonicalError as error:
        raise DisclosureError(str(error)) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DisclosureError(f"not a disclosure: {error}") from None
    _check(found)
    if disclosure_bytes(found) != content:
        raise DisclosureError("a hash is not written as it would be")
    return found


def _disclosure(tree: Any) -> Disclosure:
    if tree.keys() != _KEYS:
        raise ValueError(f"it has exactly the fields {', '.join(sorted(_KEYS))}")
    if tree["format"] != _FORMAT:
        raise ValueError(f"its format is not {_FORMAT}")
    withheld = tuple(
        Withheld(_whole(level), _whole(index), bytes.fromhex(text)) for level, index, text in tree["withheld"]
    )
    return Disclosure(
        size=_whole(tree["size"]),
        shown=tuple((_whole(start), _whole(end)) for start, end in tree["shown"]),
        withheld=withheld,
    )


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} does not count entries")
    return value


def _check(found: Disclosure) -> None:
    edges = [edge for span in found.shown for edge in span]
    if any(one >= two for one, two in pairwise(edges)) or (edges and edges[-1] > found.size):
        raise DisclosureError(f"the ranges shown overlap, touch, or leave the {found.size} entries")
    if found.size == 0:
        raise DisclosureError("a ledger that was signed is not empty")
    rest = [edge for gap in _gaps(found.size, found.shown) if gap[0] < gap[1] for edge in gap]
    if any(each.level > _DEEPEST for each in found.withheld):
        raise DisclosureError("what is withheld is not exactly the rest of what is shown: a subtree is too large")
    if _spans(found.withheld) != rest:
        says = f"what is withheld is not exactly the rest of what is shown: {_spans(found.withheld)[:4]}, {rest[:4]}"
        raise DisclosureError(says)
    if any(len(each.hash) != len(leaf_hash(b"")) for each in found.withheld):
        raise DisclosureError("a hash is not 32 bytes long")


def roots(disclosure: Disclosure, entries: Iterable[bytes], *, at: Collection[int] = ()) -> Mapping[int, bytes]:
    """The root of the whole, and at those of the sizes `at` that no withheld subtree stands across, from the bytes of
    the entries shown (in order) and the hashes of the rest.

    Raises `DisclosureError` if there are more or fewer entries than the disclosure says.
    """
    found = {0: EMPTY_ROOT} if 0 in at else {}
    tree, given = Frontier(), iter(entries)
    for level, hashed in _in_order(disclosure, given):
        tree.add(hashed, level)
        if tree.size in at or tree.size == disclosure.size:
            found[tree.size] = tree.root
    if next(given, None) is not None:
        raise DisclosureError(f"there are more than the {disclosure.count} entries shown")
    return found


def _in_order(disclosure: Disclosure, entries: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """(level, hash) of every subtree from left to right, a shown entry being one of level 0."""
    position, hidden = 0, iter(disclosure.withheld)
    for start, end in (*disclosure.shown, (disclosure.size, disclosure.size)):
        while position < start:
            each = next(hidden)
            yield each.level, each.hash
            position += 1 << each.level
        for _ in range(start, end):
            content = next(entries, None)
            if content is None:
                raise DisclosureError(f"there are fewer than the {disclosure.count} entries shown")
            yield 0, leaf_hash(content)
        position = end
