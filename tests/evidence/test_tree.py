"""The hash tree: published vectors, a slow twin, every proof up to 260 leaves, and proofs that lie."""

import json
import os
import random
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.reference.merkle import consistency, inclusion, tree_hash
from upheld.evidence.ledger import MemoryLedger
from upheld.evidence.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    perfect_subtrees,
    root,
    root_of,
)

VECTORS = os.environ.get("UPHELD_MERKLE", "")
"""A folder `testdata` of transparency-dev/merkle: its cases are read where they lie, and are no part of the project."""

MUTANTS = 200_000
LARGEST = 260
EIGHT = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
EIGHT.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = (
    *("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",),
    *("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",),
    *("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    *("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",),
    *("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",),
    *("4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",),
    *("76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",),
    *("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",),
    *("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",),
)


def tree_of(entries: list[bytes]) -> MemoryLedger:
    ledger = MemoryLedger("log")
    ledger.append(entries)
    return ledger


ENTRIES = [b"%d" % index for index in range(LARGEST)]
TREE = tree_of(ENTRIES)
HEADS = [root(size, TREE.node) for size in range(LARGEST + 1)]


def cases(kind: str) -> list[dict[str, Any]]:
    """The published cases of a kind, each with the name of its file."""
    files = sorted((Path(VECTORS) / kind).rglob("*.json")) if VECTORS else []
    return [json.loads(file.read_text(encoding="utf-8")) | {"file": str(file)} for file in files]


def proof_of(case: dict[str, Any]) -> list[bytes]:
    return [b64decode(each) for each in case["proof"] or ()]


def is_refused(check: Callable[[], None]) -> bool:
    try:
        check()
    except ProofError:
        return True
    return False


@pytest.mark.skipif(not VECTORS, reason="UPHELD_MERKLE names no folder testdata of transparency-dev/merkle")
def test_all_the_published_cases_come_out_as_published() -> None:
    both = cases("inclusion") + cases("consistency")
    assert (len(both), sum(case["wantErr"] for case in both)) == (196, 184)
    assert [case["file"] for case in both if is_refused(partial(checked, case)) != case["wantErr"]] == []


def checked(case: dict[str, Any]) -> None:
    """Check the proof of a case. Raises `ProofError`."""
    proof = proof_of(case)
    if "leafIdx" in case:
        leaf, head = b64decode(case["leafHash"] or ""), b64decode(case["root"] or "")
        check_inclusion(leaf, case["leafIdx"], size=case["treeSize"], proof=proof, root=head)
    else:
        old, new = b64decode(case["root1"] or ""), b64decode(case["root2"] or "")
        check_consistency(case["size1"], case["size2"], old_root=old, new_root=new, proof=proof)


@pytest.mark.parametrize("size", range(9))
def test_published_roots_of_eight_leaves(size: int) -> None:
    assert root(size, tree_of(EIGHT).node).hex() == tree_hash(EIGHT[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 64, 65, 130, LARGEST])
def test_proofs_are_those_of_the_recursive_definitions(size: int) -> None:
    entries = ENTRIES[:size]
    assert root(size, TREE.node) == tree_hash(entries)
    for index in range(size):
        assert inclusion_proof(index, size, node=TREE.node) == inclusion(index, entries)
        assert consistency_proof(index + 1, size, node=TREE.node) == consistency(index + 1, entries)


def test_every_proof_up_to_260_leaves_holds() -> None:
    count = 0
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, node=TREE.node)
            check_inclusion(leaf_hash(ENTRIES[index]), index, size=size, proof=proof, root=HEADS[size])
            proof = consistency_proof(index + 1, size, node=TREE.node)
            check_consistency(index + 1, size, old_root=HEADS[index + 1], new_root=HEADS[size], proof=proof)
            count += 2
    assert count == 67_860


def changed(proof: list[bytes], luck: random.Random) -> list[bytes]:
    """The proof with one bit turned, one hash more, fewer, doubled, cut, or two in each other's place."""
    proof, place = list(proof), luck.randrange(max(1, len(proof)))
    match luck.randrange(5 if proof else 1):
        case 0:
            proof.insert(place, luck.randbytes(32))
        case 1:
            bit = 1 << luck.randrange(256)
            proof[place] = (int.from_bytes(proof[place]) ^ bit).to_bytes(32)
        case 2:
            del proof[place]
        case 3:
            proof[place] = proof[place][:-1]
        case _:
            proof.insert(place, proof[place])
    return proof


