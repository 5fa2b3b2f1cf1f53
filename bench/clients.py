"""The bare client libraries: bodies in, published one by one as confirmed as ours are, and received again, out.

What `bench.live` holds ours against. Each is a context that gives an exchange of a burst of bodies.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

MEDIA = "application/cloudevents+json"
TOPIC = "bench.orders"
WAIT = 10.0  # seconds

Exchange = Callable[[list[bytes]], list[bytes]]


@contextmanager
def redis(url: str) -> Iterator[Exchange]:
    import redis

    with redis.Redis.from_url(url) as client:
        after = b"0-0"

        def exchange(bodies: list[bytes]) -> list[bytes]:
            nonlocal after
            for body in bodies:
                client.xadd(TOPIC, {"content-type": MEDIA, "data": body})
            found: list[bytes] = []
            while len(found) < len(bodies):
                asked: Any = client.xread({TOPIC: after}, count=500, block=int(WAIT * 1000))
                [(_, entries)] = asked
                after = entries[-1][0]
                found += [fields[b"data"] for _, fields in entries]
            return found

        yield exchange


@contextmanager
def nats(url: str) -> Iterator[Exchange]:
    from nats.aio.client import Client

    with asyncio.Runner() as runner:
        client, heard = Client(), asyncio.Queue[bytes]()

        async def hear(told: Any) -> None:
            heard.put_nowait(told.data)

        async def open() -> None:
            await client.connect(url)
            await client.subscribe(TOPIC, cb=hear)
            await client.flush()

        async def send(bodies: list[bytes]) -> list[bytes]:
            for body in bodies:
                await client.publish(TOPIC, body, headers={"content-type": MEDIA})
                await client.flush()
            return [await asyncio.wait_for(heard.get(), WAIT) for _ in bodies]

        runner.run(open())
        yield lambda bodies: runner.run(send(bodies))
        runner.run(client.close())


@contextmanager
def kafka(url: str) -> Iterator[Exchange]:
    from confluent_kafka import Consumer, Producer, TopicPartition

    address = {"bootstrap.servers": urlsplit(url).netloc, "log_level": 0}
    producer = Producer({**address, "linger.ms": 0})
    parts = [
        TopicPartition(TOPIC, one, 0) for one in producer.list_topics(TOPIC, timeout=WAIT).topics[TOPIC].partitions
    ]
    consumer = Consumer({**address, "group.id": "bench", "fetch.wait.max.ms": 50, "enable.auto.commit": False})
    consumer.assign(parts)

    def exchange(bodies: list[bytes]) -> list[bytes]:
        for body in bodies:
            producer.produce(TOPIC, body, headers=[("content-type", MEDIA.encode())])
            producer.flush(WAIT)
        found: list[bytes] = []
        while len(found) < len(bodies):
            found += [record.value() for record in consumer.consume(len(bodies) - len(found), WAIT)]
        return found

    yield exchange
    consumer.close()


@contextmanager
def rabbitmq(url: str) -> Iterator[Exchange]:
    import pika

    sending, hearing = (pika.BlockingConnection(pika.URLParameters(url)) for _ in range(2))
    sender, hearer = sending.channel(), hearing.channel()
    sender.confirm_delivery()
    sender.queue_declare(TOPIC)
    found: list[bytes] = []
    hearer.basic_consume(TOPIC, lambda *told: found.append(told[3]), auto_ack=True)

    def exchange(bodies: list[bytes]) -> list[bytes]:
        found.clear()
        for body in bodies:
            sender.basic_publish("", TOPIC, body, pika.BasicProperties(content_type=MEDIA), mandatory=True)
        while len(found) < len(bodies):
            hearing.process_data_events(WAIT)
        return found

    yield exchange
    sending.close()
    hearing.close()


@contextmanager
def mqtt(url: str) -> Iterator[Exchange]:
    from paho.mqtt.client import CallbackAPIVersion, Client, MQTTv5
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    heard: SimpleQueue[bytes] = SimpleQueue()
    ready: SimpleQueue[int] = SimpleQueue()
    sender, hearer = (Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5) for _ in range(2))
    hearer.on_message = lambda client, data, told: heard.put(told.payload)
    hearer.on_subscribe = lambda client, data, number, *told: ready.put(number)
    for client in (sender, hearer):
        client.connect("127.0.0.1", urlsplit(url).port or 1883)
        client.loop_start()
    hearer.subscribe(TOPIC, 1)
    ready.get(timeout=WAIT)
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = MEDIA

    def exchange(bodies: list[bytes]) -> list[bytes]:
        for body in bodies:
            sender.publish(TOPIC, body, 1, properties=properties).wait_for_publish(WAIT)
        return [heard.get(timeout=WAIT) for _ in bodies]

    yield exchange
    for client in (sender, hearer):
        client.disconnect()
        client.loop_stop()


CLIENTS: Mapping[str, Callable[[str], AbstractContextManager[Exchange]]] = {
    "redis": redis,
    "nats": nats,
    "kafka": kafka,
    "rabbitmq": rabbitmq,
    "mqtt": mqtt,
}
