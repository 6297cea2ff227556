"""`upheld import`: an export in, facts and an honest report out, nothing written when something is wrong."""

import json
from pathlib import Path

from tests.cli.desk import desk, run

CHECKS = """\
checked_at_utc,committed_at_utc,site_slug,status,http_code,response_ms,url,site_start_utc,commit_subject,commit_sha
2026-03-01T00:10:00.000Z,2026-03-01T00:12:00.000Z,web-1,up,200,90,https://a.example,2026-03-01T00:00:00.000Z,up,a1
2026-03-10T10:00:00.000Z,2026-03-10T10:02:00.000Z,web-1,down,0,0,https://a.example,2026-03-01T00:00:00.000Z,down,a2
2026-03-10T11:00:00.000Z,2026-03-10T11:02:00.000Z,web-1,up,200,90,https://a.example,2026-03-01T00:00:00.000Z,up,a3
2026-03-31T23:50:00.000Z,2026-04-01T00:02:00.000Z,web-1,up,200,90,https://a.example,2026-03-01T00:00:00.000Z,up,a4
"""


def export(folder: Path, content: str = CHECKS) -> str:
    (folder / "checks.csv").write_text(content)
    return str(folder / "checks.csv")


def test_facts_of_an_export_are_evidence(tmp_path: Path) -> None:
    facts = str(tmp_path / "up.jsonl.gz")
    done = run("import", "upptime", export(tmp_path), "-o", facts)
    assert done.exit_code == 0
    assert "not said by the source:" in done.stderr
    stated = run("statement", desk(tmp_path)[0], facts, "--period", "2026-03", "--format", "json")
    time = json.loads(stated.stdout)["results"][0]["time"]
    assert time["down"] == 3_600_000_000


def test_the_report_is_json_where_a_program_reads(tmp_path: Path) -> None:
    done = run("import", "upptime", export(tmp_path), "-o", str(tmp_path / "up.parquet"), "--format", "json")
    report = json.loads(done.stdout)
    assert (report["rows"], report["facts"]["state"]) == (4, 4)
    assert report["unsaid"]


def test_times_without_a_zone_are_a_problem_until_somebody_says_which(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("number,ident_state,sys_updated_at\n1,New,29/2/2016 01:16\n")
    done = run("import", "servicenow", str(tmp_path / "log.csv"), "-o", str(tmp_path / "log.jsonl"))
    assert done.exit_code == 1
    assert not (tmp_path / "log.jsonl").exists()


def test_a_name_that_is_no_fact_file_is_a_wrong_command_line(tmp_path: Path) -> None:
    assert run("import", "upptime", export(tmp_path), "-o", str(tmp_path / "facts.xlsx")).exit_code == 2
    assert run("import", "upptime", export(tmp_path), "-o", str(tmp_path / "f.jsonl"), "--set", "x").exit_code == 2
    assert run("import", "nothing", export(tmp_path), "-o", str(tmp_path / "f.jsonl")).exit_code == 2


def test_a_missing_export_is_a_problem(tmp_path: Path) -> None:
    done = run("import", "upptime", str(tmp_path / "missing.csv"), "-o", str(tmp_path / "f.jsonl"))
    assert done.exit_code == 1
    assert "missing.csv" in done.stderr
