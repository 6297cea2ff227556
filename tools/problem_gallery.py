"""The gallery of problems: one bad agreement per code in `tests/problems`, and how its problem is printed."""

from dataclasses import replace
from pathlib import Path

from upheld.agreements.codes import WHY
from upheld.agreements.load import load_agreement, load_text
from upheld.agreements.read import MAX_BYTES, MAX_VALUES, decoded
from upheld.cli.printing import problem_lines
from upheld.problems import Problem

ROOT = Path(__file__).resolve().parent.parent
BAD = ROOT / "tests" / "problems"
HEAD = """\
# Problems of agreements

Made by `make docs` from the bad agreements in `tests/problems`; edit those, not this page. A code is permanent: a
script may rely on it. `upheld check` prints all problems of an agreement at once, in the order of its lines.
"""


def page() -> str:
    """Every code, with an agreement that has the problem."""
    contents = ", ".join(f"[{code}](#{code})" for code in sorted(WHY))
    return f"{HEAD}\n{contents}\n" + "".join(section(code) for code in sorted(WHY))


def section(code: str) -> str:
    """One code: how its problem is printed."""
    printed = "\n".join(line.rstrip() for problem in problems_of(code) for line in problem_lines(problem))
    return f"\n## {code}\n\n```\n{printed}\n```\n"


def problems_of(code: str) -> list[Problem]:
    """The problems of the bad agreement for a code; two are too long to be kept, so they are made."""
    match code:
        case "file-too-large":
            return decoded(b"#" * (MAX_BYTES + 1), "evidence.yaml")[1]
        case "too-many-values":
            return load_text(f"promises: [{'1, ' * MAX_VALUES}1]", "evidence.yaml")[1]
        case "file-not-readable":
            return named(load_agreement(BAD)[1])
        case _:
            return named(load_agreement(BAD / f"{code}.yaml")[1])


def named(problems: list[Problem]) -> list[Problem]:
    """Problems with the name of their file below the root."""
    return [
        replace(each, place=replace(each.place, file=Path(each.place.file).relative_to(ROOT).as_posix()))
        for each in problems
    ]
