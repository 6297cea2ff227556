"""The hash tree of a ledger: roots, inclusion and consistency proofs, and their checks (RFC 6962 section 2.1).

A leaf is hashed with prefix 00, a node with prefix 01, by SHA-256. A node is named by (level, index): it stands over
the leaves from `index * 2**level` up to `(index + 1) * 2**level`, both in the tree. What builds something takes a
`Node`, which gives the hash of such a perfect subtree, wherever it is kept.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "Node",
    "ProofError",
    "check_consistency",
    "check_inclusion",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "perfect_subtrees",
    "root",
    "root_of",
]

Node = Callable[[int, int], bytes]
"""The hash of the perfect subtree (level, index)."""

EMPTY_ROOT: Final = sha256(b"").digest()


class ProofError(ValueError):
    """A proof that does not prove what it is said to."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry's bytes [32 bytes]."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side [32 bytes]."""
    return sha256(b"\1" + left + right).digest()


def perfect_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """The largest perfect subtrees, left to right, that together stand over the leaves `start <= i < end`."""
    found = []
    while start < end:
        level = min((start & -start).bit_length() - 1 if start else end.bit_length(), (end - start).bit_length() - 1)
        found.append((level, start >> level))
        start += 1 << level
    return found


def root_of(subtrees: Sequence[bytes], start: int, *, end: int) -> bytes:
    """The root over the leaves `start <= i < end` from the hashes of `perfect_subtrees(start, end)`.

    `start` is a multiple of the smallest power of two that holds them all. Raises `ProofError` if one is missing.
    """
    if len(subtrees) != len(perfect_subtrees(start, end)):
        raise ProofError(f"{len(subtrees)} hashes do not make the tree over {start} to {end}")
    hashed = subtrees[-1] if subtrees else EMPTY_ROOT
    for left in reversed(subtrees[:-1]):
        hashed = node_hash(left, hashed)
    return hashed


def root(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves."""
    return _range_hash(0, size, node=node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, *, node: Node) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves, from the leaf upwards (RFC 6962 2.1.1).

    Raises `ProofError` when there is no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} among {size}")
    return [_range_hash(start, end, node=node) for start, end in _siblings(index, size)]


def consistency_proof(old: int, new: int, *, node: Node) -> list[bytes]:
    """The hashes that lead from the root of `old` leaves to that of `new` (RFC 6962 2.1.2).

    Raises `ProofError` unless `0 < old <= new`: an empty tree is consistent with everything and proves nothing.
    """
    if not 0 < old <= new:
        raise ProofError(f"a tree of {new} is no extension of one of {old}")
    if old == new:
        return []
    level = (old & -old).bit_length() - 1
    shared = (old - 1) >> level
    proof = [] if old == 1 << level else [node(level, shared)]
    return proof + [_range_hash(start, end, node=node) for start, end in _siblings(shared, new, level=level)]


def check_inclusion(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofError` unless the proof leads from the leaf's hash at `index` to the root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} among {size}")
    inner, border = _shape(index, size)
    _check_hashes(proof, inner + border)
    _check_hashes([leaf], 1)
    hashed = _climb(leaf, proof, index=index, inner=inner)
    if hashed != root:
        raise ProofError("the proof of inclusion leads to another root")


def check_consistency(old: int, new: int, *, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise `ProofError` unless the tree of `new` leaves extends the tree of `old` (RFC 9162 2.1.4.2)."""
    if not 0 < old <= new:
        raise ProofError(f"a tree of {new} is no extension of one of {old}")
    if old == new:
        _check_hashes(proof, 0)
        if old_root != new_root:
            raise ProofError("two trees of one size have different roots")
        return
    level = (old & -old).bit_length() - 1
    inner, border = _shape(old - 1, new)
    is_whole = old == 1 << level
    start = 0 if is_whole else 1
    _check_hashes(proof, start + (inner - level) + border)
    seed, rest = (old_root, proof) if is_whole else (proof[0], proof[1:])
    shared = (old - 1) >> level
    lefts = seed
    for bit, sibling in enumerate(rest):
        if bit >= inner - level or shared >> bit & 1:
            lefts = node_hash(sibling, lefts)
    if lefts != old_root:
        raise ProofError("the proof of consistency leads to another old root")
    if _climb(seed, rest, index=shared, inner=inner - level) != new_root:
        raise ProofError("the proof of consistency leads to another new root")


# --- the shape of the tree -----------------------------------------------------------------------------------------


def _range_hash(start: int, end: int, *, node: Node) -> bytes:
    return root_of([node(level, index) for level, index in perfect_subtrees(start, end)], start, end=end)


def _siblings(index: int, size: int, *, level: int = 0) -> Iterator[tuple[int, int]]:
    """The leaves [start, end) under each sibling on the way from the subtree (level, index) to the root."""
    while index << level or 1 << level < size:
        start = (index ^ 1) << level
        if start < size:
            yield start, min(start + (1 << level), size)
        index, level = index >> 1, level + 1


def _shape(index: int, size: int) -> tuple[int, int]:
    """How many hashes of a proof lie inside the perfect part over the leaf, and how many left of it."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _climb(seed: bytes, proof: Sequence[bytes], *, index: int, inner: int) -> bytes:
    for bit, sibling in enumerate(proof):
        is_right = bit >= inner or index >> bit & 1
        seed = node_hash(sibling, seed) if is_right else node_hash(seed, sibling)
    return seed


def _check_hashes(proof: Sequence[bytes], wanted: int) -> None:
    if len(proof) != wanted:
        raise ProofError(f"the proof has {len(proof)} hashes instead of {wanted}")
    if any(len(each) != len(EMPTY_ROOT) for each in proof):
        raise ProofError("a hash of the proof is not 32 bytes long")


# --- growing ----------------------------------------------------------------------------------------------------------


class Frontier:
    """A tree that grows to the right: only the hashes of its largest perfect subtrees are kept (a compact range)."""

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """A tree of `size` leaves from the hashes of `perfect_subtrees(0, size)`."""
        self.size = size
        self._hashes = list(hashes)

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The hashes of `perfect_subtrees(0, size)`, left to right."""
        return tuple(self._hashes)

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        return root_of(self._hashes, 0, end=self.size)

    def add(self, hashed: bytes, level: int = 0) -> None:
        """Put the perfect subtree of `2**level` leaves to the right. Raises `ProofError` where none can stand."""
        if self.size % (1 << level):
            raise ProofError(f"no perfect subtree of {1 << level} leaves starts at {self.size}")
        joined = self.size >> level
        while joined & 1:
            hashed = node_hash(self._hashes.pop(), hashed)
            joined >>= 1
        self._hashes.append(hashed)
        self.size += 1 << level
