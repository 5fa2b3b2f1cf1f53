"""Kafka, by confluent-kafka: a record is an event; it is read without joining a group, which would take its share."""

import re
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.leftovers import Leftovers
from contractkit.librdkafka import FULL, HINT, Link, configured, heard, remove, set_back
from contractkit.model import Event, Topic
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import bytes_of, is_template, pattern

NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")
GROUP = "contractkit"  # librdkafka wants a name; nothing joins it and nothing is committed to it
LARGEST = 100_000_000  # bytes; brokers hang up on more by default, instead of saying that it is too large
MOST = 500  # records taken at once
LOOK = 0.2  # seconds between looks for errors that librdkafka told of, and for new topics of a template
CREATE = 1.0  # seconds for the broker to create a topic: stand-ins that do so on demand never answer
PAUSE = 0.02  # seconds between looks for a leader


@broker("kafka", schemes=("kafka", "kafka+ssl"), names=("kafka-secure",))
def connect(settings: BrokerSettings) -> Broker:
    try:
        import confluent_kafka
        import confluent_kafka.admin
    except ImportError as missing:
        extra = "pip install 'pytest-contractkit[kafka]'"
        raise UsageError(f"{settings.where}kafka:// needs an extra: {extra}") from missing
    return Kafka(settings, confluent_kafka)


class Kafka:
    """`known`: topics that are there; `groups`: what asks for the progress of a group, by its name."""

    def __init__(self, settings: BrokerSettings, library: Any) -> None:
        self.settings, self.library = settings, library
        self.known: set[str] = set()
        self.groups: dict[str, Link] = {}
        ours = {
            "message.timeout.ms": max(1, int(settings.timeout * 1000)),
            "message.max.bytes": LARGEST,
            "linger.ms": 0,
            "enable.idempotence": True,  # else what is sent again over a new connection may be there twice
            "partitioner": "murmur2_random",  # as clients for Java have it: a key is where the service puts it
        }
        self.link = Link(settings, library, library.Producer, ours | dict(settings.options))
        try:
            self.link.ask(self.link.client.list_topics, timeout=settings.timeout)
        except BrokerError:
            self.link.close()  # else it goes on trying
            raise
        self.leftovers = Leftovers(settings)

    def publish(self, topic: Topic, event: Event) -> Event:
        name = self.ensure(topic)
        reports: list[tuple[Any, str]] = []
        record = {
            "key": None if event.key is None else bytes_of(event.key),
            "headers": [(header, bytes_of(value)) for header, value in event.message.headers],
            "on_delivery": lambda error, sent: reports.append((error, f"{sent.partition()}/{sent.offset()}")),
        }
        try:
            self.link.client.produce(name, event.message.body, **record)
        except self.library.KafkaException as wrong:
            raise self.link.refused(name, event, wrong.args[0]) from wrong
        except BufferError as wrong:
            if len(self.link.client):  # what was published before is still there
                raise self.link.error(f"{wrong}", FULL) from wrong
            raise Unsendable(f"{len(event.message.body)} bytes: {wrong}; see queue.buffering.max.kbytes") from wrong
        except UnicodeEncodeError as wrong:
            raise Unsendable(f"Kafka takes no header name that is not UTF-8: {wrong.object!r}") from wrong
        self.link.client.flush(self.settings.timeout + 2)  # librdkafka looks once a second for what is too late
        if not reports:
            raise BrokerError(
                f"{self.settings.where}{self.settings.shown}: topic {name!r} did not take it in time; {HINT}"
            )
        error, position = reports[0]
        if error is not None:
            raise self.link.refused(name, event, error)
        self.link.told.clear()  # what went wrong before explains nothing that comes
        self.leftovers.saw(name, position)
        return replace(event, channel=name, position=position)

    def subscribe(self, topic: Topic) -> "KafkaInbox":
        address = self.name(topic)
        inbox = KafkaInbox(self.settings, self.consumer(GROUP), address, self.leftovers)
        try:
            if not is_template(address):
                self.ensure(topic)
            inbox.listen()
        except BaseException:
            inbox.__exit__()
            raise
        return inbox

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """Whether the group has committed an offset behind the event; None for one that has committed nothing there."""
        partition, _, offset = event.position.partition("/")
        if not offset:
            return None
        if by not in self.groups:
            self.groups[by] = self.consumer(by)
        link = self.groups[by]
        place = self.library.TopicPartition(self.name(topic), int(partition))
        [committed] = link.ask(link.client.committed, [place], timeout=self.settings.timeout)
        if committed.error is not None or committed.offset < 0:
            return None
        return bool(committed.offset > int(offset))

    def rewind(self, topic: Topic, by: str) -> str:
        """Once nobody is left in the group, which those who did not say goodbye are for a while."""
        return set_back(self.consumer(by), self.name(topic))

    def close(self) -> None:
        with self.leftovers.leaving() as left, suppress(BrokerError):  # a broker that is gone keeps nothing of ours
            if left:
                remove(left, self.consumer(GROUP))
        for link in (*self.groups.values(), self.link):
            link.close()

    def consumer(self, group: str) -> Link:
        """One that has joined nothing."""
        ours = {"auto.offset.reset": "error", "fetch.wait.max.ms": 50, **self.settings.options}
        forced = {"group.id": group, "enable.auto.commit": False, "enable.partition.eof": True}
        return Link(self.settings, self.library, self.library.Consumer, ours | forced)

    def name(self, topic: Topic) -> str:
        return str(topic.binding.get("topic") or topic.address)

    def ensure(self, topic: Topic) -> str:
        """The name of a topic that is there; on this machine it is created."""
        name = self.name(topic)
        if name in self.known:
            return name
        if not NAME.fullmatch(name):
            raise Unsendable(
                f"{name!r} cannot be a topic of Kafka: only letters, digits, '.', '_', '-' and 249 of them"
            )
        if self._ready(name) is None:
            if not self.settings.here:
                raise BrokerError(
                    f"{self.settings.where}{self.settings.shown}: topic {name!r} does not exist; create it"
                )
            self._create(name, topic.binding.get("partitions"))
        until = time.monotonic() + self.settings.timeout
        while not self._ready(name):
            if time.monotonic() > until:
                raise BrokerError(f"{self.settings.where}{self.settings.shown}: topic {name!r} has no leader")
            time.sleep(PAUSE)
        self.known.add(name)
        return name

    def _ready(self, name: str) -> bool | None:
        """None: there is no such topic. All are listed, for asking for one may create it."""
        found = self.link.ask(self.link.client.list_topics, timeout=self.settings.timeout).topics.get(name)
        if found is None:
            return None
        return bool(found.partitions) and all(one.leader >= 0 for one in found.partitions.values())

    def _create(self, name: str, partitions: Any) -> None:
        """By asking for it, which is enough for many brokers and all that some know, else as an administrator."""
        if partitions is None:
            self.link.ask(self.link.client.list_topics, name, timeout=self.settings.timeout)
            if self._ready(name) is not None:
                self.leftovers.made(name)
                return
        administrator = self.library.admin.AdminClient(configured(self.settings))  # what it began ends with it
        wanted = self.library.admin.NewTopic(name, int(partitions or 1))
        try:
            administrator.create_topics([wanted], request_timeout=min(CREATE, self.settings.timeout))[name].result()
        except self.library.KafkaException as wrong:
            code, errors = wrong.args[0].code(), self.library.KafkaError
            if code == errors._TIMED_OUT and partitions is not None:
                self._create(name, None)
            elif code != errors.TOPIC_ALREADY_EXISTS:
                raise self.link.failed(wrong.args[0]) from wrong
        else:
            self.leftovers.made(name)


