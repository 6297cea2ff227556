"""What evidence was expected, received, missing, late and corrected: the worked tables of its page."""

import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measure.availability_worlds import SOURCES, agreement_of, facts_of, measured_in, worlds_of_availability
from tests.reference.availability_twin import Part, World
from tests.worlds import agreement, all_of, at, availability, elapsed, facts, generated, moment, month, states, ticket
from upheld.agreements.model import Agreement, Service
from upheld.agreements.sources import EvidenceSource
from upheld.evidence.facts import Facts
from upheld.evidence.read import read_facts
from upheld.evidence.write import write_facts
from upheld.measure.completeness import Numbering, SourceLine, completeness
from upheld.measure.observations import Observations
from upheld.quantities.instants import MINUTE
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window

FIRST = at("2026-03-01")
MINUTES = 44_640
PROBE = EvidenceSource("probe", "provider", MINUTE, Ratio(15, 10), ("web",))


def covered(
    whole: Agreement, happened: Facts, *, known: str = "2026-04-08", period: Window | None = None
) -> dict[str, SourceLine]:
    """The lines of a period, by source."""
    frame, known_at = period or month("2026-03"), at(known)
    lines = completeness(whole, happened, known=happened.known_at(known_at), period=frame, known_at=known_at)
    assert [line.source for line in lines] == sorted(line.source for line in lines)
    return {line.source: line for line in lines}


def checks(minutes: range | list[int], source: str = "probe", **fields: Any) -> list[dict[str, Any]]:
    """A state fact at each of these minutes of March."""
    one = {"kind": "state", "source": source, "item": "web", "state": "up"} | fields
    return [one | {"at": moment(FIRST + minute * MINUTE)} for minute in minutes]


