"""Upptime histories as rebuilt from their commits (CSV, one row for each commit to a site's file): states and what was
watched.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from upheld.observe.choices import duration_option
from upheld.observe.imported import ImportReport, LeftOut, Options, Outcome
from upheld.observe.logs import imported, missing_columns, option_problems
from upheld.observe.records import RAGGED, REPEATS, is_repeat, left_out, read_records
from upheld.observe.walls import instants_in
from upheld.problems import Problem
from upheld.quantities.allowances import duration_text
from upheld.quantities.instants import DAY, MINUTE, instant_text

__all__ = ["OPTIONS", "import_source"]

OPTIONS: Final = {
    "interval": "how often the monitor checks; 30 min unless said (workflowSchedule of its configuration)",
    "silence": "the longest time without a row after which the state is unknown; without it the last state holds",
}

_COLUMNS: Final = (
    *("checked_at_utc", "committed_at_utc", "site_slug", "status", "http_code", "site_start_utc"),
    *("commit_subject", "commit_sha"),
)
_CLOCKS: Final = {"at": "checked_at_utc", "committed": "committed_at_utc", "begun": "site_start_utc"}
_STATES: Final = ("up", "down", "degraded")
_UNSAID: Final = (
    "that checks went on between two rows: a row is written when the state changes and about once a day otherwise",
    "when an outage began or ended, to less than the interval between two checks",
    "when a site was taken out of monitoring: its last state holds to the end of the history",
    "maintenance, and who was to blame",
)


def import_source(paths: Sequence[Path], options: Options) -> Outcome:
    """The states in the histories of sites, and the spans in which they were watched, with a report."""
    problems: list[Problem] = option_problems(options, tuple(OPTIONS))
    interval = duration_option(options.more, "interval", problems=problems)
    silence = duration_option(options.more, "silence", problems=problems)
    rows, more = read_records(paths)
    file = ", ".join(map(str, paths))
    problems += more or missing_columns(_COLUMNS, rows, file=file)
    if problems:
        return None, problems
    checks, left = _checks(rows)
    source = options.source or "upptime"
    watches = _watches(checks, interval=interval or 30 * MINUTE, silence=silence)
    frames = {"state": _states(checks), "watch": watches}
    assumed = _assumed(checks, interval=interval or 30 * MINUTE, silence=silence) if checks.height else ()
    report = ImportReport("upptime", rows.height, {}, tuple(left), _UNSAID, assumed)
    return imported(
        {kind: frame.with_columns(source=pl.lit(source)) for kind, frame in frames.items()}, report, file=file
    )


def _checks(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[LeftOut]]:
    """The rows that are checks, by site and time, with their instants."""
    table = rows.with_columns(
        instants_in(rows[column], "rfc3339", zone=None).instants.alias(name) for name, column in _CLOCKS.items()
    )
    table = table.with_columns(is_repeat(rows).alias("repeat"))
    reasons = (
        (REPEATS, pl.col("repeat")),
        ("the row has another number of cells than the heading", pl.col(RAGGED)),
        (
            "left over from the template of the repository (Initial commit)",
            pl.col("commit_subject") == "Initial commit",
        ),
        ("one of its times cannot be read", pl.any_horizontal(pl.col(name).is_null() for name in _CLOCKS)),
        ("it does not say which site", pl.col("site_slug").fill_null("") == ""),
    )
    left: list[LeftOut] = []
    for reason, is_wrong in reasons:
        wrong = is_wrong.fill_null(value=False)
        left.extend(left_out(table.filter(wrong), reason))
        table = table.filter(~wrong)
    return table.sort("site_slug", "at"), left


def _states(checks: pl.DataFrame) -> pl.DataFrame:
    """One state for each check. Commit times are whole seconds, so a check is learned no earlier than it was made."""
    return checks.select(
        pl.format("{}/{}", "site_slug", "commit_sha").alias("id"),
        *("at", pl.max_horizontal("at", "committed").alias("learned_at"), pl.col("site_slug").alias("item")),
        *(_state().alias("state"), pl.format("HTTP {}", "http_code").alias("detail")),
    )


def _state() -> pl.Expr:
    """The status as a state; of a check whose status is none of them nothing is known."""
    return pl.when(pl.col("status").is_in(_STATES)).then(pl.col("status")).otherwise(pl.lit("unknown"))


def _watches(checks: pl.DataFrame, *, interval: int, silence: int | None) -> pl.DataFrame:
    """Spans in which each site was watched: from its start to the last commit of the history, less what was too
    silent.
    """
    last = pl.col("committed").max()
    following = pl.col("at").shift(-1).over("site_slug").fill_null(pl.max_horizontal(last, "at"))
    start = (
        pl.when(pl.col("at") == pl.col("at").min().over("site_slug"))
        .then(pl.min_horizontal("begun", "at"))
        .otherwise("at")
    )
    until = following if silence is None else pl.min_horizontal(following, pl.col("at") + silence)
    pieces = checks.with_columns(last=last).select("site_slug", start.alias("from"), until.alias("until"))
    is_new = (pl.col("from") != pl.col("until").shift()).fill_null(value=True)
    spans = pieces.group_by("site_slug", is_new.cum_sum().over("site_slug").alias("n"), maintain_order=True).agg(
        pl.col("from").min(), pl.col("until").max()
    )
    spans = spans.filter(pl.col("until") > pl.col("from"))
    return spans.select(
        pl.format("{}/watch/{}", "site_slug", "n").alias("id"),
        *(pl.col("site_slug").alias("item"), "from", "until", pl.lit(duration_text(interval)).alias("interval")),
    )


def _assumed(checks: pl.DataFrame, *, interval: int, silence: int | None) -> tuple[str, ...]:
    last = checks["committed"].to_numpy().max()
    gaps = checks.select((pl.col("at") - pl.col("at").shift()).over("site_slug").max()).item() or 0
    ended = checks.group_by("site_slug").agg(pl.col("at").max()).filter(pl.col("at") < int(last) - DAY).height
    end, often, longest = instant_text(int(last)), duration_text(interval), duration_text(gaps)
    lines = [
        f"every site was checked each {often} from its start until {end}, the last commit of the history",
        f"the longest time without a row is {longest}",
    ]
    if silence is not None:
        lines.append(f"after {duration_text(silence)} without a row the state is unknown")
    if ended and silence is None:
        lines.append(f"{ended:,} sites without a row on the last day were still watched then")
    return tuple(lines)
