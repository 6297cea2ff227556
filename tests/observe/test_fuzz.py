"""Whatever an export holds, an importer answers with facts or problems, never a traceback.

With HYPOTHESIS_PROFILE=search ten thousand inputs are tried instead of a hundred and fifty.
"""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.observe.tickets.test_tickets import LOG as TICKETS
from tests.observe.tickets.test_tickets import MAPPING
from tests.observe.upptime.test_upptime import HEADING, check
from tests.observe.xes.test_xes import LOG as XES
from upheld.observe.imported import Options
from upheld.observe.meaning import load_meaning
from upheld.observe.registry import IMPORTERS

PLENTY = settings(max_examples=25 if settings().max_examples <= 100 else settings().max_examples)
FEED = (
    '{"id":"a","title":"T","impact":"major","components":["API"],"downtime_start":"2026-03-01T00:00:00Z",'
    '"downtime_end":"2026-03-01T01:00:00Z","published_at":"2026-03-01T01:00:00Z","updates":[]}\n'
)
DAYS = (
    "Date,Service,partial_outage_minutes,major_outage_minutes,scaled_total_outage_minutes\n2024-03-31,api,59,1,18.7\n"
)
SOURCES = {
    "tickets": ("log.csv", TICKETS),
    "xes": ("log.xes", XES),
    "upptime": ("checks.csv", HEADING + check("01T00:10:00", "up") + check("02T00:10:00", "down")),
    "statuspage": ("feed.jsonl", FEED * 2),
}


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


@pytest.mark.parametrize("kind", list(SOURCES))
@PLENTY
@given(data=st.data())
def test_a_damaged_export(folder: Path, kind: str, data: st.DataObject) -> None:
    name, whole = SOURCES[kind]
    survive(folder / name, data.draw(damaged(whole.encode())), kind=kind)


@PLENTY
@given(data=st.data(), kind=st.sampled_from(sorted(IMPORTERS)), name=st.sampled_from(["x.csv", "x.jsonl", "x.csv.gz"]))
def test_any_bytes(folder: Path, data: st.DataObject, kind: str, name: str) -> None:
    survive(folder / name, data.draw(st.binary(max_size=200) | damaged(gzip.compress(DAYS.encode()))), kind=kind)


@PLENTY
@given(data=st.data())
def test_a_damaged_mapping(folder: Path, data: st.DataObject) -> None:
    path = folder / "mapping.yaml"
    path.write_bytes(data.draw(damaged(MAPPING.read_bytes())))
    meaning, problems = load_meaning(path)
    assert (meaning is None) == bool(problems)
    (folder / "log.csv").write_text(TICKETS)
    IMPORTERS["tickets"].import_source([folder / "log.csv"], Options(zone="Etc/UTC", mapping=path))


def survive(path: Path, content: bytes, *, kind: str) -> None:
    """Import the content: facts or problems."""
    path.write_bytes(content)
    more = {"impacts": "major:down"} if kind == "statuspage" else {}
    options = Options(zone="Europe/Rome", mapping=MAPPING if kind == "tickets" else None, more=more)
    found, problems = IMPORTERS[kind].import_source([path], options)
    assert (found is None) == bool([each for each in problems if each.severity == "error"])
