import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tests.doubles import JSON, document, loaded, with_content

import contractkit
from contractkit.errors import UsageError

ORDER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
SID = {"Set-Cookie": {"required": True, "schema": {"type": "string", "pattern": "^(sid|lang)="}}}


@pytest.fixture(scope="module")
def contract():
    """`GET /v1/orders/{id}`, `GET /v1/orders/latest`, `DELETE /v1/orders/{id}`."""
    import json

    whole = json.loads(document({"200": with_content({JSON: ORDER}, headers=SID)}, body=False))
    path = whole["paths"].pop("/orders/{id}")
    get = {**path.pop("post"), "operationId": "getOrder"}
    path["get"] = get
    path["delete"] = {"operationId": "deleteOrder", "responses": {"204": {"description": ""}}}
    latest = {"get": {"operationId": "latestOrder", "responses": {"200": with_content({JSON: {"type": "array"}})}}}
    whole["paths"] = {"/orders/{id}": path, "/orders/latest": latest}
    whole["servers"] = [{"url": "https://shop.test/v1"}]
    return loaded(json.dumps(whole))


def told(contract, response, **more):
    return [(m.check, m.pointer) for m in contractkit.check_response(contract, response, **more)]


WRONG = [("body-matches-schema", "/properties/id/type")]
BODIES = [("/orders/1", b'{"id": 1}', []), ("/orders/2", b'{"id": "x"}', WRONG)]
COOKIES = [("sid", "1"), ("lang", "en")]


@pytest.fixture(scope="module")
def server():
    """The service over a socket, below its base path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = {path: body for path, body, _ in BODIES}[self.path.partition("?")[0].removeprefix("/v1")]
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            for name, value in COOKIES:
                self.send_header("Set-Cookie", f"{name}={value}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            return

    made = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}/v1"
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize(("path", "body", "found"), BODIES)
def test_a_response_of_requests(contract, server, path, body, found):
    import requests

    assert told(contract, requests.get(f"{server}{path}?q=1", timeout=5)) == found


@pytest.mark.parametrize(("path", "body", "found"), BODIES)
def test_a_response_of_httpx(contract, server, path, body, found):
    import httpx

    assert told(contract, httpx.get(f"{server}{path}", trust_env=False)) == found


@pytest.mark.parametrize(("path", "body", "found"), BODIES)
def test_a_response_of_starlettes_test_client(contract, path, body, found):
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.testclient import TestClient

    def order(request):
        answer = Response(body, media_type=JSON)
        for name, value in COOKIES:
            answer.set_cookie(name, value)
        return answer

    client = TestClient(Starlette(routes=[Route("/orders/{id}", order)]))
    assert told(contract, client.get(path)) == found


@pytest.mark.parametrize(("path", "body", "found"), BODIES)
def test_a_response_of_flasks_test_client(contract, path, body, found):
    import flask

    app = flask.Flask(__name__)

    @app.get("/v1/orders/<id>")
    def order(id):
        answer = flask.Response(body, content_type=JSON)
        for name, value in COOKIES:
            answer.set_cookie(name, value)
        return answer

    assert told(contract, app.test_client().get(f"/v1{path}?x=1")) == found


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("path", "body", "found"), BODIES)
def test_a_response_of_djangos_test_client(contract, path, body, found, streamed):
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["testserver"], ROOT_URLCONF=(), SECRET_KEY="x")
        django.setup()
    from django.http import HttpResponse, StreamingHttpResponse
    from django.test import Client, override_settings
    from django.urls import path as route

    def order(request, id):
        answer = StreamingHttpResponse([body], content_type=JSON) if streamed else HttpResponse(body, content_type=JSON)
        for name, value in COOKIES:
            answer.set_cookie(name, value)
        return answer

    with override_settings(ROOT_URLCONF=(route("orders/<id>", order),)):
        assert told(contract, Client().get(path)) == found


def httpx_response(method, url, status=200, content=b'{"id": 1}', headers=()):
    import httpx

    given = [("Content-Type", JSON), ("Set-Cookie", "sid=1"), *headers]
    return httpx.Response(status, content=content, headers=given, request=httpx.Request(method, url))


@pytest.mark.parametrize(
    ("method", "url", "status", "found"),
    [
        ("GET", "http://t/orders/1", 200, []),
        ("GET", "http://t/v1/orders/1?x=1", 200, []),
        ("GET", "http://t/orders/a%2Fb", 200, []),
        ("GET", "http://t/orders/latest", 200, [("body-matches-schema", "/type")]),
        ("GET", "http://t/orders/1", 418, [("status-documented", "")]),
        ("GET", "http://t/orders/1", 500, [("no-server-error", "")]),
        ("HEAD", "http://t/orders/1", 200, [("no-body-where-none-may-be", "")]),
        ("DELETE", "http://t/orders/1", 204, [("no-body-where-none-may-be", "")]),
    ],
)
def test_the_operation_is_found_by_method_and_path(contract, method, url, status, found):
    assert told(contract, httpx_response(method, url, status)) == found


@pytest.mark.parametrize("name", ["latestOrder", "GET /orders/latest"])
def test_the_operation_may_be_named(contract, name):
    found = told(contract, httpx_response("GET", "http://t/elsewhere"), operation=name)
    assert found == [("body-matches-schema", "/type")]


@pytest.mark.parametrize(
    ("method", "url", "operation", "says"),
    [
        ("GET", "http://t/order/1", None, "documents no GET /order/1"),
        ("PUT", "http://t/orders/1", None, "documents no PUT /orders/1"),
        ("GET", "http://t/v2/orders/1", None, "documents no GET /v2/orders/1"),
        ("GET", "http://t/orders/1", "getOrdr", "has no operation 'getOrdr'; did you mean 'getOrder'"),
    ],
)
def test_what_the_contract_does_not_know_is_an_error_that_says_so(contract, method, url, operation, says):
    with pytest.raises(UsageError, match=says):
        told(contract, httpx_response(method, url), operation=operation)


def test_a_response_without_its_request_needs_the_operation(contract):
    import httpx

    response = httpx.Response(200, content=b'{"id": 1}', headers=[("Content-Type", JSON), ("Set-Cookie", "sid=1")])
    with pytest.raises(UsageError, match="operation="):
        told(contract, response)
    assert told(contract, response, operation="getOrder") == []


@pytest.mark.parametrize("thing", [None, 200, "answer", {"status": 200}])
def test_what_is_no_response_is_refused(contract, thing):
    with pytest.raises(UsageError, match="no response that contractkit reads"):
        told(contract, thing)
