"""Where a text stands in what a ledger shows to everybody: in entries, and in the rows of segments."""

import re
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from typing import Final

import polars as pl

from upheld.evidence.entries import EntryError, read_entry
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.segments import SegmentError, segment_table
from upheld.evidence.spelling import folded

__all__ = ["found_in_clear"]

_BLANK: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[bfnrt]")
"""White space as canonical JSON writes it."""

_SEGMENT: Final = b'"type":"segment"'


def found_in_clear(ledger: FileLedger, texts: Iterable[str]) -> dict[str, list[int]]:
    """The indices of entries in which each of the texts stands, or in whose segment, however it is spelled."""
    wanted = {text: encode_basestring(folded(text))[1:-1] for text in texts}
    found: dict[str, list[int]] = {text: [] for text in wanted}
    for index, content in enumerate(ledger.read(0, ledger.size)):
        shown = [folded(_BLANK.sub(" ", content.decode(errors="replace")))]
        if _SEGMENT in content:
            shown += (encode_basestring(folded(value))[1:-1] for value in _values(ledger, content))
        for text, written in wanted.items():
            if any(written in each for each in shown):
                found[text].append(index)
    return found


def _values(ledger: FileLedger, content: bytes) -> Iterator[str]:
    """Every text in the rows of the segment that an entry names; none of one that fsck would name."""
    try:
        public = read_entry(content).public
        _, table = segment_table(public, ledger.segments[str(public["digest"]).removeprefix("sha256:")])
    except (EntryError, KeyError, SegmentError):
        return
    for column in table.iter_columns():
        if column.dtype in (pl.String, pl.Categorical, pl.Enum):
            yield from column.cast(pl.String).unique().drop_nulls()
