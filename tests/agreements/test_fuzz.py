"""Whatever a file says, a person gets an agreement or problems with a place and a remedy, never a traceback.

With HYPOTHESIS_PROFILE=search ten thousand inputs are tried instead of a hundred and twenty-five.
"""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from upheld.agreements.canonical import canonical
from upheld.agreements.codes import WHY
from upheld.agreements.explain import explain
from upheld.agreements.load import load_agreement, load_form, load_text
from upheld.agreements.model import Agreement
from upheld.agreements.schema import json_schema
from upheld.agreements.words import WORDS
from upheld.problems import Problem

HERE = Path(__file__).parent
EVERYTHING = (HERE / "everything.yaml").read_text(encoding="utf-8")
ACME = (HERE / "acme.yaml").read_text(encoding="utf-8")
PLENTY = settings(max_examples=25 if settings().max_examples <= 100 else settings().max_examples)
VALIDATOR = Draft202012Validator(json_schema())


def values_of(text: str) -> Any:
    """An agreement as plain tables, lists and texts."""
    ruled, _ = load_form(text)
    assert ruled is not None
    return json.loads(canonical(ruled.form))


WHOLE = values_of(EVERYTHING)


def keys_in(value: Any) -> set[str]:
    """Every key of every table."""
    if isinstance(value, dict):
        return set(value) | {key for part in value.values() for key in keys_in(part)}
    return {key for part in value for key in keys_in(part)} if isinstance(value, list) else set()


def texts_in(value: Any) -> set[str]:
    """Every text that is not a key."""
    parts = value.values() if isinstance(value, dict) else value
    return {value} if isinstance(value, str) else {text for part in parts for text in texts_in(part)}


KEYS = st.sampled_from(sorted(keys_in(WHOLE)))
TEXTS = st.sampled_from(sorted({*texts_in(WHOLE), *(example for word in WORDS for example in word.examples)}))
TREES = st.recursive(
    TEXTS | st.text(max_size=8),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS | st.text(max_size=4), part, max_size=4),
    max_leaves=12,
)


@st.composite
def damaged(draw: st.DrawFn, whole: str) -> str:
    """A good text with a few of its characters cut, exchanged or repeated."""
    text = whole
    for _ in range(draw(st.integers(1, 4))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 30))
        text = text[:at] + draw(st.text(max_size=6) | TEXTS | st.just(text[at : at + size] * 2)) + text[at + size :]
    return text


def exchanged(value: Any, draw: st.DrawFn) -> Any:
    """The same tables with one part of them replaced, moved away or doubled, at any depth."""
    if isinstance(value, str) or not value or draw(st.integers(0, 5)) == 0:
        return draw(TREES)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        return [exchanged(part, draw) if place == at else part for place, part in enumerate(value)]
    key = draw(st.sampled_from(sorted(value)))
    other = {name: part for name, part in value.items() if name != key}
    return other if draw(st.integers(0, 5)) == 0 else {**other, draw(st.just(key) | KEYS): exchanged(value[key], draw)}


@st.composite
def misfitting(draw: st.DrawFn) -> str:
    """An agreement in whose tables something else stands."""
    value: Any = WHOLE
    for _ in range(draw(st.integers(1, 3))):
        value = exchanged(value, draw)
    return json.dumps(value, ensure_ascii=draw(st.booleans()))


@PLENTY
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    survive(text)


@PLENTY
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory: Any, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "agreement.yaml"
    path.write_bytes(content)
    judge(*load_agreement(path), lines=content.count(b"\n") + content.count(b"\r") + 1)


@PLENTY
@given(damaged(ACME))
def test_a_damaged_agreement(text: str) -> None:
    survive(text)


@PLENTY
@given(misfitting())
def test_an_agreement_in_which_something_else_stands(text: str) -> None:
    survive(text)


@PLENTY
@given(TREES)
def test_any_tables_of_words_of_the_language(tree: Any) -> None:
    survive(json.dumps(tree))


def survive(text: str) -> None:
    """Load a text; what loads can also be explained, and an editor finds nothing wrong with what it says."""
    agreement, problems = load_text(text)
    judge(agreement, problems, lines=text.count("\n") + text.count("\r") + 1)
    if agreement is not None:
        assert explain(agreement)
        assert VALIDATOR.is_valid(values_of(text))


def judge(agreement: Agreement | None, problems: list[Problem], *, lines: int) -> None:
    """There is an agreement or an error, and every problem has a known code, a place in the file and a remedy.

    What is missing at the end of a file is missing on the line after its last.
    """
    assert (agreement is None) == any(problem.severity == "error" for problem in problems)
    for problem in problems:
        assert problem.why == WHY[problem.code]
        assert problem.message
        assert problem.remedy
        assert 0 <= problem.place.line <= lines + 1
        assert 0 <= problem.place.column <= len(problem.place.excerpt) + 1
