"""What every kind of broker must do, told once: a new broker subclasses Conformance and supplies its fixtures.

`running` starts a private broker of its own (`Running`: url, alive, close, pid); `settings` says how it is reached;
`topic(name)` gives the topic of a name, `template(name)` gives one with `{id}` and `address(name, id)` what it becomes.
"""

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import uuid4

import pytest
from tests.brokers.cutting import cut

from contractkit.errors import BrokerError, ContractKitError, Unsendable, UsageError
from contractkit.extensions import BROKERS
from contractkit.model import Event, Message, Topic
from contractkit.protocols import Broker, Inbox
from contractkit.readiness import free_port
from contractkit.settings.brokers import BrokerSettings


@dataclass(frozen=True)
class Served:
    """A broker under test: `pid` of its process, to be killed."""

    url: str
    pid: int


def event(topic: Topic, body: bytes = b"{}", *, key: str | None = "k", **headers: str) -> Event:
    return Event(topic.address, Message(None, tuple(headers.items()), body), key=key)


def port(served: Served) -> int:
    return int(served.url.rpartition(":")[2])


def heard(inbox: Inbox, many: int, *, within: float = 10.0) -> list[Event]:
    """At least so many events, or what came until the deadline."""
    found: list[Event] = []
    until = time.monotonic() + within
    while len(found) < many and time.monotonic() < until:
        found += inbox.take(0.5)
    return found


def publish_many(broker: Broker, topic: Topic, many: int) -> None:
    for number in range(many):
        broker.publish(topic, event(topic, str(number).encode()))


