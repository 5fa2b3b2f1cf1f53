"""NATS, by nats-py: published through JetStream where a stream covers the subject, else plainly; heard plainly always.

A NATS message has no key: none is published, none is read. Its headers are text without line breaks, each name once.
"""

import asyncio
import logging
import re
import time
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from inspect import signature
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.jetstream import set_back
from contractkit.model import Event, Topic
from contractkit.natswire import headers as written
from contractkit.natswire import is_for
from contractkit.protocols import Broker
from contractkit.securing import HUSH, advice, secured
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import is_template, message, pattern

SUBJECT = re.compile(r"[^\s.*>]+(\.[^\s.*>]+)*")
HINT = "is it running, and are user and password right?"
CLOSING = 1.0  # seconds; after a failed handshake it would take for ever
TOO_LARGE = 10054  # err_code of JetStream: for the stream, not for the broker
NO_JETSTREAM = (None, 10039, 10076)  # what is said where it is off: nobody answers, not for the account, not at all


@broker("nats", schemes=("nats", "tls"))
def connect(settings: BrokerSettings) -> Broker:
    try:
        import nats.aio.client
    except ImportError as missing:
        raise UsageError(f"{settings.where}nats:// needs an extra: pip install 'pytest-contractkit[nats]'") from missing
    if unknown := sorted(set(settings.options) - set(signature(nats.aio.client.Client.connect).parameters)):
        raise UsageError(f"{settings.where}options: nats-py knows no {', '.join(unknown)}")
    client = nats.aio.client.Client()
    subjects = NatsSubjects(settings, nats, client, client.jetstream(timeout=settings.timeout), *_looping())
    try:
        subjects.ask(subjects.open())
    except BaseException:
        subjects.close()
        raise
    return subjects


def _looping() -> tuple[asyncio.AbstractEventLoop, Thread]:
    """An event loop, and the thread of its own that it runs in; it is closed when it stops."""
    logging.getLogger("asyncio").addFilter(HUSH)
    runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
    loop = runner.get_loop()

    def work() -> None:
        loop.run_forever()
        runner.close()

    thread = Thread(target=work, name=HUSH.THREAD, daemon=True)
    thread.start()
    return loop, thread


