"""The six questions: each is asked in its order, of what the client holds, and nothing that failed is relied on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.ledgers import (
    WITNESSES,
    acme,
    at_head,
    bundle_of,
    globex,
    head_of,
    key_of,
    needed_by,
    policy_text,
    signed_head,
    whole_bundle,
)
from tests.tampered.forging import forged
from upheld.evidence.bundle import bundle_bytes, read_bundle
from upheld.evidence.checkpoint import ML_DSA, Checkpoint, new_key
from upheld.evidence.holdings import Held, held_from
from upheld.evidence.ledger import MemoryLedger
from upheld.evidence.policy import Policy, read_policy
from upheld.evidence.tree import EMPTY_ROOT
from upheld.report.json import statement_from_json
from upheld_verify.verify import Answer, _against_statement, _Case, verify

QUESTIONS = ["files", "signature", "extension", "entries", "agreement", "statement"]
KEY = key_of("acme").verifier
HEADS = [head_of(note) for note in acme().notes]


def outcomes(answer: Answer) -> dict[str, str]:
    return {step.name: step.outcome for step in answer.steps}


def code(answer: Answer) -> str:
    """The code of the first finding; nothing where all holds."""
    return next((finding.code for step in answer.steps for finding in step.findings), "")


def asked(*changes: dict[str, Any], keys: Sequence[str] = ("acme",), heads: Sequence[Checkpoint] = ()) -> Answer:
    return verify(forged(changes), held=Held([key_of(name).verifier for name in keys], heads))


def policy(needed: int = 2) -> Policy:
    found, problems = read_policy(policy_text(needed=needed), "policy")
    assert found is not None, problems
    return found


def test_every_question_is_answered_in_order() -> None:
    answer = asked(heads=HEADS)
    assert [step.name for step in answer.steps] == QUESTIONS
    assert set(outcomes(answer).values()) == {"holds"}
    assert answer.holds
    assert dict(answer.about) == {
        "ledger": "provider.example/upheld/acme/1",
        "size": "29",
        "by": "provider-signed only, by a key you trust",
        "recorded": "2026-04-01T06:00:00Z to 2026-04-03T08:00:00Z",
        "agreement": "acme-hosting, revision 2",
        "digest": answer.about["digest"],
        "evidence": answer.stated.evidence.digest if answer.stated else "",
        "provider": "Northgate",
        "client": "acme",
        "period": "2026-03",
        "known at": "2026-04-03T09:00:00Z",
    }


def test_without_a_head_its_question_is_not_asked() -> None:
    answer = asked()
    assert outcomes(answer)["extension"] == "not asked"
    assert answer.holds


def test_first_contact_is_said_to_be_one() -> None:
    answer = asked(keys=())
    assert answer.holds
    assert not answer.is_pinned
    assert "a key that the bundle itself names" in answer.about["by"]
    assert asked().is_pinned


@pytest.mark.parametrize("spoil", ["    {}", "{}\r", "{}\n"])
def test_a_head_copied_from_the_page_is_still_one(tmp_path: Path, spoil: str) -> None:
    note = acme().notes[0].decode()
    kept = tmp_path / "kept.head"
    kept.write_bytes("\ufeff".encode() + "\n".join(spoil.format(line) for line in note.splitlines()).encode())
    held, problems = held_from([KEY.text], [str(kept)], policy=None)
    assert (problems, held and list(held.heads)) == ([], [head_of(note.encode())])


def test_heads_from_before_and_after_a_rotation_are_held_with_any_of_its_keys(tmp_path: Path) -> None:
    keys = {name: key_of(name) for name in ("acme", "acme#next", "acme#third")}
    for signer in keys.values():
        kept = tmp_path / "kept.head"
        kept.write_bytes(signed_head(acme().ledger, 5, keys=[signer]))
        for pinned in keys.values():
            held, problems = held_from([pinned.verifier.text], [str(kept)], policy=None)
            assert (problems, held and held.heads[0].size) == ([], 5)


@pytest.mark.parametrize("spoil", ["missing.vkey", "provider.example/upheld/acme/1+00000000+AAAA", "+" * 5000])
def test_what_is_neither_key_nor_file_is_said_to_be_that(spoil: str) -> None:
    held, problems = held_from([spoil], [], policy=None)
    assert (held, [each.code for each in problems]) == (None, ["not-a-key"])


def test_a_key_may_come_in_a_file_with_a_mark_at_its_start(tmp_path: Path) -> None:
    for key in (KEY, key_of("acme", ML_DSA).verifier):
        file = tmp_path / "key"
        file.write_text(f"\ufeff{key.text}\r\n", "utf-8")
        assert [
            held and held.keys[0] for held, _ in (held_from([each], [], policy=None) for each in (key.text, str(file)))
        ] == [key, key]


@pytest.mark.parametrize(
    ("encoding", "dash"), [("utf-16", "—"), ("cp1252", "—"), ("ascii", "?"), ("utf-8", "-"), ("utf-8-sig", "--")]
)
def test_a_head_kept_by_any_program_is_still_one(tmp_path: Path, encoding: str, dash: str) -> None:
    kept = tmp_path / "kept.head"
    kept.write_bytes(acme().notes[0].decode().replace("—", dash).encode(encoding))
    held, problems = held_from([KEY.text], [str(kept)], policy=None)
    assert (problems, held and list(held.heads)) == ([], [head_of(acme().notes[0])])


def test_a_mistyped_head_is_no_fork(tmp_path: Path) -> None:
    note = acme().notes[0].decode()
    lines = note.splitlines()
    lines[1] = str(int(lines[1]) + 1)
    kept = tmp_path / "kept.head"
    kept.write_text("\n".join(lines))
    held, problems = held_from([KEY.text], [str(kept)], policy=None)
    assert (held, ["damaged" in each.message for each in problems]) == (None, [True])


def test_behind_a_failure_the_rest_is_not_reached() -> None:
    no_zip = verify(b"no zip", held=Held())
    assert outcomes(no_zip) == dict.fromkeys(QUESTIONS, "not reached") | {"files": "fails"}
    assert no_zip.about == {}
    unsigned = asked(keys=("globex",), heads=HEADS)
    assert outcomes(unsigned) == dict.fromkeys(QUESTIONS, "not reached") | {"files": "holds", "signature": "fails"}
    edited = asked({"do": "edit", "entry": "p-2", "field": "public.state", "to": "up"}, heads=HEADS)
    assert [outcomes(edited)[name] for name in QUESTIONS[2:]] == ["not reached", "fails", "not reached", "not reached"]
    other = asked({"do": "agreement", "client": "globex"})
    assert [outcomes(other)[name] for name in QUESTIONS[3:]] == ["holds", "fails", "not reached"]


def test_a_head_of_nothing_is_extended_by_everything() -> None:
    origin = acme().ledger.origin
    assert asked(heads=[Checkpoint(origin, 0, EMPTY_ROOT)]).holds
    assert code(asked(heads=[Checkpoint(origin, 0, b"?" * 32)])) == "head-forked"


def test_every_head_held_is_asked_about() -> None:
    fork = Checkpoint(acme().ledger.origin, 26, b"?" * 32)
    answer = asked(heads=[HEADS[0], fork, at_head(globex().ledger, 29)])
    assert [finding.code for finding in answer.steps[2].findings] == ["head-forked", "origin-differs"]


def test_a_head_that_was_never_cut_can_be_proved_where_everything_is_shown() -> None:
    assert asked(heads=[at_head(acme().ledger, size) for size in range(1, 30)]).holds


def test_an_excerpt_shows_what_it_needs_and_is_proved_against_the_heads_it_is_cut_at() -> None:
    answer = asked({"do": "excerpt", "promises": ["requests"]}, heads=HEADS)
    assert answer.holds
    assert answer.about["excerpt"] == "requests: what else bears on it may have been withheld"
    assert answer.steps[3].says.startswith("4 of 29 entries are shown, the rest withheld")
    assert (
        code(asked({"do": "excerpt", "promises": ["requests"]}, heads=[at_head(acme().ledger, 13)]))
        == "head-not-provable"
    )


def test_a_bundle_shows_the_entries_asked_for_and_those_about_the_ledger() -> None:
    bundle = bundle_of(acme(), only=needed_by(acme(), "requests"))
    assert list(bundle.disclosure.indices) == [0, 1, 2, 3]
    assert set(bundle.segments) == set(acme().ledger.segments)
    without = bundle_of(acme(), only=[5, 9])
    assert (list(without.disclosure.indices), without.segments) == ([0, 1, 2, 5, 9], {})
    answer = verify(bundle_bytes(without), held=Held([KEY], HEADS))
    assert answer.steps[-1].findings[0].code == "entries-withheld"


def test_a_bundle_under_an_earlier_head_holds_nothing_that_came_later() -> None:
    bundle = bundle_of(acme(), note=acme().notes[0])
    assert bundle.disclosure.size == 23
    assert verify(bundle_bytes(bundle), held=Held([KEY], HEADS[:1])).holds


# --- keys -------------------------------------------------------------------------------------------------------------


def test_a_head_with_a_second_signature_is_verified_by_either_key() -> None:
    world = acme()
    second = new_key(world.key.name, secret=bytes(32), algorithm=ML_DSA)
    note = signed_head(world.ledger, HEADS[-1].size, keys=[world.key, second])
    content = bundle_bytes(bundle_of(world, note=note))
    for keys in ([KEY], [second.verifier], [KEY, second.verifier]):
        answer = verify(content, held=Held(keys))
        assert answer.holds
        assert all(key.shown in answer.steps[1].says for key in keys)


NEXT = {"do": "rotate", "old": "acme", "new": "acme#next", "by": "acme"}
AGAIN = {"do": "state-again"}


def signed_by(*names: str) -> dict[str, Any]:
    return {"do": "sign-again", "keys": list(names)}


@pytest.mark.parametrize("keys", [("acme",), ("acme#next",), ("acme", "acme#next"), ()])
def test_after_a_hand_over_the_old_key_the_new_key_or_both_are_enough(keys: Sequence[str]) -> None:
    assert asked(NEXT, AGAIN, signed_by("acme#next"), keys=keys, heads=HEADS).holds
    assert asked(NEXT, AGAIN, signed_by("acme", "acme#next"), keys=keys, heads=HEADS).holds


def test_a_key_that_was_handed_over_twice_is_reached_in_two_steps() -> None:
    third = {"do": "rotate", "old": "acme#next", "new": "acme#third", "by": "acme#next"}
    assert asked(NEXT, third, AGAIN, signed_by("acme#third"), heads=HEADS).holds
    assert code(asked(third, NEXT, AGAIN, signed_by("acme#third"), heads=HEADS)) == "key-unknown"


def test_a_key_that_handed_over_is_said_to_have_done_so() -> None:
    answer = asked(NEXT, AGAIN, signed_by("acme#next"))
    assert answer.about["by"].endswith(
        f"to which yours handed over: hold {key_of('acme#next').verifier.text} from now on"
    )
    assert "handed over" not in asked(NEXT, AGAIN, signed_by("acme#next", "acme")).about["by"]
    revoked = {"do": "revoke", "key": "acme"}
    assert (
        "yours, which was revoked since, handed over" in asked(NEXT, revoked, AGAIN, signed_by("acme#next")).about["by"]
    )


def test_a_policy_follows_its_log_through_a_hand_over() -> None:
    cosigned = [{"do": "cosign", "witness": 0}, {"do": "cosign", "witness": 1}]
    bundle = forged([NEXT, AGAIN, signed_by("acme#next"), *cosigned])
    assert verify(bundle, held=Held([], HEADS, policy())).holds


def test_a_revoked_key_signs_and_hands_over_nothing() -> None:
    revoked = {"do": "revoke", "key": "acme"}
    assert asked(NEXT, revoked, AGAIN, signed_by("acme#next"), heads=HEADS).holds
    assert code(asked(NEXT, revoked, AGAIN, signed_by("acme"))) == "key-revoked"
    assert code(asked(revoked, NEXT, AGAIN, signed_by("acme#next"))) == "key-rotation-invalid"


def test_a_hand_over_without_a_key_is_none() -> None:
    broken = {"do": "edit", "entry": "key.rotate", "field": "public.new", "to": 7}
    assert code(asked(NEXT, broken, signed_by("acme"))) == "key-rotation-invalid"
    unnamed = {"do": "edit", "entry": 0, "field": "public.vkey", "to": "none"}
    assert code(asked(unnamed, AGAIN, signed_by("acme"), keys=())) == "key-unknown"


# --- policies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needed", "signing", "holds"), [(1, 1, True), (2, 1, False), (2, 2, True), (3, 2, False), (3, 3, True)]
)
def test_as_many_witnesses_are_needed_as_the_policy_says(needed: int, signing: int, *, holds: bool) -> None:
    bundle = forged([{"do": "cosign", "witness": number} for number in range(signing)])
    answer = verify(bundle, held=Held([KEY], [], policy(needed)))
    assert answer.holds == holds
    assert code(answer) == ("" if holds else "policy-not-met")


def test_a_key_given_with_a_policy_must_have_signed() -> None:
    bundle = forged([{"do": "cosign", "witness": 0}])
    for key, expected in ((KEY, ""), (key_of("acme#other").verifier, "key-unknown")):
        assert code(verify(bundle, held=Held([key], [], policy(1)))) == expected


def test_a_policy_that_asks_for_no_witness_says_so() -> None:
    found, _ = read_policy(f"log {KEY.text}\nwitness w {WITNESSES[0].verifier.text}\nquorum none\n", "policy")
    answer = verify(whole_bundle(), held=Held([], [], found))
    assert answer.holds
    assert answer.about["by"].startswith("provider-signed only")


def test_signatures_by_others_are_counted_and_passed_over() -> None:
    answer = asked({"do": "sign", "by": "stranger"})
    assert answer.holds
    assert "; 1 signatures by keys you do not hold were passed over" in answer.steps[1].says


# --- ledgers that are not what they should be -------------------------------------------------------------------------


def test_two_files_of_one_agreement_are_both_recorded() -> None:
    remark = {"do": "agreement", "old": "upheld: 1", "new": "# final\nupheld: 1"}
    also = {"do": "insert", "at": 29, "like": 2, "fields": {"source.seq_from": 4, "source.seq_to": 4}}
    late = {"do": "edit", "entry": 29, "field": "received", "to": "2026-04-03T08:00:00Z"}
    assert asked(also, late, AGAIN, signed_by("acme")).holds
    assert asked(remark, also, late, {"do": "record-agreement", "entry": 29}, AGAIN, signed_by("acme")).holds
    assert asked(also, late, remark, {"do": "record-agreement", "entry": 2}, AGAIN, signed_by("acme")).holds


def test_a_revision_recorded_after_the_instant_does_not_supersede() -> None:
    first, early = {"do": "agreement", "revision": 1}, {"do": "state-again", "known_at": "2026-03-31T00:00:00Z"}
    before = [{"do": "edit", "entry": each, "field": "received", "to": "2026-03-01T00:00:00Z"} for each in (0, 1)]
    assert asked(first, *before, early, signed_by("acme")).holds


def test_revisions_brought_in_together_are_known_together() -> None:
    early = {"do": "state-again", "known_at": "2026-03-31T00:00:00Z"}
    assert code(asked({"do": "agreement", "revision": 1}, early, signed_by("acme"))) == "agreement-superseded"


def test_without_facts_no_statement_comes_out() -> None:
    bundle, _ = read_bundle(whole_bundle())
    assert bundle is not None
    case = _Case(bundle, Held())
    assert [each.code for each in _against_statement(case, statement_from_json(bundle.statement))] == [
        "facts-malformed"
    ]


def test_an_empty_ledger_proves_nothing() -> None:
    empty = MemoryLedger(acme().ledger.origin)
    assert head_of(signed_head(empty, 0, keys=[acme().key])).size == 0
    answer = asked({"do": "truncate", "to": 0}, signed_by("acme"))
    assert code(answer) == "proof-malformed"


PAST = {"origin": "provider.example/upheld/acme/0", "size": 12, "root": "0" * 64, "reason": "a disk failed"}
FOLLOWS = {"do": "edit", "entry": 0, "field": "public.previous", "to": PAST}


@pytest.mark.parametrize(
    ("size", "root", "found"),
    [(12, "0", "holds"), (13, "0", "head-rolled-back"), (11, "0", "head-not-provable"), (12, "1", "head-forked")],
)
def test_a_new_epoch_is_held_against_the_head_of_the_one_before(size: int, root: str, found: str) -> None:
    last = Checkpoint(str(PAST["origin"]), size, bytes.fromhex(root * 64))
    answer = asked(FOLLOWS, AGAIN, signed_by("acme"), heads=[last])
    assert (outcomes(answer)["extension"] if found == "holds" else code(answer)) == found
    assert "of 12 entries, none of which it holds: a disk failed" in answer.about["follows"]
    if found == "holds":
        assert "follows, as another epoch, that of 12" in answer.steps[2].says


def test_a_ledger_that_follows_nothing_does_not_say_so() -> None:
    assert "follows" not in asked().about
    other = Checkpoint("provider.example/upheld/globex/0", 12, bytes(32))
    assert code(asked(FOLLOWS, AGAIN, signed_by("acme"), heads=[other])) == "origin-differs"
