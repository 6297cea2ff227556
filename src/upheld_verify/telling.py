"""The answer as one page for a person, and as JSON for a program."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final
from unicodedata import east_asian_width

from upheld.evidence.chain import Breach
from upheld.evidence.meanings import MEANINGS
from upheld_verify.verify import NOT_PROVED, Answer, Step

__all__ = ["as_json", "as_text", "not_proved"]

_QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "files": "Is the file whole?",
        "signature": "Who signed the head of the ledger?",
        "extension": "Does it extend the head you hold?",
        "entries": "Are the entries those of the ledger?",
        "agreement": "Is it the recorded agreement?",
        "statement": "Does the same statement come out?",
    }
)
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"holds": "yes ", "fails": "NO  ", "not asked": "-   ", "not reached": "?   "}
)
_NARROWEST, _WIDEST = 40, 100
_MOST_FIGURES: Final = 40
_MOST_LINES: Final = 4
_INDENT: Final = " " * 6


def as_text(answer: Answer, file: str, width: int = _WIDEST) -> str:
    """One page: what the bundle is, each question with its answer, the verdict, and what it does not prove.

    What comes out of the bundle is cut or wrapped to the width of the terminal, behind blanks: whatever it says, it
    never stands where the verdict stands.
    """
    width = max(_NARROWEST, min(width, _WIDEST))
    about = {"file": file} | dict(answer.about)
    lines = [*(line for name, value in about.items() for line in _labelled(f"  {name:<10} ", value, width)), ""]
    for step in answer.steps:
        lines.append(f"  {_WORDS[step.outcome]}{_QUESTIONS[step.name]}")
        lines.extend(_wrapped(step.says, width))
        for finding in step.findings:
            lines.extend(_told(finding, step, width=width))
    lines.extend(_figures(answer, width))
    return "\n".join([*(_plain(line) for line in [*lines, "", *_verdict(answer)]), ""])


def _figures(answer: Answer, width: int) -> Iterator[str]:
    """The figures that were computed again, as the pages of the statement show them."""
    if not answer.figures:
        return
    yield from ("", "  What it says, computed again:")
    for each in answer.figures[:_MOST_FIGURES]:
        credit = f"; credit {each.credit}" if each.credit else ""
        line = f"{each.verdict:<14} {each.promise}: {each.value}, promised {each.promised}{credit}"
        yield from _labelled(_INDENT, line, width)
    if (more := len(answer.figures) - _MOST_FIGURES) > 0:
        yield f"{_INDENT}and {more} more: --format json has them all"
    yield from _wrapped(", ".join(f"{name} {amount}" for name, amount in answer.money.items()), width)


def _labelled(label: str, value: str, width: int) -> Iterator[str]:
    """A label and the value beside it, in lines of its own; of what would take many the beginning."""
    lines = _lines(value, width - len(label)) or [""]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1] = f"{lines[_MOST_LINES - 1][:-1]}…"
    for place, line in enumerate(lines[:_MOST_LINES]):
        yield f"{' ' * len(label) if place else label}{line}"


def _wrapped(text: str, width: int) -> Iterator[str]:
    yield from (f"{_INDENT}{line}" for line in _lines(text, width - len(_INDENT)))


def _lines(text: str, width: int) -> list[str]:
    """A text in lines of fewer columns than `width`; a wide character takes two, and may be cut off from its second."""
    measured = "".join(f"{each}\0" if east_asian_width(each) in "WFA" else each for each in text.replace("\0", " "))
    return [line.replace("\0", "") for line in textwrap.wrap(measured, width - 1)]


def _told(finding: Breach, step: Step, *, width: int) -> Iterator[str]:
    yield from _wrapped(f"[{finding.code}] {', '.join(_place(finding))}", width)
    if finding.says != step.says:
        yield from _wrapped(finding.says, width)
    if finding.stated or finding.recomputed:
        yield from _labelled(f"{_INDENT}stated      ", finding.stated, width)
        yield from _labelled(f"{_INDENT}recomputed  ", finding.recomputed, width)
    yield from _wrapped(f"why: {MEANINGS[finding.code][0]}", width)
    yield from _wrapped(f"do:  {MEANINGS[finding.code][1]}", width)


def _place(finding: Breach) -> Iterator[str]:
    yield finding.file or "the file itself"
    if finding.entry is not None:
        yield f"entry {finding.entry}"
    if finding.field:
        yield f"field {finding.field}"


def _verdict(answer: Answer) -> list[str]:
    if not answer.holds:
        outcomes = [step.outcome for step in answer.steps]
        failed, unasked = outcomes.count("fails"), outcomes.count("not reached")
        rest = f", {unasked} could not be asked" if unasked else ""
        return [f"NOT VERIFIED: {failed} of {len(answer.steps)} answers are no{rest}. Do not rely on this statement."]
    if not answer.is_pinned:
        return ["CONSISTENT, BUT NOT VERIFIED: anybody could have signed it. Give the key of your contract with --key."]
    shown = "the entries shown, others are withheld" if "excerpt" in answer.about else "the entries of this ledger"
    return [
        f"VERIFIED: the statement follows from the agreement and {shown}.",
        "Keep the head below; a later bundle must extend it (--last):",
        "",
        *(f"    {line}" for line in answer.checkpoint.splitlines()),
        "",
        "What this does not prove:",
        *(f"  - {each}" for each in not_proved(answer)),
    ]


def not_proved(answer: Answer) -> list[str]:
    """What the answer leaves open, in words."""
    withheld = "that nothing withheld bears on it: facts, a later revision of the agreement, a revoked key"
    return [*([withheld] if "excerpt" in answer.about else []), *NOT_PROVED]


def _plain(line: str) -> str:
    """A line without characters that steer a terminal, wherever they came from."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)


def as_json(answer: Answer, file: str) -> str:
    """The same for a program, in ASCII: whatever a bundle holds, it can be written and steers no terminal."""
    return json.dumps(
        {
            "file": file,
            "verified": answer.holds and answer.is_pinned,
            "about": dict(answer.about),
            "figures": [asdict(each) for each in answer.figures],
            "money": answer.money,
            "steps": [_step(step) for step in answer.steps],
            "checkpoint": answer.checkpoint,
            "not_proved": not_proved(answer),
        },
        indent=2,
    )


def _step(step: Step) -> dict[str, Any]:
    findings = [
        asdict(finding) | dict(zip(("means", "remedy"), MEANINGS[finding.code], strict=True))
        for finding in step.findings
    ]
    return {"question": step.name, "outcome": step.outcome, "says": step.says, "findings": findings}
