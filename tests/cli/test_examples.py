"""The examples that come with Upheld: real evidence, of which an excerpt shows only what its promise needs."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.measure.test_needs import same_from_what_is_needed
from upheld.agreements.load import load_agreement
from upheld.agreements.model import Agreement
from upheld.cli.demo import STORIES, Story
from upheld.evidence.facts import Facts
from upheld.observe.imported import Options
from upheld.observe.registry import IMPORTERS
from upheld.quantities.instants import parse_instant
from upheld.quantities.windows import period
from upheld.settle.asked import Asked
from upheld.settle.state import state

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PROMISES = {
    "help-desk": ("critical-incidents", "reopened", "resolution", "response"),
    "datalab": ("api-availability", "api-over-the-year", "platform-in-office-hours", "site-availability"),
}
EVERY = [(story, name) for story in STORIES for name in PROMISES[story.folder]]


@cache
def told(story: Story) -> tuple[Agreement, Facts]:
    """The agreement of an example and its evidence."""
    agreement, problems = load_agreement(str(EXAMPLES / story.folder / "agreement.yaml"))
    assert agreement is not None, problems
    imported, problems = IMPORTERS[story.importer].import_source(
        [EXAMPLES / story.folder / story.export], Options(zone=story.zone)
    )
    assert imported is not None, problems
    return agreement, imported.facts


@pytest.mark.parametrize(("story", "name"), EVERY, ids=[name for _, name in EVERY])
def test_an_excerpt_of_an_example_says_what_the_whole_says(story: Story, name: str) -> None:
    agreement, facts = told(story)
    asked = Asked(period(story.period, agreement.zone), parse_instant(story.known_at), "e")
    whole, excerpt = (state(agreement, facts, asked=replace(asked, promises=each))[0] for each in (None, (name,)))
    assert whole is not None
    assert excerpt is not None
    assert [replace(result, credit=None) for result in excerpt.results] == [
        replace(result, credit=None) for result in whole.results if result.promise == name
    ]
    assert 0 < excerpt.evidence.facts <= whole.evidence.facts


@pytest.mark.parametrize("name", PROMISES["datalab"])
def test_a_trace_comes_out_of_what_is_needed(name: str) -> None:
    story = STORIES[1]
    agreement, facts = told(story)
    alone = replace(agreement, promises={name: agreement.promises[name]})
    frame = period(story.period, agreement.zone)
    same_from_what_is_needed(alone, facts, frames=[frame], known_at=parse_instant(story.known_at))
