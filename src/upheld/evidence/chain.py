"""The rules every ledger keeps, checked over the entries shown: numbers, times, corrections, blocks of samples."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from upheld.evidence.bundle import FINGERPRINT
from upheld.evidence.entries import Entry, EntryError, is_later, read_entry
from upheld.evidence.notes import NoteError, read_vkey
from upheld.evidence.tree import leaf_hash

__all__ = [
    "ENTRIES",
    "MOST",
    "NOTABLE",
    "Breach",
    "Notable",
    "exchanged",
    "is_other_epoch",
    "is_past",
    "notable",
    "ruled_entries",
]

ENTRIES = "entries.jsonl.gz"

MOST: Final = 20
"""So many breaches are told; whatever has more of them is not read to its end."""

NOTABLE: Final = frozenset({"ledger.open", "agreement", "key.rotate", "key.revoke", "segment"})

_OPENING: Final = frozenset({"origin", "provider", "client", "epoch", "vkey", "private", "previous"})
_ROOT: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_SHOWN: Final = 120

_FACT_END: Final = b',"type":"fact","v":1}'
"""How the canonical bytes of an entry about a fact end, and of no other."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that does not hold: a permanent code, the file, entry and field it is about where there are such, in
    words, and what is stated there and what came out instead.
    """

    code: str
    file: str
    says: str
    entry: int | None = None
    field: str = ""
    stated: str = ""
    recomputed: str = ""


@dataclass(frozen=True, slots=True)
class Notable:
    """The entries that are about the ledger itself: by index, in order."""

    entries: tuple[tuple[int, Entry], ...]

    def of(self, kind: str) -> list[tuple[int, Entry]]:
        """Those of one type."""
        return [(index, entry) for index, entry in self.entries if entry.type == kind]


@dataclass(slots=True)
class _Seen:
    """What the entries before this one say."""

    received: str = ""
    private: frozenset[str] = frozenset()
    hidden: dict[str, frozenset[str]] = field(default_factory=dict)  # the same, by the field they are in
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    indices: "array[int]" = field(default_factory=lambda: array("q"))
    names: "array[int]" = field(default_factory=lambda: array("q"))
    segments: set[int] = field(default_factory=set)
    corrected: set[tuple[int, str, str]] = field(default_factory=set)
    revisions: dict[tuple[str, int], str] = field(default_factory=dict)


def exchanged(entries: Iterable[tuple[int, bytes]], prints: bytes) -> Iterator[Breach]:
    """Entries that are not those whose fingerprints lie beside them, and fingerprints of no entry."""
    place = -1
    for place, (index, content) in enumerate(entries):
        found = leaf_hash(content)[:FINGERPRINT]
        stated = prints[place * FINGERPRINT : (place + 1) * FINGERPRINT]
        if found != stated:
            says = f"line {place + 1} of {ENTRIES}, entry {index} of the ledger, is not what was recorded"
            yield Breach("entry-exchanged", ENTRIES, says, index, "", stated.hex(), found.hex())
    if more := prints[(place + 1) * FINGERPRINT :]:
        yield Breach("entry-exchanged", ENTRIES, "there are more fingerprints than entries", None, "", more.hex())


def notable(entries: Iterable[tuple[int, bytes]]) -> Notable:
    """The entries about the ledger itself. What cannot be read is passed over here; `ruled_entries` reports it."""
    found = []
    for index, content in entries:
        if content.endswith(_FACT_END):
            continue
        try:
            entry = read_entry(content)
        except EntryError:
            continue
        if entry.type in NOTABLE:
            found.append((index, entry))
    return Notable(tuple(found))


def ruled_entries(
    entries: Iterable[tuple[int, bytes]],
    breaches: list[Breach],
    *,
    origin: str,
    is_whole: bool,
    segments: Mapping[str, bytes],
) -> Iterator[tuple[int, Entry]]:
    """Every entry that can be read, with its index; whatever rule one breaks is added to `breaches` before it comes.

    Without the whole ledger, numbers may have gaps but never go back. Nothing of it may be relied on before the last
    entry has come and `breaches` is still empty. It ends early where `breaches` holds more than `MOST`.
    """
    seen, named = _Seen(), set[str]()
    for index, content in entries:
        if len(breaches) > MOST:
            return
        try:
            entry = read_entry(content)
        except EntryError as error:
            breaches.append(Breach("entry-malformed", ENTRIES, str(error), index, error.field))
            continue
        breaches.extend(_place(entry, index, origin=origin, seen=seen))
        breaches.extend(_committed(entry, index, seen=seen))
        breaches.extend(_number(entry, index, seen=seen, is_whole=is_whole))
        breaches.extend(_correction(entry, index, seen=seen, is_whole=is_whole))
        if entry.type == "agreement":
            breaches.extend(_agreed(entry, index, seen=seen))
        if entry.type == "segment":
            named.add(str(entry.public.get("digest")).removeprefix("sha256:"))
            breaches.extend(_segment(entry, index, segments=segments))
        yield index, entry
    if not seen.received:
        breaches.append(Breach("opening-missing", ENTRIES, "no entry is shown"))
    unknown = sorted(set(segments) - named)
    breaches.extend(
        Breach("segment-unknown", f"segments/{name}.parquet", "no entry shown names it") for name in unknown
    )


def _place(entry: Entry, index: int, *, origin: str, seen: _Seen) -> Iterator[Breach]:
    if entry.log != origin:
        yield Breach(
            "entry-of-another-ledger", ENTRIES, f"it was recorded in {entry.log}", index, "log", entry.log, origin
        )
    epoch = origin.rpartition("/")[2]
    if entry.source.epoch != epoch:
        says = f"its number is one of epoch {entry.source.epoch}"
        yield Breach("epoch-differs", ENTRIES, says, index, "source.epoch", entry.source.epoch, epoch)
    if (entry.type == "ledger.open") != (index == 0) or (seen.received == "" and index != 0):
        yield Breach("opening-missing", ENTRIES, "entry 0, and no other, opens the ledger", index, "type", entry.type)
    if index == 0 and entry.type == "ledger.open":
        yield from _opening(entry.public, origin)
        named = entry.public.get("private")
        seen.private = frozenset(each for each in named if type(each) is str) if type(named) is list else frozenset()
        for group, _, name in (path.partition(".") for path in seen.private):
            seen.hidden[group] = seen.hidden.get(group, frozenset()) | {name}
    if seen.received and is_later(seen.received, entry.received):
        says = "it was received before the entry ahead of it"
        yield Breach("received-goes-back", ENTRIES, says, index, "received", entry.received, seen.received)
    seen.received = entry.received


def _opening(public: Mapping[str, Any], origin: str) -> Iterator[Breach]:
    """Entry 0 says whose ledger it is, in which epoch, under which key, what is private, and what it follows."""
    parts = [public.get(name) for name in ("provider", "client", "epoch")]
    named = f"{parts[0]}/upheld/{parts[1]}/{parts[2]}"
    private, previous = public.get("private"), public.get("previous")
    wrong = {
        "origin": public.get("origin") != origin or named != origin,
        "vkey": not _is_key_of(public.get("vkey"), origin),
        "private": type(private) is not list or not all(type(each) is str for each in private),
        "previous": previous is not None and not (is_past(previous) and is_other_epoch(previous["origin"], origin)),
    }
    if public.keys() != _OPENING:
        yield Breach("opening-invalid", ENTRIES, f"it has other fields than {', '.join(sorted(_OPENING))}", 0, "public")
    for name in (name for name, is_wrong in wrong.items() if is_wrong):
        says = f"{name} is not what opens the ledger {origin}"
        yield Breach("opening-invalid", ENTRIES, says, 0, f"public.{name}", str(public.get(name))[:_SHOWN], origin)


def _agreed(entry: Entry, index: int, *, seen: _Seen) -> Iterator[Breach]:
    """An agreement's entry says which revision it is, from which day, by which digests; one revision has one text."""
    public = entry.public
    name, revision, effective, digest = (public.get(key) for key in ("id", "revision", "effective", "digest"))
    is_day = type(effective) is str and _DAY.fullmatch(effective) is not None
    wrong = {
        "id": type(name) is not str or name != entry.subject,
        "revision": type(revision) is not int or revision < 1,
        "effective": not is_day,
        "digest": type(digest) is not str or not _DIGEST.fullmatch(digest),
        "file": type(public.get("file")) is not str or not _DIGEST.fullmatch(public["file"]),
    }
    if public.keys() != wrong.keys():
        yield Breach(
            "agreement-entry-invalid", ENTRIES, f"it has other fields than {', '.join(wrong)}", index, "public"
        )
    for key in (key for key, is_wrong in wrong.items() if is_wrong):
        stated = str(public.get(key))[:_SHOWN]
        yield Breach("agreement-entry-invalid", ENTRIES, f"{key} is not one", index, f"public.{key}", stated)
    if any(wrong.values()):
        return
    before = seen.revisions.setdefault((str(name), int(str(revision))), str(digest))
    if before != digest:
        says = f"revision {revision} of {name} was recorded with other terms before"
        yield Breach("agreement-ambiguous", ENTRIES, says, index, "public.digest", str(digest), before)


