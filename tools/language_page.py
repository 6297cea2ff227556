"""The reference page of the agreement language, made from its declared shape, its single values and its profile."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from upheld.agreements.language import AGREEMENT
from upheld.agreements.profile import ANSWERS, PROFILE, Default
from upheld.agreements.promise_shapes import PROMISE
from upheld.agreements.shape import Choice, Either, Key, ListOf, MapOf, Recursion, Shape, TableOf, Variants, Word
from upheld.agreements.words import WORDS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "agreements" / "acme.yaml"
HEAD = """\
# The agreement language, version 1

Made by `make docs` from the declaration that the checker reads (`src/upheld/agreements/language.py`); edit that, not
this page. An agreement is one YAML file: one revision of one agreement. Every value is read as it is written, so `012`,
`1:30`, `yes` and `NO` stay what they are or are refused. `upheld check` says all that is wrong at once
([problems](problems.md)), `upheld explain` says in plain sentences what the agreement means, and `upheld schema` prints
a JSON Schema for editors.

Keys marked with * are needed. A key of a later version of the language is refused, never ignored.

## A whole agreement

```yaml
{example}```
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD.format(example=EXAMPLE.read_text(encoding="utf-8"))]
    parts += [table(each) for each in tables(AGREEMENT, set())]
    parts += ["\n## Single values\n\n| value | says | examples |\n|---|---|---|\n", *(word(each) for each in WORDS)]
    parts += [profile()]
    return "".join(parts)


def tables(shape: Shape, seen: set[str]) -> Iterator[TableOf]:
    """Every table of the language, each once, a table before its parts."""
    if isinstance(shape, TableOf | Recursion):
        if shape.name in seen:
            return
        seen.add(shape.name if isinstance(shape, TableOf) else f"{shape.name}, asked")
    if isinstance(shape, TableOf):
        yield shape
    for part in parts_of(shape):
        yield from tables(part, seen)


def parts_of(shape: Shape) -> Sequence[Shape]:
    """The shapes that stand inside a shape."""
    match shape:
        case TableOf():
            return [key.shape for key in shape.keys]
        case Variants():
            return list(shape.tables.values())
        case MapOf():
            return [shape.value]
        case ListOf():
            return [shape.part]
        case Either():
            return [way for way in (shape.listing, shape.table) if way is not None]
        case Recursion():
            return [shape.shape()]
        case _:
            return []


def table(shape: TableOf) -> str:
    """One table of the language: its keys, what they say and how they are written."""
    kind = "The measure" if shape.name in PROMISE.tables else "The table"
    head = f"\n## {kind} {shape.name}\n\n{shape.says}\n\n| key | says | written as |\n|---|---|---|\n"
    rows = "".join(row(shape, key) for key in shape.keys)
    notes = [f"`{one}` and `{other}` stand together or not at all." for one, other in shape.together]
    notes += [f"Exactly one of {', '.join(f'`{name}`' for name in group)} is said." for group in shape.one_of]
    if shape.later:
        notes.append(f"Not in this version: {', '.join(f'`{name}`' for name in shape.later)}.")
    return head + rows + (f"\n{' '.join(notes)}\n" if notes else "")


def row(shape: TableOf, key: Key) -> str:
    """One key of a table, with the profile's answer where it has one."""
    adopted = [
        each for answer in ANSWERS for each in answer.defaults if (each.table, each.key) == (shape.name, key.name)
    ]
    default = "".join(f" `{PROFILE}`: `{value(each)}`." for each in adopted)
    return f"| `{key.name}`{' *' if key.is_needed else ''} | {key.says}{default} | {written(key.shape)} |\n"


def value(default: Default) -> str:
    """A value of the profile as the language writes it."""
    match default.value:
        case str() as text:
            return text
        case tuple():
            return "[]"
        case pairs:
            return f"{{{', '.join(f'{key}: {text}' for key, text in pairs.items())}}}"


def written(shape: Shape) -> str:
    """How a value is written, in a cell of a table."""
    match shape:
        case Word():
            return shape.name if not shape.examples else f"{shape.name}, such as `{shape.examples[0]}`"
        case Choice():
            return "<br>".join(f"`{word}`: {says}" for word, says in shape.options.items())
        case ListOf():
            return f"a list of: {written(shape.part)}"
        case MapOf():
            return f"a table with one entry for each {shape.key_name}: {written(shape.value)}"
        case TableOf():
            return f"the table {shape.name}"
        case Variants():
            return f"a {shape.name}; its keys depend on `{shape.by}`"
        case Either():
            return "<br>or ".join(written(way) for way in (shape.text, shape.listing, shape.table) if way is not None)
        case Recursion():
            return f"see {shape.name}"


def word(each: Word) -> str:
    """One single value."""
    return f"| {each.name} | {each.says} | {', '.join(f'`{example}`' for example in each.examples)} |\n"


def profile() -> str:
    """The profile, row by row."""
    rows = "".join(f"| {answer.question} | {answer.words} |\n" for answer in ANSWERS)
    head = f"\n## The profile {PROFILE}\n\nWhat a revision adopts with `rules: {PROFILE}`."
    own = "Where a key of the language answers the same question, a promise may say otherwise."
    return f"{head} {own}\n\n| question | answer |\n|---|---|\n{rows}"
