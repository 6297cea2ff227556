"""The figures of a statement, each in a few words: what every page of it says, and what the verifier prints."""

from dataclasses import dataclass

from upheld.report.wording import WORDS, amount, plain, wall_of
from upheld.settle.statement import Credit, Result, Statement

__all__ = ["Figure", "bounds_text", "credit_text", "figures", "money_words", "value_text"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One result in words: of which promise (its row and window where it has several), what was promised, what came
    out, the verdict, and the credit where there is one.
    """

    promise: str
    promised: str
    value: str
    verdict: str
    credit: str


def figures(statement: Statement) -> tuple[Figure, ...]:
    """Every result of a statement, in its order."""
    wall, whole = wall_of(statement), (statement.period.start, statement.period.end)
    found = []
    for result in statement.results:
        title, row = result.title or result.promise, ", ".join(value for _, value in result.group)
        window = "" if (result.window.start, result.window.end) == whole else wall.period(result.window)
        name = ", ".join(plain(part) for part in (title, row, window) if part)
        credit = credit_text(result.credit)
        found.append(Figure(name, plain(result.target), value_text(result), WORDS[result.verdict], credit))
    return tuple(found)


def money_words(statement: Statement) -> tuple[tuple[str, str], ...]:
    """Charges, credits and what remains; that an excerpt does not tell them."""
    totals = statement.totals
    if totals is None:
        return (("Money", "settled in the whole statement"),)
    return (
        ("Charges", amount(totals.charges)),
        ("Credits", f"−{amount(totals.credits)}" if totals.credits.minor else amount(totals.credits)),
        ("Net", amount(totals.net)),
    )


def value_text(result: Result) -> str:
    """The figure; its bounds while they leave the verdict open; what stands where there is none."""
    if result.verdict == "undetermined":
        return bounds_text(result) or "unknown"
    return plain(result.value.display) if result.value is not None else "0 of 0"


def bounds_text(result: Result) -> str | None:
    """The least and the most the figure can be while time is unknown; None when that is one figure."""
    if result.lower is None or result.upper is None or result.lower == result.upper:
        return None
    return f"{plain(result.lower.display)} to {plain(result.upper.display)}"


def credit_text(credit: Credit | None) -> str:
    """What is paid; in an excerpt what the miss is worth by the table."""
    if credit is None:
        return ""
    return f"{amount(credit.calculated)} by the table" if credit.applied is None else amount(credit.applied)
