"""The verifier stays small enough to read, and takes nothing of a server, a door or the network along."""

import ast
import sys
from pathlib import Path
from typing import Final

from tests.architecture.sources import ROOT

MOST_LINES: Final = 600
NETWORK: Final = frozenset(
    {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests", "httpx", "xmlrpc"}
)
OTHERS: Final = frozenset({"django", "click", "rich", "typst", "pysqlite3", "sqlite3", "subprocess", "multiprocessing"})
VERIFIER: Final = ROOT / "src" / "upheld_verify"


def imports(path: Path) -> set[str]:
    """The full names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def source_of(name: str) -> Path | None:
    """The file of one of our own modules."""
    place = ROOT / "src" / Path(*name.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def reached() -> dict[str, set[str]]:
    """Every module of ours that the verifier imports, directly or not, with what each imports."""
    waiting = [f"upheld_verify.{path.stem}" for path in VERIFIER.glob("*.py")]
    found: dict[str, set[str]] = {}
    while waiting:
        name = waiting.pop()
        path = source_of(name)
        if path is not None and name not in found:
            found[name] = imports(path)
            waiting += [each for each in found[name] if each.startswith("upheld")]
    return found


def test_the_verifier_is_short() -> None:
    assert sum(len(path.read_text("utf-8").splitlines()) for path in VERIFIER.rglob("*.py")) <= MOST_LINES


def test_nothing_the_verifier_reaches_knows_a_network_a_server_or_a_door() -> None:
    roots = {name: {each.partition(".")[0] for each in taken} for name, taken in reached().items()}
    assert "upheld.measure.registry" in roots
    assert {name: taken & (NETWORK | OTHERS) for name, taken in roots.items() if taken & (NETWORK | OTHERS)} == {}
    assert [name for name in roots if name.startswith(("upheld.cli", "upheld.observe"))] == []


def test_the_verifier_needs_what_its_distribution_says_and_nothing_else() -> None:
    allowed = {"backports", "compression", "cryptography", "holidays", "numpy", "polars", "yaml", "tzdata"}
    taken = {each.partition(".")[0] for found in reached().values() for each in found} - {"upheld", "upheld_verify"}
    assert taken - set(sys.stdlib_module_names) <= allowed
