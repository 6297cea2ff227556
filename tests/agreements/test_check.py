"""The rules about how parts belong together, each with the nearest agreement that keeps it."""

from pathlib import Path

import pytest

from upheld.agreements.load import load_text

ACME = (Path(__file__).parent / "acme.yaml").read_text(encoding="utf-8")
TARGETS_OF_RESPONSE = """\
      P1: {during: always, target: 95% within 15 min}
      P2: {during: always, target: 95% within 30 min}
      P3: {during: office, target: 95% within 4 h}
"""
SERVICES = "\nservices:\n"
SOURCES = """
sources:
  probe: {side: provider, items: [db-1], interval: 5 min, tolerance: 2}
  desk: {side: client, numbered: true}

services:
"""
SHOP = '  shop: {open: {mon-sat: "09:00-20:00"}}\n\nservices:'


def codes(*changes: tuple[str, str]) -> list[str]:
    """The codes of all problems after some changes to a good agreement."""
    text = ACME
    for written, otherwise in changes:
        assert written in text
        text = text.replace(written, otherwise, 1)
    return [problem.code for problem in load_text(text)[1]]


def test_the_agreement_that_is_changed_has_no_problem() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("written", "otherwise", "found"),
    [
        # dates of the whole
        ("end: 2027-12-31", "end: 2024-12-31", ["term-ends-before-start"]),
        ("end: 2027-12-31", "end: 2025-12-31", ["effective-outside-term"]),
        ("effective: 2026-01-01", "effective: 2024-12-31", ["effective-outside-term"]),
        ("effective: 2026-01-01", "effective: 2027-12-31", []),
        ("end of working day 5 after each month", "every 3 months from 2028-01-01", ["first-date-outside-term"]),
        ("end of working day 5 after each month", "every 3 months from 2027-12-31", []),
        # hours
        ("  office:\n", '  always: {open: {mon: "08:00-18:00"}}\n  office:\n', ["reserved-name"]),
        ('{mon-fri: "08:00-18:00"}', "{mon-fri: closed}", []),  # the dated opening of 24 December is left
        ('{sun: "02:00-06:00"}', "{sun: closed}", ["never-opens"]),
        ('{mon-fri: "08:00-18:00"}', '{mon-fri: "8-18"}', ["not-a-time"]),
        ('{mon-fri: "08:00-18:00"}', '{mon-fri: "08:00-18:00", fri: closed}', ["day-said-twice"]),
        ('{mon-fri: "08:00-18:00"}', '{mon-fri: ["08:00-12:00", "12:00-18:00"]}', []),
        ('{mon-fri: "08:00-18:00"}', '{mon-fri: ["13:00-18:00", "08:00-13:01"]}', ["openings-overlap"]),
        ('{mon-fri: "08:00-18:00"}', '{mon-sun: "20:00-08:00"}', []),
        ('{mon-fri: "08:00-18:00"}', '{mon-sat: "20:00-08:00", sun: "07:00-09:00"}', ["openings-overlap"]),
        ('{mon-fri: "08:00-18:00"}', '{sun: "20:00-08:00", mon: "07:00-09:00"}', ["openings-overlap"]),
        ('2026-12-24: "08:00-13:00"', '2026-12-24: ["08:00-13:00", "12:00-14:00"]', ["openings-overlap"]),
        # names
        ("during: always", "during: alway", ["unknown-calendar"]),
        ("P1: {during: always", "P1: {during: ofice", ["unknown-calendar"]),
        ("notice: 5 working days", "notice: 5 working days\n    calendar: ofice", ["unknown-calendar"]),
        ("service: order-portal", "service: portal", ["no-charge", "unknown-service"]),
        ("  desk: {each", "  helpdesk: {each", ["no-charge", "unknown-service"]),
        ("[planned-maintenance, client-caused]", "[maintenance]", ["unknown-exclusion"]),
        # sources
        (SERVICES, SOURCES, []),
        (SERVICES, SOURCES.replace("[db-1]", "[db-1, db-2]"), ["unknown-item"]),
        (SERVICES, SOURCES.replace("interval: 5 min, ", ""), ["tolerance-unneeded"]),
        (SERVICES, SOURCES.replace("tolerance: 2", "tolerance: 0.9"), ["tolerance-below-one"]),
        (SERVICES, SOURCES.replace("tolerance: 2", "tolerance: much"), ["not-a-number"]),
        (SERVICES, SOURCES.replace("numbered: true", "numbered: yes"), ["unknown-word"]),
        ("minimum_outage: 1 min\n", "minimum_outage: 1 min\n    sources: [probe]\n", ["unknown-source"]),
        ("minimum_outage: 1 min\n", "minimum_outage: 1 min\n    sources_differ: prefer probe\n", ["unknown-source"]),
        ("minimum_outage: 1 min\n", "minimum_outage: 1 min\n    sources_differ: best\n", ["unknown-word"]),
        ("minimum_outage: 1 min\n", "minimum_outage: 1 min\n    sources_differ: prefer\n", ["preferred-source-unsaid"]),
        ("minimum_outage: 1 min\n", "minimum_outage: 1 min\n    sources_differ: majority\n", []),
        # services
        ("    up_when: {all: [{any: [web-1, web-2]}, db-1]}\n", "", ["up-when-missing"]),
        ("{any: [web-1, web-2]}", "{at_least: {count: 3, of: [web-1, web-2]}}", ["too-few-parts"]),
        ("{any: [web-1, web-2]}", "{at_least: {count: 2, of: [web-1, web-2]}}", []),
        ("{any: [web-1, web-2]}", "{any: [web-1, {at_least: {count: 2, of: [web-2]}}]}", ["too-few-parts"]),
        # promises
        ("95% within 30 min", "at least 95%", ["target-of-another-measure"]),
        ("target: every one\n", "target: at most 3\n", ["target-of-another-measure"]),
        ("target: every one\n", "target: at least 95%\n", []),
        ("at least 99.9%\n", "at least 99.9%\n    aim: at least 99.95%\n", []),
        ("at least 99.9%\n", "at least 99.9%\n    aim: at least 99.8%\n", ["aim-easier-than-target"]),
        ("target: 95% within 30 min", "target: 95% within 30 min, aim: 90% within 30 min", ["aim-easier-than-target"]),
        ("target: 95% within 30 min", "target: 95% within 30 min, aim: 95% within 1 h", ["aim-easier-than-target"]),
        ("target: 95% within 30 min", "target: 95% within 30 min, aim: 90% within 15 min", []),
        ("target: 95% within 30 min", "target: 95% within 30 min, aim: every one within 1 h", []),
        ("P2: {during: always, target: 95% within 30 min}", "P2: {target: 95% within 30 min}", ["hours-unsaid"]),
        ("P2: {during: always, target: 95% within 30 min}", "P2: 95% within 30 min", ["hours-unsaid"]),
        ("P2: {during: always", "P2: {during: No Hours", ["not-a-name"]),
        ("95% within 30 min", "95% by end of working day 1", ["working-day-without-calendar"]),
        (
            "    during: office\n    per: month\n    target: 90% by",
            "    per: month\n    target: 90% by",
            ["hours-unsaid"],
        ),
        ("target: every one\n", "target: every one\n    during: always\n", ["working-day-without-calendar"]),
        ("services:", SHOP, ["calendar-unsaid", "calendar-unsaid"]),
        ("to: first-human-reply", "to: first-human-reply\n    pauses: [awaiting-client]", ["pause-before-response"]),
        ("to: first-human-reply", "to: first-human-reply\n    pauses: []", []),
        ("to: decided", "to: submitted", ["clock-stops-at-start"]),
        ("of: survey", "of: incident", ["counted-by-unsaid"]),
        ("of: survey", "of: incident\n    counted_by: closed", []),
        ("of: survey", "of: item\n    counted_by: closed", ["counted-by-unneeded"]),
        # money
        ("    portal-availability:\n      -", "    portal:\n      -", ["unknown-promise"]),
        ("response.P1:", "response.P9:", ["unknown-promise"]),
        ("response.P1:", "response:", ["row-unsaid"]),
        ("response.P1:", "satisfaction.P1:", ["unknown-promise"]),
        ("response.P1: [{below: 95%", "change-approval: [{below: 90%", ["credit-for-clients-promise", "no-charge"]),
        ("{below: 99.9%, credit: 5%}", "{below: 99.91%, credit: 5%}", ["credit-when-met"]),
        ("{below: 99.9%, credit: 5%}", "{above: 99.9%, credit: 5%}", ["credit-when-met"]),
        ("{below: 99.9%, credit: 5%}", "{below: 99, credit: 5%}", ["band-of-another-measure"]),
        ("{below: 99.5%, credit: 10%}", "{below: 99.5%, credit: 4%}", ["worse-pays-less"]),
        ("{below: 99.5%, credit: 10%}", "{below: 99.5%, credit: 5%}", []),
        ("{below: 99.5%, credit: 10%}", "{below: 99.90%, credit: 10%}", ["band-said-twice"]),
        ("at_most: 15%, of: total monthly charge", "at_most: 15%", ["cap-base-missing"]),
        ("at_most: 15%, of: total monthly charge", "at_most: 500.00", []),
        ("at_most: 15%, of: total monthly charge", "at_most: 500.001", ["amount-too-fine"]),
        ("at_most: 15%, of: total monthly charge", "at_most: 500, of: total monthly charge", ["cap-base-unneeded"]),
        ("of: total monthly charge}", "of: monthly charge of the service}", ["not-in-this-version"]),
        ("amount: 38.00", "amount: 38.001", ["amount-too-fine"]),
        ("currency: GBP", "currency: JPY", []),
    ],
)
def test_a_change_breaks_exactly_these_rules(written: str, otherwise: str, found: list[str]) -> None:
    assert sorted(codes((written, otherwise))) == found


