"""The answer as one page for a person, and as JSON for a program."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

from upheld.evidence.chain import Breach
from upheld.evidence.meanings import MEANINGS
from upheld_verify.verify import NOT_PROVED, Answer, Step

__all__ = ["as_json", "as_text"]

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
_WIDTH: Final = 100
_INDENT: Final = " " * 6


def as_text(answer: Answer, file: str) -> str:
    """One page: what the bundle is, each question with its answer, the verdict, and what it does not prove."""
    lines = [f"{file}", *(f"  {name:<10} {value}" for name, value in answer.about.items()), ""]
    for step in answer.steps:
        lines.append(f"  {_WORDS[step.outcome]}{_QUESTIONS[step.name]}")
        lines.extend(_wrapped(step.says))
        for finding in step.findings:
            lines.extend(_told(finding, step))
    return "\n".join([*(_plain(line) for line in [*lines, "", *_verdict(answer)]), ""])


def _wrapped(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, _WIDTH - len(_INDENT)):
        yield f"{_INDENT}{line}"


def _told(finding: Breach, step: Step) -> Iterator[str]:
    place = ", ".join(_place(finding))
    yield f"{_INDENT}[{finding.code}] {place}"
    if finding.says != step.says:
        yield from _wrapped(finding.says)
    if finding.stated or finding.recomputed:
        yield f"{_INDENT}stated      {finding.stated}"
        yield f"{_INDENT}recomputed  {finding.recomputed}"
    yield from _wrapped(f"why: {MEANINGS[finding.code][0]}")
    yield from _wrapped(f"do:  {MEANINGS[finding.code][1]}")


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
    return [
        "VERIFIED: the statement follows from the agreement and the entries of this ledger."
        if answer.is_pinned
        else "CONSISTENT, BUT NOT VERIFIED: anybody could have signed it. Give the key of your contract with --key.",
        "Keep the head below; a later bundle must extend it (--last):",
        "",
        *(f"    {line}" for line in answer.checkpoint.splitlines()),
        "",
        "What this does not prove:",
        *(f"  - {each}" for each in NOT_PROVED),
    ]


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
            "steps": [_step(step) for step in answer.steps],
            "checkpoint": answer.checkpoint,
            "not_proved": list(NOT_PROVED),
        },
        indent=2,
    )


def _step(step: Step) -> dict[str, Any]:
    findings = [
        asdict(finding) | dict(zip(("means", "remedy"), MEANINGS[finding.code], strict=True))
        for finding in step.findings
    ]
    return {"question": step.name, "outcome": step.outcome, "says": step.says, "findings": findings}
