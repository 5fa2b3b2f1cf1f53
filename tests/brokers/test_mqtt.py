import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.brokers.conformance import Conformance, Served, event, heard, port
from tests.brokers.servers import need

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import BROKERS
from contractkit.model import Message, Topic
from contractkit.served import CommandTarget
from contractkit.settings.brokers import BrokerSettings

OLDER = {"protocol": "3.1.1"}


@contextmanager
def mosquitto(folder: Path, config: str = "", *, access: str = "allow_anonymous true") -> Iterator[Served]:
    install = "apt-get install -y --no-install-recommends mosquitto"
    server = need("mosquitto", install, also=["/usr/sbin/mosquitto"])
    (folder / "passwords").write_text("")
    start = f'sed "s/PORT/$0/" m.conf > own.conf && exec {server} -c own.conf'  # it takes its address from a file alone
    (folder / "m.conf").write_text(
        f"listener PORT 127.0.0.1\npersistence false\nuser {getuser()}\n{access}\n{config}\n"
    )
    started = CommandTarget(["sh", "-c", start, "{port}"], cwd=folder)
    try:
        yield Served(f"mqtt://127.0.0.1:{started.port}", started.pid)
    finally:
        started.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with mosquitto(tmp_path) as running:
        yield running


class OverMqtt(Conformance):
    kind = scheme = "mqtt"
    client = "paho.mqtt.client"
    keys = False

    def template(self) -> tuple[Topic, Topic, Topic]:
        """The segments of MQTT are levels, between slashes."""
        name = f"ck{uuid4().hex[:8]}"
        return Topic(f"{name}/{{id}}/dim"), Topic(f"{name}/7/dim"), Topic(f"{name}/7/lit")

    def test_what_was_kept_from_before_is_not_heard(self, served: Served) -> None:
        import paho.mqtt.publish

        topic, port = self.topic("orders"), int(served.url.rpartition(":")[2])
        paho.mqtt.publish.single(topic.address, b'"kept"', qos=1, retain=True, hostname="127.0.0.1", port=port)
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            paho.mqtt.publish.single(topic.address, b'"new"', qos=1, retain=True, hostname="127.0.0.1", port=port)
            assert [one.message.body for one in heard(inbox, 1)] == [b'"new"']

    def test_what_two_templates_stand_for_is_heard_once_by_each(self, served: Served) -> None:
        template, meant, _ = self.template()
        with self.connected(served) as broker, broker.subscribe(template) as one, broker.subscribe(meant) as two:
            broker.publish(meant, event(meant))
            assert (len(heard(one, 1)), len(heard(two, 1))) == (1, 1)
            assert one.take(0.1) == two.take(0.1) == ()

    def test_events_of_any_quality_of_service_are_not_taken_for_dropped(self, served: Served) -> None:
        topic = Topic(self.topic("orders").address, {"qos": 2})
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            burst(served, topic, 300, qos=2)
            assert len(heard(inbox, 300)) == 300
            assert inbox.take(0.1) == ()

    @pytest.mark.parametrize("qos", [0, 1, 2])
    def test_each_quality_of_service_is_waited_for(self, served: Served, qos: int) -> None:
        topic = Topic("orders", {"qos": qos})
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic))
            assert len(heard(inbox, 1)) == 1

    def test_a_part_of_a_level_may_be_a_parameter(self, served: Served) -> None:
        template = Topic("orders/{region}-{id}/new")
        with self.connected(served) as broker, broker.subscribe(template) as inbox:
            for address in ("orders/eu7/new", "orders/eu-7/new"):
                broker.publish(Topic(address), event(Topic(address)))
            assert [one.channel for one in heard(inbox, 1)] == ["orders/eu-7/new"]

    @pytest.mark.parametrize("address", ["a/+", "a/#"])
    def test_what_stands_for_many_is_not_published_on(self, served: Served, address: str) -> None:
        with self.connected(served) as broker, pytest.raises(Unsendable, match="channel"):
            broker.publish(Topic(address), event(Topic(address)))

    def test_nothing_shows_what_a_consumer_has_done(self, served: Served) -> None:
        topic = self.topic("orders")
        with self.connected(served) as broker:
            assert broker.handled(topic, broker.publish(topic, event(topic)), "svc") is None

    def test_a_client_id_of_the_settings_is_no_obstacle(self, served: Served) -> None:
        topic, given = self.topic("orders"), self.settings(served)
        broker = BROKERS["mqtt"].connect(BrokerSettings(given.url, options={**given.options, "client_id": "ck"}))
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic))
            assert len(heard(inbox, 1)) == 1
        broker.close()
        with pytest.raises(BrokerError, match="the connection was lost"):
            broker.publish(topic, event(topic))

    def test_a_wrong_password_is_one_sentence_without_it(self, tmp_path: Path, served: Served) -> None:
        with mosquitto(tmp_path, access="allow_anonymous false\npassword_file passwords") as guarded:
            for url, given in ((guarded.url, {"user": "ck", "password": "wr0ng"}), (with_user(guarded.url), {})):
                with pytest.raises(BrokerError, match="password") as told:
                    BROKERS["mqtt"].connect(BrokerSettings(url, options=self.settings(served).options, **given))
                assert "wr0ng" not in str(told.value)
                assert "\n" not in str(told.value)


