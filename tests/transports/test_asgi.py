"""ASGI apps are called directly: one lifespan, crashes as answers, no touching of the caller's loop."""

import asyncio
import time

import pytest
from tests.transports.conformance import LIMITS, TransportConformance
from tests.transports.talk import AsgiService

from contractkit.client.received import Limits
from contractkit.errors import TargetError
from contractkit.model import Request
from contractkit.transports.asgi import AsgiTransport

GET = Request("GET", "/two-headers")


def sent(app, request=GET, *, timeout=5.0, limits=LIMITS, **more):
    transport = AsgiTransport(app, limits=limits, **more)
    try:
        return transport.send(request, timeout=timeout)
    finally:
        transport.close()


def speaking(*events):
    """An app without lifespan that says the given events."""

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        for event in events:
            await send(event)

    return app


START = {"type": "http.response.start", "status": 200, "headers": []}


class TestAsgi(TransportConformance):
    @pytest.fixture
    def transport(self):
        transport = AsgiTransport(AsgiService(), limits=LIMITS)
        yield transport
        transport.close()


def test_the_app_starts_once_and_stops_once():
    app = AsgiService()
    transport = AsgiTransport(app)
    for _ in range(3):
        assert transport.send(GET, timeout=5).reply.status == 201
    assert (app.started, app.stopped) == (1, 0)
    transport.close()
    transport.close()
    assert (app.started, app.stopped) == (1, 1)


def test_each_request_gets_a_copy_of_the_lifespan_state():
    seen = []

    class App(AsgiService):
        async def __call__(self, scope, receive, send):
            if scope["type"] == "http":
                seen.append(dict(scope["state"]))
                scope["state"]["own"] = 1
            await super().__call__(scope, receive, send)

    transport = AsgiTransport(App())
    transport.send(GET, timeout=5)
    transport.send(GET, timeout=5)
    transport.close()
    assert seen == [{"shelf": "full"}, {"shelf": "full"}]


def test_a_failed_startup_is_a_target_error_with_the_reason():
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "Traceback:\n  x\nKeyError: 'DATABASE_URL'\n"})

    with pytest.raises(TargetError, match=r"^the app's startup failed: KeyError: 'DATABASE_URL'$"):
        AsgiTransport(app)


def test_a_failed_shutdown_is_a_target_error_with_the_reason():
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.failed", "message": "pool is busy"})

    with pytest.raises(TargetError, match="shutdown failed: pool is busy"):
        AsgiTransport(app).close()


def test_an_app_without_lifespan_is_fine():
    assert sent(speaking(START, {"type": "http.response.body", "body": b"hi"})).reply.body == b"hi"


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), asyncio.CancelledError()])
def test_whatever_a_crash_is_it_is_a_500_with_its_traceback_aside(error):
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        raise error

    seen = sent(app)
    assert (seen.reply.status, seen.reply.body) == (500, b"Internal Server Error")
    assert type(error).__name__ in seen.crash


@pytest.mark.parametrize(
    ("events", "crash"),
    [
        ([], "without starting"),
        ([START], "in the middle"),
        ([START, {"type": "http.response.body", "body": b"x", "more_body": True}], "in the middle"),
        ([{"type": "http.response.body"}], "unexpected ASGI message"),
        ([START, START], "unexpected ASGI message"),
    ],
)
def test_an_app_that_breaks_the_protocol_is_a_500(events, crash):
    seen = sent(speaking(*events))
    assert seen.reply.status == 500
    assert crash in seen.crash


def test_an_answer_beside_a_crash_is_kept():
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await send({**START, "status": 503})
        await send({"type": "http.response.body", "body": b"own words"})
        raise ValueError("told the user, told the log")

    seen = sent(app)
    assert (seen.reply.status, seen.reply.body) == (503, b"own words")
    assert "told the log" in seen.crash


def test_a_wrong_content_length_is_garbage():
    start = {**START, "headers": [(b"content-length", b"5")]}
    assert sent(speaking(start, {"type": "http.response.body", "body": b"hi"})).fault.kind == "garbage"


def test_a_body_on_204_is_shown():
    app = speaking({**START, "status": 204}, {"type": "http.response.body", "body": b"hi"})
    assert sent(app).reply.body == b"hi"


def test_a_body_above_the_bound_is_too_large():
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await send(START)
        while True:
            await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": True})

    assert sent(app, limits=Limits(body=10_000)).fault.kind == "too-large"


def test_the_scope_is_what_a_server_gives():
    seen = {}

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        seen.update(scope)
        await send(START)
        await send({"type": "http.response.body"})

    request = Request("GET", "/a%2Fb%20c?x=%20", (("X-A", "1"), ("x-a", "2")))
    sent(app, request, root_path="/v1/", base_url="https://acme.test")
    assert seen["path"] == "/v1/a/b c"
    assert seen["raw_path"] == b"/v1/a%2Fb%20c"
    assert seen["root_path"] == "/v1"
    assert seen["query_string"] == b"x=%20"
    assert (seen["scheme"], seen["server"], seen["http_version"]) == ("https", ("acme.test", 443), "1.1")
    assert seen["headers"][0] == (b"host", b"acme.test")
    assert [v for k, v in seen["headers"] if k == b"x-a"] == [b"1", b"2"]


def test_disconnect_comes_when_the_answer_is_over_and_not_before():
    said = []

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        said.append((await receive())["type"])
        listening = asyncio.ensure_future(receive())
        await asyncio.sleep(0.01)
        said.append(listening.done())
        await send(START)
        await send({"type": "http.response.body"})
        said.append((await listening)["type"])

    assert sent(app).reply.status == 200
    assert said == ["http.request", False, "http.disconnect"]


def test_a_late_app_is_cancelled_and_may_clean_up():
    said = []

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        try:
            await asyncio.sleep(30)
        finally:
            said.append("cleaned")

    assert sent(app, timeout=0.05).fault.kind == "timeout"
    assert said == ["cleaned"]


def test_work_after_the_answer_does_not_hold_it_up_and_goes_on():
    done = []

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await send(START)
        await send({"type": "http.response.body"})
        await asyncio.sleep(0.2)
        done.append(scope["path"])

    transport = AsgiTransport(app)
    started = time.perf_counter()
    assert transport.send(Request("GET", "/first"), timeout=5).seconds < 0.1
    assert time.perf_counter() - started < 0.19
    transport.send(Request("GET", "/second"), timeout=5)
    transport.send(Request("GET", "/third"), timeout=5)
    transport.close()
    assert "/first" in done


def test_an_app_that_blocks_its_loop_is_late_too():
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        time.sleep(0.1)
        await send(START)
        await send({"type": "http.response.body"})

    assert sent(app, timeout=0.05).fault.kind == "timeout"


def test_it_works_within_a_running_loop_and_leaves_it_alone():
    async def test():
        mine = asyncio.get_running_loop()
        seen = sent(AsgiService())
        assert asyncio.get_running_loop() is mine
        return seen.reply.status

    assert asyncio.run(test()) == 201


def test_threads_of_sync_endpoints_last_over_requests():
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    def where(request):
        import threading

        return PlainTextResponse(str(threading.get_native_id()))

    transport = AsgiTransport(Starlette(routes=[Route("/", where)]))
    threads = {transport.send(Request("GET", "/"), timeout=5).reply.body for _ in range(5)}
    transport.close()
    assert len(threads) == 1


def test_it_costs_tens_of_microseconds():
    transport = AsgiTransport(speaking(START, {"type": "http.response.body", "body": b"hi"}))
    best = min(transport.send(GET, timeout=5).seconds for _ in range(300))
    transport.close()
    assert best < 0.0005