def _is_key_of(value: object, origin: str) -> bool:
    try:
        return type(value) is str and read_vkey(value).name == origin
    except NoteError:
        return False


def is_other_epoch(before: str, after: str) -> bool:
    """Whether two names are of epochs of one ledger, and not of the same."""
    return before != after and before.rpartition("/")[0] == after.rpartition("/")[0]


def is_past(previous: Any) -> bool:
    """Whether this is a head: its name, size and root, and why the ledger under it could not go on."""
    if type(previous) is not dict or previous.keys() != {"origin", "size", "root", "reason"}:
        return False
    name, size, root, reason = (previous[each] for each in ("origin", "size", "root", "reason"))
    is_root = type(root) is str and _ROOT.fullmatch(root) is not None
    return type(name) is str and type(reason) is str and type(size) is int and size >= 0 and is_root


def _committed(entry: Entry, index: int, *, seen: _Seen) -> Iterator[Breach]:
    """Only what entry 0 says is private is committed to, and what is private stands nowhere in clear."""
    for path in entry.commit:
        if path not in seen.private or entry.type != "fact":
            says = f"{path}: this ledger does not keep it private"
            yield Breach("commitment-invalid", ENTRIES, says, index, f"commit.{path}")
    for group, inside in entry.public.items() if entry.type == "fact" else ():
        hidden = seen.hidden.get(group)
        shown = hidden and (hidden & inside.keys() if type(inside) is dict else hidden & {""})
        for name in sorted(shown or ()):
            path = f"{group}.{name}" if name else group
            says = f"{path} stands there in clear, and this ledger keeps it private"
            yield Breach("commitment-invalid", ENTRIES, says, index, f"public.{path}")


