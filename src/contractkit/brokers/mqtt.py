"""MQTT, by paho-mqtt 2: version 5, or 3.1.1 where `options: {protocol: "3.1.1"}` says so.

Version 5: headers are user properties; `content-type`, `correlation-data` and `response-topic` are the properties of
these names. 3.1.1 has no place for headers: they are not sent, and what `publish` returns has none. There are no keys,
and no broker shows what its consumers have done.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from inspect import signature
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.model import Event, Message, Topic
from contractkit.mqttline import MOSQUITTO, Line
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import bytes_of, is_template, pattern, text_of

TEXTS = {"content-type": "ContentType", "response-topic": "ResponseTopic"}  # properties that are text
CORRELATION = "correlation-data"  # the one that is bytes
NO_TEXT = re.compile("[\0\ud800-\udfff]")
VERSIONS = {"5": True, "5.0": True, "3.1.1": False}
FRAME = 16  # bytes of a packet beside topic, properties and body, at most


@broker("mqtt", schemes=("mqtt", "mqtts"), names=("secure-mqtt", "mqtt5"))
def connect(settings: BrokerSettings) -> Broker:
    try:
        import paho.mqtt.client
    except ImportError as missing:
        raise UsageError(f"{settings.where}mqtt:// needs an extra: pip install 'pytest-contractkit[mqtt]'") from missing
    version = str(settings.options.get("protocol", "5"))
    if version not in VERSIONS:
        raise UsageError(f'{settings.where}options: protocol {version!r} is no version of MQTT; write "5" or "3.1.1"')
    if unknown := sorted(set(settings.options) - set(signature(paho.mqtt.client.Client.__init__).parameters)):
        raise UsageError(f"{settings.where}options: paho-mqtt knows no {', '.join(unknown)}")
    topics = MqttTopics(settings, paho.mqtt.client, VERSIONS[version])
    topics.open(lambda told: None, lambda: None)
    return topics


@dataclass(slots=True, eq=False)
class MqttTopics:
    """The first of its lines publishes; each inbox has its own, as brokers differ in what overlapping filters hear."""

    settings: BrokerSettings
    paho: Any
    five: bool  # is it MQTT 5?
    numbers: Iterator[int] = field(default_factory=count)
    lines: list[Line] = field(default_factory=list)
    counts: bool | None = None  # is it a Mosquitto, of which it can be seen what it dropped? None: not asked yet

    def publish(self, topic: Topic, event: Event) -> Event:
        line, headers = self.lines[0], event.message.headers if self.five else ()
        properties = self._properties(headers) if self.five else None
        size = len(event.message.body) + len(topic.address.encode()) + len(properties.pack() if properties else b"")
        if (size := size + FRAME) > line.allowed("MaximumPacketSize", size):
            raise Unsendable(f"a packet of {size} bytes is larger than what {self.settings.shown} says that it takes")
        qos = line.allowed("MaximumQoS", int(topic.binding.get("qos", 1)))
        try:
            sent = line.client.publish(topic.address, event.message.body, qos, retain=False, properties=properties)
        except ValueError as wrong:
            raise Unsendable(f"channel {topic.address!r}: MQTT does not take it: {wrong}") from wrong
        line.wait(sent.mid, f"publishing on {topic.address!r}")
        return replace(event, channel=topic.address, message=replace(event.message, headers=headers), key=None)

    def subscribe(self, topic: Topic) -> "TopicInbox":
        if self.counts is None:
            self.counts = self._counts()
        inbox = TopicInbox(self, topic.address)
        inbox.line = self.open(inbox.hear, lambda: inbox.heard.put(None))
        if self.counts:
            inbox.line.probe()
        levels = ("+" if is_template(level) else level for level in topic.address.split("/"))
        try:
            _, number = inbox.line.client.subscribe("/".join(levels), int(topic.binding.get("qos", 1)))
        except ValueError as wrong:
            raise Unsendable(f"channel {topic.address!r}: MQTT does not take it: {wrong}") from wrong
        inbox.line.wait(number, f"listening to {topic.address!r}")
        return inbox

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """Nothing shows it: consumers acknowledge that an event reached them."""
        return None

    def close(self) -> None:
        for line in self.lines:
            line.close()

    def open(self, hear: Callable[[Any], None], gone: Callable[[], None]) -> Line:
        options = {name: value for name, value in self.settings.options.items() if name != "protocol"}
        if (number := next(self.numbers)) and options.get("client_id"):
            options["client_id"] = f"{options['client_id']}-{number}"  # brokers send away who has the id of another
        options |= {"protocol": self.paho.MQTTv5 if self.five else self.paho.MQTTv311, "reconnect_on_failure": False}
        client = self.paho.Client(self.paho.CallbackAPIVersion.VERSION2, **options)
        line = Line(self.settings, client, hear, gone, self._asked() if self.five else None)
        try:
            line.open('if it speaks no MQTT 5, set options: {protocol: "3.1.1"}' if self.five else "is it running?")
        except BaseException:
            line.close()
            raise
        self.lines.append(line)
        return line

    def _counts(self) -> bool:
        """Asked over a line of its own, for some brokers hang up on who asks."""
        try:
            asking = self.open(lambda told: None, lambda: None)
        except BrokerError:  # no more lines are allowed, perhaps: the next one tells
            return False
        try:
            return asking.version().startswith(MOSQUITTO)
        except BrokerError:
            return False
        finally:
            self.lines.remove(asking)
            asking.close()

    def _asked(self) -> Any:
        """That the broker sends as much at once as it may: of what it keeps back it drops some, in silence."""
        (asked := self.paho.Properties(self.paho.PacketTypes.CONNECT)).ReceiveMaximum = 65_535
        return asked

    def _properties(self, headers: tuple[tuple[str, str], ...]) -> Any:
        found, pairs = self.paho.Properties(self.paho.PacketTypes.PUBLISH), []
        for name, value in headers:
            if name.lower() == CORRELATION:
                found.CorrelationData = bytes_of(value)
                continue
            if NO_TEXT.search(name + value) or max(len(bytes_of(name)), len(bytes_of(value))) > 65_535:
                raise Unsendable(f"header {name!r}: MQTT takes text without NUL, up to 65535 bytes")
            if name.lower() in TEXTS:
                setattr(found, TEXTS[name.lower()], value)
            else:
                pairs.append((name, value))
        found.UserProperty = pairs
        return found


@dataclass(slots=True, eq=False)
class TopicInbox:
    broker: MqttTopics
    address: str
    heard: "SimpleQueue[Event | None]" = field(default_factory=SimpleQueue)
    line: Any = None

    def hear(self, told: Any) -> None:
        # The flag says that it was kept from before; of what is published from now on it says so nowhere.
        if not told.retain and pattern(self.address, "[^/]+").fullmatch(told.topic):
            self.heard.put(Event(told.topic, _message(told), at=time.monotonic()))

    def take(self, timeout: float) -> tuple[Event, ...]:
        found = self._arrived(timeout)
        if self.line.lost and not found:
            raise self.line.error(self.line.lost, self.line.remedy)
        if self.broker.counts and self.line.doubtful(silent=not found):
            self.line.probe()
            return found or self._arrived(0)  # what was on its way came before the answer
        return found

    def _arrived(self, timeout: float) -> tuple[Event, ...]:
        found: list[Event | None] = []
        with suppress(Empty):
            found.append(self.heard.get(timeout=0 if self.line.lost else max(0.0, timeout)))
            found += [self.heard.get_nowait() for _ in range(self.heard.qsize())]
        return tuple(filter(None, found))

    def __enter__(self) -> "TopicInbox":
        return self

    def __exit__(self, *raised: object) -> None:
        if self.line in self.broker.lines:
            self.broker.lines.remove(self.line)
            self.line.close()


def _message(told: Any) -> Message:
    held = getattr(told, "properties", None)
    texts = [(name, getattr(held, property, None)) for name, property in TEXTS.items()]
    known = [*texts, (CORRELATION, getattr(held, "CorrelationData", None)), *getattr(held, "UserProperty", [])]
    return Message(None, tuple((name, text_of(value)) for name, value in known if value is not None), told.payload)
