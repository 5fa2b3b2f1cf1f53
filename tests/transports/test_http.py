"""Live servers are reached over kept connections, and no server keeps the run longer than its deadline."""

import select
import socket
import threading
import time

import pytest
import uvicorn
from tests.certificates import certified
from tests.transports.conformance import LIMITS, TransportConformance
from tests.transports.talk import AsgiService, ok, request_of, reset, saying, scripted

from contractkit.client.received import Limits
from contractkit.errors import UsageError
from contractkit.model import Fault, Request
from contractkit.transports.http import HttpTransport, Pace, reachable

GET = Request("GET", "/")


class Uvicorn:
    """The service on a free port, in a thread."""

    def __init__(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(AsgiService(), log_level="critical", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def close(self):
        self._server.should_exit = True
        self._thread.join(5)


@pytest.fixture(scope="module")
def uvicorn_url():
    server = Uvicorn()
    yield server.url
    server.close()


class TestHttp(TransportConformance):
    @pytest.fixture
    def transport(self, uvicorn_url):
        transport = HttpTransport(uvicorn_url, limits=LIMITS)
        yield transport
        transport.close()


def sent(url, *requests, timeout=2.0, limits=LIMITS, **more):
    transport = HttpTransport(url, limits=limits, **more)
    try:
        return [transport.send(request, timeout=timeout) for request in requests]
    finally:
        transport.close()


def one(play, request=GET, **more):
    with scripted(play) as server:
        return sent(server.url, request, **more)[0]


# --- what servers do to connections


def test_one_connection_carries_all_requests():
    with scripted(saying(*[ok(b"hi")] * 5)) as server:
        assert [seen.reply.body for seen in sent(server.url, *[GET] * 5)] == [b"hi"] * 5
        assert server.connections == 1


@pytest.mark.parametrize(
    ("answer", "connections"),
    [
        (ok(b"hi"), 1),
        (ok(b"hi", "Connection: close"), 2),
        (ok(b"hi").replace(b"1.1", b"1.0"), 2),
        (ok(b"hi", "Connection: Keep-Alive").replace(b"1.1", b"1.0"), 1),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\nX-Trailer: t\r\n\r\n", 1),
        (ok(b"hi") + b"stray", 2),
    ],
)
def test_a_connection_is_used_again_only_where_the_answer_allows_it(answer, connections):
    with scripted(saying(answer, answer)) as server:
        assert [seen.reply.body for seen in sent(server.url, GET, GET)] == [b"hi", b"hi"]
        assert server.connections == connections


def test_a_request_that_asks_to_close_is_the_last_on_its_connection():
    with scripted(saying(ok(b"hi"), ok(b"hi"))) as server:
        sent(server.url, Request("GET", "/", (("Connection", "close"),)), GET)
        assert server.connections == 2


def test_an_idle_connection_that_the_server_closed_is_replaced():
    with scripted(saying(ok(b"hi"))) as server:
        assert [seen.reply.body for seen in sent(server.url, *[GET] * 3)] == [b"hi"] * 3
        assert server.connections == 3


def test_a_kept_connection_that_dies_under_the_request_is_replaced_once():
    def play(connection, number):
        request_of(connection)
        connection.sendall(ok(b"hi"))
        request_of(connection)  # and close without a word

    with scripted(play) as server:
        assert [seen.reply.body for seen in sent(server.url, GET, GET)] == [b"hi", b"hi"]
        assert server.connections == 2


def test_a_fresh_connection_that_dies_is_a_reset_and_nothing_is_sent_twice():
    with scripted(saying(then=request_of)) as server:
        [seen] = sent(server.url, GET)
        assert seen.fault == Fault("reset", "the connection was closed before any answer")
        assert server.connections == 1


def test_a_kept_connection_that_dies_within_the_answer_is_a_reset():
    with scripted(saying(ok(b"hi"), ok(b"hi")[:-1])) as server:
        _, seen = sent(server.url, GET, GET)
        assert seen.fault == Fault("reset", "the connection was closed after 1 of 2 bytes of the body")
        assert server.connections == 1


# --- what servers say instead of an answer


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "garbage", "not HTTP/1.1; it begins with 'SSH-2.0"),
        (b"\x15\x03\x01\x00\x02\x02F", "garbage", "not HTTP/1.1"),
        (b"HTTP/1.1 OK\r\n\r\n", "garbage", "status line"),
        (b"HTTP/1.1 200 OK\r\nno header\r\n\r\n", "garbage", "header line"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi", "garbage", "'2, 3'"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhi", "garbage", "'-1'"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhi there\r\n", "garbage", "chunk"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi there\r\n", "garbage", "chunk"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi", "reset", "2 of 5 bytes"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi", "reset", "2 of 10 bytes"),
        (b"HTTP/1.1 200 OK\r\nContent-", "reset", "in the answer's head"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\nhi", "too-large", "1000000 bytes"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_001, "too-large", "1000000 bytes"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", "too-large", "head"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi", "garbage", "Transfer-Encoding"),
    ],
)
def test_what_is_no_answer_is_a_fault_that_says_so(answer, kind, words):
    seen = one(saying(answer))
    assert seen.reply is None
    assert seen.fault.kind == kind
    assert words in seen.fault.detail


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi"),
        (b"HTTP/1.1 299 Caf\xe9 now\r\nContent-Length: 2, 2\r\n\r\nhi", 299, b"hi"),
        (b"HTTP/1.0 200 OK\nContent-Type: text/plain\n\nhi", 200, b"hi"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + ok(b"hi"), 200, b"hi"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi", 204, b"hi"),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", 304, b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA \r\n0123456789\r\n0\r\n\r\n", 200, b"0123456789"),
        (b"HTTP/1.1 200 OK\r\nX-A: a\r\n  b\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi"),
    ],
)
def test_unusual_but_readable_answers_are_read(answer, status, body):
    seen = one(saying(answer))
    assert seen.fault is None
    assert (seen.reply.status, seen.reply.body) == (status, body)


