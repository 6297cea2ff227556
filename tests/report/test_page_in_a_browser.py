"""The page in a real browser: silent, asking for nothing, fitting every screen, readable in light and dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.report.sample import hostile, statement
from upheld.report.html import statement_html

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
# Every text that shows, with its contrast against what lies behind it (WCAG 2.2, relative luminance).
CONTRASTS = """() => {
  const parts = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const shine = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
    .reduce((sum, v, index) => sum + v * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !element.getClientRects().length || element.closest('title, desc')) continue;
    const style = getComputedStyle(element);
    const drawn = element.closest('svg');
    const ink = parts(drawn ? style.fill : style.color);
    const solid = drawn && element.classList.contains('k-on');
    const painted = solid && drawn.querySelector('rect.k-missed, rect.k-met');
    const ground = solid ? parts(getComputedStyle(painted).fill) : behind(element);
    const [a, b] = [shine(ink), shine(ground)].sort((x, y) => y - x);
    found.push([Math.round(100 * (a + 0.05) / (b + 0.05)) / 100, walk.currentNode.data.trim().slice(0, 40)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def noise() -> list[str]:
    """What a page said on its console or asked the network for."""
    return []


@pytest.fixture
def page(browser: Browser, noise: list[str], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A statement's page, on a screen as the test asks: `hostile`, `width`, `scheme`."""
    wanted: dict[str, Any] = getattr(request, "param", {})
    file = tmp_path / "statement.html"
    file.write_bytes(statement_html(hostile() if wanted.get("hostile") else statement()))
    screen = {"width": wanted.get("width", 1280), "height": 900}
    context = browser.new_context(viewport=screen, color_scheme=wanted.get("scheme", "light"))  # type: ignore[arg-type]
    opened = context.new_page()
    opened.on("console", lambda message: noise.append(message.text))
    opened.on("pageerror", lambda error: noise.append(str(error)))
    opened.on(
        "request", lambda asked: noise.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
    )
    opened.goto(file.as_uri())
    yield opened
    context.close()


@pytest.mark.parametrize("page", [{}, {"hostile": True}], indirect=True, ids=["sample", "hostile"])
def test_it_is_silent_and_asks_for_nothing(page: Page, noise: list[str]) -> None:
    page.evaluate(OPEN_ALL)
    assert noise == []
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize(
    "page",
    [{"hostile": hostile, "width": width} for hostile in (False, True) for width in (320, 390, 768, 1280, 2560)],
    indirect=True,
    ids=str,
)
def test_it_fits_the_screen_with_everything_open(page: Page) -> None:
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page", [{"scheme": "light"}, {"scheme": "dark"}], indirect=True, ids=["light", "dark"])
def test_every_text_has_the_contrast_of_level_aa(page: Page) -> None:
    page.evaluate(OPEN_ALL)
    found = page.evaluate(CONTRASTS)
    assert len(found) > 500
    assert [text for contrast, text in found if contrast < 4.5] == []


def test_dark_is_dark(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(statement_html(statement()))
    papers = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto((tmp_path / "page.html").as_uri())
        papers.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        page.close()
    assert papers == ["rgb(251, 250, 247)", "rgb(21, 23, 26)"]


def test_a_figure_opens_what_made_it(page: Page) -> None:
    panel = page.locator("#p1-open")
    assert not panel.is_visible()
    page.locator("a.figure").first.click()
    assert panel.is_visible()
    assert "739 h 29 min 30 s ÷ 740 h 20 min" in panel.inner_text()


def test_the_first_key_press_offers_to_skip_to_the_result(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the result"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")


def test_what_scrolls_sideways_can_be_reached_by_key(page: Page) -> None:
    page.evaluate(OPEN_ALL)
    unreached = "[...document.querySelectorAll('.scroll')].filter(each => each.tabIndex < 0 || !each.ariaLabel).length"
    assert page.evaluate(unreached) == 0


@pytest.mark.parametrize("page", [{"width": 390}], indirect=True, ids=["390"])
def test_a_phone_gets_the_pictures_made_for_it(page: Page) -> None:
    page.evaluate(OPEN_ALL)
    assert page.locator("svg.narrow").first.is_visible()
    scale = "each => each.getBoundingClientRect().width / each.viewBox.baseVal.width"
    scales = page.evaluate(f"[...document.querySelectorAll('svg.narrow')].map({scale})")
    assert min(scales) > 0.75


def test_on_paper_everything_is_open(page: Page) -> None:
    page.emulate_media(media="print")
    page.wait_for_function("document.querySelector('#p1-open').checkVisibility()", timeout=5_000)
    assert not page.locator("nav").is_visible()
