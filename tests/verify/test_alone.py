"""The verifier alone: its wheel, what it depends on, no network, and nothing else; it verifies a real bundle."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT
from upheld.cli.main import upheld

EXAMPLE: Final = ROOT / "examples" / "datalab"
PROGRAM: Final = """
import socket, sys
sys.path.insert(0, {site!r})
def refused(*_, **__): raise OSError("the network is off")
socket.socket.connect = socket.getaddrinfo = refused
absent = {absent!r}
for name in absent:
    try:
        __import__(name)
    except ModuleNotFoundError:
        continue
    sys.exit(f"{{name}} is there")
from upheld_verify.main import main
sys.exit(main({words!r}))
"""
ABSENT: Final = (
    "click",
    "rich",
    "typst",
    "django",
    "pytest",
    "pysqlite3",
    "upheld.cli",
    "upheld.observe",
    "upheld.report.html",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the verifier, built here."""
    target = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(build, cwd=ROOT / "verifier", check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and links to what it depends on."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    for name in closure(requirements(folder)):
        found = distribution(name)
        for top in {path.parts[0] for path in found.files or () if path.parts[0] not in ("..", "__pycache__")}:
            if not (folder / top).exists():
                (folder / top).symlink_to(Path(str(found.locate_file(top))))
    return folder


def requirements(folder: Path) -> list[str]:
    """What the wheel says it needs."""
    (metadata,) = folder.glob("upheld_verify-*.dist-info/METADATA")
    lines = metadata.read_text("utf-8").splitlines()
    return [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]


def closure(needed: list[str]) -> set[str]:
    """The distributions that these need, directly or not, in this environment."""
    found: set[str] = set()
    waiting = list(needed)
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += distribution(name).requires or []
    return found


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of March 2025 of the datalab example, made by the commands that a provider types."""
    folder = tmp_path_factory.mktemp("provider")
    ledger, facts, agreement = str(folder / "ledger"), str(folder / "facts.jsonl.gz"), str(EXAMPLE / "agreement.yaml")
    told = str(folder / "march.json")
    commands: list[list[str]] = [
        ["import", "upptime", str(EXAMPLE / "checks.csv.gz"), "--zone", "Etc/UTC", "-o", facts],
        ["ledger", "init", ledger, "--provider", "hosting.example", "--client", "datalab"],
        ["ledger", "append", ledger, facts, "--agreement", agreement],
        ["ledger", "checkpoint", ledger, "-o", str(folder / "march.head")],
        ["statement", agreement, "--ledger", ledger, "--period", "2025-03", "-o", told],
    ]
    commands[-1] += ["--bundle", str(folder / "march.upheld")]
    for words in commands:
        result = CliRunner().invoke(upheld, words)
        assert result.exit_code == 0, result.output
    return folder / "march.upheld"


def alone(site: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """The verifier with nothing but its own folder, and where the system allows it without any network."""
    program = PROGRAM.format(site=str(site), words=words, absent=ABSENT)
    unshare = shutil.which("unshare")
    cut_off = (
        [unshare, "-rn"] if unshare and subprocess.run([unshare, "-rn", "true"], check=False).returncode == 0 else []
    )
    command = [*cut_off, sys.executable, "-I", "-S", "-c", program]
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=120)


def test_it_verifies_a_real_statement_with_nothing_else_there(site: Path, bundle: Path) -> None:
    key, head = str(bundle.with_name("ledger.vkey")), str(bundle.with_name("march.head"))
    answer = alone(site, [str(bundle), "--key", key, "--last", head])
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "VERIFIED: the statement follows" in answer.stdout
    assert "The Datalab" in answer.stdout


def test_it_refuses_a_statement_in_which_one_digit_was_changed(site: Path, bundle: Path, tmp_path: Path) -> None:
    changed = bytearray(bundle.read_bytes())
    place = changed.index(b'"numerator": ') + len(b'"numerator": ')
    changed[place] ^= 1
    (tmp_path / "changed.upheld").write_bytes(changed)
    answer = alone(site, [str(tmp_path / "changed.upheld")])
    assert (answer.returncode, answer.stderr) == (1, "")
    assert "[file-changed] statement.json" in answer.stdout
    assert "results[0].value.numerator" in answer.stdout


def test_its_version_is_that_of_upheld(wheel: Path) -> None:
    with (ROOT / "verifier" / "pyproject.toml").open("rb") as file:
        stated = tomllib.load(file)["project"]
    assert stated["version"] == version("upheld")
    assert wheel.name.startswith(f"upheld_verify-{version('upheld')}-")


PINNED: Final = frozenset({"holidays", "tzdata"})
"""What a figure depends on beside the code: of one release, the one that Upheld is locked to."""


def test_it_asks_for_nothing_that_upheld_does_not_ask_for(site: Path) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        whole = tomllib.load(file)["project"]["dependencies"]
    mine, theirs = (dict(map(asked_for, lines)) for lines in (requirements(site), whole))
    assert {name: mine[name] for name in mine if name not in PINNED}.items() <= theirs.items()


def asked_for(line: str) -> tuple[str, str]:
    requirement = Requirement(line)
    return canonicalize_name(requirement.name), str(requirement.specifier)


def test_what_decides_figures_is_of_the_release_that_upheld_is_locked_to(site: Path) -> None:
    mine = dict(map(asked_for, requirements(site)))
    locked = (ROOT / "requirements" / "core.txt").read_text("utf-8")
    assert [name for name in sorted(PINNED) if f"{name}{mine[name]} " not in locked] == []
