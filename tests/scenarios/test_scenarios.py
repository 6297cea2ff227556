"""Real complaints as worked examples: agreement and evidence in, the figures worked out by hand come out.

Each folder is one case of docs/conformance.md. `expected.json` was written from the semantics, never from a run.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from upheld.agreements.load import load_text
from upheld.evidence.read import read_facts
from upheld.problems import Problem
from upheld.quantities.instants import instant_text, parse_instant
from upheld.quantities.windows import period
from upheld.report.json import statement_json
from upheld.settle.asked import Asked
from upheld.settle.state import state
from upheld.settle.statement import Figure, Result, Statement

HERE = Path(__file__).parent
SCENARIOS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name[:2].isdigit())
FILES = ("agreement.yaml", "evidence.jsonl", "expected.json", "why.md")
MINUTE = 60_000_000


def ratio(figure: Figure | None) -> Fraction | None:
    return None if figure is None else Fraction(figure.ratio.numerator, figure.ratio.denominator)


def minutes(result: Result) -> dict[str, Fraction]:
    """The four parts of service time."""
    assert result.time is not None
    parts = ("up", "down", "excluded", "unknown")
    return {part: Fraction(getattr(result.time, part), MINUTE) for part in parts}


def items(result: Result) -> dict[str, int]:
    assert result.items is not None
    return {part: getattr(result.items, part) for part in ("met", "missed", "left_out", "open")}


def credit(result: Result) -> list[str] | None:
    credit = result.credit
    return None if credit is None else [each.text() for each in (credit.calculated, credit.applied) if each is not None]


def due(result: Result) -> dict[str, str | None]:
    """When each missed item was due."""
    missed = (line for line in result.lines if line.outcome == "missed")
    return {line.id: None if line.due is None else instant_text(line.due) for line in missed}


SEEN: Mapping[str, Callable[[Result], Any]] = MappingProxyType(
    {
        "verdict": lambda result: result.verdict,
        "value": lambda result: ratio(result.value),
        "bounds": lambda result: [ratio(result.lower), ratio(result.upper)],
        "without_exclusions": lambda result: ratio(result.without_exclusions),
        "minutes": minutes,
        "items": items,
        "due": due,
        "why": lambda result: {line.id: line.why for line in result.lines if line.outcome == "missed"},
        "refused": lambda result: {claim.id: list(claim.reasons) for claim in result.claims if claim.reasons},
        "outages": lambda result: [[instant_text(outage.start), instant_text(outage.end)] for outage in result.outages],
        "credit": credit,
    }
)
"""What `expected.json` may say of a result, and where a result says it."""


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def stated(folder: Path, agreement: str = "agreement.yaml") -> tuple[Statement | None, list[Problem]]:
    """The statement of a scenario and every problem on the way to it."""
    expected = read(folder, "expected.json")
    signed, problems = load_text((folder / agreement).read_text(encoding="utf-8"), agreement)
    facts, more = read_facts([folder / "evidence.jsonl"])
    if signed is None or facts is None:
        return None, problems + more
    window = period(expected["period"], signed.zone)
    known_at = parse_instant(expected["known_at"])
    statement, last = state(signed, facts, asked=Asked(window, known_at, "upheld"))
    return statement, problems + more + last


def worked(expected: dict[str, Any]) -> dict[str, Any]:
    """Figures as written, `[up, measured]`, as exact numbers."""
    ratios = {
        name: expected[name] and Fraction(*expected[name])
        for name in ("value", "without_exclusions")
        if name in expected
    }
    bounds = {"bounds": [Fraction(*bound) for bound in expected["bounds"]]} if "bounds" in expected else {}
    return expected | ratios | bounds


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda path: path.name)
def test_every_figure_is_the_one_worked_out_by_hand(folder: Path) -> None:
    expected = read(folder, "expected.json")
    statement, problems = stated(folder)
    assert [problem.code for problem in problems] == expected.get("problems", [])
    if statement is None:
        return
    results = {name: each for each in statement.results for name in (each.name, f"{each.name} {each.window.label}")}
    for name, told in expected["results"].items():
        assert {key: SEEN[key](results[name]) for key in told} == worked(told), name


@pytest.mark.parametrize("folder", [path for path in SCENARIOS if "totals" in read(path, "expected.json")])
def test_money_adds_up_to_the_totals_worked_out_by_hand(folder: Path) -> None:
    expected, (statement, _) = read(folder, "expected.json"), stated(folder)
    assert statement is not None
    totals = statement.totals
    assert totals is not None
    assert [amount.text() for amount in (totals.charges, totals.credits, totals.net)] == expected["totals"]
    lines = sorted([line.service, line.window.label, line.amount.text()] for line in statement.charges)
    assert lines == expected.get("charges", lines)


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda path: path.name)
def test_every_scenario_is_complete_and_says_why_in_three_lines(folder: Path) -> None:
    assert [name for name in FILES if not (folder / name).is_file()] == []
    lines = (folder / "why.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert all(line.strip() for line in lines)


def test_the_order_of_keys_changes_no_byte_of_the_statement() -> None:
    folder = HERE / "41-keys-in-another-order"
    (first, _), (second, _) = stated(folder), stated(folder, "reordered.yaml")
    assert first is not None
    assert second is not None
    assert statement_json(first) == statement_json(second)


def test_two_runs_of_the_program_print_the_same_bytes() -> None:
    folder = HERE / "38-cap-over-several-misses"
    files = [str(folder / name) for name in FILES[:2]]
    words = ["statement", *files, "--period", "2026-03", "--format", "json"]
    program = [sys.executable, "-c", "from upheld.cli.main import main; main()", *words]
    runs = [
        subprocess.run(program, env={"PYTHONHASHSEED": seed}, check=True, capture_output=True).stdout for seed in "12"
    ]
    assert runs[0] == runs[1]
    assert json.loads(runs[0])["totals"]["credits"] == "300.00"


def test_conformance_lists_every_case_and_every_folder() -> None:
    page = (HERE.parents[1] / "docs" / "conformance.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")]
    assert [row for row in rows if row.isdigit()] == [str(number) for number in range(1, 41)]
    assert [path.name for path in SCENARIOS if f"scenarios/{path.name}/" not in page] == []
