"""Events over HTTP, both ways: published by POST to the service, heard as POSTs to a server of our own on 127.0.0.1.

The address of a channel is the path. What the service answers is its verdict: `position` is the status, and 2xx alone
means that it took the event. `options: {listen: 8099}` gives our server a port, which is a free one otherwise; its URL
is `listening`. A batch of CloudEvents is heard as its members. There are no keys.
"""

import re
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import JSONDecoder, loads
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR, socket
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import broker
from contractkit.model import Event, Message, Topic
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings
from contractkit.topics import bytes_of, pattern, text_of

HOST = "127.0.0.1"
BATCH, SINGLE = "application/cloudevents-batch+json", "application/cloudevents+json"
NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})  # of the request, not of the event
THEIRS = OURS | {"accept", "accept-encoding", "expect", "keep-alive", "te", "trailer", "user-agent"}
UNQUOTED = "/%?&=:@!$'()*+,;~"


@broker("http", schemes=("http", "https"))
def connect(settings: BrokerSettings) -> Broker:
    if unknown := sorted(set(settings.options) - {"listen"}):
        raise UsageError(f"{settings.where}options: there is no {', '.join(unknown)} for http, but listen")
    service, port = HttpEvents(settings), settings.options.get("listen", 0)
    with service.connected():
        pass
    try:
        service.server = Listening(int(port), service.inboxes, settings.timeout)
    except (OSError, ValueError, OverflowError) as wrong:
        raise BrokerError(f"{settings.where}options: listen: nobody can listen at {port!r}: {wrong}") from wrong
    return service


@dataclass(slots=True, eq=False)
class HttpEvents:
    settings: BrokerSettings
    inboxes: list["PathInbox"] = field(default_factory=list)
    server: Any = None

    @property
    def listening(self) -> str:
        """The URL that a service is told to send its events to."""
        return f"http://{HOST}:{self.server.server_address[1]}"

    def publish(self, topic: Topic, event: Event) -> Event:
        headers = list(_sendable(event.message.headers))
        if self.settings.password and not any(name.lower() == "authorization" for name, _ in headers):
            headers.append(("Authorization", _authorization(self.settings.user, self.settings.password)))
        target = urlsplit(self.settings.url).path.rstrip("/") + quote(_path(topic.address), safe=UNQUOTED)
        with self.connected() as connection:
            connection.putrequest("POST", target, skip_accept_encoding=True)
            for name, value in (*headers, ("Content-Length", b"%d" % len(event.message.body))):
                connection.putheader(name, value)
            connection.endheaders(event.message.body)
            answer = connection.getresponse()
            answer.read()
        return replace(event, channel=topic.address, key=None, position=str(answer.status))

    def subscribe(self, topic: Topic) -> "PathInbox":
        inbox = PathInbox(self, topic.address)
        self.inboxes.append(inbox)
        return inbox

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """Whether it was answered by 2xx, whoever handles it; None of what was not published here."""
        return event.position.startswith("2") if event.position else None

    def close(self) -> None:
        if self.server is not None:
            self.server.end()

    @contextmanager
    def connected(self) -> Iterator[HTTPConnection]:
        """A connection for one event; BrokerError where there is none, or no answer comes of it."""
        try:
            with closing(self._dial()) as connection:
                connection.connect()
                yield connection
        except (OSError, HTTPException) as wrong:
            name = f"{self.settings.where}{self.settings.shown}"
            raise BrokerError(f"{name}: {str(wrong) or type(wrong).__name__}; is it running?") from wrong

    def _dial(self) -> HTTPConnection:
        host, port, timeout = self.settings.host, urlsplit(self.settings.url).port, self.settings.timeout
        if self.settings.scheme == "http":
            return HTTPConnection(host, port, timeout=timeout)
        context = ssl.create_default_context(cafile=self.settings.ca)
        if self.settings.cert:
            context.load_cert_chain(self.settings.cert, self.settings.key)
        return HTTPSConnection(host, port, timeout=timeout, context=context)


