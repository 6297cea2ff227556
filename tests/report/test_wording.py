"""Phrases: instants on the wall of the contract, periods, amounts, formulas, and texts made safe to show."""

from dataclasses import replace

import pytest

from tests.report.sample import portal, pounds, result, statement
from upheld.quantities.instants import HOUR, parse_instant
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import period
from upheld.report.wording import Wall, amount, counted, formula, listed, plain, share_text, tied, wall_of
from upheld.settle.statement import Figure, TimeTotals

LONDON = Wall("Europe/London", 2026)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("line\nbreak\ttab", "line break tab"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("zero\x00", "zero\\x00"),
        ("half \ud83d", "half \\ud83d"),
        ("שלום 🔥 Ω", "שלום 🔥 Ω"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-03-12T09:14:05Z", "Thu 12 Mar 09:14:05"),
        ("2026-07-01T22:30:00Z", "Wed 1 Jul 23:30"),
        ("2025-12-31T10:00:00.25Z", "Wed 31 Dec 2025 10:00:00.25"),
    ],
)
def test_an_instant_is_shown_on_the_wall_of_the_contract(at: str, shown: str) -> None:
    assert LONDON.moment(parse_instant(at)).text == shown
    assert LONDON.moment(parse_instant(at)).iso == at


def test_in_the_hour_that_happens_twice_a_time_carries_its_offset() -> None:
    first, second = parse_instant("2026-10-25T00:30:00Z"), parse_instant("2026-10-25T01:30:00Z")
    assert LONDON.time(first) == "01:30 (UTC+01:00)"
    assert LONDON.time(second) == "01:30 (UTC+00:00)"


def test_a_time_around_the_hour_that_is_missing_carries_no_offset() -> None:
    assert LONDON.time(parse_instant("2026-03-29T01:00:00Z")) == "02:00"


def test_the_end_of_a_span_names_its_day_only_when_it_is_another() -> None:
    start = parse_instant("2026-03-12T22:00:00Z")
    assert LONDON.until(start, start + HOUR).text == "23:00"
    assert LONDON.until(start, start + 3 * HOUR).text == "Fri 13 Mar 01:00"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("2026-03", "March 2026"),
        ("2026-Q1", "January to March 2026"),
        ("2026", "2026"),
        ("2026-W10", "2 March to 8 March 2026"),
        ("2025-12-29/2026-01-05", "29 December 2025 to 4 January 2026"),
        ("2025-07-01/2026-07-01", "July 2025 to June 2026"),
    ],
)
def test_a_period_is_called_what_people_call_it(label: str, shown: str) -> None:
    assert LONDON.period(period(label, "Europe/London")) == shown


def test_the_zone_is_named_once_with_every_change_of_its_offset() -> None:
    march = period("2026-03", "Europe/London")
    assert LONDON.about(march) == "Times are in Europe/London (UTC+00:00, from Sun 29 Mar 02:00 UTC+01:00)."
    assert Wall("Asia/Kolkata", 2026).about(march) == "Times are in Asia/Kolkata (UTC+05:30)."
    assert Wall("UTC", 2026).about(march) == "Times are in UTC."


def test_the_year_left_out_is_that_of_the_last_day() -> None:
    assert wall_of(statement()).year == 2026


@pytest.mark.parametrize(
    ("share", "shown"),
    [((5, 100), "5%"), ((125, 1000), "12.5%"), ((1, 1), "100%"), ((16, 31), "16 of 31"), ((1, 3000), "1 of 3,000")],
)
def test_a_share_is_a_short_percentage_or_two_numbers(share: tuple[int, int], shown: str) -> None:
    assert share_text(Ratio(*share)) == shown


def test_small_words() -> None:
    assert counted(1, "outage") == "1 outage"
    assert counted(24_918, "incident") == "24,918 incidents"
    assert [listed(()), listed(("a",)), listed(("a", "b")), listed(("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert amount(pounds("340.00")) == "340.00 GBP"
    assert tied("2 missed; 340.00 GBP credit") == "2 missed; 340.00\u00a0GBP credit"


def test_a_formula_shows_its_numbers() -> None:
    shown = {each.name: formula(each) for each in statement().results}
    assert shown["portal-availability"] == "up ÷ (up + down) = 739 h 29 min 30 s ÷ 740 h 20 min = 99.886%"
    assert shown["response.P3"] == "met ÷ (met + missed) = 138 ÷ 143 = 96.503%"
    assert shown["response.P4"] == "nothing to measure: 0 ÷ 0"
    assert shown["restore-mean"] == "total ÷ number = 86 h 48 min ÷ 14 = 6 h 12 min"
    assert shown["patches"] == "4,912 ÷ 4,980 = 98.634%"
    assert shown["security-breaches"] == "counted: 0"


def test_a_formula_of_time_counted_as_up_does_not_claim_it_was_up() -> None:
    time = TimeTotals(80 * HOUR, 10 * HOUR, 10 * HOUR, 0)
    counted_as_up = replace(portal(), value=Figure(Ratio(90 * HOUR, 100 * HOUR), "90.000%"), time=time)
    assert formula(counted_as_up) == "counted as up ÷ counted = 90 h ÷ 100 h = 90.000%"


def test_a_formula_of_weighted_time_shows_the_bare_numbers() -> None:
    weighted = replace(portal(), value=Figure(Ratio(19, 20), "95.000%"), time=TimeTotals(1, 0, 0, 0))
    assert formula(weighted) == "19 ÷ 20 = 95.000%"


def test_a_statistic_over_one_item_is_itself() -> None:
    one = result(
        "restore", "met", target="percentile 90 at most 8 h", unit="duration", value=Figure(Ratio(HOUR, 1), "1 h")
    )
    assert formula(one) == "1 h"
