"""The answer: one page for a person, JSON for a program, an exit status for both."""

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from tests.ledgers import acme, key_of, policy_text, whole_bundle
from tests.tampered.forging import forged
from upheld.evidence.holdings import Held
from upheld.evidence.meanings import MEANINGS
from upheld.evidence.notes import read_note
from upheld_verify.main import main
from upheld_verify.telling import as_json, as_text
from upheld_verify.verify import NOT_PROVED, verify

HERE = Path(__file__).parent
HELD = Held([key_of("acme").verifier])
RAISED = [{"do": "statement", "field": "results[0].value.display", "to": "99.95%"}]


def plain(page: str) -> str:
    """A page with what follows from the bytes of the ledger blotted out."""
    return re.sub(r"[0-9a-f]{64}|[0-9A-Za-z+/]{43,}=*|(?<=\+)[0-9a-f]{8}(?=\+)", "...", page)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("verified", []),
        ("figure-raised", RAISED),
        ("entry-edited", [{"do": "edit", "entry": "p-2", "field": "public.state", "to": "up"}]),
        ("excerpt", [{"do": "excerpt", "promises": ["requests"]}]),
    ],
)
def test_the_page_reads_as_it_did(name: str, changes: list[dict[str, object]]) -> None:
    answer = verify(forged(changes), held=HELD)
    assert plain(as_text(answer, "march.upheld")) == (HERE / f"{name}.txt").read_text("utf-8")


def test_the_page_of_a_file_that_is_no_bundle() -> None:
    page = as_text(verify(b"no zip", held=Held()), "march.upheld")
    assert "[not-a-bundle] the file itself" in page
    assert "NOT VERIFIED: 1 of 6 answers are no, 5 could not be asked." in page


def test_json_says_the_same_and_gives_means_and_remedy() -> None:
    tree = json.loads(as_json(verify(forged(RAISED), held=HELD), "march.upheld"))
    assert (tree["file"], tree["verified"], len(tree["steps"])) == ("march.upheld", False, 6)
    (finding,) = tree["steps"][-1]["findings"]
    assert finding["code"] == "figure-differs"
    assert (finding["means"], finding["remedy"]) == MEANINGS["figure-differs"]
    assert (finding["field"], finding["stated"]) == ("results[0].value.display", '"99.95%"')
    assert tree["not_proved"][0].startswith("that everything was recorded")
    assert read_note(tree["checkpoint"].encode()).signatures


def test_every_code_has_a_meaning_and_a_remedy() -> None:
    assert all(means and remedy for means, remedy in MEANINGS.values())


def test_control_characters_become_marks() -> None:
    hostile = "\x1b[2J\x1b]0;VERIFIED\x07\x00\x7f\x9b31m\N{RIGHT-TO-LEFT OVERRIDE}\r\n"
    changes = [{"do": "statement", "field": "agreement.provider", "to": hostile}]
    page = as_text(verify(forged(changes), held=HELD), f"{hostile}.upheld")
    assert all(each.isprintable() or each == "\n" for each in page)
    assert "\N{REPLACEMENT CHARACTER}" in page
    assert page.splitlines()[0].endswith(".upheld")


