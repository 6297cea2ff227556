"""From evidence to a ledger, from the ledger to a statement and its bundle, from the bundle to the client's answer."""

import json
from pathlib import Path

import pytest

from tests.cli.desk import FACTS, desk, run

KEYS = {"--provider": "northgate.example", "--client": "acme"}


def ledger_of(folder: Path, facts: list[dict[str, object]], *more: str) -> tuple[str, str]:
    """An agreement and a ledger that has recorded it, the facts, and a signed head."""
    agreement, evidence = desk(folder, facts=facts)
    ledger = str(folder / "acme.ledger")
    options = [word for pair in KEYS.items() for word in pair]
    for words in (
        ("init", ledger, *options),
        ("append", ledger, evidence, "--agreement", agreement, *more),
        ("checkpoint", ledger, "-o", str(folder / "march.head")),
    ):
        done = run("ledger", *words)
        assert done.exit_code == 0, done.stderr
    return agreement, ledger


def test_a_client_verifies_the_bundle_of_a_statement(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    bundle = str(tmp_path / "march.upheld")
    made = run(
        "statement", agreement, "--ledger", ledger, "--period", "2026-03", "--bundle", bundle, "--format", "json"
    )
    assert made.exit_code == 0, made.stderr
    assert json.loads(made.stdout)["evidence"]["checkpoint"]["origin"] == "northgate.example/upheld/acme/1"
    held = ("--key", f"{ledger}.vkey", "--last", str(tmp_path / "march.head"))
    done = run("verify", bundle, *held, "--format", "json")
    assert (done.exit_code, json.loads(done.stdout)["verified"]) == (0, True)


def test_the_figures_are_those_of_the_files(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    words = ("--period", "2026-03", "--known-at", "2026-04-08T00:00:00Z", "--format", "json")
    from_files = json.loads(run("statement", agreement, str(tmp_path / "facts.jsonl"), *words).stdout)
    from_ledger = json.loads(run("statement", agreement, "--ledger", ledger, *words).stdout)
    for each in (from_files, from_ledger):
        each["evidence"].pop("digest")  # without private fields it is another one
        each["evidence"].pop("checkpoint")
    assert from_ledger == from_files


def test_the_same_ledger_gives_the_same_bundle(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    for name in ("one.upheld", "two.upheld"):
        done = run("statement", agreement, "--ledger", ledger, "--period", "2026-03", "--bundle", str(tmp_path / name))
        assert done.exit_code == 0, done.stderr
    assert (tmp_path / "one.upheld").read_bytes() == (tmp_path / "two.upheld").read_bytes()


def test_a_figure_is_traced_to_entries_of_the_ledger(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    target = str(tmp_path / "statement.json")
    assert run("statement", agreement, "--ledger", ledger, "--period", "2026-03", "-o", target).exit_code == 0
    name = json.loads(Path(target).read_text())["results"][0]["name"]
    done = run("trace", target, name)
    assert done.exit_code == 0, done.stderr
    assert f"{ledger}:" in done.stdout


def test_entries_after_the_last_head_are_told(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    later = tmp_path / "later.jsonl"
    later.write_text(json.dumps(FACTS[0] | {"id": "later"}) + "\n")
    assert run("ledger", "append", ledger, str(later)).exit_code == 0
    done = run("statement", agreement, "--ledger", ledger, "--period", "2026-03")
    assert done.exit_code == 0
    assert "1 entries came after the last signed head" in done.stderr


def test_a_ledger_that_never_recorded_the_agreement_states_nothing(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    other = tmp_path / "other.yaml"
    other.write_text(Path(agreement).read_text().replace("revision: 1", "revision: 2"))
    done = run("statement", str(other), "--ledger", ledger, "--period", "2026-03")
    assert (done.exit_code, "[agreement-unrecorded]" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Give EVIDENCE... or --ledger"),
        (("facts.jsonl", "--bundle", "x.upheld"), "--bundle needs --ledger"),
        (("--ledger", "l", "--keep-going"), "--keep-going is for files"),
        (("facts.jsonl", "--ledger", "l"), "Give EVIDENCE... or --ledger"),
    ],
)
def test_sources_that_do_not_fit_are_a_wrong_command_line(words: tuple[str, ...], says: str) -> None:
    done = run("statement", "agreement.yaml", *words, "--period", "2026-03")
    assert (done.exit_code, says in done.stderr) == (2, True)


def test_what_decides_a_figure_is_not_private(tmp_path: Path) -> None:
    agreement, evidence = desk(tmp_path, facts=FACTS)
    ledger, options = str(tmp_path / "l"), [word for pair in KEYS.items() for word in pair]
    for path in ("state", "set.service", "set.item"):
        assert run("ledger", "init", ledger, *options, "--private", path).exit_code == 2
    assert run("ledger", "init", ledger, *options, "--private", "set.priority").exit_code == 0
    done = run("ledger", "append", ledger, evidence, "--agreement", agreement)
    assert (done.exit_code, "[agreement-reads-private]" in done.stderr) == (1, True)
    assert "set.priority" in done.stderr


def test_no_statement_is_made_of_what_a_ledger_keeps_private(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    other = tmp_path / "other.yaml"
    other.write_text(Path(agreement).read_text().replace("by: priority", "by: contact"))
    done = run("statement", str(other), "--ledger", ledger, "--period", "2026-03")
    assert (done.exit_code, "[agreement-reads-private]" in done.stderr) == (1, True)


def test_a_revision_is_not_edited_behind_its_number(tmp_path: Path) -> None:
    agreement, ledger = ledger_of(tmp_path, FACTS)
    edited = tmp_path / "edited.yaml"
    edited.write_text(Path(agreement).read_text().replace("95% within 4 h", "60% within 4 h"))
    done = run("ledger", "append", ledger, "--agreement", str(edited))
    assert (done.exit_code, "[revision-taken]" in done.stderr) == (1, True)
    edited.write_text(edited.read_text().replace("revision: 1", "revision: 2"))
    assert run("ledger", "append", ledger, "--agreement", str(edited)).exit_code == 0


RATIO = """\
  requests:
    {measure: ratio/1, service: portal, where: {region: eu}, per: month, target: at least 99%}
"""


def count_fact(day: int, hour: int, **fields: object) -> dict[str, object]:
    at = f"2026-03-{day:02}T{hour:02}"
    bad = (day, hour) == (5, 5)
    counted = {"good": 0 if bad else 100, "total": 10_000 if bad else 100}
    span = {"from": f"{at}:00:00Z", "until": f"{at}:30:00Z"}
    usual = {"kind": "count", "source": "gate", "id": f"c-{day}-{hour}", "item": "web-1", "labels": {"region": "eu"}}
    return usual | counted | span | fields


def test_an_excerpt_shows_what_was_corrected_away_in_a_block_it_shows(tmp_path: Path) -> None:
    counts = [count_fact(day, hour) for day in range(1, 29) for hour in range(24)]
    agreement, ledger = ledger_of(tmp_path, counts, "--bulk-from", "100")
    text = Path(agreement).read_text()
    Path(agreement).write_text(text.replace("promises:\n", f"promises:\n{RATIO}").replace("revision: 1", "revision: 2"))
    later = {"learned_at": "2026-03-06T00:00:00Z", "reason": "it was the us"}
    first = count_fact(5, 5, id="x-1", corrects="c-5-5", **later)
    moved = first | {"id": "x-2", "corrects": "x-1", "labels": {"region": "us"}}
    corrections = tmp_path / "corrections.jsonl"
    corrections.write_text(f"{json.dumps(first)}\n{json.dumps(moved)}\n")
    assert run("ledger", "append", ledger, str(corrections), "--agreement", agreement).exit_code == 0
    assert run("ledger", "checkpoint", ledger, "-o", str(tmp_path / "head")).exit_code == 0
    bundle = str(tmp_path / "requests.upheld")
    asked = ("--ledger", ledger, "--period", "2026-03", "--promise", "requests", "--bundle", bundle)
    made = run("statement", agreement, *asked, "--format", "json")
    assert json.loads(made.stdout)["results"][0]["value"]["display"] == "100.000%"
    done = run("verify", bundle, "--key", f"{ledger}.vkey")
    assert (done.exit_code, "\nVERIFIED" in done.stdout) == (0, True)
