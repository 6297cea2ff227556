"""Facts into a ledger: what is new becomes entries, all or none; what is there already is passed over; what is
contradicted is a problem.

Many samples, counts or readings become segments. Everything else is an entry of its own, in the order it was learned,
corrections after what they correct.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from upheld.evidence.bookkeeping import opening_of, received_text
from upheld.evidence.canonical import NotCanonicalError, encode
from upheld.evidence.columns import KINDS, Kind
from upheld.evidence.commitments import KEY_SIZE, Randomness, by_field, commitment, without_private
from upheld.evidence.entries import SELF, Entry, Origin, entry_bytes
from upheld.evidence.envelopes import observed, side
from upheld.evidence.facts import Facts
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.mistakes import Finding, listed, one
from upheld.evidence.register import Known, Private, fact_digest
from upheld.evidence.segments import SEALED, public_facts, seal
from upheld.problems import Place, Problem
from upheld.quantities.instants import MINUTE, instant_text

__all__ = ["BULK_FROM", "Progress", "Receipt", "Session", "record"]

BULK_FROM: Final = 1_000
"""More samples, counts and readings than this in one go become segments."""

_FEWEST: Final = 32
_AT_ONCE: Final = 1 << 13
_AHEAD: Final = 5 * MINUTE

Progress = Callable[[int, int], None]
"""Called with how many facts are written, and how many there are."""


@dataclass(frozen=True, slots=True)
class Session:
    """How facts are received: when [us UTC], where randomness comes from, from how many samples on they are sealed."""

    received: int
    random: Randomness
    bulk_from: int = BULK_FROM
    progress: Progress = lambda _done, _total: None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the facts of one go: entries `first <= index < size` of a ledger hold the new ones; `root` is that
    of `size` entries. `added` of the facts were new, `sealed` of these are in segments, `repeated` were there already.
    """

    origin: str
    first: int
    size: int
    root: bytes
    added: int
    sealed: int
    repeated: int


class _RefusedError(Exception):
    """Ends the writing of facts that have a problem."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("facts have problems")
        self.findings = findings


@dataclass(slots=True)
class _Going:
    """What one go knows while it goes."""

    ledger: FileLedger
    facts: Facts
    session: Session
    origin: str
    epoch: str
    at: str
    private: Mapping[str, frozenset[str]]
    index: int
    waiting: list[bytes] = field(default_factory=list)
    secrets: list[Private] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    added: int = 0
    sealed: int = 0
    repeated: int = 0

    def refuse(self, code: str, row: Mapping[str, Any], **words: object) -> None:
        """Note a fact that cannot be taken."""
        place = Place(self.facts.files[row["file"]], row["line"])
        self.findings.append(one(code, place, source=row["source"], id=row["id"], **words))

    def source(self, collector: str, numbers: int) -> Origin:
        """The next numbers of a collector."""
        if collector not in self.numbers:
            self.numbers[collector] = self.ledger.register.take(collector, 0) - 1
        first = self.numbers[collector] + 1
        self.numbers[collector] += numbers
        return Origin(collector, self.epoch, first, first + numbers - 1)

    def add(self, entry: Entry) -> None:
        """Put an entry behind those before it."""
        self.waiting.append(entry_bytes(entry))
        self.index += 1
        if len(self.waiting) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the entries that wait, and what belongs to them."""
        self.ledger.append(self.waiting)
        self.ledger.register.keep(self.secrets)
        for collector, last in self.numbers.items():
            self.ledger.register.take(collector, last - self.ledger.register.take(collector, 0) + 1)
        self.waiting.clear()
        self.secrets.clear()
        self.session.progress(self.added + self.repeated, self.facts.count)


def record(facts: Facts, ledger: FileLedger, *, session: Session) -> tuple[Receipt | None, list[Problem]]:
    """Add what is new in the facts, all of it or, where there is an error among the problems, none.

    A fact that the ledger has with the same content is passed over; a private value that was erased is not compared.
    Raises `LedgerFileError`, and `EntryError` where the ledger itself cannot be read.
    """
    try:
        with ledger.writing():
            going = _begun(facts, ledger, session=session)
            first, rest = going.index, {}
            _refuse_own(going)
            for name, table in facts.tables.items():
                groups, rest[name] = _parted(going, KINDS[name], table=table)
                for group in groups:
                    _seal(going, KINDS[name], group=group)
            for part in _in_order(rest):
                _add(going, _taken(rest, part))
            going.flush()
            _stop_on(going.findings)
            tree = ledger.frontier()
    except _RefusedError as error:
        return None, listed(error.findings, "error")
    repeats = [one("already-recorded", Place(facts.files[0]), count=going.repeated)] if going.repeated else []
    receipt = Receipt(ledger.origin, first, tree.size, tree.root, going.added, going.sealed, going.repeated)
    return receipt, listed(_ahead(facts, session.received), "warning") + listed(repeats, "note")


