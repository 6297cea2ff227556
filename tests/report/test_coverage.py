"""The section on evidence received: the same words in every format, what is amiss first."""

from dataclasses import replace

import pytest

from tests.report.sample import coverage, statement
from upheld.measure.completeness import Numbering, SourceLine
from upheld.measure.observations import Observations
from upheld.report.coverage import coverage_sentence, source_words
from upheld.report.html import statement_html
from upheld.report.text import statement_text

PROBE = SourceLine("probe", None, 44_640, 0, 0, Observations(44_640, 44_640, 0), None, 0)
DESK = SourceLine("desk", None, 12, 0, 0, None, Numbering(0, (), 0), None)
BARE = SourceLine("log", None, 1, 0, 0, None, None, None)
WORDS = (
    ("desk (provider)", "5,210 facts received; 4 numbers missing (117 to 119 and 125); 3 late; 1 corrected"),
    ("probe-client (client)", "8,910 expected, 0 received, 8,910 missing; state not known for 742 h 30 min"),
    (
        "probe-eu (provider)",
        "44,580 expected, 44,570 received, 10 missing; 2 late; 1 corrected; state not known for 20 min",
    ),
    ("surveys (not named in the agreement)", "0 facts received"),
)


def told(*lines: SourceLine) -> tuple[str, tuple[tuple[str, str], ...]]:
    whole = replace(statement(), coverage=lines)
    return coverage_sentence(whole), source_words(whole)


def test_each_source_says_what_was_expected_received_and_is_amiss() -> None:
    assert source_words(statement()) == WORDS
    assert coverage_sentence(statement()) == (
        "Not everything arrived: 8,920 of 53,490 expected observations and 4 numbered facts are missing. "
        "1 source that the agreement names sent nothing."
    )


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((PROBE, DESK), "Everything that the agreement expects was received."),
        ((DESK,), "Everything that the agreement expects was received."),
        ((BARE,), "The agreement does not say how much evidence to expect; this is what was received."),
        (
            (replace(DESK, numbering=Numbering(1, ((7, 7),), 0)),),
            "Not everything arrived: 1 numbered fact is missing.",
        ),
        ((), "No evidence was received, and the agreement names no source."),
    ],
)
def test_one_sentence_says_whether_all_arrived(lines: tuple[SourceLine, ...], sentence: str) -> None:
    assert told(*lines)[0] == sentence


def test_a_statement_from_before_coverage_has_no_such_section() -> None:
    old = replace(statement(), coverage=None)
    assert coverage_sentence(old) == ""
    assert "Evidence received" not in statement_text(old)
    assert b"Evidence received" not in statement_html(old)


@pytest.mark.parametrize(
    ("numbering", "words"),
    [
        (Numbering(0, (), 0), "12 facts received; no number missing"),
        (Numbering(0, (), 1), "12 facts received; no number missing; 1 fact without a number"),
        (Numbering(1, ((7, 7),), 0), "12 facts received; 1 number missing (7)"),
        (Numbering(9, ((1, 2), (4, 4)), 0), "12 facts received; 9 numbers missing (1 to 2, 4 and 6 others)"),
    ],
)
def test_missing_numbers_are_named(numbering: Numbering, words: str) -> None:
    assert told(replace(DESK, numbering=numbering))[1] == (("desk", words),)


def test_of_many_sources_those_with_something_amiss_come_first() -> None:
    many = [replace(BARE, source=f"log-{number:02d}") for number in range(30)]
    sources = told(*many, replace(BARE, source="z", late=1))[1]
    assert (len(sources), sources[0][0], sources[-1]) == (21, "z", ("and more", "11 sources; the JSON has them all"))


def test_page_and_terminal_say_the_same() -> None:
    text = " ".join(statement_text(statement(), width=100).split())
    page = statement_html(statement()).decode()
    assert coverage()
    for source, words in WORDS:
        assert f"{source}: {words}" in text
        assert f"<dt><bdi>{source}</bdi></dt><dd>{words}</dd>" in page
