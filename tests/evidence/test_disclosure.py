"""What is shown and what is withheld: together the whole tree, at every head, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.canonical import decode, encode
from upheld.evidence.disclosure import Disclosure, DisclosureError, disclose, disclosure_bytes, read_disclosure, roots
from upheld.evidence.tree import EMPTY_ROOT, leaf_hash, node_hash, root

ENTRIES = [f"entry {index}".encode() for index in range(70)]


def node(level: int, index: int) -> bytes:
    """The hash of a perfect subtree of the entries, the slow way."""
    if level == 0:
        return leaf_hash(ENTRIES[index])
    return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


def shown(*indices: int, size: int = 70, heads: tuple[int, ...] = ()) -> Disclosure:
    return disclose(indices, size, heads=heads, node=node)


@given(st.integers(1, 70), st.data())
def test_the_root_of_every_head_comes_out_of_what_is_shown(size: int, data: st.DataObject) -> None:
    indices = data.draw(st.sets(st.integers(0, size - 1)))
    heads = data.draw(st.sets(st.integers(0, 80)))
    disclosure = read_disclosure(disclosure_bytes(disclose(indices, size, heads=heads, node=node)))
    assert list(disclosure.indices) == sorted(indices)
    found = roots(disclosure, [ENTRIES[index] for index in disclosure.indices], at=heads)
    assert found == {head: root(head, node) for head in {*heads, size} if head <= size}


@given(st.sets(st.integers(0, 69)), st.integers(0, 69))
def test_another_entry_gives_another_root(indices: set[int], changed: int) -> None:
    disclosure = shown(*indices, changed)
    entries = [ENTRIES[index] + b"!" * (index == changed) for index in disclosure.indices]
    assert roots(disclosure, entries)[70] != root(70, node)


def test_a_whole_ledger_withholds_nothing() -> None:
    disclosure = shown(*range(70), heads=(3, 64))
    assert (disclosure.shown, disclosure.withheld, disclosure.count) == (((0, 70),), (), 70)


def test_a_head_that_a_withheld_subtree_stands_across_has_no_root() -> None:
    assert set(roots(shown(69), [ENTRIES[69]], at=(3, 64, 70))) == {64, 70}


@pytest.mark.parametrize(("given_count", "says"), [(1, "fewer than the 2"), (3, "more than the 2")])
def test_as_many_entries_are_needed_as_are_shown(given_count: int, says: str) -> None:
    with pytest.raises(DisclosureError, match=says):
        roots(shown(3, 9), ENTRIES[:given_count])


def with_field(name: str, value: object) -> bytes:
    return encode(decode(disclosure_bytes(shown(2, 3, 5, size=6, heads=(4,)))) | {name: value})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{}", "not a disclosure"),
        (b"[ ]", "other bytes"),
        (with_field("format", "upheld-disclosure/2"), "format"),
        (with_field("more", 1), "exactly the fields"),
        (with_field("size", -6), "does not count"),
        (with_field("size", True), "does not count"),
        (with_field("shown", [[2, 4], [4, 6]]), "overlap, touch"),
        (with_field("shown", [[2, 9]]), "overlap, touch"),
        (with_field("shown", [[2, 4, 5]]), "not a disclosure"),
        (with_field("heads", [4, 6]), "exactly the fields"),
        (with_field("withheld", []), "exactly the rest"),
        (with_field("withheld", [[99, 0, "00"], [0, 4, "00"]]), "exactly the rest"),
        (with_field("withheld", [[1, 0, "AB" * 32], [0, 4, "ab" * 32]]), "written as"),
        (with_field("withheld", [[1, 0, "00"], [0, 4, "00"]]), "32 bytes"),
        (with_field("withheld", [[1, 0, "zz"], [0, 4, "00"]]), "not a disclosure"),
    ],
)
def test_a_disclosure_that_nobody_can_have_made_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(DisclosureError, match=says):
        read_disclosure(content)


def test_an_empty_ledger_has_the_empty_root() -> None:
    with pytest.raises(DisclosureError, match="not empty"):
        read_disclosure(disclosure_bytes(shown(size=0)))
    assert root(0, node) == EMPTY_ROOT
