"""Facts into files that `read_facts` reads back to the same digest; a file is there whole or not at all."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

import polars as pl

from upheld.evidence.columns import KINDS, STATES, Field, Kind
from upheld.evidence.facts import Facts
from upheld.evidence.packing import PACKINGS, Packing, packing_stream
from upheld.quantities.allowances import duration_text

__all__ = ["NotAFactFileError", "as_lines", "as_written", "write_facts"]

_ROWS_AT_ONCE: Final = 100_000
_MODE: Final = 0o644


class NotAFactFileError(ValueError):
    """The name of a file does not say a format that facts are written in."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name}: facts are written to .jsonl, .jsonl.gz, .jsonl.zst or .parquet")
        self.path = path


def write_facts(facts: Facts, path: Path) -> None:
    """Write the facts to a .jsonl (also .gz, .zst) or .parquet file: into a temporary file beside it that then takes
    its name.

    Rows come by kind and in the order of `Facts`. Raises `NotAFactFileError`, `OSError`,
    `packing.UnpackerMissingError`.
    """
    form, packing = _form(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as raw:
            if form == "parquet":
                _all_kinds(facts).write_parquet(raw)
            else:
                _write_lines(facts, raw, packing=packing)
        Path(name).chmod(_MODE)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _form(path: Path) -> tuple[str, Packing]:
    *_, form, last = ["", "", *path.name.lower().split(".")[1:]]
    packing: Packing = next((each for each in PACKINGS if each == last), "")
    form = form if packing else last
    if form not in ("jsonl", "parquet") or (form == "parquet" and packing):
        raise NotAFactFileError(path)
    return form, packing


def as_written(kind: Kind, table: pl.DataFrame) -> pl.DataFrame:
    """A table of `Facts` with the column names and types of a file; what holds nothing, or the default, is left out."""
    columns = {field.path: _written(field, table) for field in kind.all_fields}
    if kind.group:
        for name in table.columns:
            if name.startswith(f"{kind.group.prefix}."):
                columns[kind.group.path + name.removeprefix(kind.group.prefix)] = table[name]
    held = {path: column.alias(path) for path, column in columns.items() if column.null_count() < table.height}
    word = pl.Series("kind", [kind.name]).new_from_index(0, table.height)
    return pl.DataFrame({"kind": word} | held)


def _written(field: Field, table: pl.DataFrame) -> pl.Series:
    column = table[field.column]
    if field.path == "learned_at":
        column = column.set(column == table["at"], None)
    if field.path == "seq":
        return column.set(column == 0, None)
    if field.reading == "instant":
        return column.cast(pl.Datetime("us", "UTC"))
    if field.reading == "state":
        return column.replace_strict(list(range(len(STATES))), STATES, return_dtype=pl.String)
    if field.reading == "duration":
        texts = {micros: duration_text(micros) for micros in column.unique()}
        return column.replace_strict(texts, return_dtype=pl.String)
    return column.cast(pl.String) if column.dtype == pl.Categorical else column


def _all_kinds(facts: Facts) -> pl.DataFrame:
    tables = [as_written(KINDS[name], table) for name, table in facts.tables.items() if table.height]
    return pl.concat(tables, how="diagonal") if tables else pl.DataFrame({"kind": []}, schema={"kind": pl.String})


def _write_lines(facts: Facts, raw: IO[bytes], *, packing: Packing) -> None:
    with packing_stream(raw, packing) as stream:
        for name, table in facts.tables.items():
            for start in range(0, table.height, _ROWS_AT_ONCE):
                lines = as_lines(as_written(KINDS[name], table.slice(start, _ROWS_AT_ONCE)))
                stream.write("".join(f"{line}\n" for line in lines).encode())


def as_lines(table: pl.DataFrame) -> pl.Series:
    """One JSON object for each row of `as_written`: the dotted columns nested again, and without what is absent."""
    heads: dict[str, list[str]] = {}
    for path in table.columns:
        heads.setdefault(path.partition(".")[0], []).append(path)
    members = [_member(head, paths, schema=table.schema) for head, paths in heads.items()]
    return table.select("{" + pl.concat_str(members, separator=",", ignore_nulls=True) + "}").to_series()


def _member(head: str, paths: list[str], *, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    if paths == [head]:
        return _pair(head, head, dtype=schema[head])
    inner = [_pair(path, path.partition(".")[2], dtype=schema[path]) for path in paths]
    held = pl.any_horizontal(pl.col(path).is_not_null() for path in paths)
    nested = pl.lit(f"{json.dumps(head)}:{{") + pl.concat_str(inner, separator=",", ignore_nulls=True) + "}"
    return pl.when(held).then(nested)


def _pair(path: str, key: str, *, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(path)
    if isinstance(dtype, pl.Datetime):
        text = value.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").str.replace(r"[.]([0-9]*?)0*Z$", ".${1}Z")
        value = text.str.replace(".Z", "Z", literal=True)
    encoded = pl.struct(value.alias("v")).struct.json_encode().str.strip_prefix('{"v":').str.strip_suffix("}")
    return pl.when(value.is_not_null()).then(pl.lit(json.dumps(key, ensure_ascii=False) + ":") + encoded)
