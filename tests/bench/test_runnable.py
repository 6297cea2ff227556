"""Every benchmark that needs nothing beside Upheld still runs: on a small input, whatever time it takes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("bench", "size", "told"),
    [
        ("ledger", ("--entries", "600"), "appends_per_s"),
        ("statement", ("--facts", "20000"), "peak_memory_gib"),
        ("verify", ("--facts", "600"), "peak_memory_mib"),
    ],
)
def test_a_benchmark_runs(tmp_path: Path, bench: str, size: tuple[str, str], told: str) -> None:
    command = [sys.executable, "-m", f"bench.{bench}", "--json", *size]
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert told in json.dumps(json.loads(done.stdout))
