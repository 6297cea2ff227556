"""`upheld statement`: from two files to a statement, whole or not at all, and what it says when it cannot."""

import json
from pathlib import Path

import pytest

from tests.cli.desk import AGREEMENT, FACTS, desk, run


def march(folder: Path, *more: str) -> tuple[str, ...]:
    return ("statement", *desk(folder), "--period", "2026-03", *more)


def test_the_terminal_gets_the_answer_first(tmp_path: Path) -> None:
    done = run(*march(tmp_path))
    assert done.exit_code == 0
    assert "2 of 3 promises missed; 92.50 GBP credit." in done.stdout


def test_json_holds_the_exact_figure(tmp_path: Path) -> None:
    results = json.loads(run(*march(tmp_path, "--format", "json")).stdout)["results"]
    # March 2026 in London has 44,580 minutes; one hour was down.
    assert results[0]["value"] == {"numerator": 2671200000000, "denominator": 2674800000000, "display": "99.865%"}
    assert results[1]["items"] == {"met": 0, "missed": 1, "left_out": 0, "open": 0}


@pytest.mark.parametrize("output", ["text", "json", "html", "pdf"])
def test_every_format_is_the_same_bytes_on_every_run(tmp_path: Path, output: str) -> None:
    first, second = (run(*march(tmp_path, "--format", output)).stdout_bytes for _ in range(2))
    assert first == second != b""


def test_the_ending_of_the_file_chooses_the_format(tmp_path: Path) -> None:
    assert run(*march(tmp_path, "-o", str(tmp_path / "march.html"))).exit_code == 0
    assert (tmp_path / "march.html").read_bytes().startswith(b"<!doctype html>")


def test_a_folder_gets_all_formats_and_the_way_back(tmp_path: Path) -> None:
    assert run(*march(tmp_path, "-o", f"{tmp_path}/out/")).exit_code == 0
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    endings = ("html", "json", "pdf", "sources.json", "txt")
    assert written == [f"statement.{ending}" for ending in endings]
    assert json.loads((tmp_path / "out" / "statement.sources.json").read_text())["agreement"] == "../agreement.yaml"


def test_an_excerpt_has_the_promises_that_are_named(tmp_path: Path) -> None:
    assert run(*march(tmp_path, "--promise", "availability")).stdout.splitlines()[1] == "Excerpt: availability only"
    tree = json.loads(run(*march(tmp_path, "--promise", "resolution", "--format", "json")).stdout)
    assert (tree["excerpt"], {each["promise"] for each in tree["results"]}) == (["resolution"], {"resolution"})
    assert tree["evidence"]["facts"] == 2


def test_an_excerpt_of_no_promise_names_those_that_are_there(tmp_path: Path) -> None:
    done = run(*march(tmp_path, "--promise", "availibility"))
    assert done.exit_code == 2
    assert "no promise availibility" in done.stderr


def test_what_was_not_known_yet_is_not_used(tmp_path: Path) -> None:
    late = [*FACTS[:2], FACTS[2] | {"learned_at": "2026-04-20T00:00:00Z"}]
    files = desk(tmp_path, facts=late)
    early = run("statement", *files, "--period", "2026-03", "--known-at", "2026-04-08T00:00:00Z", "--format", "json")
    assert json.loads(early.stdout)["results"][0]["time"]["down"] > 21 * 86_400_000_000


def test_a_period_outside_the_term_is_a_problem(tmp_path: Path) -> None:
    done = run("statement", *desk(tmp_path), "--period", "2024-03")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "[period-outside-term]" in done.stderr


@pytest.mark.parametrize(
    ("option", "value"), [("--period", "March"), ("--known-at", "2026-04-08"), ("--format", "docx")]
)
def test_a_wrong_option_is_a_wrong_command_line(tmp_path: Path, option: str, value: str) -> None:
    assert run(*march(tmp_path), option, value).exit_code == 2


def test_wrong_evidence_writes_nothing(tmp_path: Path) -> None:
    files = desk(tmp_path, facts='{"kind": "state", "id": "1"\n')
    done = run("statement", *files, "--period", "2026-03", "-o", str(tmp_path / "s.json"))
    assert (done.exit_code, (tmp_path / "s.json").exists()) == (1, False)
    assert "facts.jsonl:1:" in done.stderr


def test_keep_going_leaves_out_what_is_wrong_and_says_so(tmp_path: Path) -> None:
    text = "".join(json.dumps(fact) + "\n" for fact in FACTS) + '{"kind": "state"'
    done = run("statement", *desk(tmp_path, facts=text), "--period", "2026-03", "--keep-going")
    assert done.exit_code == 0
    assert "facts.jsonl:6:" in done.stderr


def test_problems_are_json_where_a_program_reads(tmp_path: Path) -> None:
    files = desk(tmp_path, agreement=AGREEMENT.replace("at least 99.9%", "99.9%"))
    done = run("statement", *files, "--period", "2026-03", "--format", "json")
    assert done.exit_code == 1
    assert [problem["code"] for problem in json.loads(done.stdout)["problems"]] == ["not-a-target"]


@pytest.mark.parametrize("target", ["agreement.yaml", "facts.jsonl", "march.xlsx", "march"])
def test_a_statement_replaces_nothing_it_is_made_from_and_no_ending_is_guessed(tmp_path: Path, target: str) -> None:
    done = run(*march(tmp_path, "-o", str(tmp_path / target)))
    assert done.exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["agreement.yaml", "facts.jsonl"]


def test_a_statement_does_not_become_evidence(tmp_path: Path) -> None:
    agreement, _ = desk(tmp_path)
    assert run("statement", agreement, str(tmp_path), "--period", "2026-03", "-o", f"{tmp_path}/out/").exit_code == 2


def test_a_claim_of_an_exclusion_that_is_not_there_is_told(tmp_path: Path) -> None:
    claim: dict[str, object] = {
        "kind": "window",
        "items": ["web-1"],
        "id": "9",
        "source": "desk",
        "window": "W1",
        "exclusion": "planed",
        "asserted_by": "provider",
    }
    claim |= {"from": "2026-03-10T10:00:00Z", "until": "2026-03-10T11:00:00Z"}
    done = run("statement", *desk(tmp_path, facts=[*FACTS, claim]), "--period", "2026-03")
    assert done.exit_code == 0
    assert "[claim-of-unknown-exclusion]" in done.stderr


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_time_are_no_mistake_of_ours(tmp_path: Path, at: str) -> None:
    strange = FACTS[0] | {"id": "0", "at": at, "learned_at": "2026-01-01T00:00:00Z"}
    agreement = AGREEMENT.replace("Europe/London", "America/New_York")
    done = run("statement", *desk(tmp_path, agreement=agreement, facts=[strange, *FACTS]), "--period", "2026-03")
    assert done.exit_code in (0, 1)


def test_a_place_that_cannot_be_written_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    done = run(*march(tmp_path, "-o", str(tmp_path / "blocked" / "s.json")))
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["agreement.yaml", "blocked", "facts.jsonl"]
