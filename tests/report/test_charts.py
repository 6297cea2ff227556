"""Pictures: each says what it shows, is told apart without colour, and has its numbers in a table."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from tests.report import sample
from tests.report.sample import MARCH, cells, hostile, network, portal, pounds, statement
from upheld.measure.measurement import DayCell, Distribution
from upheld.quantities.instants import HOUR, MINUTE, SECOND
from upheld.report.charts import month_strip, spread_chart, time_bar, verdict_bar, waterfall
from upheld.report.drawing import Chart, painted
from upheld.report.tables import cell_text
from upheld.report.wording import wall_of
from upheld.settle.statement import AppliedCap, CreditTotals, TimeTotals

SVG = "{http://www.w3.org/2000/svg}"
WALL = wall_of(statement())
SPREAD = Distribution((0, HOUR, 2 * HOUR, None), (5, 2, 1), HOUR, HOUR, 2 * HOUR, 9 * HOUR)


def charts() -> dict[str, Chart]:
    """One picture of each kind."""
    time = portal().time or TimeTotals(0, 0, 0, 0)
    return {
        "days": month_strip(portal(), WALL, name="a"),
        "time": time_bar(portal(), time, name="b"),
        "spread": spread_chart(portal(), SPREAD, name="c"),
        "credits": waterfall("d", sample.credits()),
        "verdicts": verdict_bar("e", statement()),
        "hostile": month_strip(hostile().results[0], WALL, name="f"),
    }


def texts(picture: str) -> list[str]:
    """What is written in a picture, in order."""
    return [element.text or "" for element in ET.fromstring(picture).iter(f"{SVG}text")]  # noqa: S314 -- our own


def rows(chart: Chart) -> list[tuple[str, ...]]:
    """The table behind a picture, as text."""
    return [tuple(cell_text(cell) for cell in row) for row in chart.table.rows]


@pytest.mark.parametrize("chart", charts().values(), ids=charts())
def test_a_picture_has_a_title_a_description_and_a_table(chart: Chart) -> None:
    for picture in filter(None, (chart.picture, chart.narrow)):
        root = ET.fromstring(picture)  # noqa: S314 -- our own
        named = {
            element.get("id") for element in (root.find(f"{SVG}title"), root.find(f"{SVG}desc")) if element is not None
        }
        assert set((root.get("aria-labelledby") or "").split()) == named
        assert root.get("role") == "img"
    assert chart.caption.title
    assert chart.caption.description
    assert chart.table.rows


@pytest.mark.parametrize("chart", charts().values(), ids=charts())
def test_a_picture_names_classes_and_no_colour(chart: Chart) -> None:
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb", re.sub(r"url\(#[^)]*\)", "", chart.picture))


def test_on_paper_every_class_has_its_colour() -> None:
    pictures = "".join(chart.picture for chart in charts().values())
    style = painted(charts()["days"].picture)
    for name in set(re.findall(r'class="(k-[a-z-]+)"', pictures)):
        assert f".{name}{{" in style


def test_the_strip_has_a_cell_per_day_and_the_minutes_down() -> None:
    strip = charts()["days"]
    assert strip.caption.title == "Order portal availability: 51 min down on 2 days of March 2026"
    assert [text for text in texts(strip.picture) if text in ("43", "8")] == [
        "8",
        "43",
        "8",
    ]  # the eighth, and 43 and 8
    assert len([text for text in texts(strip.picture) if text.isdigit()]) == 31 + 2
    assert rows(strip)[1] == ("Thu 12 Mar", "24 h", "43 min", "", "")


def test_excluded_and_unknown_days_have_their_own_pattern() -> None:
    strip = charts()["days"].picture
    assert 'fill="url(#a-excluded)"' in strip
    assert 'fill="url(#a-unknown)"' in strip


def test_a_day_without_service_is_an_empty_frame() -> None:
    strip = month_strip(network(), WALL, name="n")
    assert strip.picture.count("stroke-dasharray") == 9  # Saturdays and Sundays of March 2026
    assert strip.caption.title.startswith("warehouse-network: down on no day")


def test_a_year_has_a_row_per_month() -> None:
    days = tuple(DayCell(f"2026-{month:02d}-0{day}", HOUR, 0, 0, 0) for month in range(1, 13) for day in (1, 2))
    months = texts(month_strip(replace(portal(), days=days), WALL, name="y").picture)
    assert [text for text in months if text in ("Jan", "Jun", "Dec")] == ["Jan", "Jun", "Dec"]


def test_a_day_down_in_every_way_stays_inside_its_cell() -> None:
    whole = (DayCell("2026-03-01", 3 * SECOND, SECOND, SECOND, SECOND),)
    picture = month_strip(replace(portal(), days=whole), WALL, name="w").picture
    layers = re.findall(r'width="21.00" height="([\d.]+)" (?:fill="url|class="k-missed)', picture)
    assert sum(float(height) for height in layers) == pytest.approx(38.0, abs=0.05)
    assert "&lt;1" in picture


def test_no_part_of_the_time_is_too_thin_to_see() -> None:
    bar = time_bar(portal(), TimeTotals(1_000_000 * HOUR, MINUTE, 0, 0), name="t")
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height="14.00"', bar.picture)]
    assert min(widths) == 3.0
    assert sum(widths) == pytest.approx(720, abs=0.02)
    assert rows(bar)[-1] == ("Service time", "1000000 h 01 min")


def test_bars_past_the_target_are_lined_and_the_target_is_a_line() -> None:
    chart = charts()["spread"]
    assert chart.picture.count('fill="url(#c-missed)"') == 2
    assert "target 1 h" in texts(chart.picture)
    assert "n = 8" in texts(chart.picture)
    assert rows(chart) == [("up to 1 h", "5"), ("up to 2 h", "2"), ("over 2 h", "1")]


@pytest.mark.parametrize(("target", "lines"), [(None, 0), (90 * MINUTE, 1), (5 * HOUR, 1), (0, 0)])
def test_the_target_line_lies_in_its_bar(target: int | None, lines: int) -> None:
    chart = spread_chart(portal(), replace(SPREAD, target=target), name="l")
    assert chart.picture.count("stroke-dasharray") == lines


def test_empty_bars_past_the_last_and_the_target_are_left_to_the_table() -> None:
    edges = (*(n * HOUR for n in range(9)), None)
    sparse = replace(SPREAD, edges=edges, counts=(1, 1, 0, 0, 0, 0, 0, 0, 0), target=3 * HOUR)
    chart = spread_chart(portal(), sparse, name="s")
    assert [text for text in texts(chart.picture) if "up to" in text or "over" in text] == [
        "up to 1 h",
        "up to 2 h",
        "up to 3 h",
        "up to 4 h",
    ]
    assert len(rows(chart)) == 9


def test_credits_come_down_step_by_step() -> None:
    assert rows(charts()["credits"]) == [
        ("By the credit tables", "", "776.50 GBP"),
        ("One incident is credited once", "−92.50 GBP", "684.00 GBP"),
        ("Cap 2026-03: at most 10% of total monthly charge", "−106.61 GBP", "577.39 GBP"),
        ("Applied", "", "577.39 GBP"),
    ]


def test_caps_of_several_months_come_off_one_after_the_other() -> None:
    long = "at most 50.00, as the second of the annexes says in its third part"
    caps = (
        AppliedCap("at most 50.00", "2026-01", pounds("50.00"), pounds("80.00"), pounds("50.00")),
        AppliedCap("at most 50.00", "2026-02", pounds("50.00"), pounds("20.00"), pounds("20.00")),
        AppliedCap(long, "2026-03", pounds("50.00"), pounds("60.00"), pounds("50.00")),
    )
    chart = waterfall("m", CreditTotals(pounds("160.00"), pounds("160.00"), pounds("120.00"), caps))
    assert [(change, after) for _, change, after in rows(chart)] == [
        ("", "160.00 GBP"), ("−30.00 GBP", "130.00 GBP"), ("−10.00 GBP", "120.00 GBP"), ("", "120.00 GBP"),
    ]  # fmt: skip
    assert [text for text in texts(chart.picture) if text.endswith("…")]


def test_every_verdict_of_the_bar_has_a_mark_and_a_number() -> None:
    assert texts(charts()["verdicts"].picture) == ["✗ 5", "? 1", "✓ 8", "– 2"]


def test_the_days_of_a_month_in_another_zone_are_its_own() -> None:
    assert len(cells((0, 24), down={}, excluded={}, unknown={})) == 31
    assert sum(day.service for day in cells((0, 24))) == MARCH.end - MARCH.start
