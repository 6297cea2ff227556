"""Ticket logs by a mapping file."""

from pathlib import Path

import polars as pl
import pytest

from tests.observe.sources import codes, events, imported, left, write
from upheld.observe.imported import Imported, Options

MAPPING = Path(__file__).parents[3] / "src" / "upheld" / "observe" / "tickets" / "mapping.yaml"
ROME = Options(zone="Europe/Rome", mapping=MAPPING)
LOG = """Case ID,Activity,Resource,Complete Timestamp,seriousness_2,customer,product,service_level,service_type
Case 1,Assign seriousness,Value 1,2012/10/09 14:50:17.000,Value 1,Value 1,Value 1,Value 1,Value 1
Case 1,Take in charge ticket,Value 2,2012/10/12 15:02:56.000,Value 1,Value 1,Value 1,Value 2,Value 1
Case 1,Wait,Value 2,2012/10/28 02:30:00.500,Value 1,Value 1,Value 1,Value 2,Value 1
Case 1,Resolve ticket,Value 2,2012/11/05 09:00:00.000,Value 1,Value 1,Value 1,Value 2,Value 1
Case 1,Closed,Value 3,2012/11/20 09:00:00.000,Value 1,Value 1,Value 1,Value 2,Value 1
"""


def test_a_ticket_from_first_activity_to_closure(tmp_path: Path) -> None:
    found = imported("tickets", write(tmp_path, LOG), options=ROME)
    assert events(found) == [
        ("2012-10-09T12:50:17Z", "opened", None),
        ("2012-10-09T12:50:17Z", "qualified", None),
        ("2012-10-12T13:02:56Z", "reclassified", None),
        ("2012-10-12T13:02:56Z", "acknowledged", None),
        ("2012-10-28T00:30:00.5Z", "paused", "wait"),
        ("2012-11-05T08:00:00Z", "resumed", None),
        ("2012-11-05T08:00:00Z", "resolved", None),
        ("2012-11-20T08:00:00Z", "closed", None),
    ]
    assert "1 times in at are shown twice when clocks go back: the first was taken" in found.report.assumed


def test_a_time_that_the_clocks_skip_is_left_out(tmp_path: Path) -> None:
    skipped = LOG.replace("2012/11/05 09:00:00.000", "2012/03/25 02:30:00.000")
    found = imported("tickets", write(tmp_path, skipped), options=ROME)
    assert left(found) == {"its time cannot be read, or is one that the clocks of the zone skip": 1}
    assert "1 times in at are skipped when clocks go forward: they are not readable" in found.report.assumed


def test_without_a_mapping_nothing_is_guessed(tmp_path: Path) -> None:
    assert codes("tickets", write(tmp_path, LOG), options=Options(zone="Europe/Rome")) == ["no-mapping"]


def test_a_log_without_a_column_of_the_mapping_is_refused(tmp_path: Path) -> None:
    assert codes("tickets", write(tmp_path, LOG.replace("Activity", "Status")), options=ROME) == ["missing-column"]


@pytest.fixture(scope="module")
def whole(shared: Path) -> Imported:
    """The whole help desk log."""
    return imported("tickets", shared / "helpdesk-italian" / "helpdesk.csv.gz", options=ROME)


def test_the_whole_log_gives_the_figures_of_its_page(whole: Imported) -> None:
    work = whole.facts.work.with_columns(pl.col("event").cast(pl.String))
    count = dict(work["event"].value_counts().rows())
    assert (whole.report.rows, work["work"].n_unique(), count["opened"]) == (21_348, 4_580, 4_580)
    assert left(whole) == {"it repeats another row in every cell": 127}
    opened, resolved = (
        work.filter(pl.col("event") == event).group_by("work").agg(pl.col("at").max().alias(event))
        for event in ("opened", "resolved")
    )
    both = opened.join(resolved, on="work")
    days = both.select(((pl.col("resolved") - pl.col("opened")) / 86_400_000_000).median()).item()
    assert (both.height, round(days, 2)) == (4_568, 6.44)
