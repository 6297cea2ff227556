"""The private keys beside a ledger agree with its entries, wherever a hand-over or a revocation was cut off."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import run
from upheld.cli import ledger_changes
from upheld.cli.key_files import settled_keys
from upheld.evidence.checkpoint import verified
from upheld.evidence.notes import read_vkey

LEDGER = "a.ledger"


class PulledError(Exception):
    """The machine stopped."""


@pytest.fixture
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first key of a new ledger."""
    monkeypatch.chdir(tmp_path)
    done = run("ledger", "init", LEDGER, "--provider", "northgate.example", "--client", "acme")
    return done.stdout.strip()


def stopped(*command: str, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a command on a machine that stops when it comes to a function."""

    def pulled(*_: object, **__: object) -> Any:
        raise PulledError

    with monkeypatch.context() as patch:
        patch.setattr(ledger_changes, at, pulled)
        with pytest.raises(PulledError):
            run(*command)


def signers() -> int:
    note = run("ledger", "checkpoint", LEDGER).stdout
    assert run("ledger", "fsck", LEDGER).exit_code == 0
    return note.count("— ")


def followed(first: str) -> bool:
    """Whether a reader who pinned the first key knows one that signs now."""
    keys = [read_vkey(first)]
    return len(verified(run("ledger", "checkpoint", LEDGER).stdout_bytes, keys).keys) == 1


def test_a_hand_over_that_is_cut_off_before_its_entry_did_not_happen(
    first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped("ledger", "rotate-key", LEDGER, at="hand_over", monkeypatch=monkeypatch)
    assert Path("a.ledger.key.next").exists()
    fsck = run("ledger", "fsck", LEDGER)
    assert (fsck.exit_code, "was cut off" in fsck.stderr) == (1, True)
    assert signers() == 1
    assert not Path("a.ledger.key.next").exists()
    assert followed(first)


def test_a_hand_over_that_is_cut_off_after_its_entry_is_completed(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    def once(*given: Any) -> Any:
        calls.append(given)
        if len(calls) > 1:
            raise PulledError
        return settled_keys(*given)

    with monkeypatch.context() as patch:
        patch.setattr(ledger_changes, "settled_keys", once)
        with pytest.raises(PulledError):
            run("ledger", "rotate-key", LEDGER)
    assert signers() == 2
    assert followed(first)
    new = run("ledger", "rotate-key", LEDGER).stdout.strip()
    assert Path("a.ledger.key").read_text("utf-8").count("\n") == 2
    assert len(verified(run("ledger", "checkpoint", LEDGER).stdout_bytes, [read_vkey(new)]).keys) == 1


def test_a_revocation_that_is_cut_off_is_completed(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("ledger", "rotate-key", LEDGER)
    revoking = ("ledger", "revoke-key", LEDGER, first, "--reason", "stolen")
    stopped(*revoking, at="writing_keys", monkeypatch=monkeypatch)
    assert "is revoked" in run("ledger", "fsck", LEDGER).stderr
    assert signers() == 1
    assert Path("a.ledger.key").read_text("utf-8").count("\n") == 1


def test_what_is_no_key_of_the_ledger_is_not_revoked(first: str) -> None:
    other = run("ledger", "init", "b.ledger", "--provider", "other.example", "--client", "acme").stdout.strip()
    for key in (other, first.replace("acme/1+", "acme/2+")):
        done = run("ledger", "revoke-key", LEDGER, key, "--reason", "?")
        assert done.exit_code in {1, 2}
    assert "[key-not-revocable]" in run("ledger", "revoke-key", LEDGER, other, "--reason", "?").stderr
    run("ledger", "rotate-key", LEDGER)
    assert run("ledger", "revoke-key", LEDGER, first, "--reason", "lost").exit_code == 0
    assert "[key-not-revocable]" in run("ledger", "revoke-key", LEDGER, first, "--reason", "lost").stderr


def test_a_key_that_no_entry_names_does_not_sign(first: str) -> None:
    before = Path(LEDGER).read_bytes()
    run("ledger", "rotate-key", LEDGER)
    Path(LEDGER).write_bytes(before)
    for log in Path().glob("a.ledger-*"):
        log.unlink()
    keys = Path("a.ledger.key").read_text("utf-8").splitlines(keepends=True)
    assert "is not named" in run("ledger", "fsck", LEDGER).stderr
    Path("a.ledger.key").write_text(keys[0], "utf-8")
    assert "[key-not-in-force]" in run("ledger", "checkpoint", LEDGER).stderr


def test_a_ledger_that_could_not_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("upheld.cli.ledger.writing_keys", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("ledger", "init", LEDGER, "--provider", "northgate.example", "--client", "acme", "--post-quantum")
    assert list(tmp_path.iterdir()) == []
