"""ServiceNow audit logs: the state of each update, nothing that was known only later."""

from pathlib import Path

import polars as pl
import pytest

from tests.observe.sources import UTC, codes, events, imported, left, write
from upheld.observe.imported import Imported, Options

EXAMPLE = Path(__file__).parents[3] / "examples" / "help-desk" / "incident_event_log.csv.gz"
COLUMNS = (
    "number,sys_updated_at,ident_state,opened_at,sys_created_at,sys_mod_count,assigned_to,priority,impact,urgency,"
    "category,category,contact_type,location,assignment_group,reopen_count,made_sla,resolved_at"
)
ROWS = (
    "7,1/3/2016 09:05,New,1/3/2016 08:50,1/3/2016 09:00,0,?,3,2,2,c,s,Phone,l,g,0,true,2/3/2016 12:00",
    "7,1/3/2016 09:30,Active,1/3/2016 08:50,1/3/2016 09:00,1,a,3,2,2,c,s,Phone,l,g,0,true,2/3/2016 12:00",
    "7,1/3/2016 09:30,Awaiting User Info,1/3/2016 08:50,1/3/2016 09:00,2,a,2,2,2,c,s,Phone,l,g,0,true,2/3/2016 12:00",
    "7,1/3/2016 10:00,-100,1/3/2016 08:50,1/3/2016 09:00,3,a,2,2,2,c,s,Phone,l,g,0,true,2/3/2016 12:00",
    "7,2/3/2016 11:00,Resolved,1/3/2016 08:50,1/3/2016 09:00,4,a,2,2,2,c,s,Phone,l,g,0,true,2/3/2016 12:00",
    "7,2/3/2016 12:00,Resolved,1/3/2016 08:50,1/3/2016 09:00,5,a,2,2,2,c,s,Phone,l,g,0,true,2/3/2016 12:00",
    "7,7/3/2016 12:00,Closed,1/3/2016 08:50,1/3/2016 09:00,6,a,2,2,2,c,s,Phone,l,g,0,false,2/3/2016 12:00",
)


def log(folder: Path, *rows: str) -> Path:
    """A log of these rows."""
    return write(folder, "\n".join([COLUMNS, *rows]) + "\n")


def test_one_incident_from_call_to_closure(tmp_path: Path) -> None:
    assert events(imported("servicenow", log(tmp_path, *ROWS))) == [
        ("2016-03-01T08:50:00Z", "reported", None),
        ("2016-03-01T09:00:00Z", "opened", None),
        ("2016-03-01T09:30:00Z", "acknowledged", None),
        ("2016-03-01T09:30:00Z", "assigned", None),
        ("2016-03-01T09:30:00Z", "reclassified", None),
        ("2016-03-01T09:30:00Z", "paused", "awaiting-client"),
        ("2016-03-02T11:00:00Z", "resumed", None),
        ("2016-03-02T11:00:00Z", "resolved", None),
        ("2016-03-07T12:00:00Z", "closed", None),
    ]


def test_attributes_come_with_the_row_that_shows_them_first(tmp_path: Path) -> None:
    work = imported("servicenow", log(tmp_path, *ROWS)).facts.work
    shown = work.select(pl.col("event").cast(pl.String), "set.priority", "set.subcategory", "set.made_sla")
    assert shown.filter(pl.any_horizontal(pl.exclude("event").is_not_null())).rows() == [
        ("reported", "P3", "s", None),
        ("reclassified", "P2", None, None),
        ("closed", None, None, "false"),
    ]


def test_nothing_is_known_before_its_row_was_written(tmp_path: Path) -> None:
    facts = imported("servicenow", log(tmp_path, *ROWS)).facts
    before_the_first_row = int(facts.work["learned_at"].to_numpy().min()) - 1
    assert facts.known_at(before_the_first_row).count == 0
    whole, early = facts.work, imported("servicenow", log(tmp_path, *ROWS[:2])).facts.work
    last = int(early["learned_at"].to_numpy().max())
    known = whole.filter(pl.col("learned_at") <= last, pl.col("event").cast(pl.String).is_in(["reported", "opened"]))
    assert (
        known["id"].to_list()
        == early.filter(pl.col("event").cast(pl.String).is_in(["reported", "opened"]))["id"].to_list()
    )


