"""A complaint is a problem before it has a place: which code, what is wrong with this text, what to write instead."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from upheld.agreements.codes import WHY
from upheld.agreements.tree import Mark
from upheld.problems import Place, Problem, Severity

__all__ = ["Complaint", "Misfit", "listed", "nearest", "problem_at", "suggestion"]

_LONGEST_GUESS = 60


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong and how to mend it; `code` is a key of `codes.WHY`, which says what it would lead to."""

    code: str
    message: str
    remedy: str
    severity: Severity = "error"


Misfit: TypeAlias = tuple[Mark, Complaint]
"""A complaint and where it belongs."""


def problem_at(complaint: Complaint, place: Place) -> Problem:
    """The complaint as a problem at its place."""
    return Problem(
        code=complaint.code,
        place=place,
        message=complaint.message,
        why=WHY[complaint.code],
        remedy=complaint.remedy,
        severity=complaint.severity,
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely meant, or None when nothing is close."""
    if len(word) > _LONGEST_GUESS:
        return None
    by_folded = {each.casefold().replace("_", "-"): each for each in known}
    close = difflib.get_close_matches(word.casefold().replace("_", "-"), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def listed(words: Iterable[str]) -> str:
    """Words in a sentence: "`a`, `b` and `c`"; "none" for no words."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:
        return quoted[0] if quoted else "none"
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def suggestion(word: str, known: Iterable[str]) -> str:
    """A remedy for a word that is not known: the nearest known one first, then all of them."""
    words = tuple(known)
    guess = nearest(word, words)
    known_words = f"Known here: {listed(words)}."
    return f"Did you mean `{guess}`? {known_words}" if guess else known_words
