"""Durations carry their unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.durations import LONGEST, NotADurationError, parse_duration
from upheld.quantities.allowances import duration_text


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        *[("30 min", 1_800_000_000), ("90 s", 90_000_000), ("1 h 30 min", 5_400_000_000), ("0.5 s", 500_000)],
        *[("1.5 min", 90_000_000), ("250 ms", 250_000), ("1 us", 1), ("90s", 90_000_000)],
    ],
)
def test_a_duration_is_read(text: str, micros: int) -> None:
    assert parse_duration(text) == micros


@pytest.mark.parametrize(
    "text",
    ["", "30", "PT30M", "30 days", "-30 s", "0 s", "1  s", "0.1 us", "1 h30 min", "9999999999999999 h", "\u0663 s"],
)
def test_other_texts_are_no_durations(text: str) -> None:
    with pytest.raises(NotADurationError):
        parse_duration(text)


@given(st.integers(1, LONGEST))
def test_it_reads_what_the_house_writes(micros: int) -> None:
    assert parse_duration(duration_text(micros)) == micros