def test_a_body_after_head_is_shown():
    assert one(saying(ok(b"hi")), Request("HEAD", "/")).reply.body == b"hi"


def test_a_reset_within_the_body_is_a_reset():
    def play(connection, number):
        request_of(connection)
        connection.sendall(ok(b"x" * 100)[:-50])
        time.sleep(0.05)
        reset(connection)

    assert one(play).fault.kind == "reset"


def test_nobody_at_home_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    [seen] = sent(f"http://127.0.0.1:{port}", GET)
    assert seen.fault == Fault("refused", f"no connection to 127.0.0.1:{port}: connection refused")


def test_an_unknown_host_is_refused():
    [seen] = sent("http://nobody.invalid", GET)
    assert seen.fault.kind == "refused"
    assert "nobody.invalid" in seen.fault.detail


# --- deadlines


def dripping(data, pause=0.02):
    def play(connection, number):
        request_of(connection)
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return play


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(dripping(ok(b"x" * 1000)), id="drips"),
        pytest.param(saying(then=lambda c: time.sleep(0.6)), id="never answers"),
        pytest.param(saying(ok(b"x" * 9)[:-1], then=lambda c: time.sleep(0.6)), id="stops in the body"),
        pytest.param(saying(b"HTTP/1.1 100 Continue\r\n\r\n", then=lambda c: time.sleep(0.6)), id="only continues"),
    ],
)
def test_one_deadline_holds_for_the_whole_answer(play):
    seen = one(play, timeout=0.2)
    assert seen.fault == Fault("timeout", "no complete answer within 0.2 s")
    assert 0.15 < seen.seconds < 0.5


def test_a_server_that_does_not_read_is_late():
    seen = one(lambda c, n: time.sleep(0.6), Request("POST", "/", (), b"x" * 20_000_000), timeout=0.2)
    assert seen.fault.kind == "timeout"
    assert seen.seconds < 0.5


def test_a_silent_stream_is_what_came():
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
    seen = one(saying(head + b"data: 1\n\n", then=lambda c: time.sleep(1)))
    assert (seen.reply.body, seen.cut) == (b"data: 1\n\n", True)
    assert seen.seconds < 0.5


