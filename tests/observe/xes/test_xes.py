"""XES event logs: read safely, by a mapping file."""

from pathlib import Path

import polars as pl
import pytest

from tests.observe.sources import codes, events, imported, write
from upheld.observe.imported import Options

ANY = Options()
LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/">
  <global scope="event"><date key="time:timestamp" value="2019-02-23T17:09:09.330+02:00"/></global>
  <trace>
    <string key="concept:name" value="1-10"/>
    <event>
      <string key="concept:name" value="Accepted-In Progress"><string key="concept:name" value="inner"/></string>
      <date key="time:timestamp" value="2006-01-11T16:49:42.000+02:00"/>
      <string key="Resource" value="Minnie"/><string key="org:group" value="A2"/>
    </event>
    <event>
      <string key="concept:name" value="Accepted-Wait"/>
      <date key="time:timestamp" value="2006-01-12T16:49:42.000+02:00"/>
    </event>
  </trace>
  <trace>
    <string key="concept:name" value="1-11"/>
    <event>
      <string key="concept:name" value="Queued-Awaiting Assignment"/>
      <date key="time:timestamp" value="2006-01-13T16:49:42.000+02:00"/>
    </event>
  </trace>
</log>
"""


def test_traces_are_work_and_events_their_rows(tmp_path: Path) -> None:
    found = imported("xes", write(tmp_path, LOG, name="log.xes"), options=ANY)
    assert found.report.rows == 3
    assert events(found) == [
        ("2006-01-11T14:49:42Z", "opened", None),
        ("2006-01-11T14:49:42Z", "acknowledged", None),
        ("2006-01-12T14:49:42Z", "paused", "wait"),
        ("2006-01-13T14:49:42Z", "opened", None),
    ]
    assert found.facts.work["set.resource"].drop_nulls().to_list() == ["Minnie"]


ATTACKS = [
    '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><log>&b;</log>',
    '<!DOCTYPE log SYSTEM "file:///etc/hostname"><log/>',
    '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/hostname">]><log><trace>&x;</trace></log>',
    "<log>" + "<list>" * 200 + "</list>" * 200 + "</log>",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=["expansion", "document type", "outside file", "nesting"])
def test_an_attack_is_refused_before_it_unfolds(attack: str, tmp_path: Path) -> None:
    assert codes("xes", write(tmp_path, attack, name="log.xes"), options=ANY) == ["unsafe-xml"]


@pytest.mark.parametrize("content", [b"", b"<log>", b"{}", b"<log>\xff</log>", b"<log>&nothing;</log>"])
def test_what_is_not_xml_is_refused(content: bytes, tmp_path: Path) -> None:
    assert codes("xes", write(tmp_path, content, name="log.xes"), options=ANY) == ["bad-xml"]


def test_xml_without_events_is_another_kind_of_file(tmp_path: Path) -> None:
    assert "missing-column" in codes("xes", write(tmp_path, "<html/>", name="log.xes"), options=ANY)


def test_the_whole_log_gives_the_figures_of_its_source(shared: Path) -> None:
    found = imported(
        "xes", shared / "bpi2013-closed-problems" / "BPI_Challenge_2013_closed_problems.xes.gz", options=ANY
    )
    work = found.facts.work.with_columns(pl.col("event").cast(pl.String))
    count = dict(work["event"].value_counts().rows())
    assert (found.report.rows, work["work"].n_unique(), found.report.left_out) == (6_660, 1_487, ())
    assert (count["paused"], count["closed"], count["cancelled"], count["reopened"]) == (507, 1_565, 3, 81)
    spans = work.group_by("work").agg(span=(pl.col("at").max() - pl.col("at").min()) / 86_400_000_000)
    mean, median = spans.select(pl.col("span").mean().alias("mean"), pl.col("span").median().alias("median")).row(0)
    assert (round(mean, 1), round(median, 1)) == (178.9, 82.0)
