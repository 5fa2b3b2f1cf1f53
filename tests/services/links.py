"""A service's way to its broker: one class for each kind, which listens to one channel and sends to any."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import urlsplit

Handle = Callable[[bytes], None]


class Link(Protocol):
    def listen(self, channel: str, handle: Handle) -> None: ...

    def run(self) -> None:
        """Handle what comes, until the process ends."""

    def send(self, channel: str, body: bytes) -> None: ...


def linked(url: str, *, again: bool = False) -> Link:
    """`again`: what was not done with is handled again, over Redis."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 0
    match urlsplit(url).scheme:
        case "redis":
            return OverRedis(url, again=again)
        case "kafka":
            return OverKafka(f"{host}:{port}")
        case "amqp":
            return OverRabbit(url)
        case "nats":
            return OverNats(url)
        case _:
            return OverMqtt(host, port)


class OverRedis:
    def __init__(self, url: str, *, again: bool) -> None:
        import redis

        self._client, self._again = redis.Redis.from_url(url), again

    def listen(self, channel: str, handle: Handle) -> None:
        import redis

        with suppress(redis.ResponseError):  # it is there already
            self._client.xgroup_create(channel, "mortal", id="0", mkstream=True)
        self._channel, self._handle = channel, handle

    def run(self) -> None:
        after = "0" if self._again else ">"
        while True:
            came: Any = self._client.xreadgroup("mortal", "one", {self._channel: after}, count=1, block=100)
            after = ">"
            for name, entries in came.items() if isinstance(came, dict) else came or []:
                for id, fields in entries[0] if entries and isinstance(entries[0], list) else entries:
                    self._handle(fields[b"data"])
                    self._client.xack(name, "mortal", id)

    def send(self, channel: str, body: bytes) -> None:
        self._client.xadd(channel, {"data": body})


class OverKafka:
    def __init__(self, servers: str) -> None:
        from confluent_kafka import Consumer, Producer

        known = {"bootstrap.servers": servers, "log_level": 0}
        self._producer = Producer({**known, "linger.ms": 0})
        group = {
            "group.id": "mortal",
            "auto.offset.reset": "earliest",
            "session.timeout.ms": 6000,
            "fetch.wait.max.ms": 10,
        }
        self._consumer = Consumer({**known, **group, "allow.auto.create.topics": True})

    def listen(self, channel: str, handle: Handle) -> None:
        self._producer.list_topics(channel)  # made by that, else the group would miss it for a while
        given = threading.Event()
        self._consumer.subscribe([channel], on_assign=lambda *_: given.set())
        self._handle = handle
        while not given.is_set():
            self._consumer.poll(0.05)

    def run(self) -> None:
        while True:
            record = self._consumer.poll(0.1)
            value = record.value() if record is not None and not record.error() else None
            if value is not None:
                self._handle(value)

    def send(self, channel: str, body: bytes) -> None:
        self._producer.produce(channel, body)
        self._producer.flush(5)


class OverRabbit:
    def __init__(self, url: str) -> None:
        import pika

        self._parameters = pika.URLParameters(url)
        self._waiting: queue.Queue[tuple[str, bytes]] = queue.Queue()

    def listen(self, channel: str, handle: Handle) -> None:
        import pika

        connection = pika.BlockingConnection(self._parameters)
        self._channel, self._handle, self._from = connection.channel(), handle, channel
        self._channel.queue_declare(channel, durable=True)
        self._messages = self._channel.consume(channel, inactivity_timeout=0.01)

    def run(self) -> None:
        for method, _, body in self._messages:
            if method is not None:
                self._handle(body)
                self._channel.basic_ack(method.delivery_tag)
            while not self._waiting.empty():
                channel, out = self._waiting.get()
                self._channel.queue_declare(channel, durable=True)
                self._channel.basic_publish("", channel, out)

    def send(self, channel: str, body: bytes) -> None:
        self._waiting.put((channel, body))


class OverNats:
    def __init__(self, url: str) -> None:
        import nats

        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._client: Any = self._done(nats.connect(url))

    def listen(self, channel: str, handle: Handle) -> None:
        async def came(message: Any) -> None:
            handle(message.data)

        self._done(self._client.subscribe(channel, cb=came))
        self._done(self._client.flush())

    def run(self) -> None:
        threading.Event().wait()

    def send(self, channel: str, body: bytes) -> None:
        asyncio.run_coroutine_threadsafe(self._client.publish(channel, body), self._loop)

    def _done(self, work: Any) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(10)


class OverMqtt:
    def __init__(self, host: str, port: int) -> None:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.connect(host, port)

    def listen(self, channel: str, handle: Handle) -> None:
        ready = threading.Event()
        self._client.on_message = lambda _, __, message: handle(message.payload)
        self._client.on_subscribe = lambda *_: ready.set()
        self._client.subscribe(channel, qos=1)
        self._client.loop_start()
        assert ready.wait(10)

    def run(self) -> None:
        threading.Event().wait()

    def send(self, channel: str, body: bytes) -> None:
        self._client.publish(channel, body, qos=1)
