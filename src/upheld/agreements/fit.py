"""The shape check: every key known, every value read by its grammar, or a problem; the rest is read all the same."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from upheld.agreements.complaints import Complaint, listed, problem_at, suggestion
from upheld.agreements.form import Filled, Form, Said, Several
from upheld.agreements.language import AGREEMENT
from upheld.agreements.shape import Choice, Either, Key, ListOf, MapOf, Recursion, Shape, TableOf, Variants, Word
from upheld.agreements.tree import Listing, Mark, Source, Table, Text, Tree
from upheld.problems import Problem

__all__ = ["fit", "fit_value"]

_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_KINDS = {Text: "a single value", Listing: "a list", Table: "a table of keys"}


def fit(tree: Table, source: Source) -> tuple[Form, list[Problem]]:
    """The form of an agreement: what could be read, and a problem for everything else."""
    fitter = _Fitter(source)
    return fitter.table(tree, AGREEMENT, at=Mark(1, 1)), fitter.problems


def fit_value(tree: Tree, shape: Shape) -> Filled:
    """A value that this program itself wrote in the language; anything wrong with it is a bug."""
    fitter = _Fitter(Source.of("", ""))
    filled = fitter.filled(tree, shape, at=tree.mark)
    assert filled is not None, fitter.problems  # noqa: S101
    return filled


class _Fitter:
    """Walks a tree and its declared shape together, and collects what does not fit. `at` is the mark of the key above
    a value.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def complain(self, mark: Mark, complaint: Complaint) -> None:
        self.problems.append(problem_at(complaint, self.source.place(mark)))

    def filled(self, tree: Tree, shape: Shape, *, at: Mark) -> Filled | None:
        """The value that stands under the key at `at`; None with a problem when it cannot be read."""
        match shape:
            case Recursion():
                return self.filled(tree, shape.shape(), at=at)
            case Either():
                return self.either(tree, shape, at=at)
            case Word() | Choice() if isinstance(tree, Text):
                return self.text(tree, shape)
            case ListOf() if isinstance(tree, Listing):
                return self.listing(tree, shape)
            case MapOf() if isinstance(tree, Table):
                return self.map(tree, shape, at=at)
            case TableOf() if isinstance(tree, Table):
                return self.table(tree, shape, at=at)
            case Variants() if isinstance(tree, Table):
                return self.variant(tree, shape, at=at)
        self.complain(tree.mark, _wrong_kind(tree, (shape,)))
        return None

    def either(self, tree: Tree, shape: Either, *, at: Mark) -> Filled | None:
        """The value by the shape that fits its kind."""
        by_kind = {Text: shape.text, Listing: shape.listing, Table: shape.table}
        fitting = by_kind[type(tree)]
        if fitting is None:
            self.complain(tree.mark, _wrong_kind(tree, [each for each in by_kind.values() if each is not None]))
            return None
        return self.filled(tree, fitting, at=at)

    def text(self, tree: Text, shape: Word | Choice) -> Said | None:
        """A single value by its grammar; runs of spaces count as one."""
        text = " ".join(tree.value.split())
        if tree.is_refused:
            return None
        if not text or (tree.plain and text in _NOTHING):
            remedy = "Write a value, or leave the key out."
            self.complain(tree.mark, Complaint("nothing-said", "There is no value here.", remedy))
            return None
        value = shape.read(text) if isinstance(shape, Word) else _chosen(text, shape)
        if isinstance(value, Complaint):
            self.complain(tree.mark, value)
            return None
        return Said(text, value, tree.mark)

    def listing(self, tree: Listing, shape: ListOf) -> Several:
        """Every part that can be read; a text said twice is a problem."""
        if len(tree.parts) < shape.least:
            message = "This list is empty."
            self.complain(tree.mark, Complaint("nothing-said", message, "List something, or leave the key out."))
        parts: list[Filled] = []
        seen: set[str] = set()
        for part in tree.parts:
            filled = self.filled(part, shape.part, at=part.mark)
            if isinstance(filled, Said):
                if filled.text in seen:
                    message = f"`{filled.text}` stands twice in this list."
                    self.complain(part.mark, Complaint("said-twice", message, "Keep one of the two."))
                seen.add(filled.text)
            if filled is not None:
                parts.append(filled)
        return Several(tuple(parts), tree.mark)

    def map(self, tree: Table, shape: MapOf, *, at: Mark) -> Form:
        """A table whose keys the writer chose: each key by its grammar, each value by its shape."""
        if not tree.pairs:
            message = f"This table names no {shape.key_name}."
            self.complain(tree.mark, Complaint("nothing-said", message, "Write an entry, or leave the key out."))
        keys: dict[str, Said] = {}
        fields: dict[str, Filled] = {}
        broken: set[str] = set()
        for key, value in tree.pairs:
            name = self.text(key, shape.key)
            if name is not None and name.text in keys:
                self.complain(key.mark, _said_before(name, keys[name.text]))
                continue
            filled = self.filled(value, shape.value, at=key.mark)
            if name is not None:
                keys[name.text] = name
            if name is None or filled is None:
                broken.add(" ".join(key.value.split()))
            else:
                fields[name.text] = filled
        return Form(at, fields, keys, frozenset(broken))

    def variant(self, tree: Table, shape: Variants, *, at: Mark) -> Form:
        """A table whose word under `shape.by` says which keys it has; without a known word, those of all are read."""
        found = next((value for key, value in tree.pairs if key.value == shape.by), None)
        word = " ".join(found.value.split()) if isinstance(found, Text) else ""
        if word in shape.tables:
            return self.table(tree, shape.tables[word], at=at, beside=shape)
        if found is None:
            message = f"This {shape.name} does not say its `{shape.by}`."
            self.complain(at, Complaint("missing-key", message, f"Write one of {listed(shape.tables)}."))
        else:
            self.complain(found.mark, _unknown_variant(word, shape))
        pairs = tuple((key, value) for key, value in tree.pairs if key.value != shape.by)
        form = self.table(Table(pairs, tree.mark), _union(shape), at=at)
        return replace(form, broken=form.broken | {shape.by})

    def table(self, tree: Table, shape: TableOf, *, at: Mark, beside: Variants | None = None) -> Form:
        """A table with known keys: unknown ones, missing ones and those that do not go together are problems."""
        fields: dict[str, Filled] = {}
        broken: set[str] = set()
        keys: dict[str, Said] = {}
        for key, value in tree.pairs:
            known = shape.key(key.value)
            if known is None:
                self.complain(key.mark, _unknown_key(key.value, shape, beside=beside))
                continue
            keys[key.value] = Said(key.value, key.value, key.mark)
            filled = self.filled(value, known.shape, at=key.mark)
            if filled is None:
                broken.add(key.value)
            else:
                fields[key.value] = filled
        for complaint in _incomplete(shape, keys):
            self.complain(at, complaint)
        return Form(at, fields, keys, frozenset(broken))


