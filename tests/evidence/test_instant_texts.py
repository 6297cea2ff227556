"""The quick way to read instants agrees with the careful one wherever it answers."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.instant_texts import instants_of
from upheld.quantities.instants import parse_instant

usual = st.datetimes().map(lambda at: at.isoformat())
offsets = st.sampled_from(["Z", "z", "+00:00", "-00:00", "+05:30", "-13:59", "+14:00", "", "+5:30", "+24:00"])
letters = st.text("0123456789-T:.Z+ \u0663", max_size=25)
nearly = st.from_regex(r"[12]\d{3}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{0,7})?Z?", fullmatch=True)


@given(st.lists(st.builds(str.__add__, usual, offsets) | letters | nearly, max_size=8))
def test_quick_and_careful_agree(texts: list[str]) -> None:
    for text, instant in zip(texts, instants_of(pl.Series(texts, dtype=pl.String)), strict=True):
        if instant is not None:
            assert instant == parse_instant(text)


def test_the_usual_ways_are_read_quickly() -> None:
    texts = ["2026-03-01T00:00:00Z", "2026-03-01T01:00:00.5+01:00", "2026-02-28T19:00:00-05:00"]
    march = 1_772_323_200_000_000
    assert instants_of(pl.Series(texts)).to_list() == [march, march + 500_000, march]
