"""What a forger does to entries, blocks of samples, agreements and heads."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from tests.ledgers import KNOWN_AT, PERIOD, agreement_text, at_head, globex, head_of, key_of, needed_by, stated
from tests.tampered.draft import Draft, set_field
from upheld.agreements.load import load_bytes
from upheld.evidence.canonical import encode
from upheld.evidence.checkpoint import Checkpoint, checkpoint_text, signed
from upheld.evidence.segments import seal, segment_table
from upheld.evidence.tree import root

__all__ = ["ENTRY_CHANGES"]

Tree = dict[str, Any]


def _edit(draft: Draft, *, entry: int | str, field: str, to: object) -> None:
    if isinstance(to, str) and to.startswith("<vkey of "):
        to = key_of(to[9:-1]).verifier.text
    draft.edit(entry, lambda tree: set_field(tree, field, to))


def _bytes(draft: Draft, *, entry: int | str, old: str, new: str) -> None:
    place = draft.index(entry)
    content = draft.entries[place]
    assert old.encode() in content, f"{old} does not stand in {content!r}"
    draft.entries[place] = content.replace(old.encode(), new.encode("utf-8", "surrogatepass"), 1)


def _drop(draft: Draft, *, entry: int | str) -> None:
    del draft.entries[draft.index(entry)]


def _swap(draft: Draft, *, entry: int | str, other: int | str) -> None:
    one, two = draft.index(entry), draft.index(other)
    draft.entries[one], draft.entries[two] = draft.entries[two], draft.entries[one]


def _insert(draft: Draft, *, at: int, like: int | str, client: str = "acme", fields: Mapping[str, Any]) -> None:
    source = draft
    if client == "globex":
        other = globex()
        source = Draft(other, list(other.ledger.read(0, other.ledger.size)), {}, b"", b"", b"", None)
    tree = json.loads(source.entries[source.index(like)])
    for path, value in fields.items():
        set_field(tree, path, value)
    draft.entries.insert(at, encode(tree))


def _insert_text(draft: Draft, *, at: int, text: str, times: int = 1) -> None:
    draft.entries.insert(at, text.encode() * times)


def _truncate(draft: Draft, *, to: int) -> None:
    del draft.entries[to:]


def _renumber(draft: Draft) -> None:
    """Give every source numbers without a gap, as if nothing were missing."""
    due: dict[str, int] = {}
    for place in range(len(draft.entries)):
        source = json.loads(draft.entries[place])["source"]
        first = due.get(source["collector"], 1)
        last = first + source["seq_to"] - source["seq_from"]
        due[source["collector"]] = last + 1
        numbers = {"seq_from": first, "seq_to": last}
        draft.edit(place, lambda tree, numbers=numbers: set_field(tree, "source", tree["source"] | numbers))  # type: ignore[misc]


def _own(draft: Draft, *, kind: str, public: Tree) -> None:
    """Add an entry about the ledger itself."""
    tree = json.loads(draft.entries[0]) | {"type": kind, "public": public, "received": KNOWN_AT}
    tree["source"] |= {"seq_from": 99, "seq_to": 99}
    draft.entries.append(encode(tree))
    _renumber(draft)


def _rotate(draft: Draft, *, old: str, new: str, by: str) -> None:
    keys = key_of(old), key_of(new), key_of(by)
    handed = signed(f"{keys[1].verifier.text}\n", [keys[2]]).decode()
    public = {"old": keys[0].verifier.text, "new": keys[1].verifier.text, "signature": handed}
    _own(draft, kind="key.rotate", public=public)


def _revoke(draft: Draft, *, key: str) -> None:
    _own(draft, kind="key.revoke", public={"vkey": key_of(key).verifier.text, "reason": "it was stolen"})


def _withhold(draft: Draft, *, entry: int | str) -> None:
    draft.withheld.add(draft.index(entry))


# --- blocks of samples, agreements ------------------------------------------------------------------------------------


def _reseal(draft: Draft, *, row: int, good: int, root_too: bool = True) -> None:
    """Change one count of the sealed block, and the entry that names the block."""
    place = draft.index("segment")
    public = json.loads(draft.entries[place])["public"]
    kind, table = segment_table(public, draft.segments.pop(public["digest"][7:]))
    rows = table["good"].to_list()
    rows[row] = good
    segment = seal(kind, table.with_columns(good=pl.Series(rows)))
    draft.segments[segment.digest] = segment.content
    kept = {} if root_too else {"root": public["root"]}
    draft.edit(place, lambda tree: tree["public"].update(dict(segment.public) | kept))


def _segment(draft: Draft, *, how: str) -> None:
    ((name, content),) = draft.segments.items()
    if how == "drop":
        draft.segments.clear()
    elif how == "add":
        draft.segments["0" * 64] = content
    elif how == "flip":
        draft.segments[name] = content[:40] + bytes([content[40] ^ 1]) + content[41:]


def _agreement(draft: Draft, *, revision: int = 2, old: str = "", new: str = "", client: str = "acme") -> None:
    text = agreement_text(client, revision)
    draft.agreement = text.replace(old.encode(), new.encode()) if old else text


def _record_agreement(draft: Draft, *, entry: int) -> None:
    """Let an entry that recorded another agreement record this one."""
    found, problems = load_bytes(draft.agreement, "agreement.yaml")
    assert found is not None, problems
    file = f"sha256:{sha256(draft.agreement).hexdigest()}"
    draft.edit(entry, lambda tree: tree["public"].update(digest=found.digest, file=file))


# --- doing over -------------------------------------------------------------------------------------------------------


def _state_again(draft: Draft, *, known_at: str = KNOWN_AT, head: str = "new", without: str = "") -> None:
    """State March from the entries as they are now, perhaps without one, under the head that they have, or the one that
    was signed.
    """
    left_out, ledger = draft.index(without) if without else -1, draft.ledger()
    entries = [(place, each) for place, each in enumerate(draft.entries) if place != left_out]
    under = at_head(ledger, ledger.size) if head == "new" else head_of(draft.note)
    asked = (PERIOD, known_at)
    draft.statement = stated(entries, draft.segments, agreement=draft.agreement, asked=asked, head=under)


def _excerpt(draft: Draft, *, promises: list[str], without: str = "", has_cuts: bool = True) -> None:
    """State some promises alone, and show what they need, perhaps without one entry."""
    shown = {0, 1, 2, *needed_by(draft.world, *promises)} - ({draft.index(without)} if without else set())
    entries = [(place, draft.entries[place]) for place in sorted(shown)]
    asked, head = (PERIOD, KNOWN_AT, *promises), head_of(draft.note)
    draft.statement = stated(entries, draft.segments, agreement=draft.agreement, asked=asked, head=head)
    draft.withheld, draft.prints, draft.has_cuts = set(range(len(draft.entries))) - shown, None, has_cuts
    draft.segments = draft.segments if draft.index("segment") in shown else {}


def _sign_again(draft: Draft, *, keys: list[str], origin: str = "", size: int | None = None) -> None:
    """Sign the head of the entries as they are now."""
    ledger = draft.ledger()
    count = len(draft.entries) if size is None else size
    head = Checkpoint(origin or ledger.origin, count, root(len(draft.entries), ledger.node))
    draft.note, draft.prints = signed(checkpoint_text(head), [key_of(name) for name in keys]), None


def _fingerprints_again(draft: Draft) -> None:
    draft.prints = None


def _earlier_head(draft: Draft, *, head: int) -> None:
    """Go back to a head that was signed before."""
    draft.note, draft.prints = draft.world.notes[head], None


ENTRY_CHANGES: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "edit": _edit,
        "bytes": _bytes,
        "drop": _drop,
        "swap": _swap,
        "insert": _insert,
        "insert-text": _insert_text,
        "truncate": _truncate,
        "renumber": _renumber,
        "own": _own,
        "rotate": _rotate,
        "revoke": _revoke,
        "withhold": _withhold,
        "reseal": _reseal,
        "segment": _segment,
        "agreement": _agreement,
        "record-agreement": _record_agreement,
        "state-again": _state_again,
        "excerpt": _excerpt,
        "sign-again": _sign_again,
        "fingerprints-again": _fingerprints_again,
        "earlier-head": _earlier_head,
    }
)
"""Each change by the word that an attack calls it."""
