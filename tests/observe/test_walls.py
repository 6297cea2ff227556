"""Clock readings become instants by the zone a person names."""

import polars as pl
import pytest

from upheld.observe.walls import instants_in, is_form, zone_problems
from upheld.quantities.instants import parse_instant

FORM = "%d/%m/%Y %H:%M"


def test_a_reading_is_another_instant_in_every_zone() -> None:
    texts = pl.Series(["1/7/2016 09:30"])
    at = {zone: instants_in(texts, FORM, zone=zone).instants.item() for zone in ("Etc/UTC", "Europe/Rome")}
    assert at == {
        "Etc/UTC": parse_instant("2016-07-01T09:30:00Z"),
        "Europe/Rome": parse_instant("2016-07-01T07:30:00Z"),
    }


def test_a_reading_shown_twice_is_taken_the_first_time_and_one_never_shown_not_at_all() -> None:
    texts = pl.Series(["30/10/2016 01:30", "27/3/2016 01:30", "27/3/2016 02:30", "1/1/2016", None])
    read = instants_in(texts, FORM, zone="Europe/London")
    assert read.instants.to_list() == [
        parse_instant("2016-10-30T00:30:00Z"),
        None,
        parse_instant("2016-03-27T01:30:00Z"),
        None,
        None,
    ]
    assert (read.twice, read.never) == (1, 1)


def test_times_with_an_offset_need_no_zone() -> None:
    texts = pl.Series(["2024-02-26 17:09:00+00:00", "2006-01-11T16:49:42.000+02:00", "2006-01-11 16:49"])
    assert instants_in(texts, "rfc3339", zone=None).instants.to_list() == [
        parse_instant("2024-02-26T17:09:00Z"),
        parse_instant("2006-01-11T14:49:42Z"),
        None,
    ]


def test_no_readable_time_at_all_is_no_failure() -> None:
    assert instants_in(pl.Series(["?"]), FORM, zone="Etc/UTC").instants.to_list() == [None]


def test_a_zone_must_be_given_and_known() -> None:
    assert [problem.code for problem in zone_problems(None, "log.csv")] == ["no-zone"]
    (problem,) = zone_problems("Europe/Londn", "log.csv")
    assert problem.message == "Europe/Londn is not a zone; did you mean Europe/London?"
    assert zone_problems("Asia/Kolkata", "log.csv") == []


@pytest.mark.parametrize("form", ["rfc3339", FORM, "%Y/%m/%d %H:%M:%S%.f", "%d.%m.%y %I:%M %p", "%Y-%m-%d"])
def test_a_form_by_which_a_day_can_be_read(form: str) -> None:
    assert is_form(form)


@pytest.mark.parametrize("form", ["", "%H:%M", "%Y-%m", "%Q", "%", "%Y-%m-%d %H", "yyyy-mm-dd"])
def test_a_form_by_which_no_day_can_be_read(form: str) -> None:
    assert not is_form(form)
