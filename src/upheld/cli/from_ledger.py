"""Statements from a ledger: the facts under its last signed head, and the bundle that proves them to the client."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from upheld.agreements.model import Agreement
from upheld.cli.printing import stop_on
from upheld.evidence.bookkeeping import is_recorded, opening_of
from upheld.evidence.bundle import bundle_bytes
from upheld.evidence.bundling import Stated, bundled
from upheld.evidence.checkpoint import Checkpoint
from upheld.evidence.facts import Facts
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.notes import encoded, joined, note_bytes, read_note
from upheld.evidence.recording import facts_of_ledger
from upheld.evidence.signing import head_of
from upheld.evidence.tree import root
from upheld.measure.attributes import private_but_read
from upheld.measure.needs import places_needed
from upheld.problems import Place, Problem
from upheld.report.json import statement_json
from upheld.settle.asked import Asked
from upheld.settle.statement import CheckpointRef, Statement

__all__ = ["Recorded", "bundle_for", "check_sources", "facts_under", "hidden", "recorded"]

_SIGN: Final = "sign the head: upheld ledger checkpoint {ledger}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a ledger holds under its last signed head: the facts, the head and its note."""

    facts: Facts
    head: Checkpoint
    note: bytes

    @property
    def reference(self) -> CheckpointRef:
        """The head as a statement names it."""
        return CheckpointRef(self.head.origin, self.head.size, encoded(self.head.root))


def check_sources(evidence: Sequence[str], ledger: str | None, *, keep_going: bool) -> None:
    """Refuse a command line that names both files and a ledger, or neither. A usage error."""
    if bool(evidence) == (ledger is not None):
        raise click.UsageError("Give EVIDENCE... or --ledger: facts come from files or from a ledger.")
    if keep_going and ledger is not None:
        raise click.UsageError("--keep-going is for files: nothing under a signed head can be left out.")


def recorded(ledger: FileLedger, path: str, *, agreement: Agreement, output: str = "text") -> Recorded:
    """The facts of a ledger that recorded the agreement; anything else ends the command with its problem."""
    notes = ledger.signed()
    if not notes:
        stop_on([_nothing_signed(path)], output=output)
        sys.exit(1)
    head = head_of(notes[-1])
    unsigned = ledger.size - head.size
    told = [_unsigned(path, unsigned)] if unsigned else []
    unrecorded = _unrecorded(ledger, path, agreement=agreement, size=head.size)
    stop_on([*told, *unrecorded, *hidden(ledger, path, agreement=agreement)], output=output)
    same = [note for note in map(read_note, notes) if note.text == read_note(notes[-1]).text]
    return Recorded(_facts(ledger, path, size=head.size, output=output), head, note_bytes(joined(same)))


def facts_under(ledger: FileLedger, path: str, *, head: CheckpointRef, output: str = "text") -> Facts:
    """The facts under a head that a statement names; a ledger that does not have it ends the command."""
    is_there = ledger.origin == head.origin and head.size <= ledger.size
    if not is_there or encoded(root(head.size, ledger.node)) != head.root:
        stop_on([_another_head(path, head)], output=output)
    return _facts(ledger, path, size=head.size, output=output)


def _facts(ledger: FileLedger, path: str, *, size: int, output: str) -> Facts:
    console = Console(stderr=True)
    with console.status(f"reading {size:,} entries") if console.is_terminal else nullcontext():
        facts, problems = facts_of_ledger(ledger, size, name=path)
    stop_on(problems, output=output)
    if facts is None:
        sys.exit(1)
    return facts


def bundle_for(
    ledger: FileLedger, found: Recorded, *, agreement: tuple[Agreement, str], asked: Asked, statement: Statement
) -> bytes:
    """The bytes of the bundle of a statement; `agreement` is given with the name of its file. That of an excerpt shows
    the entries it needs, that of a whole statement every entry.
    """
    read, file = agreement
    stated = Stated(statement_json(statement), Path(file).read_bytes(), found.note, found.head.size)
    entries = None
    if asked.promises is not None:
        promises = [read.promises[name] for name in asked.promises]
        entries = places_needed(read, promises, facts=found.facts, known_at=asked.known_at)
    heads = [head_of(note).size for note in ledger.signed()]
    return bundle_bytes(bundled(ledger, stated, heads=heads, only=entries))


def _nothing_signed(path: str) -> Problem:
    return _problem(
        "nothing-signed",
        path,
        message="no head of this ledger was ever signed",
        why="a statement names the head that its evidence lies under",
        remedy=_SIGN.format(ledger=path),
    )


def hidden(ledger: FileLedger, path: str, *, agreement: Agreement) -> list[Problem]:
    """A problem if figures of the agreement depend on fields that the ledger keeps private."""
    paths = private_but_read(agreement, opening_of(ledger).private)
    message = f"figures of {agreement.id} depend on {', '.join(paths)}, which this ledger keeps private"
    why = "nobody could compute them from what is public, and what is missing would look like nothing happened"
    remedy = "record these attributes under other names, or open an epoch that keeps them public"
    return [_problem("agreement-reads-private", path, message=message, why=why, remedy=remedy)] if paths else []


def _another_head(path: str, head: CheckpointRef) -> Problem:
    return _problem(
        "head-not-in-ledger",
        path,
        message=f"the ledger does not have the head of {head.size} entries of {head.origin} that the statement names",
        why="the figure would be traced to something it was not made from",
        remedy="give the ledger that the statement was made from",
    )


def _unsigned(path: str, count: int) -> Problem:
    problem = _problem(
        "entries-unsigned",
        path,
        message=f"{count:,} entries came after the last signed head; they are not in this statement",
        why="what no head covers could still be arranged otherwise",
        remedy=_SIGN.format(ledger=path),
    )
    return replace(problem, severity="warning")


def _unrecorded(ledger: FileLedger, path: str, *, agreement: Agreement, size: int) -> list[Problem]:
    if is_recorded(ledger, agreement.digest, size=size):
        return []
    message = f"revision {agreement.revision} of {agreement.id} is not recorded under the last signed head"
    why = "the client holds the agreement of a statement against the one in the ledger"
    remedy = f"upheld ledger append {path} --agreement FILE, then sign the head"
    return [_problem("agreement-unrecorded", path, message=message, why=why, remedy=remedy)]


def _problem(code: str, path: str, *, message: str, why: str, remedy: str) -> Problem:
    return Problem(code, Place(path), message, why, remedy)
