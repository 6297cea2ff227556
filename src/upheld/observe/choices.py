"""Options of importers as values: durations, instants and lists of `word:meaning`, or a problem."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from upheld.evidence.durations import parse_duration
from upheld.observe.faults import fault
from upheld.problems import Place, Problem
from upheld.quantities.instants import parse_instant

__all__ = ["duration_option", "instant_option", "meanings_option", "one_of_option"]

_Value = TypeVar("_Value")
_Options = Mapping[str, str]


def duration_option(options: _Options, name: str, *, problems: list[Problem]) -> int | None:
    """A duration [us] such as `30 min`; None when it is not given."""
    return _read(options, name, problems=problems, read=parse_duration, remedy="write it like 30 min or 24 h")


def instant_option(options: _Options, name: str, *, problems: list[Problem]) -> int | None:
    """An instant [us UTC]; None when it is not given."""
    return _read(options, name, problems=problems, read=parse_instant, remedy="write it like 2026-03-01T00:00:00Z")


def _read(
    options: _Options, name: str, *, problems: list[Problem], read: Callable[[str], _Value], remedy: str
) -> _Value | None:
    if name not in options:
        return None
    try:
        return read(options[name])
    except ValueError as error:
        problems.append(_bad(name, options[name], detail=f"it cannot be read ({type(error).__name__})", remedy=remedy))
        return None


def _bad(name: str, value: str, *, detail: str, remedy: str) -> Problem:
    return fault("bad-option", Place("options"), option=name, value=value, detail=detail, remedy=remedy)


def one_of_option(options: _Options, name: str, *, choices: Sequence[str], problems: list[Problem]) -> str:
    """One of a few words, the first of which holds when the option is not given."""
    value = options.get(name, choices[0])
    if value not in choices:
        remedy = f"use one of: {', '.join(choices)}"
        problems.append(_bad(name, value, detail="it is not known", remedy=remedy))
    return value


def meanings_option(options: _Options, name: str, *, choices: Sequence[str], problems: list[Problem]) -> dict[str, str]:
    """A list `word:meaning,word:meaning`, each meaning one of `choices`; empty when it is not given."""
    meanings: dict[str, str] = {}
    for part in options.get(name, "").split(",") if options.get(name) else []:
        word, _, meaning = part.strip().partition(":")
        if not word or meaning not in choices:
            detail, remedy = f"{part.strip()!r} has no known meaning", f"write word:meaning with {', '.join(choices)}"
            problems.append(_bad(name, options[name], detail=detail, remedy=remedy))
        meanings[word] = meaning
    return meanings
