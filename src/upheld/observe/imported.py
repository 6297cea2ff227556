"""What every importer takes and gives: options in, facts and an honest report out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from upheld.evidence.facts import Facts
from upheld.problems import Problem

__all__ = ["ImportReport", "ImportSource", "Imported", "Importer", "LeftOut", "Options", "Outcome", "report_lines"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says that the source does not.

    `zone` is the IANA zone of times without an offset; `source` the name the facts carry, instead of the importer's
    own; `mapping` a file that says what the source's words mean; `more` the importer's own options, by name.
    """

    zone: str | None = None
    source: str | None = None
    mapping: Path | None = None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that gave no fact, all for one reason, and where the first of them stand (`file:line`)."""

    reason: str
    count: int
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What happened to the rows of a source, what it does not say, and what was assumed because an option said so."""

    importer: str
    rows: int
    facts: Mapping[str, int]
    left_out: tuple[LeftOut, ...]
    unsaid: tuple[str, ...]
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """The facts of a source and the report on it."""

    facts: Facts
    report: ImportReport


Outcome = tuple[Imported | None, list[Problem]]
ImportSource = Callable[[Sequence[Path], Options], Outcome]


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of source: its name on the command line, its title, how it is read, the meaning of its options."""

    name: str
    title: str
    import_source: ImportSource
    options: Mapping[str, str] = field(default_factory=dict)


def report_lines(report: ImportReport) -> list[str]:
    """The report as lines to print."""
    made = ", ".join(f"{count:,} {kind}" for kind, count in report.facts.items() if count) or "none"
    lines = [f"{report.importer}: {report.rows:,} rows read, facts made: {made}"]
    for left in report.left_out:
        where = f" ({', '.join(left.first)}{', ...' if left.count > len(left.first) else ''})" if left.first else ""
        lines.append(f"left out: {left.count:,} - {left.reason}{where}")
    lines += [f"not said by the source: {line}" for line in report.unsaid]
    return lines + [f"assumed: {line}" for line in report.assumed]
