"""The audit of a ledger file: every hash, head, number, private value and segment is computed or compared again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Final

from upheld.evidence.canonical import encode
from upheld.evidence.chain import Breach, ruled_entries
from upheld.evidence.checkpoint import ML_DSA, SignatureError, verified
from upheld.evidence.commitments import CommitmentError, check_commitment
from upheld.evidence.entries import Entry, EntryError, read_entry
from upheld.evidence.envelopes import contradicted
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.ledger_schema import TRIGGERS
from upheld.evidence.notes import NoteError, VerifierKey, read_vkey
from upheld.evidence.register import fact_digest
from upheld.evidence.segments import SegmentError, check_segment, public_facts
from upheld.evidence.signing import head_of
from upheld.evidence.tree import Frontier, leaf_hash

__all__ = ["audit"]

_LEDGER, _JOURNAL = "ledger", "journal"
_PUBLIC, _REASON = b',"public":', b',"reason":'
_PLAIN, _NOTHING_PRIVATE = b'"type":"fact"', b'"commit":{}'
_KEYED: Final = {"ledger.open": "vkey", "key.rotate": "new"}


@dataclass(slots=True)
class _Pass:
    """What one walk over the entries gathers."""

    ledger: FileLedger
    sizes: frozenset[int]
    tree: Frontier = field(default_factory=Frontier)
    roots: dict[int, bytes] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)
    keys: list[VerifierKey] = field(default_factory=list)
    missing: set[tuple[int, str]] = field(default_factory=set)
    erased: set[tuple[int, str]] = field(default_factory=set)
    private: int = 0

    def note(self, code: str, says: str, *, entry: int | None = None) -> None:
        """Note something that does not hold."""
        self.breaches.append(Breach(code, _LEDGER, says, entry))


def audit(ledger: FileLedger, journal: Iterable[bytes] = (), *, keys: Iterable[VerifierKey] = ()) -> Iterator[Breach]:
    """Everything that does not hold in a ledger and in the journal of what was signed, by the keys that its entries
    name or by `keys` of its own that stand in none (those for ML-DSA-44).

    Raises `LedgerFileError` where the file itself cannot be read.
    """
    for (says,) in ledger.select("PRAGMA integrity_check(20)"):
        if says != "ok":
            yield Breach("file-damaged", _LEDGER, str(says))
    notes = [(_LEDGER, note) for note in ledger.signed()] + [(_JOURNAL, note) for note in journal]
    sizes = frozenset(size for _, note in notes if (size := _size(note)) is not None)
    walk = _Pass(ledger, sizes, keys=[key for key in keys if key.name == ledger.origin and key.algorithm == ML_DSA])
    present = {sql for (sql,) in ledger.select("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    if present != TRIGGERS:
        yield Breach("triggers-differ", _LEDGER, "what refuses to change its entries was taken away, or is another")
    yield from _rules(walk)
    yield from walk.breaches
    yield from _ends(walk)
    for file, note in notes:
        yield from _checkpoint(walk, note, file=file)


def _rules(walk: _Pass) -> Iterator[Breach]:
    """Every rule that an entry breaks, among them that it says of itself what it holds."""
    breaches: list[Breach] = []
    segments = walk.ledger.segments
    for index, entry in ruled_entries(
        _walked(walk), breaches, origin=walk.ledger.origin, is_whole=True, segments=segments
    ):
        if name := contradicted(entry):
            says = f"{name} says something else than what an entry of type {entry.type} holds"
            breaches.append(Breach("entry-contradicts-itself", _LEDGER, says, index, name))
        yield from breaches
        breaches.clear()
    yield from breaches


def _walked(walk: _Pass) -> Iterator[tuple[int, bytes]]:
    """Every entry, its hash compared and what belongs to it looked at."""
    leaves = walk.ledger.leaves()
    recorded = groupby(walk.ledger.register.all_facts(), key=itemgetter(0))
    facts = next(recorded, None)
    for index, content in enumerate(walk.ledger.read(0, walk.ledger.size)):
        hashed = leaf_hash(content)
        if next(leaves, b"") != hashed:
            walk.note("entry-exchanged", "its bytes are not those that were hashed", entry=index)
        walk.tree.add(hashed)
        if index + 1 in walk.sizes:
            walk.roots[index + 1] = walk.tree.root
        rows: dict[str, tuple[str, bytes]] = {}
        if facts is not None and facts[0] == index:
            rows = {name: (collector, digest) for _, collector, name, digest in facts[1]}
            facts = next(recorded, None)
        _look(walk, index, content=content, rows=rows)
        yield index, content
    if facts is not None:
        walk.note("register-differs", f"it knows facts of entry {facts[0]}, which is not there")


def _look(walk: _Pass, index: int, *, content: bytes, rows: Mapping[str, tuple[str, bytes]]) -> None:
    """What belongs to one entry. One that cannot be read is reported by the rules."""
    marks = (_PLAIN, _NOTHING_PRIVATE, _PUBLIC, _REASON)
    if all(mark in content for mark in marks):  # a look at the bytes is enough, and ten times as fast
        public = content[content.index(_PUBLIC) + len(_PUBLIC) : content.rindex(_REASON)]
        _compare(walk, index, rows=rows, facts={_id_in(public, rows): fact_digest(public, ())})
        return
    try:
        entry = read_entry(content)
    except EntryError:
        return
    if entry.type == "fact":
        digest = fact_digest(encode(entry.public), entry.commit)
        _compare(walk, index, rows=rows, facts={str(entry.public.get("id")): digest})
        _private(walk, index, entry=entry)
    elif entry.type == "segment":
        _segment(walk, index, entry=entry, rows=rows)
    elif entry.type == "erasure":
        walk.erased |= _erased(entry)
    elif entry.type in _KEYED:
        _key(walk, index, line=str(entry.public.get(_KEYED[entry.type])))


def _erased(entry: Entry) -> set[tuple[int, str]]:
    found = entry.public.get("erased")
    pairs = [each for each in found if isinstance(each, list) and len(each) == 2] if isinstance(found, list) else []
    return {(place, path) for place, path in pairs if isinstance(place, int) and isinstance(path, str)}


def _key(walk: _Pass, index: int, *, line: str) -> None:
    try:
        walk.keys.append(read_vkey(line))
    except NoteError as error:
        walk.note("key-malformed", error.reason, entry=index)


def _id_in(public: bytes, rows: Mapping[str, object]) -> str:
    """The id that is known of an entry, if its public part has it."""
    return next((name for name in rows if f'"id":{encode_basestring(name)}'.encode() in public), "")


def _compare(walk: _Pass, index: int, *, rows: Mapping[str, tuple[str, bytes]], facts: Mapping[str, bytes]) -> None:
    if {name: digest for name, (_, digest) in rows.items()} != dict(facts):
        walk.note("register-differs", "what is known of its facts is not what it says", entry=index)


def _private(walk: _Pass, index: int, *, entry: Entry) -> None:
    kept = walk.ledger.register.private(index)
    walk.private += len(kept)
    for path, stated in entry.commit.items():
        if path not in kept:
            walk.missing.add((index, path))
            continue
        try:
            check_commitment(stated, kept[path].key, payload=kept[path].payload)
        except CommitmentError:
            walk.note("private-differs", f"the private value of {path} is not the one committed to", entry=index)


def _segment(walk: _Pass, index: int, *, entry: Entry, rows: Mapping[str, tuple[str, bytes]]) -> None:
    digest = str(entry.public.get("digest")).removeprefix("sha256:")
    if digest not in walk.ledger.segments:
        return  # reported by the rules
    try:
        kind, table = check_segment(entry.public, walk.ledger.segments[digest])
    except SegmentError as error:
        walk.note("segment-differs", error.reason, entry=index)
        return
    facts = zip(table["id"], public_facts(kind, table), strict=True)
    _compare(walk, index, rows=rows, facts={name: fact_digest(encode(fact), ()) for name, fact in facts})


def _ends(walk: _Pass) -> Iterator[Breach]:
    """The head, and what should have been met on the way."""
    ledger, kept = walk.ledger, walk.ledger.frontier()
    if (kept.size, kept.hashes) != (walk.tree.size, walk.tree.hashes):
        says = f"the head says {kept.size} entries, and the {walk.tree.size} that are there make another tree"
        stated, recomputed = (b"".join(tree.hashes).hex() for tree in (kept, walk.tree))
        yield Breach("head-differs", _LEDGER, says, None, "hashes", stated, recomputed)
    yield from _tiles(ledger)
    for index, path in sorted(walk.missing - walk.erased):
        yield Breach(
            "private-lost", _LEDGER, f"the private value of {path} is gone, and no entry says it was erased", index
        )
    if walk.private != ledger.register.count_private():
        yield Breach("private-unknown", _LEDGER, "there are private values that no entry commits to")


def _tiles(ledger: FileLedger) -> Iterator[Breach]:
    """Hashes kept for subtrees that are not those of what is below them."""
    for level, index, hashed in ledger.tiles():
        is_possible = level > 0 and level % 8 == 0 and 0 <= index < ledger.size >> level
        if not is_possible or ledger.computed(level, index) != hashed:
            yield Breach(
                "tile-differs", _LEDGER, f"the hash of the subtree ({level}, {index}) is not that of its entries"
            )


def _size(note: bytes) -> int | None:
    try:
        return head_of(note).size
    except NoteError:
        return None


def _checkpoint(walk: _Pass, note: bytes, *, file: str) -> Iterator[Breach]:
    """A head that was signed: by a key of this ledger, over entries that are here."""
    try:
        head = head_of(note)
        verified(note, walk.keys)
    except (NoteError, SignatureError) as error:
        yield Breach("signature-invalid", file, error.reason)
        return
    if head.origin != walk.ledger.origin:
        yield Breach("origin-differs", file, "a head of another ledger was signed", None, "origin", head.origin)
    elif head.size > walk.tree.size:
        says = f"a head of {head.size} entries was signed, and {walk.tree.size} are here"
        yield Breach("head-rolled-back", file, says)
    elif walk.roots.get(head.size) != head.root:
        says = f"the first {head.size} entries are not those under the head that was signed"
        yield Breach("head-forked", file, says, None, "root", head.root.hex(), walk.roots.get(head.size, b"").hex())
