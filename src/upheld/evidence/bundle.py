"""The bundle: one file that holds a statement and everything it takes to compute it again, offline.

The container is a zip without packing and without freedom: its bytes follow from its members, so a reader writes it
again and compares. `manifest.json` names the SHA-256 of every other member. What the members mean is docs/verify.md.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import sha256
from typing import Any, Final
from zlib import error as ZlibError  # noqa: N812 - the class has a lower-case name

from upheld.evidence.canonical import NotCanonicalError, decode, encode
from upheld.evidence.disclosure import Disclosure, DisclosureError, disclosure_bytes, read_disclosure
from upheld.evidence.tree import leaf_hash

__all__ = ["FINGERPRINT", "Bundle", "BundleError", "bundle_bytes", "entry_lines", "packed_entries", "read_bundle"]

FINGERPRINT: Final = 4
"""Leading bytes of each leaf hash kept beside the entries: no proof, but they tell which entry was exchanged."""

_FORMAT: Final = "upheld-bundle/1"
_MANIFEST, _STATEMENT, _AGREEMENT, _CHECKPOINT = "manifest.json", "statement.json", "agreement.yaml", "checkpoint"
_PROOF, _ENTRIES, _FINGERPRINTS, _SEGMENTS = "proof.json", "entries.jsonl.gz", "fingerprints.bin", "segments/"
_FIXED: Final = (_STATEMENT, _AGREEMENT, _CHECKPOINT, _PROOF, _ENTRIES, _FINGERPRINTS)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
_LONGEST_LINE: Final = 1 << 24
_EXPANSION, _ALWAYS_ALLOWED = 250, 1 << 28


class BundleError(ValueError):
    """A file that is not a whole bundle: a permanent `code`, the member it is about (empty: the container), and why."""

    def __init__(self, code: str, file: str, reason: str) -> None:
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
    limit = max(_ALWAYS_ALLOWED, _EXPANSION * len(bundle.entries))
    try:
        with GzipFile(fileobj=io.BytesIO(bundle.entries)) as stream:
            while line := stream.readline(_LONGEST_LINE):
                limit -= len(line)
                if limit < 0 or not line.endswith(b"\n"):
                    reason = "it expands too far" if limit < 0 else "a line is too long or has no end"
                    raise BundleError("entries-damaged", _ENTRIES, reason)
                yield line[:-1]
    except (BadGzipFile, EOFError, ZlibError) as error:
        raise BundleError("entries-damaged", _ENTRIES, str(error)) from None


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
    } | {f"{_SEGMENTS}{name}.parquet": content for name, content in sorted(bundle.segments.items())}
    return _container(_manifest(members), members)


def _manifest(members: Mapping[str, bytes]) -> bytes:
    files = {name: {"sha256": sha256(content).hexdigest(), "size": len(content)} for name, content in members.items()}
    return encode({"format": _FORMAT, "files": files})


def _container(manifest: bytes, members: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as container:
        for name, content in {_MANIFEST: manifest, **members}.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.external_attr = _UNIX, _MODE
            container.writestr(member, content)
    return written.getvalue()


# --- reading ----------------------------------------------------------------------------------------------------------


def read_bundle(content: bytes) -> Bundle:
    """The bundle in these bytes, every member being what the manifest says. Raises `BundleError`."""
    members = _members(content)
    manifest = members.pop(_MANIFEST, None)
    if manifest is None:
        raise BundleError("file-missing", _MANIFEST, "it is not there")
    _check_manifest(manifest, members)
    if _container(manifest, members) != content:
        raise BundleError("container-changed", "", "there are bytes in it that belong to no member")
    try:
        disclosure = read_disclosure(members[_PROOF])
    except DisclosureError as error:
        raise BundleError("proof-malformed", _PROOF, error.reason) from None
    segments = {name[len(_SEGMENTS) : -len(".parquet")]: members[name] for name in members if name not in _FIXED}
    statement, agreement, checkpoint, _, entries, prints = (members[name] for name in _FIXED)
    return Bundle(statement, agreement, checkpoint, disclosure, entries, prints, segments)


def _members(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            found = container.infolist()
            if any(each.compress_type != zipfile.ZIP_STORED or each.flag_bits for each in found):
                raise BundleError("not-a-bundle", "", "its members are packed or encrypted")
            if sum(each.file_size for each in found) > len(content):
                raise BundleError("not-a-bundle", "", "its members overlap")
            names = [each.filename for each in found]
            if len(set(names)) < len(names):
                raise BundleError("container-changed", "", "two members have one name")
            return {each.filename: container.read(each) for each in found}
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError) as error:
        if isinstance(error, BundleError):
            raise
        raise BundleError("not-a-bundle", "", f"it cannot be opened: {error}") from None


def _check_manifest(manifest: bytes, members: Mapping[str, bytes]) -> None:
    listed = _listed(manifest)
    for name in _FIXED:
        if name not in members or name not in listed:
            raise BundleError("file-missing", name, "it is not there, or the manifest does not name it")
    for name in (*members, *listed):
        is_segment = name.startswith(_SEGMENTS) and name.endswith(".parquet")
        if name not in members or name not in listed or not (name in _FIXED or is_segment):
            raise BundleError("file-unknown", name, "manifest and container do not hold the same members")
    for name, content in members.items():
        stated = {"sha256": sha256(content).hexdigest(), "size": len(content)}
        if listed[name] != stated:
            raise BundleError("file-changed", name, "its bytes are not those that the manifest names")


def _listed(manifest: bytes) -> dict[str, Any]:
    try:
        tree = decode(manifest)
        files = tree["files"]
        if tree.keys() == {"files", "format"} and tree["format"] == _FORMAT and isinstance(files, dict):
            return files
    except (NotCanonicalError, KeyError, TypeError, AttributeError):
        pass
    raise BundleError("manifest-malformed", _MANIFEST, f"it is no manifest of format {_FORMAT}")
