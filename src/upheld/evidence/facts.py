"""Loaded facts: one table per kind, always present, sorted, and what can be asked of them as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from upheld.evidence.columns import KINDS, empty
from upheld.evidence.digest import digest_of

__all__ = ["Facts", "facts_of"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened, checked. Instants are int64 microseconds UTC; a table's columns are those of `columns.schema`,
    plus one text column per free attribute seen (`set.priority`, `label.region`, `attribute.room`).

    Each table is sorted by (item, work or whatever it is about; at; seq; source; id), and (source, id) is unique over
    all of them. `files` are the paths read, in order; the column `file` of a table is an index into it.
    """

    files: tuple[str, ...]
    states: pl.DataFrame
    watches: pl.DataFrame
    work: pl.DataFrame
    samples: pl.DataFrame
    counts: pl.DataFrame
    windows: pl.DataFrame
    decisions: pl.DataFrame
    members: pl.DataFrame
    deliveries: pl.DataFrame
    surveys: pl.DataFrame
    readings: pl.DataFrame

    def table(self, kind: str) -> pl.DataFrame:
        """The table of a kind by its word (`state`, `work`, ...)."""
        found: pl.DataFrame = getattr(self, KINDS[kind].table)
        return found

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by the word of its kind."""
        return {kind: self.table(kind) for kind in KINDS}

    @property
    def count(self) -> int:
        """How many facts there are."""
        return sum(table.height for table in self.tables.values())

    @property
    def learned_last(self) -> int | None:
        """The latest instant [us UTC] at which one of the facts was learned; None without facts."""
        return _latest(self, "learned_at")

    @property
    def happened_last(self) -> int | None:
        """The latest instant [us UTC] at which one of the facts happened; None without facts."""
        return _latest(self, "at")

    @property
    def digest(self) -> str:
        """`sha256:...` of the facts alone: the same whatever the files, formats and order they came in. Computed when
        asked.
        """
        return digest_of(self.tables)

    def learned_after(self, instant: int) -> int:
        """How many of the facts were learned after an instant [us UTC]."""
        return sum(int((table["learned_at"] > instant).sum()) for table in self.tables.values())

    def known_at(self, known_at: int) -> "Facts":
        """The facts as they stood at an instant [us UTC]: without those learned later, and without those that a
        correction learned by then supersedes.
        """
        known = {kind: table.filter(pl.col("learned_at") <= known_at) for kind, table in self.tables.items()}
        superseded = pl.concat(
            [table.filter(pl.col("corrects").is_not_null()).select("source", "corrects") for table in known.values()]
        ).rename({"corrects": "id"})
        if superseded.height:
            known = {
                kind: table.join(superseded, on=["source", "id"], how="anti", maintain_order="left")
                for kind, table in known.items()
            }
        return facts_of(self.files, known)


def facts_of(files: tuple[str, ...], tables: Mapping[str, pl.DataFrame]) -> Facts:
    """Facts from sorted, checked tables by the word of their kind; kinds that are not there are empty."""
    return Facts(files, **{kind.table: tables.get(name, empty(kind)) for name, kind in KINDS.items()})


def _latest(facts: Facts, column: str) -> int | None:
    latest = [table[column].max() for table in facts.tables.values() if table.height]
    return max((int(at) for at in latest if isinstance(at, int)), default=None)
