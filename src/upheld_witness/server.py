"""The witness on the network: one call, `POST /add-checkpoint` (C2SP tlog-witness)."""

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from upheld.evidence.notes import NoteError, Signature, signature_line
from upheld_witness.witness import Witness, cosign, read_request

__all__ = ["LARGEST", "server_at"]

LARGEST = 1 << 17


def server_at(address: tuple[str, int], witness: Witness, *, clock: Callable[[], int]) -> ThreadingHTTPServer:
    """A server that answers once `serve_forever` is called; `clock` gives now [s since 1970, UTC]."""

    class Call(BaseHTTPRequestHandler):
        """One call."""

        timeout = 20
        server_version, sys_version = "upheld-witness", ""

        def do_POST(self) -> None:
            """Answer a head with a cosignature, or with a status and why."""
            status, content, kind = self._answered()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _answered(self) -> tuple[int, bytes, str]:
            if self.path != "/add-checkpoint":
                return HTTPStatus.NOT_FOUND, b"there is only /add-checkpoint\n", "text/plain"
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                self.close_connection = True
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"the body is too large, or has no length\n", "text/plain"
            try:
                answer = cosign(witness, read_request(self.rfile.read(int(length))), time=clock())
            except NoteError as error:
                return HTTPStatus.BAD_REQUEST, f"{error}\n".encode(), "text/plain"
            if isinstance(answer, Signature):
                return HTTPStatus.OK, signature_line(answer).encode(), "text/plain"
            if answer.status == HTTPStatus.CONFLICT:
                return answer.status, f"{answer.last.size if answer.last else 0}\n".encode(), "text/x.tlog.size"
            return answer.status, f"{answer.says}\n".encode(), "text/plain"

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing: a head that was kept is the record."""

    return ThreadingHTTPServer(address, Call)
