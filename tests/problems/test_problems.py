"""Every problem has a specimen: one bad agreement per code, named after it, that has this problem and no other.

The place is marked in the specimen itself: `# <- text` at the end of a line says that the problem is on this line,
where `text` begins. Where the mistake leaves no room for such a comment, the place stands here.
"""

from pathlib import Path

import pytest

from upheld.agreements.codes import WHY
from upheld.agreements.load import load_agreement
from upheld.agreements.read import MAX_BYTES, MAX_VALUES
from upheld.problems import Problem

HERE = Path(__file__).parent
SPECIMENS = sorted(HERE.glob("*.yaml"))
MARK = "# <- "
PLACES = {
    "hidden-character": (3, 22),
    "nested-too-deep": (12, 48),
    "not-utf-8": (2, 11),
    "nothing-said": (3, 7),
    "nothing-written": (0, 0),
    "tab-indentation": (12, 1),
}
WITHOUT_SPECIMEN = {
    "file-missing": "a file that is not there cannot be kept",
    "file-not-readable": "a folder in the place of a file; made below",
    "file-too-large": "more than a megabyte; made below",
    "too-many-values": "a file nobody would read; made below",
}


def marked_place(specimen: Path) -> tuple[int, int]:
    """Line and column that a specimen says its problem has."""
    if specimen.stem in PLACES:
        return PLACES[specimen.stem]
    lines = specimen.read_text(encoding="utf-8").splitlines()
    ((number, line),) = [(number, line) for number, line in enumerate(lines, start=1) if MARK in line]
    written, _, text = line.partition(MARK)
    assert text in written
    return number, written.index(text) + 1


def only_problem(path: Path) -> Problem:
    agreement, problems = load_agreement(path)
    assert agreement is None
    (problem,) = problems
    return problem


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.stem)
def test_a_specimen_has_its_problem_and_no_other(specimen: Path) -> None:
    problem = only_problem(specimen)
    assert problem.code == specimen.stem
    assert (problem.place.line, problem.place.column) == marked_place(specimen)
    assert problem.message
    assert problem.remedy
    assert problem.why == WHY[problem.code]


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.stem)
def test_the_excerpt_is_the_line_of_the_file(specimen: Path) -> None:
    problem = only_problem(specimen)
    lines = specimen.read_bytes().decode("utf-8", "replace").split("\n")
    assert problem.place.excerpt == ("" if problem.place.line == 0 else lines[problem.place.line - 1])


def test_every_code_has_its_specimen_or_a_reason_why_not() -> None:
    assert {specimen.stem for specimen in SPECIMENS} | set(WITHOUT_SPECIMEN) == set(WHY)
    assert not {specimen.stem for specimen in SPECIMENS} & set(WITHOUT_SPECIMEN)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert only_problem(tmp_path / "agreement.yaml").code == "file-missing"


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    assert only_problem(tmp_path).code == "file-not-readable"


def test_a_path_that_no_file_can_have() -> None:
    assert only_problem(Path("agreement\0.yaml")).code == "file-not-readable"


def test_a_file_of_more_than_a_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text("#" * MAX_BYTES + "\n", encoding="utf-8")
    assert only_problem(path).code == "file-too-large"


def test_a_file_of_too_many_values(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text(f"promises: [{'a,' * (MAX_VALUES + 1)}]", encoding="utf-8")
    assert only_problem(path).code == "too-many-values"
