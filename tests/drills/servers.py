"""Servers that keep their contract, for a while or not at all; each on a free port of this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

from tests.commands.pets import APP

Answer = Callable[[int, BaseHTTPRequestHandler], None]


def pets() -> Callable[..., Any]:
    """A fresh copy of the application."""
    names: dict[str, Any] = {"__name__": "pets"}
    exec(APP, names)
    return names["app"]


def keeping(app: Callable[..., Any]) -> Answer:
    """Answers as the application does."""

    def answer(number: int, at: BaseHTTPRequestHandler) -> None:
        path, _, query = at.path.partition("?")
        body = at.rfile.read(int(at.headers.get("Content-Length") or 0))
        environ = {
            "REQUEST_METHOD": at.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": at.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        started: list[Any] = []
        content = b"".join(app(environ, lambda status, headers: started.extend((status, headers))))
        at.send_response(int(started[0].split()[0]))
        for name, value in started[1]:
            at.send_header(name, value)
        at.send_header("Content-Length", str(len(content)))
        at.end_headers()
        if at.command != "HEAD":
            at.wfile.write(content)

    return answer


def always(status: int) -> Answer:
    def answer(number: int, at: BaseHTTPRequestHandler) -> None:
        at.rfile.read(int(at.headers.get("Content-Length") or 0))
        content = b"" if at.command == "HEAD" else b'{"error": "always"}'
        at.send_response(status)
        at.send_header("Content-Type", "application/json")
        at.send_header("Content-Length", str(len(content)))
        at.end_headers()
        at.wfile.write(content)

    return answer


def garbage(number: int, at: BaseHTTPRequestHandler) -> None:
    at.wfile.write(b"\x00\xff\xfe not HTTP at all \r\n\r\n")
    at.close_connection = True


class Server(ThreadingHTTPServer):
    """Says nothing of what goes wrong with a client."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.stopped = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The client is what is tested."""


def silent(number: int, at: BaseHTTPRequestHandler) -> None:
    assert isinstance(at.server, Server)
    at.server.stopped.wait(30)
    at.close_connection = True


def dying(last: int, answer: Answer) -> Answer:
    """Is gone with the request after the `last`: nothing listens any more."""

    def answer_until(number: int, at: BaseHTTPRequestHandler) -> None:
        if number <= last:
            answer(number, at)
            return
        at.server.socket.close()
        at.close_connection = True
        at.connection.shutdown(socket.SHUT_RDWR)

    return answer_until


@contextmanager
def serving(answer: Answer, *, host: str = "127.0.0.1") -> Iterator[str]:
    """Its URL."""
    count, lock = [0], threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            with lock:
                count[0] += 1
                number = count[0]
            answer(number, self)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = Server((host, 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
