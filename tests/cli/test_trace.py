"""`upheld trace`: from a figure back to its facts, and what it says when the sources are not those of the statement."""

import json
from pathlib import Path

from tests.cli.desk import FACTS, desk, run


def stated(folder: Path) -> str:
    """A statement for March with the note of its sources."""
    assert run("statement", *desk(folder), "--period", "2026-03", "-o", str(folder / "march.json")).exit_code == 0
    return str(folder / "march.json")


def test_an_outage_leads_to_the_line_of_its_fact(tmp_path: Path) -> None:
    done = run("trace", stated(tmp_path), "availability")
    assert done.exit_code == 0
    assert "recomputed: the same" in done.stdout
    assert "item web-1: down 1 h of the service hours" in done.stdout
    assert "web-1 down  probe:2" in done.stdout
    assert "facts.jsonl:2" in done.stdout


def test_a_figure_of_an_excerpt_is_traced_as_well(tmp_path: Path) -> None:
    run("statement", *desk(tmp_path), "--period", "2026-03", "--promise", "availability", "-o", f"{tmp_path}/a.json")
    done = run("trace", f"{tmp_path}/a.json", "availability")
    assert (done.exit_code, "facts.jsonl:2" in done.stdout) == (0, True)


def test_an_item_leads_to_its_events(tmp_path: Path) -> None:
    line = json.loads(run("trace", stated(tmp_path), "resolution.P1", "--format", "json").stdout)["traces"][0]["lines"][
        0
    ]
    assert (line["what"], line["name"], line["counted_us"]) == ("missed", "INC-1", 5 * 3_600_000_000)
    assert [fact["says"] for fact in line["facts"]] == ["opened", "resolved"]


def test_a_promise_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    done = run("trace", stated(tmp_path), "speed")
    assert done.exit_code == 2
    assert "availability, resolution.P1, resolution.P3" in done.stderr


def test_other_evidence_is_not_the_statement_s(tmp_path: Path) -> None:
    statement = stated(tmp_path)
    desk(tmp_path, facts=FACTS[:4])
    done = run("trace", statement, "availability")
    assert done.exit_code == 1
    assert "[sources-differ]" in done.stderr


def test_an_edited_figure_comes_out_differently(tmp_path: Path) -> None:
    statement = Path(stated(tmp_path))
    statement.write_text(statement.read_text().replace("2671200000000", "2674800000000"))
    done = run("trace", str(statement), "availability")
    assert done.exit_code == 1
    assert "[figure-differs]" in done.stderr


def test_every_edited_field_comes_out_differently(tmp_path: Path) -> None:
    statement = Path(stated(tmp_path))
    honest = statement.read_text()
    for before, after in (
        ('"verdict": "missed"', '"verdict": "met"'),
        ("99.865%", "99.999%"),
        ('"92.50"', '"0.00"'),
        ("at least 99.9%", "at least 90%"),
    ):
        statement.write_text(honest.replace(before, after))
        done = run("trace", str(statement), "availability")
        assert (done.exit_code, "[figure-differs]" in done.stderr) == (1, True), before


def test_a_fact_cannot_command_the_terminal(tmp_path: Path) -> None:
    hostile = [fact | {"source": "\x1b[2Jprobe"} for fact in FACTS[:3]]
    made = run("statement", *desk(tmp_path, facts=hostile), "--period", "2026-03", "-o", str(tmp_path / "march.json"))
    assert made.exit_code == 0
    done = run("trace", str(tmp_path / "march.json"), "availability")
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout


def test_a_note_of_sources_nested_without_end_is_a_problem(tmp_path: Path) -> None:
    statement = stated(tmp_path)
    (tmp_path / "march.sources.json").write_text("[" * 100_000)
    assert "[sources-unknown]" in run("trace", statement, "availability").stderr


def test_a_statement_alone_asks_for_its_sources(tmp_path: Path) -> None:
    statement = stated(tmp_path)
    (tmp_path / "march.sources.json").unlink()
    assert "[sources-unknown]" in run("trace", statement, "availability").stderr
    agreement, evidence = desk(tmp_path)
    assert run("trace", statement, "availability", "--agreement", agreement, "--evidence", evidence).exit_code == 0


def test_what_is_no_statement_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"upheld": 1}')
    for path in (tmp_path / "other.json", tmp_path / "missing.json", tmp_path):
        done = run("trace", str(path), "availability")
        assert done.exit_code == 1
        assert "[not-a-statement]" in done.stderr
