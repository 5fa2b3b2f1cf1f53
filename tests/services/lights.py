"""Small services for documents that others wrote: street lights that dim themselves, and a server that adds numbers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import pika
from confluent_kafka import Consumer, KafkaException, Producer
from confluent_kafka.admin import AdminClient, NewTopic
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

BASE = "smartylighting/streetlights/1/0"


@contextmanager
def running(work: Callable[[threading.Event, threading.Event], None]) -> Iterator[None]:
    """`work(ready, stopped)` in a thread of its own."""
    ready, stopped = threading.Event(), threading.Event()
    thread = threading.Thread(target=work, args=(ready, stopped), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield
    finally:
        stopped.set()
        thread.join(10)


def dimmed(measured: Any, *, slip: str = "") -> dict[str, Any] | None:
    """The command that a measurement leads to; None for one that cannot be read."""
    known = isinstance(measured, dict) and set(measured) <= {"lumens", "sentAt", "x_contractkit"}
    lumens = measured.get("lumens", 0) if known else None
    if not isinstance(lumens, int) or isinstance(lumens, bool) or lumens < 0:
        return None
    percentage = "50" if slip == "text" else 50
    return {"percentage": percentage, **({"sentAt": measured["sentAt"]} if "sentAt" in measured else {})}


@contextmanager
def lights_over_mqtt(url: str, *, slip: str = "") -> Iterator[None]:
    host, port = url.removeprefix("mqtt://").split(":")

    def work(ready: threading.Event, stopped: threading.Event) -> None:
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)

        def heard(_: Any, __: Any, message: Any) -> None:
            light = message.topic.split("/")[5]
            told = dimmed(json.loads(message.payload), slip=slip)
            if told is not None and slip != "silent":
                client.publish(f"{BASE}/action/{light}/dim", json.dumps(told), qos=1, properties=message.properties)

        client.on_message = heard
        client.on_subscribe = lambda *_: ready.set()
        client.connect(host, int(port))
        client.subscribe(f"{BASE}/event/+/lighting/measured", qos=1)
        client.loop_start()
        stopped.wait()
        client.disconnect()
        client.loop_stop()

    with running(work):
        yield


@contextmanager
def lights_over_kafka(url: str, *, slip: str = "") -> Iterator[None]:
    servers = url.removeprefix("kafka://")
    prefix = BASE.replace("/", ".")

    def work(ready: threading.Event, stopped: threading.Event) -> None:
        admin = AdminClient({"bootstrap.servers": servers, "log_level": 0})
        topics = [f"{prefix}.event.lamp1.lighting.measured", f"{prefix}.action.lamp1.dim"]
        for made in admin.create_topics([NewTopic(one, 1) for one in topics]).values():
            with suppress(KafkaException):  # it is there already
                made.result(10)
        producer = Producer({"bootstrap.servers": servers, "linger.ms": 0, "log_level": 0})
        settings = {"bootstrap.servers": servers, "group.id": f"lights-{uuid4().hex}", "auto.offset.reset": "earliest"}
        consumer = Consumer({**settings, "session.timeout.ms": 6000, "log_level": 0})
        consumer.subscribe(topics[:1], on_assign=lambda *_: ready.set())
        while not stopped.is_set():
            record = consumer.poll(0.05)
            if record is None or record.error():
                continue
            told = dimmed(json.loads(record.value()), slip=slip)
            if told is not None:
                headers = [(name, value) for name, value in record.headers() or () if name == "my-app-header"]
                producer.produce(topics[1], json.dumps(told), headers=headers)
                producer.flush(5)
        consumer.close()

    with running(work):
        yield


@contextmanager
def adder(url: str, *, slip: str = "") -> Iterator[None]:
    """Adds numbers, and answers where it is told to, as RabbitMQ's own example does."""

    def work(ready: threading.Event, stopped: threading.Event) -> None:
        connection = pika.BlockingConnection(pika.URLParameters(url))
        channel = connection.channel()
        channel.queue_declare("rpc_queue", durable=False)
        channel.queue_declare("answers", durable=True)
        ready.set()
        for method, properties, body in channel.consume("rpc_queue", inactivity_timeout=0.05):
            if stopped.is_set():
                break
            if method is None:
                continue
            numbers = json.loads(body).get("numbers", [])
            result = "many" if slip == "text" else sum(numbers)
            correlation = "0" if slip == "lost" else properties.correlation_id
            for name in ("one", "two") if slip == "twice" else ("one",):
                told = pika.BasicProperties(
                    correlation_id=correlation, content_type="application/json", message_id=f"{correlation} {name}"
                )
                channel.basic_publish("", properties.reply_to, json.dumps({"result": result}).encode(), told)
            channel.basic_ack(method.delivery_tag)
        channel.cancel()
        connection.close()

    with running(work):
        yield
