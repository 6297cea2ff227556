"""A witness is read in one sitting, and knows heads and proofs, never evidence."""

import ast
from pathlib import Path

FILES = sorted((Path(__file__).resolve().parents[2] / "src" / "upheld_witness").glob("*.py"))
KNOWN = {f"upheld.evidence.{name}" for name in ("checkpoint", "notes", "sqlite", "tree")} | {"upheld.problems"}


def test_it_has_at_most_two_hundred_lines() -> None:
    assert sum(len(file.read_text("utf-8").splitlines()) for file in FILES) <= 200


def test_it_knows_nothing_but_heads_and_proofs() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in FILES]
    imported = {str(node.module) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.startswith("upheld.")} <= KNOWN