class KafkaInbox:
    """`assigned`: the partitions that are read, by topic and number."""

    def __init__(self, settings: BrokerSettings, link: Link, address: str, leftovers: Leftovers) -> None:
        self.settings, self.link, self.address, self.leftovers = settings, link, address, leftovers
        self.assigned: set[tuple[str, int]] = set()

    def listen(self) -> None:
        """Read from the end on.

        Where the end is, stand-ins tell wrongly: what comes until a partition has said that it is at its end was there
        before.
        """
        self._assign(self.link.library.OFFSET_END)
        waiting, until = set(self.assigned), time.monotonic() + self.settings.timeout
        busy: set[tuple[str, int]] = set()
        while waiting - (busy if time.monotonic() > until else set()):
            if time.monotonic() > until:
                names = ", ".join(sorted({name for name, _ in waiting - busy}))
                raise BrokerError(f"{self.settings.where}{self.settings.shown}: no answer about {names}; {HINT}")
            for record in self._polled(LOOK):
                (busy.add if record.error() is None else waiting.discard)((record.topic(), record.partition()))

    def take(self, timeout: float) -> tuple[Event, ...]:
        until = time.monotonic() + timeout
        while True:
            if is_template(self.address):
                self._assign(self.link.library.OFFSET_BEGINNING)
            found = self._polled(max(0.0, min(until - time.monotonic(), LOOK)))
            events = tuple(heard(record) for record in found if record.error() is None)
            for event in events:
                self.leftovers.saw(event.channel, event.position)
            if events or until <= time.monotonic():
                return events

    def _assign(self, offset: int) -> None:
        """Partitions that are new."""
        listed = self.link.ask(self.link.client.list_topics, timeout=self.settings.timeout).topics
        named = pattern(self.address)
        found = {(name, part) for name, one in listed.items() if named.fullmatch(name) for part in one.partitions}
        if new := sorted(found - self.assigned):
            place = self.link.library.TopicPartition
            self.link.ask(self.link.client.incremental_assign, [place(name, part, offset) for name, part in new])
            self.assigned |= found

    def _polled(self, wait: float) -> list[Any]:
        """Records, and among them the ends of partitions as errors."""
        first = self.link.ask(self.link.client.poll, wait)
        found = [] if first is None else [first, *self.link.ask(self.link.client.consume, MOST, 0)]
        end = self.link.library.KafkaError._PARTITION_EOF
        wrong = next((one.error() for one in found if one.error() is not None and one.error().code() != end), None)
        if wrong is not None:
            raise self.link.failed(wrong)
        self.link.probe()
        return found

    def __enter__(self) -> "KafkaInbox":
        return self

    def __exit__(self, *raised: object) -> None:
        self.link.close()
