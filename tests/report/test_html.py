"""The page as text: self-contained, escaped, structured, and every figure opens."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.report import sample
from tests.report.sample import hostile, portal, pounds, quarter, statement
from upheld.agreements.model import Adopted
from upheld.quantities.instants import HOUR
from upheld.report.document import Rules
from upheld.report.html import statement_html
from upheld.report.markup import Markup, join, tag
from upheld.settle.statement import ItemCounts, ItemLine, Statement

RULES = Rules((("1", "It runs from 1 January 2025."),), (Adopted("cohort", "due in the window", "upheld/2026"),))
SAMPLES = {"month": statement(), "quarter": quarter(), "hostile": hostile()}
NO_END = {"meta", "link", "br"}


class Page(HTMLParser):
    """Elements of a page with their attributes, and the text of each element by nesting."""

    def __init__(self, whole: Statement) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(statement_html(whole, RULES).decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in NO_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, *names: str) -> list[dict[str, str]]:
        """The attributes of every element with one of these names."""
        return [attributes for name, attributes in self.elements if name in names]


@pytest.fixture(params=list(SAMPLES.values()), ids=list(SAMPLES))
def page(request: pytest.FixtureRequest) -> Page:
    """The page of one sample."""
    return Page(request.param)


def test_every_element_is_closed_in_order(page: Page) -> None:
    assert page.open == []


def test_it_has_no_script_no_form_and_asks_for_nothing(page: Page) -> None:
    assert page.all("script", "iframe", "form", "img", "object", "embed", "base", "input") == []
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith("on") or name == "style"
    ]
    links = [each.get("href", "") for each in page.all("a", "link")]
    assert all(link.startswith(("#", "data:image/svg+xml")) for link in links)


def test_its_policy_allows_its_one_style_sheet_and_nothing_else() -> None:
    text = statement_html(statement()).decode()
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    assert tag("meta", http_equiv="Content-Security-Policy", content=policy) in text
    assert "url(" not in style
    assert "@import" not in style


def test_an_id_stands_for_one_element_and_every_link_leads_to_one(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {each["href"][1:] for each in page.all("a")} <= set(ids)


def test_every_figure_of_the_scorecard_opens(page: Page) -> None:
    figures = [each["href"] for each in page.all("a") if each.get("class") == "figure"]
    panels = {f"#{each['id']}" for each in page.all("div") if each.get("class") == "panel"}
    assert set(figures) == panels
    assert len(figures) == len(panels)


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip([0, *levels], levels, strict=False))


def test_every_table_has_a_caption_and_every_heading_a_scope(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table"))
    assert {each.get("scope") for each in page.all("th")} == {"col", "row"}


def test_it_has_the_landmarks_a_skip_link_and_a_language(page: Page) -> None:
    assert [len(page.all(name)) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("a")[0] == {"href": "#main", "class": "skip"}


def test_every_instant_is_also_there_for_machines() -> None:
    assert {"datetime": "2026-03-12T09:14:05Z", "class": "nowrap"} in Page(statement()).all("time")


def test_a_text_stays_text() -> None:
    page = Page(hostile())
    for text in (
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        "\\u202egnp.exe \\x1b[31mred\\x00",
        "#panic()",
        "שלום",
    ):
        assert text in page.text
    assert not set("\u202e\x1b\x00") & set(statement_html(hostile()).decode())


def test_half_a_character_does_not_stop_the_page() -> None:
    odd = replace(statement(), results=(replace(portal(), notes=("\ud800 alone",)),))
    assert "\\ud800 alone" in statement_html(odd).decode()


def test_the_bytes_are_the_same_every_time() -> None:
    assert statement_html(statement(), RULES) == statement_html(statement(), RULES)


def test_a_list_of_hundreds_is_folded_and_complete() -> None:
    lines = tuple(ItemLine(f"INC-{n}", "missed", 0, HOUR, 2 * HOUR, 2 * HOUR, 0, "1 h late") for n in range(700))
    many = replace(portal(), lines=lines, time=None, items=ItemCounts(0, 700, 0, 0))
    page = Page(replace(statement(), results=(many,)))
    assert all(f"INC-{n}" in page.text for n in range(700))
    assert "Missed: 700" in page.text


def test_more_misses_than_fit_the_top_are_counted() -> None:
    page = Page(replace(statement(), results=(portal(),) * 20))
    assert "and 8 more in the scorecard" in page.text


def test_the_rules_of_the_agreement_are_there_when_given() -> None:
    assert "It runs from 1 January 2025." in Page(statement()).text
    assert "Definitions and rules in force" not in statement_html(statement()).decode()


def test_a_statement_of_nothing_is_a_page() -> None:
    none = replace(sample.credits(), calculated=pounds("0.00"))
    bare = replace(statement(), results=(), charges=(), pending=(), credits=none)
    text = Page(bare).text
    assert "Every promise that could be judged was kept." in text
    assert "Credits, step by step" not in text
    assert "upheld trace statement.json PROMISE" in text


def test_markup_escapes_whatever_is_not_markup() -> None:
    assert (
        tag("p", "<b>", Markup("<i></i>"), None, title='"x"', hidden=None)
        == '<p title="&quot;x&quot;">&lt;b&gt;<i></i></p>'
    )
    assert tag("meta", name="a") == '<meta name="a">'
    assert join("&", "'") == "&amp;&#x27;"
