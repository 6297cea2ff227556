"""The explained agreement: every part of it is said in plain sentences, and what was adopted is marked."""

import re
from pathlib import Path

import pytest

from upheld.agreements.explain import Sentence, explain
from upheld.agreements.load import load_text

HERE = Path(__file__).parent
EVERYTHING = (HERE / "everything.yaml").read_text(encoding="utf-8")
ACME = (HERE / "acme.yaml").read_text(encoding="utf-8")


def explained(text: str) -> tuple[Sentence, ...]:
    agreement, problems = load_text(text)
    assert problems == []
    assert agreement is not None
    return explain(agreement)


def part(title: str, text: str = EVERYTHING) -> list[str]:
    """The sentences under a heading."""
    sentences = explained(text)
    (number,) = [sentence.number for sentence in sentences if sentence.text == title]
    return [sentence.text for sentence in sentences if sentence.number.startswith(f"{number}.")]


SAID = """\
The agreement
    The term runs from 1 April 2025 to 31 March 2028, both days included.
The agreement
    Whoever wants it to end with that last day gives notice of 90 calendar days.
The agreement
    When nobody ends it, it goes on for 1 year.
Hours
    Hours called office, by the clock in Europe/London: Monday to Wednesday from 08:00 to 12:00 and from 13:00
    to 17:00; Thursday from 08:00 to 18:00; Friday and Saturday from 09:00 to 12:00.
Hours
    Hours called nights, by the clock in Europe/Berlin: Monday to Sunday from 22:00 to 06:00 the next day.
Hours
    Hours of office that would begin on a public holiday of GB-ENG do not count.
Services
    Cluster (cluster), a service of the kind infrastructure, is up when all of these hold: (1) at least one of
    these holds: (1.1) web-1 is up; (1.2) web-2, web-3 and web-4 are all up; (2) at least 2 of db-1, db-2 and
    db-3 are up.
Services
    Pair (pair) is up when web-1 and web-2 are both up.
Sources
    probe-eu is run by the provider. It reports on web-1, web-2 and db-1, and its word on anything else does not
    count.
Sources
    probe-eu observes every 1 min. Where two observations lie more than 2 times that apart, the time between them
    is unknown to it.
Sources
    Landlord's meter is run by neither side. It reports on e, and its word on anything else does not count.
Sources
    desk is run by the provider. Its facts are numbered, and no number is left out.
Promise: single-availability
    Only what probe-eu and probe-client report of its items counts.
Promise: single-availability
    Where sources contradict each other, probe-client is believed. Where probe-client was not watching the others
    are, and where those contradict each other the state is unknown.
Exclusions
    Time claimed as weather is left out of the service time, without further condition. No promise allows it to
    be claimed.
Promise: Cluster availability (cluster-availability)
    An outage shorter than 1 min does not count.
Promise: resolution
    Where priority is P3, the clock runs in the hours of office, and at least 90% must be done by closing time
    on the third working day after the day on which the clock started, where a start after 16:00 counts as one
    on the next working day.
Promise: resolution
    Only work counts whose category is network or server and site is not Leeds.
Promise: mean-time
    The clock runs in every second of every day, and the mean time on the clock must be at most 6 h.
Promise: satisfaction
    The figure (share/1) is the share of answers to surveys whose score is at least 4.
Promise: backup-test
    This is something to be delivered (delivery/1), due every 3 months from 1 May 2025 on, at the end of that
    day.
Promise: approval
    The client owes this to the provider. It is judged for each calendar month.
Credits
    cluster-availability: 5% when the figure is below 99.9% and 12.5% when the figure is below 99.5%. Only the
    worst step that holds is credited.
Credits
    Then all credits of one month together come to at most 500.00 EUR.
Charges
    Service desk (desk) costs 300.00 EUR each calendar quarter.
"""


def said() -> list[tuple[str, str]]:
    """Headings and sentences under them, from the text above."""
    parts = re.split(r"^(\S.*)\n", SAID, flags=re.MULTILINE)[1:]
    return [(title, " ".join(text.split())) for title, text in zip(parts[::2], parts[1::2], strict=True)]


@pytest.mark.parametrize(("title", "sentence"), said())
def test_it_says_what_the_agreement_says(title: str, sentence: str) -> None:
    assert sentence in part(title)


