"""Brokers that keep a log: a consumer that is set back to its start reads all of it again."""

import asyncio
import time

import nats
import redis
from confluent_kafka import Consumer

from contractkit.connected import Connected, connected
from contractkit.model import Event, Message, Topic
from contractkit.protocols.events import Log
from contractkit.settings.brokers import BrokerSettings

GROUP, TOPIC = "accounts", Topic("payments")


def events(number: int) -> list[Event]:
    return [Event(TOPIC.address, Message(None, (), f"{one}".encode())) for one in range(number)]


def log(to: Connected) -> Log:
    assert isinstance(to.broker, Log)
    return to.broker


def test_a_group_of_redis_reads_again():
    to = connected(BrokerSettings("embedded:redis"))
    try:
        assert "payments" in log(to).rewind(TOPIC, GROUP)  # there is neither a stream nor a group
        client = redis.Redis.from_url(to.url)
        client.xgroup_create(TOPIC.address, GROUP, id="$", mkstream=True)
        sent = [to.broker.publish(TOPIC, one) for one in events(3)]
        for _ in range(2):
            read = client.xreadgroup(GROUP, "one", {TOPIC.address: ">"}, count=10)
            entries = next(iter(read.values() if isinstance(read, dict) else [read[0][1]]))
            flat = entries[0] if isinstance(entries[0], list) else entries
            assert [fields[b"data"] for _, fields in flat] == [b"0", b"1", b"2"]
            client.xack(TOPIC.address, GROUP, *[id for id, _ in flat])
            assert to.broker.handled(TOPIC, sent[-1], GROUP)
            assert log(to).rewind(TOPIC, GROUP) == ""
            assert not to.broker.handled(TOPIC, sent[0], GROUP)
    finally:
        to.close()


def test_a_group_of_kafka_reads_again():
    to = connected(BrokerSettings("embedded:kafka"))
    try:
        sent = [to.broker.publish(TOPIC, one) for one in events(3)]
        for _ in range(2):
            assert read_all(to.url.removeprefix("kafka://"), 3) == [b"0", b"1", b"2"]
            assert to.broker.handled(TOPIC, sent[-1], GROUP)
            assert log(to).rewind(TOPIC, GROUP) == ""
            assert not to.broker.handled(TOPIC, sent[0], GROUP)
    finally:
        to.close()


def read_all(servers: str, number: int) -> list[bytes]:
    own = {"bootstrap.servers": servers, "group.id": GROUP, "auto.offset.reset": "earliest"}
    consumer = Consumer({**own, "enable.auto.commit": False})
    consumer.subscribe([TOPIC.address])
    found, until = [], time.monotonic() + 30
    while len(found) < number and time.monotonic() < until:
        record = consumer.poll(0.1)
        if record is not None and record.error() is None:
            found.append(record.value())
            consumer.commit(record, asynchronous=False)
    consumer.close()
    return found


def test_a_durable_of_nats_reads_again():
    to = connected(BrokerSettings("embedded:nats"))
    try:
        assert "'accounts' on 'payments' cannot be set back" in log(to).rewind(TOPIC, GROUP)
        asyncio.run(streamed(to.url))
        sent = [to.broker.publish(TOPIC, one) for one in events(3)]
        for _ in range(2):
            assert asyncio.run(fetched(to.url, 3)) == [b"0", b"1", b"2"]
            assert to.broker.handled(TOPIC, sent[-1], GROUP)
            assert log(to).rewind(TOPIC, GROUP) == ""
            assert not to.broker.handled(TOPIC, sent[0], GROUP)
    finally:
        to.close()


async def streamed(url: str) -> None:
    client = await nats.connect(url)
    await client.jetstream().add_stream(name="money", subjects=[TOPIC.address])
    await client.close()


async def fetched(url: str, number: int) -> list[bytes]:
    client = await nats.connect(url)
    reader = await client.jetstream().pull_subscribe(TOPIC.address, durable=GROUP)
    found = []
    while len(found) < number:
        for message in await reader.fetch(number - len(found), timeout=10):
            found.append(message.data)
            await message.ack_sync()
    await client.close()
    return found
