"""Witnesses on the command line: a ledger is cosigned by two, the client asks for two of two, a fork is refused."""

import json
import os
import shutil
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.cli.desk import FACTS, run
from tests.cli.test_from_ledger import ledger_of
from tests.conftest import program
from tests.evidence.test_timestamp import authority
from upheld.evidence.notes import read_note


class Scene:
    """A ledger in the folder at hand, and two witnesses."""

    def __init__(self, folder: Path) -> None:
        self.agreement, self.ledger = ledger_of(folder, FACTS)
        self.witnesses = [said("witness", "init", f"w{n}.key", "--name", f"w{n}.example").strip() for n in (1, 2)]
        lines = [f"log {Path(f'{self.ledger}.vkey').read_text('utf-8').strip()}"]
        lines += [f"witness w{n} {key}" for n, key in enumerate(self.witnesses, start=1)]
        Path("policy").write_text("\n".join([*lines, "group both all w1 w2", "quorum both", ""]), "utf-8")

    def cosign(self, number: int, request: str = "request", target: str = "") -> str:
        """Have a witness cosign a request; the name of the note."""
        target = target or f"w{number}.note"
        words = ("--key", f"w{number}.key", "--log", f"{self.ledger}.vkey", "-o", target)
        said("witness", "cosign", f"w{number}.heads", request, *words)
        return target

    def verified(self, name: str) -> tuple[bool, str]:
        """Whether a bundle made now is verified under the policy, and who it says signed it."""
        words = ("--ledger", self.ledger, "--period", "2026-03", "--bundle", name, "--format", "json")
        said("statement", self.agreement, *words)
        answer = json.loads(run("verify", name, "--policy", "policy", "--format", "json").stdout)
        return answer["verified"], answer["steps"][1]["says"]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The ledger, its head signed, and the request to its witnesses."""
    monkeypatch.chdir(tmp_path)
    made = Scene(tmp_path)
    said("ledger", "extend", made.ledger, "-o", "request")
    return made


def said(*words: str) -> str:
    """What a command that goes well prints."""
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_two_of_two_witnesses_make_a_bundle_that_the_client_accepts(scene: Scene) -> None:
    is_good, says = scene.verified("none.upheld")
    assert (is_good, "existed by" in says) == (False, False)
    said("ledger", "cosigned", scene.ledger, scene.cosign(1), "--policy", "policy")
    is_good, says = scene.verified("one.upheld")
    assert (is_good, "quorum both not reached: cosigned by w1" in says) == (False, True)
    done = run("ledger", "cosigned", scene.ledger, scene.cosign(2), "--policy", "policy")
    assert "quorum both reached: cosigned by w1, w2" in done.stderr
    is_good, says = scene.verified("two.upheld")
    assert is_good
    assert "quorum both reached" in says
    assert "its entries existed by 20" in says
    assert "(w1.example), 20" in says


def test_signing_again_and_being_cosigned_again_change_nothing(scene: Scene) -> None:
    notes = [scene.cosign(1), scene.cosign(2)]
    said("ledger", "cosigned", scene.ledger, *notes, "--policy", "policy")
    first = said("ledger", "checkpoint", scene.ledger)
    assert len(read_note(first.encode()).signatures) == 3
    known = read_note(first.encode()).text.split("\n")[1]
    said("ledger", "extend", scene.ledger, "--from", known, "-o", "again")
    said("ledger", "cosigned", scene.ledger, scene.cosign(1, "again", "later"), *notes, "--policy", "policy")
    assert said("ledger", "checkpoint", scene.ledger) == first
    assert scene.verified("again.upheld")[0]
    assert said("ledger", "fsck", scene.ledger).endswith("nothing wrong\n")


def test_a_later_head_is_proved_to_the_witness(scene: Scene) -> None:
    scene.cosign(1)
    old = Path("request").read_bytes().split(b"\n")[3].decode()
    Path("more.jsonl").write_text(json.dumps(FACTS[0] | {"id": "9", "at": "2026-03-11T00:00:00Z"}) + "\n", "utf-8")
    said("ledger", "append", scene.ledger, "more.jsonl")
    said("ledger", "checkpoint", scene.ledger)
    said("ledger", "extend", scene.ledger, "-o", "unproved")
    words = ("--key", "w1.key", "--log", f"{scene.ledger}.vkey")
    done = run("witness", "cosign", "w1.heads", "unproved", *words)
    assert (done.exit_code, f"the last head seen has {old} entries" in done.stderr) == (1, True)
    said("ledger", "extend", scene.ledger, "--from", old, "-o", "proved")
    said("ledger", "cosigned", scene.ledger, scene.cosign(1, "proved"), "--policy", "policy")
    done = run("ledger", "cosigned", scene.ledger, scene.cosign(2), "--policy", "policy")
    assert "[not-a-cosignature]" in done.stderr


def test_a_fork_is_refused_and_both_heads_are_kept(scene: Scene) -> None:
    scene.cosign(1)
    shutil.copytree(".", "../fork", dirs_exist_ok=True)
    for folder, name in ((Path(), "5"), (Path("../fork"), "6")):
        fact = FACTS[0] | {"id": f"x{name}", "at": "2026-03-12T00:00:00Z"}
        (folder / "more.jsonl").write_text(json.dumps(fact) + "\n", "utf-8")
        ledger = str(folder / "acme.ledger")
        said("ledger", "append", ledger, str(folder / "more.jsonl"))
        said("ledger", "checkpoint", ledger)
    old = Path("request").read_bytes().split(b"\n")[3].decode()
    said("ledger", "extend", scene.ledger, "--from", old, "-o", "ours")
    said("ledger", "extend", "../fork/acme.ledger", "--from", str(int(old) + 1), "-o", "theirs")
    scene.cosign(1, "ours")
    done = run("witness", "cosign", "w1.heads", "theirs", "--key", "w1.key", "--log", f"{scene.ledger}.vkey")
    assert (done.exit_code, "[not-cosigned]" in done.stderr) == (1, True)
    told = said("witness", "refused", "w1.heads", "-o", "forks")
    assert "1 head that did not extend" in told
    assert {read_note(each.read_bytes()).text.split("\n")[1] for each in Path("forks").iterdir()} == {str(int(old) + 1)}
    assert len(list(Path("forks").iterdir())) == 2


def test_a_file_of_another_program_keeps_no_heads(scene: Scene) -> None:
    Path("text").write_text("no database " * 200, "utf-8")
    for store in (scene.ledger, "text"):
        before = Path(store).read_bytes()
        words = ("--key", "w1.key", "--log", f"{scene.ledger}.vkey")
        for command in (("cosign", store, "request", *words), ("refused", store), ("serve", store, *words)):
            done = run("witness", *command)
            assert (done.exit_code, "[not-a-store]" in done.stderr) == (1, True)
        assert Path(store).read_bytes() == before
    assert said("ledger", "fsck", scene.ledger).endswith("nothing wrong\n")


def test_what_does_not_hold_is_not_kept(scene: Scene) -> None:
    note = Path(scene.cosign(1)).read_text("utf-8")
    line = note.splitlines()[-1]
    for name, content in (
        ("bad", note.replace(line[-12:], "AAAAAAAAAAA=")),
        ("none", "\n".join(note.splitlines()[:-1])),
    ):
        Path(name).write_text(f"{content}\n" if name == "none" else content, "utf-8")
        done = run("ledger", "cosigned", scene.ledger, name, "--policy", "policy")
        assert (done.exit_code, "[not-a-cosignature]" in done.stderr) == (1, True)
    Path("line").write_text(f"{line}\n", "utf-8")
    said("ledger", "cosigned", scene.ledger, "line", "--policy", "policy")
    assert line in said("ledger", "checkpoint", scene.ledger)


def test_keys_that_others_can_read_sign_nothing(scene: Scene) -> None:
    Path("w1.key").chmod(0o640)
    done = run("witness", "cosign", "w1.heads", "request", "--key", "w1.key", "--log", f"{scene.ledger}.vkey")
    assert (done.exit_code, "[key-open]" in done.stderr) == (1, True)
    assert run("witness", "init", "w1.key", "--name", "w1.example").exit_code == 1
    assert Path("w2.key").stat().st_mode & 0o777 == 0o600
    done = run("witness", "cosign", "w2.heads", "request", "--key", "w2.key", "--log", scene.witnesses[0])
    assert done.exit_code == 2


def test_a_witness_is_served(scene: Scene) -> None:
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    words = ["serve", "w1.heads", "--key", "w1.key", "--log", f"{scene.ledger}.vkey", "--listen", "127.0.0.1:0"]
    command = [sys.executable, "-c", "from upheld.cli.main import main; main()", "witness", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | paths) as child:
        try:
            assert child.stderr is not None
            port = int(child.stderr.readline().rpartition(":")[2])
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("POST", "/add-checkpoint", Path("request").read_bytes())
            response = connection.getresponse()
            Path("line").write_bytes(response.read())
            connection.close()
        finally:
            child.kill()
    assert response.status == 200
    said("ledger", "cosigned", scene.ledger, "line", "--policy", "policy")


def test_a_time_stamp_is_checked(scene: Scene, tmp_path: Path) -> None:
    openssl = program("openssl")
    head = Path("march.head").read_bytes()
    (tmp_path / "tsa").mkdir()
    token, roots = authority(openssl, tmp_path / "tsa", text=read_note(head).text)
    Path("token").write_bytes(token)
    Path("roots").write_bytes(roots)
    words = ("--token", "token", "--tsa", "roots")
    assert "its entries existed by 20" in said("ledger", "timestamp", "march.head", *words)
    Path("other").write_bytes(head.replace(b"/acme/", b"/acmy/"))
    for wrong in (("other", *words), ("march.head", "--token", "roots", "--tsa", "roots"), ("roots", *words)):
        done = run("ledger", "timestamp", *wrong)
        assert (done.exit_code, "existed by" in done.output) == (1, False)
    assert run("ledger", "timestamp", "nowhere", "--token", "token", "--tsa", "roots").exit_code == 1
