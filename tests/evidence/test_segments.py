"""Segments: many rows under one entry, each still provable, and segments that are not what they say."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl
import pytest

from tests.evidence.cases import EVERY_KIND
from tests.evidence.ledger_worlds import facts_in, samples
from upheld.evidence.columns import KINDS
from upheld.evidence.entries import Entry, Origin
from upheld.evidence.segments import Segment, SegmentError, check_row, check_segment, row_proof, seal
from upheld.evidence.tree import ProofError

KIND = KINDS["sample"]
TABLE = facts_in(*samples(*range(37))).table("sample")
SEGMENT = seal(KIND, TABLE)
NOON = "2026-03-01T12:00:00Z"


def entry(segment: Segment = SEGMENT, **public: Any) -> Entry:
    return Entry(
        "log", "segment", "cold-room", (NOON, NOON), NOON, Origin("meter", "1", 1, 37), dict(segment.public) | public
    )


def test_a_segment_says_what_it_holds() -> None:
    assert {name: value for name, value in SEGMENT.public.items() if name not in ("digest", "root")} == {
        "kind": "sample",
        "source": "meter",
        "item": "cold-room",
        "count": 37,
        "from": "2026-03-01T00:00:00Z",
        "until": "2026-03-01T00:00:36Z",
    }
    assert SEGMENT.digest == sha256(SEGMENT.content).hexdigest()
    kind, table = check_segment(SEGMENT.public, SEGMENT.content)
    assert kind is KIND
    assert table.drop("file", "line").equals(TABLE.drop("file", "line"))


@pytest.mark.parametrize("name", ["sample", "count", "reading"])
def test_every_kind_of_segment_gives_back_its_rows(name: str) -> None:
    table = facts_in(*(fact for fact in EVERY_KIND if fact["kind"] == name and "corrects" not in fact)).table(name)[:1]
    segment = seal(KINDS[name], table)
    again = check_segment(segment.public, segment.content)[1]
    assert again.drop("file", "line").equals(table.drop("file", "line"))


@pytest.mark.parametrize("row", [0, 1, 31, 32, 36])
def test_two_proofs_prove_one_row(row: int) -> None:
    content, proof = row_proof(SEGMENT.public, SEGMENT.content, row=row)
    assert check_row(content, row, entry=entry(), proof=proof) == samples(row)[0]
    with pytest.raises(ProofError):
        check_row(content.replace(b"Cel", b"K"), row, entry=entry(), proof=proof)
    with pytest.raises(ProofError):
        check_row(content, 36 - row if row != 18 else 0, entry=entry(count=36), proof=proof)


def test_a_row_that_is_not_there_has_no_proof() -> None:
    with pytest.raises(ProofError, match="there is no leaf 37 among 37"):
        row_proof(SEGMENT.public, SEGMENT.content, row=37)


@pytest.mark.parametrize("public", [{"root": None}, {"root": "zz"}, {"count": "many"}, {"kind": "odd"}])
def test_an_entry_that_records_no_segment_proves_no_row(public: dict[str, Any]) -> None:
    content, proof = row_proof(SEGMENT.public, SEGMENT.content, row=3)
    with pytest.raises(ProofError, match="the entry records no segment"):
        check_row(content, 3, entry=entry(**public), proof=proof)


def packed(frame: pl.DataFrame) -> bytes:
    written = BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


def refused(content: bytes, **public: Any) -> str:
    """Why a segment of these bytes, rightly digested, is refused."""
    said = dict(SEGMENT.public) | {"digest": f"sha256:{sha256(content).hexdigest()}"} | public
    with pytest.raises(SegmentError) as caught:
        check_segment(said, content)
    return caught.value.reason


def test_segments_that_are_not_what_they_say() -> None:
    frame = pl.read_parquet(BytesIO(SEGMENT.content))
    content = SEGMENT.content
    assert refused(content, digest="sha256:00") == "its bytes are others than those recorded"
    assert "is not a whole Parquet file" in refused(b"PAR1")
    assert "is empty" in refused(b"")
    assert refused(content, kind="count") == "it holds facts of another kind than it says"
    assert refused(packed(frame.head(0)), count=0) == "it holds facts of another kind than it says"
    assert refused(content, item="lab") == "it holds facts of another item than it says"
    assert refused(content, source="probe") == "it holds facts of another source than it says"
    assert refused(content, count=36) == "it holds 37 facts and says 36"
    assert refused(content, root="00") == "its rows give another root than it says"
    assert refused(content, until="2026-03-01T00:00:35Z") == "its rows have another span than it says"
    mixed = pl.concat([frame, frame.head(1).with_columns(id=pl.lit("x"), item=pl.lit("lab"))])
    assert refused(packed(mixed)) == "it holds facts of another item than it says"
    corrected = frame.with_columns(corrects=pl.lit("m"))
    assert refused(packed(corrected)) == "it holds a correction, which has an entry of its own"
    odd = frame.with_columns(unit=pl.lit(None, pl.String))
    assert "unit" in refused(packed(odd))
