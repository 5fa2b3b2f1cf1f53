import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.brokers.conformance import Conformance, Served, event, heard
from tests.brokers.rabbit import rabbit

from contractkit.amqp import place
from contractkit.errors import BrokerError, Unsendable
from contractkit.extensions import BROKERS
from contractkit.model import Event, Topic
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings

LARGEST = 2_000_000  # bytes of a message that the private broker takes


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with rabbit(tmp_path_factory.mktemp("rabbit"), f"max_message_size = {LARGEST}") as served:
        yield served


def routed(address: str, exchange: str = "events", kind: str = "topic") -> Topic:
    return Topic(address, {"is": "routingKey", "exchange": {"name": exchange, "type": kind, "durable": False}})


class Rabbit(Conformance):
    kind, scheme, client = "rabbitmq", "amqp", "pika"
    keys = False  # AMQP 0-9-1 has none
    fills = makes = True

    def fill(self, served: Served, topic: Topic) -> None:
        import pika

        with pika.BlockingConnection(pika.URLParameters(served.url)) as connection:
            channel, target = connection.channel(), place(topic)
            arguments = {"x-max-length": 3, "x-overflow": "reject-publish"}
            channel.queue_declare(target.address, durable=True, arguments=arguments)
            if target.exchange:
                target.declare(channel)
                channel.queue_bind(target.address, target.exchange, target.address)

    def there(self, served: Served, topic: Topic) -> bool:
        import pika

        with pika.BlockingConnection(pika.URLParameters(served.url)) as connection:
            try:
                place(topic).declare(connection.channel(), passive=True)
            except pika.exceptions.ChannelClosedByBroker:
                return False
            return True

    def put(self, served: Served, topic: Topic) -> None:
        import pika

        with pika.BlockingConnection(pika.URLParameters(served.url)) as connection:
            channel, target = connection.channel(), place(topic)
            channel.confirm_delivery()
            target.declare(channel)
            if target.exchange:
                channel.queue_declare(target.address)
                channel.queue_bind(target.address, target.exchange, target.address)
            channel.basic_publish(target.exchange, target.address, b"{}")

    @pytest.fixture
    def served(self, shared: Served) -> Served:
        return shared

    def settings(self, served: Served) -> BrokerSettings:
        return BrokerSettings(served.url, timeout=2.0)

    def test_a_broker_that_is_killed_is_no_silence(self, tmp_path: Path) -> None:
        with rabbit(tmp_path) as own:
            super().test_a_broker_that_is_killed_is_no_silence(own)


class TestRoutingKeys(Rabbit):
    @cached_property
    def exchange(self) -> str:
        return f"events-{uuid4().hex[:8]}"

    def topic(self, name: str) -> Topic:
        return routed(super().topic(name).address, self.exchange)

    def template(self) -> tuple[Topic, Topic, Topic]:
        template, meant, other = super().template()
        return routed(template.address), routed(meant.address), routed(other.address)


class TestQueues(Rabbit):
    def test_a_template_hears_what_it_stands_for(self, broker: Broker) -> None:
        """A queue has one name, and templates of it say so."""
        with pytest.raises(Unsendable, match="a queue knows no wildcards"):
            broker.subscribe(Topic("orders.{id}"))

    def test_two_who_listen_both_hear(self, broker: Broker, served: Served) -> None:
        """A queue gives each message to one of them."""
        topic = self.topic("orders")
        with self.connected(served) as other, other.subscribe(topic) as one, broker.subscribe(topic) as two:
            broker.publish(topic, event(topic))
            until = time.monotonic() + 10
            found: list[Event] = []
            while not found and time.monotonic() < until:
                found += [*one.take(0.05), *two.take(0.05)]
            assert len(found) == 1
            assert one.take(0.05) == two.take(0.05) == ()


def queue(name: str | None = None) -> Topic:
    return Topic(name or f"queue-{uuid4().hex[:8]}", {"is": "queue"})


def subscribed(broker: Broker, topic: Topic) -> None:
    broker.subscribe(topic).__exit__()


@pytest.fixture
def broker(shared: Served) -> Iterator[Broker]:
    broker = BROKERS["rabbitmq"].connect(BrokerSettings(shared.url))
    yield broker
    broker.close()


@pytest.fixture
def service(shared: Served) -> Iterator[Any]:
    """A channel as a service has one."""
    import pika

    connection = pika.BlockingConnection(pika.URLParameters(shared.url))
    yield connection.channel()
    connection.close()


def test_what_is_published_to_a_routing_key_is_copied_to_who_listens(broker: Broker, service: Any) -> None:
    topic = routed(f"orders.{uuid4().hex[:8]}")
    with broker.subscribe(topic) as inbox:
        own = service.queue_declare("", exclusive=True).method.queue
        service.queue_bind(own, "events", "orders.#")
        broker.publish(topic, event(topic, b'"both"'))
        assert [one.message.body for one in heard(inbox, 1)] == [b'"both"']
        assert service.basic_get(own, auto_ack=True)[2] == b'"both"'


def test_what_is_heard_of_a_queue_is_taken_and_what_waited_there_is_put_back(broker: Broker, service: Any) -> None:
    topic = queue()
    for number in range(3):
        broker.publish(topic, event(topic, str(number).encode()))
    with broker.subscribe(topic) as inbox:
        broker.publish(topic, event(topic, b"heard"))
        assert [one.message.body for one in heard(inbox, 1)] == [b"heard"]
        assert inbox.take(0.05) == ()
    assert [service.basic_get(topic.address, auto_ack=True)[2] for _ in range(4)] == [b"0", b"1", b"2", None]


