"""A client of librdkafka as Kafka's settings have it; what goes wrong with it comes out as one BrokerError."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from contractkit.errors import BrokerError, Unsendable
from contractkit.model import Event
from contractkit.securing import advice, secured
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import message, text_of

AGAIN = 0.5  # seconds between tries
LEFT = 50.0  # seconds until a group forgets a member that is gone without a word: 45 by default
HINT = "is it running, and are user and password right?"
FULL = "is it full?"
REMOVING = 1.0  # seconds for each answer: stand-ins that know no groups never give one


def configured(settings: BrokerSettings) -> dict[str, Any]:
    """What librdkafka is told of the settings, whatever the client is for."""
    parts = urlsplit(settings.url)
    user = settings.user or unquote(parts.username or "") or None
    tls = settings.scheme == "kafka+ssl"
    milliseconds = max(1000, int(settings.timeout * 1000))
    given = {
        "bootstrap.servers": parts.netloc.rpartition("@")[2],
        "client.id": "contractkit",
        "log_level": 0,  # it logs to the terminal; what matters comes through error_cb
        "security.protocol": ("SASL_" if user else "") + ("SSL" if tls else "PLAINTEXT"),
        "sasl.mechanism": (settings.mechanism or "PLAIN") if user else None,
        "sasl.username": user,
        "sasl.password": _password(settings) if user else None,
        "ssl.ca.location": settings.ca,
        "ssl.certificate.location": settings.cert,
        "ssl.key.location": settings.key,
        "socket.timeout.ms": milliseconds,
        "socket.connection.setup.timeout.ms": milliseconds,
        "reconnect.backoff.max.ms": 1000,
    }
    return {name: value for name, value in given.items() if value is not None} | dict(settings.options)


def _password(settings: BrokerSettings) -> str:
    return settings.password or unquote(urlsplit(settings.url).password or "")


class Link:
    """One client of librdkafka; `told` are the last errors that it told of on its own."""

    def __init__(
        self, settings: BrokerSettings, library: Any, make: Callable[..., Any], ours: Mapping[str, Any]
    ) -> None:
        self.settings, self.library = settings, library
        self.told: deque[Any] = deque(maxlen=20)
        self.client: Any = None
        if settings.scheme == "kafka+ssl":  # says which file cannot be used, as librdkafka does not
            secured(settings, password=str(settings.options.get("ssl.key.password", "")))
        # A callback that raises ends in a SystemError without its text: append cannot.
        self.closed = False
        self.client = self.ask(make, {**configured(settings), **ours, "error_cb": self.told.append})

    def ask(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What the broker answers; BrokerError where it does not."""
        try:
            return call(*arguments, **named)
        except self.library.KafkaException as wrong:
            if hasattr(self.client, "flush"):
                self.client.poll(0)  # a producer tells why only then
            raise self.failed(wrong.args[0]) from wrong

    def refused(self, name: str, event: Event, error: Any) -> BrokerError | Unsendable:
        """Why a record did not get into a topic: for itself, or for what the broker is."""
        errors = self.library.KafkaError
        match error.code():
            case errors.MSG_SIZE_TOO_LARGE:
                return Unsendable(f"{len(event.message.body)} bytes are too large for topic {name!r}: {error.str()}")
            case errors.THROTTLING_QUOTA_EXCEEDED | errors.KAFKA_STORAGE_ERROR:
                return self.failed(error, FULL)
            case errors._MSG_TIMED_OUT if not self.told:  # it is there, and was asked again and again
                return self.failed(error, "is it running, or full?")
        return self.failed(error)

    def failed(self, error: Any, hint: str = HINT) -> BrokerError:
        """One sentence on an error of librdkafka, with the cause that it told of before."""
        summary = self.library.KafkaError._ALL_BROKERS_DOWN
        cause = next((f" ({one.str()})" for one in reversed(self.told) if one.code() != summary), "")
        return self.error(f"{error.str()}{cause}", hint)

    def error(self, said: str, hint: str) -> BrokerError:
        said = " ".join(said.split())
        if secret := _password(self.settings):
            said = said.replace(secret, "***")
        # What was not even made has a wrong option, or a file that cannot be used.
        hint = "" if self.client is None else f"; {advice(self.settings, said, hint)}"
        return BrokerError(f"{self.settings.where}{self.settings.shown}: {said}{hint}")

    def probe(self) -> None:
        """Is the broker there after an error it told of? Connections end for many reasons, such as idleness."""
        if self.told:
            self.ask(self.client.list_topics, timeout=self.settings.timeout)
            self.told.clear()

    def close(self) -> None:
        """Safe to call twice; what was not sent by now is not sent any more."""
        if not self.closed:
            self.closed = True
            if hasattr(self.client, "purge"):
                self.client.purge()
            self.client.close()


def set_back(link: Link, topic: str) -> str:
    """Commit for the group of a consumer that it has read nothing of a topic; why that was refused, "" once it is."""
    place, until = link.library.TopicPartition, time.monotonic() + link.settings.timeout + LEFT
    try:
        parts = link.ask(link.client.list_topics, topic).topics[topic].partitions
        starts = [place(topic, part, link.client.get_watermark_offsets(place(topic, part))[0]) for part in parts]
        while True:
            try:
                link.client.commit(offsets=starts, asynchronous=False)
                return ""
            except link.library.KafkaException as wrong:
                if time.monotonic() > until:
                    return f"the group cannot be set back: {wrong.args[0].str()}"
                time.sleep(AGAIN)
    finally:
        link.close()


def heard(record: Any) -> Event:
    """A record that was read just now."""
    key = None if record.key() is None else text_of(record.key())
    travelled = message(tuple(record.headers() or ()), record.value() or b"")
    return Event(record.topic(), travelled, key, f"{record.partition()}/{record.offset()}", time.monotonic())


def remove(left: Mapping[str, frozenset[str]], consumer: Link) -> None:
    """Delete the topics that nobody in a group reads, and that hold nothing but records at these positions."""
    try:
        administrator = consumer.library.admin.AdminClient(configured(consumer.settings))
        read = set(consumer.ask(lambda: list(_read(administrator))))
        gone = [name for name, seen in left.items() if name not in read and set(_held(consumer, name)) <= seen]
        if gone:
            for done in administrator.delete_topics(gone, request_timeout=REMOVING).values():
                consumer.ask(done.result)
    finally:
        consumer.close()


def _read(administrator: Any) -> Iterator[str]:
    """Topics that members of groups are given to read."""
    groups = [one.group_id for one in administrator.list_consumer_groups(request_timeout=REMOVING).result().valid]
    told = administrator.describe_consumer_groups(groups, request_timeout=REMOVING) if groups else {}
    for group in told.values():
        for member in group.result().members:
            yield from (place.topic for place in member.assignment.topic_partitions)


def _held(consumer: Link, name: str) -> Iterator[str]:
    """Positions of what is in a topic."""
    topics = consumer.ask(consumer.client.list_topics, timeout=REMOVING).topics
    for number in topics[name].partitions if name in topics else ():
        place = consumer.library.TopicPartition(name, number)
        low, high = consumer.ask(consumer.client.get_watermark_offsets, place, timeout=REMOVING)
        yield from (f"{number}/{offset}" for offset in range(low, high))
