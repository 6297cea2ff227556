"""`upheld clocks`: a service desk sees what it misses next, and a person asks about one piece of work."""

import json
from pathlib import Path

import pytest

from tests.cli.desk import FACTS, desk, run

WORK = [
    ("INC-1", "2026-03-02T09:00:00Z", "opened", "P1"),
    ("INC-2", "2026-03-02T10:00:00Z", "opened", "P3"),
    ("INC-3", "2026-03-02T11:00:00Z", "opened", "P1"),
    ("INC-4", "2026-03-02T08:30:00Z", "opened", "P1"),
    ("INC-4", "2026-03-02T09:00:00Z", "resolved", ""),
]
EVENTS: list[dict[str, object]] = [
    {"kind": "work", "id": f"w{place}", "source": "desk", "at": at, "work": work, "type": "incident", "event": event}
    | ({"set": {"priority": priority}} if priority else {})
    for place, (work, at, event, priority) in enumerate(WORK)
]
PAUSE: dict[str, object] = EVENTS[0] | {
    "id": "p",
    "work": "INC-3",
    "at": "2026-03-02T12:00:00Z",
    "event": "paused",
    "set": {},
}
CLOCKS = ("clocks", "agreement.yaml", "facts.jsonl", "--at", "2026-03-02T14:00:00Z")


@pytest.fixture(autouse=True)
def _at_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk(tmp_path, facts=[*FACTS[:3], *EVENTS, PAUSE | {"reason": "awaiting-client"}])


def test_what_is_missed_comes_before_what_is_missed_next() -> None:
    done = run(*CLOCKS)
    assert done.exit_code == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines() if line]
    assert lines[0] == "Managed IT services for Acme Components, Mon 2 Mar 2026, 14:00: 3 clocks on 3"
    assert "Missed, and still running (1)" in lines
    assert "INC-1 resolution.P1 Mon 2 Mar 13:00 1 h late running, awaits provider" in lines
    assert "Missed next (2)" in lines
    later = [line for line in lines if line.startswith(("INC-2", "INC-3"))]
    assert later[0].startswith("INC-3 resolution.P1 Mon 2 Mar 17:00, if 3 h awaiting-client, awaits")
    assert later[1].startswith("INC-2 resolution.P3 Mon 2 Mar 18:00 4 h running, awaits provider")
    assert "INC-4" not in done.stdout


def test_one_piece_of_work_shows_every_part_of_its_clocks() -> None:
    lines = [" ".join(line.split()) for line in run(*CLOCKS, "--work", "INC-3").stdout.splitlines()]
    assert "INC-3 resolution.P1, in the hours of always" in lines
    assert "Mon 2 Mar 11:00 to 12:00 1 h running" in lines
    assert "Mon 2 Mar 12:00 to 14:00 2 h paused: awaiting-client" in lines
    assert lines[-1] == "1 h of open time spent, 3 h left; due Mon 2 Mar 17:00, if resumed now"
    assert "INC-1" not in "".join(lines)


def test_a_program_gets_all_of_them_in_microseconds() -> None:
    tree = json.loads(run(*CLOCKS, "--first", "1", "--format", "json").stdout)
    assert [each["work"] for each in tree["clocks"]] == ["INC-1", "INC-3", "INC-2"]
    late = tree["clocks"][0]
    assert (late["missed"], late["left"], late["due_at"]) == (True, -3_600_000_000, "2026-03-02T13:00:00Z")
    asked = json.loads(run(*CLOCKS, "--work", "INC-3", "--format", "json").stdout)
    (clock,) = asked["clocks"]
    assert [part["doing"] for part in clock["parts"]] == ["running", "paused"]
    assert clock["parts"][-1] == {
        "from": "2026-03-02T12:00:00Z",
        "until": "2026-03-02T14:00:00Z",
        "doing": "paused",
        "why": "awaiting-client",
    }


def test_a_name_with_a_number_sign_is_one_name(tmp_path: Path) -> None:
    named = [event | {"work": f"shop#{event['work']}"} for event in EVENTS]
    desk(tmp_path, facts=[*FACTS[:3], *named])
    assert "3 clocks on 3 pieces of work" in " ".join(run(*CLOCKS).stdout.split())
    found = json.loads(run(*CLOCKS, "--work", "shop#INC-2", "--format", "json").stdout)["clocks"]
    assert [each["work"] for each in found] == ["shop#INC-2"]
    assert run(*CLOCKS, "--work", "shop").exit_code == 2


def test_more_than_are_shown_are_counted() -> None:
    assert "and 1 more: --first says how many are shown" in run(*CLOCKS, "--first", "1").stdout


def test_clocks_of_a_ledger_are_those_of_its_files() -> None:
    run("ledger", "init", "a.ledger", "--provider", "northgate.example", "--client", "acme")
    run("ledger", "append", "a.ledger", "facts.jsonl", "--agreement", "agreement.yaml")
    run("ledger", "checkpoint", "a.ledger", "-o", "head")
    at = ("--at", "2026-03-02T14:00:00Z", "--format", "json")
    found = run("clocks", "agreement.yaml", "--ledger", "a.ledger", *at)
    assert json.loads(found.stdout) == json.loads(run(*CLOCKS, "--format", "json").stdout)


def test_nothing_runs_where_nothing_is_open() -> None:
    done = run("clocks", "agreement.yaml", "facts.jsonl", "--at", "2026-03-01T00:00:00Z")
    assert "0 clocks on 0 pieces of work, 0 missed, 0 paused" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("agreement.yaml",), "Give EVIDENCE... or --ledger"),
        (("agreement.yaml", "facts.jsonl", "--ledger", "a.ledger"), "Give EVIDENCE... or --ledger"),
        (("agreement.yaml", "--ledger", "a.ledger", "--keep-going"), "--keep-going is for files"),
        (
            ("agreement.yaml", "facts.jsonl", "--promise", "nothing"),
            "no promise nothing; it has availability",
        ),
        (("agreement.yaml", "facts.jsonl", "--work", "INC-9"), "no work INC-9 with a running clock"),
        (("agreement.yaml", "facts.jsonl", "--at", "noon"), "Invalid value for --at"),
        (("agreement.yaml", "facts.jsonl", "--first", "0"), "Invalid value for '--first'"),
    ],
)
def test_a_command_line_that_cannot_be_meant(words: tuple[str, ...], said: str) -> None:
    done = run("clocks", *words)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
