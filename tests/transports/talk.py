"""A service in two dialects (ASGI and WSGI) and raw servers that break the rules: what transports are tested on."""

import asyncio
import gzip
import json
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

BIG = b"x" * 300_000

Reply = tuple[int, list[tuple[str, str]], bytes]


def answer(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Reply:
    """What the well-behaved service says; `/echo` says what it heard."""
    text = [("Content-Type", "text/plain")]
    match path:
        case "/echo":
            seen = {"method": method, "query": query, "headers": headers, "body": body.decode("latin-1")}
            return 200, [("Content-Type", "application/json")], json.dumps(seen).encode()
        case "/two-headers":
            return 201, [("X-A", "1"), ("X-A", "2"), *text], b"made"
        case "/empty":
            return 204, [], b""
        case "/moved":
            return 302, [("Location", "/echo"), *text], b"there"
        case "/gzip":
            return 200, [("Content-Encoding", "gzip"), *text], gzip.compress(b"plain words")
        case "/deflate":
            return 200, [("Content-Encoding", "deflate"), *text], zlib.compress(b"plain words")
        case "/raw-deflate":
            return 200, [("Content-Encoding", "deflate"), *text], zlib.compress(b"plain words", wbits=-15)
        case "/brotli":
            import brotli

            return 200, [("Content-Encoding", "br"), *text], brotli.compress(b"plain words")
        case "/bomb":
            return 200, [("Content-Encoding", "gzip"), *text], gzip.compress(bytes(20_000_000))
        case "/no-gzip":
            return 200, [("Content-Encoding", "gzip"), *text], b"these are plain"
        case "/zstd":
            return 200, [("Content-Encoding", "zstd"), *text], b"(/\xb5/"
        case "/big":
            return 200, text, BIG
        case "/caf\xe9 b":
            return 200, text, b"decoded"
    return 404, text, b"nothing here"


class AsgiService:
    """The service as an ASGI app; `started` and `stopped` count its lifespans."""

    def __init__(self) -> None:
        self.started = self.stopped = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        body, more = b"", True
        while more:
            event = await receive()
            body, more = body + event["body"], event["more_body"]
        path = scope["path"]
        if path == "/crash":
            raise LookupError("the shelf is empty")
        if path == "/hang":
            await asyncio.sleep(30)
        if path in ("/sse", "/ndjson"):
            await self._stream(path, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        status, fields, content = answer(scope["method"], path, scope["query_string"].decode(), headers, body)
        encoded = [(k.lower().encode(), v.encode("latin-1")) for k, v in fields]
        if status != 204:
            encoded.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": encoded})
        await send({"type": "http.response.body", "body": content})

    async def _live(self, scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "lifespan.startup"
        self.started += 1
        scope["state"]["shelf"] = "full"
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        self.stopped += 1
        await send({"type": "lifespan.shutdown.complete"})

    async def _stream(self, path: str, send: Any) -> None:
        media = b"text/event-stream" if path == "/sse" else b"application/x-ndjson"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", media)]})
        for number in range(3 if path == "/ndjson" else 1_000_000):
            line = f"data: {number}\n\n" if path == "/sse" else f"{number}\n"
            await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
            await asyncio.sleep(0.01)
        await send({"type": "http.response.body"})


def wsgi_service(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes] | list[bytes]:
    """The service as a WSGI app."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    path = environ["PATH_INFO"].encode("latin-1").decode()
    if path == "/crash":
        raise LookupError("the shelf is empty")
    if path == "/hang":
        time.sleep(2)
    if path in ("/sse", "/ndjson"):
        media = "text/event-stream" if path == "/sse" else "application/x-ndjson"
        start_response("200 OK", [("Content-Type", media)])
        return _lines(path)
    headers = {k[5:].lower().replace("_", "-"): v for k, v in environ.items() if k.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    if environ.get("CONTENT_LENGTH"):
        headers["content-length"] = environ["CONTENT_LENGTH"]
    status, fields, content = answer(environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], headers, body)
    if status != 204:
        fields = [*fields, ("Content-Length", str(len(content)))]
    start_response(f"{status} Whatever", fields)
    return [content] if content else []


def _lines(path: str) -> Iterator[bytes]:
    for number in range(3 if path == "/ndjson" else 1_000_000):
        yield f"data: {number}\n\n".encode() if path == "/sse" else f"{number}\n".encode()
        time.sleep(0.01)


class Script:
    """A raw server: each connection is given to `play` with its number, counted from 1."""

    def __init__(self, play: Callable[[socket.socket, int], None], *, family: socket.AddressFamily) -> None:
        self._play = play
        self._listener = socket.socket(family)
        self._listener.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        self._listener.listen()
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://{'[::1]' if family == socket.AF_INET6 else '127.0.0.1'}:{self.port}"
        self.connections = 0
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection:
            try:
                self._play(connection, number)
            except OSError:
                return  # the client hung up, which some scripts want

    def close(self) -> None:
        with suppress(OSError):  # a thread that waits in accept() would keep a closed listener alive
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextmanager
def scripted(
    play: Callable[[socket.socket, int], None], *, family: socket.AddressFamily = socket.AF_INET
) -> Iterator[Script]:
    server = Script(play, family=family)
    try:
        yield server
    finally:
        server.close()


def request_of(connection: socket.socket) -> bytes:
    """One request without a body; b"" when the client has closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    return data


def saying(*answers: bytes, then: Callable[[socket.socket], None] | None = None) -> Callable[..., None]:
    """A script that gives one answer to each request on a connection, then something else, then closes."""

    def play(connection: socket.socket, number: int) -> None:
        for one in answers:
            if not request_of(connection):
                return
            connection.sendall(one)
        if then:
            then(connection)

    return play


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def ok(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
