"""`upheld check`, `explain`, `schema` and the door itself: problems in their place, and never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.desk import AGREEMENT, desk, run
from upheld.cli import main as door

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "100"))
WRONG = AGREEMENT.replace("per: month, target: at least 99.9%", "per: month, tarqet: at least 99.9%")


def test_a_good_agreement_says_what_it_is(tmp_path: Path) -> None:
    done = run("check", desk(tmp_path)[0])
    assert done.exit_code == 0
    assert "acme-managed-it revision 1 is well formed: 2 promises, sha256:" in done.stdout


def test_a_problem_shows_where_why_and_what_to_do(tmp_path: Path) -> None:
    done = run("check", desk(tmp_path, agreement=WRONG)[0])
    assert done.exit_code == 1
    shown = done.stderr.splitlines()
    place = next(number for number, line in enumerate(shown) if "[unknown-key]" in line)
    excerpt, caret = shown[place + 1], shown[place + 2]
    assert excerpt[caret.index("^") : caret.rindex("^") + 1] == "tarqet"
    assert "target" in shown[place + 4]


def test_the_caret_counts_wide_characters_twice(tmp_path: Path) -> None:
    agreement = AGREEMENT.replace("{name: Acme}", "{name: 東京, nome: x}")
    shown = run("check", desk(tmp_path, agreement=agreement)[0]).stderr.splitlines()
    place = next(number for number, line in enumerate(shown) if "`nome`" in line)
    columns = len(shown[place + 1].partition("nome")[0]) + 2  # two of the characters before it take two columns
    assert shown[place + 2].index("^") == columns


def test_problems_of_several_files_come_at_once_as_json(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    good, bad = desk(tmp_path)[0], desk(tmp_path / "a", agreement=WRONG)[0]
    done = run("check", good, bad, str(tmp_path / "missing.yaml"), "--format", "json")
    assert done.exit_code == 1
    problems = json.loads(done.stdout)["problems"]
    assert {problem["file"] for problem in problems} == {bad, str(tmp_path / "missing.yaml")}
    assert all(problem["why"] and problem["remedy"] for problem in problems)


def test_the_agreement_reads_back_as_numbered_sentences(tmp_path: Path) -> None:
    shown = run("explain", desk(tmp_path)[0]).stdout
    assert "Acme" in shown
    assert "99.9%" in shown
    assert "[adopted]" in shown
    sentences = json.loads(run("explain", desk(tmp_path)[0], "--format", "json").stdout)["sentences"]
    assert {sentence["adopted"] for sentence in sentences} == {True, False}


def test_the_schema_is_json_schema() -> None:
    assert json.loads(run("schema").stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("arguments", [("check",), ("nothing",), ("statement", "a.yaml"), ("check", "--nope", "x")])
def test_a_wrong_command_line_is_told_apart_from_wrong_input(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_mistake_of_ours_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("a bolt is loose")

    monkeypatch.setattr(door, "upheld", fail)
    monkeypatch.delenv("UPHELD_TRACEBACK", raising=False)
    with pytest.raises(SystemExit) as end:
        door.main()
    assert end.value.code == 1
    assert "a mistake in Upheld, not in your files: RuntimeError: a bolt is loose" in capsys.readouterr().err
    monkeypatch.setenv("UPHELD_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        door.main()


def test_a_reader_who_leaves_early_is_no_mistake(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from upheld.cli.main import main; main()", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


@settings(max_examples=EXAMPLES, deadline=None)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_agreement_ever_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(content)
    assert run("check", str(path)).exit_code == 1


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    ending=st.sampled_from(("jsonl", "csv", "parquet")),
)
def test_no_evidence_ever_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    agreement, _ = desk(folder)
    (folder / f"fuzz.{ending}").write_bytes(content)
    done = run("statement", agreement, str(folder / f"fuzz.{ending}"), "--period", "2026-03", "--format", "json")
    assert done.exit_code in (0, 1)
