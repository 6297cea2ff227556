"""What a witness answers: the statuses of the protocol, over HTTP as a log would meet them."""

import socket
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.witness.worlds import KEY, LOG, NOW, WITNESS, body, head, note, witness_at
from upheld.evidence.checkpoint import Cosigned, checkpoint_text, new_key, read_checkpoint, signed, verified
from upheld.evidence.notes import read_note
from upheld_witness.server import LARGEST, server_at

Answer = tuple[int, bytes, str | None]


class Caller:
    """A log that calls a witness, over one connection that is kept open."""

    def __init__(self, server: ThreadingHTTPServer, path: Path) -> None:
        self.server, self.path = server, path
        self.connection = HTTPConnection("127.0.0.1", server.server_port, timeout=20)

    def post(self, content: bytes, path: str = "/add-checkpoint", **headers: str) -> Answer:
        """Send a body."""
        self.connection.request("POST", path, content, headers)
        response = self.connection.getresponse()
        return response.status, response.read(), response.getheader("Content-Type")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Caller]:
    """A log before a witness that knows it."""
    server = server_at(("127.0.0.1", 0), witness_at(tmp_path / "heads"), clock=lambda: NOW)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    caller = Caller(server, tmp_path / "heads")
    with closing(caller.connection):
        yield caller
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_extends_is_cosigned(log: Caller) -> None:
    for old, new in ((0, 3), (3, 3), (3, 8), (8, 300)):
        status, line, _ = log.post(body(old, new))
        found = verified(note(new) + line, [KEY.verifier, WITNESS.verifier])
        assert (status, found.cosigned) == (200, (Cosigned(WITNESS.verifier, NOW),))
        assert line.startswith("— witness.example/w1 ".encode())
        assert line.endswith(b"\n")
        assert witness_at(log.path).store.refused() == []


def test_a_ledger_it_does_not_know_is_not_found(log: Caller) -> None:
    other = new_key("stranger.example/upheld/x/1", secret=sha256(b"other").digest())
    text = note(3).replace(LOG.encode(), other.name.encode())
    assert log.post(body(0, 3, signed_note=text))[0] == 404
    assert log.post(b"old 0\n\nno note")[0] == 404
    assert log.post(body(0, 3), path="/other")[0] == 404


def test_a_key_it_does_not_know_is_forbidden(log: Caller) -> None:
    other = new_key(LOG, secret=sha256(b"other").digest())
    wrong = note(3).replace(b"\n3\n", b"\n4\n")
    assert log.post(body(0, 3, signed_note=note(3, key=other)))[0] == 403
    assert log.post(body(0, 3, signed_note=wrong))[0] == 403
    assert log.post(body(0, 3, signed_note=note(3) + note(3, key=other).rpartition(b"\n\n")[2]))[0] == 200


def test_any_key_that_it_knows_will_do(tmp_path: Path) -> None:
    newer = new_key(LOG, secret=sha256(b"newer").digest())
    for number, key in enumerate((KEY, newer)):
        known = witness_at(tmp_path / str(number), KEY.verifier, newer.verifier)
        server = server_at(("127.0.0.1", 0), known, clock=lambda: NOW)
        thread = Thread(target=server.handle_request)
        thread.start()
        caller = Caller(server, tmp_path)
        with closing(caller.connection):
            assert caller.post(body(0, 3, signed_note=note(3, key=key)), Connection="close")[0] == 200
        thread.join()
        server.server_close()


def test_another_start_than_the_last_head_conflicts_and_the_size_is_told(log: Caller) -> None:
    assert log.post(body(1, 3)) == (409, b"0\n", "text/x.tlog.size")
    log.post(body(0, 3))
    for old in (0, 2, 4):
        assert log.post(body(old, 8)) == (409, b"3\n", "text/x.tlog.size")
    assert log.post(body(3, 8))[0] == 200


@pytest.mark.parametrize(
    "content",
    [
        body(4, 3),
        body(0, 3).replace(b"old 0", b"old 00"),
        body(0, 3).replace(b"old 0", b"Old 0"),
        body(0, 3).replace(b"old 0", b"old -1"),
        body(0, 3).replace(b"old 0\n", b"old 0\r\n"),
        body(3, 8).replace(b"=\n", b"\n", 1),
        b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n" + note(3),
        b"old 3\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + note(8),
        b"old 0\n\n" + checkpoint_text(head(3)).encode(),
        b"old 0\n\n" + signed(f"{LOG}\n3\n", [KEY]),
        b"old 0\n\n" + signed(f"{checkpoint_text(head(3))}more\n", [KEY]),
        b"",
    ],
)
def test_what_is_no_request_is_said_to_be_none(log: Caller, content: bytes) -> None:
    assert log.post(content)[0] == 400
    assert log.post(body(0, 3))[0] == 200


def test_a_proof_that_does_not_lead_there_is_unprocessable_and_both_heads_are_kept(log: Caller) -> None:
    log.post(body(0, 8))
    good = body(8, 300)
    proofless = good[: good.index(b"\n") + 1] + b"\n" + note(300)
    for content in 2 * (proofless, body(8, 300, signed_note=note(300, 4)), body(8, 8, fork=2)):
        assert log.post(content)[0] == 422
    kept = [
        tuple(read_checkpoint(read_note(each).text) for each in both) for both in witness_at(log.path).store.refused()
    ]
    assert kept == [(head(300), head(8)), (head(300, 4), head(8)), (head(8, 2), head(8))]
    assert log.post(good)[0] == 200


def test_a_head_of_the_same_size_with_another_root_is_kept_whatever_it_says_it_follows(log: Caller) -> None:
    log.post(body(0, 8))
    for old in (0, 5):
        assert log.post(body(old, 8, fork=2))[0] == 422
    assert len(witness_at(log.path).store.refused()) == 1


def test_the_first_head_has_no_proof_and_an_empty_one_its_root(log: Caller) -> None:
    assert log.post(body(0, 3).replace(b"\n\n", b"\n" + b"A" * 43 + b"=\n\n", 1))[0] == 422
    wrong = signed(checkpoint_text(head(3)).replace("\n3\n", "\n0\n"), [KEY])
    assert log.post(body(0, 0, signed_note=wrong))[0] == 422
    assert log.post(body(0, 0))[0] == 200
    assert log.post(body(0, 3))[0] == 200


def test_a_body_has_a_length_and_a_bound(log: Caller) -> None:
    assert log.post(b"a" * (LARGEST + 1))[0] == 413
    log.connection.close()
    assert log.post(b"", **{"Content-Length": "many"})[0] == 413
    log.connection.close()
    assert log.post(b"0\r\n\r\n", **{"Transfer-Encoding": "chunked", "Content-Length": "5"})[0] == 413


def test_who_stops_in_between_is_answered(log: Caller) -> None:
    with socket.create_connection(("127.0.0.1", log.server.server_port), timeout=20) as silent:
        silent.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 10\r\n\r\nold")
        silent.shutdown(socket.SHUT_WR)
        assert silent.recv(100).startswith(b"HTTP/1.1 400")


def test_who_drips_is_left_after_a_while(log: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log.server.RequestHandlerClass, "longest", 0.3)
    with socket.create_connection(("127.0.0.1", log.server.server_port), timeout=0.1) as slow:
        slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\n")
        for _ in range(100):
            try:
                slow.sendall(b"a")
                if slow.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            pytest.fail("the witness still waits after ten seconds")
    assert log.post(body(0, 3))[0] == 200
