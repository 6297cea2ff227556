"""From ten million facts in Parquet on disk to a statement: where the time goes, and how much memory it takes.

`python -m bench.statement [--facts N] [--json]` writes an agreement of 100 services, each up while at least 90 of its
100 items are, and N state facts; then a fresh process reads, measures, settles and renders them. Making the facts is
not timed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

SERVICES, ITEMS = 100, 100
START, END = 1_748_732_400_000_000, 1_751_324_400_000_000  # June 2025 in Europe/London [us UTC]

STAGES = """
import json, resource, sys, time
begin = time.perf_counter()
stages = {}
def done(name):
    global begin
    now = time.perf_counter()
    stages[name] = round(now - begin, 2)
    begin = now
from upheld.agreements.load import load_agreement
from upheld.evidence.read import read_facts
from upheld.quantities.windows import period
from upheld.report.json import statement_json
from upheld.settle.asked import Asked
from upheld.settle.state import state
done("imports")
agreement, problems = load_agreement(sys.argv[1])
assert agreement is not None, problems
done("agreement")
facts, problems = read_facts([sys.argv[2]])
assert facts is not None, problems
done("facts read, checked and sorted")
window = period("2025-06", agreement.zone)
statement, problems = state(agreement, facts, asked=Asked(window, window.end, "bench"))
assert statement is not None, problems
done("measured and settled")
size = len(statement_json(statement))
done("statement written as JSON")
stages["all"] = round(sum(stages.values()), 2)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"facts": facts.count, "results": len(statement.results), "seconds": stages,
                  "peak_memory_gib": round(peak / 2**20, 2), "statement_bytes": size}))
"""


def agreement_text() -> str:
    """An agreement over all items, lint-clean and as a person would generate it."""
    lines = [
        "upheld: 1",
        "agreement: fleet",
        "title: A fleet of a hundred services",
        "revision: 1",
        "effective: 2025-01-01",
        "rules: upheld/2026",
        "timezone: Europe/London",
        "currency: GBP",
        "term: {start: 2025-01-01, end: 2026-12-31}",
        "parties: {provider: {name: A provider}, client: {name: A client}}",
        'calendars: {service-hours: {open: {mon-sat: "07:00-19:00"}}}',
        "services:",
    ]
    for number in range(SERVICES):
        items = ", ".join(f"item-{item:05d}" for item in range(number * ITEMS, (number + 1) * ITEMS))
        lines.append(
            f"  service-{number}: {{title: Service {number}, up_when: {{at_least: {{count: 90, of: [{items}]}}}}}}"
        )
    lines.append("promises:")
    lines += [
        f"  availability-{number}: {{measure: availability/1, service: service-{number}, during: service-hours, "
        "per: month, target: at least 99%}"
        for number in range(SERVICES)
    ]
    return "\n".join(lines) + "\n"


def write_facts(path: Path, facts: int) -> None:
    """State changes of 10,000 items over June 2025: mostly up, each outage some minutes long."""
    chance = np.random.default_rng(20250602)
    changes = facts // (SERVICES * ITEMS)
    at = np.sort(chance.integers(START, END, (SERVICES * ITEMS, changes)), axis=1)
    rows = at.size
    frame = pl.DataFrame(
        {
            "kind": np.full(rows, "state"),
            "id": np.arange(rows).astype(str),
            "source": np.full(rows, "monitor"),
            "at": pl.Series(at.ravel()).cast(pl.Datetime("us", "UTC")),
            "item": np.repeat(np.array([f"item-{number:05d}" for number in range(SERVICES * ITEMS)]), changes),
            "state": np.where(chance.random(rows) < 0.95, "up", "down"),
        }
    )
    frame.write_parquet(path)


def main() -> None:
    """Write the input, run the stages in a fresh process, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        agreement, facts = Path(folder) / "agreement.yaml", Path(folder) / "facts.parquet"
        agreement.write_text(agreement_text())
        write_facts(facts, chosen.facts)
        command = [sys.executable, "-c", STAGES, str(agreement), str(facts)]
        result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    print(
        json.dumps(result, indent=2) if chosen.json else "\n".join(f"{key}: {value}" for key, value in result.items())
    )


if __name__ == "__main__":
    main()
