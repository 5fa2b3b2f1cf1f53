"""Events by function call: `python:package.module:name` names an object that takes events and gives back its own.

    class Events:
        def handle(self, channel: str, headers: dict[str, str], body: bytes, key: str | None) -> object: ...
        def listen(self, callback: Callable[[str, Mapping[str, str], bytes, str | None], None]) -> object: ...

`name` is an object with these two, or a module-level name by dots; `name()` calls a factory. It is looked up once per
connection, with the current directory importable.

`handle` is called for each event that is published, one at a time, and has done with it when it returns; a coroutine
function is run to its end, on one event loop per connection. An exception that it raises is its refusal of the event:
`position` is then `raised: ValueError: the amount is missing`, and `handled` otherwise. What it returns is not read.

`listen` is called once, before the first event. Whatever the object sends, now or later, from any thread, it passes to
`callback(channel, headers, body, key)`; `key` may be left out. Header values and keys are text, in both directions, and
keep bytes that are no UTF-8 as surrogate escapes. There is no time limit: the call is the object's own.
"""

import asyncio
import importlib
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from inspect import isawaitable, iscoroutine
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import RLock
from typing import Any

from contractkit.errors import BrokerError, ContractKitError, Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.model import Event, Message, Topic
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import pattern

HANDLED, RAISED = "handled", "raised: "


@broker("python", schemes=("python",))
def connect(settings: BrokerSettings) -> Broker:
    thing = _loaded(settings)
    for method in ("handle", "listen"):
        if isinstance(thing, type) or not callable(getattr(thing, method, None)):
            wanted = "handle(channel, headers, body, key) and listen(callback)"
            named = f"is the class {thing.__name__}" if isinstance(thing, type) else f"has no {method}()"
            raise UsageError(f"{settings.where}{settings.url}: it {named}; name an object with {wanted}")
    called = PythonCalls(settings, thing)
    called.run(thing.listen, called.hear)
    return called


@dataclass(slots=True, eq=False)
class PythonCalls:
    settings: BrokerSettings
    thing: Any
    inboxes: list["CallInbox"] = field(default_factory=list)
    turn: Any = field(default_factory=RLock)  # an object that is told something may tell us something, and be told more
    runner: asyncio.Runner | None = None
    closed: bool = False

    def publish(self, topic: Topic, event: Event) -> Event:
        headers = dict(event.message.headers)
        if len(headers) < len(event.message.headers):
            names = [name for name, _ in event.message.headers]
            twice = next(name for name in names if names.count(name) > 1)
            raise Unsendable(f"header {twice!r}: it is there twice, and headers are a dict here")
        if self.closed:
            raise BrokerError(f"{self.settings.where}{self.settings.url}: the connection was closed")
        position = HANDLED
        with self.turn:
            try:
                self.run(self.thing.handle, topic.address, headers, event.message.body, event.key)
            except ContractKitError:
                raise
            except Exception as refused:
                said = " ".join(str(refused).split())
                position = f"{RAISED}{type(refused).__name__}{': ' if said else ''}{said}"
        return replace(event, channel=topic.address, position=position)

    def subscribe(self, topic: Topic) -> "CallInbox":
        inbox = CallInbox(self, topic.address)
        self.inboxes.append(inbox)
        return inbox

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """Whether `handle` returned, whoever it stands for; None of what was not published here."""
        return event.position == HANDLED if event.position else None

    def close(self) -> None:
        self.closed = True
        self.inboxes.clear()
        if self.runner is not None:
            self.runner.close()

    def hear(self, channel: str, headers: Mapping[str, str], body: bytes, key: str | None = None) -> None:
        """The callback. UsageError for what is no event, in the face of who called."""
        texts = (channel, *headers, *headers.values(), "" if key is None else key)
        if not isinstance(body, bytes) or not all(isinstance(text, str) for text in texts):
            wanted = "callback(channel: str, headers: Mapping[str, str], body: bytes, key: str | None)"
            raise UsageError(
                f"{self.settings.where}{self.settings.url}: it sent what is no event; the call is {wanted}"
            )
        event = Event(channel, Message(None, tuple(headers.items()), body), key, at=time.monotonic())
        for inbox in tuple(self.inboxes):
            inbox.hear(event)

    def run(self, call: Any, *arguments: Any) -> None:
        """Call it, and see a coroutine to its end."""
        given = call(*arguments)
        if not isawaitable(given):
            return
        if _in_a_loop():
            if iscoroutine(given):
                given.close()
            name = f"{self.settings.where}{self.settings.url}"
            raise BrokerError(f"{name}: a coroutine cannot be waited for in a thread whose event loop runs")
        self.runner = self.runner or asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self.runner.run(_finished(given))


@dataclass(slots=True, eq=False)
class CallInbox:
    broker: PythonCalls
    address: str
    heard: "SimpleQueue[Event]" = field(default_factory=SimpleQueue)

    def hear(self, event: Event) -> None:
        if pattern(self.address).fullmatch(event.channel):
            self.heard.put(event)

    def take(self, timeout: float) -> tuple[Event, ...]:
        found: list[Event] = []
        with suppress(Empty):
            found.append(self.heard.get(timeout=max(0.0, timeout)))
            found += [self.heard.get_nowait() for _ in range(self.heard.qsize())]
        return tuple(found)

    def __enter__(self) -> "CallInbox":
        return self

    def __exit__(self, *raised: object) -> None:
        with suppress(ValueError):
            self.broker.inboxes.remove(self)


def _loaded(settings: BrokerSettings) -> Any:
    module, _, name = settings.url.partition(":")[2].partition(":")
    if not module or not name:
        raise UsageError(f"{settings.where}{settings.url}: name an object: python:package.module:name")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        thing: Any = importlib.import_module(module)
        for part in name.removesuffix("()").split("."):
            thing = getattr(thing, part)
        return thing() if name.endswith("()") else thing
    except Exception as wrong:
        said = " ".join(str(wrong).split())
        raise UsageError(f"{settings.where}{settings.url}: {type(wrong).__name__}: {said}") from wrong


def _in_a_loop() -> bool:
    with suppress(RuntimeError):
        return asyncio.get_running_loop() is not None
    return False


async def _finished(given: Any) -> None:
    await given
