"""A ledger of a million entries: how fast it grows, how long a whole check takes and in how much memory, how large one
proof is and how long it takes.

`python -m bench.ledger [--json] [--entries N]` works in a folder of its own, on one core. Method and an earlier trial:
docs/performance.md.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from upheld.evidence.audit import audit
from upheld.evidence.bookkeeping import Opening, start
from upheld.evidence.canonical import encode
from upheld.evidence.checkpoint import SigningKey, new_key
from upheld.evidence.entries import Entry, Origin, entry_bytes
from upheld.evidence.entry_proof import check_proof, proof_bytes, prove, read_proof
from upheld.evidence.ledger_file import FileLedger, create_ledger, open_ledger
from upheld.evidence.register import Known, fact_digest
from upheld.evidence.signing import sign

ENTRIES, AT_ONCE, PROOFS = 1_000_000, 20_000, 200
NOW, NOON = 1_775_131_200_000_000, "2026-04-02T12:00:00Z"
KEY: SigningKey = new_key("northgate.example/upheld/acme/1", secret=bytes(32))
OPENING = Opening("northgate.example", "acme", "1", KEY.verifier.text)


def made(numbers: range) -> Iterator[tuple[str, bytes, bytes]]:
    """Id, bytes and digest of states of a web server."""
    for number in numbers:
        name = f"s{number}"
        public = {"at": NOON, "id": name, "item": "web-1", "kind": "state", "source": "probe", "state": "up"}
        entry = Entry(KEY.name, "fact", "web-1", (NOON, NOON), NOON, Origin("probe", "1", number, number), public)
        yield name, entry_bytes(entry), fact_digest(encode(public), ())


def grown(ledger: FileLedger, entries: int) -> tuple[float, float]:
    """Seconds to append the entries, and to note beside them where each fact is; making them is not counted."""
    appending = noting = 0.0
    for first in range(1, entries + 1, AT_ONCE):
        names, contents, digests = zip(*made(range(first, min(first + AT_ONCE, entries + 1))), strict=True)
        with ledger.writing():
            ledger.register.take("probe", len(names))
            begun = time.perf_counter()
            ledger.append(contents)
            appending += time.perf_counter() - begun
            begun = time.perf_counter()
            known = (Known(first + place, digest) for place, digest in enumerate(digests))
            ledger.register.remember("probe", zip(names, known, strict=True))
            noting += time.perf_counter() - begun
            begun = time.perf_counter()
        appending += time.perf_counter() - begun  # the commit, on the disk
    return appending, noting


def checked(path: Path) -> dict[str, float]:
    """Seconds and memory of a whole check, in a process of its own."""
    begun = time.perf_counter()
    script = "import sys; from bench.ledger import check; check(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    seconds, mib = done.stdout.split()
    return {"check_s": time.perf_counter() - begun, "check_cpu_s": float(seconds), "check_mib": float(mib)}


def check(path: str) -> None:
    """Check a ledger, and print how long the processor was at work [s] and the most memory that took [MiB]."""
    with open_ledger(Path(path)) as ledger:
        assert list(audit(ledger)) == []
    print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def proved(ledger: FileLedger, entries: int) -> dict[str, float]:
    """Bytes of one proof, milliseconds to make the slowest of many, and to check it."""
    making, checking, size = [], [], 0
    for place in range(PROOFS):
        begun = time.perf_counter()
        content = proof_bytes(prove(ledger, 1 + place * (entries - 1) // PROOFS))
        making.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        check_proof(read_proof(content), [KEY.verifier])
        checking.append(time.perf_counter() - begun)
        size = max(size, len(content))
    return {"proof_bytes": size, "proof_ms": max(making) * 1e3, "proof_check_ms": max(checking) * 1e3}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--entries", type=int, default=ENTRIES)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "acme.ledger"
        with create_ledger(path, KEY.name) as ledger:
            start(ledger, OPENING, received=NOW)
            appending, noting = grown(ledger, asked.entries)
            begun = time.perf_counter()
            sign(ledger, [KEY], journal=Path(folder) / "journal")
            found = {
                "entries": asked.entries,
                "appends_per_s": asked.entries / appending,
                "with_register_per_s": asked.entries / (appending + noting),
                "sign_s": time.perf_counter() - begun,
                "file_mb": path.stat().st_size / 1e6,
            }
            found |= proved(ledger, asked.entries)
        found |= checked(path)
    if asked.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:>20}  {value:,.1f}")


if __name__ == "__main__":
    main()
