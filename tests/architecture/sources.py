"""The project's own source, parsed once: every module of `src/upheld` with its room, its tree and its lines."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["PURE_ROOMS", "ROOT", "Function", "Module", "called_names", "functions", "modules", "modules_of"]

ROOT = Path(__file__).resolve().parents[2]
PURE_ROOMS = ("problems", "quantities", "agreements", "evidence", "measure", "settle")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One source file: its path below `src/upheld`, the room it belongs to, its text and its syntax tree."""

    path: Path
    room: str
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.path.as_posix()


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package, in order of path."""
    package = ROOT / "src" / "upheld"
    return tuple(_read(path, package) for path in sorted(package.rglob("*.py")))


def modules_of(*rooms: str) -> list[Module]:
    """The modules of these rooms."""
    return [module for module in modules() if module.room in rooms]


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method at any depth."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def called_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that is called by name: `datetime.now` of `datetime.now()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, ast.unparse(node.func)


def _read(path: Path, package: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    inside = path.relative_to(package)
    return Module(inside, inside.parts[0].removesuffix(".py"), text, ast.parse(text, str(path)))
