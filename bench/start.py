"""Cold start: what a person waits for `upheld --help` and the first `upheld check`, as whole processes.

`python -m bench.start [--json]` takes the median of several fresh processes, beside a bare interpreter. Gate: 0.4 s.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

RUNS, GATE_SECONDS = 9, 0.4
AGREEMENT = Path(__file__).parent.parent / "examples" / "help-desk" / "agreement.yaml"
DOOR = "from upheld.cli.main import main; main()"


def seconds(arguments: Sequence[str]) -> float:
    """Median seconds of a fresh interpreter with these arguments, after one that warms the disk."""
    took = []
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - begin)
    return median(took[1:])


def main() -> None:
    """Start each once more and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    took = {
        "python -c pass": seconds(("-c", "pass")),
        "upheld --help": seconds(("-c", DOOR, "--help")),
        "upheld check": seconds(("-c", DOOR, "check", str(AGREEMENT))),
    }
    result = {"gate_seconds": GATE_SECONDS, "seconds": {name: round(each, 3) for name, each in took.items()}}
    print(json.dumps(result, indent=2) if as_json else "\n".join(f"{key}: {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
