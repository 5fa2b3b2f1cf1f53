"""An ASGI application and its event loop in, a started and later stopped application out (ASGI lifespan 2.0)."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from contractkit.errors import TargetError

Event = MutableMapping[str, Any]
App = Callable[[Event, Callable[[], Awaitable[Event]], Callable[[Event], Awaitable[None]]], Coroutine[Any, Any, None]]

STARTUP, SHUTDOWN = 30.0, 10.0  # seconds


class Lifespan:
    """One lifespan. `state` is what the app put there at startup; each request gets a shallow copy."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop) -> None:
        self._app, self._loop = app, loop
        self.state: dict[str, Any] = {}
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._said: str | None = None
        self._reason = ""
        self._turn = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Raises TargetError when the app says, or shows by not coming back, that it cannot start."""
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        self._task = self._loop.create_task(self._app(scope, self._events.get, self._send))
        self._tell("lifespan.startup", STARTUP)
        if self._said == "lifespan.startup.failed":
            raise TargetError(f"the app's startup failed: {last_line(self._reason) or 'it gave no reason'}")
        if self._task.done():
            self._unsupported(self._task)
            self._task = None
        elif self._said is None:
            self._task.cancel()
            raise TargetError(f"the app's startup did not end within {STARTUP:g} s")

    def stop(self) -> None:
        """Raises TargetError when the shutdown fails; does nothing for an app without lifespan."""
        task, self._task = self._task, None
        if task is None:
            return
        if not task.done():
            self._said = None
            self._tell("lifespan.shutdown", SHUTDOWN, task)
        if self._said == "lifespan.shutdown.failed":
            raise TargetError(f"the app's shutdown failed: {last_line(self._reason) or 'it gave no reason'}")
        if self._said is None and not task.done():
            raise TargetError(f"the app's shutdown did not end within {SHUTDOWN:g} s")

    def _tell(self, event: str, seconds: float, task: "asyncio.Task[None] | None" = None) -> None:
        self._turn.clear()
        self._events.put_nowait({"type": event})
        self._loop.run_until_complete(self._answer(task or self._task, seconds))

    async def _answer(self, task: "asyncio.Task[None] | None", seconds: float) -> None:
        turn = self._loop.create_task(self._turn.wait())
        await asyncio.wait({turn, task} if task else {turn}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        turn.cancel()

    async def _send(self, event: Event) -> None:
        self._said, self._reason = event["type"], str(event.get("message", ""))
        self._turn.set()

    def _unsupported(self, task: "asyncio.Task[None]") -> None:
        # An app that raises or returns here does not speak lifespan, says the specification: go on without.
        # Reading the exception keeps asyncio from reporting it as forgotten.
        if not task.cancelled():
            task.exception()


def last_line(text: str) -> str:
    """What a traceback says in the end."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
