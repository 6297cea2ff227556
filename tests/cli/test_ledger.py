"""`upheld ledger`: a person keeps evidence, signs it, proves it, forgets people in it, and is told what is wrong."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.desk import FACTS, desk, run
from upheld.evidence.checkpoint import read_signing_key, verified
from upheld.evidence.notes import read_vkey
from upheld.evidence.signing import head_of

NAMED = [fact | ({"set": {"title": "Ann's laptop"}} if fact["id"] == "5" else {}) for fact in FACTS]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger with the facts of the desk and its agreement."""
    monkeypatch.chdir(tmp_path)
    desk(tmp_path, facts=NAMED)
    assert run("ledger", "init", "a.ledger", "--provider", "northgate.example", "--client", "acme").exit_code == 0
    done = run("ledger", "append", "a.ledger", "facts.jsonl", "--agreement", "agreement.yaml", "--receipt", "r.json")
    assert done.exit_code == 0, done.output
    return "a.ledger"


def entries(ledger: str) -> list[dict[str, object]]:
    lines = run("ledger", "log", ledger, "--format", "json").stdout.splitlines()
    return [json.loads(line)["entry"] for line in lines]


def key_of(ledger: str) -> str:
    public = entries(ledger)[0]["public"]
    assert isinstance(public, dict)
    return str(public["vkey"])


def test_evidence_becomes_entries(ledger: str) -> None:
    assert [entry["type"] for entry in entries(ledger)] == ["ledger.open", "agreement", *["fact"] * 5]
    receipt = json.loads(Path("r.json").read_text("utf-8"))
    assert {name: receipt[name] for name in ("first", "size", "added", "sealed", "repeated")} == {
        "first": 1,
        "size": 7,
        "added": 5,
        "sealed": 0,
        "repeated": 0,
    }
    again = run("ledger", "append", ledger, "facts.jsonl", "--agreement", "agreement.yaml", "--format", "json")
    assert json.loads(again.stdout)["repeated"] == 5
    assert len(entries(ledger)) == 7
    told = run("ledger", "append", ledger, "--agreement", "agreement.yaml")
    assert "0 facts, 0 known before; no new entry; size 7" in told.stdout


def test_the_log_is_listed(ledger: str) -> None:
    lines = run("ledger", "log", ledger, "--from", "1", "--to", "3").stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].split()[2:] == ["agreement", "acme-managed-it"]
    assert "private: set.title" in run("ledger", "log", ledger).stdout


def test_a_head_is_signed_and_a_proof_is_checked(ledger: str) -> None:
    printed = run("ledger", "checkpoint", ledger)
    assert run("ledger", "checkpoint", ledger, "-o", "head").exit_code == 0
    assert head_of(Path("head").read_bytes()).size == 7
    assert printed.stdout.encode() == Path("head").read_bytes()
    assert run("ledger", "prove", ledger, "3", "-o", "proof").exit_code == 0
    assert run("ledger", "prove", ledger, "3").stdout.encode() == Path("proof").read_bytes()
    done = run("ledger", "check", "proof", "--key", key_of(ledger))
    assert done.exit_code == 0
    assert json.loads(done.stdout) == entries(ledger)[3]
    assert "entry 3 of 7 in northgate.example/upheld/acme/1" in done.stderr
    Path("proof").write_bytes(Path("proof").read_bytes().replace(b"index 3", b"index 4"))
    assert "[proof-fails]" in run("ledger", "check", "proof", "--key", key_of(ledger)).stderr
    assert run("ledger", "check", "proof", "--key", "no key").exit_code == 2
    assert "[unusable-file]" in run("ledger", "check", "nothing", "--key", key_of(ledger)).stderr


def test_a_sound_ledger_passes_and_a_changed_one_does_not(ledger: str) -> None:
    assert "7 entries, 0 signed heads: nothing wrong" in run("ledger", "fsck", ledger).stdout
    run("ledger", "checkpoint", ledger)
    sound = json.loads(run("ledger", "fsck", ledger, "--format", "json").stdout)
    assert sound == {"ledger": ledger, "entries": 7, "heads": 1, "findings": []}
    content = Path(ledger).read_bytes()
    Path(ledger).write_bytes(content.replace(b'"state":"down"', b'"state":"up!!"'))
    done = run("ledger", "fsck", ledger)
    assert done.exit_code == 1
    assert "[entry-exchanged]" in done.stderr
    told = json.loads(run("ledger", "fsck", ledger, "--format", "json").stdout)
    assert {"entry-exchanged", "head-differs", "head-forked"} <= {each["code"] for each in told["findings"]}


