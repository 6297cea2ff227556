"""What a reader of the file sees: texts, listings and tables, each with the line and column where it stands."""

from dataclasses import dataclass

from upheld.problems import Place

__all__ = ["Listing", "Mark", "Source", "Table", "Text", "Tree"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of one line: `line` and `column` count from 1, `length` in characters."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A single value, always as written. `plain`: it stands without quotation marks. `is_refused`: it has its problem
    already.
    """

    value: str
    mark: Mark
    plain: bool = True
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Values in the order written."""

    parts: "tuple[Tree, ...]"
    mark: Mark


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values in the order written; keys are unique."""

    pairs: "tuple[tuple[Text, Tree], ...]"
    mark: Mark


Tree = Text | Listing | Table


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the language: its name as problems print it, and its text."""

    file: str
    text: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, file: str, text: str) -> "Source":
        """The source of a text whose lines end with a line feed, with or without a carriage return."""
        return cls(file, text, tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))

    def place(self, mark: Mark) -> Place:
        """Where `mark` lies in this file, with the line it lies on."""
        excerpt = self.lines[mark.line - 1] if 0 < mark.line <= len(self.lines) else ""
        return Place(self.file, mark.line, mark.column, mark.length, excerpt)
