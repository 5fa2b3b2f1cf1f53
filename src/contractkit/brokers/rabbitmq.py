"""RabbitMQ, by pika: a channel is a queue, or a routing key of an exchange, as its AMQP binding says."""

import ssl
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from contractkit.amqp import Place, heard, place, written
from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.model import Event, Topic
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings

BACKLOG = 10_000  # messages of a queue that are set aside before it is listened to
NOT_FOUND, PRECONDITION_FAILED = 404, 406  # reply codes of AMQP 0-9-1
KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
HINT = "is it running, and are user and password right?"


@broker("rabbitmq", schemes=("amqp", "amqps"))
def connect(settings: BrokerSettings) -> Broker:
    try:
        import pika
    except ImportError as missing:
        extra = "pip install 'pytest-contractkit[rabbitmq]'"
        raise UsageError(f"{settings.where}{settings.scheme}:// needs an extra: {extra}") from missing
    rabbit = Rabbit(settings, pika)
    rabbit.probe()
    return rabbit


class Rabbit:
    """One connection to publish on, and one for each inbox: pika's are for one thread at a time."""

    def __init__(self, settings: BrokerSettings, library: Any) -> None:
        workflow = library.adapters.utils.connection_workflow
        self.settings, self.library, self.wrong = settings, library, library.exceptions
        self.raised = (
            self.wrong.AMQPError,
            self.wrong.ChannelError,
            workflow.AMQPConnectorException,
            OSError,
            ValueError,
        )
        self.lock = Lock()
        self.connection: Any = None
        self.channel: Any = None

    def ask(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What the broker answers; BrokerError where it does not."""
        try:
            return call(*arguments, **named)
        except self.raised as wrong:
            raise self.failed(_said(wrong)) from wrong

    def failed(self, said: str, hint: str = HINT) -> BrokerError:
        if secret := self._credentials()[1]:
            said = said.replace(secret, "***")
        return BrokerError(f"{self.settings.where}{self.settings.shown}: {' '.join(said.split())}; {hint}")

    def publish(self, topic: Topic, event: Event) -> Event:
        """Nobody has to be bound to an exchange; a queue has to be there."""
        target = place(topic)
        properties = self.library.BasicProperties(**written(event.message.headers))
        with self.lock:
            if not self.ask(self._sent, target, event, properties):
                self.declare(self.ask(self._opened), target)
                if not self.ask(self._sent, target, event, properties):
                    raise self.failed(f"what is published does not arrive at {target.noun}", "look at its policies")
        return replace(event, channel=target.address)

    def subscribe(self, topic: Topic) -> "RabbitInbox":
        """Of a routing key, a copy is heard. Of a queue, what is heard is taken: its consumers do not get it.

        What waited in the queue before stays out of their reach until the inbox is left.
        """
        inbox = RabbitInbox(self, place(topic), self.ask(self.connected, heartbeat=0))
        try:
            self.ask(inbox.listen)
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
        with self.lock, suppress(*self.raised):
            if self.connection is not None and self.connection.is_open:
                self.connection.close()

    def probe(self) -> None:
        """Is the broker there? Has the heartbeats travel, which tell of one that hangs."""
        with self.lock:
            self.ask(self._opened)

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
            raise self.failed(f"nobody has declared {target.noun}", "declare it, or start the service that does")
        self.ask(target.declare, channel)

    def connected(self, *, heartbeat: int) -> Any:
        asked = self.library.URLParameters(self.settings.url)
        user, password = self._credentials()
        if user:
            asked.credentials = self.library.PlainCredentials(user, password)
        if self.settings.scheme == "amqps":
            context = ssl.create_default_context(cafile=self.settings.ca)
            if self.settings.cert:
                context.load_cert_chain(self.settings.cert, self.settings.key)
            asked.ssl_options = self.library.SSLOptions(context, self.settings.host)
        asked.socket_timeout = asked.stack_timeout = asked.blocked_connection_timeout = self.settings.timeout
        asked.heartbeat, asked.tcp_options = heartbeat, KEEPALIVE
        for name, value in self.settings.options.items():
            if not hasattr(asked, name):
                raise UsageError(f"{self.settings.where}options: {name!r} is no connection parameter of pika")
            setattr(asked, name, value)
        return self.library.BlockingConnection(asked)

    def _credentials(self) -> tuple[str, str]:
        parts = urlsplit(self.settings.url)
        user = self.settings.user or unquote(parts.username or "")
        return user, self.settings.password or unquote(parts.password or "")

    def _opened(self) -> Any:
        """The channel to publish on; after idleness, which ends a connection without heartbeats, a new one."""
        with suppress(self.wrong.AMQPError):
            if self.connection is not None and self.connection.is_open:
                self.connection.process_data_events(0)
        if self.connection is None or not self.connection.is_open:
            self.connection = self.connected(heartbeat=max(1, round(self.settings.timeout)))
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
            raise self.failed(f"{target.noun} refuses what is published", "is it full?") from told
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
        self.rabbit.ask(self.connection.process_data_events, 0)
        while not self.arrived:
            if self.cancelled or not self.channel.is_open:
                raise self.rabbit.failed(f"{self.target.noun} cannot be listened to any more", "was it deleted?")
            if (left := until - time.monotonic()) <= 0:
                self.rabbit.probe()
                return ()
            self.rabbit.ask(self.connection.process_data_events, left)
        found = tuple(self.arrived)
        self.arrived.clear()
        return found

    def _set_aside(self) -> None:
        """Take what waited before, unacknowledged: the broker puts it back where it was, as the connection ends."""
        waiting = self.channel.queue_declare(self.target.address, passive=True).method.message_count
        if waiting > BACKLOG:
            raise self.rabbit.failed(f"{waiting} messages wait in {self.target.noun}", "purge it to listen to it")
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
        with suppress(*self.rabbit.raised):
            if self.connection.is_open:
                self.connection.close()


def _said(wrong: BaseException) -> str:
    """The text of the innermost error, for pika wraps; one that has none is named."""
    inner = getattr(wrong, "exception", None) or next((one for one in wrong.args if isinstance(one, Exception)), None)
    if isinstance(inner, Exception):
        return _said(inner)
    return str(getattr(wrong, "reply_text", "") or wrong) or type(wrong).__name__
