"""RabbitMQ, by pika: a channel is a queue, or a routing key of an exchange, as its AMQP binding says."""

import time
from collections import deque
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import Any
from uuid import uuid4

from contractkit.amqp import Place, heard, place, written
from contractkit.errors import Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.leftovers import Leftovers
from contractkit.model import Event, Topic
from contractkit.protocols import Broker
from contractkit.rabbitlink import RabbitLink
from contractkit.settings.brokers import BrokerSettings

BACKLOG = 10_000  # messages of a queue that are set aside before it is listened to
NOT_FOUND, PRECONDITION_FAILED = 404, 406  # reply codes of AMQP 0-9-1


@broker("rabbitmq", schemes=("amqp", "amqps"))
def connect(settings: BrokerSettings) -> Broker:
    try:
        import pika
    except ImportError as missing:
        extra = "pip install 'pytest-contractkit[rabbitmq]'"
        raise UsageError(f"{settings.where}{settings.scheme}:// needs an extra: {extra}") from missing
    return Rabbit(settings, pika)


class Rabbit:
    """One connection to publish on, and one for each inbox: pika's are for one thread at a time."""

    def __init__(self, settings: BrokerSettings, library: Any) -> None:
        self.link, self.library, self.wrong = RabbitLink(settings, library), library, library.exceptions
        self.settings = settings
        self.lock = Lock()
        self.connection: Any = None
        self.channel: Any = None
        self.probe()
        self.leftovers = Leftovers(settings)

    def publish(self, topic: Topic, event: Event) -> Event:
        """Nobody has to be bound to an exchange; a queue has to be there."""
        target = place(topic)
        properties = self.library.BasicProperties(**written(event.message.headers))
        with self.lock:
            if not self.link.ask(self._sent, target, event, properties):
                self.declare(self.link.ask(self._opened), target)
                if not self.link.ask(self._sent, target, event, properties):
                    raise self.link.failed(
                        f"what is published does not arrive at {target.noun}", "look at its policies"
                    )
        self.leftovers.saw(_named(target), uuid4().hex)  # positions there are none
        return replace(event, channel=target.address)

    def subscribe(self, topic: Topic) -> "RabbitInbox":
        """Of a routing key, a copy is heard. Of a queue, what is heard is taken: its consumers do not get it.

        What waited in the queue before stays out of their reach until the inbox is left.
        """
        inbox = RabbitInbox(self, place(topic), self.link.ask(self.link.connected, heartbeat=0))
        try:
            self.link.ask(inbox.listen)
        except BaseException:
            inbox.__exit__()
            raise
        return inbox

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """None always: AMQP tells how many messages of a queue wait, not which, and not what is being worked on.

        An empty queue is no proof: a message that was handed out and not acknowledged is not counted, and one that was
        never routed there, or has expired, looks the same.
        """
        return None

    def close(self) -> None:
        with self.lock, self.leftovers.leaving() as left, suppress(*self.link.raised), self.link.working():
            for name in sorted(left, reverse=True):  # queues first: they may be all that an exchange is bound to
                self._remove(name, len(left[name]))
            if self.connection is not None and self.connection.is_open:
                self.connection.close()

    def probe(self) -> None:
        """Is the broker there? Has the heartbeats travel, which tell of one that hangs."""
        with self.lock:
            self.link.ask(self._opened)

    def there(self, connection: Any, target: Place) -> bool:
        """On a channel of its own, for asking for what is missing ends it."""
        channel = connection.channel()
        try:
            target.declare(channel, passive=True)
        except self.wrong.ChannelClosedByBroker as told:
            if told.reply_code != NOT_FOUND:
                raise
            return False
        channel.close()
        return True

    def declare(self, channel: Any, target: Place) -> None:
        """Declare what is missing, on this machine only."""
        if not self.settings.here:
            raise self.link.failed(f"nobody has declared {target.noun}", "declare it, or start the service that does")
        self.link.ask(target.declare, channel)
        self.leftovers.made(_named(target))

    def _remove(self, name: str, ours: int) -> None:
        """Unless it is used, or more waits in it than we put there."""
        kind, _, called = name.partition("/")
        self._opened()
        channel = self.connection.channel()
        with suppress(self.wrong.ChannelClosedByBroker):  # it is used, or gone: AMQP says so by ending the channel
            if kind == "exchange":
                channel.exchange_delete(called, if_unused=True)
            elif channel.queue_declare(called, passive=True).method.message_count <= ours:
                channel.queue_delete(called, if_unused=True)

    def _opened(self) -> Any:
        """The channel to publish on; after idleness, which ends a connection without heartbeats, a new one."""
        with suppress(self.wrong.AMQPError):
            if self.connection is not None and self.connection.is_open:
                self.connection.process_data_events(0)
        if self.connection is None or not self.connection.is_open:
            self.connection = self.link.connected(heartbeat=max(1, round(self.settings.timeout)))
            self.channel = None
        if self.channel is None or not self.channel.is_open:
            self.channel = self.connection.channel()
            self.channel.confirm_delivery()
        return self.channel

    def _sent(self, target: Place, event: Event, properties: Any) -> bool:
        """Whether what it was published to is there."""
        body = event.message.body
        try:
            channel = self._opened()
            channel.basic_publish(target.exchange, target.address, body, properties, mandatory=not target.exchange)
        except self.wrong.UnroutableError:
            return False
        except self.wrong.NackError as told:
            raise self.link.failed(f"{target.noun} refuses what is published", "is it full?") from told
        except self.wrong.ChannelClosedByBroker as told:
            if told.reply_code == PRECONDITION_FAILED and "size" in told.reply_text:
                raise Unsendable(f"{len(body)} bytes are too large for {target.noun}: {told.reply_text}") from told
            if told.reply_code != NOT_FOUND:
                raise
            return False
        return True


