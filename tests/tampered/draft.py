"""A bundle on a forger's desk: ACME's ledger as entries that can be changed, and what a file is made of."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.ledgers import World, head_of
from upheld.evidence.bundle import _container, _manifest, packed_entries
from upheld.evidence.canonical import encode
from upheld.evidence.disclosure import disclose, disclosure_bytes
from upheld.evidence.ledger import MemoryLedger

__all__ = ["Draft", "set_field"]

Tree = dict[str, Any]


@dataclass(slots=True)
class Draft:
    """A bundle on a forger's desk."""

    world: World
    entries: list[bytes]
    segments: dict[str, bytes]
    agreement: bytes
    statement: bytes
    note: bytes
    prints: bytes | None
    withheld: set[int] = field(default_factory=set)
    has_cuts: bool = True
    members: dict[str, bytes] = field(default_factory=dict)
    manifest: bytes | None = None
    content: bytes | None = None

    def index(self, which: int | str) -> int:
        """Where an entry stands: an index, the id of a fact, or the type of an entry."""
        if isinstance(which, int):
            return which
        trees = [json.loads(each) for each in self.entries]
        return next(place for place, tree in enumerate(trees) if which in (tree["public"].get("id"), tree["type"]))

    def edit(self, which: int | str, change: Callable[[Tree], None]) -> None:
        """Write an entry anew."""
        place = self.index(which)
        tree = json.loads(self.entries[place])
        change(tree)
        self.entries[place] = encode(tree)

    def ledger(self) -> MemoryLedger:
        """The entries as a ledger."""
        found = MemoryLedger(self.world.ledger.origin)
        found.append(self.entries)
        return found

    def pack(self) -> None:
        """Put the members together, once."""
        if self.members:
            return
        ledger, size = self.ledger(), len(self.entries)
        heads = [head_of(each).size for each in self.world.notes] if self.has_cuts else []
        shown = sorted(set(range(size)) - self.withheld)
        packed, prints = packed_entries(self.entries[place] for place in shown)
        self.members = {
            "statement.json": self.statement,
            "agreement.yaml": self.agreement,
            "checkpoint": self.note,
            "proof.json": disclosure_bytes(disclose(shown, size, heads=heads, node=ledger.node)),
            "entries.jsonl.gz": packed,
            "fingerprints.bin": self.prints or prints,
        } | {f"segments/{name}.parquet": content for name, content in sorted(self.segments.items())}

    def closed(self) -> bytes:
        """The bytes of the file, written once."""
        self.pack()
        if self.content is None:
            self.content = _container(self.manifest or _manifest(self.members), self.members)
        return self.content


def set_field(tree: Any, path: str, value: object) -> None:
    """Change a field by its path, such as `results[0].value.display`; the value `<gone>` takes it out."""
    keys: list[str | int] = []
    for part in path.split("."):
        name, *places = part.replace("]", "").split("[")
        keys += [*([name] if name else []), *map(int, places)]
    for key in keys[:-1]:
        tree = tree[key]
    if value == "<gone>":
        del tree[keys[-1]]
    else:
        tree[keys[-1]] = value