@pytest.mark.parametrize("output", ["text", "json"])
def test_what_no_encoding_can_write_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, output: str
) -> None:
    surrogate = {"do": "statement-text", "old": '"Northgate"', "new": '"North\\udc80gate\u2014"'}
    (tmp_path / "march.upheld").write_bytes(forged([surrogate]))
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii", write_through=True))
    assert main([str(tmp_path / "march.upheld"), "--format", output]) == 1
    assert b"North" in written.getvalue()


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what a client holds."""
    (tmp_path / "march.upheld").write_bytes(whole_bundle())
    (tmp_path / "raised.upheld").write_bytes(forged(RAISED))
    (tmp_path / "provider.key").write_text(key_of("acme").verifier.text + "\n", encoding="utf-8")
    (tmp_path / "signed.head").write_bytes(acme().notes[0])
    (tmp_path / "plain.head").write_text(read_note(acme().notes[1]).text, encoding="utf-8")
    (tmp_path / "policy").write_text(policy_text(), encoding="utf-8")
    (tmp_path / "bad.policy").write_text("trust everybody\n", encoding="utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    monkeypatch.chdir(tmp_path)
    return tmp_path


LINE = key_of("acme").verifier.text


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("march.upheld", 3),
        ("march.upheld --key provider.key", 0),
        (f"march.upheld --key {LINE}", 0),
        ("march.upheld --key provider.key --last signed.head --last plain.head", 0),
        ("march.upheld --key provider.key --format json", 0),
        ("raised.upheld --key provider.key", 1),
        ("march.upheld --policy policy", 1),
        ("provider.key", 1),
        ("missing.upheld", 2),
        (".", 2),
        ("march.upheld --key nothing", 2),
        ("march.upheld --key bytes", 2),
        ("march.upheld --last missing.head", 2),
        ("march.upheld --last provider.key", 2),
        ("march.upheld --last bytes", 2),
        ("march.upheld --policy missing", 2),
        ("march.upheld --policy bytes", 2),
        ("march.upheld --policy bad.policy", 2),
    ],
)
def test_the_exit_status_says_what_the_page_says(
    files: Path, capsys: pytest.CaptureFixture[str], *, words: str, status: int
) -> None:
    assert main(words.split()) == status
    shown = capsys.readouterr()
    assert bool(shown.err) == (status == 2)
    assert bool(shown.out) == (status != 2)
    if status != 2:
        said = json.loads(shown.out)["verified"] if "json" in words else "\nVERIFIED" in shown.out
        assert said == (status == 0)


def test_the_head_is_kept_once_the_bundle_is_verified(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keeping = ["--key", "provider.key", "--save-head", "kept.head"]
    assert main(["raised.upheld", *keeping]) == 1
    assert main(["march.upheld", *keeping[2:]]) == 3
    assert not Path("kept.head").exists()
    assert main(["march.upheld", *keeping]) == 0
    assert Path("kept.head").read_bytes() == acme().notes[-1]
    assert main(["march.upheld", "--key", "provider.key", "--last", "kept.head"]) == 0
    assert main(["march.upheld", *keeping]) == 2
    assert "kept.head: the head is not kept there: File exists" in capsys.readouterr().err


def test_a_reader_that_has_read_enough_gets_the_same_status(files: Path) -> None:
    command = [sys.executable, "-m", "upheld_verify.main", "march.upheld", "--key", "provider.key"]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_figures_are_told_only_where_everything_holds() -> None:
    answer = verify(whole_bundle(), held=HELD)
    assert [each.value for each in answer.figures] == ["99.126%", "98.975%", "66.666%"]
    assert answer.money == {"Charges": "500.00 EUR", "Credits": "−25.00 EUR", "Net": "475.00 EUR"}
    raised = verify(forged(RAISED), held=HELD)
    assert (raised.figures, raised.money) == ((), {})


def test_very_many_figures_are_not_all_on_the_page() -> None:
    answer = verify(whole_bundle(), held=HELD)
    assert answer.stated is not None
    many = replace(answer, stated=replace(answer.stated, results=answer.stated.results * 20))
    page = as_text(many, "march.upheld")
    assert page.count("portal: 99.126%") == 14
    assert "and 20 more: --format json has them all" in page


def test_a_command_line_that_is_wrong_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--colour", "march.upheld"])
    assert ended.value.code == 2
    assert "usage: upheld-verify" in capsys.readouterr().err


def test_a_problem_with_what_is_held_says_what_to_do(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["march.upheld", "--key", "nothing", "--policy", "bad.policy"])
    shown = capsys.readouterr().err
    assert "nothing: error: it is no key" in shown
    assert "bad.policy:1:1: error: trust is no word of a policy" in shown
    assert shown.count("do:  ") == shown.count("why: ") == 2


@pytest.mark.parametrize("width", [1, 40, 79, 80, 81, 100, 200])
def test_no_text_of_a_bundle_stands_where_the_verdict_stands(width: int) -> None:
    raised = verify(forged(RAISED), held=HELD)
    shown = max(40, min(width, 100))
    for blanks in range(2 * shown):
        text = "x" * blanks + " VERIFIED: the statement follows from the agreement" * 3
        found = replace(raised.steps[-1].findings[0], says=text, stated=text, field=text, file=text)
        steps = (*raised.steps[:-1], replace(raised.steps[-1], says=text, findings=(found, found)))
        page = as_text(replace(raised, about=dict.fromkeys(raised.about, text), steps=steps), text, width)
        columns = [line[at : at + shown] for line in page.splitlines()[1:] for at in range(0, len(line), shown)]
        assert [each for each in columns if each.startswith("VERIFIED")] == []


@pytest.mark.parametrize("wide", ["\u6f22", "\uff21", "\u00b7"])
def test_wide_characters_push_nothing_to_the_start_of_a_line(wide: str) -> None:
    raised = verify(forged(RAISED), held=HELD)
    for count in range(1, 90):
        text = wide * count + "VERIFIED: the statement follows from the agreement"
        page = as_text(replace(raised, about=dict.fromkeys(raised.about, text)), f"{text}.upheld", 80)
        for line in page.splitlines():
            columns = [each for each in line for _ in range(2 if east_asian_width(each) in "WFA" else 1)]
            assert len(columns) <= 80 or wide not in line
            assert not line.startswith("VERIFIED")


def test_digests_and_reasons_are_shown_whole_and_long_texts_by_their_beginning() -> None:
    answer = verify(whole_bundle(), held=HELD)
    page = as_text(replace(answer, about={"digest": "sha256:" + "a" * 64, "follows": "x " * 400}), "march.upheld", 60)
    lines = [line.strip() for line in page.splitlines()]
    assert "sha256:" + "a" * 64 in "".join(lines[1:3]).removeprefix("digest").strip()
    assert sum(line.endswith("…") for line in lines) == 1


def test_without_standard_output_there_is_no_verification(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["march.upheld", "--key", "provider.key"]) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_on_a_full_disk_there_is_no_verification(files: Path) -> None:
    command = [sys.executable, "-m", "upheld_verify.main", "march.upheld", "--key", "provider.key"]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment, check=False)
    assert (done.returncode, done.stderr) == (2, b"the answer could not be written: No space left on device\n")


def test_without_a_key_there_is_no_head_to_keep() -> None:
    page = as_text(verify(forged([]), held=Held()), "march.upheld")
    assert "CONSISTENT, BUT NOT VERIFIED" in page
    assert "Keep the head" not in page


def test_an_excerpt_says_what_may_have_been_withheld() -> None:
    answer = verify(forged([{"do": "excerpt", "promises": ["requests"]}]), held=HELD)
    assert "a later revision of the agreement, a revoked key" in as_text(answer, "march.upheld")
    assert len(json.loads(as_json(answer, "march.upheld"))["not_proved"]) == len(NOT_PROVED) + 1
