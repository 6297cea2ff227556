"""The digest names the facts, not the files they came in."""

import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.cases import EVERY_KIND, SAMPLE, STATE, Fact, as_csv, as_parquet, jsonl, read
from tests.reference.facts_digest import slow_digest
from upheld.evidence.facts import facts_of
from upheld.evidence.read import facts_from


def test_the_same_facts_have_one_digest_in_every_format(tmp_path: Path) -> None:
    digests = {read(write(tmp_path, *EVERY_KIND)).digest for write in (jsonl, as_csv, as_parquet)}
    assert digests == {slow_digest(EVERY_KIND)}


def test_order_of_lines_and_files_does_not_matter(tmp_path: Path) -> None:
    whole = read(jsonl(tmp_path, *EVERY_KIND))
    odd = jsonl(tmp_path, *reversed(EVERY_KIND[::2]), name="b.jsonl")
    even = jsonl(tmp_path, *EVERY_KIND[1::2], name="a.jsonl")
    assert read(odd, even).digest == whole.digest


def test_packing_does_not_matter(tmp_path: Path) -> None:
    plain = jsonl(tmp_path, *EVERY_KIND)
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(packed).digest == read(plain).digest


@pytest.mark.parametrize("number", range(len(EVERY_KIND)))
def test_any_changed_field_changes_it(number: int, tmp_path: Path) -> None:
    fact = EVERY_KIND[number]
    before = read(jsonl(tmp_path, fact)).digest
    others = {before}
    changes = [{name: changed(name, value)} for name, value in fact.items() if name != "kind"]
    for change in changes:
        others.add(read(jsonl(tmp_path, fact | change)).digest)
    assert len(others) == len(changes) + 1


def changed(name: str, value: object) -> object:
    """Another value of the same type."""
    words = {"state": "degraded", "event": "closed", "side": "third-party", "kind": "automation"}
    match value:
        case dict():
            return value | {next(iter(value)): changed(next(iter(value)), next(iter(value.values())))}
        case bool():
            return not value
        case int():
            return value - 1
        case list():
            return value[:1]
        case str() if "T" in value and value.endswith(("Z", ":00")):
            return (datetime.fromisoformat(value) + timedelta(microseconds=1)).isoformat()
    return words.get(name, "31 s" if name == "interval" else f"{value}1")


def test_a_default_written_out_is_no_difference(tmp_path: Path) -> None:
    written_out = STATE | {"learned_at": STATE["at"], "seq": 0, "detail": None}
    assert read(jsonl(tmp_path, written_out)).digest == read(jsonl(tmp_path, STATE)).digest


@pytest.mark.parametrize("value", ["1.50", "1.5", "15e-1", "+1.5", "001.5"])
def test_a_number_is_itself_however_it_is_written(value: str, tmp_path: Path) -> None:
    assert read(jsonl(tmp_path, SAMPLE | {"value": value})).digest == slow_digest([SAMPLE | {"value": "1.5"}])


def test_no_facts_have_the_digest_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evidence-digest.md").read_text(encoding="utf-8")
    assert facts_of((), {}).digest in page
    facts, problems = facts_from({}, "nothing")
    assert problems == []
    assert facts is not None
    assert facts.digest == slow_digest([])


ids = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=5)
instants = st.datetimes().map(lambda at: at.isoformat() + "Z")
states: st.SearchStrategy[Fact] = st.fixed_dictionaries(
    {"kind": st.just("state"), "source": ids, "id": ids, "at": instants, "item": ids, "seq": st.integers(0, 3)}
    | {"state": st.sampled_from(["up", "down", "degraded", "unknown"])},
    optional={"detail": ids, "learned_at": instants},
)


@given(st.lists(states, min_size=1, max_size=12, unique_by=lambda fact: (fact["source"], fact["id"])))
def test_it_is_what_the_page_says(facts: list[Fact]) -> None:
    names = {name for fact in facts for name in fact} - {"kind"}
    frame = {name: [fact.get(name) for fact in facts] for name in names}
    loaded, problems = facts_from({"state": pl.DataFrame(frame, infer_schema_length=None)}, "generated")
    assert problems == []
    assert loaded is not None
    assert loaded.digest == slow_digest(json.loads(json.dumps(facts)))
