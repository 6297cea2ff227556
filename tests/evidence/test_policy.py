"""Policies: which signatures make a head count, exactly, and every mistake in one at once."""

from itertools import combinations

import pytest

from upheld.evidence.checkpoint import COSIGNATURE, ML_DSA, new_key
from upheld.evidence.notes import VerifierKey
from upheld.evidence.policy import Policy, read_policy, satisfied

LOG = new_key("provider.example/upheld/acme/1", secret=b"0" * 32).verifier
WITNESSES = {
    f"w{n}": new_key(f"w{n}.example", secret=bytes([n]) * 32, algorithm=COSIGNATURE).verifier for n in range(1, 6)
}
OTHER = new_key("other.example", secret=b"9" * 32, algorithm=COSIGNATURE).verifier


def renamed(key: VerifierKey, algorithm: int = COSIGNATURE) -> VerifierKey:
    """The same key under another name."""
    return VerifierKey("alias.example", algorithm, key.key)


def policy(*lines: str) -> Policy:
    """A policy that trusts the log and knows the witnesses."""
    known = [
        f"log {LOG.text}",
        *(f"witness {name} {key.text} https://{name}.example" for name, key in WITNESSES.items()),
    ]
    found, problems = read_policy("\n".join([*known, *lines]), "policy")
    assert found is not None, problems
    return found


@pytest.mark.parametrize(("needed", "of"), [(k, n) for n in range(1, 6) for k in range(1, n + 1)])
def test_k_of_n_is_reached_by_k_and_by_no_fewer(needed: int, of: int) -> None:
    names = list(WITNESSES)[:of]
    found = policy(f"group some {needed} {' '.join(names)}", "quorum some")
    for count in range(of + 1):
        for signing in combinations(names, count):
            quorum = satisfied(found, [LOG, *(WITNESSES[name] for name in signing)])
            assert (quorum.is_reached, quorum.witnesses) == (count >= needed, signing)


def test_groups_hold_groups_and_words_for_numbers() -> None:
    found = policy("group east all w1 w2", "group west any w3 w4", "group both 2 east west", "quorum both")
    assert satisfied(found, [LOG, *(WITNESSES[name] for name in ("w1", "w2", "w4"))]).is_reached
    assert not satisfied(found, [LOG, *(WITNESSES[name] for name in ("w1", "w3", "w4"))]).is_reached


def test_a_witness_alone_can_be_the_quorum_and_a_log_must_sign() -> None:
    found = policy("quorum w1")
    assert satisfied(found, [LOG, WITNESSES["w1"]]).is_reached
    assert not satisfied(found, [WITNESSES["w1"]]).is_reached
    assert LOG in found.keys


def test_logs_and_witnesses_may_sign_by_ml_dsa() -> None:
    log = new_key(LOG.name, secret=b"1" * 32, algorithm=ML_DSA).verifier
    witness = new_key("w6.example", secret=b"2" * 32, algorithm=ML_DSA).verifier
    found = policy(f"log {log.text}", f"witness w6 {witness.text}", "quorum w6")
    assert satisfied(found, [log, witness]).witnesses == ("w6",)


def test_no_quorum_is_labelled() -> None:
    quorum = satisfied(policy("quorum none"), [LOG])
    assert (quorum.is_reached, quorum.says) == (True, "provider-signed only: the policy asks for no witness")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("trust w1", "no word of a policy"),
        ("log", "too few or too many"),
        ("log a+b+c", "hash eight hexadecimal"),
        ("witness w9 nonsense", "hash eight hexadecimal"),
        (f"witness w1 {OTHER.text}", "the name w1 is taken"),
        (f"witness none {OTHER.text}", "the name none is taken"),
        (f"log {LOG.text}", "its key stands above"),
        (f"log {OTHER.text}", "algorithm 4; a log has 1"),
        (f"witness w9 {LOG.text}", "algorithm 1; a log has 1, a witness 4"),
        (f"witness w9 {renamed(LOG, algorithm=4).text}", "its key stands above"),
        (f"witness w9 {WITNESSES['w1'].text}", "its key stands above"),
        (f"witness w9 {renamed(WITNESSES['w1']).text}", "its key stands above"),
        ("quorum\u00a0w1", "no word of a policy"),
        ("quorum w1\r", "control character"),
        ("group g 1 w1 w9", "w9 is not named above"),
        ("group g 1 w1 w1", "stands twice"),
        ("group g 0 w1", "cannot be asked for"),
        ("group g 3 w1 w2", "cannot be asked for"),
        ("group g ² w1 w2", "cannot be asked for"),
        ("group w1 1 w2", "the name w1 is taken"),
        ("quorum nobody", "nobody is not named above"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, says: str) -> None:
    known = [f"log {LOG.text}", *(f"witness {name} {key.text}" for name, key in WITNESSES.items()), "# a comment", ""]
    found, problems = read_policy("\n".join([*known, line, "quorum none"]), "policy")
    assert (found, [(each.place.line, says in each.message) for each in problems]) == (None, [(9, True)])


def test_a_witness_counts_in_one_group_only() -> None:
    known = [f"log {LOG.text}", *(f"witness {name} {key.text}" for name, key in WITNESSES.items())]
    lines = [*known, "group east any w1 w2", "group west any w2 w3", "quorum east"]
    _, problems = read_policy("\n".join(lines), "policy")
    assert [(each.place.line, "counts twice" in each.message) for each in problems] == [(8, True)]


def test_what_a_policy_needs_is_asked_for() -> None:
    assert [each.message for each in read_policy("quorum none\nquorum none\n", "p")[1]] == ["a policy has one quorum"]
    assert [each.message for each in read_policy("quorum none\n", "p")[1]] == ["it trusts no log"]
    assert [each.message for each in read_policy(f"log {LOG.text}\n", "p")[1]] == ["it asks for no quorum"]


def test_groups_are_nested_no_deeper_than_anybody_needs() -> None:
    lines = [f"log {LOG.text}", f"witness w {WITNESSES['w1'].text}", "group g0 1 w"]
    lines += [f"group g{depth} 1 g{depth - 1}" for depth in range(1, 32)]
    found, problems = read_policy("\n".join([*lines, "quorum g31"]), "policy")
    assert (found is not None, problems) == (True, [])
    deeper = [*lines, "group g32 1 g31", "quorum g32"]
    found, problems = read_policy("\n".join(deeper), "policy")
    assert found is None
    assert "nested more than 32 deep" in problems[0].message


def test_a_private_key_given_for_a_policy_is_not_shown() -> None:
    line = "PRIVATE+KEY+northgate.example/upheld/acme/1+28fdab77+AAAA"
    _, problems = read_policy(f"{line}\n", "policy")
    assert [problem.message for problem in problems] == ["a private key stands here"]
    assert line not in repr(problems)


def test_a_count_without_end_is_none() -> None:
    lines = [f"log {LOG.text}", f"witness w {WITNESSES['w1'].text}", f"group g {'9' * 5_000} w", "quorum g"]
    found, problems = read_policy("\n".join(lines), "policy")
    assert found is None
    assert "cannot be asked for" in problems[0].message
