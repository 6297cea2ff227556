"""The witness on the network: one call, `POST /add-checkpoint` (C2SP tlog-witness)."""

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR
from threading import Timer

from upheld.evidence.notes import NoteError, Signature, signature_line
from upheld_witness.store import Refusal
from upheld_witness.witness import Witness, cosign, read_request

__all__ = ["LARGEST", "server_at"]

LARGEST = 1 << 17


def server_at(address: tuple[str, int], witness: Witness, *, clock: Callable[[], int]) -> ThreadingHTTPServer:
    """A server that answers once `serve_forever` is called; `clock` gives now [s since 1970, UTC]."""

    class Call(BaseHTTPRequestHandler):
        protocol_version, server_version, sys_version = "HTTP/1.1", "upheld-witness", ""
        timeout, longest = 20, 30  # seconds without a byte, and for a whole call

        def handle_one_request(self) -> None:
            """End a call that takes too long, however slowly its bytes drip in."""
            end = Timer(self.longest, self.connection.shutdown, (SHUT_RDWR,))
            end.start()
            self.close_connection = True
            with suppress(OSError):  # who went away is told nothing
                super().handle_one_request()
            end.cancel()

        def do_POST(self) -> None:
            status, text, kind = self._answered()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def _answered(self) -> tuple[int, str, str]:
            length = self.headers.get("Content-Length", "")
            if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > LARGEST:
                self.close_connection = True
                return 413, "the body is too large, or has no length\n", "text/plain"
            body = self.rfile.read(int(length))
            if self.path != "/add-checkpoint":
                return 404, "there is only /add-checkpoint\n", "text/plain"
            try:
                answer = cosign(witness, read_request(body), clock=clock)
            except NoteError as error:
                answer = Refusal(400, error.reason)
            if isinstance(answer, Signature):
                return 200, signature_line(answer), "text/plain"
            if answer.status == 409:
                return 409, f"{answer.last}\n", "text/x.tlog.size"
            return answer.status, f"{answer.says}\n", "text/plain"

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing: a head that was kept is the record."""

    server = ThreadingHTTPServer(address, Call)
    server.socket.listen(128)
    return server
