"""A witness to be killed: it cosigns one head, says so on standard output, and goes on living.

Run as `python -m tests.witness.caller STORE SIZE careful|hasty`; the hasty one answers before it stores.
"""

import json
import sys
import time
from pathlib import Path

from tests.witness.worlds import NOW, body, witness_at
from upheld.evidence.notes import Signature
from upheld_witness.witness import cosign, read_request


def main(path: str, size: str, manner: str) -> None:
    """Answer, store and wait, or the other way round."""
    witness = witness_at(Path(path))
    if manner == "hasty":
        answer_told(int(size))
        time.sleep(0.5)
    assert isinstance(cosign(witness, read_request(body(0, int(size))), clock=lambda: NOW), Signature)
    if manner == "careful":
        answer_told(int(size))
    time.sleep(60)


def answer_told(size: int) -> None:
    """Say what was cosigned."""
    sys.stdout.write(json.dumps({"size": size}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