def test_a_queue_without_exclusive_rights_of_ours_can_be_published_to(broker: Broker, service: Any) -> None:
    """As a reply queue is, which only its owner may ask for."""
    own = service.queue_declare("", exclusive=True).method.queue
    broker.publish(queue(own), event(queue(own), b"answer"))
    assert service.basic_get(own, auto_ack=True)[2] == b"answer"


def test_a_dead_letter_tells_why_it_died(broker: Broker, service: Any) -> None:
    topic, dead = queue(), queue()
    service.queue_declare(dead.address)
    arguments = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": dead.address}
    service.queue_declare(topic.address, arguments=arguments)
    with broker.subscribe(dead) as inbox:
        broker.publish(topic, event(topic, b"bad", trace="t-1"))
        service.basic_nack(service.basic_get(topic.address)[0].delivery_tag, requeue=False)
        [one] = heard(inbox, 1)
    assert (one.message.body, one.message.header("trace")) == (b"bad", "t-1")
    [death] = json.loads(one.message.header("x-death") or "")
    assert (death["reason"], death["queue"], death["count"]) == ("rejected", topic.address, 1)
    assert datetime.fromisoformat(death["time"]).tzinfo is UTC


def test_properties_are_headers_both_ways(broker: Broker, service: Any) -> None:
    topic = queue()
    sent = {
        "content-type": "application/json",
        "correlation-id": "c-1",
        "message-id": "m-1",
        "reply-to": "answers",
        "type": "order.created",
        "trace": "t-1",
    }
    broker.publish(topic, event(topic, **sent))
    _, properties, _ = service.basic_get(topic.address, auto_ack=True)
    found = properties.content_type, properties.correlation_id, properties.message_id, properties.reply_to
    assert (*found, properties.type, properties.headers) == (*list(sent.values())[:5], {"trace": "t-1"})
    with broker.subscribe(topic) as inbox:
        broker.publish(topic, event(topic, **sent))
        [one] = heard(inbox, 1)
    assert dict(one.message.headers) == sent


def test_values_of_the_header_table_are_text(broker: Broker, service: Any) -> None:
    import pika

    topic = queue()
    table = {"count": 3, "late": True, "nothing": None, "raw": b"\xff", "nested": {"größe": [1, b"x"]}}
    with broker.subscribe(topic) as inbox:
        service.basic_publish("", topic.address, b"", pika.BasicProperties(headers=table))
        [one] = heard(inbox, 1)
    assert dict(one.message.headers) == {
        "count": "3",
        "late": "true",
        "nothing": "",
        "raw": "\udcff",
        "nested": '{"größe": [1, "x"]}',
    }


def test_a_template_hears_no_more_than_it_means(broker: Broker) -> None:
    with broker.subscribe(routed("orders.no-{id}.created")) as inbox:
        for key in ("orders.7.created", "orders.no-7.created"):
            broker.publish(routed(key), event(routed(key)))
        assert [one.channel for one in heard(inbox, 1)] == ["orders.no-7.created"]
        assert inbox.take(0.05) == ()


def test_a_fanout_gives_everything_whatever_its_key(broker: Broker, service: Any) -> None:
    topic = routed("news", "wide", "fanout")
    with broker.subscribe(topic) as inbox:
        service.basic_publish("wide", "", b"1")
        broker.publish(topic, event(topic, b"2"))
        assert [(one.channel, one.message.body) for one in heard(inbox, 2)] == [("news", b"1"), ("news", b"2")]


def test_nobody_has_to_listen_to_a_routing_key(broker: Broker) -> None:
    assert broker.publish(routed("unheard"), event(routed("unheard"))).channel == "unheard"


def test_the_binding_may_name_another_queue(broker: Broker, service: Any) -> None:
    other = queue().address
    topic = Topic("orders", {"is": "queue", "queue": {"name": other, "durable": False, "autoDelete": False}})
    assert broker.publish(topic, event(topic)).channel == other
    assert service.queue_declare(other, passive=True).method.message_count == 1
    service.queue_declare(other, durable=False)  # refused if it was not declared so


@pytest.mark.parametrize("topic", [queue("absent"), routed("key", "absent")])
def test_on_another_machine_nothing_is_declared(shared: Served, topic: Topic) -> None:
    broker = BROKERS["rabbitmq"].connect(BrokerSettings(shared.url.replace("127.0.0.1", "127.1")))
    for attempt in (lambda: broker.publish(topic, event(topic)), lambda: subscribed(broker, topic)):
        with pytest.raises(BrokerError, match=r"nobody has declared (queue|exchange) 'absent'; declare it"):
            attempt()
    broker.close()


def test_what_is_too_large_is_unsendable_and_the_next_one_travels(broker: Broker) -> None:
    topic = queue()
    with pytest.raises(Unsendable, match="3000000 bytes are too large for queue"):
        broker.publish(topic, event(topic, b"x" * 3_000_000))
    with broker.subscribe(topic) as inbox:
        broker.publish(topic, event(topic))
        assert len(heard(inbox, 1)) == 1


def test_what_a_consumer_has_done_is_not_shown(broker: Broker, service: Any) -> None:
    """Neither waiting nor gone says anything of this one message."""
    topic = queue()
    sent = broker.publish(topic, event(topic))
    assert broker.handled(topic, sent, topic.address) is None
    service.basic_get(topic.address, auto_ack=True)
    assert broker.handled(topic, sent, topic.address) is None


def test_a_queue_that_is_deleted_is_no_silence(broker: Broker, service: Any) -> None:
    topic = queue()
    with broker.subscribe(topic) as inbox:
        service.queue_delete(topic.address)
        with pytest.raises(BrokerError, match=r"cannot be listened to any more; was it deleted\?"):
            heard(inbox, 1)
