"""Cells to typed values: one function per way of reading, each a whole column at once, telling which cells it refuses
and why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from upheld.evidence.columns import STATES, Field, Reading
from upheld.evidence.decimals import DecimalTooLongError, NotADecimalError, canonical_decimal
from upheld.evidence.durations import LONGEST, NotADurationError, parse_duration
from upheld.evidence.instant_texts import instants_of
from upheld.quantities.instants import NaiveInstantError, NotAnInstantError, parse_instant

__all__ = ["EXPECTED", "LIST_SEPARATOR", "Refused", "as_text", "convert", "values_of"]

LIST_SEPARATOR: Final = ";"
"""Between the names of a list in one cell of a CSV file."""

EXPECTED: Final[Mapping[Reading, str]] = MappingProxyType(
    {
        "text": "a text",
        "name": "a text",
        "instant": "an instant like 2026-03-01T09:30:00Z",
        "duration": "a duration like 30 min",
        "decimal": "a decimal number",
        "whole": "a whole number",
        "flag": "true or false",
        "state": "a text",
        "names": "a list of texts",
    }
)
"""What each way of reading wants, in words."""

_PLAIN_DECIMAL = "^(?:0|-?[1-9][0-9]{0,29}|-?(?:0|[1-9][0-9]{0,29})[.][0-9]{0,8}[1-9])$"
_FIRST_INSTANT, _LAST_INSTANT = parse_instant("0001-01-01T00:00:00Z"), parse_instant("9999-12-31T23:59:59.999999Z")


@dataclass(frozen=True, slots=True)
class Refused:
    """The cells (true in `mask`) of a column that cannot be taken, all for the reason `code`."""

    code: str
    mask: pl.Series


_Converted = tuple[pl.Series, list[Refused]]


def convert(field: Field, column: pl.Series) -> _Converted:
    """The column with the type that the field has in memory; refused cells are null in it, empty texts too."""
    if column.dtype == pl.Null:
        return column.cast(field.dtype), []
    return _READERS[field.reading](field, column)


def as_text(column: pl.Series) -> _Converted:
    """Free attributes: texts, and numbers and flags by their exact text."""
    if column.dtype.is_integer() or column.dtype.is_decimal() or column.dtype == pl.Boolean:
        return column.cast(pl.String), []
    return _text_cells(column)


# --- texts ------------------------------------------------------------------------------------------------------------


def _text(_field: Field, column: pl.Series) -> _Converted:
    return _text_cells(column)


def _text_cells(column: pl.Series) -> _Converted:
    texts, refused = _strings(column)
    if refused:
        return texts, refused
    if (texts == "").any():
        texts = _blank(texts, texts == "")
    nul = texts.str.contains("\0", literal=True).fill_null(value=False)
    return (_blank(texts, nul), [Refused("nul-character", nul)]) if nul.any() else (texts, [])


def _strings(column: pl.Series) -> _Converted:
    """The column as strings, or every cell refused when it holds something else."""
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        return column.cast(pl.String), []
    return _all_refused(column, "binary-float" if column.dtype.is_float() else "wrong-type", dtype=pl.String())


def _all_refused(column: pl.Series, code: str, *, dtype: pl.DataType) -> _Converted:
    nothing = pl.Series(column.name, [None], dtype=dtype).new_from_index(0, len(column))
    return nothing, [Refused(code, column.is_not_null())] if column.null_count() < len(column) else []


def _blank(column: pl.Series, where: pl.Series) -> pl.Series:
    return column.to_frame("c").select(pl.when(~where.fill_null(value=False)).then(pl.col("c"))).to_series()


def _name(field: Field, column: pl.Series) -> _Converted:
    """Texts of few values: each value is looked at once."""
    texts, refused = _strings(column)
    if refused:
        return texts.cast(pl.Categorical), refused
    names = texts.cast(pl.Categorical)
    values = values_of(names).to_list()
    if "" in values:
        names = _blank(names, texts == "")
    refused = _refused_values(names, "nul-character", values=[value for value in values if "\0" in value])
    if field.one_of:
        strange = [value for value in values if value and "\0" not in value and value not in field.one_of]
        refused += _refused_values(names, "unknown-value", values=strange)
    for each in refused:
        names = _blank(names, each.mask)
    return names, refused


def values_of(names: pl.Series) -> pl.Series:
    """The different values of a column of names, as texts, in order of appearance."""
    return names.gather(names.to_physical().arg_unique()).drop_nulls().cast(pl.String)


def _refused_values(column: pl.Series, code: str, *, values: list[str]) -> list[Refused]:
    return [Refused(code, column.is_in(values).fill_null(value=False))] if values else []


def _state(field: Field, column: pl.Series) -> _Converted:
    names, refused = _name(field, column)
    values = values_of(names)
    codes = dict(zip(values.cast(pl.Categorical).to_physical(), map(STATES.index, values), strict=True))
    return names.to_physical().replace_strict(codes, default=None, return_dtype=pl.UInt8), refused


def _names(_field: Field, column: pl.Series) -> _Converted:
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        texts, refused = _text_cells(column)
        lists = texts.str.split(LIST_SEPARATOR).list.eval(pl.element().str.strip_chars())
    elif column.dtype == pl.List(pl.String):
        lists, refused = column, []
    else:
        return _all_refused(column, "wrong-type", dtype=pl.List(pl.String))
    nul = lists.list.eval(pl.element().str.contains("\0", literal=True)).list.any().fill_null(value=False)
    if nul.any():
        refused = [*refused, Refused("nul-character", nul)]
    lists = lists.list.eval(pl.element().filter(pl.element().is_not_null() & (pl.element() != "")))
    return _blank(lists, nul | (lists.list.len() == 0)), refused


# --- time -------------------------------------------------------------------------------------------------------------


def _instant(_field: Field, column: pl.Series) -> _Converted:
    """Texts by RFC 3339; timestamps that carry a zone; whole numbers as microseconds UTC."""
    if isinstance(column.dtype, pl.Datetime):
        return _timestamps(column, column.dtype)
    if column.dtype.is_integer():
        return _in_range(column, column.cast(pl.Int64, strict=False))
    if column.dtype == pl.Date:
        return _all_refused(column, "not-an-instant", dtype=pl.Int64())
    texts, refused = _strings(column)
    if refused:
        return _all_refused(column, "wrong-type", dtype=pl.Int64())
    instants = instants_of(texts)
    if instants.null_count() != texts.null_count():
        texts = _blank(texts, texts == "")
        unusual = texts.is_not_null() & instants.is_null()
        instants, refused = _one_by_one(texts, instants, unusual=unusual, read=parse_instant)
    if refused:
        return instants, refused
    return _in_range(texts, instants)


def _timestamps(column: pl.Series, dtype: pl.Datetime) -> _Converted:
    if dtype.time_zone is None:
        return _all_refused(column, "naive-instant", dtype=pl.Int64())
    instants = column.dt.cast_time_unit("us").to_physical()
    if dtype.time_unit == "ns":
        instants = _blank(instants, column.to_physical() % 1000 != 0)
    return _in_range(column, instants)


def _in_range(column: pl.Series, instants: pl.Series) -> _Converted:
    """Instants of the years 1 to 9999, the only ones that RFC 3339 can write."""
    kept = _blank(instants, ~instants.is_between(_FIRST_INSTANT, _LAST_INSTANT))
    lost = column.is_not_null() & kept.is_null()
    return kept, [Refused("not-an-instant", lost)] if lost.any() else []


def _duration(_field: Field, column: pl.Series) -> _Converted:
    """Texts with their unit; durations; whole numbers as microseconds."""
    if isinstance(column.dtype, pl.Duration):
        column = column.dt.cast_time_unit("us").to_physical()
    if column.dtype.is_integer():
        micros = column.cast(pl.Int64, strict=False)
        outside = column.is_not_null() & ~micros.is_between(1, LONGEST).fill_null(value=False)
        return _blank(micros, outside), [Refused("not-a-duration", outside)] if outside.any() else []
    texts, refused = _strings(column)
    if refused:
        return _all_refused(column, refused[0].code, dtype=pl.Int64())
    texts = _blank(texts, texts == "")
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, len(texts))
    return _one_by_one(texts, nothing, unusual=texts.is_not_null(), read=parse_duration)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _decimal(_field: Field, column: pl.Series) -> _Converted:
    """Texts, whole numbers and decimals, exactly; never binary floats."""
    if column.dtype.is_integer() or column.dtype.is_decimal():
        column = column.cast(pl.String)
    texts, refused = _strings(column)
    if refused:
        return texts, refused
    texts = _blank(texts, texts == "")
    unusual = texts.is_not_null() & ~texts.str.contains(_PLAIN_DECIMAL).fill_null(value=False)
    return _one_by_one(texts, texts, unusual=unusual, read=canonical_decimal) if unusual.any() else (texts, [])


def _whole(_field: Field, column: pl.Series) -> _Converted:
    if column.dtype.is_integer():
        return _whole_cells(column)
    texts, refused = _strings(column)
    if refused:
        return _all_refused(column, refused[0].code, dtype=pl.Int64())
    texts = _blank(texts, texts == "")
    digits = texts.str.contains("^[+-]?[0-9]+$").fill_null(value=False)
    whole = _blank(texts, ~digits).cast(pl.Int64, strict=False)
    whole = _blank(whole, whole == -(2**63))
    beyond, other = digits & whole.is_null(), texts.is_not_null() & ~digits
    return whole, [
        Refused(code, mask) for code, mask in (("number-too-large", beyond), ("wrong-type", other)) if mask.any()
    ]


def _whole_cells(column: pl.Series) -> _Converted:
    whole = column.cast(pl.Int64, strict=False)
    if whole.min() == -(2**63):
        whole = _blank(whole, whole == -(2**63))
    if whole.null_count() == column.null_count():
        return whole, []
    return whole, [Refused("number-too-large", whole.is_null() & column.is_not_null())]


def _flag(_field: Field, column: pl.Series) -> _Converted:
    if column.dtype == pl.Boolean:
        return column, []
    texts, refused = _strings(column)
    if refused:
        return _all_refused(column, refused[0].code, dtype=pl.Boolean())
    texts = _blank(texts, texts == "")
    flags = texts.replace_strict(["true", "false"], [True, False], default=None, return_dtype=pl.Boolean)
    other = flags.is_null() & texts.is_not_null()
    return flags, [Refused("wrong-type", other)] if other.any() else []


_CODES: Final[Mapping[type[ValueError], str]] = MappingProxyType(
    {
        NaiveInstantError: "naive-instant",
        NotAnInstantError: "not-an-instant",
        NotADurationError: "not-a-duration",
        NotADecimalError: "not-a-decimal",
        DecimalTooLongError: "number-too-large",
    }
)


def _one_by_one(
    texts: pl.Series, known: pl.Series, *, unusual: pl.Series, read: Callable[[str], int] | Callable[[str], str]
) -> _Converted:
    """`known` where it is settled; elsewhere every different text is read once, and refused by the error it raises."""
    values: dict[str, int | str] = {}
    strange: dict[str, list[str]] = {}
    for text in texts.filter(unusual).unique(maintain_order=True):
        try:
            values[text] = read(text)
        except tuple(_CODES) as error:
            strange.setdefault(_CODES[type(error)], []).append(text)
    found = _blank(texts, ~unusual).replace_strict(
        list(values), pl.Series(list(values.values()), dtype=known.dtype), default=None, return_dtype=known.dtype
    )
    settled = pl.select(pl.when(unusual).then(found).otherwise(known)).to_series()
    return settled, [Refused(code, texts.is_in(bad).fill_null(value=False)) for code, bad in strange.items()]


_READERS: Final[Mapping[Reading, Callable[[Field, pl.Series], _Converted]]] = MappingProxyType(
    {
        "text": _text,
        "name": _name,
        "instant": _instant,
        "duration": _duration,
        "decimal": _decimal,
        "whole": _whole,
        "flag": _flag,
        "state": _state,
        "names": _names,
    }
)
