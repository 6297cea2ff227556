"""Commitments hide private values, and prove them to whoever has the key."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.commitments import (
    ALWAYS_PRIVATE,
    CommitmentError,
    by_field,
    check_commitment,
    commitment,
    may_be_private,
    without_private,
)

KEY = bytes.fromhex("0b" * 20)


def test_a_commitment_is_hmac_sha_256() -> None:
    assert (
        commitment(KEY, b"Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    )  # RFC 4231


@given(st.binary(), st.binary(), st.binary(min_size=32, max_size=32))
def test_only_the_value_with_its_key_fits(one: bytes, other: bytes, key: bytes) -> None:
    stated = commitment(key, one)
    check_commitment(stated, key, payload=one)
    for wrong_key, payload in ((KEY, one), (key, other + b"!"), (key, one + b"\0")):
        if (wrong_key, payload) != (key, one):
            with pytest.raises(CommitmentError, match="do not give the commitment"):
                check_commitment(stated, wrong_key, payload=payload)


def test_free_text_and_people_are_always_private() -> None:
    assert {"detail", "actor.name", "by.name", "by.authority", "set.title", "labels.email"} <= set(ALWAYS_PRIVATE)
    assert "reason" not in ALWAYS_PRIVATE
    assert len(ALWAYS_PRIVATE) == 4 + 3 * 11


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("set.site", True),
        ("attributes.room", True),
        ("labels.team", True),
        ("detail", True),
        ("set.", False),
        ("set", False),
        ("item", False),
        ("reason", False),
        ("actor.side", False),
        ("public", False),
    ],
)
def test_what_may_decide_a_figure_stays_public(path: str, may: bool) -> None:  # noqa: FBT001
    assert may_be_private(path) is may


@pytest.mark.parametrize(
    ("fact", "public", "private"),
    [
        ({"id": "1", "detail": "x"}, {"id": "1"}, {"detail": "x"}),
        ({"id": "1"}, {"id": "1"}, {}),
        (
            {"actor": {"side": "client", "name": "Ann"}, "set": {"title": "t", "caller": "Bob"}},
            {"actor": {"side": "client"}},
            {"actor.name": "Ann", "set.caller": "Bob", "set.title": "t"},
        ),
        ({"set": {"priority": "P1"}}, {"set": {"priority": "P1"}}, {}),
    ],
)
def test_a_fact_is_parted(fact: dict[str, Any], public: dict[str, Any], private: dict[str, str]) -> None:
    assert without_private(fact, by_field(ALWAYS_PRIVATE)) == (public, private)
    assert list(without_private(fact, by_field(ALWAYS_PRIVATE))[1]) == sorted(private)
