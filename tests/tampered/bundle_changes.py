"""What a forger does to the members of a bundle, and to its bytes."""

import gzip
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tests.ledgers import WITNESSES, key_of, whole_bundle
from tests.tampered.draft import Draft, set_field
from upheld.evidence.bundle import _manifest, packed_entries
from upheld.evidence.canonical import encode
from upheld.evidence.checkpoint import cosigned, signed
from upheld.evidence.notes import Note, note_bytes, read_note

__all__ = ["BUNDLE_CHANGES"]


def _statement(draft: Draft, *, field: str, to: object) -> None:
    tree = json.loads(draft.statement)
    set_field(tree, field, to)
    draft.statement = (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def _statement_text(draft: Draft, *, old: str = "", new: str, times: int = 1) -> None:
    text = draft.statement.decode()
    assert old in text
    draft.statement = (text.replace(old, new * times, 1) if old else new * times).encode()


def _note(draft: Draft, *, old: str, new: str) -> None:
    text = draft.note.decode()
    assert old in text
    draft.note = text.replace(old, new, 1).encode()


def _sign(draft: Draft, *, by: str, named: str = "", head: int = -1) -> None:
    """Add a line by a key, in its own name or another, over this head or an earlier one."""
    note = read_note(draft.note)
    (line,) = read_note(
        signed(read_note(draft.world.notes[head]).text if head >= 0 else note.text, [key_of(by)])
    ).signatures
    if named:
        line = type(line)(key_of(named).name, key_of(named).verifier.key_id, line.content)
    draft.note = note_bytes(Note(note.text, (*note.signatures, line)))


def _cosign(draft: Draft, *, witness: int | str, later: int = 0) -> None:
    key = WITNESSES[witness] if isinstance(witness, int) else key_of(witness, 4)
    note = read_note(draft.note)
    line = cosigned(note.text, key, time=1_775_200_000)
    if later:
        stamp = int.from_bytes(line.content[:8]) + later
        line = type(line)(line.name, line.key_id, stamp.to_bytes(8) + line.content[8:])
    draft.note = note_bytes(Note(note.text, (*note.signatures, line)))


def _unsign(draft: Draft, *, line: int) -> None:
    text, _, below = draft.note.decode().rpartition("\n\n")
    kept = [each for place, each in enumerate(below.splitlines(keepends=True)) if place != line]
    draft.note = f"{text}\n\n{''.join(kept)}".encode()


def _proof(draft: Draft, *, field: str, to: object) -> None:
    draft.pack()
    tree = json.loads(draft.members["proof.json"])
    set_field(tree, field, to)
    draft.members["proof.json"] = encode(tree)


def _proof_in_capitals(draft: Draft) -> None:
    draft.pack()
    tree = json.loads(draft.members["proof.json"])
    tree["withheld"][0][2] = tree["withheld"][0][2].upper()
    draft.members["proof.json"] = encode(tree)


def _another_root(draft: Draft) -> None:
    text = draft.note.decode().split("\n")
    text[2] = b64encode(b"\1" * 32).decode()
    draft.note = "\n".join(text).encode()


def _member(draft: Draft, *, name: str, text: str | None = None, old: str = "") -> None:
    """Write a member anew, add one, change text in it, or (without a text) take it out."""
    draft.pack()
    if text is None:
        del draft.members[name]
    elif old:
        draft.members[name] = draft.members[name].replace(old.encode(), text.encode(), 1)
    else:
        draft.members[name] = text.encode()


def _leave_manifest(draft: Draft) -> None:
    with zipfile.ZipFile(io.BytesIO(whole_bundle())) as original:
        draft.manifest = original.read("manifest.json")


def _manifest_field(draft: Draft, *, field: str, to: object) -> None:
    draft.pack()
    tree = json.loads(_manifest(draft.members))
    if field == "<text>":
        draft.manifest = str(to).encode()
        return
    file, _, key = field.partition(":")
    set_field(tree["files"][file] if key else tree, key or file, to)
    draft.manifest = encode(tree)


def _entries_packed(draft: Draft, *, how: str) -> None:
    draft.pack()
    packed = draft.members["entries.jsonl.gz"]
    lines = gzip.decompress(packed)
    ways: dict[str, Callable[[], bytes]] = {
        "not at all": lambda: lines,
        "cut off": lambda: packed[:-20],
        "padded": lambda: packed + bytes(64),
        "two streams": lambda: packed + gzip.compress(b"", mtime=0),
        "with a date": lambda: packed[:4] + b"\1\2\3\4" + packed[8:],
        "a bomb": _bomb,
        "a bomb of lines": lambda: packed_entries([b""] * 2_000_000)[0],
        "one more line": lambda: packed_entries([*lines.split(b"\n")[:-1], lines.split(b"\n")[0]])[0],
        "one line less": lambda: packed_entries(lines.split(b"\n")[:-2])[0],
        "without a last line end": lambda: (
            gzip.compress(lines[:-1], 6, mtime=0)[:9] + b"\xff" + gzip.compress(lines[:-1], 6, mtime=0)[10:]
        ),
    }
    draft.members["entries.jsonl.gz"] = ways[how]()


def _bomb() -> bytes:
    """A third of a gigabyte of one line in a third of a megabyte."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0, filename="") as stream:
        for _ in range(320):
            stream.write(b"0" * (1 << 20))
    return packed.getvalue()


def _prints(draft: Draft, *, entry: int, to: str = "") -> None:
    draft.pack()
    prints = bytearray(draft.members["fingerprints.bin"])
    prints[entry * 4 : entry * 4 + 4] = bytes.fromhex(to)
    draft.members["fingerprints.bin"] = bytes(prints)


def _hide_entry(draft: Draft, *, entry: int | str) -> None:
    """Put the hash of an entry in the place of the entry, and everything else as it was."""
    draft.withheld.add(draft.index(entry))
    draft.prints = None


# --- the file ---------------------------------------------------------------------------------------------------------


def _other_bundle(draft: Draft, *, client: str) -> None:
    draft.content = whole_bundle(client)


def _zip(draft: Draft, *, how: str) -> None:
    content = draft.closed()
    ways: dict[str, Callable[[], bytes]] = {
        "comment": lambda: _zipped(content, comment=b"seen"),
        "extra member": lambda: _zipped(content, more={"readme.txt": b"read me first"}),
        "twice the statement": lambda: _zipped(content, more={"statement.json": b"{}"}),
        "packed": lambda: _zipped(content, method=zipfile.ZIP_DEFLATED),
        "dated": lambda: _zipped(content, date=(2026, 4, 3, 9, 0, 0)),
        "before": lambda: b"#!/bin/sh\n" + content,
        "behind": lambda: content + b"\n",
        "cut": lambda: content[:-30],
        "empty": lambda: b"",
        "text": lambda: b"this is a bundle, believe me\n",
        "central size": lambda: (
            content.replace(b"PK\1\2", b"PK\1\2", 1)[: content.index(b"PK\1\2") + 24]
            + b"\xff\xff\xff\x7f"
            + content[content.index(b"PK\1\2") + 28 :]
        ),
    }
    draft.content = ways[how]()


def _zipped(
    content: bytes,
    *,
    comment: bytes = b"",
    more: Mapping[str, bytes] | None = None,
    method: int = zipfile.ZIP_STORED,
    date: tuple[int, int, int, int, int, int] = (1980, 1, 1, 0, 0, 0),
) -> bytes:
    """The same members in a file that another program wrote."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as original, zipfile.ZipFile(written, "w", method) as copy:
        members = [(each.filename, original.read(each)) for each in original.infolist()]
        for name, data in (*members, *(more or {}).items()):
            info = zipfile.ZipInfo(name, date)
            info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, method
            copy.writestr(info, data)
        copy.comment = comment
    return written.getvalue()


BUNDLE_CHANGES: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "statement": _statement,
        "statement-text": _statement_text,
        "note": _note,
        "sign": _sign,
        "cosign": _cosign,
        "unsign": _unsign,
        "proof": _proof,
        "proof-in-capitals": _proof_in_capitals,
        "another-root": _another_root,
        "member": _member,
        "leave-manifest": _leave_manifest,
        "manifest-field": _manifest_field,
        "entries-packed": _entries_packed,
        "prints": _prints,
        "hide-entry": _hide_entry,
        "other-bundle": _other_bundle,
        "zip": _zip,
    }
)
"""Each change by the word that an attack calls it."""
