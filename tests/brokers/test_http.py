import http.client
import os
import signal
import socket
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from tests.brokers.conformance import Conformance, Served, event

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import BROKERS
from contractkit.model import Event, Message, Topic
from contractkit.readiness import free_port
from contractkit.served import CommandTarget
from contractkit.settings.brokers import BrokerSettings

# A service that tells whoever listens at its ports what it was told, before it says that it took it.
RELAY = """
import sys
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Relay(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        for port in sys.argv[2:]:
            connection = HTTPConnection("127.0.0.1", int(port))
            try:
                connection.request("POST", self.path, body, dict(self.headers))
                connection.getresponse().read()
            except OSError:
                pass
            connection.close()
        self.send_response(202)
        self.end_headers()
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Relay).serve_forever()
"""


class TestHttp(Conformance):
    connects = False
    kind = scheme = "http"
    keys = False

    @pytest.fixture
    def served(self, tmp_path: Path) -> Iterator[Served]:
        self.ports = [free_port(), free_port()]
        self.port = cycle(self.ports)
        listening = map(str, self.ports)
        started = CommandTarget([sys.executable, "-c", RELAY, "{port}", *listening], cwd=tmp_path)
        yield Served(started.base_url, started.pid)
        started.close()

    def settings(self, served: Served) -> BrokerSettings:
        return BrokerSettings(served.url, options={"listen": next(self.port)})

    def template(self) -> tuple[Topic, Topic, Topic]:
        """The segments of a path."""
        name = f"ck{uuid4().hex[:8]}"
        return Topic(f"/{name}/{{id}}/dim"), Topic(f"/{name}/7/dim"), Topic(f"/{name}/7/lit")

    def test_a_broker_that_is_killed_is_no_silence(self, served: Served) -> None:
        """There is no broker to be gone where we are told ourselves: only who publishes hears of it."""
        topic = self.topic("orders")
        with self.connected(served) as broker:
            os.kill(served.pid, signal.SIGKILL)
            with pytest.raises(BrokerError, match="http://"):
                all(broker.publish(topic, event(topic)) for _ in range(100))

    @pytest.mark.skip(reason="the standard library needs no extra")
    def test_a_missing_extra_names_what_installs_it(self) -> None: ...