class RabbitInbox:
    """Without heartbeats: who takes nothing for minutes must not lose a queue and what is in it."""

    def __init__(self, rabbit: Rabbit, target: Place, connection: Any) -> None:
        self.rabbit, self.target, self.connection = rabbit, target, connection
        self.arrived: deque[Event] = deque()
        self.channel: Any = None
        self.cancelled = False

    def listen(self) -> None:
        key = self.target.bound()
        self.channel = self.connection.channel()
        self.channel.add_on_cancel_callback(self._cancel)
        if not self.rabbit.there(self.connection, self.target):
            self.rabbit.declare(self.channel, self.target)
        if self.target.exchange:
            queue = self.channel.queue_declare("", exclusive=True, auto_delete=True).method.queue
            self.channel.queue_bind(queue, self.target.exchange, key)
        else:
            queue = self.target.address
            self._set_aside()
        self.channel.basic_consume(queue, self._hear, auto_ack=True)

    def take(self, timeout: float) -> tuple[Event, ...]:
        until = time.monotonic() + timeout
        if not self.connection.is_open:
            raise self.rabbit.link.failed("the connection was lost, and with it what was on its way")
        self.rabbit.link.ask(self.connection.process_data_events, 0)
        while not self.arrived:
            if self.cancelled or not self.channel.is_open:
                raise self.rabbit.link.failed(f"{self.target.noun} cannot be listened to any more", "was it deleted?")
            if (left := until - time.monotonic()) <= 0:
                self.rabbit.probe()
                return ()
            self.rabbit.link.ask(self.connection.process_data_events, left)
        found = tuple(self.arrived)
        self.arrived.clear()
        return found

    def _set_aside(self) -> None:
        """Take what waited before, unacknowledged: the broker puts it back where it was, as the connection ends."""
        waiting = self.channel.queue_declare(self.target.address, passive=True).method.message_count
        if waiting > BACKLOG:
            raise self.rabbit.link.failed(f"{waiting} messages wait in {self.target.noun}", "purge it to listen to it")
        for _ in range(waiting):
            if self.channel.basic_get(self.target.address)[0] is None:
                return

    def _hear(self, channel: Any, delivery: Any, properties: Any, body: bytes) -> None:
        if (event := heard(self.target, delivery, properties, body)) is not None:
            self.arrived.append(event)

    def _cancel(self, frame: Any) -> None:
        self.cancelled = True

    def __enter__(self) -> "RabbitInbox":
        return self

    def __exit__(self, *raised: object) -> None:
        with suppress(*self.rabbit.link.raised), self.rabbit.link.working():
            if self.connection.is_open:
                self.connection.close()


def _named(target: Place) -> str:
    return f"exchange/{target.exchange}" if target.exchange else f"queue/{target.address}"