def test_no_fact_claims_an_actor(tmp_path: Path) -> None:
    found = imported("servicenow", log(tmp_path, *ROWS))
    assert found.facts.work["side"].null_count() == found.facts.work.height
    assert any("who acted" in line for line in found.report.unsaid)


def test_an_incident_said_to_begin_after_its_first_row_begins_with_it(tmp_path: Path) -> None:
    late = ROWS[0].replace("1/3/2016 08:50", "1/3/2016 10:00")
    found = imported("servicenow", log(tmp_path, late))
    assert events(found)[1] == ("2016-03-01T09:05:00Z", "reported", None)
    assert "1 pieces of work are said to begin after their first row: they begin with it" in found.report.assumed


def test_a_log_without_a_zone_or_a_column_is_refused(tmp_path: Path) -> None:
    assert codes("servicenow", log(tmp_path, *ROWS), options=Options()) == ["no-zone"]
    assert codes("servicenow", log(tmp_path, *ROWS), options=Options(zone="Rome")) == ["unknown-zone"]
    assert codes("servicenow", write(tmp_path, COLUMNS.replace("ident_state", "incident_state") + "\n")) == [
        "missing-column"
    ]


def test_a_log_without_a_usable_row_is_refused(tmp_path: Path) -> None:
    assert codes("servicenow", log(tmp_path)) == ["no-records"]
    assert codes("servicenow", log(tmp_path, ROWS[0].replace("New", "Nwe"))) == ["no-records"]


def test_a_row_with_an_unknown_state_is_left_out(tmp_path: Path) -> None:
    found = imported("servicenow", log(tmp_path, ROWS[0], ROWS[1].replace("Active", "On Hold")))
    assert left(found) == {"the mapping does not know its state": 1}


def test_the_example_is_whole_incidents() -> None:
    found = imported("servicenow", EXAMPLE)
    count = dict(found.facts.work["event"].cast(pl.String).value_counts().rows())
    assert (found.report.rows, count["reported"], count["acknowledged"]) == (56_539, 10_946, 10_946)
    assert found.facts.work.filter(pl.col("event") == "closed")["work"].n_unique() == 10_946
    assert found.report.left_out == ()


@pytest.fixture(scope="module")
def whole(shared: Path) -> Imported:
    """The whole log of 141,712 updates."""
    return imported("servicenow", shared / "uci-incident-event-log" / "incident_event_log.csv.gz", options=UTC)


def test_the_whole_log_gives_the_figures_of_its_source(whole: Imported) -> None:
    work = whole.facts.work.with_columns(pl.col("event").cast(pl.String))
    assert (whole.report.rows, work["work"].n_unique(), whole.report.left_out) == (141_712, 24_918, ())
    final = work.filter(pl.col("set.priority").is_not_null()).group_by("work").agg(pl.col("set.priority").last())
    assert dict(final["set.priority"].value_counts().rows()) == {"P1": 270, "P2": 408, "P3": 23_466, "P4": 774}
    verdicts = work.filter(pl.col("event") == "closed").group_by("work").agg(pl.col("set.made_sla").last())
    assert dict(verdicts["set.made_sla"].value_counts().rows()) == {"true": 15_803, "false": 9_115}
    assert round(15_803 / 24_918 * 100, 2) == 63.42
    assert work.filter(pl.col("event") == "reopened")["work"].n_unique() == 275 + 1


def test_the_whole_log_has_the_clocks_that_the_page_names(whole: Imported) -> None:
    work = whole.facts.work.with_columns(pl.col("event").cast(pl.String))
    count = dict(work["event"].value_counts().rows())
    names = ("reported", "opened", "acknowledged", "paused", "resumed", "resolved", "closed")
    assert [count[name] for name in names] == [24_918, 13_423, 24_907, 6_398, 6_398, 25_236, 24_930]
    start, end = (
        work.filter(pl.col("event") == event).group_by("work").agg(pl.col("at").max().alias(event))
        for event in ("resolved", "closed")
    )
    days = start.join(end, on="work").select(((pl.col("closed") - pl.col("resolved")) / 86_400_000_000).median()).item()
    assert round(days, 2) == 5.02
