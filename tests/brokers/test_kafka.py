import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.brokers.conformance import Conformance, Served, event, heard
from tests.brokers.servers import freeze, missing

from contractkit.embedded.kafka import mock, stop
from contractkit.errors import BrokerError, Unsendable
from contractkit.extensions import BROKERS
from contractkit.model import Message, Topic
from contractkit.protocols import Broker, Inbox
from contractkit.served import CommandTarget
from contractkit.settings.brokers import BrokerSettings


@pytest.fixture
def mocked(tmp_path: Path) -> Iterator[Served]:
    process, url = mock(tmp_path)
    yield Served(url, process.pid)
    stop(process)


@contextmanager
def noida_at(folder: Path) -> Iterator[Served]:
    try:
        import noida_db
    except ImportError:
        missing("noida-db", "pip install noida-db")
    program = Path(noida_db.__file__).parent / "noida-db"  # the console script would be a process before it
    program.chmod(0o755)
    argv = [str(program), "start", "--only", "kafka", "--kafka-port", "{port}"]
    with closing(CommandTarget(argv, cwd=folder)) as started:
        yield Served(f"kafka://127.0.0.1:{started.port}", started.pid)


@pytest.fixture
def noida(tmp_path: Path) -> Iterator[Served]:
    with noida_at(tmp_path) as served:
        yield served


def bootstrap(served: Served) -> dict[str, Any]:
    return {"bootstrap.servers": served.url.removeprefix("kafka://"), "log_level": 0}


