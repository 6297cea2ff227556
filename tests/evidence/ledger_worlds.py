"""Ledgers to test with: a file that is begun, facts to put in, and luck that is the same on every run."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.evidence.cases import Fact
from upheld.evidence.bookkeeping import Opening, start
from upheld.evidence.checkpoint import SigningKey, new_key
from upheld.evidence.commitments import Randomness
from upheld.evidence.facts import Facts
from upheld.evidence.intake import Receipt, Session, record
from upheld.evidence.jsonl import read_lines
from upheld.evidence.ledger_file import FileLedger, create_ledger
from upheld.evidence.read import checked_facts
from upheld.problems import Problem

__all__ = ["KEY", "NOW", "OPENING", "begun", "facts_in", "random_bytes", "recorded", "samples", "states"]

NOW = 1_775_131_200_000_000  # 2026-04-02T12:00:00Z
ORIGIN = "northgate.example/upheld/acme/1"
KEY: SigningKey = new_key(ORIGIN, secret=bytes(range(32)))
OPENING = Opening("northgate.example", "acme", "1", KEY.verifier.text)


def begun(path: Path, *, at: int = NOW, **changes: Any) -> FileLedger:
    """A ledger with entry 0."""
    ledger = create_ledger(path, ORIGIN)
    start(ledger, replace(OPENING, **changes), received=at)
    return ledger


def facts_in(*facts: Fact) -> Facts:
    """Facts that may correct others elsewhere."""
    parts, findings = read_lines([json.dumps(fact).encode() for fact in facts], "facts.jsonl")
    found, problems = checked_facts(parts, ("facts.jsonl",), findings=findings, is_all=False)
    assert found is not None, problems
    return found


def random_bytes() -> Randomness:
    """Bytes that differ from call to call and are the same on every run."""
    numbers = iter(range(1 << 20))
    return lambda size: next(numbers).to_bytes(size)


def recorded(
    ledger: FileLedger, *facts: Fact, at: int = NOW, bulk_from: int = 1_000
) -> tuple[Receipt | None, list[Problem]]:
    """Put facts into a ledger."""
    return record(facts_in(*facts), ledger, session=Session(at, random_bytes(), bulk_from))


def states(*numbers: int, source: str = "probe", **more: Any) -> list[Fact]:
    """States of a web server, one each second."""
    return [
        {
            "kind": "state",
            "source": source,
            "id": f"s{number}",
            "at": f"2026-03-01T00:{number // 60:02}:{number % 60:02}Z",
            "item": "web-1",
            "state": "up" if number % 2 else "down",
            **more,
        }
        for number in numbers
    ]


def samples(*numbers: int, item: str = "cold-room", **more: Any) -> list[Fact]:
    """Temperatures, one each second."""
    return [
        {
            "kind": "sample",
            "source": "meter",
            "id": f"{item} {number}",
            "at": f"2026-03-01T00:{number // 60:02}:{number % 60:02}Z",
            "item": item,
            "metric": "temperature",
            "value": f"{number}.5",
            "unit": "Cel",
            **more,
        }
        for number in numbers
    ]