def burst(served: Served, topic: Topic, many: int, *, qos: int = 1) -> None:
    """So many events from another client, as fast as they go."""
    import paho.mqtt.client as paho

    client = paho.Client(paho.CallbackAPIVersion.VERSION2)
    client.max_inflight_messages_set(1000 if qos < 2 else 20)
    client.connect("127.0.0.1", port(served))
    client.loop_start()
    sent = [client.publish(topic.address, str(number).encode(), number % (qos + 1)) for number in range(many)]
    for one in sent:
        one.wait_for_publish(30)
    client.disconnect()
    client.loop_stop()


def hidden(folder: Path) -> str:
    """The configuration of a broker that does not say what it is."""
    (folder / "acl").write_text("topic readwrite #\n")
    return "acl_file acl"


class TestMqtt5(OverMqtt):
    @pytest.mark.parametrize("config", ["", "max_queued_messages 5"])
    def test_a_burst_does_not_run_into_the_limits_of_the_broker(self, tmp_path: Path, config: str) -> None:
        topic, many = self.topic("orders"), 3000  # the broker keeps 1000 for who is slow, and drops the rest
        with mosquitto(tmp_path, config) as small, self.connected(small) as broker, broker.subscribe(topic) as inbox:
            burst(small, topic, many)
            assert len(heard(inbox, many, within=30)) == many
            assert inbox.take(0.1) == ()

    def test_properties_are_headers_of_their_names(self, served: Served) -> None:
        topic, raw = self.topic("orders"), b"\xff\x00\xfe".decode("utf-8", "surrogateescape")
        headers = (("content-type", "text/plain"), ("response-topic", "back"), ("correlation-data", raw), ("a", "1"))
        sent = Message(None, (*headers, ("a", "2")), b"hi")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic)), broker.publish(topic, event(topic, b"hi").__class__("x", sent))
            assert heard(inbox, 2)[1].message == sent

    def test_a_packet_larger_than_the_broker_takes_is_not_sent(self, tmp_path: Path) -> None:
        topic = self.topic("orders")
        with mosquitto(tmp_path, "max_packet_size 2000") as small, self.connected(small) as broker:
            with pytest.raises(Unsendable, match="larger"):
                broker.publish(topic, event(topic, b"x" * 2000))
            broker.publish(topic, event(topic, b"x" * 1900))

    def test_a_broker_without_memory_is_no_silence(self, tmp_path: Path) -> None:
        topic = self.topic("orders")
        with mosquitto(tmp_path, "memory_limit 2000000") as small, self.connected(small) as broker:
            broker.publish(topic, event(topic))
            for _ in range(2):  # and it stays so
                with pytest.raises(
                    BrokerError, match=r"^mqtt://127\.0\.0\.1:\d+: publishing on .* lost \(.*running\?$"
                ):
                    broker.publish(topic, event(topic, b"x" * 2_000_000))

    def test_who_may_not_publish_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "acl").write_text("topic readwrite open/#\n")
        with mosquitto(tmp_path, "acl_file acl") as strict, self.connected(strict) as broker:
            broker.publish(Topic("open/orders"), event(Topic("open/orders")))
            with pytest.raises(BrokerError, match="Not authorized"):
                broker.publish(Topic("orders"), event(Topic("orders")))