def received(service: Any) -> Any:
    """The first message that a consumer of the service gets."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if (message := service.poll(0.2)) is not None:
            return message
    raise AssertionError("the group got nothing")


def take_for_ever(inbox: Inbox) -> None:
    for _ in range(100):
        inbox.take(0.2)


class Kafka(Conformance):
    kind = scheme = "kafka"
    client = "confluent_kafka"
    resumes = True

    def settings(self, served: Served) -> BrokerSettings:
        return BrokerSettings(served.url, timeout=2.0)  # so long what was killed is waited for

    def test_a_group_has_done_with_what_it_committed(self, served: Served) -> None:
        import confluent_kafka

        topic = self.topic("orders")
        with self.connected(served) as broker:
            first = broker.publish(topic, event(topic))
            assert broker.handled(topic, first, "svc") is None
            service = confluent_kafka.Consumer(
                bootstrap(served)
                | {"group.id": "svc", "auto.offset.reset": "earliest", "enable.auto.commit": False}
                | {"session.timeout.ms": 6000}
            )
            service.subscribe([topic.address])
            message = received(service)
            assert broker.handled(topic, first, "svc") is None
            service.commit(message, asynchronous=False)
            second = broker.publish(topic, event(topic))
            assert broker.handled(topic, first, "svc") is True
            assert broker.handled(topic, second, "svc") is False
            assert broker.handled(topic, first, "nobody") is None
            service.close()

    def test_listening_takes_nothing_from_a_group_of_the_same_name(self, served: Served) -> None:
        import confluent_kafka

        topic = self.topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic))
            service = confluent_kafka.Consumer(
                bootstrap(served) | {"group.id": "contractkit", "auto.offset.reset": "earliest"}
            )
            service.subscribe([topic.address])
            assert received(service).value() == b"{}"
            assert len(service.assignment()) == len(service.list_topics(topic.address).topics[topic.address].partitions)
            assert len(heard(inbox, 1)) == 1
            service.close()

    def test_the_order_of_each_key_is_kept_across_partitions(self, broker: Broker) -> None:
        topic = Topic(self.topic("orders").address, {"partitions": 3})
        sent = [(f"key-{number % 7}", str(number)) for number in range(70)]
        with broker.subscribe(topic) as inbox:
            for key, body in sent:
                broker.publish(topic, event(topic, body.encode(), key=key))
            found = heard(inbox, len(sent))
        partitions = {key: {one.position.split("/")[0] for one in found if one.key == key} for key, _ in sent}
        assert all(len(of_key) == 1 for of_key in partitions.values())
        assert len(set().union(*partitions.values())) > 1
        for key in partitions:
            assert [one.message.body.decode() for one in found if one.key == key] == [b for k, b in sent if k == key]

    def test_a_position_tells_partition_and_offset(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with broker.subscribe(topic) as inbox:
            positions = [broker.publish(topic, event(topic)).position for _ in range(2)]
            assert [one.position for one in heard(inbox, 2)] == positions
        assert [position.split("/")[1] for position in positions] == ["0", "1"]

    def test_the_binding_may_name_another_topic(self, broker: Broker) -> None:
        topic, other = self.topic("orders"), self.topic("other")
        bound = Topic(topic.address, {"topic": other.address})
        with broker.subscribe(other) as inbox:
            broker.publish(bound, event(bound))
            assert [one.channel for one in heard(inbox, 1)] == [other.address]

    def test_records_without_value_key_and_header_value_are_read(self, served: Served, broker: Broker) -> None:
        import confluent_kafka

        topic = self.topic("orders")
        with broker.subscribe(topic) as inbox:
            producer = confluent_kafka.Producer(bootstrap(served))
            producer.produce(topic.address, None, headers=[("trace", None)])
            producer.flush(5)
            [one] = heard(inbox, 1)
        assert (one.message, one.key) == (Message(None, (("trace", ""),), b""), None)

    def test_what_is_too_large_is_unsendable(self, served: Served) -> None:
        topic = self.topic("orders")
        limited = replace(self.settings(served), options={"message.max.bytes": 2000})
        broker = BROKERS["kafka"].connect(limited)
        with pytest.raises(Unsendable, match="3000 bytes are too large for topic"):
            broker.publish(topic, event(topic, b"x" * 3000))
        broker.close()

    def test_what_is_too_large_for_the_client_is_unsendable(self, served: Served) -> None:
        topic, options = self.topic("orders"), {"queue.buffering.max.kbytes": 1}
        broker = BROKERS["kafka"].connect(replace(self.settings(served), options=options))
        with pytest.raises(Unsendable, match=r"3000 bytes: .*queue.buffering.max.kbytes"):
            broker.publish(topic, event(topic, b"x" * 3000))
        broker.publish(topic, event(topic))
        broker.close()

    def test_what_no_topic_can_be_called_is_unsendable(self, broker: Broker) -> None:
        with pytest.raises(Unsendable, match="'users/signup' cannot be a topic"):
            broker.publish(Topic("users/signup"), event(Topic("users/signup")))

    def test_a_missing_topic_is_not_created_on_another_machine(self, served: Served) -> None:
        topic = self.topic("orders")
        elsewhere = BrokerSettings(served.url.replace("127.0.0.1", "127.1"))
        broker = BROKERS["kafka"].connect(elsewhere)
        for attempt in (lambda: broker.publish(topic, event(topic)), lambda: broker.subscribe(topic)):
            with pytest.raises(BrokerError, match=f"topic '{topic.address}' does not exist; create it"):
                attempt()
        broker.close()

    def test_an_option_that_is_none_is_one_sentence(self, served: Served) -> None:
        with pytest.raises(BrokerError, match=r'No such configuration property: "nonsense"$'):
            BROKERS["kafka"].connect(BrokerSettings(served.url, options={"nonsense": 1}))

    @pytest.mark.slow
    def test_the_terminal_stays_quiet(self, served: Served, capfd: pytest.CaptureFixture[str]) -> None:
        topic = self.topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            os.kill(served.pid, signal.SIGKILL)
            with pytest.raises(BrokerError):
                broker.publish(topic, event(topic))
            with suppress(BrokerError):
                inbox.take(0.5)
        assert capfd.readouterr() == ("", "")

    @pytest.mark.slow
    def test_a_broker_that_hangs_is_no_silence(self, served: Served) -> None:
        topic = self.topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            freeze(served.pid)
            try:
                with pytest.raises(BrokerError):
                    take_for_ever(inbox)
            finally:
                os.kill(served.pid, signal.SIGCONT)


class TestMock(Kafka):
    @pytest.fixture
    def served(self, mocked: Served) -> Served:
        return mocked

    def settings(self, served: Served) -> BrokerSettings:
        return replace(super().settings(served), ours=True)  # it comes with a run, and can remove nothing

    def test_ten_megabytes_travel_whole_or_are_too_large_for_that_one_event(self, broker: Broker) -> None:
        """The mock keeps 5 MB of a partition, and at least the last record."""
        topic, body = self.topic("orders"), os.urandom(10_000_000)
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic, body))
            assert [one.message.body for one in heard(inbox, 1)] == [body]

    def test_records_that_are_gone_before_they_are_read_are_no_silence(self, served: Served) -> None:
        topic, settings = self.topic("orders"), self.settings(served)  # the mock keeps 5 MB of a partition
        options = {"queued.min.messages": 1, "queued.max.messages.kbytes": 1, "fetch.message.max.bytes": 1000}
        publishing, listening = (BROKERS["kafka"].connect(replace(settings, options=own)) for own in ({}, options))
        with listening.subscribe(topic) as inbox:
            for _ in range(20):
                publishing.publish(topic, event(topic, b"x" * 1_000_000))
            with pytest.raises(BrokerError, match="Offset out of range"):
                heard(inbox, 20)
        publishing.close()
        listening.close()


class TestNoida(Kafka):
    makes = True

    @pytest.fixture
    def served(self, noida: Served) -> Served:
        return noida

    def there(self, served: Served, topic: Topic) -> bool:
        from confluent_kafka.admin import AdminClient

        return topic.address in AdminClient(bootstrap(served)).list_topics(timeout=5).topics

    def put(self, served: Served, topic: Topic) -> None:
        import confluent_kafka

        producer = confluent_kafka.Producer(bootstrap(served))
        producer.produce(topic.address, b"{}")
        assert producer.flush(5) == 0

    def test_what_a_group_reads_is_left_alone(self, served: Served) -> None:
        import confluent_kafka

        topic = self.topic("orders")
        service = confluent_kafka.Consumer(
            bootstrap(served) | {"group.id": "svc", "auto.offset.reset": "earliest", "session.timeout.ms": 6000}
        )
        with self.connected(served) as broker:
            broker.publish(topic, event(topic))
            service.subscribe([topic.address])
            received(service)
        assert self.there(served, topic)
        service.close()

    # The mock takes any size, and gives every topic 4 partitions.

    def test_what_is_too_large_for_the_broker_is_unsendable(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with pytest.raises(Unsendable, match="3000000 bytes are too large for topic"):
            broker.publish(topic, event(topic, b"x" * 3_000_000))

    @pytest.mark.parametrize(("key", "partition"), [("21", "0"), ("a-little-bit-long-string", "2")])
    def test_a_key_is_where_clients_for_java_put_it(self, broker: Broker, key: str, partition: str) -> None:
        topic = Topic(self.topic("orders").address, {"partitions": 3})  # keys: Apache Kafka, UtilsTest.testMurmur2
        assert broker.publish(topic, event(topic, key=key)).position.split("/")[0] == partition

    def test_a_created_topic_has_one_partition_where_nothing_is_said(self, served: Served, broker: Broker) -> None:
        from confluent_kafka.admin import AdminClient

        topics = [self.topic("orders"), Topic(self.topic("orders").address, {"partitions": 5})]
        for topic in topics:
            broker.publish(topic, event(topic))
        listed = AdminClient(bootstrap(served)).list_topics(timeout=5).topics
        assert [len(listed[topic.address].partitions) for topic in topics] == [1, 5]