class Conformance:
    kind = ""
    scheme = ""
    client = ""  # the module that is imported on use
    keys = True  # events have keys
    headers = True
    templates = True
    largest = 900_000  # bytes of a body that has to travel
    connects = True  # what is heard comes over a connection that we made
    resumes = False  # who listens goes on where they were when the connection is there again
    fills = False  # it can be told to take no more
    makes = False  # topics that are missing are made, and removed again

    @pytest.fixture
    def broker(self, served: Served) -> Iterator[Broker]:
        with self.connected(served) as broker:
            yield broker

    @contextmanager
    def connected(self, served: Served) -> Iterator[Broker]:
        broker = BROKERS[self.kind].connect(self.settings(served))
        try:
            yield broker
        finally:
            broker.close()

    def settings(self, served: Served) -> BrokerSettings:
        return BrokerSettings(served.url)

    def topic(self, name: str) -> Topic:
        return Topic(f"{name}-{uuid4().hex[:8]}")

    def template(self) -> tuple[Topic, Topic, Topic]:
        """A topic with `{id}`, one it stands for, and one it does not."""
        name = f"ck{uuid4().hex[:8]}"
        return Topic(f"{name}.{{id}}.dim"), Topic(f"{name}.7.dim"), Topic(f"{name}.7.lit")

    def test_what_is_published_is_heard_as_it_was(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic, '{"größe": 1}'.encode(), key="o-1", trace="t-1"))
            [one] = heard(inbox, 1)
        assert (one.channel, one.message.body) == (topic.address, '{"größe": 1}'.encode())
        assert one.at > 0
        assert one.key == ("o-1" if self.keys else None)
        assert one.message.header("trace") == ("t-1" if self.headers else None)

    def test_only_what_is_published_from_now_on_is_heard(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with broker.subscribe(topic):
            broker.publish(topic, event(topic, b'"before"'))
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic, b'"after"'))
            assert [one.message.body for one in heard(inbox, 1)] == [b'"after"']

    def test_the_order_of_a_key_is_kept(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with broker.subscribe(topic) as inbox:
            for number in range(50):
                broker.publish(topic, event(topic, str(number).encode(), key="same"))
            assert [int(one.message.body) for one in heard(inbox, 50)] == list(range(50))

    def test_nothing_comes_of_other_topics(self, broker: Broker) -> None:
        topic, other = self.topic("orders"), self.topic("payments")
        with broker.subscribe(topic) as inbox, broker.subscribe(other):
            broker.publish(other, event(other))
            broker.publish(topic, event(topic, b'"mine"'))
            assert [one.message.body for one in heard(inbox, 1)] == [b'"mine"']
            assert inbox.take(0.1) == ()

    def test_two_who_listen_both_hear(self, broker: Broker, served: Served) -> None:
        topic = self.topic("orders")
        with self.connected(served) as other, other.subscribe(topic) as one, broker.subscribe(topic) as two:
            broker.publish(topic, event(topic))
            assert len(heard(one, 1)) == len(heard(two, 1)) == 1

    def test_thousands_that_came_while_nothing_was_taken_are_all_there(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with broker.subscribe(topic) as inbox:
            publish_many(broker, topic, 2000)
            assert [int(one.message.body) for one in heard(inbox, 2000)] == list(range(2000))
            assert inbox.take(0.1) == ()

    def test_a_large_body_travels_whole(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic, b"x" * self.largest))
            assert [len(one.message.body) for one in heard(inbox, 1)] == [self.largest]

    def test_ten_megabytes_travel_whole_or_are_too_large_for_that_one_event(self, broker: Broker) -> None:
        topic, body = self.topic("orders"), os.urandom(10_000_000)
        with broker.subscribe(topic) as inbox:
            try:
                broker.publish(topic, event(topic, body))
            except Unsendable as told:
                sent, why = [], str(told)
            else:
                sent, why = [body], ""
            broker.publish(topic, event(topic, b"next"))
            assert [one.message.body for one in heard(inbox, len(sent) + 1)] == [*sent, b"next"]
        assert sent or re.search(r"\d{8} bytes", why)

    def test_bytes_of_a_key_that_are_no_text_are_kept(self, broker: Broker) -> None:
        if not self.keys:
            pytest.skip("there are no keys")
        topic, raw = self.topic("orders"), b"\xff\x00\xfe".decode("utf-8", "surrogateescape")
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic, key=raw))
            assert [one.key for one in heard(inbox, 1)] == [raw]

    def test_an_empty_body_travels(self, broker: Broker) -> None:
        topic = self.topic("orders")
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic, b""))
            assert [one.message.body for one in heard(inbox, 1)] == [b""]

    def test_bytes_of_a_header_that_are_no_text_are_kept(self, broker: Broker) -> None:
        if not self.headers:
            pytest.skip("headers do not travel")
        topic, raw = self.topic("orders"), b"\xff\x00\xfe".decode("utf-8", "surrogateescape")
        try:
            with broker.subscribe(topic) as inbox:
                broker.publish(topic, event(topic, trace=raw))
                [one] = heard(inbox, 1)
        except ContractKitError as refused:
            kept, told = None, str(refused)
        else:
            kept, told = one.message.header("trace"), ""
        assert kept == raw or "trace" in told  # a protocol whose headers are text says so

    def test_a_template_hears_what_it_stands_for(self, broker: Broker) -> None:
        if not self.templates:
            pytest.skip("addresses are no templates")
        template, meant, other = self.template()
        with broker.subscribe(template) as inbox:
            broker.publish(other, event(other))
            broker.publish(meant, event(meant))
            assert [one.channel for one in heard(inbox, 1)] == [meant.address]

    def test_a_timeout_ends_in_nothing(self, broker: Broker) -> None:
        with broker.subscribe(self.topic("orders")) as inbox:
            assert inbox.take(0.05) == ()

    def test_nothing_is_left_behind(self, served: Served) -> None:
        before = set(threading.enumerate())
        with self.connected(served) as broker, broker.subscribe(self.topic("orders")) as inbox:
            inbox.take(0.01)
        until = time.monotonic() + 5
        while set(threading.enumerate()) - before and time.monotonic() < until:
            time.sleep(0.01)
        assert set(threading.enumerate()) - before == set()

    def there(self, served: Served, topic: Topic) -> bool:
        """Whether the broker has what it holds events of a topic in, as another client sees it."""
        raise NotImplementedError

    def put(self, served: Served, topic: Topic) -> None:
        """An event of somebody else, in a topic that is made for it where it is missing."""
        raise NotImplementedError

    def test_what_a_run_made_is_removed_at_its_end(self, served: Served) -> None:
        self.need_made()
        heard_of, published = self.topic("orders"), self.topic("payments")
        with self.connected(served) as broker, broker.subscribe(heard_of) as inbox:
            broker.publish(published, event(published))
            broker.publish(heard_of, event(heard_of))
            assert len(heard(inbox, 1)) == 1
            assert self.there(served, published)
        assert [self.there(served, one) for one in (heard_of, published)] == [False, False]

    def test_what_was_there_before_is_left_alone(self, served: Served) -> None:
        self.need_made()
        topic = self.topic("orders")
        self.put(served, topic)
        with self.connected(served) as broker, broker.subscribe(topic):
            broker.publish(topic, event(topic))
        assert self.there(served, topic)

    def test_what_others_published_to_meanwhile_is_left_alone(self, served: Served) -> None:
        self.need_made()
        topic = self.topic("orders")
        with self.connected(served) as broker:
            broker.publish(topic, event(topic))
            for _ in range(2):
                self.put(served, topic)
        assert self.there(served, topic)

    def test_the_last_of_two_runs_removes_what_either_made(self, served: Served) -> None:
        self.need_made()
        one, two = self.topic("orders"), self.topic("payments")
        with self.connected(served) as last:
            with self.connected(served) as first:
                first.publish(one, event(one))
                last.publish(one, event(one))
                last.publish(two, event(two))
            assert [self.there(served, topic) for topic in (one, two)] == [True, True]
        assert [self.there(served, topic) for topic in (one, two)] == [False, False]

    def need_connection(self) -> None:
        if not self.connects:
            pytest.skip("there is no connection that could be cut")

    def need_made(self) -> None:
        if not self.makes:
            pytest.skip("this broker makes nothing that stays")

    def test_closing_twice_is_safe(self, served: Served) -> None:
        broker = BROKERS[self.kind].connect(self.settings(served))
        broker.close()
        broker.close()

    def test_a_broker_that_is_killed_is_no_silence(self, served: Served) -> None:
        topic = self.topic("orders")
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            os.kill(served.pid, signal.SIGKILL)
            with pytest.raises(BrokerError, match=self.scheme):
                heard(inbox, 1, within=20.0)
            with pytest.raises(BrokerError, match=self.scheme):
                broker.publish(topic, event(topic))

    def test_a_connection_that_is_cut_while_listening_is_no_silence(self, served: Served) -> None:
        self.need_connection()
        topic, sent = self.topic("orders"), [str(number) for number in range(20)]
        with self.connected(served) as broker, broker.subscribe(topic) as inbox:
            for body in sent[:10]:
                broker.publish(topic, event(topic, body.encode()))
            assert cut(port(served)) > 0
            with self.connected(served) as other:
                for body in sent[10:]:
                    other.publish(topic, event(topic, body.encode()))
            if self.resumes:
                assert [one.message.body.decode() for one in heard(inbox, 20)] == sent
                assert inbox.take(0.1) == ()
                return
            for _ in range(2):  # and it stays so
                with pytest.raises(BrokerError, match=rf"{self.scheme}://.*lost"):
                    heard(inbox, 21)

    def test_what_is_published_over_a_cut_connection_arrives_once_or_is_told(self, served: Served) -> None:
        self.need_connection()
        topic, arrived = self.topic("orders"), []
        with self.connected(served) as broker:
            broker.publish(topic, event(topic, b'"before"'))
            cut(port(served))
            with self.connected(served) as listening, listening.subscribe(topic) as inbox:
                for number in range(3):
                    with suppress(BrokerError):
                        broker.publish(topic, event(topic, str(number).encode()))
                        arrived.append(str(number))
                listening.publish(topic, event(topic, b"3"))
                found = [one.message.body.decode() for one in heard(inbox, len(arrived) + 1)]
                assert sorted(found) == [*arrived, "3"]
                assert inbox.take(0.1) == ()

    def fill(self, served: Served, topic: Topic) -> None:
        """Arrange that a topic takes a few events, and no more."""
        raise NotImplementedError

    def test_a_broker_that_takes_no_more_says_so(self, served: Served) -> None:
        if not self.fills:
            pytest.skip("this broker has no such limit")
        topic = self.topic("orders")
        self.fill(served, topic)
        with self.connected(served) as broker:
            for _ in range(2):  # and it stays so
                with pytest.raises(BrokerError, match=rf"^{self.scheme}://.*full\?$"):
                    publish_many(broker, topic, 20)

    def test_nobody_there_is_one_sentence(self) -> None:
        nowhere = BrokerSettings(f"{self.scheme}://127.0.0.1:{free_port()}", timeout=1.0)
        with pytest.raises(BrokerError, match=rf"{self.scheme}://127\.0\.0\.1") as told:
            BROKERS[self.kind].connect(nowhere).close()
        assert "\n" not in str(told.value)

    def test_a_missing_extra_names_what_installs_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, self.client, None)
        with pytest.raises(UsageError, match=r"pip install 'pytest-contractkit\["):
            BROKERS[self.kind].connect(BrokerSettings(f"{self.scheme}://127.0.0.1:1"))