class TestMqtt311(OverMqtt):
    """The version before headers: Conformance is told so."""

    headers = False

    def settings(self, served: Served) -> BrokerSettings:
        return BrokerSettings(served.url, options=OLDER)

    def test_what_the_broker_drops_is_no_silence(self, tmp_path: Path) -> None:
        topic = self.topic("orders")
        with (
            mosquitto(tmp_path, "max_queued_messages 5") as small,
            self.connected(small) as broker,
            broker.subscribe(topic) as inbox,
            broker.subscribe(self.topic("payments")) as other,
        ):
            burst(small, topic, 3000)
            for _ in range(2):  # and it stays so
                with pytest.raises(BrokerError, match=r"^mqtt://\S+: it dropped \d+ events .*max_queued_messages, or"):
                    heard(inbox, 3000, within=30)
            assert other.take(0.1) == ()

    def test_nothing_is_dropped_where_all_may_be_sent_at_once(self, tmp_path: Path) -> None:
        topic, config = self.topic("orders"), "max_queued_messages 5\nmax_inflight_messages 0"
        with mosquitto(tmp_path, config) as large, self.connected(large) as broker, broker.subscribe(topic) as inbox:
            burst(large, topic, 3000)
            assert len(heard(inbox, 3000, within=30)) == 3000
            assert inbox.take(0.1) == ()

    def test_a_broker_that_hides_what_it_is_is_heard_all_the_same(self, tmp_path: Path) -> None:
        topic = self.topic("orders")
        with mosquitto(tmp_path, hidden(tmp_path)) as shy, self.connected(shy) as broker:
            with broker.subscribe(topic) as inbox:
                broker.publish(topic, event(topic))
                assert len(heard(inbox, 1)) == 1
                assert inbox.take(0.1) == ()
            assert broker.counts is False

    def test_what_is_published_says_that_it_has_no_headers(self, served: Served) -> None:
        topic = self.topic("orders")
        with self.connected(served) as broker:
            sent = broker.publish(topic, event(topic, trace="t-1"))
        assert (sent.message.headers, sent.key, sent.position) == ((), None, "")


def with_user(url: str) -> str:
    return url.replace("//", "//ck:wr0ng@")


@pytest.mark.parametrize("answer", [b"", b"\x20\x02\x00\x01"])
def test_a_broker_that_speaks_no_mqtt_5_is_told_of_with_what_to_do(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            peer, _ = server.accept()
            with peer:
                peer.recv(1000)
                peer.sendall(answer)
                peer.recv(1000)

        threading.Thread(target=serve, daemon=True).start()
        url = f"mqtt://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(BrokerError, match=r'options: \{protocol: "3.1.1"\}'):
            BROKERS["mqtt"].connect(BrokerSettings(url, timeout=0.5))


def test_what_cannot_be_read_is_no_silence(served: Served) -> None:
    """paho-mqtt ends the connection by a header with a mark of byte order in it, which brokers let through."""
    topic = Topic("orders")
    broker = BROKERS["mqtt"].connect(BrokerSettings(served.url))
    with broker.subscribe(topic) as inbox:
        broker.publish(topic, event(topic, trace="\ufeff"))
        with pytest.raises(BrokerError, match="lost"):
            inbox.take(10)
    broker.close()


@pytest.mark.parametrize("options", [{"protocol": "4"}, {"speed": 1}])
def test_options_that_nobody_knows_are_told(served: Served, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="options: "):
        BROKERS["mqtt"].connect(BrokerSettings(served.url, options=options))
