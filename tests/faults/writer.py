"""A process that records facts in a ledger until it is stopped, and acknowledges each go in a file elsewhere.

`python -m tests.faults.writer LEDGER ACKS [SYNCHRONOUS]`: the third word weakens the ledger, to show that the tests
would notice.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from upheld.evidence.bookkeeping import Opening, start
from upheld.evidence.checkpoint import new_key
from upheld.evidence.facts import Facts
from upheld.evidence.intake import Session, record
from upheld.evidence.ledger_file import FileLedger, create_ledger, open_ledger
from upheld.evidence.read import facts_from

__all__ = ["AT_ONCE", "OPENING"]

KEY = new_key("northgate.example/upheld/acme/1", secret=bytes(32))
OPENING = Opening("northgate.example", "acme", "1", KEY.verifier.text)
AT_ONCE = 20
NOON = 1_775_131_200_000_000


def opened(path: Path) -> FileLedger:
    """The ledger, begun where there is none."""
    if path.exists():
        return open_ledger(path)
    ledger = create_ledger(path, OPENING.origin)
    start(ledger, OPENING, received=NOON)
    return ledger


def goes(first: int) -> Iterator[Facts]:
    """States and samples without end, some at a time."""
    while True:
        numbers = range(first, first + AT_ONCE)
        states = {"source": "probe", "item": "web-1", "state": "up", "at": "2026-03-01T00:00:00Z", "detail": "private"}
        frame = pl.DataFrame([{"id": f"s{number}"} | states for number in numbers])
        facts, problems = facts_from({"state": frame}, "writer")
        assert facts is not None, problems
        yield facts
        first += AT_ONCE


def main(path: Path, acks: Path, *, weaker: str) -> None:
    """Record and acknowledge until the process is stopped."""
    ledger = opened(path)
    if weaker:
        ledger.select(f"PRAGMA synchronous = {weaker}")
    file = os.open(acks, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    for facts in goes(ledger.size):
        receipt, problems = record(facts, ledger, session=Session(NOON, os.urandom))
        assert receipt is not None, problems
        os.write(file, f"{receipt.size} {receipt.root.hex()}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), weaker=" ".join(sys.argv[3:]))
