"""Every attack is a file in `attacks/`: who cheats and what for, the changes, what the client holds, what is found."""

import json
from dataclasses import astuple
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.ledgers import acme, head_of, key_of, policy_text, whole_bundle
from tests.tampered.forging import forged
from upheld.evidence.chain import Breach
from upheld.evidence.holdings import Held
from upheld.evidence.meanings import MEANINGS
from upheld.evidence.policy import read_policy
from upheld_verify.telling import as_json, as_text
from upheld_verify.verify import Answer, verify

ATTACKS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("attacks/*"))}
SECRETS_OF_OUTSIDERS = {"acme#thief", "acme#other", "stranger", "globex"}
FEWEST = 60

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")


def held(given: dict[str, Any]) -> Held:
    """What a client holds: the `key` of a name, the `last` of ACME's heads, a `policy` for so many witnesses."""
    keys = [key_of(given["key"]).verifier] if "key" in given else []
    heads = [head_of(acme().notes[given["last"]])] if "last" in given else []
    policy = read_policy(policy_text(needed=given["policy"]), "policy")[0] if "policy" in given else None
    return Held(keys, heads, policy)


@cache
def bundle_of(name: str) -> bytes:
    return forged(ATTACKS[name]["changes"])


def first_failure(answer: Answer) -> tuple[str, Breach] | None:
    """The first question that fails, and what was found there first."""
    return next(((step.name, step.findings[0]) for step in answer.steps if step.outcome == "fails"), None)


def found(answer: Answer) -> object:
    """The same as an attack file says it."""
    failure = first_failure(answer)
    if failure is None:
        return "verified" if answer.holds else "not verified"
    step, breach = failure
    file = "segments/*.parquet" if breach.file.startswith("segments/") else breach.file
    said = {"step": step, "code": breach.code, "file": file, "entry": breach.entry, "field": breach.field}
    return {name: value for name, value in said.items() if value not in (None, "")}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found(name: str) -> None:
    attack = ATTACKS[name]
    answer = verify(bundle_of(name), held=held(attack["held"]))
    assert found(answer) == attack["found"]
    assert answer.holds == (attack["found"] == "verified")


@pytest.mark.parametrize("name", [name for name, attack in ATTACKS.items() if "found without the head" in attack])
def test_what_only_a_head_reveals_passes_without_it(name: str) -> None:
    attack = ATTACKS[name]
    without = {key: value for key, value in attack["held"].items() if key != "last"}
    assert found(verify(bundle_of(name), held=held(without))) == attack["found without the head"]


@pytest.mark.parametrize(
    "given", [{}, {"key": "acme"}, {"key": "acme", "last": 0}, {"last": 2}, {"key": "acme", "last": 1}]
)
def test_the_bundle_that_nobody_touched_verifies(given: dict[str, Any]) -> None:
    assert forged([]) == whole_bundle()
    assert found(verify(whole_bundle(), held=held(given))) == "verified"


def test_it_verifies_under_a_policy_once_two_witnesses_signed() -> None:
    signed = forged([{"do": "cosign", "witness": 0}, {"do": "cosign", "witness": 2}])
    assert found(verify(signed, held=held({"policy": 2}))) == "verified"


def test_every_attack_has_an_error_of_its_own() -> None:
    assert len(ATTACKS) >= FEWEST
    seen: dict[str, str] = {}
    for name, attack in ATTACKS.items():
        failure = first_failure(verify(bundle_of(name), held=held(attack["held"])))
        if failure is not None:
            own = repr((failure[0], astuple(failure[1])))
            assert seen.setdefault(own, name) == name, f"{name} cannot be told from {seen[own]}"


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_reaches_the_terminal(name: str) -> None:
    answer = verify(bundle_of(name), held=held(ATTACKS[name]["held"]))
    text = as_text(answer, name)
    assert all(each.isprintable() or each == "\n" for each in text)
    assert ("NOT VERIFIED" in text) == (not answer.holds)
    assert json.loads(as_json(answer, name))["verified"] == answer.holds


def test_outsiders_have_no_key_of_the_provider_and_what_passes_says_why() -> None:
    for name, attack in ATTACKS.items():
        assert set(attack) - {"found without the head", "because"} == {"attack", "by", "changes", "held", "found"}
        assert ("because" in attack) == (attack["found"] == "verified"), name
        keys = {key for change in attack["changes"] for key in (*change.get("keys", ()), change.get("by", ""))}
        if attack["by"] == "outsider":
            pretended = {change["by"] for change in attack["changes"] if change.get("named")}
            assert keys - pretended - {""} <= SECRETS_OF_OUTSIDERS, name


def test_every_code_an_attack_meets_has_a_meaning() -> None:
    codes = {attack["found"]["code"] for attack in ATTACKS.values() if attack["found"] != "verified"}
    assert codes <= set(MEANINGS)
    assert set(MEANINGS) - codes == set()
