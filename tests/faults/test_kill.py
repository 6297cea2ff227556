"""kill -9 at any moment of an append: no gap, no orphan, and nothing lost that was acknowledged.

UPHELD_KILLS=200 is the full proof.
"""

import os
import random
import time
from pathlib import Path

from tests.faults.stopping import acknowledged, after, writing
from upheld.evidence.audit import audit
from upheld.evidence.ledger_file import open_ledger

KILLS = int(os.environ.get("UPHELD_KILLS", "10"))
PER_LEDGER = 20


def test_a_writer_that_is_killed_leaves_a_whole_ledger(tmp_path: Path) -> None:
    luck, wrong = random.Random(9), []  # noqa: S311 - the same moments on every run, as far as a clock can be the same
    for number in range(KILLS):
        ledger, acks = (tmp_path / f"{number // PER_LEDGER}.{name}" for name in ("ledger", "acks"))
        with writing(ledger, acks) as process:
            time.sleep(luck.random() * 0.2)
            process.kill()
        wrong += after(ledger, acks)
        if number == KILLS - 1 or number % PER_LEDGER == PER_LEDGER - 1:
            with open_ledger(ledger) as opened:
                wrong += [breach.says for breach in audit(opened)]
            print(f"{number + 1} kills, {acknowledged(acks)[-1][0]} entries acknowledged")  # noqa: T201 - with -s, how far it is
    assert wrong == []
