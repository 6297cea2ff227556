"""An agreement whose values have been read one by one: the same tree, with meanings in place of texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from upheld.agreements.tree import Mark

__all__ = ["Filled", "Form", "Said", "Several", "written"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Said:
    """A text and what it means, where it stands, and who says so (None: this agreement; else the profile's name)."""

    text: str
    value: object
    mark: Mark
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """Values in the order written."""

    parts: "tuple[Filled, ...]"
    mark: Mark
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A table: what each key says. A key in `broken` was written but could not be read, and has its problem already."""

    mark: Mark
    fields: "Mapping[str, Filled]"
    keys: Mapping[str, Said] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    origin: str | None = None

    def has(self, key: str) -> bool:
        """Whether the key was written, readable or not."""
        return key in self.fields or key in self.broken

    def value(self, key: str, kind: type[_T]) -> _T | None:
        """The meaning of a single value of this type; None when it is absent, broken, or of another form."""
        filled = self.fields.get(key)
        return filled.value if isinstance(filled, Said) and isinstance(filled.value, kind) else None

    def need(self, key: str, kind: type[_T]) -> _T:
        """The meaning of a value that the stages before have made sure of."""
        value = self.value(key, kind)
        assert value is not None, key  # noqa: S101 - linking starts when there is no problem left
        return value

    def form(self, key: str) -> "Form":
        """The table under a key; an empty one when there is none."""
        filled = self.fields.get(key)
        return filled if isinstance(filled, Form) else Form(self.mark, {})

    def forms(self, key: str) -> "Iterator[tuple[Said, Form]]":
        """Each named table under a key: its name and itself."""
        table = self.form(key)
        for name, filled in table.fields.items():
            if isinstance(filled, Form):
                yield table.keys[name], filled

    def parts(self, key: str) -> "tuple[Filled, ...]":
        """The values of a listing; a single value counts as a listing of one."""
        filled = self.fields.get(key)
        if isinstance(filled, Several):
            return filled.parts
        return () if filled is None else (filled,)

    def names(self, key: str) -> tuple[str, ...]:
        """The names of the entries under a key, readable or not."""
        return tuple(self.form(key).keys)

    def words(self, key: str) -> tuple[Said, ...]:
        """The single values among `parts`."""
        return tuple(part for part in self.parts(key) if isinstance(part, Said))

    def mark_of(self, key: str) -> Mark:
        """Where the value of a key stands; the table itself when there is none."""
        filled = self.fields.get(key)
        return self.mark if filled is None else filled.mark


Filled = Said | Several | Form


def written(filled: Filled) -> str:
    """A value as the language writes it, on one line."""
    if isinstance(filled, Said):
        return filled.text
    if isinstance(filled, Several):
        return f"[{', '.join(written(part) for part in filled.parts)}]"
    return f"{{{', '.join(f'{key}: {written(value)}' for key, value in filled.fields.items())}}}"
