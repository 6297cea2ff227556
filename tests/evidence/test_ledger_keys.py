"""What a ledger says of a key."""

from pathlib import Path

import pytest

from upheld.evidence.bookkeeping import Opening, start
from upheld.evidence.checkpoint import ML_DSA, new_key
from upheld.evidence.ledger_file import FileLedger, create_ledger
from upheld.evidence.ledger_keys import hand_over, revoke, standing

NOW = 1_775_131_200_000_000
ORIGIN = "northgate.example/upheld/acme/1"
FIRST, SECOND, THIRD = (new_key(ORIGIN, secret=bytes([number]) * 32) for number in (1, 2, 3))


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    made = create_ledger(tmp_path / "a.ledger", ORIGIN)
    start(made, Opening("northgate.example", "acme", "1", FIRST.verifier.text), received=NOW)
    return made


def test_a_key_is_in_force_from_its_entry_until_it_is_revoked(ledger: FileLedger) -> None:
    keys = [key.verifier for key in (FIRST, SECOND, THIRD)]
    assert [standing(ledger, key) for key in keys] == ["in force", "not named", "not named"]
    assert hand_over(ledger, FIRST, new=SECOND, received=NOW) == 1
    assert hand_over(ledger, SECOND, new=THIRD, received=NOW) == 2
    assert revoke(ledger, FIRST.verifier, reason="stolen", received=NOW) == 3
    assert [standing(ledger, key) for key in keys] == ["revoked", "in force", "in force"]


def test_a_second_key_needs_no_entry_but_can_be_revoked(ledger: FileLedger) -> None:
    second = new_key(ORIGIN, secret=bytes(32), algorithm=ML_DSA).verifier
    assert standing(ledger, second) == "in force"
    revoke(ledger, second, reason="stolen", received=NOW)
    assert standing(ledger, second) == "revoked"
