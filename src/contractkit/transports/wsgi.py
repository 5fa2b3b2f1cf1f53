"""A request in, the answer of a WSGI application called directly out (PEP 3333); one worker thread calls it."""

import io
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from contractkit.client.in_process import BASE_URL, Overheard, Spoken, crash_text, split_target
from contractkit.client.outgoing import handed_over, unsendable, wire
from contractkit.client.received import Limits, Received, late
from contractkit.model import Request

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class WsgiTransport:
    """All requests run in one thread of ours, so that an app's thread-locals last; it is left when one is late.

    Python cannot stop a thread: the late request goes on behind our back, and the next one gets a new thread.
    """

    def __init__(
        self, app: App, *, script_name: str = "", base_url: str = BASE_URL, limits: Limits | None = None
    ) -> None:
        self._app, self._script, self._limits = app, script_name.rstrip("/"), limits or Limits()
        self.base_url = base_url
        self._place = urlsplit(base_url)
        self._overheard = Overheard()
        self._worker: _Worker | None = None

    def send(self, request: Request, *, timeout: float) -> Received:
        if (fault := unsendable(request)) is not None:
            return Received(fault=fault)
        started = perf_counter()
        errors = io.StringIO()
        exchange = _Exchange(self._app, self._environ(request, errors), Spoken(self._limits), started + timeout)
        with self._overheard:
            if not self._call(exchange, timeout):
                exchange.hang_up()
        seconds = perf_counter() - started
        spoken = exchange.spoken
        self._overheard.explain(spoken)
        if spoken.crash is None and (spoken.status or 0) >= 500:
            spoken.crash = errors.getvalue() or None
        if exchange.ended and seconds > timeout and not spoken.streams:
            return Received(fault=late(timeout), seconds=seconds, crash=spoken.crash)
        return spoken.result(request, timeout=timeout, seconds=seconds, ended=exchange.ended)

    def close(self) -> None:
        self._leave()

    def _call(self, exchange: "_Exchange", timeout: float) -> bool:
        """Whether the worker was done in time; a stream that says nothing any more is not waited for."""
        self._worker = self._worker or _Worker()
        listen = min(timeout, self._limits.stream_seconds)
        self._worker.begin(exchange)
        done = self._worker.done_within(listen) or (
            not exchange.spoken.streams and self._worker.done_within(timeout - listen)
        )
        if not done:
            self._leave()
        return done

    def _leave(self) -> None:
        if self._worker:
            self._worker.leave()
            self._worker = None

    def _environ(self, request: Request, errors: io.StringIO) -> Environ:
        raw, query, _ = split_target(request.target)
        environ: Environ = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": self._script,
            "PATH_INFO": unquote_to_bytes(raw).decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "REQUEST_URI": request.target,
            "RAW_URI": request.target,
            "SERVER_NAME": self._place.hostname or "",
            "SERVER_PORT": str(self._place.port or (443 if self._place.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_PORT": "50000",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self._place.scheme,
            "wsgi.input": io.BytesIO(request.body or b""),
            "wsgi.errors": errors,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in _cgi_headers(handed_over(request, self._place.netloc)):
            separator = "; " if name == "HTTP_COOKIE" else ","
            environ[name] = f"{environ[name]}{separator}{value}" if name in environ else value
        return environ


def _cgi_headers(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        key = name.upper().replace("-", "_")
        native = value if value.isascii() else wire(value).decode("latin-1")  # the wire's bytes, says PEP 3333
        yield (key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"), native


class _Exchange:
    """One call of the app, run in the worker; `ended` is set when the app is done, by return or crash."""

    def __init__(self, app: App, environ: Environ, spoken: Spoken, deadline: float) -> None:
        self._app, self._environ, self.spoken, self._deadline = app, environ, spoken, deadline
        self._given_up = False
        self.ended = False

    def run(self) -> None:
        parts: Iterable[bytes] = ()
        try:
            try:
                parts = self._app(self._environ, self._start_response)
                self._read(parts)
            finally:
                if (close := getattr(parts, "close", None)) is not None:
                    close()
        except BaseException as error:
            # Everything an app raises, sys.exit included, is its crash: nothing of ours runs inside this block.
            if not self._given_up:
                self.spoken.crash = crash_text(error)
                self.ended = True

    def hang_up(self) -> None:
        """Take what was said so far; what the app says from now on goes nowhere."""
        self._given_up = True
        said = self.spoken
        self.spoken = Spoken(said.limits, said.status, said.headers, list(said.chunks), said.size)

    def _read(self, parts: Iterable[bytes]) -> None:
        for part in parts:
            if self.spoken.status is None:
                raise AssertionError("the app gave a body before it called start_response")
            self.spoken.take(part)
            if self._enough():
                return
        self.spoken.complete = self.spoken.status is not None
        self.ended = True

    def _enough(self) -> bool:
        return self._given_up or self.spoken.full or perf_counter() > self._deadline

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        if self.spoken.status is not None and exc_info is None:
            raise AssertionError("the app called start_response twice without exc_info")
        if exc_info is not None:
            error: BaseException = exc_info[1]
            if self.spoken.chunks:
                raise error.with_traceback(exc_info[2])
            self.spoken.crash = crash_text(error)
        self.spoken.status = int(status.split(" ", 1)[0])
        self.spoken.headers = tuple((str(name), str(value)) for name, value in headers)
        if self.spoken.streams:
            self._deadline = min(self._deadline, perf_counter() + self.spoken.limits.stream_seconds)
        return self.spoken.take


class _Worker:
    """A thread that runs exchanges one after the other until it is left."""

    def __init__(self) -> None:
        self._work: SimpleQueue[_Exchange | None] = SimpleQueue()
        self._done: SimpleQueue[_Exchange] = SimpleQueue()
        Thread(target=self._loop, name="contractkit-wsgi", daemon=True).start()

    def begin(self, exchange: _Exchange) -> None:
        self._work.put(exchange)

    def done_within(self, seconds: float) -> bool:
        try:
            self._done.get(timeout=max(seconds, 0))
        except Empty:
            return False
        return True

    def leave(self) -> None:
        self._work.put(None)

    def _loop(self) -> None:
        while (exchange := self._work.get()) is not None:
            exchange.run()
            self._done.put(exchange)