def _number(entry: Entry, index: int, *, seen: _Seen, is_whole: bool) -> Iterator[Breach]:
    key = (entry.source.collector, entry.source.epoch)
    due = seen.numbers.get(key, 0) + 1
    if entry.source.first != due if is_whole else entry.source.first < due:
        says = f"{entry.source.collector}: number {due} is due and this is number {entry.source.first}"
        yield Breach("number-missing", ENTRIES, says, index, "source.seq_from", str(entry.source.first), str(due))
    seen.numbers[key] = max(entry.source.last, due - 1)


def _correction(entry: Entry, index: int, *, seen: _Seen, is_whole: bool) -> Iterator[Breach]:
    """A correction names the entry that holds the fact it corrects, and is the only one to correct it."""
    source, corrects = str(entry.public.get("source")), entry.public.get("corrects")
    if entry.type == "fact":
        seen.indices.append(index)
        seen.names.append(hash((source, str(entry.public.get("id")))))
    elif entry.type == "segment":
        seen.segments.add(index)
    target = entry.supersedes
    if corrects is None and target is None:
        return
    wanted = (source, str(corrects))
    is_known = target in seen.segments or _is_named(seen, target or 0, wanted=wanted, is_whole=is_whole)
    if target is None or corrects is None or target >= index or not is_known:
        says = f"it corrects {corrects} and names entry {target}"
        yield Breach("correction-invalid", ENTRIES, says, index, "supersedes", str(target))
    elif (target, *wanted) in seen.corrected:
        yield Breach("correction-invalid", ENTRIES, f"entry {target} was corrected before", index, "supersedes")
    else:
        seen.corrected.add((target, *wanted))


def _is_named(seen: _Seen, index: int, *, wanted: tuple[str, str], is_whole: bool) -> bool:
    """Whether the entry of an index holds the fact of a source and id; of an entry that is withheld nobody can tell.

    Names are kept as 64-bit hashes under a key of this process alone: a million of them take 16 MB, and nobody outside
    can find two that agree.
    """
    place = bisect_left(seen.indices, index)
    if place == len(seen.indices) or seen.indices[place] != index:
        return not is_whole
    return seen.names[place] == hash(wanted)


def _segment(entry: Entry, index: int, *, segments: Mapping[str, bytes]) -> Iterator[Breach]:
    stated = str(entry.public.get("digest")).removeprefix("sha256:")
    file = f"segments/{stated}.parquet"
    if stated not in segments:
        yield Breach("segment-missing", file, f"entry {index} names it", index, "public.digest", stated)
    elif (found := sha256(segments[stated]).hexdigest()) != stated:
        yield Breach("segment-changed", file, "its bytes are others", index, "public.digest", stated, found)
