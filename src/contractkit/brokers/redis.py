"""Redis Streams, by redis-py: a field of an entry is the payload, one may be the key, the others are headers."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.leftovers import Leftovers
from contractkit.model import Event, Topic
from contractkit.protocols import Broker
from contractkit.securing import advice, secured
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import bytes_of, is_template, message, pattern, text_of, wildcard

KEY = "key"  # the field that holds the key of an event
PAYLOADS = ("data", "payload", "body", "message", "value")  # fields that hold the payload where none is configured
HINTS = {  # by what an error says
    "maxmemory": "is it full?",
    "refused": "is it running?",
    "": "is it running, and are user and password right?",
}
MOST = 500  # entries read at once
RESCAN = 0.05  # seconds between looks for new streams of a template


@broker("redis", schemes=("redis", "rediss"))
def connect(settings: BrokerSettings) -> Broker:
    try:
        import redis
    except ImportError as missing:
        raise UsageError(
            f"{settings.where}redis:// needs an extra: pip install 'pytest-contractkit[redis]'"
        ) from missing
    asked: dict[str, Any] = {"username": settings.user, "password": settings.password}
    if settings.scheme == "rediss":
        secured(
            settings, password=str(settings.options.get("ssl_password", ""))
        )  # says which file cannot be used, as redis-py does not
        asked |= {"ssl_ca_certs": settings.ca, "ssl_certfile": settings.cert, "ssl_keyfile": settings.key}
    asked |= {"socket_timeout": settings.timeout, "socket_connect_timeout": settings.timeout}
    given = {name: value for name, value in asked.items() if value is not None} | dict(settings.options)
    reading, writing = (
        redis.Redis.from_url(settings.url, **{"retry": redis.retry.Retry(redis.backoff.NoBackoff(), again), **given})
        for again in (1, 0)  # what is written twice would be heard twice
    )
    streams = RedisStreams(reading, writing, settings, redis.RedisError, redis.ResponseError, Leftovers(settings))
    try:
        streams.ask(reading.ping)
        streams.server = streams.identity()
    except BrokerError:
        streams.close()
        raise
    return streams


@dataclass(slots=True)
class RedisStreams:
    """`failed`: what the client raises, `refused` where the broker says no; `server`: the process it was at first."""

    client: Any
    writer: Any
    settings: BrokerSettings
    failed: type[Exception]
    refused: type[Exception]
    leftovers: Leftovers
    server: str | None = None

    def ask(self, call: Any, *arguments: Any, **named: Any) -> Any:
        """What the broker answers; BrokerError where it does not."""
        try:
            return call(*arguments, **named)
        except self.failed as wrong:
            said = " ".join(str(wrong).split()).removesuffix(".")
            hint = advice(self.settings, said, next(HINTS[one] for one in HINTS if one in said.lower()))
            raise BrokerError(f"{self.settings.where}{self.settings.shown}: {said}; {hint}") from wrong

    def publish(self, topic: Topic, event: Event) -> Event:
        fields: dict[bytes, bytes] = {bytes_of(name): bytes_of(value) for name, value in event.message.headers}
        if event.key is not None:
            fields[KEY.encode()] = bytes_of(event.key)
        name = self.settings.payload.encode()
        if name in fields:
            raise Unsendable(f"a header called {self.settings.payload!r} is the payload of a stream entry")
        fields[name] = event.message.body
        position = self.ask(self.writer.xadd, bytes_of(topic.address), fields, nomkstream=True)
        if position is None:
            self.leftovers.made(topic.address)
            position = self.ask(self.writer.xadd, bytes_of(topic.address), fields)
        self.leftovers.saw(topic.address, text_of(position))
        return replace(event, channel=topic.address, position=text_of(position))

    def subscribe(self, topic: Topic) -> "StreamInbox":
        inbox = StreamInbox(self, topic.address)
        for name in self.streams(topic.address):
            last = self.ask(self.client.xrevrange, name, count=1) if self._is_stream(name) else []
            inbox.after[name] = text_of(last[0][0]) if last else "0-0"
        return inbox

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """Delivered to the group and pending there no more."""
        try:
            groups = self.client.xinfo_groups(topic.address)
        except self.failed:
            return None
        group = next((g for g in groups if text_of(g["name"]) == by), None)
        if group is None or not event.position:
            return None
        if _place(text_of(group["last-delivered-id"])) < _place(event.position):
            return False
        pending = self.ask(self.client.xpending_range, topic.address, by, event.position, event.position, 1)
        return not pending

    def rewind(self, topic: Topic, by: str) -> str:
        try:
            self.client.xgroup_setid(topic.address, by, id="0")
        except self.failed as wrong:
            return f"the group {by!r} of {topic.address!r} cannot be set back: {wrong}"
        return ""

    def close(self) -> None:
        with suppress(self.failed), self.leftovers.leaving() as left:  # a broker that is gone keeps nothing of ours
            for name, seen in left.items():
                self._remove(name, seen)
        self.client.close()
        self.writer.close()

    def identity(self) -> str | None:
        """Of the process that answers; None where the user may not ask for it."""
        try:
            return str(self.client.info("server")["run_id"])
        except (self.refused, KeyError):
            return None

    def probe(self) -> None:
        """Raise BrokerError where silence says nothing: another process answers, without what was in the first."""
        if self.server is not None and self.ask(self.identity) != self.server:
            raise BrokerError(f"{self.settings.where}{self.settings.shown}: it was restarted, and may have lost events")

    def streams(self, address: str) -> list[str]:
        if not is_template(address):
            return [address]
        found = self.ask(lambda: list(self.client.scan_iter(match=wildcard(address, "*"), _type="stream")))
        matching = pattern(address, "[^.:/]+")
        return sorted(name for name in map(text_of, found) if matching.fullmatch(name))

    def _remove(self, name: str, seen: frozenset[str]) -> None:
        """Unless a group reads it, or there is an entry in it that was not seen, even while we look."""
        with self.client.pipeline() as looking:
            looking.watch(bytes_of(name))
            if text_of(looking.type(bytes_of(name))) != "stream" or looking.xinfo_groups(bytes_of(name)):
                return
            if {text_of(id) for id, _ in looking.xrange(bytes_of(name), count=len(seen) + 1)} <= seen:
                looking.multi()
                looking.delete(bytes_of(name))
                looking.execute()

    def _is_stream(self, name: str) -> bool:
        kind = text_of(self.ask(self.client.type, name))
        if kind not in ("stream", "none"):
            raise BrokerError(f"{self.settings.where}{self.settings.shown}: {name!r} is a {kind} and no stream")
        return kind == "stream"

    def event(self, name: str, id: bytes, fields: Mapping[bytes, bytes]) -> Event:
        held = {text_of(key): value for key, value in fields.items()}
        wanted = (self.settings.payload, *PAYLOADS)
        payload = next((one for one in wanted if one in held), None)
        key = held.pop(KEY, None) if payload is not None else None
        body = held.pop(payload) if payload is not None else b""
        return Event(name, message(held, body), None if key is None else text_of(key), text_of(id), time.monotonic())


@dataclass(slots=True)
class StreamInbox:
    """`after`: the last entry seen of each stream."""

    broker: RedisStreams
    address: str
    after: dict[str, str] = field(default_factory=dict)

    def take(self, timeout: float) -> tuple[Event, ...]:
        until = time.monotonic() + timeout
        while True:
            if is_template(self.address):
                self.after = dict.fromkeys(self.broker.streams(self.address), "0-0") | self.after
            left = until - time.monotonic()
            wait = min(left, RESCAN) if is_template(self.address) else left
            if found := self._read(wait):
                return found
            if until <= time.monotonic():
                self.broker.probe()
                return ()

    def _read(self, wait: float) -> tuple[Event, ...]:
        if not self.after:
            time.sleep(max(0.0, wait))
            return ()
        timeout = self.broker.settings.timeout
        block = max(1, int(min(wait, timeout / 2) * 1000)) if wait > 0 else None
        asked = self.broker.ask(self.broker.client.xread, dict(self.after), count=MOST, block=block)
        listed = list(asked.items()) if isinstance(asked, dict) else (asked or [])
        found = []
        for name, entries in listed:
            stream = text_of(name)
            entries = entries[0] if entries and isinstance(entries[0], list) else entries
            for id, fields in entries:
                self.after[stream] = text_of(id)
                found.append(self.broker.event(stream, id, fields))
                self.broker.leftovers.saw(stream, text_of(id))
        return tuple(sorted(found, key=lambda event: _place(event.position)))

    def __enter__(self) -> "StreamInbox":
        return self

    def __exit__(self, *raised: object) -> None:
        self.after = {}


def _place(id: str) -> tuple[int, int]:
    first, _, second = id.partition("-")
    return int(first or 0), int(second or 0)
