"""One line of JSON at a time, strictly: what may stand on it, and the exact place of every mistake."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from upheld.evidence.cells import EXPECTED
from upheld.evidence.columns import KINDS, Kind
from upheld.evidence.decimals import MOST_DIGITS, DecimalTooLongError, canonical_decimal
from upheld.evidence.mistakes import nearest
from upheld.evidence.tables import is_known, quoted

__all__ = ["Cell", "Fault", "Line", "Number", "read_line", "span_of"]

Cell = str | list[str]


class Number(str):
    """A JSON number by its digits as written, never as a binary float."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake on a line: its code, the field it is about, its column (0: where the field stands), and words for
    the message.
    """

    code: str
    path: str = ""
    column: int = 0
    words: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line holds: the kind (None when it cannot be told), cells by path as text or list of texts, and its
    mistakes.
    """

    kind: Kind | None
    cells: Mapping[str, Cell]
    faults: tuple[Fault, ...]


class _TwiceError(ValueError):
    """An object names one of its keys twice."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key!r} stands twice")
        self.key = key


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return found


def _constant(word: str) -> object:
    raise ValueError(f"{word} is no JSON number")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=Number, parse_int=Number, parse_constant=_constant, strict=True
)


def read_line(data: bytes) -> Line:
    """The fact that a line of JSON holds, and everything that is wrong with its form."""
    try:
        found = _DECODER.decode(data.decode())
    except UnicodeDecodeError as error:
        column = len(data[: error.start].decode("utf-8", "backslashreplace")) + 1
        return _broken("not-utf8", column=column, byte=f"0x{data[error.start]:02x}")
    except json.JSONDecodeError as error:
        return _broken("not-json", column=error.colno, detail=error.msg)
    except _TwiceError as error:
        return _broken("duplicate-key", path=error.key)
    except RecursionError:
        return _broken("not-json", detail="it is nested too deeply")
    except ValueError as error:
        return _broken("not-json", detail=str(error))
    if not isinstance(found, dict):
        return _broken("not-an-object", value=quoted(_shown(found)))
    return _fact(found)


def _broken(code: str, *, path: str = "", column: int = 0, **words: object) -> Line:
    return Line(None, {}, (Fault(code, path, column, {"path": quoted(path), **words}),))


def _fact(found: dict[str, object]) -> Line:
    name = found.pop("kind", None)
    if name is None:
        return _broken("missing-field", path="kind", kind="every fact")
    kind = KINDS.get(name) if type(name) is str else None
    if kind is None:
        word = _shown(name)
        near, choices = nearest(str(word)[:60], KINDS), ", ".join(KINDS)
        return _broken("unknown-kind", path="kind", value=quoted(word), near=near, choices=choices)
    fact = _Fact(kind)
    for path, value in _flat(kind, found):
        fact.take(path, value)
    if fact.faults:
        fact.faults.extend(_missing(kind, found))
    return Line(kind, fact.cells, tuple(fact.faults))


def _flat(kind: Kind, found: dict[str, object]) -> list[tuple[str, object]]:
    """The object with the keys of its known inner objects in dotted form, which may also stand there as such."""
    nested = {each.path.partition(".")[0] for each in kind.all_fields if "." in each.path}
    if kind.group:
        nested.add(kind.group.path)
    flat: list[tuple[str, object]] = []
    for key, value in found.items():
        if key in nested and isinstance(value, dict):
            flat.extend((f"{key}.{inner}", each) for inner, each in value.items())
        else:
            flat.append((key, value))
    return flat


class _Fact:
    """The cells and the faults of one line while its fields are read one after the other."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.fields = {each.path: each for each in kind.all_fields}
        self.cells: dict[str, Cell] = {}
        self.faults: list[Fault] = []

    def take(self, path: str, value: object) -> None:
        """Read one field."""
        if not _is_text(path):
            self.faults.append(Fault("not-text", words={"path": "a key"}))
        elif path not in self.fields and ("\0" in path or not is_known(self.kind, path)):
            self.faults.append(self._unknown(path, value))
        elif path in self.cells:
            self.faults.append(Fault("duplicate-key", path, 0, {"path": path}))
        elif value is not None:
            self._read(path, value)

    def _read(self, path: str, value: object) -> None:
        known = self.fields.get(path)
        cell = _READERS[known.reading](value) if known else _free(value)
        if isinstance(cell, Fault):
            expected = EXPECTED[known.reading] if known else "a text, a number, true or false"
            words = {"path": path, "value": quoted(_shown(value)), "expected": expected, "digits": MOST_DIGITS}
            self.faults.append(Fault(cell.code, path, 0, words))
        else:
            self.cells[path] = cell

    def _unknown(self, path: str, value: object) -> Fault:
        group = [self.kind.group.path] if self.kind.group else []
        if path in group or any(each.startswith(f"{path}.") for each in self.fields):
            words = {"path": path, "value": quoted(_shown(value)), "expected": "an object"}
            return Fault("wrong-type", path, 0, words)
        choices = [*self.fields, *(f"{each}.…" for each in group)]
        words = {"kind": self.kind.name, "path": quoted(path).strip('"')}
        more = {"near": nearest(path[:60], choices), "choices": ", ".join(choices)}
        return Fault("unknown-field", path, 0, words | more)


