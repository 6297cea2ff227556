"""An excerpt in every document: whose it is stands at the top, and money is left to the whole statement."""

from dataclasses import replace

from tests.report.sample import excerpt, in_ledger, portal, statement
from upheld.report.document import document
from upheld.report.html import statement_html
from upheld.report.pdf import statement_pdf
from upheld.report.sentences import evidence_words, excerpt_sentence, headline
from upheld.report.text import statement_text
from upheld.settle.statement import EvidenceRef

ONLY = "Excerpt: portal-availability only"


def test_it_says_what_it_is_an_excerpt_of() -> None:
    assert excerpt_sentence(excerpt()) == ONLY
    assert excerpt_sentence(replace(excerpt(), excerpt=("a", "b"))) == "Excerpt: a and b only"
    assert excerpt_sentence(replace(excerpt(), excerpt=())) == "Excerpt: nothing only"
    assert excerpt_sentence(statement()) is None


def test_its_answer_has_no_money() -> None:
    assert headline(excerpt()) == "1 of 1 promise missed."
    bare = replace(excerpt(), results=())
    assert headline(bare) == "No promise of this excerpt has a window that ends in this period."


def test_a_document_of_it_has_the_credit_by_the_table_and_no_totals() -> None:
    shown = document(excerpt())
    assert (shown.money, shown.credits, shown.charges) == ((("Money", "settled in the whole statement"),), None, None)
    (line,) = shown.lines
    assert line.credit == "92.50 GBP by the table"
    assert line.steps[-2:] == ("what is paid of it is settled in the whole statement", "by the table 92.50 GBP")


def test_the_terminal_says_so_under_the_title() -> None:
    lines = statement_text(excerpt()).splitlines()
    assert lines[1] == ONLY
    assert "Credits, step by step" in lines
    assert "Money    settled in the whole statement" in lines
    assert "Charges" not in lines
    met = replace(excerpt(), results=(replace(portal(), credit=None),))
    assert "Credits, step by step" not in statement_text(met)


def test_the_page_says_so_at_the_top() -> None:
    page = statement_html(excerpt()).decode()
    assert page.index(ONLY) < page.index("<nav")
    assert "Every promise of this excerpt whose window ends in March 2026." in page
    assert ONLY not in statement_html(statement()).decode()


def test_the_paper_of_it_can_be_set() -> None:
    assert statement_pdf(excerpt()).startswith(b"%PDF")


def test_the_ledger_is_told_in_one_line() -> None:
    told = dict(document(in_ledger()).sources)["Evidence"]
    head = "northgate.example/upheld/acme/1, 70,213 entries, root CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert told == f"61,842 facts in the ledger {head}"
    assert evidence_words(EvidenceRef(1, "sha256:0")) == "1 fact"
    assert head in statement_html(in_ledger()).decode()
