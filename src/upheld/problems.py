"""The one value for wrong input: what is wrong, where, why it matters, how to mend it.

Stages return problems beside their result and never throw them one at a time. An exception is a bug of ours;
a `Problem` is a mistake a person can make. Codes are kebab-case and permanent.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Place", "Problem", "Severity"]

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file; `line` and `column` count from 1, 0 means the whole file or the whole line."""

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: `message` says what, `why` says what it would lead to, `remedy` says what to do instead."""

    code: str
    place: Place
    message: str
    why: str
    remedy: str
    severity: Severity = "error"
