"""Size budgets: what fits on a screen is read, what does not is skimmed."""

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.architecture.sources import ROOT, Function, Module, functions, modules

LONGEST_FUNCTION = 60
LONGEST_TEST = 30
LONGEST_FILE = 400
LONGEST_FILE_WITH_A_REASON = 600
REASON = "# long because "
MOST_PARAMETERS = 5
MOST_POSITIONAL = 2


def test_functions_are_short() -> None:
    lengths = {f"{module}:{each.name}": body_lines(each) for module in modules() for each in functions(module.tree)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) <= 10
    assert quantiles(lengths.values(), n=20, method="inclusive")[-1] <= 35


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_file_is_short_or_says_why_not(module: Module) -> None:
    limit = LONGEST_FILE_WITH_A_REASON if module.text.startswith(REASON) else LONGEST_FILE
    assert len(module.text.splitlines()) <= limit


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_function_takes_few_parameters_and_names_all_but_two(module: Module) -> None:
    crowded = [each.name for each in functions(module.tree) if not is_command(each) and not takes_few(each)]
    assert crowded == []


def test_a_test_is_short() -> None:
    long = [f"{path.relative_to(ROOT)}:{name}" for path, name, lines in length_of_every_test() if lines >= LONGEST_TEST]
    assert long == []


def body_lines(function: Function) -> int:
    """Lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def takes_few(function: Function) -> bool:
    """Whether a signature is within budget; `self` and `cls` do not count."""
    positional = [
        each.arg for each in (*function.args.posonlyargs, *function.args.args) if each.arg not in {"self", "cls"}
    ]
    return len(positional) <= MOST_POSITIONAL and len(positional) + len(function.args.kwonlyargs) <= MOST_PARAMETERS


def is_command(function: Function) -> bool:
    """Whether a function is a command of the terminal door: its parameters are the options a person may type."""
    return any(".command(" in ast.unparse(decorator) for decorator in function.decorator_list)


def length_of_every_test() -> list[tuple[Path, str, int]]:
    """Every test function: its file, its name, the lines of its body."""
    return [
        (path, each.name, body_lines(each))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for each in functions(ast.parse(path.read_text(encoding="utf-8")))
        if each.name.startswith("test_")
    ]