def test_a_fast_endless_stream_is_cut_at_its_bound():
    def play(connection, number):
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n")
        while True:
            connection.sendall(b"1\n" * 1000)

    seen = one(play, limits=Limits(stream=10_000))
    assert seen.cut
    assert 10_000 < len(seen.reply.body) < 200_000


# --- large requests


@pytest.mark.parametrize("last", ["close", "reset", "wait"])
def test_an_early_refusal_of_a_large_body_is_read(last):
    def play(connection, number):
        request_of(connection)
        connection.sendall(ok(b"no", "Connection: close", status="413 Content Too Large"))
        if last == "wait":
            time.sleep(0.8)
        elif last == "reset":
            time.sleep(0.05)
            reset(connection)

    seen = one(play, Request("POST", "/", (), b"x" * 20_000_000), timeout=5)
    assert seen.reply is not None, seen.fault
    assert (seen.reply.status, seen.reply.body) == (413, b"no")
    assert seen.seconds < 0.8


def test_a_server_that_answers_while_it_reads_gets_the_whole_body():
    size = 5_000_000
    got = []

    def play(connection, number):
        _head, _, rest = connection.recv(65536).partition(b"\r\n\r\n")
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
        count = len(rest)
        while count < size:
            count += len(connection.recv(65536))
        got.append(count)
        connection.sendall(b"0\r\n\r\n")

    seen = one(play, Request("POST", "/", (), b"x" * size), timeout=5)
    assert (seen.reply.body, got) == (b"hi", [size])


@pytest.mark.parametrize(("permitted", "status"), [(True, 200), (False, 417)])
def test_expect_continue_waits_for_permission(permitted, status):
    got = []

    def play(connection, number):
        request_of(connection)
        if not permitted:
            connection.sendall(ok(b"", status="417 Expectation Failed"))
            got.append(select.select([connection], [], [], 0.1)[0] and connection.recv(10))
            return
        assert not select.select([connection], [], [], 0.05)[0]
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        got.append(connection.recv(10))
        connection.sendall(ok(b""))

    request = Request("POST", "/", (("Expect", "100-continue"),), b"body")
    seen = one(play, request)
    assert seen.reply.status == status
    assert got == ([b"body"] if permitted else got)
    assert b"body" not in got or permitted


# --- what goes over the wire


def on_the_wire(request, path="", **more):
    got = []

    def play(connection, number):
        got.append(request_of(connection))
        connection.sendall(ok(b""))

    with scripted(play) as server:
        sent(server.url + path, request, **more)
        return got[0].replace(str(server.port).encode(), b"PORT")


def test_the_wire_holds_exactly_what_was_given():
    target = "/a/../b//%2e/./c?x=%2f+&y=\xe9&&z[]={}|^"
    wire = on_the_wire(Request("GET", target, (("x-OdD", " v "), ("Dup", "1"), ("dup", "2"))))
    assert wire == (
        b"GET " + target.encode("latin-1") + b" HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nx-OdD:  v \r\nDup: 1\r\ndup: 2\r\n"
        b"User-Agent: contractkit\r\n\r\n"
    )


def test_the_path_of_the_base_url_comes_first():
    assert on_the_wire(GET, "/v1/").startswith(b"GET /v1/ HTTP/1.1\r\n")


def test_an_asterisk_target_stays():
    assert on_the_wire(Request("OPTIONS", "*"), "/v1").startswith(b"OPTIONS * HTTP/1.1\r\n")


def test_the_environment_has_no_say(monkeypatch, tmp_path):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password pw\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert b"uthorization" not in on_the_wire(GET)


def test_a_cookie_that_was_set_is_not_sent_back():
    got = []

    def play(connection, number):
        for _ in range(2):
            got.append(request_of(connection))
            connection.sendall(ok(b"", "Set-Cookie: a=1"))

    with scripted(play) as server:
        sent(server.url, GET, GET)
    assert b"ookie" not in got[1]


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6_is_reached():
    try:
        with scripted(saying(ok(b"hi")), family=socket.AF_INET6) as server:
            assert sent(server.url, GET)[0].reply.body == b"hi"
    except OSError:
        pytest.skip("no IPv6 loopback here")