def test_a_total_needs_charges() -> None:
    charges = ACME[ACME.index("\ncharges:") :]
    changes = ((charges, ""), ("of: monthly charge of the service", "of: total monthly charge"))
    assert codes(*changes) == ["no-charge", "no-charge"]


def test_a_service_without_any_charge_is_named_for_each_table() -> None:
    charges = ACME[ACME.index("\ncharges:") :]
    caps = "  caps: [{at_most: 15%, of: total monthly charge}]\n"
    assert codes((charges, ""), (caps, "")) == ["no-charge", "no-charge"]
    assert codes((charges, "")) == ["no-charge", "no-charge", "no-charge"]


def test_more_of_what_is_owed_at_most_pays_more() -> None:
    count = (
        "  major: {measure: count/1, of: incident, event: opened, per: month, service: desk, target: at most "
        "3}\n\ncredits:"
    )
    good = ("response.P1: [{below: 95%, credit: 3%}]", "major: [{above: 3, credit: 1%}, {above: 5, credit: 2%}]")
    assert codes(("\ncredits:", count), good) == []
    worse = (good[0], good[1].replace("above: 5", "above: 2"))
    assert codes(("\ncredits:", count), worse) == ["worse-pays-less", "credit-when-met"]


def test_a_mean_is_compared_with_a_length_of_time() -> None:
    mean = (
        (TARGETS_OF_RESPONSE, ""),
        ("    by: priority\n    targets:\n", "    during: office\n    target: mean at most 4 h\n"),
    )
    bands = "response.P1: [{below: 95%, credit: 3%}]"
    assert codes(*mean, (bands, "response: [{above: 4 h, credit: 3%}, {above: 6 h, credit: 5%}]")) == []
    assert codes(*mean, (bands, "response: [{above: 3 h, credit: 3%}]")) == ["credit-when-met"]
    assert codes(*mean, (bands, "response: [{below: 95%, credit: 3%}]")) == ["band-of-another-measure"]