def _refuse_own(going: _Going) -> None:
    """Refuse facts whose source has the name under which the ledger numbers its own entries."""
    for table in going.facts.tables.values():
        for row in table.filter(pl.col("source") == SELF).head(1).iter_rows(named=True):
            going.refuse("source-reserved", row)


def _stop_on(findings: list[Finding]) -> None:
    if findings:
        raise _RefusedError(findings)


def _begun(facts: Facts, ledger: FileLedger, *, session: Session) -> _Going:
    opening, at = opening_of(ledger), received_text(ledger, session.received)
    return _Going(ledger, facts, session, opening.origin, opening.epoch, at, by_field(opening.private), ledger.size)


def _ahead(facts: Facts, received: int) -> list[Finding]:
    """Facts that are said to have happened, or to have been learned, after they were received: a clock is wrong, or
    somebody planned ahead.
    """
    findings = []
    for table in facts.tables.values():
        for column, code in (("at", "happened-after-receipt"), ("learned_at", "learned-after-receipt")):
            is_ahead = pl.col(column) > received + _AHEAD
            is_own = is_ahead if column == "at" else is_ahead & (pl.col("learned_at") != pl.col("at"))
            ahead = table.filter(is_own)
            for row in ahead.head(1).iter_rows(named=True):
                place, at = Place(facts.files[row["file"]], row["line"]), instant_text(row[column])
                shown = one(code, place, id=row["id"], source=row["source"], at=at).shown
                findings.append(Finding(code, ahead.height, shown))
    return findings


# --- samples, counts and readings -------------------------------------------------------------------------------------


def _parted(going: _Going, kind: Kind, *, table: pl.DataFrame) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """The rows of a kind that become segments, and the rest; what corrects or is private has an entry of its own."""
    bulk_rows = sum(going.facts.table(name).height for name in SEALED)
    if kind.name not in SEALED or bulk_rows <= going.session.bulk_from:
        return [], table
    group = kind.group
    keys = going.private.get(group.path, ()) if group else ()
    hidden = [name for name in table.columns if group and name.removeprefix(f"{group.prefix}.") in keys]
    plain = pl.all_horizontal(pl.col(name).is_null() for name in ("corrects", *hidden))
    marked = table.with_columns(_bulk=plain).with_columns(
        _bulk=pl.col("_bulk") & (pl.len().over("source", "item", "_bulk") >= _FEWEST)
    )
    bulk, rest = marked.filter("_bulk").drop("_bulk"), marked.filter(~pl.col("_bulk")).drop("_bulk")
    return bulk.partition_by("source", "item", maintain_order=True) if bulk.height else [], rest


def _seal(going: _Going, kind: Kind, *, group: pl.DataFrame) -> None:
    """Seal what is new of the rows of one source and item."""
    collector, subject = group["source"][0], group["item"][0]
    ids = group["id"].to_list()
    digests = [fact_digest(encode(fact), ()) for fact in public_facts(kind, group)]
    known = going.ledger.register.known(collector, ids)
    for row, digest in zip(group.iter_rows(named=True), digests, strict=True) if known else ():
        if row["id"] in known and known[row["id"]].digest != digest:
            going.refuse("recorded-otherwise", row, entry=known[row["id"]].entry)
    fresh = [name not in known for name in ids]
    new = group.filter(pl.Series(fresh, dtype=pl.Boolean))
    going.repeated += group.height - new.height
    if not new.height:
        return
    segment = seal(kind, new)
    span = (segment.public["from"], segment.public["until"])
    source = going.source(collector, new.height)
    rows = (
        (name, Known(going.index, digest)) for name, digest, is_new in zip(ids, digests, fresh, strict=True) if is_new
    )
    going.ledger.register.remember(collector, rows)
    going.ledger.add_segment(segment.content)
    going.added, going.sealed = going.added + new.height, going.sealed + new.height
    going.add(Entry(going.origin, "segment", subject, span, going.at, source, segment.public))


# --- one by one -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact on its way: its kind, its row in the table, its public part as an object and as bytes, what is private."""

    kind: Kind
    row: Mapping[str, Any]
    public: Mapping[str, Any]
    digest: bytes
    private: Mapping[str, str]


