"""Attributes that decide figures: every one an agreement names, in whatever way it names it."""

from pathlib import Path

from upheld.agreements.load import load_text
from upheld.agreements.model import Agreement
from upheld.evidence.commitments import ALWAYS_PRIVATE
from upheld.measure.attributes import ALWAYS_READ, attributes_read, private_but_read

EVERYTHING = Path(__file__).parent.parent / "agreements" / "everything.yaml"


def everything() -> Agreement:
    agreement, _ = load_text(EVERYTHING.read_text("utf-8"))
    assert agreement is not None
    return agreement


def test_rows_conditions_and_what_work_is_about_are_read() -> None:
    text = EVERYTHING.read_text("utf-8")
    read = attributes_read(everything()) - ALWAYS_READ
    assert read
    assert all(name in text for name in read)
    assert {promise.by for promise in everything().promises.values() if promise.by} <= read


def test_what_is_private_by_itself_decides_nothing_until_an_agreement_asks_for_it() -> None:
    assert private_but_read(everything(), ALWAYS_PRIVATE) == []
    by = next(promise.by for promise in everything().promises.values() if promise.by)
    private = ["detail", f"labels.{by}", f"set.{by}", "set.room"]
    assert private_but_read(everything(), private) == [f"labels.{by}", f"set.{by}"]


def test_fields_that_always_decide_can_never_be_private() -> None:
    assert private_but_read(everything(), ["state", "public", "set.service", "set.item"]) == [
        "public",
        "set.item",
        "set.service",
        "state",
    ]
