"""The statement as every document shows it."""

from dataclasses import replace

from tests.report import sample
from tests.report.sample import portal, pounds, result, statement
from upheld.agreements.model import Adopted
from upheld.report.document import Line, Rules, document
from upheld.report.tables import cell_text
from upheld.settle.statement import Statement, Totals


def lines(whole: Statement) -> dict[str, Line]:
    """The lines of a document by name."""
    return {line.name: line for line in document(whole).lines}


def test_an_undetermined_figure_is_shown_by_its_bounds() -> None:
    assert lines(statement())["warehouse-network"].value == "93.181% to 100.000%"


def test_an_undetermined_figure_without_bounds_is_unknown() -> None:
    blind = replace(statement(), results=(result("blind", "undetermined", target="at least 99%"),))
    assert lines(blind)["blind"].value == "unknown"


def test_an_empty_population_is_shown_as_such() -> None:
    assert lines(statement())["response.P4"].value == "0 of 0"


def test_bounds_that_agree_are_not_shown() -> None:
    sure = replace(portal(), lower=portal().value, upper=portal().value)
    assert lines(replace(statement(), results=(sure,)))["portal-availability"].bounds is None


def test_the_figure_without_exclusions_tells_its_verdict_when_that_differs() -> None:
    assert lines(statement())["portal-availability"].without == "99.617%"
    kept = replace(portal(), verdict="met")
    assert lines(replace(statement(), results=(kept,)))["portal-availability"].without == "99.617%, missed"
    same = replace(portal(), without_exclusions=portal().value)
    assert lines(replace(statement(), results=(same,)))["portal-availability"].without is None


def test_a_window_is_named_when_it_is_not_the_period() -> None:
    assert lines(statement())["satisfaction"].window == "January to March 2026"
    assert lines(statement())["portal-availability"].window is None


def test_a_credit_ends_in_what_is_paid() -> None:
    assert lines(statement())["response.P2"].steps[-1] == "by the table 114.00 GBP, applied 96.23 GBP"
    assert lines(statement())["response.P1"].steps == ()


def test_empty_parts_are_left_out() -> None:
    totals = Totals(pounds("0.00"), pounds("0.00"), pounds("0.00"))
    credits = replace(sample.credits(), calculated=pounds("0.00"))
    bare = document(replace(statement(), results=(), charges=(), pending=(), credits=credits, totals=totals))
    assert (bare.exclusions, bare.left_out, bare.credits, bare.charges, bare.pending) == (None, None, None, None, None)
    assert bare.money[1] == ("Credits", "0.00 GBP")


def test_charges_end_in_their_sum() -> None:
    charges = document(statement()).charges
    assert charges is not None
    assert charges.rows[2] == ("Backup vault", "March 2026", "16 of 31", "123.87 GBP")
    assert (charges.has_total, charges.rows[-1][-1]) == (True, "5773.87 GBP")


def test_the_rules_in_force_say_whose_they_are() -> None:
    adopted = (
        Adopted("pause", "awaiting-client", "this agreement", "resolution"),
        Adopted("cohort", "due", "upheld/2026"),
    )
    shown = document(statement(), Rules((("1", "It runs."),), adopted))
    assert shown.rules == (("1", "It runs."),)
    assert shown.adopted is not None
    assert shown.adopted.rows == (
        ("pause (resolution)", "awaiting-client", "this agreement"),
        ("cohort", "due", "upheld/2026"),
    )


def test_a_claim_tells_who_asked_why_it_was_refused_and_who_decided() -> None:
    exclusions = document(statement()).exclusions
    assert exclusions is not None
    *cells, reasons, verdict = (cell_text(cell) for cell in exclusions.rows[1])
    assert cells == ["MW-32", "planned-maintenance", "Order portal availability", "Tue 17 Mar 22:00", "22:30", "0 s"]
    assert reasons == (
        "Claimed by Northgate Managed Services Ltd; announced 2 working days before it began; 5 are required; "
        "outside Sunday 02:00-06:00; decision D-118 rejected by Acme Components Ltd"
    )
    assert verdict == "depends on it"


def test_a_claim_of_which_nothing_lay_in_service_hours_says_so() -> None:
    (first, *_) = portal().claims
    idle = replace(portal(), claims=(replace(first, accepted=0),))
    exclusions = document(replace(statement(), results=(idle,))).exclusions
    assert exclusions is not None
    assert "nothing of it counted" in str(exclusions.rows[0])


def test_what_hangs_on_a_refused_claim_is_not_claimed_to_be_known() -> None:
    accepted, refused = portal().claims
    claims = (accepted, replace(refused, flips=False))
    exclusions = document(replace(statement(), results=(replace(portal(), claims=claims),))).exclusions
    assert exclusions is not None
    assert [cell_text(row[-1]) for row in exclusions.rows] == ["same either way", ""]


def test_columns_that_hold_nothing_are_dropped() -> None:
    quiet = replace(portal(), outages=tuple(replace(each, note="", facts=()) for each in portal().outages))
    (outages, *_) = lines(replace(statement(), results=(quiet,)))["portal-availability"].tables
    assert [column.heading for column in outages.columns] == ["From", "Until", "Counted", "Down"]
