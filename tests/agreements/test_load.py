"""Loading as a whole: a good agreement comes out, and wrong ones come back with all their problems."""

import os
from pathlib import Path

from upheld.agreements.load import load_agreement, load_text

ACME = Path(__file__).parent / "acme.yaml"


def test_a_good_agreement_loads_without_a_problem() -> None:
    agreement, problems = load_agreement(ACME)
    assert problems == []
    assert agreement is not None
    assert list(agreement.promises) == [
        "change-approval",
        "monthly-report",
        "portal-availability",
        "resolution",
        "response",
        "satisfaction",
    ]


def test_problems_come_in_the_order_of_the_file() -> None:
    text = ACME.read_text(encoding="utf-8").replace("GBP", "pounds").replace("revision: 3", "revision: 0")
    problems = load_text(text.replace("end: 2027-12-31", "end: 2024-12-31"), "acme.yaml")[1]
    assert [(each.place.file, each.place.line, each.code) for each in problems] == [
        ("acme.yaml", 4, "not-positive"),
        ("acme.yaml", 8, "unknown-currency"),
        ("acme.yaml", 9, "term-ends-before-start"),
    ]


def test_a_file_is_named_as_it_was_given(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    assert [(each.place.file, each.place.line) for each in load_agreement(str(missing))[1]] == [(str(missing), 0)]


def test_a_long_word_is_answered_without_a_guess() -> None:
    text = ACME.read_text(encoding="utf-8").replace("during: always", f"during: {'always-' * 11}x", 1)
    (problem,) = load_text(text)[1]
    assert problem.remedy == "Known here: `always` and `office`."


def test_a_missing_table_is_answered_with_its_place() -> None:
    text = ACME.read_text(encoding="utf-8")
    parties = text[text.index("parties:") : text.index("calendars:")]
    (problem,) = load_text(text.replace(parties, ""))[1]
    assert problem.remedy == "Write `parties:` and what belongs to it below."


def test_a_missing_word_is_answered_with_one_that_would_do() -> None:
    text = ACME.read_text(encoding="utf-8")
    (problem,) = load_text(text.replace("    per: quarter\n", ""))[1]
    assert problem.remedy == "Write `per: day`."


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "agreement.yaml"
    os.mkfifo(pipe)
    agreement, problems = load_agreement(pipe)
    assert (agreement, [each.code for each in problems]) == (None, ["file-not-readable"])
