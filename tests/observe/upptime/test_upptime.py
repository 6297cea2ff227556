"""Upptime histories: checks as states, and what was watched; our figures beside the published ones."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tests.observe.sources import codes, imported, left, write
from upheld.observe.imported import Imported, Options
from upheld.quantities.instants import DAY, HOUR, MINUTE, parse_instant

EXAMPLE = Path(__file__).parents[3] / "examples" / "datalab" / "checks.csv.gz"
ANY = Options()
HEADING = "checked_at_utc,committed_at_utc,site_slug,status,http_code,site_start_utc,commit_subject,commit_sha\n"


def check(at: str, status: str, *, slug: str = "web", subject: str = "up") -> str:
    """One row of a history that began on 1 March."""
    code = {"up": 200, "degraded": 200}.get(status, 0)
    start, commit = "2026-03-01T00:00:00.000Z", f"2026-03-{at}.000Z"
    return f"2026-03-{at}.250Z,{commit},{slug},{status},{code},{start},{subject},sha{at}{slug}\n"


def history(folder: Path, *rows: str) -> Path:
    """A history of these checks."""
    return write(folder, HEADING + "".join(rows))


def test_each_check_is_a_state_and_the_site_was_watched_from_its_start(tmp_path: Path) -> None:
    rows = [check("01T00:10:00", "up"), check("01T06:00:00", "down"), check("03T00:00:00", "degraded")]
    facts = imported("upptime", history(tmp_path, *rows), options=ANY).facts
    assert facts.states.select("state", "detail").rows() == [(1, "HTTP 200"), (3, "HTTP 0"), (2, "HTTP 200")]
    assert facts.watches.select("start", "end", "interval").rows() == [
        (parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-03-03T00:00:00.250Z"), 30 * MINUTE)
    ]
    assert (facts.states["learned_at"] >= facts.states["at"]).all()


def test_long_silence_is_not_watched(tmp_path: Path) -> None:
    rows = [check("01T00:10:00", "up"), check("01T06:00:00", "up"), check("03T00:00:00", "up")]
    options = Options(more={"silence": "24 h", "interval": "5 min"})
    found = imported("upptime", history(tmp_path, *rows), options=options)
    spans = found.facts.watches.select("start", "end", "interval").rows()
    assert [(end - start) / HOUR > 29 for start, end, _ in spans] == [True]
    assert spans[0][1] == parse_instant("2026-03-02T06:00:00.250Z")
    assert "after 24 h without a row the state is unknown" in found.report.assumed


def test_a_site_that_fell_silent_is_counted(tmp_path: Path) -> None:
    rows = [check("01T00:10:00", "up"), check("09T00:00:00", "up", slug="api")]
    found = imported("upptime", history(tmp_path, *rows), options=ANY)
    assert "1 sites without a row on the last day were still watched then" in found.report.assumed


def test_rows_that_are_no_checks_are_left_out(tmp_path: Path) -> None:
    rows = [check("01T00:10:00", "up"), check("01T00:20:00", "up", subject="Initial commit"), "x\n"]
    more = [check("01T00:30:00", "asleep"), check("99T00:00:00", "up"), check("01T00:40:00", "up", slug="")]
    assert left(imported("upptime", history(tmp_path, *rows, *more), options=ANY)) == {
        "the row has another number of cells than the heading": 1,
        "left over from the template of the repository (Initial commit)": 1,
        "one of its times cannot be read": 1,
        "it does not say which site": 1,
    }


def test_of_a_check_with_a_strange_status_nothing_is_known(tmp_path: Path) -> None:
    found = imported(
        "upptime", history(tmp_path, check("01T00:10:00", "up"), check("01T00:30:00", "asleep")), options=ANY
    )
    assert found.facts.states["state"].to_list() == [1, 0]


def test_a_text_that_cannot_be_a_fact_stops_the_import(tmp_path: Path) -> None:
    assert "nul-character" in codes("upptime", history(tmp_path, check("01T00:10:00", "up", slug="we\0b")), options=ANY)


def test_the_same_history_twice_adds_nothing(tmp_path: Path) -> None:
    rows = [check("01T00:10:00", "up"), check("01T06:00:00", "down")]
    first = history(tmp_path, *rows)
    second = write(tmp_path, first.read_bytes(), name="again.csv")
    found = imported("upptime", first, second, options=ANY)
    assert left(found) == {"it repeats another row in every cell": 2}
    assert found.facts.digest == imported("upptime", first, options=ANY).facts.digest


def test_wrong_options_and_files_are_refused(tmp_path: Path) -> None:
    path = history(tmp_path, check("01T00:10:00", "up"))
    assert codes("upptime", path, options=Options(more={"silence": "long"})) == ["bad-option"]
    assert codes("upptime", history(tmp_path), options=ANY) == ["no-records"]
    assert set(codes("upptime", write(tmp_path, "a,b\n"), options=ANY)) == {"missing-column"}


@pytest.fixture(scope="module")
def datalab() -> Imported:
    """The history that is shipped."""
    return imported("upptime", EXAMPLE, options=ANY)


def outages(found: Imported, item: str) -> list[tuple[int, int]]:
    """Every stretch from a down check to the next up check, by walking through them."""
    rows = found.facts.states.filter(pl.col("item") == item).select("at", "state").rows()
    spans, since = [], None
    for at, state in rows:
        if state == 3 and since is None:
            since = at
        elif state != 3 and since is not None:
            spans.append((since, at))
            since = None
    assert since is None
    return spans


FIGURES = [
    ("cliffe-group-datalab", (123, 481_694_475_000, 60_786_088_020_000), 99_207),
    ("cliffe-group-datalab-api", (125, 527_227_571_000, 60_786_087_586_000), 99_132),
]


@pytest.mark.parametrize(("item", "figures", "share"), FIGURES)
def test_the_shipped_history_gives_the_figures_of_its_page(
    datalab: Imported, item: str, figures: tuple[int, int, int], share: int
) -> None:
    spans = outages(datalab, item)
    ((start, end),) = datalab.facts.watches.filter(pl.col("item") == item).select("start", "end").rows()
    down = sum(end - start for start, end in spans)
    assert (len(spans), down, end - start) == figures
    assert (end - start - down) * 100_000 // (end - start) == share
    assert (datalab.report.rows, datalab.facts.states.height) == (1_835, 1_830)


ODD_DAYS = {"cliffe-group-datalab": {"2025-08-06"}, "cliffe-group-datalab-api": {"2025-06-18"}}


@pytest.mark.parametrize("item", list(ODD_DAYS))
def test_the_published_minutes_of_each_day_are_ours(datalab: Imported, shared: Path, item: str) -> None:
    summary = json.loads((shared / "upptime-cliffe-datalab" / "published_summary.json").read_text())
    published = next(site["dailyMinutesDown"] for site in summary if site["slug"] == item)
    differing = {
        day for day, minutes in published.items() if abs(minutes_down(outages(datalab, item), day) - minutes) > 1
    }
    assert differing == ODD_DAYS[item]


def minutes_down(spans: list[tuple[int, int]], day: str) -> float:
    """Minutes of a UTC day inside the spans."""
    start = int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp()) * 1_000_000
    return sum(max(0, min(end, start + DAY) - max(begin, start)) for begin, end in spans) / MINUTE


@pytest.mark.parametrize(
    ("item", "published", "tickets", "more"),
    [("cliffe-group-datalab", 6383, 100, 0), ("cliffe-group-datalab-api", 7700, 99, 699)],
)
def test_the_published_total_is_that_of_the_newest_hundred_tickets(
    datalab: Imported, item: str, published: int, tickets: int, more: int
) -> None:
    newest = sum(end - start for start, end in outages(datalab, item)[-tickets:]) / MINUTE
    assert abs(newest + more - published) < 51


def test_many_short_lived_sites(shared: Path) -> None:
    found = imported("upptime", shared / "upptime-services-personal" / "checks.csv.gz", options=ANY)
    counts = dict(found.facts.states["state"].value_counts().rows())
    assert (found.report.rows, found.facts.states["item"].n_unique()) == (2_431, 125)
    assert (counts[1], counts[3], found.facts.watches.height) == (1_539 - 3, 892 - 2, 125)