def _union(shape: Variants) -> TableOf:
    """All keys of all variants, none needed: what a table may say whose variant is not known."""
    keys = {key.name: replace(key, is_needed=False) for table in shape.tables.values() for key in table.keys}
    later = [name for table in shape.tables.values() for name in table.later if name not in keys]
    return TableOf(shape.name, shape.says, tuple(keys.values()), tuple(later))


def _chosen(text: str, shape: Choice) -> str | Complaint:
    if text in shape.options:
        return text
    if any(text == later or text.startswith(later + " ") for later in shape.later):
        message = f"`{text}` belongs to the language, and is not in this version."
        return Complaint("not-in-this-version", message, f"Known here: {listed(shape.options)}.")
    return Complaint(
        "unknown-word", f"`{text}` is not one of the words that can stand here.", suggestion(text, shape.options)
    )


def _unknown_variant(word: str, shape: Variants) -> Complaint:
    if word in shape.later:
        message = f"`{word}` ({shape.later[word]}) belongs to the language, and is not in this version."
        return Complaint("not-in-this-version", message, f"Known here: {listed(shape.tables)}.")
    return Complaint(f"unknown-{shape.by}", f"There is no {shape.by} `{word}`.", suggestion(word, shape.tables))


def _unknown_key(name: str, shape: TableOf, *, beside: Variants | None) -> Complaint:
    """Why a key cannot stand in a table: not in this version, of another variant, or not known at all."""
    if name in shape.later:
        message = f"`{name}` belongs to the language, and is not in this version."
        return Complaint("not-in-this-version", message, "Leave it out; nothing in this version would heed it.")
    others = [table.name for table in beside.tables.values() if table.key(name)] if beside else []
    known = [key.name for key in shape.keys]
    if others:
        message = f"`{name}` is a key of {listed(others)}, not of `{shape.name}`."
        return Complaint("key-of-another-measure", message, f"Leave it out. Known here: {listed(known)}.")
    return Complaint("unknown-key", f"`{name}` is not a key of {_named(shape.name)}.", suggestion(name, known))


