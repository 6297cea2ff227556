"""Checkpoints: signed as others sign them, verified strictly, and never two that do not extend each other."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from tests.evidence.test_notes import ENOCH, NOTE, PETER, TEXT
from upheld.evidence.checkpoint import (
    COSIGNATURE,
    ML_DSA,
    Checkpoint,
    Cosigned,
    InconsistentHeadError,
    SignatureError,
    check_extends,
    checkpoint_text,
    cosigned,
    new_key,
    read_checkpoint,
    read_signing_key,
    signed,
    verified,
)
from upheld.evidence.notes import Note, NoteError, Signature, note_bytes, read_note, read_vkey
from upheld.evidence.tree import consistency_proof, leaf_hash, node_hash, root

ORIGIN = "provider.example/upheld/acme/1"
KEY = new_key(ORIGIN, secret=sha256(b"provider").digest())
WITNESS = new_key("witness.example", secret=sha256(b"witness").digest(), algorithm=COSIGNATURE)
QUANTUM = new_key(ORIGIN, secret=sha256(b"provider, too").digest(), algorithm=ML_DSA)
PETER_KEY, ENOCH_KEY = read_vkey(PETER["vkey"]), read_vkey(ENOCH["vkey"])


def node(level: int, index: int) -> bytes:
    """The hash of a perfect subtree over entries that are their own number."""
    if level == 0:
        return leaf_hash(str(index).encode())
    return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


def head(size: int, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, root(size, node))


def test_the_published_key_signs_as_published() -> None:
    key = read_signing_key(PETER["skey"])
    assert (signed(TEXT, [key]).decode(), key.text, key.verifier) == (NOTE, PETER["skey"], PETER_KEY)


def test_a_cosignature_signs_the_time_and_the_text() -> None:
    text = checkpoint_text(head(7))
    made = cosigned(text, WITNESS, time=1_679_315_147)
    message = f"cosignature/v1\ntime 1679315147\n{text}".encode()
    Ed25519PublicKey.from_public_bytes(WITNESS.verifier.key).verify(made.content[8:], message)
    assert made.content[:8] == (1_679_315_147).to_bytes(8)


def test_as_many_as_a_hundred_signatures_are_read_and_no_more() -> None:
    assert len(verified(f"{TEXT}\n{PETER['signature'] * 100}".encode(), [PETER_KEY]).note.signatures) == 100
    for keys in ([PETER_KEY], []):
        with pytest.raises(NoteError, match="more than 100"):
            verified(f"{TEXT}\n{PETER['signature'] * 101}".encode(), keys)


def test_signatures_that_stand_twice_and_one_that_is_changed() -> None:
    peter, enoch = (each["signature"].encode() for each in (PETER, ENOCH))
    changed = enoch[:60] + b"ABCD" + enoch[60:]
    text = f"{TEXT}\n".encode()
    assert verified(text + peter + peter + enoch + enoch + changed, [PETER_KEY]).keys == (PETER_KEY,)
    with pytest.raises(SignatureError, match="PeterNeumann"):
        verified(text + peter[:60] + b"ABCD" + peter[60:], [PETER_KEY])


def test_a_line_of_another_algorithm_is_passed_over() -> None:
    """A second signature, by an algorithm this version does not know, spoils nothing (ML-DSA-44 has 2,420 bytes)."""
    text = checkpoint_text(head(7))
    ours = read_note(signed(text, [KEY]))
    more = Signature(ORIGIN, 0x0600_0006, bytes(8 + 2_420))
    both = note_bytes(Note(text, (*ours.signatures, more)))
    assert verified(both, [KEY.verifier]).keys == verified(note_bytes(ours), [KEY.verifier]).keys == (KEY.verifier,)


def test_a_text_that_no_note_can_carry_is_not_signed() -> None:
    for text in ("abc", "", "a\tb\n"):
        with pytest.raises(NoteError):
            signed(text, [KEY])


def test_no_part_of_a_private_key_and_no_changed_byte_of_it_is_one() -> None:
    text = PETER["skey"]
    parts = {text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)} - {text}
    changed = {text[:place] + chr(ord(text[place]) + 1) + text[place + 1 :] for place in range(len(text))}
    for each in parts | changed:
        with pytest.raises(NoteError):
            read_signing_key(each)
    with pytest.raises(NoteError):
        new_key("two words", secret=b"1" * 32)


def test_unknown_keys_are_passed_over_and_known_ones_verified() -> None:
    both = f"{NOTE}{ENOCH['signature']}".encode()
    assert verified(both, [PETER_KEY]).keys == (PETER_KEY,)
    assert verified(both, [ENOCH_KEY, PETER_KEY]).keys == (PETER_KEY, ENOCH_KEY)
    assert verified(both + PETER["signature"].encode(), [PETER_KEY]).keys == (PETER_KEY,)
    with pytest.raises(SignatureError) as caught:
        verified(both, [KEY.verifier])
    assert caught.value.name == ""


def test_a_known_key_whose_signature_does_not_fit_is_an_error() -> None:
    for changed in (NOTE.replace("think", "thunk"), NOTE.replace("ZJkuBS9U", "ZJkuBS9V")):
        with pytest.raises(SignatureError) as caught:
            verified(f"{changed}{ENOCH['signature']}".encode(), [PETER_KEY, ENOCH_KEY])
        assert caught.value.name == "PeterNeumann"


def test_a_cosignature_says_when_it_was_made() -> None:
    text = checkpoint_text(head(7))
    note = read_note(signed(text, [KEY]))
    both = note_bytes(Note(text, (*note.signatures, cosigned(text, WITNESS, time=1_772_366_400))))
    found = verified(both, [KEY.verifier, WITNESS.verifier])
    assert found.cosigned == (Cosigned(WITNESS.verifier, 1_772_366_400),)
    later = cosigned(text, WITNESS, time=1_772_366_401)
    forged = later.content[:8] + cosigned(text, WITNESS, time=1_772_366_400).content[8:]
    for content in (forged, bytes(8) + later.content[8:]):
        wrong = note_bytes(Note(text, (Signature(later.name, later.key_id, content),)))
        with pytest.raises(SignatureError, match=r"witness\.example"):
            verified(wrong, [WITNESS.verifier])


def test_a_second_line_outlasts_quantum_computers_and_old_verifiers_pass_it_over() -> None:
    text = checkpoint_text(head(7))
    note = signed(text, [KEY, QUANTUM])
    assert verified(note, [KEY.verifier]).keys == (KEY.verifier,)
    assert verified(note, [QUANTUM.verifier]).keys == (QUANTUM.verifier,)
    both = verified(note, [KEY.verifier, QUANTUM.verifier])
    assert (both.keys, both.cosigned) == ((KEY.verifier, QUANTUM.verifier), ())
    assert read_vkey(QUANTUM.verifier.text) == QUANTUM.verifier
    assert read_signing_key(QUANTUM.text) == QUANTUM
    alone = verified(signed(text, [KEY]), [KEY.verifier, QUANTUM.verifier])
    assert alone.keys == (KEY.verifier,)
    assert (KEY.verifier.shown, len(QUANTUM.verifier.shown)) == (KEY.verifier.text, len(f"{ORIGIN}+12345678"))


def test_a_second_line_signs_name_time_origin_span_and_root() -> None:
    time, text = 1_772_366_400, checkpoint_text(head(70))
    key = new_key("witness.example", secret=bytes(32), algorithm=ML_DSA)
    made = cosigned(text, key, time=time)
    span = bytes(8) + (70).to_bytes(8)
    message = b"subtree/v1\n\0" + b"\x0fwitness.example" + time.to_bytes(8)
    message += bytes([len(ORIGIN)]) + ORIGIN.encode() + span + head(70).root
    assert (made.content[:8], len(made.content)) == (time.to_bytes(8), 8 + 2420)
    MLDSA44PublicKey.from_public_bytes(key.verifier.key).verify(made.content[8:], message)
    assert key.verifier.key_id == int.from_bytes(sha256(b"witness.example\n\x06" + key.verifier.key).digest()[:4])
    note = note_bytes(Note(text, (made,)))
    assert verified(note, [key.verifier]).cosigned == (Cosigned(key.verifier, time),)


@pytest.mark.parametrize("place", [0, 7, 8, 1000, 2427])
def test_no_changed_byte_of_a_second_line_is_taken(place: int) -> None:
    text = checkpoint_text(head(7))
    made = read_note(signed(text, [QUANTUM])).signatures[0]
    content = bytearray(made.content)
    content[place] ^= 1
    changed = note_bytes(Note(text, (Signature(made.name, made.key_id, bytes(content)),)))
    other = note_bytes(Note(checkpoint_text(head(8)), (made,)))
    for wrong in (changed, other):
        with pytest.raises(SignatureError, match=ORIGIN):
            verified(wrong, [QUANTUM.verifier])


def test_a_second_line_is_under_heads_alone() -> None:
    with pytest.raises(NoteError, match="three lines"):
        signed("no head\n", [QUANTUM])
    made = cosigned(checkpoint_text(head(7)), QUANTUM, time=7)
    with pytest.raises(SignatureError, match="does not fit"):
        verified(note_bytes(Note("no head\n", (made,))), [QUANTUM.verifier])
    with pytest.raises(NoteError, match="at most 255 bytes"):
        signed(checkpoint_text(head(7, origin="a" * 256)), [QUANTUM])


def test_a_checkpoint_is_read_as_it_is_written() -> None:
    assert read_checkpoint(checkpoint_text(head(70))) == head(70)


@pytest.mark.parametrize("size", ["", "-1", "+1", "01", "1.0", "1e3", "9" * 20, "٣"])
def test_a_size_is_plain_decimal(size: str) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(checkpoint_text(head(70)).replace("\n70\n", f"\n{size}\n"))


@pytest.mark.parametrize(
    "text", ["", "a\n1\nAAAA\n", checkpoint_text(head(1)) + "more\n", checkpoint_text(head(1))[:-1]]
)
def test_a_checkpoint_has_three_lines_and_no_more(text: str) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(text)


def test_a_checkpoint_has_a_name() -> None:
    with pytest.raises(NoteError):
        read_checkpoint(checkpoint_text(head(1, origin="")))


def test_a_head_extends_those_before_it() -> None:
    check_extends(None, head(5), proof=())
    check_extends(head(0), head(5), proof=())
    for last in range(1, 12):
        check_extends(head(last), head(12), proof=consistency_proof(last, 12, node=node))


@pytest.mark.parametrize(
    ("last", "new"),
    [
        (head(5), head(5, origin="other.example/upheld/acme/1")),
        (head(5), head(4)),
        (head(5), Checkpoint(ORIGIN, 5, bytes(32))),
        (Checkpoint(ORIGIN, 5, bytes(32)), head(9)),
        (head(0), head(9)),
        (head(0), Checkpoint(ORIGIN, 0, bytes(32))),
    ],
)
def test_a_head_that_does_not_is_refused_and_both_are_named(last: Checkpoint, new: Checkpoint) -> None:
    proof = consistency_proof(5, 9, node=node) if new.size == 9 else []
    with pytest.raises(InconsistentHeadError) as caught:
        check_extends(last, new, proof=proof)
    assert (caught.value.last, caught.value.new) == (last, new)
