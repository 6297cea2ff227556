"""Facts as rows of Parquet: exact types are taken, others are refused."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.evidence.cases import COUNT, SAMPLE, START, STATE, WINDOW, WORK, Fact, as_parquet, codes, found, read, text
from upheld.evidence import parquet
from upheld.evidence.read import read_facts

UTC_US = pl.Datetime("us", "UTC")


def stored(folder: Path, fact: Fact, **columns: pl.Series) -> Path:
    """A Parquet file of one fact, some of its columns given with their stored type."""
    path = folder / "facts.parquet"
    given = {name.replace("__", "."): column for name, column in columns.items()}
    plain = {name: value for name, value in fact.items() if name not in given}
    (pl.DataFrame([plain]).with_columns(column.alias(name) for name, column in given.items())).write_parquet(path)
    return path


AT = [
    pl.Series([START]),
    pl.Series([START], dtype=pl.UInt64),
    pl.Series([datetime(2026, 3, 1, tzinfo=UTC)], dtype=UTC_US),
    pl.Series([datetime(2026, 3, 1, tzinfo=UTC)], dtype=pl.Datetime("ms", "UTC")),
    pl.Series([datetime(2026, 3, 1, tzinfo=UTC)], dtype=pl.Datetime("ns", "UTC")),
    pl.Series([datetime(2026, 3, 1, tzinfo=UTC)], dtype=UTC_US).dt.convert_time_zone("Asia/Kolkata"),
    pl.Series(["2026-03-01T05:30:00.000+05:30"]),
    pl.Series(["2026-03-01t00:00:00z"]),
    pl.Series(["2026-03-01T00:00:00Z"], dtype=pl.Categorical),
]


@pytest.mark.parametrize("at", AT, ids=lambda at: str(at.dtype))
def test_an_instant_may_be_stored_in_several_exact_ways(at: pl.Series, tmp_path: Path) -> None:
    assert read(stored(tmp_path, STATE, at=at)).states["at"].to_list() == [START]


WRONG: list[tuple[Fact, str, pl.Series, str]] = [
    (STATE, "at", pl.Series([datetime(2026, 3, 1)], dtype=pl.Datetime("us")), "naive-instant"),  # noqa: DTZ001
    (STATE, "at", pl.Series([date(2026, 3, 1)]), "not-an-instant"),
    (STATE, "at", pl.Series([1.5]), "wrong-type"),
    (STATE, "at", pl.Series([2**62]), "not-an-instant"),
    (STATE, "at", pl.Series([2**64 - 1], dtype=pl.UInt64), "not-an-instant"),
    (STATE, "at", pl.Series([1], dtype=pl.Datetime("ns", "UTC")), "not-an-instant"),
    (STATE, "at", pl.Series([None], dtype=UTC_US), "missing-field"),
    (STATE, "item", pl.Series([7]), "wrong-type"),
    (STATE, "item", pl.Series([1.5]), "binary-float"),
    (STATE, "id", pl.Series([7]), "wrong-type"),
    (STATE, "id", pl.Series([None]), "missing-field"),
    (STATE, "seq", pl.Series([2**64 - 1], dtype=pl.UInt64), "number-too-large"),
    (STATE, "seq", pl.Series([-(2**63)]), "number-too-large"),
    (STATE, "seq", pl.Series([1.0]), "binary-float"),
    (STATE, "seq", pl.Series(["one"]), "wrong-type"),
    (STATE, "seq", pl.Series(["99999999999999999999"]), "number-too-large"),
    (STATE, "kind", pl.Series([7]), "missing-field"),
    (SAMPLE, "value", pl.Series([1.5]), "binary-float"),
    (SAMPLE, "value", pl.Series([True]), "wrong-type"),
    (WORK, "public", pl.Series(["perhaps"]), "wrong-type"),
    (WORK, "public", pl.Series([1.0]), "binary-float"),
    (WORK, "public", pl.Series([1]), "wrong-type"),
    (WORK, "set__cvss", pl.Series([9.8]), "binary-float"),
    (WORK, "set__tags", pl.Series([["a"]]), "wrong-type"),
    (WINDOW, "items", pl.Series([7]), "wrong-type"),
    (WINDOW, "items", pl.Series([["a\0"]]), "nul-character"),
    (STATE, "colour", pl.Series(["red"]), "unknown-field"),
    (STATE, "unit", pl.Series(["Cel"]), "unknown-field"),
    (STATE, "value", pl.Series([1.5]), "unknown-field"),
]


@pytest.mark.parametrize(("fact", "name", "column", "code"), WRONG)
def test_a_type_that_is_not_exact_is_refused(
    fact: Fact, name: str, column: pl.Series, code: str, tmp_path: Path
) -> None:
    assert codes(stored(tmp_path, fact, **{name: column})) == [code]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (pl.Series([Decimal("4.500")], dtype=pl.Decimal(20, 3)), "4.5"),
        (pl.Series([7]), "7"),
        (pl.Series(["-0.50"]), "-0.5"),
        (pl.Series([2**63], dtype=pl.UInt64), "9223372036854775808"),
    ],
    ids=str,
)
def test_a_decimal_may_be_stored_in_several_exact_ways(value: pl.Series, text: str, tmp_path: Path) -> None:
    assert read(stored(tmp_path, SAMPLE, value=value)).samples["value"].to_list() == [text]


WATCH: Fact = {
    "kind": "watch",
    "source": "probe",
    "id": "o",
    "item": "web-1",
    "from": "2026-03-01T00:00:00Z",
    "until": "2026-03-02T00:00:00Z",
}


@pytest.mark.parametrize(
    "interval", [pl.Series(["30 min"]), pl.Series([timedelta(minutes=30)]), pl.Series([1_800_000_000])], ids=str
)
def test_an_interval_may_be_stored_in_several_exact_ways(interval: pl.Series, tmp_path: Path) -> None:
    assert read(stored(tmp_path, WATCH, interval=interval)).watches["interval"].to_list() == [1_800_000_000]


@pytest.mark.parametrize(
    ("interval", "code"),
    [
        (pl.Series(["30"]), "not-a-duration"),
        (pl.Series([0]), "not-a-duration"),
        (pl.Series([2**60]), "not-a-duration"),
        (pl.Series([1.5]), "binary-float"),
        (pl.Series([""]), "missing-field"),
    ],
    ids=str,
)
def test_an_interval_needs_its_unit(interval: pl.Series, code: str, tmp_path: Path) -> None:
    assert codes(stored(tmp_path, WATCH, interval=interval)) == [code]


def test_structs_are_inner_objects(tmp_path: Path) -> None:
    path = stored(tmp_path, WORK, actor=pl.Series([{"side": "client"}]), set=pl.Series([{"size": 3, "vip": True}]))
    row = read(path).work.row(0, named=True)
    assert (row["side"], row["set.size"], row["set.vip"]) == ("client", "3", "true")


def test_kinds_may_share_a_file_and_rows_are_counted_from_one(tmp_path: Path) -> None:
    path = as_parquet(tmp_path, STATE, SAMPLE, STATE | {"id": "s-9", "state": "donw"}, COUNT | {"kind": "cuont"})
    assert sorted(found(path)) == [("unknown-kind", 4, 0), ("unknown-value", 3, 0)]


def test_a_problem_names_row_and_column(tmp_path: Path) -> None:
    problems = read_facts([as_parquet(tmp_path, COUNT | {"good": 101}, SAMPLE | {"unit": None})])[1]
    assert [problem.place.excerpt for problem in problems] == ["row 2, column unit", "row 1"]


@pytest.mark.parametrize("content", [b"PAR1", b"not parquet at all, but long enough to be one", b"PAR1" * 20])
def test_a_file_that_is_not_parquet_is_damaged(content: bytes, tmp_path: Path) -> None:
    assert codes(text(tmp_path, content, name="facts.parquet")) == ["damaged-parquet"]


def test_a_file_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    whole = as_parquet(tmp_path, STATE).read_bytes()
    assert codes(text(tmp_path, whole[:-20], name="facts.parquet")) == ["damaged-parquet"]


def test_an_empty_file_is_a_mistake(tmp_path: Path) -> None:
    assert codes(text(tmp_path, b"", name="facts.parquet")) == ["empty-file"]


def test_a_file_without_kinds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    pl.DataFrame({"item": ["web-1"]}).write_parquet(path)
    assert codes(path) == ["wrong-columns"]


def test_a_file_without_rows_holds_no_facts(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    pl.DataFrame(schema={"kind": pl.String}).write_parquet(path)
    assert codes(path) == ["no-facts"]


def test_a_small_file_of_endless_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_ALWAYS_ALLOWED", 1)
    path = tmp_path / "facts.parquet"
    pl.DataFrame({"kind": pl.repeat("state", 100_000, eager=True)}).write_parquet(path)
    assert codes(path) == ["expands-too-far"]
