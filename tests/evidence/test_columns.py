"""The page on files names every kind and every field, and so does the specification in code."""

import re
from pathlib import Path

import polars as pl
import pytest

from upheld.evidence.columns import COMMON, EVENTS, KINDS, STATES, Kind, empty

PAGE = (Path(__file__).parents[2] / "docs" / "evidence-files.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_page_names_the_fields_of_each_kind(kind: Kind) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind.name}` |")]
    needed, _, optional = row.removeprefix(f"| `{kind.name}` |").partition("[")
    assert {field.path for field in kind.fields if field.is_required} == names(needed)
    group = {f"{kind.group.path}.…"} if kind.group else set()
    assert {field.path for field in kind.fields if not field.is_required} | group == names(optional) - {"reason"}


def names(text: str) -> set[str]:
    """Every name in backticks."""
    return set(re.findall(r"`([^`]+)`", text))


def test_the_page_names_the_common_fields_the_events_and_the_states() -> None:
    assert {field.path for field in COMMON} <= names(PAGE)
    assert ", ".join(EVENTS) in PAGE.replace("\n", " ")
    assert all(state in PAGE for state in STATES)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_table_has_its_columns_even_when_empty(kind: Kind) -> None:
    schema = empty(kind).schema
    assert [schema[name] for name in ("source", "id", "at", "learned_at", "seq", "file", "line")] == [
        *[pl.Categorical, pl.String, pl.Int64, pl.Int64, pl.Int64],
        *[pl.UInt32, pl.UInt32],
    ]
    assert kind.key in schema
