"""The broker as the service sees it, by BROKER_URL: publish, and read one event after another as a group."""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event
from typing import Any, ClassVar, Protocol

from examples.orders.happened import Outgoing

GROUP = "orders-service"
Handle = Callable[[str, Mapping[str, str], bytes, str | None], None]


class Bus(Protocol):
    def publish(self, message: Outgoing) -> None: ...

    def read(self, channels: tuple[str, ...], handle: Handle, going: Callable[[], bool], ready: Event) -> None:
        """Hand over what comes, one at a time, while it is to go on; what was handled is acknowledged."""

    def again(self, channel: str) -> int:
        """Have whoever reads as this group read a channel from its start; how many events that are."""


class RedisBus:
    """Redis Streams: a field `data`, a field `key`, every other field a header."""

    def __init__(self, url: str) -> None:
        import redis

        self._client: Any = redis.Redis.from_url(url)
        self._reader: Any = redis.Redis.from_url(url)
        self._exists = redis.ResponseError

    def publish(self, message: Outgoing) -> None:
        self._client.xadd(message.channel, {**message.headers, "key": message.key, "data": message.body})

    def read(self, channels: tuple[str, ...], handle: Handle, going: Callable[[], bool], ready: Event) -> None:
        for channel in channels:
            with suppress(self._exists):
                self._reader.xgroup_create(channel, GROUP, id="$", mkstream=True)
        ready.set()
        while going():
            came = self._reader.xreadgroup(GROUP, "one", dict.fromkeys(channels, ">"), count=100, block=100) or []
            for name, entries in came.items() if isinstance(came, dict) else came:
                for id, fields in entries[0] if entries and isinstance(entries[0], list) else entries:
                    held = {key.decode(): value for key, value in fields.items()}
                    body, key = held.pop("data", b""), held.pop("key", None)
                    headers = {k: v.decode("utf-8", "replace") for k, v in held.items()}
                    handle(name.decode(), headers, body, key.decode() if key is not None else None)
                    self._reader.xack(name, GROUP, id)

    def again(self, channel: str) -> int:
        many = int(self._client.xlen(channel))
        self._client.xgroup_setid(channel, GROUP, id="0")
        return many


class KafkaBus:
    """Kafka: keys and headers of records, a consumer group whose offsets are committed one by one."""

    again_from_the_start: ClassVar[set[str]] = set()  # channels that the reader has still to go back on

    def __init__(self, url: str) -> None:
        from confluent_kafka import Producer

        self._known = {"bootstrap.servers": url.removeprefix("kafka://"), "log_level": 0}  # an embedded one ends first
        self._producer: Any = Producer({**self._known, "linger.ms": 0})

    def publish(self, message: Outgoing) -> None:
        headers = [(name, value.encode()) for name, value in message.headers.items()]
        self._producer.produce(message.channel, message.body, key=message.key, headers=headers)
        self._producer.flush(10)

    def read(self, channels: tuple[str, ...], handle: Handle, going: Callable[[], bool], ready: Event) -> None:
        from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException
        from confluent_kafka.admin import AdminClient, NewTopic

        admin: Any = AdminClient(self._known)
        for made in admin.create_topics([NewTopic(name, 3) for name in channels]).values():
            with suppress(KafkaException):  # it is there already
                made.result(5)
        settings = {**self._known, "group.id": GROUP, "enable.auto.commit": False}
        consumer: Any = Consumer(
            {
                **settings,
                "auto.offset.reset": "earliest",
                "session.timeout.ms": 6000,
                "topic.metadata.refresh.interval.ms": 500,
            }
        )
        consumer.subscribe(list(channels), on_assign=lambda *_: ready.set())
        while going():
            for channel in [one for one in channels if one in self.again_from_the_start]:
                self.again_from_the_start.discard(channel)
                for place in (one for one in consumer.assignment() if one.topic == channel):
                    place.offset = OFFSET_BEGINNING
                    consumer.seek(place)
            record = consumer.poll(0.1)
            if record is None or record.error():
                continue
            headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers() or ()}
            key = record.key()
            handle(record.topic(), headers, record.value() or b"", key.decode() if key is not None else None)
            consumer.commit(record, asynchronous=False)
        consumer.close()

    def again(self, channel: str) -> int:
        from confluent_kafka import Consumer, TopicPartition

        looking: Any = Consumer({**self._known, "group.id": f"{GROUP}-looks"})
        parts = looking.list_topics(channel, 10).topics[channel].partitions
        ends = [looking.get_watermark_offsets(TopicPartition(channel, part), timeout=10) for part in parts]
        looking.close()
        self.again_from_the_start.add(channel)
        return sum(high - low for low, high in ends)


def bus_of(url: str | None = None) -> Bus | None:
    """The bus that BROKER_URL names; None where it names none. Raises ValueError for one that is not known here."""
    url = url or os.environ.get("BROKER_URL")
    if not url:
        return None
    kinds: dict[str, Callable[[str], Bus]] = {"redis": RedisBus, "kafka": KafkaBus}
    scheme = url.partition(":")[0]
    if scheme not in kinds:
        raise ValueError(f"BROKER_URL: the sample speaks {', '.join(kinds)}, not {scheme}")
    return kinds[scheme](url)


def patiently(work: Callable[[], None], going: Callable[[], bool]) -> None:
    """Again after a while, when the broker was away."""
    while going():
        try:
            work()
        except OSError:
            time.sleep(0.2)
