"""The statement on a terminal."""

import re
from dataclasses import replace

import pytest

from tests.report import sample
from tests.report.sample import hostile, pounds, quarter, statement
from upheld.report.text import statement_text
from upheld.settle.statement import Statement

ANSI = re.compile(r"\x1b\[[\d;]*m")


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("whole", [statement(), quarter(), hostile()], ids=["month", "quarter", "hostile"])
def test_no_line_is_wider_than_the_terminal(whole: Statement, width: int) -> None:
    lines = statement_text(whole, width=width).splitlines()
    wide = [line for line in lines if len(line) > width and not line.strip().startswith(("sha256:", "upheld trace"))]
    assert wide == []


def test_the_answer_comes_before_any_table() -> None:
    text = statement_text(statement())
    assert text.index("4 of 15 promises missed, 1 undetermined; 577.39 GBP credit.") < text.index("Promised")


def test_verdicts_have_a_mark_and_a_word() -> None:
    text = statement_text(statement())
    assert {"✗ missed", "? undetermined", "✓ met", "– not applicable"} == set(
        re.findall(r"[✗✓?–] [a-z]+(?: applicable)?", text)
    )


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = statement_text(statement()), statement_text(statement(), colour=True)
    assert not ANSI.search(plain)
    assert ANSI.search(coloured)
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


def test_a_text_cannot_drive_the_terminal() -> None:
    text = statement_text(hostile(), width=200)
    assert "\x1b" not in text
    assert "\\u202egnp.exe \\x1b[31mred\\x00" in text


def test_a_miss_is_told_with_formula_cause_outages_and_exclusions() -> None:
    text = statement_text(statement(), width=160)
    for told in (
        "up ÷ (up + down) = 739 h 29 min 30 s ÷ 740 h 20 min = 99.886%",
        "Bounds while time is unknown: 99.796% to 99.886%.",
        "Without exclusions: 99.617%.",
        "probe:4711, probe:4730",
        "outside Sunday 02:00-06:00",
    ):
        assert told in text


def test_a_narrow_terminal_gets_the_same_cells_one_under_the_other() -> None:
    text = statement_text(statement(), width=80)
    assert "Thu 12 Mar 09:14:05  until 09:56:35, counted 42 min 30 s\n  down: web-1, web-2\n" in text


def test_the_figure_without_exclusions_has_a_column_where_there_is_room() -> None:
    narrow, broad = (statement_text(statement(), width=width).split("Misses")[0] for width in (80, 120))
    assert "99.617%" not in narrow
    assert "99.617%" in broad


def test_a_long_list_says_how_much_more_there_is() -> None:
    assert "and 14 more; every one is in the HTML page and the JSON" in statement_text(statement())


def test_it_ends_in_how_to_open_a_figure_and_what_it_rests_on() -> None:
    tail = statement_text(statement()).splitlines()[-5:]
    assert tail[0] == "upheld trace statement.json portal-availability"
    assert tail[-1].strip() == statement().evidence.digest


def test_money_is_told_as_charges_credits_and_net() -> None:
    assert "Charges  5773.87 GBP\nCredits  −577.39 GBP\nNet      5196.48 GBP\n" in statement_text(statement())


def test_an_empty_statement_has_an_answer_and_no_empty_table() -> None:
    none = replace(sample.credits(), calculated=pounds("0.00"))
    bare = replace(statement(), results=(), charges=(), pending=(), credits=none)
    text = statement_text(bare)
    assert "There are no results." in text
    assert "upheld trace statement.json PROMISE" in text
    assert "Still running" not in text
    assert "Credits, step by step" not in text
