import base64
import os
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, unquote

import pytest

from contractkit.model import Request
from contractkit.wire.curl import curl

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="the curl program is not installed")
JSON = (("Content-Type", "application/json"),)


class Recorder(BaseHTTPRequestHandler):
    """Keeps what arrives."""

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        self.server.seen.append((self.command, self.path, list(self.headers.items()), self.rfile.read(length)))
        self.send_response(204)
        self.end_headers()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_ODD = answer

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.seen = []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run(server, request, secrets=None, **variables):
    command = curl(request, f"http://127.0.0.1:{server.server_port}/", secrets=secrets or {})
    server.seen.clear()
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **variables}
    done = subprocess.run(["sh"], input=command.encode(), env=environment, capture_output=True, timeout=20)
    assert done.returncode == 0, (command, done.stderr)
    method, target, headers, body = server.seen[0]
    return command, method, target, {name.lower(): value for name, value in headers}, body


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1}',
        b"it's 'quoted' \"twice\" $HOME `id` \\n !!",
        b"@/etc/hostname",
        b"-n first",
        b"two\nlines\n",
        b"\r\n%d%s\\x41",
        b"nul\x00byte",
        b"-\x00",
        bytes(range(256)),
        "täxt ☃ 𝄞".encode(),
        b"",
        b"x" * 300_000,
        b"\x00" * 40_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_the_bytes_of_a_body_arrive_as_they_are(server, body):
    _, method, target, headers, sent = run(server, Request("POST", "/a?b=c", JSON, body))
    assert (method, target, sent) == ("POST", "/a?b=c", body)
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "ODD"])
def test_the_method_arrives_with_and_without_a_body(server, method):
    assert run(server, Request(method, "/"))[1] == method
    if method != "HEAD":
        assert run(server, Request(method, "/", JSON, b"1"))[1::3] == (method, b"1")


@pytest.mark.parametrize("target", ["/a/../b/./c", "/a%2F%00?x[]={1,2}&y='%20\"", "/%24HOME/$HOME?q=`id`"])
def test_the_target_arrives_as_it_is(server, target):
    assert run(server, Request("GET", target))[2] == target


def test_headers_arrive_as_they_are_and_no_others_of_weight(server):
    sent = (("Accept", "text/csv"), ("X-Empty", ""), ("X-Odd", "a'b\"c$HOME\\"), ("X-Latin", "caf\xe9"))
    headers = run(server, Request("POST", "/", sent, b"x"))[3]
    assert {name: headers[name] for name in ("accept", "x-empty", "x-odd", "x-latin")} == {
        "accept": "text/csv",
        "x-empty": "",
        "x-odd": "a'b\"c$HOME\\",
        "x-latin": "caf\xe9",
    }
    assert "content-type" not in headers


def test_nothing_is_added_that_the_request_does_not_have(server):
    headers = run(server, Request("POST", "/"))[3]
    assert headers["content-length"] == "0"
    assert "accept" not in headers
    assert "content-type" not in headers


SECRET = 'p"a\\s$s w&r/d%é'


@pytest.mark.parametrize("body", [b'{"a":"%s"}', b"before %s after\x00", b"%s"], ids=["text", "binary", "alone"])
def test_a_secret_is_read_from_its_variable(server, body):
    request = Request("POST", "/", (("X-Key", "tok-123"),), body.replace(b"%s", b"tok-123"))
    command, _, _, headers, sent = run(server, request, {"tok-123": "TOKEN"}, TOKEN="tok-123")
    assert "tok-123" not in command
    assert '"$TOKEN"' in command
    assert (headers["x-key"], sent) == ("tok-123", request.body)


def test_a_changed_secret_is_sent_changed(server):
    request = Request("GET", "/?k=tok-123", (("Authorization", "Bearer tok-123"),))
    _, _, target, headers, _ = run(server, request, {"tok-123": "TOKEN"}, TOKEN="other")
    assert (target, headers["authorization"]) == ("/?k=other", "Bearer other")


def test_a_secret_with_odd_characters_is_encoded_where_the_request_encodes_it(server):
    text = SECRET.replace("\\", "\\\\").replace('"', '\\"')
    request = Request("POST", f"/?k={quote(SECRET, safe='')}", (), f'{{"k":"{text}"}}'.encode())
    command, _, target, _, body = run(server, request, {SECRET: "KEY"}, KEY=SECRET)
    assert unquote(target) == f"/?k={SECRET}"
    assert body == request.body
    for leaked in (SECRET, quote(SECRET, safe=""), text):
        assert leaked not in command


def test_the_longer_of_two_secrets_wins(server):
    request = Request("GET", "/", (("X-Key", "abcdef"),))
    command, *_, headers, _ = run(server, request, {"abc": "SHORT", "abcdef": "LONG"}, SHORT="1", LONG="2")
    assert headers["x-key"] == "2"
    assert "$SHORT" not in command


def test_an_encoded_value_of_settings_stands_whole(server):
    basic = base64.b64encode(b"user:pw").decode()
    request = Request("GET", "/", (("Authorization", f"Basic {basic}"),))
    assert run(server, request, {basic: "BASIC"}, BASIC=basic)[3]["authorization"] == f"Basic {basic}"


def test_a_command_without_text_bodies_is_one_line():
    assert "\n" not in curl(Request("POST", "/", JSON, b"a\n\x00"), "http://127.0.0.1")


def test_a_secret_beyond_ascii_in_a_header_goes_by_its_name(server):
    request = Request("GET", "/", (("X-Api-Key", "k+é&<secret>"),))
    command, _, _, headers, _ = run(server, request, {"k+é&<secret>": "KEY"}, KEY="k+é&<secret>")
    assert "secret" not in command
    assert headers["x-api-key"] == "k+é&<secret>"
