"""A bundle of a million entries, verified as a client does it: how long, and how much memory.

`python -m bench.verify [--facts N] [--json]` makes a ledger of N state facts in memory, signs its head, states a month
and bundles it; then a fresh process verifies the file. Making it is not timed. Anchor: LED-19, at most 60 s and 512 MiB
on one core for 1,000,000 entries.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np

from bench.statement import END, ITEMS, SERVICES, START, agreement_text
from upheld.agreements.load import load_text
from upheld.evidence.bundle import bundle_bytes
from upheld.evidence.bundling import Stated, bundled
from upheld.evidence.checkpoint import Checkpoint, checkpoint_text, new_key, signed
from upheld.evidence.entries import Agreed, Entry, Origin, entry_bytes
from upheld.evidence.ledger import MemoryLedger
from upheld.evidence.notes import encoded
from upheld.evidence.recording import facts_of_entries
from upheld.evidence.tree import root
from upheld.quantities.instants import instant_text
from upheld.quantities.windows import period
from upheld.report.json import statement_json
from upheld.settle.asked import Asked
from upheld.settle.engine import ENGINE
from upheld.settle.state import state
from upheld.settle.statement import CheckpointRef

ORIGIN = "bench.example/upheld/client/1"
RECEIVED = "2025-07-01T00:00:00Z"

RUN = """
import json, sys, time
begin = time.perf_counter()
from pathlib import Path
from upheld.evidence.notes import read_vkey
from upheld.evidence.holdings import Held
from upheld_verify.verify import verify
answer = verify(Path(sys.argv[1]).read_bytes(), held=Held(keys=[read_vkey(sys.argv[2])]))
assert answer.holds, answer
status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of the process that made the bundle
peak = int(status.partition("VmHWM:")[2].split()[0])
print(json.dumps({"seconds": round(time.perf_counter() - begin, 2), "peak_memory_mib": round(peak / 2**10)}))
"""


def entries(facts: int, vkey: str, *, agreed: Agreed) -> Iterator[bytes]:
    """Entry 0, the agreement, then state facts of 10,000 items in the order of their time."""
    own = (RECEIVED, RECEIVED)
    opening: dict[str, object] = {
        "origin": ORIGIN,
        "provider": "bench.example",
        "client": "client",
        "epoch": "1",
        "vkey": vkey,
    }
    opening |= {"private": [], "previous": None}
    yield entry_bytes(Entry(ORIGIN, "ledger.open", "client", own, RECEIVED, Origin("upheld", "1", 1, 1), opening))
    yield entry_bytes(
        Entry(ORIGIN, "agreement", agreed.id, own, RECEIVED, Origin("upheld", "1", 2, 2), dict(agreed.public))
    )
    chance = np.random.default_rng(20250602)
    at = np.sort(chance.integers(START, END, facts))
    items, is_up = chance.integers(0, SERVICES * ITEMS, facts), chance.random(facts) < 0.95
    for number, (instant, item, up) in enumerate(zip(at.tolist(), items.tolist(), is_up.tolist(), strict=True), 1):
        text, name = instant_text(instant), f"item-{item:05d}"
        public = {"kind": "state", "source": "monitor", "id": str(number), "at": text, "item": name}
        public["state"] = "up" if up else "down"
        source = Origin("monitor", "1", number, number)
        yield entry_bytes(Entry(ORIGIN, "fact", name, (text, text), RECEIVED, source, public))


def bundle(facts: int) -> tuple[bytes, str]:
    """The bundle of June 2025, and the key to verify it with."""
    text = agreement_text()
    agreement, problems = load_text(text)
    assert agreement is not None, problems
    key = new_key(ORIGIN, secret=sha256(b"bench").digest())
    file = f"sha256:{sha256(text.encode()).hexdigest()}"
    agreed = Agreed(agreement.id, agreement.revision, agreement.effective.isoformat(), agreement.digest, file)
    ledger = MemoryLedger(ORIGIN)
    ledger.append(entries(facts, key.verifier.text, agreed=agreed))
    head = Checkpoint(ORIGIN, ledger.size, root(ledger.size, ledger.node))
    found, problems = facts_of_entries(enumerate(ledger.read(0, ledger.size)), {}, name="bench")
    assert found is not None, problems
    window = period("2025-06", agreement.zone)
    asked = Asked(window, window.end, ENGINE, checkpoint=CheckpointRef(ORIGIN, head.size, encoded(head.root)))
    statement, problems = state(agreement, found, asked=asked)
    assert statement is not None, problems
    stated = Stated(statement_json(statement), text.encode(), signed(checkpoint_text(head), [key]), head.size)
    return bundle_bytes(bundled(ledger, stated, heads=[head.size])), key.verifier.text


def main() -> None:
    """Make the bundle, verify it in a fresh process, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.upheld"
        content, vkey = bundle(chosen.facts)
        file.write_bytes(content)
        alone = dict(os.environ) | {"POLARS_MAX_THREADS": "1"}
        command = [sys.executable, "-c", RUN, str(file), vkey]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=alone)
    result = {"entries": chosen.facts + 2, "bundle_bytes": len(content), **json.loads(done.stdout)}
    print(
        json.dumps(result, indent=2) if chosen.json else "\n".join(f"{key}: {value}" for key, value in result.items())
    )


if __name__ == "__main__":
    main()
