"""`share/1`, slowly: one member of the population after the other, conditions read with decimals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

__all__ = ["Condition", "Member", "Shares", "share"]


@dataclass(frozen=True, slots=True)
class Member:
    """One member: when it counts, and what was said of it, in order."""

    name: str
    counts_at: tuple[int, ...]
    said: tuple[tuple[str, str], ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Attribute, comparison and values; all conditions of a set must hold."""

    name: str
    comparison: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """How many fulfil the condition, of how many."""

    fulfilling: int
    population: int
    names: tuple[str, ...] = field(default=())


def share(
    members: list[Member],
    where: list[Condition],
    *,
    unless: list[Condition],
    among: list[Condition],
    window: tuple[int, int],
) -> Shares:
    """The share of a window; an empty `unless` leaves nobody out."""
    population = []
    for member in members:
        first = min(member.counts_at, default=None)
        if first is None or not window[0] <= first < window[1]:
            continue
        if holds(member, among) and not (unless and holds(member, unless)):
            population.append(member)
    good = [member.name for member in population if holds(member, where)]
    return Shares(len(good), len(population), tuple(sorted(good)))


def holds(member: Member, conditions: list[Condition]) -> bool:
    """Whether every condition holds of the last thing said; what nobody said fulfils nothing."""
    said = how_often(member) | dict(member.said)
    return all(is_true(said, condition) for condition in conditions)


def how_often(member: Member) -> dict[str, str]:
    """Event names are attributes too: how often each happened."""
    names = ("opened", "resolved", "reopened", "closed", "replied")
    return {name: str(member.events.count(name)) for name in names}


def is_true(said: Mapping[str, str], condition: Condition) -> bool:
    """One condition."""
    value = said.get(condition.name)
    if value is None:
        return False
    if condition.comparison == "in":
        return value in condition.values
    if condition.comparison == "!=":
        return value != condition.values[0]
    try:
        order = Decimal(value).compare(Decimal(condition.values[0]))
    except InvalidOperation:
        return False
    return {">=": order >= 0, ">": order > 0, "<=": order <= 0, "<": order < 0}[condition.comparison]
