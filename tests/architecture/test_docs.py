"""The manual is whole: made pages are current, measures and importers have theirs, links lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import PURE_ROOMS, ROOT, modules_of
from tests.architecture.test_public_names import listed
from tools.generate_docs import PAGES

PROSE = [
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "changes", ROOT / "examples", ROOT / "src" / "upheld" / "observe")
    for path in sorted(folder.glob("*.md" if folder == ROOT else "**/*.md"))
]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
MEASURE = re.compile(r'"([a-z-]+)/(\d+)"')


@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_what_the_program_says(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == PAGES[page](), "make docs writes it again"


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_measure_has_its_page() -> None:
    registry = (ROOT / "src" / "upheld" / "measure" / "registry.py").read_text(encoding="utf-8")
    names = {name for name, _ in MEASURE.findall(registry)}
    assert len(names) >= 6
    assert {name for name in names if not (ROOT / "docs" / "measures" / f"{name}.md").is_file()} == set()


def test_every_importer_says_what_its_source_cannot() -> None:
    folders = {module.path.parent for module in modules_of("observe") if len(module.path.parts) > 2}
    assert folders
    assert {folder for folder in folders if not (ROOT / "src" / "upheld" / folder / "README.md").is_file()} == set()


def test_every_noun_of_the_api_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`(\w+)`", glossary))
    nouns = {name for module in modules_of(*PURE_ROOMS) for name in listed(module) if name[0].isupper()}
    assert {name for name in nouns if not name.isupper() and not name.endswith("Error")} - known == set()
