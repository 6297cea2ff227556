"""Short ways to write a source, import it, and read what came out."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from upheld.observe.imported import Imported, Options
from upheld.observe.registry import IMPORTERS
from upheld.quantities.instants import instant_text

__all__ = ["UTC", "codes", "events", "imported", "left", "write"]

UTC = Options(zone="Etc/UTC")


def write(folder: Path, content: str | bytes, *, name: str = "source.csv") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def imported(kind: str, *paths: Path, options: Options = UTC) -> Imported:
    """What an importer makes of files without a mistake."""
    found, problems = IMPORTERS[kind].import_source(paths, options)
    assert problems == []
    assert found is not None
    return found


def codes(kind: str, *paths: Path, options: Options = UTC) -> list[str]:
    """The codes of the problems that stop an import."""
    found, problems = IMPORTERS[kind].import_source(paths, options)
    assert found is None
    return [problem.code for problem in problems]


def events(found: Imported) -> list[tuple[str, str, str | None]]:
    """Time, event and reason of every fact about work, in order."""
    rows = found.facts.work.select("at", pl.col("event").cast(pl.String), "reason").rows()
    return [(instant_text(at), event, reason) for at, event, reason in rows]


def left(found: Imported) -> Mapping[str, int]:
    """How many rows were left out, by reason."""
    return {each.reason: each.count for each in found.report.left_out}
