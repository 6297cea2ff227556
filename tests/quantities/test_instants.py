"""Instants: whole microseconds, read from RFC 3339 and written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.quantities.instants import (
    DAY,
    HOUR,
    MICROS,
    MINUTE,
    NEVER,
    NaiveInstantError,
    NotAnInstantError,
    instant_text,
    parse_instant,
)

FIRST, LAST = parse_instant("0001-01-01T00:00:00Z"), parse_instant("9999-12-31T23:59:59.999999Z")


@given(st.integers(FIRST, LAST))
def test_what_is_written_reads_back(at: int) -> None:
    assert parse_instant(instant_text(at)) == at


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01t00:00:01z", MICROS),
        ("1970-01-01 00:01:00Z", MINUTE),
        ("1969-12-31T19:00:00-05:00", 0),
        ("1970-01-01T05:45:00+05:45", 0),
        ("1970-01-01T00:00:00.5Z", 500_000),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1970-01-01T00:00:00.0000019Z", 1),
        ("1969-12-31T23:59:59.9999999Z", -1),
        ("1970-01-02T00:00:00-00:00", DAY),
        ("1969-12-31T22:00:00Z", -2 * HOUR),
    ],
)
def test_an_offset_makes_an_instant(text: str, micros: int) -> None:
    assert parse_instant(text) == micros


@pytest.mark.parametrize("text", ["2026-03-01T09:30:00", "2026-03-01 09:30:00.25"])
def test_a_time_without_offset_is_naive(text: str) -> None:
    with pytest.raises(NaiveInstantError, match="has no UTC offset") as caught:
        parse_instant(text)
    assert caught.value.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-03-01",
        "2026-03-01T09:30Z",
        "2026-02-29T09:30:00Z",
        "2026-03-01T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-03-01T09:30:00+24:00",
        "2026-03-01T09:30:00+01:60",
        "2026-03-01T09:30:00+0100",
        "2026-03-01T09:30:00Z ",
        "२०२६-03-01T09:30:00Z",
        "0001-01-01T00:00:00+25:00",
    ],
)
def test_anything_else_is_not_an_instant(text: str) -> None:
    with pytest.raises(NotAnInstantError, match="is not an instant") as caught:
        parse_instant(text)
    assert caught.value.text == text
    assert caught.value.reason


def test_a_fraction_is_written_only_where_there_is_one() -> None:
    assert instant_text(0) == "1970-01-01T00:00:00Z"
    assert instant_text(1_250_000) == "1970-01-01T00:00:01.25Z"
    assert instant_text(-1) == "1969-12-31T23:59:59.999999Z"


def test_never_is_never() -> None:
    assert instant_text(NEVER) == "never"
