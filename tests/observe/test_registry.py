"""Every importer is in the registry, and answers wrong options the same way."""

from pathlib import Path

import pytest

from tests.observe.sources import codes, write
from upheld.observe.imported import ImportReport, LeftOut, Options, report_lines
from upheld.observe.registry import IMPORTERS

FOLDER = Path(__file__).parents[2] / "src" / "upheld" / "observe"


def test_every_folder_is_an_importer_of_its_name() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/importer.py")}
    assert folders == set(IMPORTERS) == {importer.name for importer in IMPORTERS.values()}


@pytest.mark.parametrize("kind", list(IMPORTERS))
def test_an_importer_refuses_an_option_that_it_does_not_have(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path, "a\n1\n")
    assert "unknown-option" in codes(kind, path, options=Options(more={"colour": "red"}))


@pytest.mark.parametrize("kind", list(IMPORTERS))
def test_an_importer_reports_a_file_that_is_not_there(kind: str, tmp_path: Path) -> None:
    assert "unreadable-source" in codes(kind, tmp_path / "gone.csv")


@pytest.mark.parametrize("kind", list(IMPORTERS))
def test_an_importer_of_nothing_has_a_problem(kind: str) -> None:
    assert codes(kind) != []


def test_a_report_reads_as_lines() -> None:
    left = (LeftOut("no time", 7, ("a.csv:2",)), LeftOut("no state", 1, ("a.csv:3",)), LeftOut("no name", 2))
    report = ImportReport("desk", 1234, {"work": 1000, "state": 0}, left, ("who acted",), ("times are UTC",))
    assert report_lines(report) == [
        "desk: 1,234 rows read, facts made: 1,000 work",
        "left out: 7 - no time (a.csv:2, ...)",
        "left out: 1 - no state (a.csv:3)",
        "left out: 2 - no name",
        "not said by the source: who acted",
        "assumed: times are UTC",
    ]
    assert report_lines(ImportReport("desk", 0, {}, (), (), ())) == ["desk: 0 rows read, facts made: none"]
