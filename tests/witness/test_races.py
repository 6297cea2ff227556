"""Fifty callers at once, forks among them, and a witness that is killed: no cosignature that is not an extension.

UPHELD_EXAMPLES=10000 makes as many calls; fewer are made by default.
"""

import json
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from operator import itemgetter
from pathlib import Path

import pytest

from tests.witness.worlds import KEY, NOW, WITNESS, body, head, proof, rising, witness_at
from upheld.evidence.checkpoint import (
    Checkpoint,
    InconsistentHeadError,
    check_extends,
    read_checkpoint,
    verified,
)
from upheld.evidence.notes import Note, Signature, note_bytes, read_note
from upheld.evidence.sqlite import connected, driver
from upheld_witness.store import Store
from upheld_witness.witness import Witness, cosign, read_request

CALLS = int(os.environ.get("UPHELD_EXAMPLES", "600"))
CALLERS = 50
NEVER = 1 << 40
ROOT = Path(__file__).resolve().parents[2]


def given_out(witness: Witness, calls: int) -> list[Checkpoint]:
    """The heads that fifty callers at once had cosigned, in the order of the times of their cosignatures."""
    with ThreadPoolExecutor(CALLERS) as callers:
        parts = callers.map(lambda number: called(witness, number, count=calls // CALLERS), range(CALLERS))
        return [head for _, head in sorted((each for part in parts for each in part), key=itemgetter(0))]


def called(witness: Witness, seed: int, *, count: int) -> list[tuple[int, Checkpoint]]:
    """What one caller had cosigned, when: it follows one of two histories, or plays an old call again."""
    luck, last, found = random.Random(seed), 0, []  # noqa: S311 - the same calls on every run
    for _ in range(count):
        old = luck.randint(0, last) if luck.random() < 0.2 else last
        request = read_request(body(old, old + luck.randint(0, 3), fork=(20, NEVER)[luck.random() < 0.7]))
        answer = cosign(witness, request, clock=rising)
        if isinstance(answer, Signature):
            note = read_note(request.note)
            (cosigned,) = verified(note_bytes(Note(note.text, (answer,))), [WITNESS.verifier]).cosigned
            new = read_checkpoint(note.text)
            last = new.size
            found.append((cosigned.time, new))
        elif answer.status == 409:
            last = answer.last
    return found


def are_extensions(heads: list[Checkpoint]) -> bool:
    """Whether each head extends the one before it: each is of one of two histories that part at entry 20."""
    for last, new in pairwise(heads):
        fork = NEVER if new.root == head(new.size).root else 20
        try:
            check_extends(last, new, proof=proof(last.size, new.size, fork=fork))
        except InconsistentHeadError:
            return False
    return True


def test_fifty_callers_that_race_get_one_history(tmp_path: Path) -> None:
    witness = witness_at(tmp_path / "heads")
    heads = given_out(witness, CALLS)
    assert len(heads) > CALLERS // 5
    assert are_extensions(heads)
    assert witness.store.refused()
    assert heads[-1].size > 20


class _HastyStore(Store):
    """A store that looks, and writes later: what a witness must not have."""

    __slots__ = ()

    def exchange(self, note: bytes, old: int, *, proof: object, clock: object) -> int:  # noqa: ARG002 - as the store
        return rising()


def test_a_witness_that_does_not_look_would_be_found(tmp_path: Path) -> None:
    careless = Witness(WITNESS, _HastyStore(tmp_path / "heads"), {KEY.name: [KEY.verifier]})
    assert not are_extensions(given_out(careless, 200))


@pytest.mark.parametrize("is_hasty", [False, True], ids=["stores first", "answers first"])
def test_what_was_answered_was_stored_before(tmp_path: Path, *, is_hasty: bool) -> None:
    """Kill -9 as soon as an answer is read; the head must be on the disk. A store that answers first goes red."""
    lost = 0
    for number in range(min(max(CALLS // 100, 6), 100)):
        path = tmp_path / f"{is_hasty}-{number}"
        manner = "hasty" if is_hasty else "careful"
        command = [sys.executable, "-m", "tests.witness.caller", str(path), str(number % 40), manner]
        paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | paths) as child:
            assert child.stdout is not None
            answer = json.loads(child.stdout.readline())
            child.send_signal(signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL
        stored = _stored_size(path)
        lost += stored != answer["size"]
    assert bool(lost) == is_hasty


def _stored_size(path: Path) -> int:
    witness = witness_at(path)
    answer = cosign(witness, read_request(body(40, 41)), clock=lambda: NOW)
    assert not isinstance(answer, Signature)
    return answer.last


def test_a_store_that_cannot_be_written_answers_nothing(tmp_path: Path) -> None:
    witness = witness_at(tmp_path / "heads")
    cosign(witness, read_request(body(0, 3)), clock=rising)
    with closing(connected(tmp_path / "heads", driver())) as other:
        other.execute("CREATE TRIGGER no BEFORE INSERT ON head BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(driver().Error, match="full"):
        cosign(witness, read_request(body(3, 5)), clock=rising)
    assert _stored_size(tmp_path / "heads") == 3


def test_a_clock_is_read_while_no_other_head_can_come(tmp_path: Path) -> None:
    witness, said = witness_at(tmp_path / "heads"), []

    def clock() -> int:
        with closing(connected(tmp_path / "heads", driver())) as other:
            other.execute("PRAGMA busy_timeout = 0")
            try:
                other.execute("BEGIN IMMEDIATE")
            except driver().OperationalError as error:
                said.append(str(error))
        return NOW

    assert isinstance(cosign(witness, read_request(body(0, 3)), clock=clock), Signature)
    assert said == ["database is locked"]