def test_no_changed_inclusion_is_accepted() -> None:
    luck, accepted = random.Random(6962), 0  # noqa: S311 - the same lies on every run
    for _ in range(MUTANTS // 2):
        size = luck.randint(1, LARGEST)
        index = luck.randrange(size)
        leaf, head, proof = leaf_hash(ENTRIES[index]), HEADS[size], inclusion_proof(index, size, node=TREE.node)
        match luck.randrange(4):
            case 0:
                proof = changed(proof, luck)
            case 1:
                leaf = leaf_hash(ENTRIES[index] + b"!")
            case 2:
                head = HEADS[size - 1]
            case _:
                index = luck.choice([each for each in range(-1, size + 1) if each != index])
        try:
            check_inclusion(leaf, index, size=size, proof=proof, root=head)
        except ProofError:
            continue
        accepted += 1
    assert accepted == 0


def test_no_changed_consistency_is_accepted() -> None:
    luck, accepted = random.Random(9162), 0  # noqa: S311 - likewise
    for _ in range(MUTANTS // 2):
        old, new = sorted(luck.sample(range(1, LARGEST + 1), 2))
        heads, proof = [HEADS[old], HEADS[new]], consistency_proof(old, new, node=TREE.node)
        match luck.randrange(4):
            case 0:
                proof = changed(proof, luck)
            case 1:
                heads[luck.randrange(2)] = luck.randbytes(32)
            case 2:
                heads.reverse()
            case _:
                old += luck.choice([-1, 1])
        try:
            check_consistency(old, new, old_root=heads[0], new_root=heads[1], proof=proof)
        except ProofError:
            continue
        accepted += 1
    assert accepted == 0


def test_a_proof_of_what_is_not_there_is_refused() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ProofError, match="there is no leaf"):
            inclusion_proof(index, size, node=TREE.node)
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ProofError, match="is no extension"):
            consistency_proof(old, new, node=TREE.node)
        with pytest.raises(ProofError, match="is no extension"):
            check_consistency(old, new, old_root=EMPTY_ROOT, new_root=HEADS[3], proof=[])
    assert consistency_proof(3, 3, node=TREE.node) == []


def test_a_leaf_is_a_hash() -> None:
    with pytest.raises(ProofError, match="not 32 bytes long"):
        check_inclusion(b"", 0, size=1, proof=[], root=b"")


def test_perfect_subtrees_cover_a_range_once() -> None:
    for start, end in combinations(range(40), 2):
        covered = [
            leaf
            for level, index in perfect_subtrees(start, end)
            for leaf in range(index << level, (index + 1) << level)
        ]
        assert covered == list(range(start, end))
    assert perfect_subtrees(3, 3) == []


def test_a_root_needs_all_of_its_subtrees() -> None:
    assert root_of([], 0, end=0) == EMPTY_ROOT
    with pytest.raises(ProofError, match="1 hashes do not make the tree over 0 to 3"):
        root_of([EMPTY_ROOT], 0, end=3)


def test_a_frontier_grows_to_the_same_roots() -> None:
    tree = Frontier()
    for index, entry in enumerate(ENTRIES):
        tree.add(leaf_hash(entry))
        assert (tree.size, tree.root) == (index + 1, HEADS[index + 1])
    again = Frontier(tree.size, tree.hashes)
    again.add(node_hash(leaf_hash(b"a"), leaf_hash(b"b")), 1)
    assert again.root == tree_hash([*ENTRIES, b"a", b"b"])


def test_a_frontier_takes_no_subtree_where_none_can_stand() -> None:
    with pytest.raises(ProofError, match="no perfect subtree of 2 leaves starts at 1"):
        Frontier(1, [leaf_hash(b"")]).add(leaf_hash(b""), 1)


@pytest.mark.parametrize("leaf", [b"", b"\0" * 31, b"\0" * 33])
def test_a_leaf_hash_has_32_bytes(leaf: bytes) -> None:
    with pytest.raises(ProofError, match="32 bytes"):
        check_inclusion(leaf, 0, size=1, proof=[], root=leaf)


def test_two_trees_of_one_size_have_one_root() -> None:
    with pytest.raises(ProofError, match="different roots"):
        check_consistency(7, 7, old_root=HEADS[7], new_root=HEADS[8], proof=[])
