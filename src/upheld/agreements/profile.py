"""The profile `upheld/2026`: the answer to every question that agreements of this kind end up in dispute about.

Each row is a question, its answer in words, and the value that the answer gives to keys of the language. A row
without keys is fixed by the language itself in this version: an agreement cannot say anything else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from upheld.agreements.form import Form
from upheld.agreements.model import Due

__all__ = ["ANSWERS", "LANGUAGE", "NO_PROFILE", "OWN", "PROFILE", "RESPONSE_EVENTS", "Answer", "Default", "Standing"]

PROFILE = "upheld/2026"
NO_PROFILE = "none"
OWN = "this agreement"
LANGUAGE = "upheld language 1"
RESPONSE_EVENTS = ("first-human-reply", "acknowledged", "replied")

Standing = str | tuple[str, ...] | Mapping[str, str]
"""A value of the language as the profile gives it: a single value, a list, or a table of single values."""


def _every(_: Form) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Default:
    """What a row says for one key: in which table (a measure, `source`, `exclusion` or `credits`), and when the
    question arises. One that is `asked_only` is left out of tables for which it does not arise.
    """

    table: str
    key: str
    value: Standing
    arises: Callable[[Form], bool] = _every
    asked_only: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One row: the question, the answer in words, and the keys it answers."""

    question: str
    words: str
    defaults: tuple[Default, ...] = ()


def _has_targets(promise: Form) -> bool:
    return promise.has("by")


def _may_pause(promise: Form) -> bool:
    return promise.value("to", str) not in RESPONSE_EVENTS


def _is_every(promise: Form) -> bool:
    due = promise.value("due", Due)
    return due is not None and due.kind == "every"


def _has_unknown(promise: Form) -> bool:
    return promise.value("missing", str) in ("unknown", None)


def _has_several_sources(promise: Form) -> bool:
    return len(promise.parts("sources")) > 1


def _has_interval(source: Form) -> bool:
    return source.has("interval")


_MEASURED_BY_WINDOW = ("availability/1", "elapsed/1", "share/1", "ratio/1", "count/1", "delivery/1")

ANSWERS: tuple[Answer, ...] = (
    Answer(
        "missing data",
        "Time without data is unknown. When more than 2% of the service time left after exclusions is unknown there "
        "is no verdict; otherwise the measured part is judged, and the bounds are shown.",
        (
            Default("availability/1", "missing", "unknown"),
            Default("availability/1", "unknown_limit", "2%", _has_unknown),
        ),
    ),
    Answer(
        "start of history",
        "The last record before the window carries into it; before the first record the state is unknown.",
    ),
    Answer(
        "gaps between observations",
        "Where two observations of a source lie more than one and a half of its intervals apart, the time between them "
        "is unknown to it.",
        (Default("source", "tolerance", "1.5", _has_interval, asked_only=True),),
    ),
    Answer(
        "sources that differ",
        "Where sources contradict each other the state is unknown; a source that knows nothing contradicts nobody.",
        (Default("availability/1", "sources_differ", "unknown", _has_several_sources, asked_only=True),),
    ),
    Answer(
        "outage",
        "An outage starts at the first failed observation and ends at the first good one. No outage is too short to "
        "count, and none are merged.",
        (Default("availability/1", "minimum_outage", "none"),),
    ),
    Answer(
        "degraded service",
        "Time in which a service worked in part counts as up.",
        (Default("availability/1", "degraded", "up"),),
    ),
    Answer(
        "several items",
        "When a service has several items, the agreement says which of them must be up; one item needs nothing.",
    ),
    Answer(
        "exclusions",
        "Only the exclusions that a promise lists may take time out; where they overlap, once. The time is left out "
        "of the service time, and the decision that the exclusion names must exist.",
        (
            Default("availability/1", "excludes", ()),
            Default("exclusion", "effect", "leave-out"),
        ),
    ),
    Answer(
        "cohort",
        "Work belongs to the window in which it falls due, or in which it was done if that was earlier. Work that is "
        "open and overdue is missed.",
        (Default("elapsed/1", "cohort", "due"),),
    ),
    Answer("response", "A response is the first public message or action by a person on the provider's side."),
    Answer(
        "pause",
        "A clock is paused only for the reasons that its promise lists, and never before a response. A pause is "
        "counted in the clock's own calendar, and lasts until work resumes or the awaited party sends a message.",
        (Default("elapsed/1", "pauses", (), _may_pause),),
    ),
    Answer(
        "reopening",
        "When work is opened again within 5 working days of the clock's calendar (calendar days if that is "
        "`always`), its clock goes on and the time between is left out. Later it is new work.",
        (Default("elapsed/1", "reopen", {"within": "5 working days", "then": "resume"}),),
    ),
    Answer(
        "reclassification",
        "When the new target is shorter, work is due at the earlier of the old deadline and the full new target from "
        "the change. When it is longer, it is due by the new target from the start. A deadline once missed stays "
        "missed.",
        (
            Default(
                "elapsed/1",
                "reclassify",
                {"raised": "earlier-of-change-and-old", "lowered": "from-creation"},
                _has_targets,
            ),
        ),
    ),
    Answer("cancelled, duplicate and merged work", "Such work is left out only by a recorded decision."),
    Answer("nothing to judge", "A window in which there was nothing to judge has no verdict and no credit."),
    Answer(
        "small samples",
        "Every sample is judged, however small.",
        tuple(Default(measure, "small_sample", "none") for measure in ("elapsed/1", "share/1", "ratio/1")),
    ),
    Answer("percentile", "A percentile is the nearest rank in the pooled sample."),
    Answer(
        "rounding",
        "Figures are compared exactly, before any rounding. Money is rounded once, at the end, half up. Percentages "
        "are cut off for display, and never shown on the other side of their target.",
    ),
    Answer(
        "recurring obligations",
        "Due dates keep to the grid from the first date, whatever was done when.",
        (Default("delivery/1", "schedule", "fixed", _is_every),),
    ),
    Answer(
        "one incident, several promises",
        "An incident that hits several promises pays the highest of their credits. Then credits are added, and then "
        "the caps apply.",
        (Default("credits", "one_incident", "highest"),),
    ),
    Answer(
        "payment of credits",
        "Credits are given without being asked for. They are taken off the next invoice, and paid out after the last.",
    ),
    Answer(
        "partial window",
        "A window that the term covers in part is measured over that part, and the base of its credits is prorated.",
        tuple(Default(measure, "partial", "measure-and-prorate") for measure in _MEASURED_BY_WINDOW),
    ),
    Answer(
        "late facts",
        "Facts that arrive late are accepted and marked. What they change is settled by an adjustment, until 5 "
        "working days after the window.",
    ),
)
