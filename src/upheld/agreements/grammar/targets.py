"""What is owed (`at least 99.9%`, `95% within 4 h`) and where a credit begins (`99.5%`, `3`, `6 h`)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from upheld.agreements.complaints import Complaint
from upheld.agreements.grammar.durations import allowance, duration
from upheld.agreements.grammar.numbers import decimal, percent
from upheld.agreements.model import Target
from upheld.quantities.allowances import OpenTime
from upheld.quantities.ratio import Ratio

__all__ = ["FORMS", "Limit", "limit", "target"]

FORMS = (
    "Write it in one of these ways: `at least 99.9%`, `at most 3`, `95% within 4 h`, `90% by end of working day 3`, "
    "`every one within 4 h`, `mean at most 6 h`, `percentile 90 at most 8 h`, `every one`."
)
_VAGUE = re.compile(r"\b(best|reasonable|asap|soon|prompt|promptly|timely|efforts?|endeavours?)\b", re.IGNORECASE)
_SIGNS = {">=": "at least", "<=": "at most", ">": "at least", "<": "at most"}


@dataclass(frozen=True, slots=True)
class Limit:
    """The edge of a band as an exact ratio, and what it is a limit of; durations are microseconds over one."""

    ratio: Ratio
    unit: Literal["share", "number", "duration"]
    text: str


def target(text: str) -> Target | Complaint:
    """What is owed, as it is compared."""
    for pattern, read in _FORMS_READ:
        found = pattern.fullmatch(text)
        if found:
            return read(text, found)
    return _not_a_target(text)


def limit(text: str) -> Limit | Complaint:
    """Where a band begins: a percentage, a number, or a length of open time."""
    if text.endswith("%"):
        read = percent(text)
        return read if isinstance(read, Complaint) else Limit(read, "share", text)
    if re.search("[0-9] ?[a-z]", text):
        micros = duration(text)
        return micros if isinstance(micros, Complaint) else Limit(Ratio(micros, 1), "duration", text)
    read = decimal(text)
    return read if isinstance(read, Complaint) else Limit(read, "number", text)


def _compared(text: str, found: re.Match[str]) -> Target | Complaint:
    """`at least R`, `at most R`."""
    kind: Literal["at-least", "at-most"] = "at-least" if found[1] == "least" else "at-most"
    if " within " in found[2] or " by " in found[2]:
        message = f"`{text}` says `at {found[1]}` of a share that is at least that anyway."
        return Complaint("not-a-target", message, f"Write `{found[2]}`.")
    edge = limit(found[2])
    if isinstance(edge, Complaint):
        return edge
    if edge.unit == "duration":
        remedy = (
            f"Write `every one within {found[2]}`, `mean at most {found[2]}` or `percentile 90 at most {found[2]}`."
        )
        return Complaint("not-a-target", f"`{text}` does not say which times are compared.", remedy)
    if edge.unit == "share":
        complaint = _beyond(edge.ratio, text, is_floor=kind == "at-least")
        if complaint:
            return complaint
    return Target(kind, text, limit=edge.ratio, is_percent=edge.unit == "share")


def _share_within(text: str, found: re.Match[str]) -> Target | Complaint:
    """`P% within D`."""
    owed, within = percent(found[1]), allowance(found[2])
    if isinstance(owed, Complaint):
        return owed
    if isinstance(within, Complaint):
        return within
    complaint = _beyond(owed, text, is_floor=True)
    return complaint or Target("share-within", text, limit=owed, is_percent=True, allowance=within)


def _every_within(text: str, found: re.Match[str]) -> Target | Complaint:
    """`every one within D`."""
    within = allowance(found[1])
    return within if isinstance(within, Complaint) else Target("every-within", text, allowance=within)


def _mean(text: str, found: re.Match[str]) -> Target | Complaint:
    """`mean at most D`."""
    within = _open_time(found[1])
    return within if isinstance(within, Complaint) else Target("mean-at-most", text, allowance=within)


def _percentile(text: str, found: re.Match[str]) -> Target | Complaint:
    """`percentile N at most D`."""
    rank, within = decimal(found[1]), _open_time(found[2])
    if isinstance(rank, Complaint):
        return rank
    if isinstance(within, Complaint):
        return within
    if not rank.denominator <= rank.numerator <= 100 * rank.denominator:
        return Complaint(
            "percentile-out-of-range", f"There is no percentile {found[1]}.", "Write a number from 1 to 100."
        )
    of_hundred = Ratio(rank.numerator, rank.denominator * 100)
    return Target("percentile-at-most", text, allowance=within, percentile=of_hundred)


def _every_one(text: str, _: re.Match[str]) -> Target | Complaint:
    """`every one`."""
    return Target("every-one", text)


def _between(text: str, _: re.Match[str]) -> Target | Complaint:
    """`between A and B`, a part of the language that this version cannot measure."""
    message = f"`{text}` needs the measure in-band/1, which is not in this version."
    return Complaint("not-in-this-version", message, "Leave this promise out until it is.")


_FORMS_READ: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Target | Complaint]], ...] = (
    (re.compile(r"at (least|most) (.+)"), _compared),
    (re.compile(r"every one (?:within|by) (.+)"), _every_within),
    (re.compile(r"every one"), _every_one),
    (re.compile(r"mean at most (.+)"), _mean),
    (re.compile(r"percentile (\S+) at most (.+)"), _percentile),
    (re.compile(r"between .+ and .+"), _between),
    (re.compile(r"(\S+ ?%) (?:within|by) (.+)"), _share_within),
)


def _open_time(text: str) -> OpenTime | Complaint:
    """A length of open time; a mean or percentile of working days is no length."""
    read = allowance(text)
    if isinstance(read, Complaint | OpenTime):
        return read
    message = f"A mean or a percentile is a length of time, and `{text}` is a moment."
    return Complaint("statistic-of-days", message, f"Write open hours, such as `20 h`, or `90% by {text}`.")


def _beyond(owed: Ratio, text: str, *, is_floor: bool) -> Complaint | None:
    """A share that can never be reached, or is always."""
    if owed.numerator > owed.denominator:
        message = f"`{text}` is more than everything: no performance can ever meet it."
        return Complaint("target-above-100", message, "Write 100% or less.")
    if owed.numerator == (0 if is_floor else owed.denominator):
        return Complaint("target-always-met", f"`{text}` is met whatever happens.", "Write the share that is owed.")
    return None


def _not_a_target(text: str) -> Complaint:
    """Why a text is no target, and the likeliest form of what was meant."""
    if _VAGUE.search(text):
        return Complaint("vague-target", f"`{text}` cannot be measured.", FORMS)
    for sign, words in _SIGNS.items():
        if text.startswith(sign):
            meant = f"{words} {text.removeprefix(sign).strip()}"
            return Complaint("not-a-target", f"`{text}` is not how a target is written.", f"Write `{meant}`.")
    if not isinstance(percent(text), Complaint):
        remedy = f"Write `at least {text}` or `at most {text}`, or `{text} within 4 h` for a clock."
        return Complaint("not-a-target", f"`{text}` does not say whether more or less is better.", remedy)
    return Complaint("not-a-target", f"`{text}` is not a target.", FORMS)
