"""What the statement says in words: the answer first, and what made each figure."""

from dataclasses import replace

from tests.report import sample
from tests.report.sample import portal, pounds, quarter, result, statement
from upheld.report.sentences import (
    cause,
    client_sentence,
    headline,
    promise_sentence,
    tally,
    tally_sentence,
    unknown_sentence,
)
from upheld.report.wording import wall_of
from upheld.settle.statement import Result, Statement

WALL = wall_of(statement())


def causes() -> dict[str, str]:
    """The cause of every result of the sample."""
    return {each.name: cause(each, WALL) for each in statement().results}


def of(*results: Result, credit: str = "0.00") -> Statement:
    """A statement of these results alone."""
    credits = replace(sample.credits(), applied=pounds(credit))
    return replace(statement(), results=results, credits=credits)


def test_the_answer_comes_in_one_line() -> None:
    assert headline(statement()) == "4 of 15 promises missed, 1 undetermined; 577.39 GBP credit."


def test_nothing_missed_is_said_as_such() -> None:
    assert headline(of(replace(portal(), verdict="met"))) == "None of 1 promise missed; no credit."


def test_several_windows_of_one_promise_are_counted_as_windows() -> None:
    assert headline(quarter()) == "1 of 3 windows of promises missed; 577.39 GBP credit."


def test_a_period_in_which_nothing_ends_is_said_as_such() -> None:
    assert (
        headline(of())
        == "No promise of Northgate Managed Services Ltd has a window that ends in this period; no credit."
    )
    assert tally_sentence(of()) == "There are no results."


def test_what_the_client_missed_is_not_counted_against_the_provider() -> None:
    own = replace(portal(), owed_by="client")
    assert headline(of(own, replace(portal(), verdict="met"))) == "None of 1 promise missed; no credit."
    assert (
        client_sentence(of(own)) == "Acme Components Ltd missed 1 of 1 promise of its own: Order portal availability."
    )
    assert client_sentence(of(replace(own, verdict="met"))) == "Acme Components Ltd missed none of its own promises."
    assert client_sentence(of(portal())) is None


def test_verdicts_are_counted_worst_first() -> None:
    assert tally(statement()) == (("missed", 5), ("undetermined", 1), ("met", 8), ("not-applicable", 2))
    assert tally_sentence(statement()) == "In all 16 results: 5 missed, 1 undetermined, 8 met and 2 not applicable."


def test_a_promise_is_told_with_its_service_aim_and_clause() -> None:
    assert promise_sentence(portal()) == "Order portal: at least 99.9%; aim at least 99.95% (Schedule 3, 2.1)"
    assert promise_sentence(result("calls", "met", target="at most 3")) == "at most 3"


def test_downtime_is_told_with_its_outages_and_what_is_unknown() -> None:
    assert causes()["portal-availability"] == (
        "Down 50 min 30 s in 2 outages, the longest 42 min 30 s on Thu 12 Mar. 40 min unknown. "
        "2 exclusions claimed, 1 refused in whole or in part"
    )
    one = replace(portal(), outages=portal().outages[:1], claims=())
    assert cause(one, WALL).startswith("Down 50 min 30 s in 1 outage on Thu 12 Mar.")
    assert cause(replace(one, outages=()), WALL).startswith("Down 50 min 30 s. 40 min unknown")
    known = replace(one, time=replace(portal().time, unknown=0))  # type: ignore[type-var]
    assert cause(known, WALL).endswith("on Thu 12 Mar")


def test_what_leaves_a_verdict_open_is_told() -> None:
    assert causes()["warehouse-network"] == (
        "Never down. 15 h unknown. 6.818% of the service time is unknown; more than 2% leaves the verdict undetermined"
    )


def test_items_are_told_with_the_latest_of_them() -> None:
    assert causes()["response.P2"].startswith("1 of 11 missed, INC-20417: 12 min late. Median 9 min")
    assert causes()["resolution.P3"].startswith("24 of 140 missed, first INC-20500: 18 h 48 min late")
    assert "3 still open" in causes()["resolution.P3"]
    assert causes()["response.P3"].startswith("5 of 143 missed, first INC-20300. 1 left out.")
    assert causes()["resolution.P2"] == "All 11 met"
    assert causes()["monthly-report"] == "Met"
    assert causes()["satisfaction"] == "2 of 18 missed. 18 surveys are fewer than 30: reported only"


def test_items_of_which_none_is_judged_are_told_as_such() -> None:
    (last,) = [each for each in statement().results if each.name == "monthly-report"]
    waiting = replace(last, items=replace(last.items, met=0, open=2))  # type: ignore[type-var]
    assert cause(waiting, WALL) == "None judged. 2 still open"


def test_what_has_neither_time_nor_items_is_told_by_its_numbers() -> None:
    assert causes()["patches"] == "4,912 of 4,980"
    assert causes()["security-breaches"] == "Counted"
    assert causes()["response.P4"] == "No incident of this priority fell due"
    assert cause(result("speed", "met", unit="duration"), WALL) == "Measured"


def test_time_nobody_knows_is_told_even_where_the_promise_was_met() -> None:
    said = unknown_sentence(of(replace(portal(), verdict="met")))
    assert said is not None
    assert "40 min (" in said
    assert unknown_sentence(of()) is None
