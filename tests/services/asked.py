"""Small services that are asked by HTTP and tell by events: where users sign up, and one that asks others to add."""

import json
import queue
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pika
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from tests.services.lights import running

EMAIL = re.compile("[a-z0-9]+@[a-z]+")
Answered = tuple[int, Any]


@contextmanager
def served(answer: Callable[[str, str, Any], Answered]) -> Iterator[str]:
    """`answer(method, path, body)` over HTTP; gives its URL. What is no JSON is refused before it is asked."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two writes

        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            media = (self.headers.get("Content-Type") or "").partition(";")[0].strip()
            try:
                body = json.loads(raw) if raw else None
            except (ValueError, RecursionError):
                body = None
            told = answer(self.command, self.path, body) if not raw or media == "application/json" else (415, None)
            status, held = told if told[1] is not None else (told[0], {"title": "refused", "status": told[0]})
            text = json.dumps(held).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json" if status < 400 else "application/problem+json")
            self.send_header("Content-Length", str(len(text)))
            if status == 405:
                self.send_header("Allow", "GET" if self.path.count("/") > 1 else "POST")
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = _answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@contextmanager
def accounts(url: str, *, slip: str = "") -> Iterator[str]:
    """Whoever signs up is told of on `user/signedup`; gives the URL to sign up at."""
    host, port = url.removeprefix("mqtt://").split(":")
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.connect(host, int(port))
    client.loop_start()

    def answer(method: str, path: str, body: Any) -> Answered:
        if path != "/accounts":
            return 404, None
        if method != "POST":
            return 405, None
        good = isinstance(body, dict) and set(body) == {"displayName", "email"}
        good = good and all(isinstance(one, str) and one for one in body.values()) and EMAIL.fullmatch(body["email"])
        if good or (slip == "hasty" and isinstance(body, dict)):
            told = {**body, "email": 7} if slip == "number" else body
            if slip != "silent":
                client.publish("user/signedup", json.dumps(told), qos=1).wait_for_publish(5)
        return (201, {"id": uuid4().hex, **body}) if good else (422, None)

    try:
        with served(answer) as http:
            yield http
    finally:
        client.disconnect()
        client.loop_stop()


@contextmanager
def sums(url: str, *, slip: str = "") -> Iterator[str]:
    """Has numbers added by whoever listens on `rpc_queue`, as RabbitMQ's own example does; gives its URL."""
    known: dict[str, dict[str, Any]] = {}
    asked: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()

    def answer(method: str, path: str, body: Any) -> Answered:
        id = path.removeprefix("/sums/")
        if path == "/sums":
            if method != "POST":
                return 405, None
            numbers = body.get("numbers") if isinstance(body, dict) and set(body) == {"numbers"} else None
            if not isinstance(numbers, list) or any(isinstance(n, bool) or not isinstance(n, int) for n in numbers):
                return 422, None
            made = {"id": uuid4().hex, "state": "asked"}
            known[made["id"]] = made
            asked.put((made["id"], numbers))
            return 202, made
        if method != "GET":
            return 405, None
        return (200, known[id]) if id in known else (404, None)

    def work(ready: threading.Event, stopped: threading.Event) -> None:
        connection = pika.BlockingConnection(pika.URLParameters(url))
        channel = connection.channel()
        channel.queue_declare("rpc_queue", durable=False)
        answers = channel.queue_declare("", exclusive=True).method.queue

        def replied(_: Any, __: Any, properties: Any, body: bytes) -> None:
            told = json.loads(body)
            result = told.get("result") if isinstance(told, dict) else None
            if slip != "deaf" and properties.correlation_id in known:
                known[properties.correlation_id] |= {"state": "done", "result": result}

        channel.basic_consume(answers, replied, auto_ack=True)
        ready.set()
        while not stopped.is_set():
            connection.process_data_events(0.01)
            while not asked.empty():
                id, numbers = asked.get()
                told = "+".join(map(str, numbers)) if slip == "text" else numbers
                properties = pika.BasicProperties(
                    content_type="application/json", correlation_id=id, reply_to=answers if slip != "nowhere" else None
                )
                if slip != "silent":
                    channel.basic_publish("", "rpc_queue", json.dumps({"numbers": told}).encode(), properties)
        connection.close()

    with running(work), served(answer) as http:
        yield http
