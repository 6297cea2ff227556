"""The bundle: one file that holds a statement and everything it takes to compute it again, offline.

The container is a zip without packing and without freedom: its bytes follow from its members, so a reader writes it
again and compares. `manifest.json` names the SHA-256 of every other member. What the members mean is docs/verify.md.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from gzip import GzipFile
from hashlib import sha256
from typing import Any, Final
from zlib import MAX_WBITS, decompressobj
from zlib import error as ZlibError  # noqa: N812 - the class has a lower-case name

from upheld.evidence.canonical import NotCanonicalError, decode, encode
from upheld.evidence.disclosure import Disclosure, DisclosureError, disclosure_bytes, read_disclosure
from upheld.evidence.tree import leaf_hash

__all__ = ["FINGERPRINT", "Bundle", "BundleError", "bundle_bytes", "entry_lines", "packed_entries", "read_bundle"]

FINGERPRINT: Final = 4
"""Leading bytes of each leaf hash kept beside the entries: no proof, but they tell which entry was exchanged."""

_FORMAT: Final = "upheld-bundle/1"
_MANIFEST, _STATEMENT, _AGREEMENT, _CHECKPOINT = "manifest.json", "statement.json", "agreement.yaml", "checkpoint"
_PROOF, _ENTRIES, _FINGERPRINTS = "proof.json", "entries.jsonl.gz", "fingerprints.bin"
_SEGMENTS, _PARQUET = "segments/", ".parquet"
_FIXED: Final = (_STATEMENT, _AGREEMENT, _CHECKPOINT, _PROOF, _ENTRIES, _FINGERPRINTS)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
_LOCAL_HEADER: Final = 30
_LONGEST_LINE: Final = 1 << 24
_SHORTEST_ENTRY, _FEW_LINES = 200, 4096
"""Every entry has an envelope of more bytes than this; a few short lines are left to whoever reads them."""

_EXPANSION, _ALWAYS_ALLOWED = 250, 1 << 28
_GZIP: Final = MAX_WBITS + 16
_SLICE: Final = 1 << 16
_AT_ONCE: Final = 1 << 20
_PACKED_HEADER: Final = b"\x1f\x8b\x08" + bytes(6) + b"\xff"


class BundleError(ValueError):
    """A file that is not a whole bundle: a permanent `code`, the member it is about (empty: the container), and why."""

    def __init__(self, code: str, file: str, *, reason: str) -> None:
        super().__init__(f"{file or 'bundle'}: {reason}")
        self.code = code
        self.file = file
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds: the statement and agreement by their bytes, the signed note of the checkpoint, which entries
    are shown, those entries (packed lines) with their fingerprints, and segments by the SHA-256 of their bytes.
    """

    statement: bytes
    agreement: bytes
    checkpoint: bytes
    disclosure: Disclosure
    entries: bytes
    fingerprints: bytes
    segments: Mapping[str, bytes]


def packed_entries(entries: Iterable[bytes]) -> tuple[bytes, bytes]:
    """Entries as packed lines, and their fingerprints."""
    packed, prints = io.BytesIO(), bytearray()
    with GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0, filename="") as stream:
        for entry in entries:
            stream.write(entry + b"\n")
            prints += leaf_hash(entry)[:FINGERPRINT]
    return packed.getvalue(), bytes(prints)


def entry_lines(bundle: Bundle) -> Iterator[bytes]:
    """The bytes of each entry shown. Raises `BundleError` where they cannot be unpacked, or expand without measure."""
    if not bundle.entries.startswith(_PACKED_HEADER):
        is_packed = bundle.entries.startswith(_PACKED_HEADER[:3])
        raise _damaged("their packing has a date or a name" if is_packed else "they are not packed")
    try:
        yield from _unpacked(bundle.entries, limit=max(_ALWAYS_ALLOWED, _EXPANSION * len(bundle.entries)))
    except ZlibError as error:
        raise _damaged(str(error)) from None


def _unpacked(packed: bytes, *, limit: int) -> Iterator[bytes]:
    """The lines of one gzip stream and nothing behind it (RFC 1952), without their ends."""
    stream, rest, taken, read, count = decompressobj(wbits=_GZIP), b"", 0, 0, 0
    while not stream.eof:
        waiting = stream.unconsumed_tail or packed[taken : taken + _SLICE]
        taken += 0 if stream.unconsumed_tail else len(waiting)
        part = stream.decompress(waiting, _AT_ONCE)
        read += len(part)
        if not part and not waiting and not stream.eof:
            raise _damaged("they are cut off")
        *lines, rest = (rest + part).split(b"\n")
        count += len(lines)
        if read > limit or len(rest) >= _LONGEST_LINE:
            raise _damaged("it expands too far" if read > limit else "a line is too long")
        if count > _FEW_LINES + read // _SHORTEST_ENTRY:
            raise _damaged(f"its {count} lines or more are too short to be entries")
        yield from lines
    behind = len(stream.unused_data) + len(packed) - taken
    if rest or behind:
        raise _damaged("a line has no end" if rest else f"{behind} bytes stand behind them")


def _damaged(reason: str) -> BundleError:
    return BundleError("entries-damaged", _ENTRIES, reason=reason)


# --- writing ----------------------------------------------------------------------------------------------------------