def _in_order(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Kind and row of every fact, some at a time: as they were learned, corrections after what they correct."""
    frames = [
        table.select(
            pl.lit(name).alias("kind"),
            pl.int_range(pl.len()).alias("row"),
            pl.col("source").cast(pl.String),
            *("learned_at", "seq", "id", "corrects"),
        )
        for name, table in tables.items()
    ]
    facts = pl.concat(frames)
    facts = facts.with_columns(_depths(facts)).sort("depth", "learned_at", "source", "seq", "id")
    for part in facts.partition_by("depth", maintain_order=True):
        yield from part.iter_slices(_AT_ONCE)


def _depths(facts: pl.DataFrame) -> pl.Series:
    """How many corrections each fact stands on."""
    corrects = facts.filter(pl.col("corrects").is_not_null()).select("source", "id", "corrects")
    targets = {(source, name): (source, target) for source, name, target in corrects.iter_rows()}
    depths: dict[tuple[str, str], int] = {}
    for key in targets:
        path = [key]
        while path[-1] in targets and path[-1] not in depths:
            path.append(targets[path[-1]])
        for above, below in zip(path[-2::-1], path[:0:-1], strict=True):
            depths[above] = depths.get(below, 0) + 1
    found = (depths.get((source, name), 0) for source, name in facts.select("source", "id").iter_rows())
    return pl.Series("depth", found if depths else [0] * facts.height, dtype=pl.Int64)


def _taken(tables: Mapping[str, pl.DataFrame], part: pl.DataFrame) -> list[tuple[Kind, dict[str, Any], dict[str, Any]]]:
    """The facts of a part in its order: kind, row, and the object it is on a line of a file."""
    places = part.with_row_index("place")
    found: list[tuple[int, Kind, dict[str, Any], dict[str, Any]]] = []
    for (name,), rows in places.group_by("kind"):
        kind, table = KINDS[str(name)], tables[str(name)][rows["row"]]
        found += zip(
            rows["place"], [kind] * rows.height, table.iter_rows(named=True), public_facts(kind, table), strict=True
        )
    return [(kind, row, fact) for _, kind, row, fact in sorted(found, key=lambda each: each[0])]


def _add(going: _Going, facts: list[tuple[Kind, dict[str, Any], dict[str, Any]]]) -> None:
    register = going.ledger.register
    wanted: dict[str, list[str]] = {}
    for _, row, _ in facts:
        wanted.setdefault(row["source"], []).extend(name for name in (row["id"], row["corrects"]) if name is not None)
    known = {source: register.known(source, names) for source, names in wanted.items()}
    new: dict[str, list[tuple[str, Known]]] = {}
    for kind, row, whole in facts:
        public, private = without_private(whole, going.private)
        try:
            fact = _Fact(kind, row, public, fact_digest(encode(public), private), private)
        except NotCanonicalError as error:
            going.refuse("not-recordable", row, detail=error.reason)
            continue
        before = known[row["source"]].get(row["id"])
        if before is not None:
            _compare(going, fact, before=before)
        elif (target := _target(going, fact, known=known[row["source"]])) is not _REFUSED:
            new.setdefault(row["source"], []).append((row["id"], Known(going.index, fact.digest)))
            _add_fact(going, fact, supersedes=target)
    for source, names in new.items():
        register.remember(source, names)


def _compare(going: _Going, fact: _Fact, *, before: Known) -> None:
    """A fact that is there already is passed over if it is the same as far as that can still be told."""
    kept = going.ledger.register.private(before.entry) if fact.private else {}
    others = [path for path, text in fact.private.items() if path in kept and kept[path].payload != text.encode()]
    if fact.digest != before.digest or others:
        going.refuse("recorded-otherwise", fact.row, entry=before.entry)
    else:
        going.repeated += 1


_REFUSED: Final = -1


def _target(going: _Going, fact: _Fact, *, known: Mapping[str, Known]) -> int | None:
    """The index of the entry that a fact corrects; None where it corrects nothing."""
    source, corrects = fact.row["source"], fact.row["corrects"]
    if corrects is None:
        return None
    if corrects not in known:
        going.refuse("corrects-unknown", fact.row, corrects=corrects)
        return _REFUSED
    if going.ledger.register.corrected_by(source, corrects) is not None:
        going.refuse("corrected-twice", fact.row, corrects=corrects)
        return _REFUSED
    going.ledger.register.correct(source, corrects, entry=going.index)
    return known[corrects].entry


def _add_fact(going: _Going, fact: _Fact, *, supersedes: int | None) -> None:
    row, public = fact.row, fact.public
    secrets = [
        Private(going.index, path, going.session.random(KEY_SIZE), text.encode()) for path, text in fact.private.items()
    ]
    going.secrets += secrets
    entry = Entry(
        going.origin,
        "fact",
        row[fact.kind.key],
        observed(public),
        going.at,
        going.source(row["source"], 1),
        public,
        actor=side(public),
        commit={each.path: commitment(each.key, each.payload) for each in secrets},
        supersedes=supersedes,
        reason=None if supersedes is None else public.get("reason"),
    )
    going.added += 1
    going.add(entry)
