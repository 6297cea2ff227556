"""The profile's answers put where an agreement is silent; without a profile, every silence that leads to disputes is
a problem.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from upheld.agreements.complaints import Complaint, problem_at
from upheld.agreements.fit import fit_value
from upheld.agreements.form import Filled, Form, Said, written
from upheld.agreements.language import CREDITS, EXCLUSION, SOURCE
from upheld.agreements.model import Adopted
from upheld.agreements.order import natural
from upheld.agreements.profile import ANSWERS, LANGUAGE, OWN, PROFILE, Answer, Default, Standing
from upheld.agreements.promise_shapes import PROMISE
from upheld.agreements.shape import Choice, Either, Shape, TableOf
from upheld.agreements.tree import Listing, Mark, Source, Table, Text, Tree
from upheld.problems import Problem

__all__ = ["Ruled", "with_profile"]

_TABLES: Mapping[str, TableOf] = {**PROMISE.tables, "source": SOURCE, "exclusion": EXCLUSION, "credits": CREDITS}


@dataclass(frozen=True, slots=True)
class Ruled:
    """A form in which every question is answered, and the list of all answers with whose each is."""

    form: Form
    adopted: tuple[Adopted, ...]


def with_profile(form: Form, source: Source) -> tuple[Ruled, list[Problem]]:
    """The form with an answer to every question, from the profile it names; each silence without one is a problem."""
    filler = _Filler(source, has_profile=form.has("rules"))
    fields = dict(form.fields)
    for table, kind in (("promises", "measure"), ("sources", "source"), ("exclusions", "exclusion")):
        entries = form.fields.get(table)
        if isinstance(entries, Form):
            fields[table] = replace(entries, fields=dict(filler.each(entries, kind)))
    if isinstance(form.fields.get("credits"), Form):
        fields["credits"] = filler.filled(form.form("credits"), "credits")
    return Ruled(replace(form, fields=fields), tuple(filler.adopted())), filler.problems


@dataclass(slots=True)
class _Filler:
    """Fills tables one by one, and remembers what each of them says itself."""

    source: Source
    has_profile: bool
    problems: list[Problem] = field(default_factory=list)
    own: list[Adopted] = field(default_factory=list)

    def each(self, entries: Form, kind: str) -> Iterator[tuple[str, Filled]]:
        """Every named table of a kind, filled; the kind of a promise is its measure."""
        for name in entries.fields:
            entry = entries.form(name)
            table = (entry.value("measure", str) or "") if kind == "measure" else kind
            yield name, self.filled(entry, table, name=name)

    def filled(self, form: Form, table: str, *, name: str | None = None) -> Form:
        """A table with the profile's value for each key it does not say."""
        fields = dict(form.fields)
        for answer in ANSWERS:
            for default in answer.defaults:
                is_asked = form.has(default.key) or default.arises(form) or not default.asked_only
                if default.table == table and default.key not in form.broken and is_asked:
                    fields[default.key] = self.value(form, default, question=answer, name=name)
        return replace(form, fields=fields)

    def value(self, form: Form, default: Default, *, question: Answer, name: str | None) -> Filled:
        """The value of one key: what the table says, completed from the profile, or the profile's."""
        standing = self.standing(default, form.mark)
        said = form.fields.get(default.key)
        if said is None:
            if not self.has_profile and default.arises(form):
                self.complain(form.mark, default.key, question=question)
            return standing
        if isinstance(said, Form) and isinstance(standing, Form):
            absent = [key for key in standing.fields if not said.has(key)]
            if not self.has_profile:
                for key in absent:
                    self.complain(said.mark, key, question=question)
            said = replace(said, fields={**said.fields, **{key: standing.fields[key] for key in absent}})
        self.own.append(Adopted(question.question, _words(default, said), OWN, name))
        return said

    def standing(self, default: Default, mark: Mark) -> Filled:
        """The profile's value, read like any other."""
        key = _TABLES[default.table].key(default.key)
        assert key is not None, default  # noqa: S101 - the profile answers keys of the language only
        return fit_value(_tree(default.value, mark), key.shape)

    def complain(self, mark: Mark, key: str, *, question: Answer) -> None:
        message = f"Nothing is said about `{key}` ({question.question})."
        remedy = f"Write `{key}`, or adopt `rules: {PROFILE}`, which answers: {question.words}"
        self.problems.append(problem_at(Complaint("rule-missing", message, remedy), self.source.place(mark)))

    def adopted(self) -> Iterator[Adopted]:
        """All answers in the order of the profile: its own first, then what this agreement says instead."""
        for answer in ANSWERS:
            own = sorted(
                (said for said in self.own if said.question == answer.question),
                key=lambda said: natural(said.promise or ""),
            )
            if not any(said.promise is None for said in own) and (self.has_profile or not answer.defaults):
                yield Adopted(answer.question, answer.words, PROFILE if self.has_profile else LANGUAGE)
            yield from own


def _tree(value: Standing, mark: Mark) -> Tree:
    match value:
        case str():
            return Text(value, mark)
        case Mapping():
            return Table(tuple((Text(key, mark), Text(text, mark)) for key, text in value.items()), mark)
        case _:
            return Listing(tuple(Text(text, mark) for text in value), mark)


def _words(default: Default, said: Filled) -> str:
    """What a table says under a key, in the words of the language's own page."""
    key = _TABLES[default.table].key(default.key)
    assert key is not None, default  # noqa: S101 - see `standing`
    return f"{default.key.replace('_', ' ')}: {_meaning(said, key.shape)}"


def _meaning(said: Filled, shape: Shape) -> str:
    match said, shape:
        case Said(text=text), Either(text=Choice(options=options)) | Choice(options=options) if text in options:
            return options[text]
        case Form(fields=fields), Either(table=TableOf() as table) | (TableOf() as table):
            meanings = ((name, table.key(name), value) for name, value in fields.items())
            return "; ".join(f"{name} {_meaning(value, key.shape)}" for name, key, value in meanings if key is not None)
        case _:
            return written(said).strip("[]") or "none"