class Listening(ThreadingHTTPServer):
    """Our server, in a thread of its own; its end closes what is still open."""

    daemon_threads = False  # so that its end waits for them

    def __init__(self, port: int, inboxes: list["PathInbox"], timeout: float) -> None:
        self.inboxes, self.patience, self.open = inboxes, timeout, set[socket]()
        super().__init__((HOST, port), Heard)
        self.thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def end(self) -> None:
        self.shutdown()
        for one in tuple(self.open):
            with suppress(OSError):
                one.shutdown(SHUT_RDWR)
        self.server_close()
        self.thread.join()


class Heard(BaseHTTPRequestHandler):
    server: Listening
    protocol_version = "HTTP/1.1"  # else nobody who expects a 100 would send us anything

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.patience)

    def do_POST(self) -> None:
        try:
            body = self._chunks() if self.headers.get("transfer-encoding") else self._whole()
        except ValueError:
            self._answer(400)
            return
        pairs = ((name, value.encode("latin-1")) for name, value in self.headers.items() if name.lower() not in THEIRS)
        message = Message(None, tuple((name, text_of(value)) for name, value in pairs), body)
        path = unquote(urlsplit(self.path).path)
        heard = [inbox.hear(path, message) for inbox in tuple(self.server.inboxes)]
        self._answer(202 if any(heard) else 404)

    def _whole(self) -> bytes:
        length = int(self.headers.get("content-length", 0))
        if len(body := self.rfile.read(length)) < length:
            raise ValueError("it ended early")
        return body

    def _chunks(self) -> bytes:
        pieces = []
        while size := int(self.rfile.readline(1_000).split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline(1_000)
        while self.rfile.readline(10_000).strip():
            pass
        return b"".join(pieces)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """What is heard is in the inbox."""


@dataclass(slots=True, eq=False)
class PathInbox:
    broker: HttpEvents
    address: str
    heard: "SimpleQueue[Event]" = field(default_factory=SimpleQueue)

    def hear(self, path: str, message: Message) -> bool:
        """Whether it is for this one."""
        if not pattern(_path(self.address), "[^/]+").fullmatch(path):
            return False
        channel = path if self.address.startswith("/") else path.removeprefix("/")
        for one in _members(message) if message.media == BATCH else [message]:
            self.heard.put(Event(channel, one, at=time.monotonic()))
        return True

    def take(self, timeout: float) -> tuple[Event, ...]:
        found: list[Event] = []
        with suppress(Empty):
            found.append(self.heard.get(timeout=max(0.0, timeout)))
            found += [self.heard.get_nowait() for _ in range(self.heard.qsize())]
        return tuple(found)

    def __enter__(self) -> "PathInbox":
        return self

    def __exit__(self, *raised: object) -> None:
        self.broker.inboxes.remove(self)


def _path(address: str) -> str:
    return address if address.startswith("/") else f"/{address}"


def _authorization(user: str | None, password: str) -> bytes:
    """A password alone is a token."""
    return b"Basic " + b64encode(f"{user}:{password}".encode()) if user else f"Bearer {password}".encode()


def _sendable(headers: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, bytes]]:
    for name, value in headers:
        if not NAME.fullmatch(name) or name.lower() in OURS:
            raise Unsendable(f"header {name!r}: HTTP has no header of an event that is called so")
        if re.search("[\r\n\0]", value) or value != value.strip():
            raise Unsendable(f"header {name!r}: HTTP takes no line breaks, no NUL and no blanks around it")
        yield name, bytes_of(value)


def _members(message: Message) -> list[Message]:
    """The events of a batch, each as it is written there; what is no batch is one event as it came."""
    headers = tuple((name, SINGLE if name.lower() == "content-type" else text) for name, text in message.headers)
    try:
        return [Message(None, headers, one.encode()) for one in _array(message.body.decode())]
    except (ValueError, RecursionError):
        return [message]


def _array(text: str) -> list[str]:
    whole, found, end = loads(text), [], 0
    if not isinstance(whole, list):
        raise ValueError("no array")
    for _ in whole:
        start = re.compile(r"\s*[\[,]\s*").match(text, end)
        assert start is not None
        _, end = JSONDecoder().raw_decode(text, start.end())
        found.append(text[start.end() : end])
    return found
