"""The rows of a promise in its form: one for `target`, or one for each value under `targets`."""

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreements.form import Form, Said
from upheld.agreements.tree import Mark

__all__ = ["FormRow", "rows_of"]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: the value of `by` it is for, and what it says itself or the promise says for all rows."""

    value: Said | None
    target: Said | None
    aim: Said | None
    during: Said | None
    mark: Mark


def rows_of(promise: Form) -> Iterator[FormRow]:
    """The rows of a promise in the order written; a row that could not be read is left out."""
    during, aim = _said(promise, "during"), _said(promise, "aim")
    target = _said(promise, "target")
    if target is not None:
        yield FormRow(None, target, aim, during, target.mark)
    table = promise.form("targets")
    for name, filled in table.fields.items():
        key = table.keys[name]
        if isinstance(filled, Said):
            yield FormRow(key, filled, aim, during, filled.mark)
        else:
            row = table.form(name)
            own_aim, own_hours = _said(row, "aim"), _said(row, "during")
            yield FormRow(key, _said(row, "target"), own_aim or aim, own_hours or during, filled.mark)


def _said(form: Form, key: str) -> Said | None:
    said = form.fields.get(key)
    return said if isinstance(said, Said) else None
