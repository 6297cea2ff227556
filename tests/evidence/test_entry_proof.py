"""One file proves one entry, and nothing else does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.ledger_worlds import KEY, begun, recorded, states
from upheld.evidence.checkpoint import SignatureError, new_key
from upheld.evidence.entry_proof import EntryProof, check_proof, proof_bytes, prove, read_proof
from upheld.evidence.ledger import MemoryLedger
from upheld.evidence.notes import NoteError
from upheld.evidence.signing import sign
from upheld.evidence.tree import ProofError


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> EntryProof:
    """The proof of entry 17 of 40, under a head of 30."""
    folder = tmp_path_factory.mktemp("proof")
    with begun(folder / "a.ledger") as ledger:
        recorded(ledger, *states(*range(29)))
        sign(ledger, [KEY], journal=folder / "journal")
        recorded(ledger, *states(*range(29, 39)))
        with pytest.raises(ProofError, match="covers 30 entries, and not entry 30"):
            prove(ledger, 30)
        return prove(ledger, 17)


def test_an_entry_is_proved_by_its_file(proof: EntryProof) -> None:
    content = proof_bytes(proof)
    assert content.startswith(b"c2sp.org/tlog-proof@v1\nextra eyJ")
    assert b"\nindex 17\n" in content
    assert len(content) < 8192
    again = read_proof(content)
    assert again == proof
    assert check_proof(again, [KEY.verifier]).keys == (KEY.verifier,)


def test_nothing_is_proved_before_a_head_is_signed(tmp_path: Path) -> None:
    with begun(tmp_path / "a.ledger") as ledger, pytest.raises(ProofError, match="covers 0 entries"):
        prove(ledger, 0)
    with pytest.raises(ProofError, match="covers 0 entries"):
        prove(MemoryLedger("m"), 0)


def test_a_stranger_s_head_proves_nothing(proof: EntryProof) -> None:
    with pytest.raises(SignatureError):
        check_proof(proof, [new_key(KEY.name, secret=bytes(32)).verifier])


@given(st.data())
def test_a_changed_file_proves_nothing(proof: EntryProof, data: st.DataObject) -> None:
    content = bytearray(proof_bytes(proof))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((ProofError, NoteError, SignatureError)):
        check_proof(read_proof(bytes(content)), [KEY.verifier])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"c2sp.org/tlog-proof@v1\n\n",
        b"c2sp.org/tlog-proof@v1\nextra e30=\nindex 01\n\n",
        b"c2sp.org/tlog-proof@v1\nextra e30=\nplace 1\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 1\nextra e30=\n\n",
        b"c2sp.org/tlog-proof@v2\nextra e30=\nindex 1\n\n",
        b"c2sp.org/tlog-proof@v1\nextra e30=\n1\n\n",
        b"c2sp.org/tlog-proof@v1\nextra e30=\nindex 1\nAAAA\n\n",
        b"c2sp.org/tlog-proof@v1\nextra e30\nindex 1\n\n",
        b"\xff\nextra e30=\nindex 1\n\n",
    ],
)
def test_bytes_that_are_no_proof(content: bytes) -> None:
    with pytest.raises(ProofError, match="it is no proof of an entry"):
        read_proof(content)
