"""What a module offers is what it lists: `__all__` and the public definitions are the same names."""

import ast
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Module, modules
from upheld.settle.engine import ENGINE

WITH_CODE = [module for module in modules() if module.path.name not in {"__init__.py", "__main__.py"}]


@pytest.mark.parametrize("module", WITH_CODE, ids=str)
def test_a_module_lists_its_public_names(module: Module) -> None:
    assert set(listed(module)) == {name for name in defined(module) if not name.startswith("_")}


def listed(module: Module) -> list[str]:
    """The names in `__all__`."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return []


def defined(module: Module) -> Iterator[str]:
    """The names that a module itself binds at its top level, other than by importing them."""
    for node in module.tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def test_the_engine_is_named_after_the_version_of_the_distribution() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"{project['name']} {project['version']}" == ENGINE
