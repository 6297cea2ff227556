"""A file of columns, all kinds of fact side by side, taken apart into one sheet for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from upheld.evidence.columns import KINDS, Kind
from upheld.evidence.mistakes import SHOWN, Finding, nearest, one, problem
from upheld.evidence.tables import Places, Sheet, is_known, quoted
from upheld.problems import Place

__all__ = ["Columns", "heading_findings", "sheets_of", "unnested"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file by their name in it; `lines` numbers the rows as `places` understands them."""

    columns: dict[str, pl.Series]
    lines: pl.Series
    file: int
    places: Places


def heading_findings(names: list[str], place: Place) -> list[Finding]:
    """What is wrong with the names of the columns of a file, whatever its rows hold."""
    findings = []
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        findings.append(one("wrong-columns", place, detail=f"the column {quoted(twice[0])} stands twice"))
    if "kind" not in names:
        findings.append(one("wrong-columns", place, detail="there is no column kind"))
    unknown = [name for name in dict.fromkeys(names) if name != "kind" and not _is_known_to_any(name)]
    return findings + [_unknown(None, name, place) for name in unknown]


def _is_known_to_any(name: str) -> bool:
    return any(is_known(kind, name) for kind in KINDS.values())


def _unknown(kind: Kind | None, name: str, *places: Place, count: int = 1) -> Finding:
    kinds = [kind] if kind else list(KINDS.values())
    choices = list(dict.fromkeys(field.path for each in kinds for field in each.all_fields))
    groups = dict.fromkeys(f"{each.group.path}.…" for each in kinds if each.group)
    words = {
        "kind": kind.name if kind else "a fact",
        "path": quoted(name).strip('"'),
        "near": nearest(name[:60], choices),
        "choices": ", ".join([*choices, *groups]),
    }
    return Finding("unknown-field", count, tuple(problem("unknown-field", place, **words) for place in places))


def sheets_of(columns: Columns) -> tuple[list[Sheet], list[Finding]]:
    """One sheet for each kind of fact among the rows. The columns are handed over: those of a single kind are not
    copied.
    """
    kinds = columns.columns.pop("kind")
    if kinds.dtype not in (pl.String, pl.Categorical, pl.Enum):
        kinds = pl.Series("kind", [""]).new_from_index(0, len(kinds))
    found = kinds.unique().cast(pl.String).to_list()
    if len(found) == 1 and found[0] in KINDS:
        return _sheet(KINDS[found[0]], columns)
    sheets: list[Sheet] = []
    findings = _wrong_kinds(kinds.cast(pl.String), columns)
    table = pl.DataFrame(columns.columns | {"": columns.lines})
    for kind in KINDS.values():
        if kind.name in found:
            part = table.filter(kinds == kind.name)
            of_kind = {name: part[name] for name in columns.columns}
            new, more = _sheet(kind, Columns(of_kind, part[""], columns.file, columns.places))
            sheets.extend(new)
            findings.extend(more)
    return sheets, findings


def _wrong_kinds(kinds: pl.Series, columns: Columns) -> list[Finding]:
    findings = []
    absent = kinds.fill_null("") == ""
    unknown = ~absent & ~kinds.is_in(list(KINDS)).fill_null(value=False)
    for code, mask in (("missing-field", absent), ("unknown-kind", unknown)):
        if not mask.any():
            continue
        rows = mask.arg_true().head(SHOWN)
        shown = []
        for line, value in zip(columns.lines.gather(rows), kinds.gather(rows).fill_null(""), strict=True):
            words = {"kind": "every fact", "path": "kind", "value": quoted(value), "near": nearest(value[:60], KINDS)}
            place = columns.places.place(line, "kind")
            shown.append(problem(code, place, **words, choices=", ".join(KINDS)))
        findings.append(Finding(code, int(mask.sum()), tuple(shown)))
    return findings


def _sheet(kind: Kind, columns: Columns) -> tuple[list[Sheet], list[Finding]]:
    findings = []
    suspect = pl.Series([False]).new_from_index(0, len(columns.lines))
    for name in list(columns.columns):
        if is_known(kind, name):
            continue
        cells = columns.columns.pop(name)
        filled = _filled(cells)
        if not filled.any():
            continue
        suspect = suspect | filled
        if _is_known_to_any(name):
            lines = columns.lines.filter(filled)
            places = [columns.places.place(line, name) for line in lines.head(SHOWN)]
            findings.append(_unknown(kind, name, *places, count=len(lines)))
    return [Sheet(kind, columns.columns, columns.lines, suspect, columns.file, columns.places)], findings


def _filled(cells: pl.Series) -> pl.Series:
    filled = cells.is_not_null()
    return filled & (cells != "").fill_null(value=False) if cells.dtype == pl.String else filled


def unnested(columns: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Structs taken apart into dotted columns."""
    flat: dict[str, pl.Series] = {}
    for name, column in columns.items():
        if isinstance(column.dtype, pl.Struct):
            inner = column.struct.unnest()
            flat |= {f"{name}.{each}": inner[each] for each in inner.columns}
        else:
            flat[name] = column
    return flat
