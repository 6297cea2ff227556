"""Segments: many samples, counts or readings of one item, kept as one Parquet file and recorded as one entry.

The entry holds the kind, how many rows, from when until when, the SHA-256 of the bytes, and the RFC 6962 root over the
canonical bytes of the rows, so that one row is proved by two proofs: row in segment, entry in ledger.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import polars as pl

from upheld.evidence.canonical import encode
from upheld.evidence.columns import KINDS, Kind
from upheld.evidence.entries import Entry
from upheld.evidence.parquet import read_parquet_bytes
from upheld.evidence.tree import Frontier, ProofError, check_inclusion, inclusion_proof, leaf_hash, node_hash
from upheld.evidence.write import as_lines, as_written
from upheld.quantities.instants import instant_text

__all__ = [
    "SEALED",
    "Segment",
    "SegmentError",
    "check_row",
    "check_segment",
    "public_facts",
    "row_proof",
    "seal",
    "segment_table",
]

SEALED: Final = ("sample", "count", "reading")
"""The kinds of fact that segments are made of."""

_ROWS_AT_ONCE: Final = 100_000
_PREFIX: Final = "sha256:"


class SegmentError(ValueError):
    """Bytes that are not the segment an entry names."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of one kind, source and item: the Parquet bytes, and what the entry says of them."""

    content: bytes
    public: Mapping[str, Any]
    rows: tuple[bytes, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return str(self.public["digest"]).removeprefix(_PREFIX)


def public_facts(kind: Kind, table: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table of `Facts` as objects that stand on a line of an evidence file."""
    written = (as_written(kind, table.slice(start, _ROWS_AT_ONCE)) for start in range(0, table.height, _ROWS_AT_ONCE))
    return [json.loads(line) for part in written for line in as_lines(part)]


def seal(kind: Kind, table: pl.DataFrame) -> Segment:
    """The segment of rows of one source and item, in the order of `Facts`. Raises `NotCanonicalError`."""
    written = BytesIO()
    as_written(kind, table).write_parquet(written)
    content, rows = written.getvalue(), _canonical(kind, table)
    public = {
        "kind": kind.name,
        "source": table["source"][0],
        "item": table["item"][0],
        "count": table.height,
        "from": instant_text(table["at"][0]),
        "until": instant_text(table["at"][-1]),
        "digest": _PREFIX + sha256(content).hexdigest(),
        "root": _root(rows).hex(),
    }
    return Segment(content, public, tuple(rows))


def _canonical(kind: Kind, table: pl.DataFrame) -> list[bytes]:
    return [encode(fact) for fact in public_facts(kind, table)]


def _root(rows: Sequence[bytes]) -> bytes:
    tree = Frontier()
    for row in rows:
        tree.add(leaf_hash(row))
    return tree.root


def segment_table(public: Mapping[str, Any], content: bytes) -> tuple[Kind, pl.DataFrame]:
    """The typed rows of a segment, its bytes held against what the entry says. Raises `SegmentError`."""
    if public.get("digest") != _PREFIX + sha256(content).hexdigest():
        raise SegmentError("its bytes are others than those recorded")
    tables, findings = read_parquet_bytes(content, str(public["digest"]))
    if findings:
        raise SegmentError(findings[0].shown[0].message)
    if len(tables) != 1 or tables[0][0].name not in SEALED or tables[0][0].name != public.get("kind"):
        raise SegmentError("it holds facts of another kind than it says")
    kind, table = tables[0]
    for name in ("source", "item"):
        if table[name].unique().to_list() != [public.get(name)]:
            raise SegmentError(f"it holds facts of another {name} than it says")
    if table.height != public.get("count"):
        raise SegmentError(f"it holds {table.height} facts and says {public.get('count')}")
    if table["corrects"].null_count() < table.height:
        raise SegmentError("it holds a correction, which has an entry of its own")
    return kind, table


def check_segment(public: Mapping[str, Any], content: bytes) -> tuple[Kind, pl.DataFrame]:
    """Like `segment_table`, and the rows give the root and span that the entry says. Raises `SegmentError`."""
    kind, table = segment_table(public, content)
    if _root(_canonical(kind, table)).hex() != public.get("root"):
        raise SegmentError("its rows give another root than it says")
    span = (instant_text(table["at"][0]), instant_text(table["at"][-1]))
    if span != (public.get("from"), public.get("until")):
        raise SegmentError("its rows have another span than it says")
    return kind, table


def row_proof(public: Mapping[str, Any], content: bytes, *, row: int) -> tuple[bytes, list[bytes]]:
    """The canonical bytes of one row, counted from 0, and the proof that it is in the segment.

    Raises `SegmentError`, and `ProofError` where there is no such row.
    """
    rows = _canonical(*segment_table(public, content))
    levels = [[leaf_hash(each) for each in rows]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(*pair) for pair in zip(below[::2], below[1::2], strict=False)])
    proof = inclusion_proof(row, len(rows), node=lambda level, index: levels[level][index])
    return rows[row], proof


def check_row(row: bytes, place: int, *, entry: Entry, proof: Sequence[bytes]) -> dict[str, Any]:
    """The fact in a row, proved to stand at a place (from 0) of the segment an entry records. Raises `ProofError`."""
    public = entry.public
    try:
        root, size = bytes.fromhex(public["root"]), int(public["count"])
    except (KeyError, TypeError, ValueError):
        raise ProofError("the entry records no segment") from None
    if entry.type != "segment" or public.get("kind") not in KINDS:
        raise ProofError("the entry records no segment")
    check_inclusion(leaf_hash(row), place, size=size, proof=proof, root=root)
    fact: dict[str, Any] = json.loads(row)
    return fact