@contextmanager
def service(status: int = 202) -> Iterator[tuple[str, list[tuple[str, list[tuple[str, str]], bytes]]]]:
    """A service that answers so, and what it was sent."""
    seen: list[tuple[str, list[tuple[str, str]], bytes]] = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            seen.append((self.path, self.headers.items(), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
        server.shutdown()
        thread.join()


@contextmanager
def connected(url: str, **given: Any) -> Iterator[Any]:
    broker = BROKERS["http"].connect(BrokerSettings(url, **given))
    try:
        yield broker
    finally:
        broker.close()


def post(url: str, path: str, body: Any, **headers: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    ("status", "taken"), [(200, True), (204, True), (301, False), (400, False), (422, False), (500, False)]
)
def test_2xx_alone_means_that_it_was_taken(status: int, taken: bool) -> None:
    topic = Topic("/orders")
    with service(status) as (url, _), connected(url) as broker:
        sent = broker.publish(topic, event(topic))
        assert sent.position == str(status)
        assert broker.handled(topic, sent, "svc") is taken
        assert broker.handled(topic, event(topic), "svc") is None


@pytest.mark.parametrize("address", ["/orders/größe 1", "orders/größe 1"])
def test_an_address_is_the_path_below_the_url(address: str) -> None:
    with service() as (url, seen), connected(f"{url}/hooks/") as broker:
        broker.publish(Topic(address), event(Topic(address), b"hi", ce_x="1"))
    [(path, headers, body)] = seen
    assert (path, body) == ("/hooks/orders/gr%C3%B6%C3%9Fe%201", b"hi")
    assert ("ce_x", "1") in headers


@pytest.mark.parametrize(("address", "channel"), [("/orders/{id}", "/orders/7 ü"), ("orders/{id}", "orders/7 ü")])
def test_what_is_heard_travels_on_an_address_of_the_same_form(address: str, channel: str) -> None:
    with service() as (url, _), connected(url) as broker, broker.subscribe(Topic(address)) as inbox:
        assert post(broker.listening, "/orders/7%20%C3%BC?x=1", b"{}", ce_id="1", Accept="*/*") == 202
        assert post(broker.listening, "/orders/7/8", b"{}") == 404
        [one] = inbox.take(5)
    assert (one.channel, one.message) == (channel, Message(None, (("ce-id", "1"),), b"{}"))


def test_a_body_in_chunks_is_heard_whole() -> None:
    with service() as (url, _), connected(url) as broker, broker.subscribe(Topic("orders")) as inbox:
        assert post(broker.listening, "/orders", iter([b"ab", b"c" * 100_000])) == 202
        assert [one.message for one in inbox.take(5)] == [Message(None, (), b"ab" + b"c" * 100_000)]


@pytest.mark.parametrize("request_", ["Content-Length: x\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"])
def test_what_is_no_request_is_answered_and_not_heard(request_: str) -> None:
    with service() as (url, _), connected(url) as broker, broker.subscribe(Topic("orders")) as inbox:
        with socket.create_connection(("127.0.0.1", urlsplit(broker.listening).port)) as peer:
            peer.sendall(f"POST /orders HTTP/1.1\r\nHost: x\r\n{request_}".encode())
            assert peer.recv(1000).startswith(b"HTTP/1.1 400 ")
        assert inbox.take(0) == ()


MEMBERS = ['{"id": "1", "data": 1.0}', '{"id" : "2","id":"2", "data": [1e400]}']


@pytest.mark.parametrize(
    ("body", "members"),
    [
        (f" [ {MEMBERS[0]} ,{MEMBERS[1]}\n]\n", MEMBERS),
        (f"[{MEMBERS[0]}]", MEMBERS[:1]),
        ("[[1], 2]", ["[1]", "2"]),
        ("[]", []),
    ],
)
def test_a_batch_is_heard_as_its_members_as_they_are_written(body: str, members: list[str]) -> None:
    with service() as (url, _), connected(url) as broker, broker.subscribe(Topic("orders")) as inbox:
        post(broker.listening, "/orders", body, Content_Type="application/cloudevents-batch+json; charset=utf-8", a="1")
        found = inbox.take(0)
    assert [one.message.body.decode() for one in found] == members
    assert {one.message.headers for one in found} <= {(("Content-Type", "application/cloudevents+json"), ("a", "1"))}


@pytest.mark.parametrize("body", [b"{}", b"[", b"\xff", b"[" * 100_000])
def test_a_batch_that_is_none_is_heard_as_it_came(body: bytes) -> None:
    sent = Message(None, (("Content-Type", "application/cloudevents-batch+json"),), body)
    with service() as (url, _), connected(url) as broker, broker.subscribe(Topic("orders")) as inbox:
        assert post(broker.listening, "/orders", body, Content_Type="application/cloudevents-batch+json") == 202
        assert [one.message for one in inbox.take(5)] == [sent]


@pytest.mark.parametrize("header", [("a", "x\ny"), ("a", "x "), ("a b", "x"), ("Content-Length", "1"), ("größe", "x")])
def test_a_header_that_would_not_arrive_is_not_sent(header: tuple[str, str]) -> None:
    topic = Topic("orders")
    with service() as (url, seen), connected(url) as broker:
        with pytest.raises(Unsendable, match="header"):
            broker.publish(topic, Event("orders", Message(None, (header,), b"")))
        broker.publish(topic, Event("orders", Message(None, (("a", "1"), ("a", "größe")), b"")))
    [(_, headers, _)] = seen
    assert [text.encode("latin-1").decode() for name, text in headers if name == "a"] == ["1", "größe"]


@pytest.mark.parametrize(
    ("user", "sent"), [("ck", f"Basic {b64encode(b'ck:secret').decode()}"), (None, "Bearer secret")]
)
def test_credentials_of_the_settings_are_sent_unless_the_event_has_its_own(user: str | None, sent: str) -> None:
    topic = Topic("orders")
    with service() as (url, seen), connected(url, user=user, password="secret") as broker:
        broker.publish(topic, event(topic))
        broker.publish(topic, event(topic, authorization="own"))
    assert [dict(headers).get("Authorization") for _, headers, _ in seen] == [sent, None]
    assert dict(seen[1][1])["authorization"] == "own"


def test_who_is_still_connected_keeps_nobody_from_closing() -> None:
    with service() as (url, _), connected(url, timeout=60.0) as broker:
        peer = socket.create_connection(("127.0.0.1", urlsplit(broker.listening).port))
        peer.sendall(b"POST /orders HTTP/1.1\r\n")
        while not broker.server.open:
            pass
    peer.close()


def test_options_that_do_not_do_are_one_sentence() -> None:
    with service() as (url, _):
        with pytest.raises(UsageError, match="no speed for http"), connected(url, options={"speed": 1}):
            pass
        with connected(url) as other, pytest.raises(BrokerError, match="listen: nobody can listen at"):
            connected(url, options={"listen": urlsplit(other.listening).port}).__enter__()
