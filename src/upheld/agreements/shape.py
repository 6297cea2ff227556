"""What may stand where: the vocabulary in which the language is declared once, for its checker, its schema and its
page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

__all__ = ["Choice", "Either", "Key", "ListOf", "MapOf", "Recursion", "Shape", "TableOf", "Variants", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """A single value that a grammar reads: `read` gives its meaning or a `Complaint`.

    `pattern` is the form of the text as a regular expression, for editors; `json_types` the types that a YAML editor
    may take it for.
    """

    name: str
    says: str
    read: Callable[[str], object]
    examples: tuple[str, ...]
    pattern: str | None = None
    json_types: tuple[str, ...] = ("string",)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of words, each with what it means; `later` are words of the language that this version
    refuses.
    """

    options: Mapping[str, str]
    later: tuple[str, ...] = ()
    code: str = "unknown-word"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A listing of at least `least` parts, none said twice."""

    part: "Shape"
    least: int = 1


@dataclass(frozen=True, slots=True)
class MapOf:
    """A table whose keys the writer chooses."""

    key: Word
    value: "Shape"
    key_name: str
    least: int = 1


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: what it says, the shape of its value, whether it must be there."""

    name: str
    shape: "Shape"
    says: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table with known keys.

    `later`: keys of the language that this version refuses. `together`: pairs of keys of which neither stands alone.
    `one_of`: groups of keys of which exactly one is said.
    """

    name: str
    says: str
    keys: tuple[Key, ...]
    later: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()

    def key(self, name: str) -> Key | None:
        """The key of this name, or None."""
        return next((key for key in self.keys if key.name == name), None)


@dataclass(frozen=True, slots=True)
class Variants:
    """A table whose keys depend on the word under the key `by`; `later` are words that this version refuses."""

    name: str
    says: str
    by: str
    tables: Mapping[str, TableOf]
    later: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Either:
    """A value that may be written as a single value, a listing or a table; at least two of them are given."""

    text: Word | Choice | None = None
    listing: ListOf | None = None
    table: MapOf | TableOf | None = None


@dataclass(frozen=True, slots=True)
class Recursion:
    """The shape of this name, which contains itself; `shape` gives it when asked."""

    name: str
    shape: "Callable[[], Shape]"


Shape = Word | Choice | ListOf | MapOf | TableOf | Variants | Either | Recursion
