"""The audit: a sound ledger has no finding, and whatever is changed behind its back is named."""

import shutil
from pathlib import Path

import pytest

from tests.evidence.cases import EVERY_KIND
from tests.evidence.ledger_worlds import KEY, NOW, begun, recorded, samples, states
from upheld.evidence.audit import audit
from upheld.evidence.bookkeeping import add_own, erase
from upheld.evidence.checkpoint import checkpoint_text, new_key, signed
from upheld.evidence.ledger_file import FileLedger, open_ledger
from upheld.evidence.register import Private
from upheld.evidence.signing import head_of, journal_notes, sign

RESPELT = "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '{}', '{}') AS BLOB) WHERE number = 2"
ISSUED = {"statement": "sha256:00", "agreement": "sha256:01", "period": "2026-03", "engine": "1", "size": None}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger of every kind of fact, a segment, a tile and two heads, and its journal."""
    folder = tmp_path_factory.mktemp("sound")
    made = begun(folder / "a.ledger")
    recorded(made, *EVERY_KIND, *samples(*range(40)), bulk_from=10)
    sign(made, [KEY], journal=folder / "journal")
    recorded(made, *states(*range(300), detail="Ann's laptop"))
    add_own(made, "statement", subject="acme 2026-03", public=ISSUED, received=NOW)
    sign(made, [KEY], journal=folder / "journal")
    made.close()
    return folder


@pytest.fixture
def ledger(sound: Path, tmp_path: Path) -> FileLedger:
    """A copy of that ledger whose triggers are gone, as somebody has it who can write to the disk."""
    shutil.copytree(sound, tmp_path, dirs_exist_ok=True)
    made = open_ledger(tmp_path / "a.ledger")
    for (name,) in made.select("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        made.select(f"DROP TRIGGER {name}")
    return made


def codes(ledger: FileLedger, *notes: bytes) -> list[tuple[str, int | None]]:
    return [(breach.code, breach.entry) for breach in audit(ledger, notes) if breach.code != "triggers-differ"]


def test_a_sound_ledger_has_no_finding(ledger: FileLedger, tmp_path: Path) -> None:
    assert codes(ledger, *journal_notes(tmp_path / "journal")) == []
    erase(ledger, ["Ann's"], received=NOW)
    assert ledger.register.count_private() < 10
    assert codes(ledger, *journal_notes(tmp_path / "journal")) == []


def test_triggers_that_were_taken_away_are_told(ledger: FileLedger, sound: Path) -> None:
    assert "triggers-differ" in [breach.code for breach in audit(ledger)]
    with open_ledger(sound / "a.ledger") as untouched:
        assert list(audit(untouched)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE entry SET leaf = zeroblob(32) WHERE number = 9", "entry-exchanged"),
        ("UPDATE entry SET bytes = x'00' WHERE number = 9", "entry-exchanged"),
        ("UPDATE entry SET bytes = x'00' WHERE number = 9", "entry-malformed"),
        (RESPELT.format("public", "publix"), "entry-malformed"),
        (RESPELT.format("reason", "reasox"), "entry-malformed"),
        (RESPELT.format('"subject":"', '"subject":"x'), "entry-contradicts-itself"),
        ("DELETE FROM entry WHERE number = 300", "number-missing"),
        ("DELETE FROM entry WHERE number = 300", "head-differs"),
        ("UPDATE head SET size = size - 1", "head-differs"),
        ("UPDATE head SET size = 4611686018427387904", "head-differs"),
        ("INSERT INTO tile VALUES (8, 9223372036854775807, zeroblob(32))", "tile-differs"),
        ("INSERT INTO tile VALUES (4096, 3, zeroblob(32))", "tile-differs"),
        ("UPDATE head SET size = size - 3", "register-differs"),
        ("UPDATE head SET size = size - 1", "head-rolled-back"),
        ("UPDATE tile SET hash = zeroblob(32)", "tile-differs"),
        ("INSERT INTO tile VALUES (8, 7, zeroblob(32))", "tile-differs"),
        ("UPDATE fact SET digest = zeroblob(16) WHERE entry = 50", "register-differs"),
        ("UPDATE fact SET digest = zeroblob(16) WHERE entry = 1", "register-differs"),
        ("UPDATE fact SET id = 'x' WHERE entry = 50", "register-differs"),
        ("DELETE FROM fact WHERE entry = 1 AND id LIKE '%7'", "register-differs"),
        ("DELETE FROM private WHERE entry = 50", "private-lost"),
        ("UPDATE private SET payload = x'00' WHERE entry = 50", "private-differs"),
        ("UPDATE segment SET content = x'00'", "segment-changed"),
        ("DELETE FROM segment", "segment-missing"),
        ("INSERT INTO checkpoint VALUES (99, x'00')", "signature-invalid"),
    ],
)
def test_what_was_changed_is_named(ledger: FileLedger, change: str, found: str) -> None:
    ledger.select(change)
    assert found in [code for code, _ in codes(ledger)]


def test_the_entry_is_named(ledger: FileLedger) -> None:
    ledger.select("UPDATE private SET payload = x'00' WHERE entry = 50")
    assert codes(ledger) == [("private-differs", 50)]


def test_a_private_value_that_nothing_commits_to(ledger: FileLedger) -> None:
    ledger.register.keep([Private(9_999, "detail", bytes(32), b"?")])
    assert codes(ledger) == [("private-unknown", None)]


def test_a_damaged_file_is_named(ledger: FileLedger) -> None:
    ledger.select("PRAGMA writable_schema = ON")
    ((page,),) = ledger.select("SELECT rootpage FROM sqlite_master WHERE name = 'correction'")
    ledger.select("UPDATE sqlite_master SET rootpage = ? WHERE name = 'segment'", page)
    ledger.close()
    with open_ledger(ledger.path) as again:
        assert ("file-damaged", None) in codes(again)


def test_heads_of_other_histories_are_named(ledger: FileLedger, tmp_path: Path) -> None:
    head = head_of(ledger.signed()[0])
    forged = type(head)(head.origin, head.size, bytes(32))
    elsewhere = type(head)("other.example/upheld/b/1", head.size, head.root)
    unknown = type(head)(head.origin, head.size + 1, head.root)
    stranger = new_key(head.origin, secret=bytes(32))
    assert codes(ledger, signed(checkpoint_text(forged), [KEY])) == [("head-forked", None)]
    assert codes(ledger, signed(checkpoint_text(elsewhere), [KEY])) == [("origin-differs", None)]
    assert codes(ledger, signed(checkpoint_text(head), [stranger])) == [("signature-invalid", None)]
    assert codes(ledger, signed(checkpoint_text(unknown), [KEY])) == [("head-forked", None)]


def test_keys_the_ledger_names_may_sign(ledger: FileLedger, tmp_path: Path) -> None:
    new = new_key(ledger.origin, secret=b"n" * 32)
    line = new.verifier.text
    public = {"old": KEY.verifier.text, "new": line, "signature": signed(f"{line}\n", [KEY]).decode()}
    add_own(ledger, "key.rotate", subject=ledger.origin, public=public, received=NOW)
    sign(ledger, [new, KEY], journal=tmp_path / "journal")
    assert codes(ledger) == []
    first = ledger.size
    add_own(ledger, "key.rotate", subject=ledger.origin, public={"old": "", "new": "no key"}, received=NOW)
    add_own(ledger, "erasure", subject="private values", public={"erased": "everything"}, received=NOW)
    add_own(ledger, "erasure", subject="private values", public={"erased": [[1], ["a", "b"], [1, 2]]}, received=NOW)
    contradicting = [("entry-contradicts-itself", first + number) for number in range(3)]
    assert codes(ledger) == [*contradicting, ("key-malformed", first)]


def test_a_segment_that_disagrees_with_its_entry(tmp_path: Path) -> None:
    ledger = begun(tmp_path / "a.ledger")
    recorded(ledger, *samples(*range(40)), bulk_from=10)
    content = next(ledger.read(1, 2))
    with begun(tmp_path / "b.ledger") as other:
        other.append([content.replace(b'"count":40', b'"count":41')])
        other.add_segment(next(iter(ledger.segments.values())))
        assert ("segment-differs", 1) in codes(other)
