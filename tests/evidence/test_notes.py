"""Signed notes: the published examples byte for byte, and nothing that only looks like one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.notes import (
    LARGEST,
    Note,
    NoteError,
    Signature,
    decoded,
    joined,
    note_bytes,
    read_note,
    read_vkey,
    signature_line,
    vkey_text,
)

VECTORS = json.loads((Path(__file__).parent / "vectors" / "notes" / "notes.json").read_text("utf-8"))
TEXT, PETER, ENOCH = VECTORS["text"], VECTORS["peter"], VECTORS["enoch"]
NOTE = f"{TEXT}\n{PETER['signature']}"


def test_the_published_notes_are_written_as_they_are_read() -> None:
    for text in (NOTE, f"{NOTE}{ENOCH['signature']}", VECTORS["c2sp"]):
        assert note_bytes(read_note(text.encode())).decode() == text
    assert read_note(NOTE.encode()).text == TEXT
    assert signature_line(read_note(NOTE.encode()).signatures[0]) == PETER["signature"]


@pytest.mark.parametrize("text", VECTORS["refused_notes"])
def test_the_published_malformed_notes_are_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_note(text.encode())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff" + NOTE.encode(), "UTF-8"),
        (NOTE.encode() + PETER["signature"].encode() * 100, "more than 100"),
        (b"a" * (LARGEST + 1), "at most"),
        (f"{TEXT}\n— PeterNeumann AAAA\n".encode(), "too short"),
        (f"{TEXT}\n— PeterNeumann x08go/ZJ kuBS\n".encode(), "base64"),
        (f"{TEXT}\n— PeterNeumann x08go/ZJkuBT\n".replace("BT", "B1=").encode(), "base64"),
        (f"{TEXT}\nPeterNeumann AAAAAAAA\n".encode(), "no signature"),
    ],
)
def test_what_only_looks_like_a_note_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(NoteError, match=says):
        read_note(content)


def test_a_note_that_would_be_read_as_another_is_not_written() -> None:
    made = read_note(NOTE.encode()).signatures
    for text in ("no line end", f"one\n\n{PETER['signature'].rstrip()}"):
        with pytest.raises(NoteError):
            note_bytes(Note(text, made))


def test_base64_has_one_way_to_be_written() -> None:
    assert decoded("AAAA") == b"\0\0\0"
    for text in ("AAB=", "AA", "A A=", "AAAA\n", "-_8="):
        with pytest.raises(NoteError):
            decoded(text)


@pytest.mark.parametrize("name", ["peter", "enoch"])
def test_the_published_keys_are_written_as_they_are_read(name: str) -> None:
    key = read_vkey(VECTORS[name]["vkey"])
    assert vkey_text(key) == key.text == VECTORS[name]["vkey"]
    assert f"{key.key_id:08x}" in key.text


def test_no_part_of_a_key_and_no_changed_byte_of_it_is_one() -> None:
    text = PETER["vkey"]
    parts = {text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)} - {text}
    changed = {text[:place] + chr(ord(text[place]) + 1) + text[place + 1 :] for place in range(len(text))}
    for each in parts | changed | set(VECTORS["refused_vkeys"]):
        with pytest.raises(NoteError):
            read_vkey(each)


names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"], exclude_characters="+"), min_size=1)
signatures = st.builds(Signature, names, st.integers(0, 2**32 - 1), st.binary(min_size=1, max_size=80))
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n")).map(lambda text: f"{text}\n")


@given(texts, st.lists(signatures, min_size=1, max_size=5))
def test_what_is_written_is_read(text: str, made: list[Signature]) -> None:
    note = Note(text, tuple(made))
    assert read_note(note_bytes(note)) == note


def test_signatures_of_two_notes_are_joined_once_each() -> None:
    peter, both = read_note(NOTE.encode()), read_note(f"{NOTE}{ENOCH['signature']}".encode())
    assert joined([peter, both, peter]) == both
    with pytest.raises(NoteError, match="different texts"):
        joined([peter, Note("other\n", peter.signatures)])
