"""What a start costs: a command that needs no evidence loads none of the heavy libraries."""

import json
import subprocess
import sys

import pytest

HEAVY = ("polars", "typst", "holidays")
ASK_FOR_HELP = """
from upheld.cli.main import main
sys.argv = ["upheld", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code
"""


def loaded_by(statements: str) -> set[str]:
    """The top-level names of all modules a fresh interpreter holds after these statements."""
    script = f"import json, sys\n{statements}\nprint()\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("library", HEAVY)
def test_starting_the_door_loads_nothing_heavy(library: str) -> None:
    assert library not in loaded_by("import upheld.cli.main")


@pytest.mark.parametrize("library", HEAVY)
def test_asking_for_help_loads_nothing_heavy(library: str) -> None:
    assert library not in loaded_by(ASK_FOR_HELP)


def test_writing_html_loads_no_typesetter() -> None:
    assert "typst" not in loaded_by("import upheld.report.html")


@pytest.mark.parametrize("module", ["canonical", "tree", "entries", "disclosure", "bundle", "chain", "notes"])
def test_what_proves_needs_the_standard_library_alone(module: str) -> None:
    loaded = loaded_by(f"import upheld.evidence.{module}")
    foreign = {name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")}
    assert foreign - started_with() == {"upheld"}


def started_with() -> set[str]:
    """What an interpreter holds before it imports anything of ours."""
    return loaded_by("pass")
