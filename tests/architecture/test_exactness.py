"""Time is an argument, chance is nowhere, and nothing that decides a figure or an amount is a binary float."""

import ast
import re

import pytest

from tests.architecture.sources import Module, called_names, modules, modules_of

BELOW_THE_DOOR = [module for module in modules() if module.room != "cli"]
EXACT = [
    *modules_of("settle"),
    *(module for module in modules_of("agreements") if module.path.stem == "model" or "grammar" in module.path.parts),
    *(module for module in modules_of("quantities") if module.path.stem in {"money", "ratio"}),
]
CLOCK = re.compile(
    r"(time\.(time|time_ns|monotonic|monotonic_ns|localtime|gmtime)|.*\b(datetime|date)\.(now|today|utcnow)"
    r"|.*\.(utcnow|today)|(now|today|utcnow))$"
)
CHANCE = {"random", "secrets", "uuid"}


@pytest.mark.parametrize("module", BELOW_THE_DOOR, ids=str)
def test_only_the_door_reads_a_clock(module: Module) -> None:
    assert [(line, name) for line, name in called_names(module.tree) if CLOCK.match(name)] == []


@pytest.mark.parametrize("module", modules(), ids=str)
def test_nothing_is_left_to_chance(module: Module) -> None:
    names = {name for _, name in called_names(module.tree) if ".random." in name} | (imported(module) & CHANCE)
    assert names == set()


@pytest.mark.parametrize("module", EXACT, ids=str)
def test_what_decides_an_amount_holds_no_float(module: Module) -> None:
    literals = [
        each.lineno for each in ast.walk(module.tree) if isinstance(each, ast.Constant) and is_float(each.value)
    ]
    calls = [line for line, name in called_names(module.tree) if name == "float"]
    assert literals + calls == []


def is_float(value: object) -> bool:
    """Whether a literal is a binary float."""
    return isinstance(value, float | complex)


def imported(module: Module) -> set[str]:
    """The top-level names of everything a module imports."""
    names: set[str] = set()
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name.split(".")[0] for alias in aliases}
            case ast.ImportFrom(module=str(source)):
                names.add(source.split(".")[0])
    return names
