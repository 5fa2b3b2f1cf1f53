"""A request in, the answer of a live server out: kept connections, one deadline, exactly the given bytes.

Nothing of the environment (proxies, .netrc, cookies) takes part, redirects are answers, and no header is added but
Host, User-Agent and Content-Length where they are missing, so that a curl line can say the same.
"""

from collections.abc import Callable
from threading import Lock, local
from time import monotonic, perf_counter, sleep
from urllib.parse import urlsplit

from contractkit.client.connection import Connection
from contractkit.client.deadline import Deadline
from contractkit.client.dial import dial, origin, tls_context
from contractkit.client.http1 import Answer, read_answer
from contractkit.client.meanwhile import Meanwhile
from contractkit.client.outgoing import unsendable, written
from contractkit.client.received import Limits, Received, Unseen, received
from contractkit.errors import UsageError
from contractkit.model import Request


class HttpTransport:
    """`base_url`: its path, if any, is put before each target. `rate`: at most so many requests a second.

    One connection per thread is kept. When the server has closed it before any byte of an answer came, the request
    is sent once more on a new one; in no other case is anything sent twice. Name resolution has the system's own
    time limit, not ours. What `meanwhile` holds is done between sending and reading, in the thread that sends.
    """

    def __init__(
        self,
        base_url: str,
        *,
        ca: str | None = None,
        cert: str | None = None,
        key: str | None = None,
        proxy: str | None = None,
        rate: float | None = None,
        limits: Limits | None = None,
        meanwhile: Meanwhile | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._origin = origin(base_url)
        self._prefix = urlsplit(base_url).path.rstrip("/")
        self._proxy = origin(proxy, schemes=("http",)) if proxy else None
        self._context = tls_context(ca=ca, cert=cert, key=key) if self._origin.scheme == "https" else None
        self._limits = limits or Limits()
        self._pace = Pace(rate) if rate is not None else None
        self._meanwhile = meanwhile or Meanwhile()
        self._own = local()
        self._open: set[Connection] = set()
        self._lock = Lock()

    def send(self, request: Request, *, timeout: float) -> Received:
        if (fault := unsendable(request)) is not None:
            return Received(fault=fault)
        if self._pace:
            self._pace.wait()
        started = perf_counter()
        try:
            answer = self._answer(request, Deadline.after(timeout))
        except Unseen as unseen:
            return Received(fault=unseen.fault, seconds=perf_counter() - started)
        seconds = perf_counter() - started
        return received(answer.message, seconds=seconds, limits=self._limits, cut=answer.cut)

    def close(self) -> None:
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._own = local()

    def _answer(self, request: Request, deadline: Deadline) -> Answer:
        head, body = written(self._addressed(request), self._origin.netloc)
        kept: Connection | None = getattr(self._own, "connection", None)
        self._own.connection = None
        if kept is not None and kept.idle():
            kept.deadline = deadline
            try:
                return self._exchange(kept, request, head, body)
            except Unseen as unseen:
                if unseen.fault.kind != "reset" or kept.heard:
                    raise
        elif kept is not None:
            self._drop(kept)
        fresh = dial(self._origin, via=self._proxy, context=self._context, deadline=deadline)
        with self._lock:
            self._open.add(fresh)
        return self._exchange(fresh, request, head, body)

    def _exchange(self, on: Connection, request: Request, head: bytes, body: bytes) -> Answer:
        on.heard = False
        done = False
        try:
            expect = (request.header("expect") or "").lower() == "100-continue"
            whole = on.send(head, body, expect=expect)
            begun = monotonic()
            self._meanwhile.finish()
            on.deadline = on.deadline.later(monotonic() - begun)  # it may have come long ago
            answer = read_answer(on, request, self._limits)
            done = whole and answer.reusable and "close" not in (request.header("connection") or "").lower()
        finally:
            if done:
                self._own.connection = on
            else:
                self._drop(on)
        return answer

    def _drop(self, connection: Connection) -> None:
        connection.close()
        with self._lock:
            self._open.discard(connection)

    def _addressed(self, request: Request) -> Request:
        target = self._prefix + request.target if request.target.startswith("/") else request.target
        headers = request.headers
        if self._proxy and self._context is None:
            target = f"http://{self._origin.netloc}{target}" if target.startswith("/") else target
            if self._proxy.authorization:
                headers = (*headers, ("Proxy-Authorization", self._proxy.authorization))
        return Request(request.method, target, headers, request.body)


class Pace:
    """At most `rate` requests a second, evenly, over all threads."""

    def __init__(
        self, rate: float, *, clock: Callable[[], float] = monotonic, sleep: Callable[[float], None] = sleep
    ) -> None:
        if not rate > 0:
            raise UsageError(f"rate: {rate:g} is no number of requests a second above 0")
        self._gap, self._clock, self._sleep = 1 / rate, clock, sleep
        self._next = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        with self._lock:
            now = self._clock()
            turn = max(self._next, now)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)


def reachable(url: str, *, timeout: float, proxy: str | None = None) -> str | None:
    """Why no TCP connection to a URL's host (or to the proxy before it) can be made; None when one can."""
    try:
        dial(origin(proxy or url), via=None, context=None, deadline=Deadline.after(timeout)).close()
    except Unseen as unseen:
        return unseen.fault.detail
    return None
