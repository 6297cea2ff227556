"""Canonical bytes: our published vectors, the package rfc8785 as a witness, and everything that has no such bytes."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.sources import ROOT
from upheld.evidence.canonical import DEEPEST, LARGEST, NotCanonicalError, decode, encode

VECTORS: dict[str, Any] = json.loads((ROOT / "docs" / "vectors" / "canonical.json").read_text(encoding="utf-8"))
TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXTS, inside, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("case", VECTORS["canonical"], ids=lambda case: case["name"])
def test_published_bytes(case: dict[str, Any]) -> None:
    assert encode(json.loads(case["json"])).hex() == case["bytes"]
    assert decode(bytes.fromhex(case["bytes"])) == json.loads(case["json"])


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_published_bytes_that_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(NotCanonicalError) as caught:
        decode(bytes.fromhex(case["bytes"]))
    assert case["reason"] in caught.value.reason


@given(VALUES)
def test_another_program_writes_the_same_bytes(value: Any) -> None:
    assert encode(value) == rfc8785.dumps(value)
    assert decode(encode(value)) == value


@given(st.binary(max_size=40) | TEXTS.map(str.encode))
def test_any_bytes_are_canonical_or_refused(content: bytes) -> None:
    try:
        value = decode(content)
    except NotCanonicalError:
        return
    assert encode(value) == content


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.5, "a value of type float"),
        (LARGEST + 1, "a whole number of 2**53 or more"),
        (-LARGEST - 1, "a whole number of 2**53 or more"),
        ((1, 2), "a value of type tuple"),
        ({1: 2}, "a key that is no text"),
        ("\ud800", "half of a surrogate pair"),
        ({"\ud800": 1}, "half of a surrogate pair"),
        ([b""], "a value of type bytes"),
    ],
)
def test_a_value_without_canonical_bytes(value: Any, reason: str) -> None:
    with pytest.raises(NotCanonicalError) as caught:
        encode(value)
    assert caught.value.reason == reason


def test_nesting_has_a_limit() -> None:
    value: Any = "deep"
    for _ in range(DEEPEST):
        value = [value]
    assert decode(encode(value)) == value
    with pytest.raises(NotCanonicalError, match="nested deeper than 32"):
        encode([value])
    with pytest.raises(NotCanonicalError):
        decode(b"[" * 100_000 + b"]" * 100_000)


def test_keys_sort_by_utf_16() -> None:
    assert encode({"\ufb01": 1, "\U0001f600": [{"\U0001f600": 1, "\ue000": 2}]}).decode() == (
        '{"\U0001f600":[{"\U0001f600":1,"\ue000":2}],"\ufb01":1}'
    )
