"""Status pages: overlapping incidents as one timeline, daily minutes as exact counts."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.observe.sources import codes, imported, left, write
from upheld.observe.imported import Imported, Options
from upheld.quantities.instants import MINUTE, instant_text

IMPACTS = {"impacts": "minor:degraded,major:down,critical:down,none:up,maintenance:window"}


def incident(name: str, impact: str, start: str, end: str | None, **more: object) -> dict[str, object]:
    """One incident of 1 March, from and until a time of day."""
    span = {"downtime_start": at(start), "downtime_end": at(end), "started_at": at(start), "resolved_at": at(end)}
    told = {"published_at": at(end or start), "updates": [{"at": at(start), "status": "Investigating"}]}
    return {"id": name, "title": "T", "impact": impact, "components": ["API"], **span, **told, **more}


def at(time: str | None) -> str | None:
    """The instant of a time of day on 1 March."""
    return time and f"2026-03-01T{time}:00Z"


def feed(folder: Path, *incidents: dict[str, object]) -> Path:
    """A feed of these incidents."""
    return write(folder, "".join(json.dumps(each) + "\n" for each in incidents), name="feed.jsonl")


def states(found: Imported) -> list[tuple[str, str, int]]:
    """Component, time of day and state of every change."""
    rows = found.facts.states.select(pl.col("item").cast(pl.String), "at", "state").rows()
    return [(item, instant_text(instant)[11:16], state) for item, instant, state in rows]


def test_overlapping_incidents_are_one_timeline_of_the_worst(tmp_path: Path) -> None:
    path = feed(
        tmp_path,
        incident("a", "minor", "08:00", "12:00"),
        incident("b", "major", "09:00", "10:00"),
        incident("c", "minor", "11:00", "13:00"),
    )
    found = imported("statuspage", path, options=Options(more=IMPACTS))
    assert states(found) == [("API", "08:00", 2), ("API", "09:00", 3), ("API", "10:00", 2), ("API", "13:00", 1)]
    assert found.facts.states["detail"].to_list() == ["a T", "a T, b T", "a T", None]


def test_an_incident_that_lasts_has_no_end(tmp_path: Path) -> None:
    path = feed(tmp_path, incident("a", "major", "08:00", None, published_at=None))
    assert states(imported("statuspage", path, options=Options(more=IMPACTS))) == [("API", "08:00", 3)]


def test_a_component_is_up_before_its_first_incident_only_if_someone_says_so(tmp_path: Path) -> None:
    path = feed(tmp_path, incident("a", "major", "08:00", "09:00"))
    since = Options(more=IMPACTS | {"since": "2026-03-01T00:00:00Z"})
    assert states(imported("statuspage", path, options=since))[0] == ("API", "00:00", 1)
    later = Options(more=IMPACTS | {"since": "2026-03-01T08:30:00Z"})
    assert states(imported("statuspage", path, options=later))[0] == ("API", "08:00", 3)


def test_maintenance_is_a_window_from_when_it_began(tmp_path: Path) -> None:
    updates = [{"at": at("01:00"), "status": "Scheduled"}, {"at": at("05:00"), "status": "In progress"}]
    work = incident("m", "maintenance", "01:00", "06:00", updates=updates)
    path = feed(tmp_path, work, incident("n", "maintenance", "07:00", None))
    found = imported("statuspage", path, options=Options(more=IMPACTS | {"exclusion": "works"}))
    row = found.facts.windows.row(0, named=True)
    times = [instant_text(row[name])[11:16] for name in ("announced_at", "start", "end")]
    assert (row["window"], row["exclusion"], row["items"], times) == (
        "m",
        "works",
        ["API"],
        ["01:00", "05:00", "06:00"],
    )
    assert left(found) == {"it is maintenance that has not ended": 1}


def test_what_an_incident_does_not_say_leaves_it_out(tmp_path: Path) -> None:
    path = feed(
        tmp_path,
        incident("a", "major", "08:00", "09:00"),
        incident("b", "major", "08:00", "09:00", components=None),
        incident("c", "strange", "08:00", "09:00"),
        incident("d", "none", "08:00", "09:00"),
        incident("e", "major", "08:00", "08:00"),
        incident("f", "major", "09:00", "08:00"),
        incident("g", "major", "08:00", "09:00", components_source="guess"),
    )
    assert left(imported("statuspage", path, options=Options(more=IMPACTS))) == {
        "its components were worked out from its text by whoever collected the feed": 1,
        "a time of it cannot be read, or it ends before it starts": 1,
        "it has no length: it was posted after the fact": 1,
        "it names no component": 1,
        "its impact means up": 1,
        "the option impacts does not say what strange means": 1,
    }


def test_options_take_what_would_be_left_out(tmp_path: Path) -> None:
    path = feed(
        tmp_path,
        incident("b", "major", "08:00", "09:00", components=[], started_at=at("08:10")),
        incident("g", "major", "10:00", "11:00", components_source="guess", started_at=at("10:10")),
    )
    more = IMPACTS | {"unnamed": "page", "guessed": "use", "times": "posted"}
    assert states(imported("statuspage", path, options=Options(more=more))) == [
        *[("API", "10:10", 3), ("API", "11:00", 1)],
        *[("page", "08:10", 3), ("page", "09:00", 1)],
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "missing-option"),
        ({"impacts": "minor"}, "bad-option"),
        ({"impacts": "minor:sideways"}, "bad-option"),
        (IMPACTS | {"since": "March"}, "bad-option"),
        (IMPACTS | {"times": "both"}, "bad-option"),
        (IMPACTS | {"guessed": "perhaps"}, "bad-option"),
    ],
)
def test_an_option_that_is_wrong_or_missing_is_a_problem(more: dict[str, str], code: str, tmp_path: Path) -> None:
    path = feed(tmp_path, incident("a", "major", "08:00", "09:00"))
    assert code in codes("statuspage", path, options=Options(more=more))


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"id": 7}', "{}", '{"id": "a", "updates": 7}', "[" * 99_999])
def test_a_line_that_is_no_incident_is_a_problem(line: str, tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps(incident("a", "major", "08:00", "09:00")) + f"\n\n{line}\n", name="feed.jsonl")
    assert codes("statuspage", path, options=Options(more=IMPACTS)) == ["unreadable-source"]


DAYS = "Date,Service,partial_outage_minutes,major_outage_minutes,scaled_total_outage_minutes\n"


def test_a_day_is_an_exact_count(tmp_path: Path) -> None:
    path = write(tmp_path, DAYS + "2024-03-31,api,59,1,18.7\n2024-04-01,api,0,0,0.0\n")
    counts = imported("statuspage", path, options=Options(zone="Europe/London")).facts.counts
    assert counts.select("good", "total", (pl.col("end") - pl.col("start")) // MINUTE).rows() == [
        (14_400 - 187, 14_400, 23 * 60),
        (14_400, 14_400, 24 * 60),
    ]


def test_a_day_that_does_not_add_up_is_left_out(tmp_path: Path) -> None:
    rows = (
        "2024-03-31,api,59,1,18.8\n2024-03-32,api,0,0,0\n2024-04-01,api,x,0,0\n2024-04-02,api,0,1441,1441\n2024-04-03\n"
    )
    path = write(tmp_path, DAYS + rows + "2024-04-04,api,0,0,0.0\n")
    assert sum(left(imported("statuspage", path, options=Options(zone="Etc/UTC"))).values()) == 5


def test_days_need_a_zone_and_their_columns(tmp_path: Path) -> None:
    assert codes("statuspage", write(tmp_path, DAYS), options=Options()) == ["no-zone"]
    assert set(codes("statuspage", write(tmp_path, "Date\n"))) == {"missing-column"}
    assert set(codes("statuspage", write(tmp_path, "incident_impact_level\n"))) == {"missing-column"}


def test_the_github_feed(shared: Path) -> None:
    path = shared / "github-status-incidents" / "incidents.jsonl.gz"
    found = imported("statuspage", path, options=Options(more=IMPACTS))
    assert (found.report.rows, list(left(found).values()), found.facts.windows.height) == (399, [21, 1, 48, 1], 3)
    everything = Options(more=IMPACTS | {"unnamed": "github", "guessed": "use"})
    whole = imported("statuspage", path, options=everything).facts.states
    named = ["Actions", "Codespaces", "Pull Requests", "Git Operations", "API Requests"]
    assert [minutes(whole, item, [3]) for item in named] == [3_175, 3_663, 1_751, 1_800, 1_914]
    assert [minutes(whole, item, [2, 3]) for item in named] == [13_207, 12_076, 6_948, 5_890, 5_164]


def minutes(states: pl.DataFrame, item: str, codes: list[int]) -> int:
    """Minutes that a component was in one of some states."""
    own = states.filter(pl.col("item") == item).with_columns(until=pl.col("at").shift(-1))
    return int(own.filter(pl.col("state").is_in(codes)).select((pl.col("until") - pl.col("at")).sum()).item()) // MINUTE


def test_the_daily_minutes_of_language_models(shared: Path) -> None:
    path = shared / "llm-provider-status" / "outage_daily.csv.gz"
    found = imported("statuspage", path, options=Options(zone="Etc/UTC"))
    bad = found.facts.counts.group_by(pl.col("item").cast(pl.String)).agg((pl.col("total") - pl.col("good")).sum())
    assert dict(bad.rows()) == {
        "api.anthropic.com": 5_025,
        "claude.ai": 9_828,
        "console.anthropic.com": 6_621,
        "character.ai": 18_775,
    }
    assert (found.report.rows, found.report.left_out) == (1_572, ())


def test_the_incidents_of_language_models(shared: Path) -> None:
    path = shared / "llm-provider-status" / "incident_stages.csv.gz"
    levels = {"impacts": "0:up,1:degraded,2:degraded,3:down,4:down"}
    found = imported("statuspage", path, options=Options(more=levels))
    assert (found.report.rows, list(left(found).values())) == (177, [30, 14, 21])
