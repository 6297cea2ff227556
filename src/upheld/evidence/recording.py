"""Facts out of a ledger: entries are read as strictly as files are, and every fact names its entry as its line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Final

import polars as pl

from upheld.evidence.canonical import encode
from upheld.evidence.columns import PLACE, Kind
from upheld.evidence.entries import Entry, EntryError, read_entry
from upheld.evidence.envelopes import contradicted
from upheld.evidence.facts import Facts
from upheld.evidence.jsonl import read_lines
from upheld.evidence.ledger import Ledger
from upheld.evidence.mistakes import Finding, listed, one
from upheld.evidence.read import Parts, checked_facts
from upheld.evidence.segments import SegmentError, check_segment
from upheld.evidence.tree import Frontier, leaf_hash, root
from upheld.problems import Place, Problem
from upheld.quantities.instants import parse_instant

__all__ = ["facts_of_entries", "facts_of_ledger"]

_AT_ONCE: Final = 1 << 13


def facts_of_entries(
    entries: Iterable[tuple[int, bytes | Entry]], segments: Mapping[str, bytes], *, name: str
) -> tuple[Facts | None, list[Problem]]:
    """The facts that entries record, by their bytes or read already, each with its index, and every problem with them;
    private fields are absent.

    `segments` are Parquet bytes by their SHA-256 (hexadecimal). In `Facts` and in problems `name` stands for the file,
    and the index of an entry for the line; a fact of a segment has that of the segment's entry. A fact is known from
    the instant it was received at the latest, whatever it says of itself: nothing can be recorded and stay unknown.
    """
    parts: Parts = []
    findings: list[Finding] = []
    targets: dict[int, int] = {}
    waiting, instant = iter(entries), lru_cache(maxsize=1)(parse_instant)
    while block := list(islice(waiting, _AT_ONCE)):
        facts, numbers, received = [], [], []
        for index, entry in _read(block, findings, name=name):
            if entry.type == "fact":
                if entry.supersedes is not None:
                    targets[index] = entry.supersedes
                facts.append(encode(entry.public))
                numbers.append(index)
                received.append(instant(entry.received))
            elif entry.type == "segment":
                parts.extend(_rows(entry, segments, findings=findings, place=Place(name, index)))
        if facts:
            tables, found = read_lines(facts, name)
            lines = pl.Series(numbers, dtype=PLACE["line"])
            latest = pl.Series(received, dtype=pl.Int64)
            parts.extend((kind, _renumbered(table, lines, latest=latest)) for kind, table in tables)
            findings.extend(_moved(each, numbers) for each in found)
    whole, problems = checked_facts(parts, (name,), findings=findings)
    if whole is None:
        return None, problems
    repeated = [replace(each, severity="error") for each in problems if each.code == "duplicate-fact"]
    errors = repeated + listed(_misled(whole, targets), "error")
    return (None, errors) if errors else (whole, problems)


def _misled(facts: Facts, targets: Mapping[int, int]) -> list[Finding]:
    """Corrections whose entries name another entry than that of the fact they correct."""
    if not targets:
        return []
    key, tables = ("source", "id"), list(facts.tables.values())
    corrections = pl.concat(
        [table.select("source", "id", "corrects", "line").drop_nulls("corrects") for table in tables]
    )
    wanted = corrections.select("source", pl.col("corrects").alias("id")).unique()
    held = pl.concat([table.select(*key, place="line").join(wanted, on=key, how="semi") for table in tables])
    named = corrections.join(held, left_on=("source", "corrects"), right_on=key)
    return [
        one("entry-contradicts-itself", Place(facts.files[0], line), type="fact", field="supersedes")
        for line, place in named.select("line", "place").iter_rows()
        if targets.get(line) != place
    ]


def facts_of_ledger(ledger: Ledger, size: int, *, name: str) -> tuple[Facts | None, list[Problem]]:
    """The facts of the first `size` entries, which are held against the root of that size; like `facts_of_entries`."""
    tree = Frontier()

    def hashed() -> Iterator[tuple[int, bytes]]:
        for index, content in enumerate(ledger.read(0, size)):
            tree.add(leaf_hash(content))
            yield index, content

    facts, problems = facts_of_entries(hashed(), ledger.segments, name=name)
    if tree.size != size or tree.root != root(size, ledger.node):
        differs = one("ledger-root-differs", Place(name), size=size)
        return None, listed([differs], "error") + problems
    return facts, problems


def _read(block: list[tuple[int, bytes | Entry]], findings: list[Finding], *, name: str) -> Iterator[tuple[int, Entry]]:
    for index, content in block:
        try:
            entry = read_entry(content) if isinstance(content, bytes) else content
        except EntryError as error:
            findings.append(one("not-an-entry", Place(name, index), detail=str(error)))
            continue
        if field := contradicted(entry):
            findings.append(one("entry-contradicts-itself", Place(name, index), type=entry.type, field=field))
        else:
            yield index, entry


def _rows(
    entry: Entry, segments: Mapping[str, bytes], *, findings: list[Finding], place: Place
) -> Iterator[tuple[Kind, pl.DataFrame]]:
    """The facts of a segment, all of them at the place of its entry."""
    digest = str(entry.public.get("digest")).removeprefix("sha256:")
    try:
        content = segments[digest]
    except KeyError:
        findings.append(one("segment-not-there", place, value=digest))
        return
    try:
        kind, table = check_segment(entry.public, content)
    except SegmentError as error:
        findings.append(one("segment-differs", place, value=digest, detail=error.reason))
        return
    line = pl.Series("line", [place.line], dtype=PLACE["line"]).new_from_index(0, table.height)
    latest = pl.min_horizontal("learned_at", parse_instant(entry.received)).alias("learned_at")
    yield kind, table.with_columns(line, latest)


def _renumbered(table: pl.DataFrame, numbers: pl.Series, *, latest: pl.Series) -> pl.DataFrame:
    """A table with the index of its entry on every row, known from when the entry was received at the latest."""
    places = table["line"] - 1
    return table.with_columns(
        numbers.gather(places).alias("line"),
        pl.min_horizontal("learned_at", latest.gather(places)).alias("learned_at"),
    )


def _moved(finding: Finding, numbers: list[int]) -> Finding:
    """A finding about lines of a block, with the indices of the entries they come from."""
    shown = (
        replace(each, place=replace(each.place, line=numbers[each.place.line - 1])) if each.place.line else each
        for each in finding.shown
    )
    return replace(finding, shown=tuple(shown))
