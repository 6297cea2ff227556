"""The PDF: the same bytes, everything a reader needs in order, hostile text as text, nothing beyond the paper."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from tests.report.sample import hostile, portal, quarter, statement
from upheld.agreements.model import Adopted
from upheld.quantities.instants import HOUR
from upheld.report import pdf
from upheld.report.document import Rules
from upheld.report.pdf import statement_pdf
from upheld.settle.statement import ItemCounts, ItemLine, Statement

RULES = Rules((("1", "It runs from 1 January 2025."),), (Adopted("cohort", "due in the window", "upheld/2026"),))


@pytest.fixture
def pages(pdftotext: str, tmp_path: Path) -> "Pages":
    return Pages(pdftotext, tmp_path / "statement.pdf")


class Pages:
    """Reads the text of a statement's PDF."""

    def __init__(self, program: str, file: Path) -> None:
        self.program, self.file = program, file

    def of(self, whole: Statement, rules: Rules | None = None) -> list[str]:
        """The text of every page, with white space as single spaces."""
        text = self.run(statement_pdf(whole, rules), "-layout")
        return [" ".join(page.split()) for page in text.split("\f")[:-1]]

    def words(self, whole: Statement) -> list[tuple[float, str]]:
        """The right edge [pt] and text of every word."""
        found = re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', self.run(statement_pdf(whole), "-bbox"))
        return [(float(edge), word) for edge, word in found]

    def run(self, content: bytes, option: str) -> str:
        """What pdftotext says of a PDF."""
        self.file.write_bytes(content)
        command = [self.program, option, "-enc", "UTF-8", str(self.file), "-"]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("whole", [statement(), quarter(), hostile()], ids=["month", "quarter", "hostile"])
def test_the_bytes_are_the_same_every_time(whole: Statement) -> None:
    assert statement_pdf(whole, RULES) == statement_pdf(whole, RULES)


def test_it_is_dated_when_its_facts_were_known() -> None:
    assert b"/CreationDate(D:20260408090000Z)" in statement_pdf(statement())
    later = replace(statement(), known_at=statement().known_at + HOUR)
    assert b"/CreationDate(D:20260408100000Z)" in statement_pdf(later)


def test_it_claims_to_be_archival_and_accessible() -> None:
    content = statement_pdf(statement(), RULES)
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_page_one_is_the_answer(pages: Pages) -> None:
    first = pages.of(statement())[0]
    for told in (
        "Northgate Managed Services Ltd",
        "Acme Components Ltd",
        "March 2026",
        "4 of 15 promises missed, 1 undetermined; 577.39",
        "Net 5196.48 GBP",
        "99.886%, promised at least 99.9%; credit 0.00 GBP",
        "Wed 8 Apr 2026, 10:00",
    ):
        assert told in first


def test_the_parts_follow_in_order(pages: Pages) -> None:
    text = " ".join(pages.of(statement(), RULES))
    headings = [
        "Scorecard",
        "Misses and their causes",
        "Exclusions and decisions",
        "Credits, step by step",
        "Charges of the period",
        "Still running",
        "Appendix: definitions",
        "Appendix: what this",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "It runs from 1 January 2025." in text


def test_every_page_carries_both_digests_and_its_number(pages: Pages) -> None:
    found = pages.of(statement())
    for number, page in enumerate(found, 1):
        assert statement().agreement.digest in page
        assert statement().evidence.digest in page
        assert f"page {number} of {len(found)}" in page


def test_a_text_is_never_markup(pages: Pages) -> None:
    text = " ".join(pages.of(hostile()))
    for told in (
        "<script>alert(1)</script>",
        "#panic()",
        "#let x = 1; [*Acme*]",
        "$x$ *bold* _it_ @ref <b>",
        "\\u202egnp.exe",
    ):
        assert told in text.replace("\u200b", "")


@pytest.mark.parametrize("whole", [statement(), hostile()], ids=["sample", "hostile"])
def test_nothing_reaches_beyond_the_margin(pages: Pages, whole: Statement) -> None:
    words = pages.words(whole)
    assert len(words) > 1000
    assert [word for edge, word in words if edge > 595.3 - 50] == []


def test_a_character_without_a_glyph_is_spelled_out(pages: Pages) -> None:
    whole = replace(statement(), agreement=replace(statement().agreement, client="東京 Ωμέγα 🔥"))
    text = " ".join(pages.of(whole))
    assert "\\u6771\\u4eac Ωμέγα \\U0001f525" in text
    assert "characters for which these fonts have no glyph" in text
    assert b"<pdfaid:part>2</pdfaid:part>" in statement_pdf(whole)


def test_a_folder_of_fonts_is_searched(tmp_path: Path) -> None:
    assert statement_pdf(statement(), fonts=[tmp_path]) == statement_pdf(statement())


def test_a_broken_template_is_not_taken_for_a_missing_glyph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_template", lambda: b"#panic()")
    with pytest.raises(typst.TypstError, match="panicked"):
        statement_pdf(statement())


def test_a_list_of_hundreds_is_cut_and_says_so(pages: Pages) -> None:
    lines = tuple(ItemLine(f"INC-{n}", "missed", 0, HOUR, 2 * HOUR, 2 * HOUR, 0, "1 h late") for n in range(700))
    many = replace(portal(), lines=lines, time=None, items=ItemCounts(0, 700, 0, 0))
    text = " ".join(pages.of(replace(statement(), results=(many,))))
    assert "INC-39 " in text
    assert "INC-40 " not in text
    assert "The first 40 of 700; the HTML page and the JSON have them all." in text


def test_more_misses_than_fit_page_one_are_counted(pages: Pages) -> None:
    assert "and 3 more, in the scorecard and after it" in pages.of(replace(statement(), results=(portal(),) * 10))[0]


def test_a_statement_of_nothing_is_a_document(pages: Pages) -> None:
    bare = replace(statement(), results=(), charges=(), pending=())
    assert "Every promise that could be judged was kept." in pages.of(bare)[0]


def test_it_can_be_drawn(pdftoppm: str, tmp_path: Path) -> None:
    (tmp_path / "statement.pdf").write_bytes(statement_pdf(statement()))
    command = [pdftoppm, "-r", "20", "-png", "statement.pdf", "page"]
    drawn = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert drawn.stderr == b""
    assert len(list(tmp_path.glob("page-*.png"))) == 5
