"""Values of a condition (a text to be equal to, or a comparison such as `>= 4`), and what becomes of a small sample."""

import re
from dataclasses import dataclass
from typing import Literal

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.numbers import count, decimal

__all__ = ["Comparison", "Leeway", "Sign", "alternative", "condition", "leeway"]

_COMPARISON = re.compile(r"(>=|<=|!=|>(?!=)|<(?!=)) ?(.+)")
_ALLOW = re.compile(r"allow (\S+)")
_UNKNOWN_SIGN = re.compile(r"(=>|=<|==|<>|[=<>~])")
Sign = Literal["in", ">=", ">", "<=", "<", "!="]
_SIGNS: dict[str, Sign] = {">=": ">=", ">": ">", "<=": "<=", "<": "<"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of an attribute: `in` with a text, `!=` too, the others with an exact decimal, as written."""

    comparison: Sign
    value: str


def alternative(text: str) -> Comparison | Complaint:
    """One of several texts to be equal to; a comparison among them would leave open whether both must hold."""
    read = condition(text)
    if isinstance(read, Comparison) and read.comparison != "in":
        message = f"`{text}` is a comparison, and a list holds texts of which any may be equal."
        return Complaint("not-a-condition", message, "Write the comparison alone; put a second one under `unless`.")
    return read


def condition(text: str) -> Comparison | Complaint:
    """`P1` is equal to that text, `!= P1` is not; `>= 4` compares numbers."""
    found = _COMPARISON.fullmatch(text)
    if found and found[1] == "!=":
        return Comparison("!=", found[2])
    if found:
        read = decimal(found[2])
        return read if isinstance(read, Complaint) else Comparison(_SIGNS[found[1]], found[2])
    if _UNKNOWN_SIGN.match(text):
        remedy = 'Write `">= 4"`, `"> 4"`, `"<= 4"`, `"< 4"`, `"!= 4"`, or the text alone for equality.'
        return Complaint("not-a-condition", f"`{text}` starts with a sign that compares nothing.", remedy)
    return Comparison("in", text)


@dataclass(frozen=True, slots=True)
class Leeway:
    """What happens to a small sample: no verdict (`allow` 0), or `allow` misses do not count."""

    then: Literal["report-only", "allow"]
    allow: int


def leeway(text: str) -> Leeway | Complaint:
    """`report-only`, or `allow 1`."""
    if text == "report-only":
        return Leeway("report-only", 0)
    if text == "carry-forward":
        message = "`carry-forward` belongs to the language, and is not in this version."
        return Complaint("not-in-this-version", message, "Write `report-only` or `allow 1`.")
    found = _ALLOW.fullmatch(text)
    if found is None:
        return Complaint(
            "unknown-word",
            f"`{text}` does not say what happens to a small sample.",
            "Write `report-only` or `allow 1`.",
        )
    misses = count(found[1])
    return misses if isinstance(misses, Complaint) else Leeway("allow", misses)
