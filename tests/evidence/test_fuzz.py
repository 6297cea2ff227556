"""Whatever a file holds, a person gets facts or problems, never a traceback.

With HYPOTHESIS_PROFILE=search twelve thousand inputs are tried instead of a hundred and fifty.
"""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evidence.cases import EVERY_KIND, as_csv, as_parquet, flat
from upheld.evidence.read import read_facts

LINES = "".join(json.dumps(fact) + "\n" for fact in EVERY_KIND).encode()
PLENTY = settings(max_examples=25 if settings().max_examples <= 100 else settings().max_examples)
NAMES = st.sampled_from(["f.jsonl", "f.jsonl.gz", "f.csv", "f.csv.gz", "f.parquet", "f.jsonl.zst"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the whole module, written over by every example."""
    return tmp_path_factory.mktemp("fuzz")


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Good bytes with a few of them cut, exchanged or repeated."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at, size = draw(st.integers(0, len(data))), draw(st.integers(0, 20))
        data[at : at + size] = draw(st.binary(max_size=20) | st.just(bytes(data[at : at + size]) * 2))
    return bytes(data)


@PLENTY
@given(NAMES, st.binary(max_size=300) | damaged(LINES))
def test_any_bytes(folder: Path, name: str, content: bytes) -> None:
    survive(folder / name, content)


@PLENTY
@given(damaged(LINES))
def test_damaged_lines(folder: Path, content: bytes) -> None:
    survive(folder / "f.jsonl", content)


@PLENTY
@given(st.data())
def test_damaged_rows(folder: Path, data: st.DataObject) -> None:
    whole = as_csv(folder, *EVERY_KIND).read_bytes()
    survive(folder / "f.csv", data.draw(damaged(whole)))


@PLENTY
@given(st.data())
def test_damaged_columns(folder: Path, data: st.DataObject) -> None:
    whole = as_parquet(folder, *EVERY_KIND).read_bytes()
    survive(folder / "f.parquet", data.draw(damaged(whole)))


@PLENTY
@given(st.data())
def test_damaged_packing(folder: Path, data: st.DataObject) -> None:
    survive(folder / "f.jsonl.gz", data.draw(damaged(gzip.compress(LINES))))


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
paths = sorted({path for fact in EVERY_KIND for path in flat(fact)})


objects_of_lines = st.dictionaries(st.sampled_from(paths) | st.text(max_size=4), anything | st.lists(anything))


@PLENTY
@given(st.lists(objects_of_lines, max_size=4))
def test_any_objects(folder: Path, objects: list[dict[str, object]]) -> None:
    content = "".join(json.dumps(each) + "\n" for each in objects).encode()
    survive(folder / "f.jsonl", content)


def survive(path: Path, content: bytes) -> None:
    """Read the content, strictly and leniently: facts or problems, and texts that can be printed."""
    path.write_bytes(content)
    facts, problems = read_facts([path])
    assert (facts is None) == any(problem.severity == "error" for problem in problems)
    lenient, _ = read_facts([path], keep_going=True)
    assert lenient is not None
    for problem in problems:
        f"{problem.message}{problem.why}{problem.remedy}{problem.place.excerpt}".encode()