def test_a_person_is_forgotten(ledger: str) -> None:
    run("ledger", "checkpoint", ledger)
    assert b"Ann's laptop" in Path(ledger).read_bytes()
    done = run("ledger", "erase", ledger, "Ann's", "acme-managed")
    assert done.stdout.endswith("set.title\n")
    assert "1 private values erased" in done.stderr
    assert "[text-is-public]" in done.stderr
    assert done.exit_code == 1
    assert b"Ann's" not in b"".join(path.read_bytes() for path in Path().glob("a.ledger*"))
    assert run("ledger", "fsck", ledger).exit_code == 0
    assert run("ledger", "checkpoint", ledger).exit_code == 0
    assert run("ledger", "erase", ledger, " ").exit_code == 2


def test_keys_are_rotated_and_revoked(ledger: str) -> None:
    old = key_of(ledger)
    new = run("ledger", "rotate-key", ledger).stdout.strip()
    note = run("ledger", "checkpoint", ledger).stdout
    assert note.count("— northgate.example/upheld/acme/1 ") == 2
    assert run("ledger", "revoke-key", ledger, old, "--reason", "it was lost").exit_code == 0
    assert run("ledger", "checkpoint", ledger).stdout.count("— ") == 1
    assert run("ledger", "fsck", ledger).exit_code == 0
    done = run("ledger", "revoke-key", ledger, new, "--reason", "this too")
    assert "go on in a new epoch" in done.stderr
    assert "[key-not-in-force]" in run("ledger", "checkpoint", ledger).stderr
    assert "nothing wrong" in run("ledger", "fsck", ledger).stdout
    assert [entry["type"] for entry in entries(ledger)[-3:]] == ["key.rotate", "key.revoke", "key.revoke"]
    assert run("ledger", "revoke-key", ledger, "no key", "--reason", "?").exit_code == 2


def test_a_ledger_may_sign_by_ml_dsa_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    named = ("--provider", "northgate.example", "--client", "acme", "--post-quantum")
    old = run("ledger", "init", "q.ledger", *named).stdout.strip()
    note = run("ledger", "checkpoint", "q.ledger").stdout_bytes
    second = read_vkey(Path("q.ledger.pq.vkey").read_text("utf-8").strip())
    first = read_vkey(old)
    assert [len(verified(note, keys).keys) for keys in ([first], [second], [second, first])] == [1, 1, 2]
    assert run("ledger", "rotate-key", "q.ledger").exit_code == 0
    assert run("ledger", "checkpoint", "q.ledger").stdout.count("— ") == 3
    for line in Path("q.ledger.key").read_text("utf-8").splitlines()[:2]:
        public = read_signing_key(line).verifier.text
        assert run("ledger", "revoke-key", "q.ledger", public, "--reason", "it was lost").exit_code == 0
    assert "none of them can hand over" in run("ledger", "rotate-key", "q.ledger").stderr
    assert run("ledger", "checkpoint", "q.ledger").stdout.count("— ") == 1


def test_a_new_epoch_names_the_old_head(ledger: str) -> None:
    run("ledger", "checkpoint", ledger, "-o", "head")
    who = ("--provider", "northgate.example", "--client", "acme")
    assert run("ledger", "init", "b.ledger", *who, "--follows", "head", "--reason", "key stolen").exit_code == 0
    public = entries("b.ledger")[0]["public"]
    assert isinstance(public, dict)
    assert (public["epoch"], public["previous"]["size"], public["previous"]["reason"]) == ("2", 7, "key stolen")
    assert run("ledger", "init", "c.ledger", *who, "--follows", "head").exit_code == 2
    assert run("ledger", "init", "c.ledger", *who, "--follows", "facts.jsonl", "--reason", "?").exit_code == 2