def test_everyone_is_a_share_of_all() -> None:
    everyone = ("95% within 15 min", "every one within 15 min")
    assert codes(everyone, ("{below: 95%, credit: 3%}", "{below: 100%, credit: 3%}")) == []


def test_what_could_not_be_read_breaks_no_other_rule() -> None:
    changes = [
        ('open: {mon-fri: "08:00-18:00"}', "open: 3"),
        (
            "service: desk\n    of: incident\n    from: reported\n    to: first",
            "service: De sk\n    of: incident\n    from: reported\n    to: first",
        ),
        (
            "    during: office\n    per: month\n    target: 90%",
            "    during: [office]\n    per: month\n    target: 90%",
        ),
        ("{below: 95%, credit: 3%}", "{below: 95%, credit: three}"),
        ("at_most: 15%,", "at_most: much,"),
        ("P2: {during: always, target: 95% within 30 min}", "P2: {during: always, target: 95%}"),
    ]
    found = ["not-a-name", "not-a-percentage", "not-a-target", "not-an-amount", "wrong-kind", "wrong-kind"]
    assert sorted(codes(*changes)) == found


def test_a_promise_that_cannot_be_read_is_still_known_by_its_name() -> None:
    promise = ACME[ACME.index("  portal-availability:\n    clause") : ACME.index("  response:\n    measure")]
    assert codes((promise, "  portal-availability: none\n")) == ["wrong-kind"]


def test_a_source_is_heard_and_believed_only_where_it_counts() -> None:
    heard = "minimum_outage: 1 min\n    sources: [probe]\n    sources_differ: prefer desk\n"
    assert codes((SERVICES, SOURCES), ("minimum_outage: 1 min\n", heard)) == ["preferred-source-unheard"]
    assert codes((SERVICES, SOURCES), ("minimum_outage: 1 min\n", heard.replace("[probe]", "[probe, desk]"))) == []
