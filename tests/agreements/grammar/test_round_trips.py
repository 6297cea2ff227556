"""Whatever a grammar reads it reads exactly: printed again it is the same text, for every value there is."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.durations import allowance, duration, time_of_day
from upheld.agreements.grammar.hours import clock_time, day, opening_hours
from upheld.agreements.grammar.numbers import decimal, percent, whole
from upheld.agreements.shape import Word
from upheld.agreements.words import WORDS
from upheld.quantities.allowances import (
    Allowance,
    CalendarDays,
    EndOfWorkingDay,
    OpenTime,
    SameTimeOnWorkingDay,
    allowance_text,
    duration_text,
)
from upheld.quantities.calendars import Opening
from upheld.quantities.instants import DAY
from upheld.quantities.ratio import Ratio

MICROS = st.integers(min_value=1, max_value=100 * 366 * DAY)
MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1)
WORKING_DAYS = st.integers(min_value=0, max_value=9999)
CUT_OFFS = st.none() | MINUTES.map(lambda minutes: minutes * 60)
ALLOWANCES = (
    st.builds(OpenTime, MICROS)
    | st.builds(EndOfWorkingDay, WORKING_DAYS, CUT_OFFS)
    | st.builds(SameTimeOnWorkingDay, WORKING_DAYS, CUT_OFFS)
    | st.builds(CalendarDays, st.integers(min_value=1, max_value=9999))
)
DIGITS = st.from_regex(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?", fullmatch=True)


@given(MICROS)
def test_a_length_of_time(micros: int) -> None:
    assert duration(duration_text(micros)) == micros


@given(ALLOWANCES)
def test_an_allowance(meaning: Allowance) -> None:
    assert allowance(allowance_text(meaning)) == meaning


@given(MINUTES)
def test_a_time_of_day(minutes: int) -> None:
    assert time_of_day(clock_time(minutes * 60)) == minutes * 60


@given(MINUTES, MINUTES)
def test_opening_hours_end_after_they_begin_and_within_a_day(opens: int, closes: int) -> None:
    read = opening_hours(f"{clock_time(opens * 60)}-{clock_time(closes * 60)}")
    if opens == closes:
        assert isinstance(read, Complaint)
    else:
        length = (closes - opens) % (24 * 60) * 60
        assert read == (Opening(opens * 60, opens * 60 + length),)


@given(st.integers(min_value=0, max_value=(date(2199, 12, 31) - date(1970, 1, 1)).days))
def test_a_date(days: int) -> None:
    written = date(1970, 1, 1) + timedelta(days=days)
    assert day(written.isoformat()) == written


@given(st.integers(min_value=0, max_value=999_999_999))
def test_a_whole_number(number: int) -> None:
    assert whole(str(number)) == number


@given(DIGITS)
def test_a_decimal_has_all_its_digits(text: str) -> None:
    read = decimal(text)
    assert isinstance(read, Ratio)
    places = len(text.partition(".")[2])
    assert f"{read.numerator:0{places + 1}d}" == text.replace(".", "")
    assert read.denominator == 10**places


@given(DIGITS)
def test_a_percentage_is_a_hundredth_of_its_number(text: str) -> None:
    share, number = percent(f"{text}%"), decimal(text)
    assert isinstance(share, Ratio)
    assert isinstance(number, Ratio)
    assert share.fraction() * 100 == number.fraction()


@given(st.sampled_from(WORDS), st.text(max_size=20))
def test_any_text_has_a_meaning_or_a_complaint(word: Word, text: str) -> None:
    read = word.read(text)
    if isinstance(read, Complaint):
        assert read.remedy


@given(st.data())
def test_a_text_of_the_right_form_has_a_meaning_or_a_complaint(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from([word for word in WORDS if word.pattern is not None]))
    read = word.read(data.draw(st.from_regex(str(word.pattern), fullmatch=True)))
    if isinstance(read, Complaint):
        assert read.remedy
