"""The bundle: the same members give the same bytes, and no byte of it can change unnoticed."""

import io
import random
import zipfile
from dataclasses import replace
from hashlib import sha256

import pytest

from tests.evidence.test_disclosure import ENTRIES, shown
from upheld.evidence.bundle import Bundle, BundleError, bundle_bytes, entry_lines, packed_entries, read_bundle
from upheld.evidence.canonical import decode, encode

ROWS = b"PAR1 rows PAR1"
PACKED, PRINTS = packed_entries(ENTRIES)
WHOLE = Bundle(
    statement=b'{"upheld": 1}\n',
    agreement=b"agreement: a\n",
    checkpoint=b"provider.example/upheld/acme/1\n70\nAAAA\n",
    disclosure=shown(*range(70)),
    entries=PACKED,
    fingerprints=PRINTS,
    segments={sha256(ROWS).hexdigest(): ROWS},
)
CONTENT = bundle_bytes(WHOLE)


def codes(content: bytes) -> list[tuple[str, str]]:
    """What is wrong with a bundle, as (code, file)."""
    return [(error.code, error.file) for error in read_bundle(content)[1]]


def rezipped(**changes: bytes | None) -> bytes:
    """The bundle with members changed, added or (None) dropped, and nothing else mended."""
    members = {info.filename: data for info, data in _members(CONTENT)} | {
        k.replace("__", "."): v for k, v in changes.items()
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as container:
        for name, data in members.items():
            if data is not None:
                container.writestr(name, data)
    return written.getvalue()


def _members(content: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return [(info, container.read(info)) for info in container.infolist()]


def test_what_goes_in_comes_out() -> None:
    assert read_bundle(CONTENT) == (WHOLE, [])
    assert list(entry_lines(WHOLE)) == ENTRIES


def test_the_same_members_give_the_same_bytes_and_any_zip_tool_opens_them() -> None:
    assert bundle_bytes(WHOLE) == CONTENT
    names = [info.filename for info, _ in _members(CONTENT)]
    assert names[:3] == ["manifest.json", "statement.json", "agreement.yaml"]


def test_every_flipped_bit_is_noticed() -> None:
    chance = random.Random(20260301)  # noqa: S311 - which bits are flipped need not be secret
    for _ in range(2_000):
        place, bit = chance.randrange(len(CONTENT)), 1 << chance.randrange(8)
        changed = bytearray(CONTENT)
        changed[place] ^= bit
        assert codes(bytes(changed)), f"byte {place}, bit {bit}"


@pytest.mark.parametrize("cut", [0, 10, len(CONTENT) // 2, len(CONTENT) - 1])
def test_a_part_of_a_bundle_is_no_bundle(cut: int) -> None:
    assert codes(CONTENT[:cut]) == [("not-a-bundle", "")]


@pytest.mark.parametrize("more", [CONTENT + b"\0", b"\0" + CONTENT])
def test_bytes_before_and_after_are_noticed(more: bytes) -> None:
    assert codes(more) in ([("container-changed", "")], [("not-a-bundle", "")], [("file-missing", "manifest.json")])


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"statement__json": b"{}"}, [("file-changed", "statement.json")]),
        ({"checkpoint": None}, [("file-missing", "checkpoint")]),
        ({"manifest__json": None}, [("file-missing", "manifest.json")]),
        ({"more__txt": b"?"}, [("file-unknown", "more.txt")]),
        ({"manifest__json": b"[]"}, [("manifest-malformed", "manifest.json")]),
        ({"manifest__json": b"{}"}, [("manifest-malformed", "manifest.json")]),
        ({"manifest__json": b'{ "files":{}}'}, [("manifest-malformed", "manifest.json")]),
        ({"proof__json": b"{}"}, [("proof-malformed", "proof.json")]),
        (
            {f"segments/{sha256(ROWS).hexdigest()}__parquet": None},
            [("file-missing", f"segments/{sha256(ROWS).hexdigest()}.parquet")],
        ),
    ],
)
def test_every_change_has_its_own_name(changes: dict[str, bytes | None], found: list[tuple[str, str]]) -> None:
    assert codes(rezipped(**changes)) == found


def test_a_member_no_bundle_has_is_refused_even_if_listed() -> None:
    manifest = decode({info.filename: data for info, data in _members(CONTENT)}["manifest.json"])
    manifest["files"]["more.txt"] = {"sha256": sha256(b"?").hexdigest(), "size": 1}
    assert codes(rezipped(manifest__json=encode(manifest), more__txt=b"?")) == [("file-unknown", "more.txt")]


def test_packed_overlapping_and_doubled_members_are_refused() -> None:
    packed, doubled = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("manifest.json", b"{}")
    with zipfile.ZipFile(doubled, "w") as container:
        container.writestr("manifest.json", b"{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("manifest.json", b"{}")
    assert codes(packed.getvalue()) == codes(doubled.getvalue()) == [("not-a-bundle", "")]
    central = CONTENT.index(b"PK\1\2")
    larger = bytearray(CONTENT)
    larger[central + 20 : central + 28] = (2**31).to_bytes(4, "little") * 2
    assert codes(bytes(larger)) == [("not-a-bundle", "")]


@pytest.mark.parametrize(
    "entries", [PACKED[:-9], b"no gzip", PACKED[:40] + b"?" + PACKED[41:], packed_entries([b"x" * (1 << 24)])[0]]
)
def test_entries_that_cannot_be_unpacked_are_damaged(entries: bytes) -> None:
    with pytest.raises(BundleError) as caught:
        list(entry_lines(replace(WHOLE, entries=entries)))
    assert caught.value.code == "entries-damaged"


def test_more_lines_than_entries_could_be_are_refused_before_they_are_kept() -> None:
    with pytest.raises(BundleError, match="too short to be entries") as caught:
        list(entry_lines(replace(WHOLE, entries=packed_entries([b""] * 100_000)[0])))
    assert caught.value.code == "entries-damaged"


def test_entries_that_expand_without_measure_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upheld.evidence.bundle._ALWAYS_ALLOWED", 100)
    monkeypatch.setattr("upheld.evidence.bundle._EXPANSION", 2)
    with pytest.raises(BundleError, match="expands too far"):
        list(entry_lines(replace(WHOLE, entries=packed_entries([b"0" * 1000] * 9)[0])))
