"""A bundle out of a ledger: the entries a statement rests on, those about the ledger itself, and hashes of the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from upheld.evidence.bundle import Bundle, packed_entries
from upheld.evidence.chain import NOTABLE
from upheld.evidence.disclosure import disclose
from upheld.evidence.entries import read_entry
from upheld.evidence.ledger import Ledger

__all__ = ["Stated", "bundled"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement and what it was made from: its bytes, those of the agreement, the signed note of the head, and how
    many entries that head has.
    """

    statement: bytes
    agreement: bytes
    note: bytes
    size: int


def bundled(ledger: Ledger, stated: Stated, *, heads: Sequence[int], only: Iterable[int] | None = None) -> Bundle:
    """The bundle of a statement. It can be held against every head whose size is in `heads`.

    Without `only` it shows every entry. With it, it shows these entries, and those that are about the ledger itself.
    """
    wanted = range(stated.size) if only is None else {*only, *_about_itself(ledger, stated.size)}
    disclosure = disclose(wanted, stated.size, heads=heads, node=ledger.node)
    shown = (entry for start, end in disclosure.shown for entry in ledger.read(start, end))
    digests: set[str] = set()
    entries, prints = packed_entries(_noting_segments(shown, digests))
    segments = {name: ledger.segments[name] for name in sorted(digests)}
    return Bundle(stated.statement, stated.agreement, stated.note, disclosure, entries, prints, segments)


def _about_itself(ledger: Ledger, size: int) -> Iterator[int]:
    """Opening, agreements, keys: what a reader needs to trust the rest. A segment is shown only where it is wanted."""
    words = [f'"type":"{kind}"'.encode() for kind in NOTABLE if kind != "segment"]
    for index, entry in enumerate(ledger.read(0, size)):
        if any(word in entry for word in words) and read_entry(entry).type in NOTABLE - {"segment"}:
            yield index


def _noting_segments(entries: Iterable[bytes], digests: set[str]) -> Iterator[bytes]:
    for entry in entries:
        if b'"type":"segment"' in entry and (found := read_entry(entry)).type == "segment":
            digests.add(str(found.public["digest"]).removeprefix("sha256:"))
        yield entry
