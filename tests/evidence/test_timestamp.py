"""Time-stamp tokens: by when a head existed, and no token for another text, by another authority, or changed."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import program
from upheld.evidence.existence import Sighting
from upheld.evidence.timestamp import TimestampError, stamped

VECTORS = Path(__file__).parent / "vectors" / "timestamps"
TEXT = (VECTORS / "text").read_text("utf-8")
ROOT = (VECTORS / "root.pem").read_bytes()
TOKEN, BARE = ((VECTORS / f"{name}.tsr").read_bytes() for name in ("token", "bare"))
CONFIGURATION = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamper]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[authority]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


def test_a_token_says_by_when_a_head_existed() -> None:
    found = stamped(TOKEN, TEXT, roots=ROOT)
    assert found == Sighting("CN=Stamper", 1_795_526_010_500_000)
    assert stamped(BARE, TEXT, roots=ROOT).at % 1_000_000 == 0


@pytest.mark.parametrize(
    ("token", "text", "roots", "says"),
    [
        (TOKEN, TEXT.replace("3\n", "4\n"), ROOT, "Mismatch between messages"),
        (TOKEN, TEXT.rstrip("\n"), ROOT, "Mismatch between messages"),
        (TOKEN[:-1], TEXT, ROOT, "ASN.1"),
        (b"", TEXT, ROOT, "ASN.1"),
        (TOKEN, TEXT, b"", "no certificate"),
    ],
)
def test_a_token_proves_nothing_else(token: bytes, text: str, roots: bytes, says: str) -> None:
    with pytest.raises(TimestampError, match=says):
        stamped(token, text, roots=roots)


def test_no_changed_bit_of_a_token_says_another_time() -> None:
    right, passed = stamped(TOKEN, TEXT, roots=ROOT), 0
    for place in range(len(TOKEN)):
        changed = TOKEN[:place] + bytes([TOKEN[place] ^ 1]) + TOKEN[place + 1 :]
        try:
            found = stamped(changed, TEXT, roots=ROOT)
        except TimestampError:
            continue
        passed += 1
        assert found == right
    assert passed < len(TOKEN) // 50  # a few bytes of the container are under no signature


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(TimestampError, match=r"pip install upheld\[timestamps\]"):
        stamped(TOKEN, TEXT, roots=ROOT)


def test_an_authority_made_now_is_believed_and_another_is_not(tmp_path: Path) -> None:
    openssl = program("openssl")
    token, roots = authority(openssl, tmp_path)
    before = int(datetime.now(tz=UTC).timestamp() - 60) * 1_000_000
    found = stamped(token, TEXT, roots=roots)
    assert found.by == "CN=New stamper"
    assert before < found.at < before + 120_000_000
    for wrong, other in ((token, ROOT), (TOKEN, roots)):
        with pytest.raises(TimestampError, match="verifying certificates"):
            stamped(wrong, TEXT, roots=other)


def authority(openssl: str, folder: Path, *, text: str = TEXT) -> tuple[bytes, bytes]:
    """A token over the text by an authority that is made for it, and its root certificate."""
    (folder / "cnf").write_text(CONFIGURATION, "utf-8")
    (folder / "text").write_text(text, "utf-8")
    (folder / "serial").write_text("01\n", "utf-8")
    key = "-newkey rsa:2048 -nodes -config cnf"
    for command in (
        f"req -x509 {key} -keyout root.key -out root.pem -subj /CN=New -days 2 -extensions root",
        f"req {key} -keyout key -out csr -subj",
        "x509 -req -in csr -CA root.pem -CAkey root.key -CAcreateserial -out pem -extfile cnf -extensions stamper",
        "ts -query -data text -sha512 -cert -out query",
        "ts -reply -config cnf -section authority -queryfile query -signer pem -inkey key -out token",
    ):
        words = command.split() + (["/CN=New stamper"] if command.endswith("-subj") else [])
        subprocess.run([openssl, *words], cwd=folder, check=True, capture_output=True)
    return (folder / "token").read_bytes(), (folder / "root.pem").read_bytes()
