"""Start the writer, wait until it has acknowledged something, and look at what is left of its ledger afterwards."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.sources import ROOT
from upheld.evidence.ledger_file import open_ledger
from upheld.evidence.tree import root

__all__ = ["acknowledged", "after", "writing"]

_PATIENCE = 60.0


@contextmanager
def writing(ledger: Path, acks: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The writer, once it has acknowledged something new; it is dead when this ends."""
    before = len(acknowledged(acks))
    command = [sys.executable, "-m", "tests.faults.writer", str(ledger), str(acks), *more]
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + _PATIENCE
            while len(acknowledged(acks)) == before:
                assert process.poll() is None, "the writer ended by itself"
                assert time.monotonic() < deadline, "the writer acknowledged nothing"
                time.sleep(0.002)
            yield process
        finally:
            process.kill()


def acknowledged(acks: Path) -> list[tuple[int, bytes]]:
    """Size and root of every append that was acknowledged."""
    lines = acks.read_text().splitlines() if acks.exists() else []
    pairs = [line.split() for line in lines]
    return [(int(pair[0]), bytes.fromhex(pair[1])) for pair in pairs if len(pair) == 2 and len(pair[1]) == 64]


def after(path: Path, acks: Path) -> list[str]:
    """What is wrong with a ledger whose writer was stopped: lost, torn apart, or left without its other half."""
    wrong = []
    with open_ledger(path) as ledger:
        size = ledger.size
        ((entries, last),) = ledger.select("SELECT count(*), max(number) FROM entry")
        ((facts,),) = ledger.select("SELECT count(*) FROM fact")
        ((private,),) = ledger.select("SELECT count(*) FROM private")
        ((given,),) = ledger.select("SELECT last FROM collector WHERE name = 'probe'")
        if not entries == last + 1 == size:
            wrong.append(f"{entries} entries up to {last}, and a head of {size}")
        if not facts == private == given == size - 1:
            wrong.append(f"{size - 1} facts, {facts} known, {private} private values, {given} numbers")
        if ledger.frontier().root != root(size, ledger.node):
            wrong.append("the head has another root")
        for acked, hashed in acknowledged(acks)[-1:]:
            if acked > size:
                wrong.append(f"{acked} acknowledged, {size} there")
            elif root(acked, ledger.node) != hashed:
                wrong.append(f"the first {acked} are not those acknowledged")
    return wrong
