"""The shape of the house: what a room's front page holds, what nothing is called, who may catch everything."""

import ast
import re
from collections.abc import Iterator

import pytest
from importlinter.cli import lint_imports

from tests.architecture.sources import Module, modules

FRONT_PAGES = [module for module in modules() if module.path.name == "__init__.py"]
NO_HOME = {"utils", "util", "helpers", "helper", "common", "base", "misc"}


def test_rooms_import_downwards_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


@pytest.mark.parametrize("page", FRONT_PAGES, ids=str)
def test_a_front_page_is_a_docstring_and_no_code(page: Module) -> None:
    assert ast.get_docstring(page.tree)
    assert len(page.tree.body) == 1


def test_every_folder_of_code_has_a_front_page() -> None:
    folders = {module.path.parent for module in modules()}
    assert folders - {page.path.parent for page in FRONT_PAGES} == set()


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_says_in_one_sentence_what_it_is(module: Module) -> None:
    first_paragraph = (ast.get_docstring(module.tree) or "").split("\n\n")[0]
    assert first_paragraph.endswith(".")


def test_nothing_is_called_after_having_no_home() -> None:
    assert [str(module) for module in modules() if NO_HOME & set(module.path.with_suffix("").parts)] == []


def test_no_class_is_a_manager_handler_or_service() -> None:
    vague = re.compile(r".+(Manager|Handler|Service)$")
    assert [f"{module}: {name}" for module in modules() for name in class_names(module) if vague.match(name)] == []


def test_only_the_doors_outermost_loop_catches_everything() -> None:
    places = [f"{module}:{line}" for module in modules() for line in catch_alls(module)]
    assert all(place.startswith("cli/main.py:") for place in places), places
    assert len(places) <= 1, places


def class_names(module: Module) -> Iterator[str]:
    """The names of all classes of a module."""
    return (node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))


def catch_alls(module: Module) -> Iterator[int]:
    """The lines where everything is caught, named or not, and not at once thrown on."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and ast.unparse(node.body[-1]) != "raise":
            caught = {name.id for name in ast.walk(node.type or ast.Name("Exception")) if isinstance(name, ast.Name)}
            if caught & {"Exception", "BaseException"}:
                yield node.lineno
