"""By when something existed is said of what others saw, and of nothing the ledger says of itself."""

from pathlib import Path

from tests.evidence.test_checkpoint import KEY, WITNESS, head
from upheld.evidence.checkpoint import COSIGNATURE, VerifiedNote, checkpoint_text, cosigned, new_key, signed, verified
from upheld.evidence.existence import Sighting, existed_by, witnessed
from upheld.evidence.notes import Note, note_bytes, read_note

SOURCE = Path(__file__).resolve().parents[2] / "src"
SECOND = new_key("second.example", secret=b"2" * 32, algorithm=COSIGNATURE)
OWN = new_key(KEY.name, secret=b"3" * 32, algorithm=COSIGNATURE)
AT = 1_775_131_200


def seen(*times: tuple[object, int]) -> VerifiedNote:
    """A head that the ledger signed, and others cosigned at times."""
    text = checkpoint_text(head(7))
    keys = {key.verifier: key for key in (WITNESS, SECOND, OWN)}
    lines = [cosigned(text, key, time=time) for key in keys.values() for name, time in times if name is key]
    note = Note(text, (*read_note(signed(text, [KEY])).signatures, *lines))
    return verified(note_bytes(note), [KEY.verifier, *keys])


def test_without_a_witness_nothing_existed_by_any_time() -> None:
    assert existed_by(witnessed(seen(), [WITNESS.verifier])) == ""
    assert existed_by([]) == ""


def test_the_witnesses_are_told_the_earliest_first() -> None:
    found = witnessed(seen((WITNESS, AT + 60), (SECOND, AT)), [WITNESS.verifier, SECOND.verifier])
    told = existed_by(found)
    assert (
        told == "its entries existed by 2026-04-02T12:00:00Z (second.example), 2026-04-02T12:01:00Z (witness.example)"
    )


def test_a_time_that_the_ledger_gives_itself_is_none() -> None:
    note = seen((OWN, AT), (WITNESS, AT))
    assert witnessed(note, [SECOND.verifier]) == []
    assert witnessed(note, [WITNESS.verifier]) == [Sighting("witness.example", AT * 1_000_000)]


def test_a_time_that_no_calendar_has_is_none() -> None:
    assert witnessed(seen((WITNESS, 2**63 - 1)), [WITNESS.verifier]) == []


def test_the_words_stand_in_one_place() -> None:
    files = [file for file in SOURCE.rglob("*.py") if "existed by" in file.read_text("utf-8").lower()]
    assert [file.name for file in files] == ["existence.py"]