def _is_text(text: str) -> bool:
    """Whether a text has no half of a surrogate pair, which JSON can escape and UTF-8 cannot write."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _missing(kind: Kind, found: dict[str, object]) -> list[Fault]:
    present = {path for path, value in _flat(kind, found) if value not in (None, "")}
    return [
        Fault("missing-field", each.path, 0, {"kind": kind.name, "path": each.path})
        for each in kind.all_fields
        if each.is_required and each.path not in present
    ]


# --- values -----------------------------------------------------------------------------------------------------------

_WRONG = Fault("wrong-type")


def _shown(value: object) -> object:
    """A value in the way JSON writes it, for a message; numbers as written."""
    if type(value) is str:
        return value
    if isinstance(value, Number):
        return _Bare(value)
    if isinstance(value, dict):
        return _Bare("an object")
    if isinstance(value, list):
        return _Bare("a list")
    return _Bare(json.dumps(value))


class _Bare:
    """Words that are shown without quotes."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __str__(self) -> str:
        return self.words


def _text(value: object) -> Cell | Fault:
    if type(value) is not str:
        return _WRONG
    return value if _is_text(value) else Fault("not-text")


def _decimal(value: object) -> Cell | Fault:
    return str(value) if isinstance(value, Number) else _text(value)


def _whole(value: object) -> Cell | Fault:
    return str(value) if isinstance(value, Number) and value.lstrip("-").isdigit() else _WRONG


def _flag(value: object) -> Cell | Fault:
    return _WRONG if not isinstance(value, bool) else "true" if value else "false"


def _names(value: object) -> Cell | Fault:
    if not isinstance(value, list):
        return _WRONG
    texts: list[str] = []
    for each in value:
        text = _text(each)
        if not isinstance(text, str):
            return text if isinstance(text, Fault) else _WRONG
        texts.append(text)
    return texts


def _free(value: object) -> Cell | Fault:
    """A free attribute: text, or a number or flag by its one canonical text."""
    if isinstance(value, bool):
        return _flag(value)
    if isinstance(value, Number):
        try:
            return canonical_decimal(value)
        except DecimalTooLongError:
            return Fault("number-too-large")
    return _text(value)


_READERS: Final[Mapping[str, Callable[[object], Cell | Fault]]] = {
    "text": _text,
    "name": _text,
    "instant": _text,
    "duration": _text,
    "decimal": _decimal,
    "whole": _whole,
    "flag": _flag,
    "state": _text,
    "names": _names,
}

_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,}\]]+')


def span_of(text: str, path: str) -> tuple[int, int]:
    """Column (from 1) and length of the value of a field on a line; of its key, or of the line, where it has none."""
    start = 0
    for key in path.split(".", 1) if path else []:
        found = re.compile(rf'"{re.escape(key)}"\s*:\s*').search(text, start)
        if found is None:
            return (1, max(1, len(text))) if not start else (start + 1, 1)
        start = found.end()
    value = _VALUE.match(text, start)
    if not path or value is None:
        return start + 1 if path else 1, 1
    return start + 1, len(value.group())
