"""Windows: real intervals between local midnights, and the labels that name them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quantities.local_times import LONDON, at, shown
from tests.strategies import transitions
from upheld.quantities.instants import DAY, HOUR
from upheld.quantities.windows import (
    KINDS,
    NotAPeriodError,
    Per,
    PerKind,
    Window,
    next_window,
    period,
    window_of,
    windows,
)
from upheld.quantities.zones import day_start

TERM_START = date(2025, 4, 17)


def kinds() -> st.SearchStrategy[PerKind]:
    return st.sampled_from([kind for kind in KINDS if kind != "each-event"])


def edges(window: Window) -> tuple[str, str, str]:
    return window.label, shown(window.start), shown(window.end)


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("2026-03", "Sun 2026-03-01 00:00", "Wed 2026-04-01 00:00"),
        ("2026-12", "Tue 2026-12-01 00:00", "Fri 2027-01-01 00:00"),
        ("2026-Q1", "Thu 2026-01-01 00:00", "Wed 2026-04-01 00:00"),
        ("2026-Q4", "Thu 2026-10-01 00:00", "Fri 2027-01-01 00:00"),
        ("2026", "Thu 2026-01-01 00:00", "Fri 2027-01-01 00:00"),
        ("2026-W09", "Mon 2026-02-23 00:00", "Mon 2026-03-02 00:00"),
        ("2026-W01", "Mon 2025-12-29 00:00", "Mon 2026-01-05 00:00"),
        ("2026-03-05", "Thu 2026-03-05 00:00", "Fri 2026-03-06 00:00"),
        ("2025-01-01/2026-01-01", "Wed 2025-01-01 00:00", "Thu 2026-01-01 00:00"),
    ],
)
def test_a_label_names_a_period(label: str, start: str, end: str) -> None:
    assert edges(period(label, LONDON)) == (label, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "March 2026",
        "2026-3",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-W54",
        "2025-W53",
        "2026-02-29",
        "1899",
        "2201-01",
        "0000",
        "2026-01-01/2026-01-01",
        "2026-02-01/2026-01-01",
        "2026-01-01/2026-02-30",
        "2026-03 ",
    ],
)
def test_a_text_that_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(NotAPeriodError, match="is not a period") as caught:
        period(text, LONDON)
    assert caught.value.text == text


def test_a_day_that_does_not_exist_is_no_period() -> None:
    with pytest.raises(NotAPeriodError):
        period("2011-12-30", "Pacific/Apia")


@given(kinds(), transitions(), st.integers(-400, 400))
def test_the_window_of_an_instant_holds_it_and_is_named_by_its_label(
    kind: PerKind, place: tuple[str, date], days: int
) -> None:
    zone, day = place
    instant = day_start(day, zone) + days * DAY + 5 * HOUR
    window = window_of(Per(kind), zone, at=instant, anchor=TERM_START)
    assert window.start <= instant < window.end
    assert period(window.label, zone) == window


@given(kinds(), transitions())
def test_windows_follow_one_another_without_gap(kind: PerKind, place: tuple[str, date]) -> None:
    zone, day = place
    start = day_start(day, zone)
    found = windows(Per(kind), zone, start=start, end=start + 800 * DAY, anchor=TERM_START)
    assert [each.end for each in found[:-1]] == [each.start for each in found[1:]]
    assert all(start < each.end <= start + 800 * DAY for each in found)


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("month", ["2026-03"]),
        ("quarter", ["2026-Q1"]),
        ("year", []),
        ("week", ["2026-W09", "2026-W10", "2026-W11", "2026-W12", "2026-W13"]),
        ("contract-year", []),
    ],
)
def test_a_statement_for_march_judges_the_windows_that_end_in_it(kind: PerKind, labels: list[str]) -> None:
    march = period("2026-03", LONDON)
    found = windows(Per(kind), LONDON, start=march.start, end=march.end, anchor=TERM_START)
    assert [each.label for each in found] == labels


def test_march_has_31_days_one_of_them_short() -> None:
    march = period("2026-03", LONDON)
    days = windows(Per("day"), LONDON, start=march.start, end=march.end)
    assert (len(days), sum(each.end - each.start for each in days)) == (31, 743 * HOUR)


def test_a_contract_year_runs_from_anniversary_to_anniversary() -> None:
    before = window_of(Per("contract-year"), LONDON, at=at("2026-04-16 23:59"), anchor=TERM_START)
    assert before.label == "2025-04-17/2026-04-17"
    assert next_window(Per("contract-year"), LONDON, window=before, anchor=TERM_START).label == "2026-04-17/2027-04-17"


def test_the_anniversary_of_a_leap_day_is_the_last_of_february() -> None:
    leap = date(2024, 2, 29)
    assert (
        window_of(Per("contract-year"), LONDON, at=at("2026-01-01 00:00"), anchor=leap).label == "2025-02-28/2026-02-28"
    )
    assert (
        window_of(Per("contract-year"), LONDON, at=at("2028-03-01 00:00"), anchor=leap).label == "2028-02-29/2029-02-28"
    )


def test_contract_years_need_the_first_day_of_the_term() -> None:
    with pytest.raises(ValueError, match="first day of the term"):
        window_of(Per("contract-year"), LONDON, at=at("2026-01-01 00:00"))


def test_a_promise_per_event_has_no_windows() -> None:
    with pytest.raises(ValueError, match="no windows"):
        windows(Per("each-event"), LONDON, start=at("2026-01-01 00:00"), end=at("2026-02-01 00:00"))