def minutes(line: SourceLine) -> list[int]:
    """Expected, received, missing, and unknown minutes."""
    assert line.observations is not None
    assert line.unknown is not None
    seen = line.observations
    return [seen.expected, seen.received, seen.missing, line.unknown // MINUTE]


LOST_ONES, LOST_RUN = set(range(1000, 11_000, 1000)), set(range(5000, 5010))


@pytest.mark.parametrize(
    ("sent", "known", "expected"),
    [
        (range(MINUTES), "2026-04-01", [MINUTES, MINUTES, 0, 0]),
        ([m for m in range(MINUTES) if m not in LOST_ONES], "2026-04-01", [MINUTES, MINUTES - 10, 10, 20]),
        ([m for m in range(MINUTES) if m not in LOST_RUN], "2026-04-01", [MINUTES, MINUTES - 10, 10, 11]),
        (range(720, MINUTES), "2026-04-01", [MINUTES, 43_920, 720, 720]),
        (range(22_320), "2026-03-16 12:00", [22_320, 22_320, 0, 0]),
        ([], "2026-04-01", [MINUTES, 0, MINUTES, MINUTES]),
        (range(MINUTES), "2026-02-01", [0, 0, 0, 0]),
    ],
    ids=["all", "ten lost", "ten in a row", "late start", "known early", "nothing", "before the period"],
)
def test_observations_of_a_declared_interval(sent: range | list[int], known: str, expected: list[int]) -> None:
    line = covered(agreement(availability(), sources=[PROBE]), facts(checks(sent)), known=known)["probe"]
    assert minutes(line) == expected
    assert line.side == "provider"


def test_what_is_sent_twice_of_one_item_does_not_make_up_for_another() -> None:
    both = Service("portal", "Portal", None, all_of("web", "db"))
    probe = replace(PROBE, items=())
    happened = facts(checks(range(MINUTES)), checks(range(MINUTES), id="again")[:1], checks([0, 1], item="db"))
    line = covered(agreement(availability(), services=[both], sources=[probe]), happened, known="2026-04-01")["probe"]
    assert minutes(line) == [2 * MINUTES, MINUTES + 2, MINUTES - 2, MINUTES - 1]


def test_only_hours_that_a_promise_counts_are_expected() -> None:
    whole = agreement(availability(during="office"), sources=[PROBE])
    line = covered(whole, facts(checks(range(MINUTES))), known="2026-04-01")["probe"]
    assert minutes(line) == [22 * 600, 22 * 600, 0, 0]


def test_a_source_without_interval_is_taken_at_the_word_of_its_watch() -> None:
    spans = (("2026-03-01", "2026-03-10 10:00"), ("2026-03-10 10:30", "2026-04-01"))
    watch = {"kind": "watch", "source": "probe", "item": "web", "interval": "1 min"}
    watches = [watch | {"from": start, "until": end} for start, end in spans]
    line = covered(agreement(availability()), facts(watches, states("web", {"2026-02-01": "up"})))["probe"]
    assert minutes(line) == [MINUTES, MINUTES - 30, 30, 30]
    assert (line.received, line.late, line.side) == (1, 0, None)  # the second watch ends, and so happens, in April


def test_nothing_says_how_often_other_sources_observe() -> None:
    history = {
        "2026-03-02": "up",
        "2026-03-10 10:00": "unknown",
        "2026-03-10 11:00": "up",
        "2026-03-31 23:00": "unknown",
    }
    line = covered(agreement(availability(), elapsed()), facts(states("web", history)))["probe"]
    assert line.observations is None
    assert line.unknown == (1440 + 60 + 60) * MINUTE


def test_a_source_no_promise_counts_on_has_received_and_no_more() -> None:
    whole = agreement(availability(sources=("probe",)), elapsed(), sources=[PROBE])
    lines = covered(whole, facts(ticket("T1", {"2026-03-02": "opened"}), states("web", {"2026-03-02": "up"}, "other")))
    assert lines["desk"] == SourceLine("desk", None, 1, 0, 0, None, None, None)
    assert lines["other"] == SourceLine("other", None, 1, 0, 0, None, None, None)
    assert lines["probe"].received == 0


def test_late_and_corrected_facts_are_counted_where_they_happened() -> None:
    one = {"kind": "state", "source": "probe", "item": "web", "state": "up"}
    happened = facts(
        one | {"id": "a", "at": "2026-03-10"},
        one | {"id": "b", "at": "2026-03-11", "learned_at": "2026-04-01"},
        one | {"id": "c", "at": "2026-03-10", "learned_at": "2026-04-02", "corrects": "a", "reason": "wrong"},
        one | {"id": "d", "at": "2026-02-10"},
    )
    line = covered(agreement(availability()), happened)["probe"]
    assert (line.received, line.late, line.corrected) == (2, 2, 1)
    before = covered(agreement(availability()), happened, known="2026-04-01")["probe"]
    assert (before.received, before.late, before.corrected) == (2, 1, 0)


def numbered(*told: tuple[int, int]) -> list[dict[str, Any]]:
    """Facts of the desk: minute of March (negative: February) and number; 0 is none."""
    return [
        {"kind": "state", "source": "desk", "item": "x", "state": "up", "seq": seq or None}
        | {"at": moment(FIRST + minute * MINUTE)}
        for minute, seq in told
    ]


@pytest.mark.parametrize(
    ("inside", "before", "expected"),
    [
        (range(101, 141), [100], Numbering(0, (), 0)),
        (sorted({*range(101, 141)} - {117, 118, 119, 125}), [100], Numbering(4, ((117, 119), (125, 125)), 0)),
        (range(103, 141), [100], Numbering(2, ((101, 102),), 0)),
        (range(5, 10), [], Numbering(0, (), 0)),
        ([12, 13, 0], [11], Numbering(0, (), 1)),
        ([0], [11], Numbering(0, (), 1)),
        (range(1, 30, 2), [], Numbering(14, ((2, 2), (4, 4), (6, 6), (8, 8), (10, 10)), 0)),
        ([3, 9], [5, 8], Numbering(3, ((4, 4), (6, 7)), 0)),
    ],
    ids=str,
)
def test_numbers_that_no_fact_carries(inside: list[int], before: list[int], expected: Numbering) -> None:
    desk = EvidenceSource("desk", "provider", is_numbered=True)
    told = [(minute, seq) for minute, seq in enumerate(inside)] + [(-1, seq) for seq in before]
    assert covered(agreement(availability(), sources=[desk]), facts(numbered(*told)))["desk"].numbering == expected


def test_without_facts_only_named_sources_have_a_line() -> None:
    assert covered(agreement(availability()), facts()) == {}
    assert covered(agreement(availability(), sources=[PROBE]), facts())["probe"].received == 0


@generated
@given(worlds_of_availability(), st.sampled_from(SOURCES))
def test_unknown_is_what_a_promise_that_hears_one_source_alone_leaves_unknown(world: World, source: str) -> None:
    alone = replace(world, excludes=(), missing="unknown", minimum=0, rectify=None, heard=(source,))
    alone = replace(alone, service=Part(1, ("web",)))
    frame = (world.window[0], min(world.window[1], world.known_at))
    whole, happened = agreement_of(alone), facts_of(alone)
    lines = completeness(whole, happened, known=happened, period=Window("", *frame), known_at=world.known_at)
    (measurement,) = measured_in(alone, frame)
    assert measurement.time is not None
    told = [line.unknown for line in lines if line.source == source and line.unknown is not None]
    assert told in ([], [measurement.time.unknown.measure()])


@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_facts_and_the_format_of_files_change_no_line(chance: random.Random) -> None:
    told = [
        *numbered((5, 1), (9, 3)),
        *checks(range(0, 90, 2)),
        *checks([3, 7], "other"),
        *states("db", {"2026-03-02": "up"}),
    ]
    desk = EvidenceSource("desk", "client", is_numbered=True)
    whole = agreement(availability(), sources=[PROBE, desk])
    named = [fact | {"id": f"n{number}"} for number, fact in enumerate(told)]
    shuffled = chance.sample(named, len(named))
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("a.jsonl.gz", "b.parquet", "c.jsonl.zst")]
        for place, file in enumerate(files):
            write_facts(facts(shuffled[place::3]), file)
        again, problems = read_facts(chance.sample(files, 3))
    assert problems == []
    assert again is not None
    assert covered(whole, again) == covered(whole, facts(named))


def test_observations_add_up() -> None:
    assert Observations(3, 2, 1) + Observations(10, 12, 0) == Observations(13, 14, 1)