# --- proxy, TLS, pace


def test_a_proxy_gets_the_whole_url_and_its_own_login():
    got = []

    def play(connection, number):
        got.append(request_of(connection))
        connection.sendall(ok(b"via"))

    with scripted(play) as proxy:
        through = proxy.url.replace("//", "//me:p%40w@")
        [seen] = sent("http://orders.invalid:81/v1", Request("GET", "/a?b"), proxy=through)
    assert seen.reply.body == b"via"
    assert got[0].startswith(b"GET http://orders.invalid:81/v1/a?b HTTP/1.1\r\nHost: orders.invalid:81\r\n")
    assert b"Proxy-Authorization: Basic bWU6cEB3\r\n" in got[0]


def test_a_proxy_that_refuses_a_tunnel_is_named():
    with scripted(saying(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) as proxy:
        [seen] = sent("https://orders.invalid", GET, proxy=proxy.url)
    assert seen.fault.kind == "refused"
    assert "answered 403 to CONNECT orders.invalid:443" in seen.fault.detail


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return certified(tmp_path_factory.mktemp("tls"))


def secured(made, answers):
    def play(connection, number):
        with made.serving().wrap_socket(connection, server_side=True) as tls:
            for answer in answers:
                head = request_of(tls)
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0")
                missing = length - len(head.partition(b"\r\n\r\n")[2])
                while missing > 0:
                    missing -= len(tls.recv(65536))
                tls.sendall(answer)

    return play


def test_tls_is_checked_against_the_given_authority(made):
    with scripted(secured(made, [ok(b"hi"), ok(b"ho")])) as server:
        url = server.url.replace("http:", "https:")
        large = Request("POST", "/", (), b"x" * 1_000_000)
        assert [seen.reply.body for seen in sent(url, large, GET, ca=made.ca)] == [b"hi", b"ho"]
        assert server.connections == 1
        [seen] = sent(url, GET)
        assert seen.fault.kind == "refused"
        assert "not trusted" in seen.fault.detail
        assert "tls: ca" in seen.fault.detail


def test_a_server_without_tls_is_no_https_server():
    with scripted(lambda connection, _: connection.sendall(ok(connection.recv(1)))) as server:
        [seen] = sent(server.url.replace("http:", "https:"), GET)
    assert seen.fault.kind == "refused"
    assert "no TLS connection" in seen.fault.detail


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ca": "no/such.pem"}, "no/such.pem"),
        ({"key": "key.pem"}, "no cert"),
        ({"proxy": "socks5://127.0.0.1:1"}, "http URL"),
        ({"rate": 0}, "rate"),
    ],
)
def test_settings_that_cannot_be_are_refused(more, words):
    with pytest.raises(UsageError, match=words):
        HttpTransport("https://127.0.0.1", **more)


@pytest.mark.parametrize("url", ["127.0.0.1:80", "ftp://127.0.0.1", "http://", "http://h:99999", "http://[::1"])
def test_what_is_no_url_is_refused(url):
    with pytest.raises(UsageError, match="URL"):
        HttpTransport(url)


def test_a_message_about_a_url_keeps_its_password():
    with pytest.raises(UsageError) as refused:
        HttpTransport("ftp://me:hush@host")
    assert "hush" not in str(refused.value)


def test_the_pace_spreads_requests_evenly():
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(4, clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        pace.wait()
    now[0] += 10
    pace.wait()
    assert slept == [0.25, 0.25]


def test_reachable_says_why_not():
    with scripted(saying()) as server:
        assert reachable(server.url, timeout=1) is None
        url = server.url
    assert "connection refused" in reachable(url, timeout=1)


def test_each_thread_has_its_own_connection():
    with scripted(saying(*[ok(b"hi")] * 20)) as server:
        transport = HttpTransport(server.url)
        seen = []

        def work():
            seen.extend(transport.send(GET, timeout=2).reply.body for _ in range(5))

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        transport.close()
        assert seen == [b"hi"] * 15
        assert server.connections == 3