@dataclass(slots=True, eq=False)
class NatsSubjects:
    """`lost`: why there is no connection any more; `told`: the last error; `streams`: may JetStream be asked?"""

    settings: BrokerSettings
    nats: Any
    client: Any
    jetstream: Any
    loop: asyncio.AbstractEventLoop
    thread: Thread
    inboxes: list["SubjectInbox"] = field(default_factory=list)
    lost: str | None = None
    told: Exception | None = None
    streams: bool = True
    closed: bool = False

    def ask(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What comes of it; BrokerError where nothing does."""
        if self.lost is not None:
            work.close()
            raise self.gone()
        self.told = None
        try:
            return asyncio.run_coroutine_threadsafe(
                asyncio.wait_for(work, 2 * self.settings.timeout), self.loop
            ).result()
        except (self.nats.errors.Error, OSError) as wrong:
            raise self.gone(wrong) from wrong

    def gone(self, why: Exception | None = None) -> BrokerError:
        why = self.told if isinstance(why, self.nats.errors.NoServersError) else why
        text = self.lost or " ".join(str(why).split()) or f"no answer within {self.settings.timeout:g} s"
        full = isinstance(why, self.nats.js.errors.ServiceUnavailableError)
        hint = "is its stream full?" if full else advice(self.settings, text, HINT)
        return BrokerError(f"{self.settings.where}{self.settings.shown}: {text}; {hint}")

    async def open(self) -> None:
        asked: dict[str, Any] = {name: partial(self._secret, value) for name, value in _secrets(self.settings)}
        asked |= {"tls": secured(self.settings), **self.settings.options, "connect_timeout": self.settings.timeout}
        asked |= {"allow_reconnect": False, "max_reconnect_attempts": 1, "reconnect_time_wait": 0}
        await self.client.connect(self.settings.shown, **asked, error_cb=self._tell, disconnected_cb=self._lose)
        self._secret("")

    def publish(self, topic: Topic, event: Event) -> Event:
        if not SUBJECT.fullmatch(topic.address):
            raise Unsendable(f"channel {topic.address!r} is no subject of NATS that can be published on")
        headers, body, most = written(event.message.headers), event.message.body, self.client.max_payload
        lines = ["NATS/1.0\r\n\r\n", *(f"{name}: {value}\r\n" for name, value in headers.items())] if headers else []
        if (size := len(body) + len("".join(lines).encode())) > most:
            raise Unsendable(f"a message of {size} bytes: {self.settings.shown} takes up to {most}, its max_payload")
        position = self.ask(self._publish(topic.address, body, headers or None))
        return replace(event, channel=topic.address, key=None, position=position)

    def subscribe(self, topic: Topic) -> "SubjectInbox":
        tokens = ("*" if is_template(token) else token for token in topic.address.split("."))
        inbox = SubjectInbox(self, topic.address)
        inbox.subscription = self.ask(self._subscribe(".".join(tokens), inbox))
        self.inboxes.append(inbox)
        return inbox

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """It and all before it in its stream are acknowledged (or given up) by the durable `by`."""
        stream, _, sequence = event.position.rpartition("/")
        info = self.ask(self._consumer(stream, by)) if stream else None
        if info is None or not is_for(event.channel, info.config):
            return None
        return int(info.ack_floor.stream_seq) >= int(sequence)

    def rewind(self, topic: Topic, by: str) -> str:
        return str(self.ask(set_back(self.jetstream, self.nats.js.errors, topic.address, by)))

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            with suppress(self.nats.errors.Error, OSError, AssertionError):  # the last where it never connected
                asyncio.run_coroutine_threadsafe(asyncio.wait_for(self.client.close(), CLOSING), self.loop).result()
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()

    async def _publish(self, subject: str, body: bytes, headers: dict[str, str] | None) -> str:
        if await self._is_kept(subject):
            try:
                stored = await self.jetstream.publish(subject, body, headers=headers)
            except self.nats.js.errors.BadRequestError as wrong:
                if wrong.err_code != TOO_LARGE:
                    raise
                raise Unsendable(f"{len(body)} bytes on {subject!r}: {wrong.description}, its max_msg_size") from wrong
            return f"{stored.stream}/{stored.seq}"
        await self.client.publish(subject, body, headers=headers)
        await self._settle()
        return ""

    async def _is_kept(self, subject: str) -> bool:
        """Whether a stream covers it. A user who may not ask is told so by nothing but silence."""
        try:
            return self.streams and bool(await self.jetstream.find_stream_name_by_subject(subject))
        except self.nats.js.errors.APIError as none:
            if none.code != 404 and none.err_code not in NO_JETSTREAM:
                raise
        except self.nats.errors.TimeoutError:
            if self.told is None:
                raise
            self.told, self.streams = None, False
        return False

    async def _subscribe(self, subject: str, inbox: "SubjectInbox") -> Any:
        heard = await self.client.subscribe(subject, cb=inbox.hear, pending_msgs_limit=0, pending_bytes_limit=0)
        await self._settle()
        return heard

    async def _settle(self) -> None:
        """Wait until the broker has what was sent so far, and has said what it refuses of that."""
        while self.client.is_connected and self.client.pending_data_size:
            await asyncio.sleep(0)  # flush() writes its ping at once: it would overtake what is still to be written
        await self.client.flush(self.settings.timeout)
        if self.told is not None:
            raise self.told

    async def _consumer(self, stream: str, by: str) -> Any:
        with suppress(self.nats.js.errors.NotFoundError, ValueError):  # the latter of a name no consumer can have
            return await self.jetstream.consumer_info(stream, by)

    async def _tell(self, wrong: Exception) -> None:
        self.told = wrong

    async def _lose(self) -> None:
        self.lost = f"the connection was {'closed' if self.closed else f'lost ({self.client.last_error})'}"
        for inbox in self.inboxes:
            inbox.heard.put(None)

    def _secret(self, value: str) -> str:
        """A secret when it is to be sent: nats-py speaks plainly to a server without TLS, whatever the URL says."""
        if self.settings.scheme == "tls" and not self.client._server_info.get("tls_required"):
            raise self.nats.errors.SecureConnWantedError
        return value


@dataclass(slots=True, eq=False)
class SubjectInbox:
    broker: NatsSubjects
    address: str
    heard: "SimpleQueue[Event | None]" = field(default_factory=SimpleQueue)
    subscription: Any = None

    async def hear(self, told: Any) -> None:
        if pattern(self.address, "[^.]+").fullmatch(told.subject):
            self.heard.put(Event(told.subject, message(told.headers or {}, told.data), at=time.monotonic()))

    def take(self, timeout: float) -> tuple[Event, ...]:
        found: list[Event | None] = []
        with suppress(Empty):
            found.append(self.heard.get(timeout=0 if self.broker.lost else max(0.0, timeout)))
            found += [self.heard.get_nowait() for _ in range(self.heard.qsize())]
        if self.broker.lost and not any(found):
            raise self.broker.gone()
        return tuple(filter(None, found))

    def __enter__(self) -> "SubjectInbox":
        return self

    def __exit__(self, *raised: object) -> None:
        self.broker.inboxes.remove(self)
        with suppress(BrokerError):
            self.broker.ask(self.subscription.unsubscribe())


def _secrets(settings: BrokerSettings) -> Iterator[tuple[str, str]]:
    """User and password, or a token: what stands alone, in the URL before the `@` or as a password."""
    parts = urlsplit(settings.url)
    found = settings.user or unquote(parts.username or ""), settings.password or unquote(parts.password or "")
    yield from zip(("user", "password"), found, strict=True) if all(found) else (("token", one) for one in found if one)