def test_the_whole_text_is_as_it_was_read_and_approved() -> None:
    lines = (
        f"{said.number} {said.text}{' [adopted]' if said.is_adopted else ''}"
        for said in explained(EVERYTHING)
        if not said.text.startswith("It was read with")  # names releases
    )
    assert list(lines) == (HERE / "everything.txt").read_text(encoding="utf-8").splitlines()


def test_sentences_are_numbered_without_a_gap() -> None:
    numbers = [tuple(map(int, sentence.number.split("."))) for sentence in explained(EVERYTHING)]
    assert numbers == sorted(set(numbers))
    assert {number[0] for number in numbers} == set(range(1, numbers[-1][0] + 1))


def test_every_rule_in_force_is_there_and_the_adopted_ones_are_marked() -> None:
    agreement, _ = load_text(ACME)
    assert agreement is not None
    rules = [sentence for sentence in explain(agreement) if sentence.number.startswith("13.")]
    assert len(rules) == len(agreement.adopted)
    for rule, adopted in zip(rules, agreement.adopted, strict=True):
        assert rule.is_adopted == (adopted.source == "upheld/2026")
        assert adopted.answer.replace("`", "").rstrip(".") in rule.text


def test_a_sentence_about_a_promise_is_marked_until_the_promise_says_so_itself() -> None:
    silent = {sentence.text: sentence.is_adopted for sentence in explained(ACME)}
    said = {
        sentence.text: sentence.is_adopted
        for sentence in explained(ACME.replace("per: quarter", "per: quarter\n    partial: skip"))
    }
    assert silent["Time in which the service worked only in part counts as up."]
    assert not said["A window that the term covers only in part is not judged."]


def test_every_promise_service_and_exclusion_is_named() -> None:
    text = " ".join(sentence.text for sentence in explained(EVERYTHING))
    agreement, _ = load_text(EVERYTHING)
    assert agreement is not None
    names = {*agreement.promises, *agreement.services, *agreement.exclusions, *agreement.calendars}
    assert {name for name in names if name not in text} == set()


def test_no_sentence_shows_the_inside_of_the_program() -> None:
    for sentence in explained(EVERYTHING):
        assert not any(sign in sentence.text for sign in ("`", "{", "}", "None", "_", "()", "  ", "000000"))
        assert sentence.text[0].isupper() or "." in sentence.number


MINIMAL = """\
upheld: 1
agreement: minimal
title: Minimal
revision: 1
effective: 2026-01-01
timezone: Etc/UTC
currency: GBP
term: {start: 2026-01-01, end: 2026-12-31}
parties: {provider: {name: One}, client: {name: Two}}
promises:
  few: {measure: count/1, of: incident, event: opened, per: month, target: at most 3, partial: skip}
"""


def test_an_agreement_without_a_profile_names_the_language_as_the_source() -> None:
    rules = [sentence for sentence in explained(MINIMAL) if "(from the language itself)" in sentence.text]
    assert rules
    assert all(rule.is_adopted for rule in rules)
    assert not any("upheld/2026" in sentence.text for sentence in explained(MINIMAL))


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Services", "The agreement names no service."),
        ("Exclusions", "No time is excluded from any figure."),
        ("Credits", "No credit follows from a missed promise."),
        ("Charges", "The agreement names no charge."),
    ],
)
def test_what_an_agreement_does_not_hold_is_said_too(title: str, sentence: str) -> None:
    assert part(title, MINIMAL) == [sentence]


def test_credits_without_a_cap_are_said_to_have_none() -> None:
    without = ACME.replace("  caps: [{at_most: 15%, of: total monthly charge}]\n", "")
    assert "Nothing limits the credits of a month." in part("Credits", without)


def test_a_promise_that_hears_one_source_needs_no_rule_for_two() -> None:
    one = EVERYTHING.replace(
        "    sources: [probe-eu, probe-client]\n    sources_differ: prefer probe-client\n", "    sources: [probe-eu]\n"
    )
    agreement, problems = load_text(one)
    assert (agreement is not None, [each for each in problems if each.severity == "error"]) == (True, [])
    assert agreement is not None
    said = [sentence.text for sentence in explain(agreement)]
    assert [text for text in said if "probe-client is right" in text or "prefer" in text.lower()] == []