def test_a_statement_is_issued(ledger: str) -> None:
    made = run("statement", "agreement.yaml", "facts.jsonl", "--period", "2026-03", "-o", "march.json")
    assert made.exit_code == 0
    assert "acme-managed-it 2026-03, sha256:" in run("ledger", "issue", ledger, "march.json").stdout
    assert entries(ledger)[-1]["subject"] == "acme-managed-it 2026-03"
    assert "[not-a-statement]" in run("ledger", "issue", ledger, "facts.jsonl").stderr
    assert "[unusable-file]" in run("ledger", "issue", ledger, "nothing.json").stderr


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--provider", "North Gate", "--client", "acme"), "--provider"),
        (("--provider", "n.example", "--client", "a/b"), "--client"),
        (("--provider", "n.example", "--client", "a", "--epoch", "1 2"), "--epoch"),
        (("--provider", "n.example", "--client", "a", "--private", "item"), "may decide a figure"),
    ],
)
def test_a_ledger_that_cannot_be_named_so(tmp_path: Path, options: tuple[str, ...], word: str) -> None:
    done = run("ledger", "init", str(tmp_path / "x"), *options)
    assert done.exit_code == 2
    assert word in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(ledger: str) -> None:
    done = run("ledger", "init", ledger, "--provider", "northgate.example", "--client", "acme")
    assert "[ledger-exists]" in done.stderr
    assert run("ledger", "append", ledger).exit_code == 2


def test_a_fact_that_contradicts_the_ledger_leaves_it_as_it_was(ledger: str, tmp_path: Path) -> None:
    desk(tmp_path, facts=[FACTS[0] | {"state": "down"}, FACTS[1] | {"id": "9"}])
    done = run("ledger", "append", ledger, "facts.jsonl")
    assert done.exit_code == 1
    assert "[recorded-otherwise]" in done.stderr
    assert len(entries(ledger)) == 7
    desk(tmp_path, facts=[FACTS[1] | {"id": "9", "corrects": "2", "reason": "misread", "state": "degraded"}])
    assert run("ledger", "append", ledger, "facts.jsonl").exit_code == 0
    assert entries(ledger)[-1]["supersedes"] == 5


def test_a_ledger_brought_back_is_not_signed(ledger: str) -> None:
    shutil.copy(ledger, "old")
    run("ledger", "append", ledger, "--agreement", "agreement.yaml")
    assert run("ledger", "rotate-key", ledger).exit_code == 0
    assert run("ledger", "checkpoint", ledger).exit_code == 0
    shutil.copy("old", ledger)
    done = run("ledger", "checkpoint", ledger)
    assert done.exit_code == 1
    assert "[head-inconsistent]" in done.stderr
    Path("a.ledger.checkpoints").write_text("torn\n", "utf-8")
    assert "[journal-unreliable]" in run("ledger", "checkpoint", ledger).stderr


def test_a_key_that_others_can_read_does_not_sign(ledger: str) -> None:
    key = Path("a.ledger.key")
    key.chmod(0o640)
    assert "[key-open]" in run("ledger", "checkpoint", ledger).stderr
    key.chmod(0o600)
    other = key.read_text("utf-8")
    run("ledger", "init", "b.ledger", "--provider", "other.example", "--client", "acme")
    assert "[key-of-another]" in run("ledger", "checkpoint", ledger, "--key", "b.ledger.key").stderr
    key.write_text("no key\n", "utf-8")
    assert "[key-unreadable]" in run("ledger", "checkpoint", ledger).stderr
    key.unlink()
    assert "[key-missing]" in run("ledger", "checkpoint", ledger).stderr
    key.mkdir()
    key.chmod(0o700)
    assert "[unusable-file]" in run("ledger", "checkpoint", ledger).stderr
    assert other.startswith("PRIVATE+KEY+")


def test_what_is_no_ledger_is_told(ledger: str) -> None:
    assert "[no-such-ledger]" in run("ledger", "log", "nothing.ledger").stderr
    assert "[not-a-ledger]" in run("ledger", "fsck", "facts.jsonl").stderr
    assert "[not-provable]" in run("ledger", "prove", ledger, "3").stderr
    Path("empty").write_bytes(b"")
    assert "[not-a-ledger]" in run("ledger", "checkpoint", "empty").stderr
    os.truncate(ledger, 5000)
    assert "[ledger-damaged]" in run("ledger", "log", ledger).stderr
