"""WSGI apps are called directly, as PEP 3333 wants it."""

import threading
import time
from wsgiref.validate import validator

import pytest
from tests.transports.conformance import LIMITS, TransportConformance
from tests.transports.talk import wsgi_service

from contractkit.model import Request
from contractkit.transports.wsgi import WsgiTransport


def sent(app, request=Request("GET", "/"), *, timeout=5.0, **more):
    transport = WsgiTransport(app, limits=LIMITS, **more)
    try:
        return transport.send(request, timeout=timeout)
    finally:
        transport.close()


class TestWsgi(TransportConformance):
    @pytest.fixture
    def transport(self):
        transport = WsgiTransport(wsgi_service, limits=LIMITS)
        yield transport
        transport.close()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/two-headers?a=b"),
        Request("POST", "/echo", (("Content-Type", "text/plain"), ("Cookie", "a=1"), ("Cookie", "b=2")), b"body"),
        Request("DELETE", "/empty"),
        Request("HEAD", "/big"),
    ],
)
def test_it_passes_the_validator_of_the_standard_library(request_):
    def app(environ, start_response):
        # The validator wants a Content-Type wherever a body may be, and read() of the validated input with a size.
        return wsgi_service(environ, start_response)

    seen = sent(validator(app), request_)
    assert seen.crash is None, seen.crash
    assert seen.reply.status < 300


def test_cookies_are_joined_as_one_header():
    got = {}

    def app(environ, start_response):
        got.update(environ)
        start_response("204 No Content", [])
        return []

    request = Request("GET", "/a%2Fb?x=%20", (("Cookie", "a=1"), ("Cookie", "b=2"), ("X-A", "1"), ("X-A", "2")))
    sent(app, request, script_name="/v1/", base_url="https://acme.test")
    assert got["HTTP_COOKIE"] == "a=1; b=2"
    assert got["HTTP_X_A"] == "1,2"
    assert (got["SCRIPT_NAME"], got["PATH_INFO"], got["QUERY_STRING"]) == ("/v1", "/a/b", "x=%20")
    assert (got["wsgi.url_scheme"], got["SERVER_NAME"], got["SERVER_PORT"]) == ("https", "acme.test", "443")
    assert got["HTTP_HOST"] == "acme.test"


def test_a_crash_keeps_its_traceback():
    assert "LookupError: the shelf is empty" in sent(wsgi_service, Request("GET", "/crash")).crash


def test_a_traceback_that_a_framework_logs_is_kept():
    from flask import Flask

    app = Flask("shelf")

    @app.get("/")
    def shelf():
        raise LookupError("the shelf is empty")

    seen = sent(app)
    assert seen.reply.status == 500
    assert "LookupError: the shelf is empty" in seen.crash


@pytest.mark.parametrize("leaver", [SystemExit(1), GeneratorExit()])
def test_leaving_is_a_crash_like_any_other(leaver):
    def app(environ, start_response):
        raise leaver

    assert sent(app).reply.status == 500


def test_a_body_before_start_response_is_a_500():
    seen = sent(lambda environ, start_response: [b"x"])
    assert seen.reply.status == 500
    assert "start_response" in seen.crash


def test_written_bytes_come_first():
    def app(environ, start_response):
        write = start_response("200 OK", [])
        write(b"a")
        return [b"b"]

    assert sent(app).reply.body == b"ab"


def test_the_iterable_is_closed():
    class Body(list):
        closed = 0

        def close(self):
            self.closed += 1

    body = Body([b"x"])

    def app(environ, start_response):
        start_response("200 OK", [])
        return body

    assert sent(app).reply.body == b"x"
    assert body.closed == 1


def test_an_error_after_the_start_replaces_the_answer():
    def app(environ, start_response):
        import sys

        start_response("200 OK", [])
        try:
            raise LookupError("late")
        except LookupError:
            start_response("502 Bad Gateway", [], sys.exc_info())
        return [b"sorry"]

    seen = sent(app)
    assert (seen.reply.status, seen.reply.body) == (502, b"sorry")
    assert "LookupError: late" in seen.crash


def test_a_silent_stream_is_not_waited_for():
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        yield b"data: 1\n\n"
        time.sleep(1.5)

    seen = sent(app, timeout=5)
    assert (seen.reply.body, seen.cut) == (b"data: 1\n\n", True)
    assert seen.seconds < 1


def test_a_late_app_does_not_hold_up_the_next_request():
    free = threading.Event()

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/hang":
            free.wait(5)
        start_response("204 No Content", [])
        return []

    transport = WsgiTransport(app)
    assert transport.send(Request("GET", "/hang"), timeout=0.05).fault.kind == "timeout"
    assert transport.send(Request("GET", "/"), timeout=5).reply.status == 204
    free.set()
    transport.close()


def test_all_requests_run_in_one_thread():
    def app(environ, start_response):
        start_response("200 OK", [])
        return [str(threading.get_ident()).encode()]

    transport = WsgiTransport(app)
    assert len({transport.send(Request("GET", "/"), timeout=5).reply.body for _ in range(3)}) == 1
    transport.close()
