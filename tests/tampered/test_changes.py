"""Changes at random: a bit anywhere in a bundle, or a field of anything in it with the manifest stamped again.

`UPHELD_EXAMPLES=1000` is the full proof: 1,000 of 1,000 of either kind are found.
"""

import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import pytest

from tests.ledgers import acme, head_of, key_of, whole_bundle
from tests.tampered.forging import forged
from tests.worlds import EXAMPLES
from upheld.evidence.bundle import _container, _manifest, _members, packed_entries
from upheld.evidence.canonical import encode
from upheld.evidence.holdings import Held
from upheld_verify.verify import Answer, verify

HELD: Final = Held([key_of("acme").verifier], [head_of(acme().notes[1])])
BUNDLES: Final = (whole_bundle(), forged([{"do": "excerpt", "promises": ["requests"]}]))

Chance = random.Random
Keys = tuple[str | int, ...]


def chance_for(name: str) -> Chance:
    return random.Random(name)  # noqa: S311 - which field is changed need not be secret


@pytest.mark.parametrize("bundle", BUNDLES)
def test_these_bundles_verify_as_they_are(bundle: bytes) -> None:
    assert verify(bundle, held=HELD).holds


def test_every_flipped_bit_is_found() -> None:
    chance, missed = chance_for("bits"), []
    for _ in range(EXAMPLES):
        changed = bytearray(chance.choice(BUNDLES))
        place, bit = chance.randrange(len(changed)), chance.randrange(8)
        changed[place] ^= 1 << bit
        if verify(bytes(changed), held=HELD).holds:
            missed.append((place, bit))
    assert missed == []


def test_every_changed_field_is_found() -> None:
    chance, missed = chance_for("fields"), []
    for _ in range(EXAMPLES):
        bundle = chance.choice(BUNDLES)
        name, change = chance.choice(list(CHANGES.items()))
        members = _members(bundle)
        manifest = members.pop("manifest.json")
        what = change(members, chance)
        stamped = changed_json(manifest, chance)[0] if name == "manifest" else _manifest(members)
        answer = verify(_container(stamped, members), held=HELD)
        if answer.holds and not is_of_another_instant(answer, name, what=what):
            missed.append((name, what))
    assert missed == []


def is_of_another_instant(answer: Answer, name: str, *, what: str) -> bool:
    """Whether a statement was made that of another instant at which the same was known: true, and the page says it."""
    was = verify(whole_bundle(), held=HELD).about["known at"]
    return name == "statement" and what.startswith("('known_at',)") and answer.about["known at"] != was


# --- one field --------------------------------------------------------------------------------------------------------


def leaves(tree: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value in a tree that holds no other, with the keys that lead to it."""
    pairs: Iterable[tuple[str | int, Any]] = ()
    if isinstance(tree, dict | list):
        pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    if not isinstance(tree, dict | list) or not tree:
        yield path, tree
    else:
        for key, each in pairs:
            yield from leaves(each, (*path, key))


def other(value: Any, chance: Chance) -> Any:
    """Another value, often nearly the same."""
    if isinstance(value, int) and not isinstance(value, bool):
        return chance.choice([value + 1, value - 1, value + 1_000_000, -value - 1, str(value)])
    if not isinstance(value, str):
        others: list[Any] = [True, False, None, 0, "", [], {}]
        return chance.choice([each for each in others if repr(each) != repr(value)])
    place, new = chance.randrange(len(value) + 1), chance.choice("0aZ9 \N{GREEK SMALL LETTER ALPHA}")
    changed = value[:place] + new + value[place + chance.randrange(2) :]
    return changed if changed != value else f"{value}{new}"


def change_tree(tree: Any, chance: Chance) -> str:
    """Change one field of a tree in place; says which, from what, to what."""
    path, value = chance.choice(list(leaves(tree)))
    new = other(value, chance)
    for key in path[:-1]:
        tree = tree[key]
    tree[path[-1]] = new
    return f"{path}: {value!r} to {new!r}"


def changed_json(content: bytes, chance: Chance) -> tuple[bytes, str]:
    tree = json.loads(content)
    what = change_tree(tree, chance)
    return encode(tree), what


def _statement(members: dict[str, bytes], chance: Chance) -> str:
    tree = json.loads(members["statement.json"])
    what = change_tree(tree, chance)
    members["statement.json"] = (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()
    return what


def _entry(members: dict[str, bytes], chance: Chance) -> str:
    entries = gzip.decompress(members["entries.jsonl.gz"]).splitlines()
    place = chance.randrange(len(entries))
    entries[place], what = changed_json(entries[place], chance)
    members["entries.jsonl.gz"], prints = packed_entries(entries)
    if chance.randrange(2):
        members["fingerprints.bin"] = prints
    return f"line {place}: {what}"


def _proof(members: dict[str, bytes], chance: Chance) -> str:
    members["proof.json"], what = changed_json(members["proof.json"], chance)
    return what


def _text_of(name: str) -> Callable[[dict[str, bytes], Chance], str]:
    """A change of one character of a text."""

    def change(members: dict[str, bytes], chance: Chance) -> str:
        was = members[name].decode()
        members[name] = str(other(was, chance)).encode()
        return members[name].decode()

    return change


def _fingerprint(members: dict[str, bytes], chance: Chance) -> str:
    prints = bytearray(members["fingerprints.bin"])
    place = chance.randrange(len(prints))
    prints[place] ^= 1 + chance.randrange(255)
    members["fingerprints.bin"] = bytes(prints)
    return f"byte {place}"


def _nothing(members: dict[str, bytes], chance: Chance) -> str:
    return "a field of the manifest"


CHANGES: Final[Mapping[str, Callable[[dict[str, bytes], Chance], str]]] = {
    "statement": _statement,
    "entry": _entry,
    "proof": _proof,
    "checkpoint": _text_of("checkpoint"),
    "agreement": _text_of("agreement.yaml"),
    "fingerprints": _fingerprint,
    "manifest": _nothing,
}
