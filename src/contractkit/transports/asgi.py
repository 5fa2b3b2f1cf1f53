"""A request in, the answer of an ASGI application called directly out; one event loop and one lifespan for all."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import perf_counter
from typing import TypeVar
from urllib.parse import urlsplit

from contractkit.client.in_process import BASE_URL, Overheard, Spoken, crash_text, split_target
from contractkit.client.lifespan import App, Event, Lifespan
from contractkit.client.outgoing import handed_over, unsendable, wire
from contractkit.client.received import Limits, Received, late
from contractkit.model import Request

T = TypeVar("T")

AFTERMATH = 0.1  # seconds that work after a complete answer may hold up the next request
FAREWELL = 1.0  # seconds a cancelled request may take to clean up


class AsgiTransport:
    """Calls the app in the caller's thread, in an event loop of its own that runs only while something is sent.

    Where the caller's thread is already running a loop (an async test), the work is done in a thread beside it.
    An app that blocks its event loop cannot be interrupted: its late answer is a timeout once it comes.
    """

    def __init__(
        self, app: App, *, root_path: str = "", base_url: str = BASE_URL, limits: Limits | None = None
    ) -> None:
        self._app, self._root, self._limits = app, root_path.rstrip("/"), limits or Limits()
        self.base_url = base_url
        place = urlsplit(base_url)
        self._scheme, self._host = place.scheme, place.netloc
        self._server = (place.hostname or "", place.port or (443 if place.scheme == "https" else 80))
        self._loop = asyncio.new_event_loop()
        self._lock = Lock()
        self._overheard = Overheard()
        self._beside: ThreadPoolExecutor | None = None
        self._working: set[asyncio.Task[None]] = set()
        self._keeper = self._loop.create_task(asyncio.Event().wait())
        self._lifespan = Lifespan(app, self._loop)
        try:
            self._run(self._lifespan.start)
        except BaseException:
            self._run(self._dispose)
            raise

    def send(self, request: Request, *, timeout: float) -> Received:
        if (fault := unsendable(request)) is not None:
            return Received(fault=fault)
        return self._run(lambda: self._send(request, timeout))

    def close(self) -> None:
        """Raises TargetError when the app's own shutdown fails."""
        if self._loop.is_closed():
            return
        try:
            self._run(self._lifespan.stop)
        finally:
            self._run(self._dispose)
            if self._beside:
                self._beside.shutdown()

    def _run(self, work: Callable[[], T]) -> T:
        with self._lock:
            if asyncio._get_running_loop() is None:
                return work()
            self._beside = self._beside or ThreadPoolExecutor(1, thread_name_prefix="contractkit-asgi")
            return self._beside.submit(work).result()

    def _send(self, request: Request, timeout: float) -> Received:
        started = perf_counter()
        exchange = _Exchange(self._loop, request, self._limits)
        task = self._loop.create_task(exchange.whole(self._app, self._scope(request)))
        expiry = self._loop.call_later(timeout, exchange.stop)
        with self._overheard:
            self._drive(exchange)
        self._overheard.explain(exchange.spoken)
        expiry.cancel()
        ended = task.done()
        seconds = (exchange.answered_at or perf_counter()) - started
        if not ended:
            self._leave(task, exchange)
        spoken = exchange.spoken
        if seconds > timeout and not spoken.streams:
            return Received(fault=late(timeout), seconds=seconds, crash=spoken.crash)
        return spoken.result(request, timeout=timeout, seconds=seconds, ended=ended)

    def _drive(self, exchange: "_Exchange") -> None:
        # Through the keeper, which outlives each request: thread pools of frameworks (anyio) hang on the task that
        # a loop was run for, and would end and start their threads with every request.
        while not exchange.over:
            try:
                self._loop.run_until_complete(self._keeper)
            except SystemExit:  # of a task of the app's: a server would go down, our run must not
                continue
            except RuntimeError:  # how run_until_complete reports stop()
                if not exchange.over:
                    raise

    def _leave(self, task: "asyncio.Task[None]", exchange: "_Exchange") -> None:
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        if not exchange.spoken.complete:
            task.cancel()
            self._loop.run_until_complete(asyncio.wait({task}, timeout=FAREWELL))

    def _scope(self, request: Request) -> Event:
        raw, query, path = split_target(request.target)
        headers = handed_over(request, self._host)
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": self._scheme,
            "path": self._root + path,
            "raw_path": self._root.encode() + raw,
            "query_string": query,
            "root_path": self._root,
            "headers": [(name.encode("latin-1"), wire(value)) for name, value in headers],
            "client": ("127.0.0.1", 50000),
            "server": self._server,
            "state": self._lifespan.state.copy(),
            "extensions": {},
        }

    def _dispose(self) -> None:
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.wait(left, timeout=FAREWELL))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


class _Exchange:
    """The two callables an app gets; its loop stops once it is `over`: nothing more is waited for."""

    __slots__ = ("_asked", "_body", "_gone", "_loop", "answered_at", "over", "spoken")

    def __init__(self, loop: asyncio.AbstractEventLoop, request: Request, limits: Limits) -> None:
        self._loop, self._body = loop, request.body or b""
        self._asked = False
        self._gone = asyncio.Event()
        self.spoken = Spoken(limits)
        self.over = False
        self.answered_at: float | None = None

    async def whole(self, app: App, scope: Event) -> None:
        """The app from its call to its end, which is told within the same turn of the loop."""
        try:
            await app(scope, self.receive, self.send)
        except asyncio.CancelledError:
            if not self.over:
                self.spoken.crash = "the app cancelled its own request (asyncio.CancelledError)"
            raise
        except (Exception, SystemExit) as error:
            ours = error.__traceback__
            self.spoken.crash = crash_text(error.with_traceback(ours.tb_next if ours else None))
        finally:
            self._finish()

    async def receive(self) -> Event:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, event: Event) -> None:
        if self.over and not self.spoken.complete:
            await asyncio.sleep(0)  # nobody listens any more; servers drop such words silently
            return
        match event["type"]:
            case "http.response.start" if self.spoken.status is None:
                self._start(event)
            case "http.response.body" if self.spoken.status is not None and not self.spoken.complete:
                self._go_on(event)
                if not self.spoken.complete:
                    await asyncio.sleep(0)  # an app that sends without pause would keep deadlines from passing
            case other:
                raise RuntimeError(f"unexpected ASGI message {other!r} at this point of the answer")

    def _start(self, event: Event) -> None:
        self.spoken.status = int(event["status"])
        self.spoken.headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in event.get("headers", ()))
        if self.spoken.streams:
            self._loop.call_later(self.spoken.limits.stream_seconds, self.stop)

    def _go_on(self, event: Event) -> None:
        self.spoken.take(event.get("body", b""))
        if not event.get("more_body", False):
            self.spoken.complete = True
            self.answered_at = perf_counter()
            self._gone.set()
            self._loop.call_soon(self._wait)
        elif self.spoken.full:
            self.stop()

    def _wait(self) -> None:
        """Most apps are done as soon as their answer is."""
        if not self.over:
            self._loop.call_later(AFTERMATH, self._finish)

    def stop(self) -> None:
        """The time or the room is up: hang up."""
        self._gone.set()
        self._finish()

    def _finish(self) -> None:
        if not self.over:
            self.over = True
            self._loop.stop()
