"""Facts to write into files, and short ways to write and read them."""

import csv
import json
from pathlib import Path

import polars as pl

from upheld.evidence.facts import Facts
from upheld.evidence.read import read_facts

Fact = dict[str, object]

START = 1_772_323_200_000_000  # 2026-03-01T00:00:00Z

STATE: Fact = {
    "kind": "state",
    "source": "probe",
    "id": "s-1",
    "at": "2026-03-01T00:00:00Z",
    "item": "web-1",
    "state": "up",
}
WORK: Fact = {
    "kind": "work",
    "source": "desk",
    "id": "w-1",
    "at": "2026-03-02T09:00:00+01:00",
    "work": "INC-1",
    "type": "incident",
    "event": "reported",
}
COUNT: Fact = {
    "kind": "count",
    "source": "gateway",
    "id": "c-1",
    "item": "api",
    "from": "2026-03-01T00:00:00Z",
    "until": "2026-03-01T01:00:00Z",
    "good": 99,
    "total": 100,
}
SAMPLE: Fact = {
    "kind": "sample",
    "source": "meter",
    "id": "m-1",
    "at": "2026-03-01T00:05:00Z",
    "item": "cold-room",
    "metric": "temperature",
    "value": "4.5",
    "unit": "Cel",
}
WINDOW: Fact = {
    "kind": "window",
    "source": "desk",
    "id": "x-1",
    "window": "MW-1",
    "exclusion": "planned-maintenance",
    "items": ["web-1", "web-2"],
    "from": "2026-03-08T02:00:00Z",
    "until": "2026-03-08T04:00:00Z",
    "announced_at": "2026-02-20T10:00:00Z",
    "asserted_by": "provider",
}

EVERY_KIND: list[Fact] = [
    STATE | {"detail": "après-midi", "learned_at": "2026-03-01T00:00:05.25Z", "seq": 3},
    STATE | {"id": "s-2", "at": "2026-03-01T00:10:00Z", "state": "down"},
    {
        "kind": "watch",
        "source": "probe",
        "id": "o-1",
        "item": "web-1",
        "interval": "30 s",
        "from": "2026-03-01T00:00:00Z",
        "until": "2026-04-01T00:00:00Z",
    },
    WORK | {"actor": {"side": "client", "kind": "human", "name": "Ada"}, "set": {"priority": "P1", "site": "Leeds"}},
    WORK | {"id": "w-2", "event": "replied", "public": True, "actor": {"side": "provider", "kind": "human"}},
    WORK | {"id": "w-3", "event": "paused", "reason": "awaiting-client", "seq": 1},
    SAMPLE,
    COUNT | {"labels": {"region": "eu"}},
    WINDOW,
    {
        "kind": "decision",
        "source": "portal",
        "id": "d-1",
        "at": "2026-03-09T08:00:00Z",
        "decision": "D-1",
        "about": "MW-1",
        "outcome": "accepted",
        "by": {"side": "client", "name": "Grace", "authority": "owner"},
    },
    {
        "kind": "member",
        "source": "register",
        "id": "i-1",
        "item": "web-1",
        "type": "server",
        "from": "2025-01-01T00:00:00Z",
        "attributes": {"rack": "7"},
    },
    {
        "kind": "delivery",
        "source": "portal",
        "id": "r-1",
        "at": "2026-04-03T12:00:00Z",
        "promise": "monthly-report",
        "for": "2026-03",
        "outcome": "delivered",
    },
    {
        "kind": "survey",
        "source": "portal",
        "id": "v-1",
        "at": "2026-03-05T12:00:00Z",
        "work": "INC-1",
        "score": "4",
        "of": "5",
    },
    {
        "kind": "reading",
        "source": "meter",
        "id": "h-1",
        "at": "2026-03-05T12:00:00Z",
        "item": "pump-1",
        "meter": "run-hours",
        "value": "1024.75",
    },
]


def jsonl(folder: Path, *facts: Fact, name: str = "facts.jsonl") -> Path:
    """A file with one fact on each line."""
    return text(folder, "".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts), name=name)


def text(folder: Path, content: str | bytes, *, name: str = "facts.jsonl") -> Path:
    """A file with exactly this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def flat(fact: Fact) -> dict[str, object]:
    """A fact as a row: dots for nesting."""
    row: dict[str, object] = {}
    for name, value in fact.items():
        row |= {f"{name}.{key}": each for key, each in value.items()} if isinstance(value, dict) else {name: value}
    return row


def as_csv(folder: Path, *facts: Fact, name: str = "facts.csv") -> Path:
    """The facts as rows of a CSV file, lists joined by semicolons."""
    rows = [{key: _cell(value) for key, value in flat(fact).items()} for fact in facts]
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _cell(value: object) -> object:
    return ";".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value


def as_parquet(folder: Path, *facts: Fact, name: str = "facts.parquet") -> Path:
    """The facts as rows of a Parquet file."""
    rows = [flat(fact) for fact in facts]
    path = folder / name
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
    return path


def read(*paths: Path) -> Facts:
    """The facts in files that hold no mistake."""
    facts, problems = read_facts(paths)
    assert problems == []
    assert facts is not None
    return facts


def codes(path: Path) -> list[str]:
    """The codes of the problems in a file."""
    return [problem.code for problem in read_facts([path])[1]]


def found(path: Path) -> list[tuple[str, int, int]]:
    """Code, line and column of every problem in a file that gives no facts."""
    facts, problems = read_facts([path])
    assert facts is None
    return [(problem.code, problem.place.line, problem.place.column) for problem in problems]