def bundle_bytes(bundle: Bundle) -> bytes:
    """The bytes of a bundle: the same for the same members."""
    members = {
        _STATEMENT: bundle.statement,
        _AGREEMENT: bundle.agreement,
        _CHECKPOINT: bundle.checkpoint,
        _PROOF: disclosure_bytes(bundle.disclosure),
        _ENTRIES: bundle.entries,
        _FINGERPRINTS: bundle.fingerprints,
    } | {f"{_SEGMENTS}{name}{_PARQUET}": content for name, content in sorted(bundle.segments.items())}
    return _container(_manifest(members), members)


def _manifest(members: Mapping[str, bytes]) -> bytes:
    return encode({"format": _FORMAT, "files": {name: _listing(content) for name, content in members.items()}})


def _listing(content: bytes) -> dict[str, object]:
    return {"sha256": sha256(content).hexdigest(), "size": len(content)}


def _container(manifest: bytes, members: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as container:
        for name, content in {_MANIFEST: manifest, **members}.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.external_attr = _UNIX, _MODE
            container.writestr(member, content)
    return written.getvalue()


# --- reading ----------------------------------------------------------------------------------------------------------


def read_bundle(content: bytes) -> tuple[Bundle | None, list[BundleError]]:
    """The bundle in these bytes, and everything that is wrong with it; None where its members cannot be told.

    A bundle that comes with errors is for finding out what else is wrong with it, never for relying on.
    """
    try:
        members = _members(content)
        manifest = _taken(members, _MANIFEST)
        errors = _unlisted(manifest, members)
        if not errors and (again := _container(manifest, members)) != content:
            place = _first_difference(content, again)
            errors = [
                BundleError("container-changed", "", reason=f"from byte {place} on it is not what its members make")
            ]
        bundle = _bundle(members)
    except BundleError as error:
        return None, [error]
    return bundle, errors


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, pair in pairs if pair[0] != pair[1]), min(len(one), len(other)))


def _bundle(members: dict[str, bytes]) -> Bundle:
    statement, agreement, checkpoint, proof, entries, prints = (_taken(members, name) for name in _FIXED)
    try:
        disclosure = read_disclosure(proof)
    except DisclosureError as error:
        raise BundleError("proof-malformed", _PROOF, reason=error.reason) from None
    segments = {name[len(_SEGMENTS) : -len(_PARQUET)]: content for name, content in members.items()}
    return Bundle(statement, agreement, checkpoint, disclosure, entries, prints, segments)


def _members(content: bytes) -> dict[str, bytes]:
    """Each member by its name, whatever its check sum says: the manifest is stronger, and tells which one changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            found = container.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise BundleError("not-a-bundle", "", reason=f"its {len(content)} bytes cannot be opened: {error}") from None
    if any(each.compress_type != zipfile.ZIP_STORED or each.flag_bits for each in found):
        raise BundleError("not-a-bundle", "", reason="its members are packed or encrypted")
    if len({each.filename for each in found}) < len(found):
        raise BundleError("not-a-bundle", "", reason="two members have one name")
    if sum(each.file_size for each in found) > len(content):
        raise BundleError("not-a-bundle", "", reason="its members overlap")
    return {each.filename: _stored(content, each) for each in found}


def _stored(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """The bytes of an unpacked member: they follow its name (APPNOTE 4.3.7: 30 bytes, then name, then extra field)."""
    start = member.header_offset + _LOCAL_HEADER + len(member.orig_filename.encode("cp437", "replace"))
    return content[start : start + member.file_size]


def _taken(members: dict[str, bytes], name: str) -> bytes:
    if name not in members:
        raise BundleError("file-missing", name, reason="it is not there")
    return members.pop(name)


def _unlisted(manifest: bytes, members: Mapping[str, bytes]) -> list[BundleError]:
    """Members that are not what the manifest says, or not in it, or not of a bundle."""
    try:
        listed = _listed(manifest)
    except BundleError as error:
        return [error]
    errors = []
    for name in dict.fromkeys((*members, *listed)):
        is_segment = name.startswith(_SEGMENTS) and name.endswith(_PARQUET)
        if name not in members:
            errors.append(BundleError("file-missing", name, reason="the manifest names it and it is not there"))
        elif name not in listed or not (name in _FIXED or is_segment):
            errors.append(
                BundleError("file-unknown", name, reason="the manifest does not name it, or no bundle has it")
            )
        elif listed[name] != _listing(members[name]):
            reason = f"the manifest names {listed[name]}, and it is {_listing(members[name])}"
            errors.append(BundleError("file-changed", name, reason=reason))
    return errors


def _listed(manifest: bytes) -> dict[str, Any]:
    try:
        tree = decode(manifest)
    except NotCanonicalError as error:
        raise BundleError("manifest-malformed", _MANIFEST, reason=str(error)) from None
    if not isinstance(tree, dict) or tree.keys() != {"files", "format"} or not isinstance(tree["files"], dict):
        raise BundleError("manifest-malformed", _MANIFEST, reason="it has a format and files, and nothing else")
    if tree["format"] != _FORMAT:
        raise BundleError("manifest-malformed", _MANIFEST, reason=f"its format is not {_FORMAT}")
    return tree["files"]
