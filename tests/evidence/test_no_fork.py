"""Whatever happens to a ledger, its copies and its signers, no two signed heads are of different histories.

UPHELD_EXAMPLES=10000 makes as many histories; fewer are made by default.
"""

import os
import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tests.evidence.ledger_worlds import KEY, begun
from upheld.evidence.checkpoint import (
    Checkpoint,
    InconsistentHeadError,
    SigningKey,
    checkpoint_text,
    new_key,
    signed,
    verified,
)
from upheld.evidence.ledger_file import FileLedger, open_ledger
from upheld.evidence.signing import JournalError, head_of, sign

HISTORIES = int(os.environ.get("UPHELD_EXAMPLES", "60"))
SIGNERS = ThreadPoolExecutor(2)


@dataclass
class History:
    """A ledger, an old copy of it that is used as well, and everything that was signed: entries under each head."""

    folder: Path
    luck: random.Random
    guarded: bool = True
    signed: list[tuple[bytes, ...]] = field(default_factory=list)
    refused: int = 0

    @property
    def steps(self) -> tuple[Callable[[], None], ...]:
        """What may happen next."""
        return self.grow, self.grow, self.sign, self.sign, self.copy, self.roll_back, self.race

    def grow(self) -> None:
        """Add entries to the ledger or to the copy."""
        with open_ledger(self.folder / self.luck.choice(("a", "b"))) as ledger:
            ledger.append([self.luck.randbytes(4) for _ in range(self.luck.randint(1, 3))])

    def sign(self, name: str = "") -> None:
        """Open either anew and sign it; the two signers have one journal."""
        with open_ledger(self.folder / (name or self.luck.choice(("a", "b")))) as ledger:
            try:
                note = self._note(ledger)
            except (InconsistentHeadError, JournalError):
                self.refused += 1
                return
            self.signed.append(tuple(ledger.read(0, head_of(note).size)))

    def _note(self, ledger: FileLedger) -> bytes:
        if self.guarded:
            return sign(ledger, [KEY], journal=self.folder / "journal")
        tree = ledger.frontier()
        return signed(checkpoint_text(Checkpoint(ledger.origin, tree.size, tree.root)), [KEY])

    def copy(self) -> None:
        """Make the copy anew."""
        shutil.copy(self.folder / "a", self.folder / "b")

    def roll_back(self) -> None:
        """Put the copy in the place of the ledger."""
        shutil.copy(self.folder / "b", self.folder / "a")

    def race(self) -> None:
        """Two signers at the same time."""
        list(SIGNERS.map(self.sign, self.luck.choice((("a", "b"), ("a", "a")))))

    def is_forked(self) -> bool:
        """Whether two signed heads are of histories of which neither begins with the other."""
        ordered = sorted(self.signed, key=len)
        return any(longer[: len(shorter)] != shorter for shorter, longer in pairwise(ordered))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A ledger with one entry."""
    begun(tmp_path / "template").close()
    return tmp_path / "template"


def lived(template: Path, seed: int, *, guarded: bool = True) -> History:
    """A random history of that ledger."""
    folder = template.parent / f"{seed}"
    folder.mkdir()
    history = History(folder, random.Random(seed), guarded)  # noqa: S311 - the same histories on every run
    for name in ("a", "b"):
        shutil.copy(template, folder / name)
    for _ in range(12):
        history.luck.choice(history.steps)()
    shutil.rmtree(folder)
    return history


def test_no_history_signs_a_fork(template: Path) -> None:
    histories = [lived(template, seed) for seed in range(HISTORIES)]
    assert sum(history.is_forked() for history in histories) == 0
    assert sum(len(history.signed) for history in histories) > 2 * HISTORIES
    assert sum(history.refused for history in histories) > HISTORIES // 2


def test_a_signer_without_the_guard_would_be_found(template: Path) -> None:
    assert any(lived(template, seed, guarded=False).is_forked() for seed in range(20))


def test_a_head_that_another_key_signed_is_signed_again(template: Path) -> None:
    newer: SigningKey = new_key(KEY.name, secret=b"n" * 32)
    with open_ledger(template) as ledger:
        first = sign(ledger, [KEY], journal=template.with_name("journal"))
        again = sign(ledger, [newer], journal=template.with_name("journal"))
        assert verified(again, [newer.verifier]).keys == (newer.verifier,)
        assert ledger.signed() == [first, again]
