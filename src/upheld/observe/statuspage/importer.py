"""Status pages: incidents as one timeline of states for each component, daily minutes as exact counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from upheld.observe.choices import instant_option, meanings_option, one_of_option
from upheld.observe.faults import fault
from upheld.observe.imported import ImportReport, LeftOut, Options, Outcome
from upheld.observe.logs import imported, missing_columns, option_problems
from upheld.observe.records import read_records
from upheld.observe.statuspage.daily import DAILY_COLUMNS, daily_counts
from upheld.observe.statuspage.incidents import STAGE_COLUMNS, Found, Incident, feed_incidents, staged_incidents
from upheld.observe.statuspage.timeline import Outage, states_of, windows_of
from upheld.observe.walls import zone_problems
from upheld.problems import Place, Problem

__all__ = ["OPTIONS", "import_source"]

OPTIONS: Final = {
    "impacts": "what each impact means, `minor:degraded,major:down,none:up,maintenance:window`; needed for incidents",
    "exclusion": "the exclusion that maintenance windows claim; planned-maintenance unless said",
    "unnamed": "the item of incidents that name no component; without it they are left out",
    "since": "the instant from which every component is up until its first incident; without it that time is unknown",
    "times": "downtime (what a postmortem says, where there is one) or posted (when the page said so)",
    "guessed": "leave-out or use: components that whoever collected the feed worked out from the text",
}

_MEANINGS: Final = ("up", "degraded", "down", "window")
_UNSAID: Final = (
    "whether a component that no incident names was up: after an incident it is taken as up until the next",
    "how badly users were hit inside an incident: its one impact holds from its start to its end",
    "who else than the provider saw it: a status page is the provider's own word",
)
_UNSAID_DAILY: Final = (
    "which minutes of a day were bad: daily minutes become counts of good tenths of minutes, not states",
    "how long a day is where clocks change: the page counts 1,440 minutes on every day",
)


@dataclass(frozen=True, slots=True)
class _Choices:
    """The options of one import, read."""

    impacts: Mapping[str, str]
    exclusion: str
    unnamed: str | None
    since: int | None
    times: str
    guessed: str


def import_source(paths: Sequence[Path], options: Options) -> Outcome:
    """The facts that status pages publish, with a report. Files may be feeds (.jsonl), tables of stages, daily
    minutes.
    """
    problems = option_problems(options, tuple(OPTIONS))
    choices = _choices(options, problems)
    founds: list[Found] = []
    days: list[pl.DataFrame] = []
    for path in paths:
        problems += _read(path, choices, founds=founds, days=days)
    file = ", ".join(map(str, paths))
    if founds and not choices.impacts:
        detail, remedy = "an impact is a word of the page, not a state", OPTIONS["impacts"]
        problems.append(fault("missing-option", Place("options"), option="impacts", detail=detail, remedy=remedy))
    if days:
        problems += zone_problems(options.zone, file)
    if problems:
        return None, problems
    return _import(founds, days, choices=choices, options=options, file=file)


def _choices(options: Options, problems: list[Problem]) -> _Choices:
    more = options.more
    return _Choices(
        impacts=meanings_option(more, "impacts", choices=_MEANINGS, problems=problems),
        exclusion=more.get("exclusion", "planned-maintenance"),
        unnamed=more.get("unnamed"),
        since=instant_option(more, "since", problems=problems),
        times=one_of_option(more, "times", choices=("downtime", "posted"), problems=problems),
        guessed=one_of_option(more, "guessed", choices=("leave-out", "use"), problems=problems),
    )


def _read(path: Path, choices: _Choices, *, founds: list[Found], days: list[pl.DataFrame]) -> list[Problem]:
    if ".jsonl" in path.name.lower():
        found, problems = feed_incidents(path, times=choices.times, guessed=choices.guessed)
        founds.append(found)
        return problems
    rows, problems = read_records([path])
    if problems:
        return problems
    if "incident_impact_level" in rows.columns:
        problems = missing_columns(STAGE_COLUMNS, rows, file=str(path))
        founds += [] if problems else [staged_incidents(rows)]
        return problems
    days.append(rows)
    return missing_columns(DAILY_COLUMNS, rows, file=str(path))


def _import(
    founds: Sequence[Found], days: Sequence[pl.DataFrame], *, choices: _Choices, options: Options, file: str
) -> Outcome:
    incidents, unnamed = _named([each for found in founds for each in found.incidents], choices.unnamed)
    outages, windows, unknown = _told_apart(incidents, choices.impacts)
    frames = {
        "state": states_of(outages, since=choices.since),
        "window": windows_of(windows, exclusion=choices.exclusion),
    }
    left = [*(each for found in founds for each in found.left_out), *unnamed, *unknown]
    if days:
        frames["count"], more = daily_counts(pl.concat(days, how="diagonal"), zone=options.zone or "")
        left.extend(more)
    records = sum(found.records for found in founds) + sum(each.height for each in days)
    unsaid = (*(_UNSAID if founds else ()), *(_UNSAID_DAILY if days else ()))
    assumed = _assumed(choices, has_incidents=bool(founds), zone=options.zone if days else None)
    report = ImportReport("statuspage", records, {}, tuple(left), unsaid, assumed)
    source = pl.lit(options.source or "statuspage").alias("source")
    return imported({kind: frame.with_columns(source) for kind, frame in frames.items()}, report, file=file)


def _named(incidents: Iterable[Incident], unnamed: str | None) -> tuple[list[Incident], list[LeftOut]]:
    """Incidents with their components; those without get the item that a person named, or are left out."""
    named: list[Incident] = []
    nameless: list[Incident] = []
    for each in incidents:
        (named if each.components else nameless).append(each)
    if unnamed is not None:
        return named + [replace(each, components=(unnamed,)) for each in nameless], []
    return named, _left("it names no component", nameless)


def _left(reason: str, incidents: Sequence[Incident]) -> list[LeftOut]:
    return [LeftOut(reason, len(incidents), tuple(each.place for each in incidents[:5]))] if incidents else []


def _told_apart(
    incidents: Sequence[Incident], impacts: Mapping[str, str]
) -> tuple[list[Outage], list[Incident], list[LeftOut]]:
    """Incidents by what their impact means: states, windows, and those that are left out."""
    meant = [(each, impacts.get(each.impact)) for each in incidents]
    outages = [(each, meaning) for each, meaning in meant if meaning in ("degraded", "down")]
    windows = [each for each, meaning in meant if meaning == "window" and each.end is not None]
    lasting = [each for each, meaning in meant if meaning == "window" and each.end is None]
    left = _left("it is maintenance that has not ended", lasting)
    left += _left("its impact means up", [each for each, meaning in meant if meaning == "up"])
    for impact in sorted({each.impact for each, meaning in meant if meaning is None}):
        unknown = [each for each in incidents if each.impact == impact]
        left += _left(f"the option impacts does not say what {impact or 'no impact'} means", unknown)
    return [(each, str(meaning)) for each, meaning in outages], windows, left


def _assumed(choices: _Choices, *, has_incidents: bool, zone: str | None) -> tuple[str, ...]:
    lines = []
    if has_incidents:
        lines.append("impacts mean " + ", ".join(f"{word}: {meaning}" for word, meaning in choices.impacts.items()))
        lines.append(f"an incident lasts as its {choices.times} times say")
    if choices.unnamed:
        lines.append(f"incidents that name no component are those of {choices.unnamed}")
    if choices.since is not None:
        lines.append("before its first incident a component is up")
    if zone is not None:
        lines.append(f"days are those of {zone}")
    return tuple(lines)
