"""What evidence was received, for every format: as JSON and back, and in words for people."""

from collections.abc import Iterable, Mapping
from typing import Any

from upheld.measure.completeness import Numbering, SourceLine
from upheld.measure.observations import Observations
from upheld.quantities.allowances import duration_text
from upheld.report.wording import counted, listed, number, plain
from upheld.settle.statement import Statement

__all__ = ["coverage_sentence", "coverage_tree", "read_coverage", "source_words"]

_Tree = dict[str, Any]

_SHOWN = 20  # sources told one by one; the JSON has them all
_SIDES = {"provider": "provider", "client": "client", "third-party": "third party", None: "not named in the agreement"}


def coverage_tree(lines: Iterable[SourceLine]) -> list[_Tree]:
    """The sources as plain values, in their order."""
    return [_line_tree(line) for line in lines]


def _line_tree(line: SourceLine) -> _Tree:
    tree: _Tree = {name: getattr(line, name) for name in SourceLine.__dataclass_fields__}
    seen, numbering = line.observations, line.numbering
    if seen is not None:
        tree["observations"] = {name: getattr(seen, name) for name in Observations.__dataclass_fields__}
    if numbering is not None:
        gaps = [list(gap) for gap in numbering.gaps]
        tree["numbering"] = {"missing": numbering.missing, "gaps": gaps, "unnumbered": numbering.unnumbered}
    return tree


def read_coverage(tree: Iterable[Mapping[str, Any]]) -> tuple[SourceLine, ...]:
    """The sources that `coverage_tree` wrote."""
    return tuple(_read_line(line) for line in tree)


def _read_line(tree: Mapping[str, Any]) -> SourceLine:
    seen, numbering = tree["observations"], tree["numbering"]
    read = {
        "observations": None if seen is None else Observations(**seen),
        "numbering": None
        if numbering is None
        else Numbering(**{**numbering, "gaps": tuple((first, last) for first, last in numbering["gaps"])}),
    }
    return SourceLine(**{**tree, **read})


# --- words ------------------------------------------------------------------------------------------------------------


def coverage_sentence(statement: Statement) -> str:
    """Whether all that the agreement expects was received, and who sent nothing; empty for a statement that cannot
    say.
    """
    lines = statement.coverage
    if lines is None:
        return ""
    if not lines:
        return "No evidence was received, and the agreement names no source."
    silent = sum(not line.received for line in lines if line.side is not None)
    sent = f" {counted(silent, 'source')} that the agreement names sent nothing." if silent else ""
    return f"{_arrived(lines)}{sent}"


def _arrived(lines: tuple[SourceLine, ...]) -> str:
    """Whether all that the agreement expects was received."""
    expected = sum(line.observations.expected for line in lines if line.observations is not None)
    lost = sum(line.observations.missing for line in lines if line.observations is not None)
    numbers = sum(line.numbering.missing for line in lines if line.numbering is not None)
    parts = [f"{number(lost)} of {counted(expected, 'expected observation')}"] if lost else []
    parts += [counted(numbers, "numbered fact")] if numbers else []
    if parts:
        return f"Not everything arrived: {listed(tuple(parts))} {'is' if lost + numbers == 1 else 'are'} missing."
    if not expected and all(line.numbering is None for line in lines):
        return "The agreement does not say how much evidence to expect; this is what was received."
    return "Everything that the agreement expects was received."


def source_words(statement: Statement) -> tuple[tuple[str, str], ...]:
    """Each source and what became of its evidence, `44,640 expected, 44,630 received, 10 missing; 2 late`; those with
    something amiss first, and of many the first.
    """
    lines = sorted(statement.coverage or (), key=lambda line: not _is_amiss(line))
    has_sides = any(line.side is not None for line in lines)
    told = [(_called(line, has_sides=has_sides), _words(line)) for line in lines[:_SHOWN]]
    over = len(lines) - _SHOWN
    return (*told, *([("and more", f"{counted(over, 'source')}; the JSON has them all")] if over > 0 else []))


def _is_amiss(line: SourceLine) -> bool:
    lost = (line.observations.missing if line.observations else 0) + (line.numbering.missing if line.numbering else 0)
    return bool(lost or line.late or line.corrected or line.unknown or not line.received)


def _called(line: SourceLine, *, has_sides: bool) -> str:
    """The source, and whose it is where the agreement says so of any."""
    return plain(f"{line.source} ({_SIDES[line.side]})" if has_sides else line.source)


def _words(line: SourceLine) -> str:
    """What was expected and received first, then what is amiss."""
    seen = line.observations
    if seen is None:
        parts = [f"{counted(line.received, 'fact')} received"]
    else:
        parts = [f"{number(seen.expected)} expected, {number(seen.received)} received, {number(seen.missing)} missing"]
    parts += _numbering_words(line.numbering)
    parts += [f"{number(line.late)} late"] if line.late else []
    parts += [f"{number(line.corrected)} corrected"] if line.corrected else []
    parts += [f"state not known for {duration_text(line.unknown)}"] if line.unknown else []
    return "; ".join(parts)


def _numbering_words(numbering: Numbering | None) -> list[str]:
    """Which numbers are missing, the first of them by name."""
    if numbering is None:
        return []
    bare = [f"{counted(numbering.unnumbered, 'fact')} without a number"] if numbering.unnumbered else []
    if not numbering.missing:
        return ["no number missing", *bare]
    runs = [f"{first}" if first == last else f"{first} to {last}" for first, last in numbering.gaps]
    told = sum(last - first + 1 for first, last in numbering.gaps)
    others = [f"{number(numbering.missing - told)} others"] if numbering.missing > told else []
    return [f"{counted(numbering.missing, 'number')} missing ({listed((*runs, *others))})", *bare]
