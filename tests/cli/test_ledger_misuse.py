"""What a hurried person does with ledgers: wrong files, wrong places, the same twice; nothing is lost by it."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.desk import FACTS, desk, run

WHO = ("--provider", "northgate.example", "--client", "acme")


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger with the facts of the desk, its agreement and a signed head."""
    monkeypatch.chdir(tmp_path)
    desk(tmp_path, facts=FACTS)
    assert run("ledger", "init", "a.ledger", *WHO).exit_code == 0
    assert run("ledger", "append", "a.ledger", "facts.jsonl", "--agreement", "agreement.yaml").exit_code == 0
    assert run("ledger", "checkpoint", "a.ledger", "-o", "a.head").exit_code == 0
    return "a.ledger"


@pytest.mark.parametrize(
    "key", ["b.ledger", "b.ledger.vkey", "b.ledger-wal", "b.ledger.checkpoints", "b.ledger.pq.vkey"]
)
def test_the_key_of_a_new_ledger_takes_the_place_of_none_of_its_files(ledger: str, key: str) -> None:
    done = run("ledger", "init", "b.ledger", *WHO, "--key", key, "--post-quantum")
    assert (done.exit_code, "which would be lost" in done.stderr) == (2, True)
    assert list(Path().glob("b.ledger*")) == []


@pytest.mark.parametrize("target", ["safe.key", "other.ledger", "other.ledger.checkpoints"])
def test_no_output_takes_the_place_of_a_key_or_a_ledger_wherever_it_lies(ledger: str, target: str) -> None:
    assert run("ledger", "init", "other.ledger", *WHO, "--key", "safe.key").exit_code == 0
    assert run("ledger", "checkpoint", "other.ledger", "--key", "safe.key").exit_code == 0
    before = Path(target).read_bytes()
    for words in (("prove", ledger, "0"), ("extend", ledger)):
        done = run("ledger", *words, "-o", target)
        assert done.exit_code == 1
        assert "which would be lost" in done.stderr
    assert Path(target).read_bytes() == before


def test_a_file_that_is_no_journal_is_not_cut(ledger: str) -> None:
    Path("thesis.txt").write_text("a whole thesis on one line", "utf-8")
    run("ledger", "init", "b.ledger", *WHO)
    done = run("ledger", "checkpoint", "b.ledger", "--journal", "thesis.txt")
    assert "[journal-unreliable]" in done.stderr
    assert Path("thesis.txt").read_text("utf-8") == "a whole thesis on one line"


def test_keys_behind_a_link_stay_behind_it(ledger: str) -> None:
    Path("safe").mkdir()
    Path("a.ledger.key").rename("safe/k")
    Path("a.ledger.key").symlink_to("safe/k")
    assert run("ledger", "rotate-key", ledger).exit_code == 0
    assert Path("a.ledger.key").is_symlink()
    assert Path("safe/k").read_text("utf-8").count("\n") == 2
    assert run("ledger", "checkpoint", ledger).stdout.count("— ") == 2


def test_a_receipt_that_cannot_be_written_is_refused_before_anything_is_recorded(ledger: str) -> None:
    Path("folder").mkdir()
    size = len(run("ledger", "log", ledger).stdout.splitlines())
    Path("more.jsonl").write_text(Path("facts.jsonl").read_text("utf-8").replace('"id": "', '"id": "more-'), "utf-8")
    for receipt in ("folder", "facts.jsonl/receipt.json"):
        done = run("ledger", "append", ledger, "more.jsonl", "--receipt", receipt)
        assert done.exit_code == 2
    assert len(run("ledger", "log", ledger).stdout.splitlines()) == size


def test_only_statements_about_this_ledger_are_issued_and_each_once(ledger: str) -> None:
    stating = ("statement", "agreement.yaml", "--ledger", ledger, "--period", "2026-03")
    assert run(*stating, "-o", "march.json").exit_code == 0
    first = run("ledger", "issue", ledger, "march.json").stdout
    again = run("ledger", "issue", ledger, "march.json").stdout
    assert again == first.replace("\n", ", issued before\n")
    run("ledger", "init", "b.ledger", "--provider", "northgate.example", "--client", "other")
    assert "[statement-of-another]" in run("ledger", "issue", "b.ledger", "march.json").stderr
    run("statement", "agreement.yaml", "facts.jsonl", "--period", "2026-03", "-o", "files.json")
    assert "[statement-of-another]" in run("ledger", "issue", "b.ledger", "files.json").stderr
    assert len(run("ledger", "log", "b.ledger").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--provider", "northgate.example", "--client", "other"),
        ("--provider", "southgate.example", "--client", "acme"),
        (*WHO, "--epoch", "1"),
    ],
)
def test_a_ledger_follows_only_another_epoch_of_itself(ledger: str, words: tuple[str, ...]) -> None:
    done = run("ledger", "init", "b.ledger", *words, "--follows", "a.head", "--reason", "the disk failed")
    assert (
        done.exit_code,
        "'northgate.example/upheld/acme/1' is no other epoch of" in " ".join(done.stderr.split()),
    ) == (
        2,
        True,
    )
    assert run("ledger", "init", "b.ledger", *WHO, "--follows", "a.head", "--reason", "it failed").exit_code == 0


def test_a_text_that_is_no_utf_8_is_refused(ledger: str) -> None:
    broken = os.fsdecode(b"a\xffb")
    key = Path("a.ledger.vkey").read_text("utf-8").strip()
    for words in (
        ("init", "b.ledger", *WHO, "--follows", "a.head", "--reason", broken),
        ("revoke-key", ledger, key, "--reason", broken),
        ("erase", ledger, broken),
        ("erase", ledger, " "),
    ):
        assert run("ledger", *words).exit_code == 2


def test_a_second_key_alone_signs_what_fsck_accepts(ledger: str) -> None:
    first = run("ledger", "init", "q.ledger", *WHO, "--post-quantum").stdout.strip()
    assert run("ledger", "revoke-key", "q.ledger", first, "--reason", "stolen").exit_code == 0
    assert run("ledger", "checkpoint", "q.ledger").exit_code == 0
    done = run("ledger", "fsck", "q.ledger")
    assert (done.exit_code, done.stderr) == (0, "")
    Path("q.ledger.pq.vkey").unlink()
    assert "[signature-invalid]" in run("ledger", "fsck", "q.ledger").stderr


def test_an_erased_name_in_a_block_of_counts_is_told(ledger: str) -> None:

    hours = [f"2026-03-{2 + number // 24:02}T{number % 24:02}" for number in range(48)]
    counted = {
        "kind": "count",
        "source": "gate",
        "item": "web-1",
        "good": 1,
        "total": 1,
        "labels": {"owner": "Jane Doe"},
    }
    lines = [counted | {"id": at, "from": f"{at}:00:00Z", "until": f"{at}:30:00Z"} for at in hours]
    Path("counts.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    assert run("ledger", "append", ledger, "counts.jsonl", "--bulk-from", "10").exit_code == 0
    done = run("ledger", "erase", ledger, "jané doe")
    assert (done.exit_code, "[text-is-public]" in done.stderr) == (1, True)
