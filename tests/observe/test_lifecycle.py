"""Rows of states become events: what follows from one state and the next."""

from pathlib import Path

import polars as pl
import pytest

from tests.observe.sources import events, imported, left, write
from upheld.observe.imported import Options

MAPPING = """
source: desk
type: incident
columns: {work: id, at: time, state: state, number: no}
time: rfc3339
states:
  new: open
  busy: working
  user: {is: paused, reason: awaiting-client}
  vendor: {is: paused, reason: awaiting-vendor}
  note: {is: unchanged, says: replied}
  done: resolved
  gone: cancelled
  shut: closed
first_work: acknowledged
set:
  priority: {column: priority, values: {"1": P1}}
"""
SEQUENCES = [
    ("new busy done shut", "opened acknowledged resolved closed"),
    ("new new busy busy", "opened acknowledged"),
    ("busy user busy done", "opened acknowledged paused resumed resolved"),
    ("busy user vendor busy", "opened acknowledged paused resumed paused resumed"),
    ("busy user user done", "opened acknowledged paused resumed resolved"),
    ("busy user note busy", "opened acknowledged paused replied resumed"),
    ("done busy done shut", "opened acknowledged resolved reopened resolved closed"),
    ("busy done shut user busy", "opened acknowledged resolved closed reopened paused resumed"),
    ("busy shut done", "opened acknowledged closed"),
    ("new shut", "opened closed"),
    ("new gone new", "opened cancelled reopened"),
    ("note new", "opened replied"),
    ("user", "opened acknowledged paused"),
]


def log(folder: Path, states: str, *, priorities: str = "") -> tuple[Path, Options]:
    """A log with one row a minute, and the options to read it."""
    mapping = write(folder, MAPPING, name="mapping.yaml")
    given = priorities.split() or ["1"] * len(states.split())
    rows = "".join(
        f"I-1,2026-03-02T09:{minute:02d}:00Z,{state},{minute},{priority}\n"
        for minute, (state, priority) in enumerate(zip(states.split(), given, strict=True))
    )
    return write(folder, "id,time,state,no,priority\n" + rows), Options(mapping=mapping)


@pytest.mark.parametrize(("states", "expected"), SEQUENCES)
def test_events_follow_from_one_state_and_the_next(states: str, expected: str, tmp_path: Path) -> None:
    path, options = log(tmp_path, states)
    assert [event for _, event, _ in events(imported("tickets", path, options=options))] == expected.split()


def test_a_mapping_may_give_no_event_to_first_work(tmp_path: Path) -> None:
    path, options = log(tmp_path, "busy done")
    write(tmp_path, MAPPING.replace("first_work: acknowledged\n", ""), name="mapping.yaml")
    assert [event for _, event, _ in events(imported("tickets", path, options=options))] == ["opened", "resolved"]


def test_a_pause_says_why_and_one_reason_ends_where_the_next_begins(tmp_path: Path) -> None:
    path, options = log(tmp_path, "busy user vendor")
    assert events(imported("tickets", path, options=options))[2:] == [
        ("2026-03-02T09:01:00Z", "paused", "awaiting-client"),
        ("2026-03-02T09:02:00Z", "resumed", None),
        ("2026-03-02T09:02:00Z", "paused", "awaiting-vendor"),
    ]


def test_another_priority_is_a_reclassification_with_what_changed(tmp_path: Path) -> None:
    path, options = log(tmp_path, "new busy done", priorities="2 1 1")
    work = imported("tickets", path, options=options).facts.work
    changed = work.filter(pl.col("set.priority").is_not_null())
    assert changed.select(pl.col("event").cast(pl.String), "set.priority").rows() == [
        ("opened", "2"),
        ("reclassified", "P1"),
    ]


def test_every_fact_has_a_stable_name_and_is_learned_with_its_row(tmp_path: Path) -> None:
    path, options = log(tmp_path, "new busy")
    work = imported("tickets", path, options=options).facts.work
    assert work["id"].to_list() == ["I-1/1/opened", "I-1/2/acknowledged"]
    assert work["source"].cast(pl.String).unique().to_list() == ["desk"]
    assert (work["learned_at"] == work["at"]).all()


def test_another_source_name_may_be_given(tmp_path: Path) -> None:
    path, options = log(tmp_path, "new")
    named = Options(mapping=options.mapping, source="second-desk")
    assert imported("tickets", path, options=named).facts.work["source"].to_list() == ["second-desk"]


def test_rows_that_say_too_little_are_left_out_and_counted(tmp_path: Path) -> None:
    path, options = log(tmp_path, "new busy")
    more = "I-1,2026-03-02T10:00:00Z,napping,3,1\n,2026-03-02T10:00:00Z,busy,4,1\nI-1,yesterday,busy,5,1\nI-1,,\n"
    again = "I-1,2026-03-02T10:00:00Z,,6,1\nI-1,2026-03-02T09:01:00Z,busy,1,1\n"
    path.write_text(path.read_text() + more + again)
    assert left(imported("tickets", path, options=options)) == {
        "it repeats another row in every cell": 1,
        "the row has another number of cells than the heading": 1,
        "it does not say which work": 1,
        "its time cannot be read, or is one that the clocks of the zone skip": 1,
        "it has no state": 1,
        "the mapping does not know its state": 1,
    }