def _incomplete(shape: TableOf, said: Iterable[str]) -> Iterator[Complaint]:
    """Keys that are needed and absent, or that stand without their companion, or in place of each other."""
    written = set(said)
    for key in shape.keys:
        if key.is_needed and key.name not in written:
            message = f"{_heading(shape.name)} needs `{key.name}`: {key.says[0].lower()}{key.says[1:]}"
            yield Complaint("missing-key", message, f"Write {_example(key)}.")
    for one, other in shape.together:
        for there, absent in ((one, other), (other, one)):
            if there in written and absent not in written:
                message = f"`{there}` says nothing without `{absent}`."
                yield Complaint("companion-missing", message, f"Write both, or leave `{there}` out.")
    for group in shape.one_of:
        chosen = [name for name in group if name in written]
        if len(chosen) > 1:
            message = f"{listed(chosen)} stand side by side, and exactly one of them can be meant."
            yield Complaint("said-in-two-ways", message, "Keep one of them.")
        if not chosen:
            message = f"{_heading(shape.name)} needs one of {listed(group)}."
            yield Complaint("missing-key", message, "Write exactly one of them.")


def _example(key: Key) -> str:
    """How a missing key might look."""
    match key.shape:
        case Word(examples=(first, *_)):
            return f"`{key.name}: {first}`"
        case Choice(options=options):
            return f"`{key.name}: {next(iter(options))}`"
        case _:
            return f"`{key.name}:` and what belongs to it below"


def _wrong_kind(tree: Tree, shapes: Iterable[Shape]) -> Complaint:
    wanted = " or ".join(dict.fromkeys(_kind(shape) for shape in shapes))
    missing_space = isinstance(tree, Text) and tree.plain and ":" in tree.value
    remedy = "Put a space after the colon." if missing_space else f"Write {wanted}."
    return Complaint("wrong-kind", f"Here stands {_KINDS[type(tree)]}, and {wanted} is needed.", remedy)


def _kind(shape: Shape) -> str:
    match shape:
        case Word() | Choice():
            return _KINDS[Text]
        case ListOf():
            return _KINDS[Listing]
        case _:
            return _KINDS[Table]


def _said_before(name: Said, first: Said) -> Complaint:
    message = f"`{name.text}` is said twice, first on line {first.mark.line}, column {first.mark.column}."
    return Complaint("duplicate-key", message, "Keep one of the two.")


def _named(name: str) -> str:
    """The name of a table inside a sentence."""
    return "an agreement" if name == "agreement" else f"`{name}`"


def _heading(name: str) -> str:
    """The name of a table at the beginning of a sentence."""
    return "An agreement" if name == "agreement" else f"`{name}`"
