"""Ledgers keep what they are given: in memory and in a file the same entries, hashes, notes and segments."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.merkle import tree_hash
from upheld.evidence.ledger import Ledger, MemoryLedger
from upheld.evidence.ledger_file import FileLedger, LedgerFileError, create_ledger, open_ledger
from upheld.evidence.tree import root

ENTRIES = [b"entry %d" % index for index in range(70_000)]


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    """An empty ledger in a file."""
    return create_ledger(tmp_path / "a.ledger", "a.example/upheld/b/1")


def grown(ledger: FileLedger | MemoryLedger, *sizes: int) -> Ledger:
    """The ledger after appends up to each of these sizes."""
    for size in sizes:
        ledger.append(ENTRIES[ledger.size : size])
    return ledger


def subtrees(size: int) -> list[tuple[int, int]]:
    """Some perfect subtrees of a tree, of every level."""
    levels = range(size.bit_length())
    return [(level, index) for level in levels for index in {0, (size >> level) // 2, (size >> level) - 1}]


@pytest.mark.parametrize(
    "sizes", [(1,), (255,), (256,), (257,), (100, 256, 400), (511, 513), (3, 70_000), (65_535, 65_536, 65_537)]
)
def test_a_file_has_the_tree_of_a_memory(ledger: FileLedger, sizes: tuple[int, ...]) -> None:
    memory = grown(MemoryLedger("m"), sizes[-1])
    grown(ledger, *sizes)
    assert list(ledger.read(0, sizes[-1] + 9)) == list(memory.read(0, sizes[-1] + 9)) == ENTRIES[: sizes[-1]]
    assert [ledger.node(*each) for each in subtrees(sizes[-1])] == [memory.node(*each) for each in subtrees(sizes[-1])]
    assert ledger.frontier().root == root(sizes[-1], memory.node) == root(sizes[-1], ledger.node)
    assert list(ledger.leaves()) == [memory.node(0, index) for index in range(sizes[-1])]


@given(st.lists(st.integers(0, 700), min_size=1, max_size=6).map(sorted))
def test_however_it_grew_the_root_is_that_of_its_entries(sizes: list[int]) -> None:
    memory = grown(MemoryLedger("m"), *sizes)
    assert root(memory.size, memory.node) == tree_hash(ENTRIES[: sizes[-1]])


def test_what_is_not_there_has_no_hash(ledger: FileLedger) -> None:
    for each in (grown(MemoryLedger("m"), 300), grown(ledger, 300)):
        for place in ((0, 300), (8, 1), (9, 0), (16, 0)):
            with pytest.raises(LookupError):
                each.node(*place)
        assert list(each.read(299, 400)) == [ENTRIES[299]]
        assert list(each.read(5, 5)) == []


def test_notes_and_segments_are_kept(ledger: FileLedger) -> None:
    for each in (MemoryLedger("m"), ledger):
        each.add_signed(b"one")
        each.add_signed(b"two")
        each.add_segment(b"rows")
        each.add_segment(b"rows")
        assert each.signed() == [b"one", b"two"]
        assert dict(each.segments) == {sha256(b"rows").hexdigest(): b"rows"}
        assert len(each.segments) == 1
        assert "0" * 64 not in each.segments
    assert (MemoryLedger("m").origin, ledger.origin) == ("m", "a.example/upheld/b/1")


def test_another_process_reads_what_was_written(ledger: FileLedger) -> None:
    grown(ledger, 300)
    with open_ledger(ledger.path) as again:
        assert (again.size, again.frontier().root) == (300, ledger.frontier().root)


def test_an_append_is_whole_or_nothing(ledger: FileLedger) -> None:
    grown(ledger, 10)
    before = ledger.frontier().root

    def broken() -> Iterator[bytes]:
        yield from ENTRIES[10:40_000]
        raise RuntimeError("the wire broke")

    with pytest.raises(RuntimeError):
        ledger.append(broken())
    assert (ledger.size, ledger.frontier().root) == (10, before)
    grown(ledger, 12)
    assert ledger.frontier().root == tree_hash(ENTRIES[:12])


def test_a_part_of_a_writing_can_fail_alone(ledger: FileLedger) -> None:
    def part() -> None:
        with ledger.writing():
            ledger.append(ENTRIES[3:5])
            raise RuntimeError

    with ledger.writing():
        ledger.append(ENTRIES[:3])
        with pytest.raises(RuntimeError):
            part()
        ledger.append(ENTRIES[3:4])
    assert ledger.frontier().root == tree_hash(ENTRIES[:4])


def test_a_second_writer_waits_and_is_told(ledger: FileLedger) -> None:
    with open_ledger(ledger.path) as other:
        other.select("PRAGMA busy_timeout = 1")
        with ledger.writing(), pytest.raises(LedgerFileError) as caught:
            other.append([b"too early"])
        assert caught.value.code == "ledger-busy"
        other.append([b"now"])
    assert ledger.size == 1


def test_wiping_needs_the_file_alone(ledger: FileLedger) -> None:
    grown(ledger, 3)
    with open_ledger(ledger.path) as other:
        ledger.select("PRAGMA busy_timeout = 1")
        with other.writing(), pytest.raises(LedgerFileError) as caught:
            ledger.wipe()
        assert caught.value.code == "ledger-busy"
    ledger.wipe()
    assert ledger.size == 3


def test_a_reader_keeps_what_was_wiped_from_going(ledger: FileLedger) -> None:
    grown(ledger, 3)
    with open_ledger(ledger.path) as other:
        ledger.select("PRAGMA busy_timeout = 1")
        other.select("BEGIN")
        other.select("SELECT count(*) FROM entry")
        with pytest.raises(LedgerFileError) as caught:
            ledger.wipe()
        assert caught.value.code == "ledger-busy"
