"""The JSON Schema of the language (draft 2020-12), made from the same declared shapes as the checker, for editors.

It accepts whatever the checker accepts. It refuses what a schema can see: unknown and missing keys, words that are not
known, texts of another form; how parts belong together only the checker knows.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias, assert_never

from upheld.agreements.complaints import Complaint
from upheld.agreements.language import AGREEMENT
from upheld.agreements.shape import Choice, Either, Key, ListOf, MapOf, Recursion, Shape, TableOf, Variants, Word

__all__ = ["json_schema"]

_Node: TypeAlias = "dict[str, object]"


def json_schema() -> dict[str, object]:
    """The schema of one agreement, as plain values that `json.dumps` takes."""
    writer = _Writer()
    root = writer.table(AGREEMENT)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:upheld:agreement:1",
        "title": "Upheld agreement, version 1",
        **root,
        "$defs": dict(sorted(writer.named.items())),
    }


class _Writer:
    """Turns shapes into schemas; single values, recursive shapes and the tables of variants are written once, under
    `named`.
    """

    def __init__(self) -> None:
        self.named: dict[str, _Node] = {}

    def schema(self, shape: Shape) -> _Node:
        match shape:
            case Word():
                return self.reference(shape.name, lambda: _word(shape))
            case Choice():
                return _choice(shape)
            case ListOf():
                return self.listing(shape)
            case MapOf():
                return self.map(shape)
            case TableOf():
                return self.table(shape)
            case Variants():
                return self.variants(shape)
            case Either():
                forms = [each for each in (shape.text, shape.listing, shape.table) if each is not None]
                return {"anyOf": [self.schema(form) for form in forms]}
            case Recursion():
                return self.reference(shape.name, lambda: self.schema(shape.shape()))
            case _:
                assert_never(shape)

    def reference(self, name: str, make: Callable[[], _Node]) -> _Node:
        """A reference to a named schema, which is made the first time it is asked for."""
        place = re.sub(r"[^a-z0-9]+", "-", name)
        if place not in self.named:
            self.named[place] = {}  # a shape that contains itself finds its own name taken
            self.named[place] = make()
        return {"$ref": f"#/$defs/{place}"}

    def listing(self, shape: ListOf) -> _Node:
        node: _Node = {"type": "array", "items": self.schema(shape.part)}
        if shape.least:
            node["minItems"] = shape.least
        if isinstance(shape.part, Word | Choice):
            node["uniqueItems"] = True
        return node

    def map(self, shape: MapOf) -> _Node:
        node: _Node = {"type": "object", "additionalProperties": self.schema(shape.value), "minProperties": 1}
        if shape.key.pattern is not None:
            node["propertyNames"] = {"pattern": _whole(shape.key.pattern)}
        return node

    def table(self, shape: TableOf) -> _Node:
        """A closed table: its keys and no others."""
        node: _Node = {
            "description": shape.says,
            "type": "object",
            "properties": {key.name: self.key(key) for key in shape.keys},
            "additionalProperties": False,
        }
        needed = [key.name for key in shape.keys if key.is_needed]
        if needed:
            node["required"] = needed
        if shape.together:
            node["dependentRequired"] = _companions(shape.together)
        if shape.one_of:
            node["allOf"] = [{"oneOf": [{"required": [name]} for name in group]} for group in shape.one_of]
        return node

    def key(self, key: Key) -> _Node:
        return {**self.schema(key.shape), "description": key.says}

    def variants(self, shape: Variants) -> _Node:
        """A table whose keys follow from the word under `by`: only the table of that word is asked."""
        word = next(key for table in shape.tables.values() for key in table.keys if key.name == shape.by)
        rules = []
        for name, table in shape.tables.items():
            is_meant = {"properties": {shape.by: {"const": name}}, "required": [shape.by]}
            rules.append({"if": is_meant, "then": self.reference(name, partial(self.table, table))})
        return {
            "description": shape.says,
            "type": "object",
            "properties": {shape.by: self.key(word)},
            "required": [shape.by],
            "allOf": rules,
        }


def _word(word: Word) -> _Node:
    """A single value: its form as a text, and as a number where an editor may take it for one."""
    node: _Node = {"title": word.name, "description": word.says}
    types = _types(word)
    is_number = types != ["string"]
    if word.pattern is not None and re.escape(word.pattern) == word.pattern:
        node["enum"] = [word.pattern, *([int(word.pattern)] if is_number else [])]
        return node
    node["type"] = types if is_number else "string"
    node["pattern"] = r"\S" if word.pattern is None else _whole(word.pattern)
    if "boolean" not in types and is_number and word.pattern is not None:
        node["exclusiveMinimum" if isinstance(word.read("0"), Complaint) else "minimum"] = 0
    node["examples"] = list(word.examples)
    return node


def _types(word: Word) -> list[str]:
    """The types for which an editor may take a value: a bare `3` is a number to it, whatever it stands for."""
    if word.json_types == ("string",) and any(example.isdecimal() for example in word.examples):
        return ["string", "number"]
    return list(word.json_types)


def _choice(choice: Choice) -> _Node:
    """One of a closed list of words, each with what it means."""
    return {"oneOf": [{"const": word, "description": says} for word, says in choice.options.items()]}


def _whole(pattern: str) -> str:
    """A pattern that the whole text has to match, in the dialect that JSON Schema and Python share."""
    return f"^(?:{pattern})$"


def _companions(together: Iterable[tuple[str, str]]) -> _Node:
    return {there: [absent] for pair in together for there, absent in (pair, pair[::-1])}
