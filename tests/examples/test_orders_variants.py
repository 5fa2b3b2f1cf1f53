"""Services that keep the contract in unusual ways: none of them gets a discrepancy, not even a note."""

import asyncio
import json
from dataclasses import replace

import pytest
from examples.orders.app import make_app
from examples.orders.callers import DEMO
from tests.examples.test_orders_found import ROOT

from contractkit import verify
from contractkit.settings.file import read_settings
from contractkit.settings.recipes import Recipe

OPERATIONS = ("getHealth", "listCustomers", "createCustomer", "getCustomer", "deleteOrder", "getItem", "createExport")
PROBES = ("failures", "access", "weak-spots", "tenants", "correlation", "protocol")


def changing(change):
    """An application whose complete answers are changed: (scope, status, headers, body) to the last three of them."""

    def around(app):
        async def changed(scope, receive, send):
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            heard = []

            async def keep(event):
                heard.append(event)

            await app(scope, receive, keep)
            start = next(event for event in heard if event["type"] == "http.response.start")
            body = b"".join(event.get("body", b"") for event in heard if event["type"] == "http.response.body")
            headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in start["headers"]}
            status, headers, body = change(scope, start["status"], headers, body)
            headers.pop("content-length", None)
            sent = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
            await send({"type": "http.response.start", "status": status, "headers": sent})
            await send({"type": "http.response.body", "body": body})

        return changed

    return around


def problems(change):
    """Changes the body of each failure in problem+json."""

    def changed(scope, status, headers, body):
        if status >= 400 and body and headers.get("content-type") == "application/problem+json":
            body = json.dumps(change(json.loads(body))).encode()
        return status, headers, body

    return changing(changed)


def headed(**added):
    """Adds headers to each answer."""
    named = {name.replace("_", "-"): value for name, value in added.items()}
    return changing(lambda scope, status, headers, body: (status, {**headers, **named}, body))


def typed(scope, status, headers, body):
    kind = headers.get("content-type")
    return status, {**headers, "content-type": f"{kind}; charset=utf-8"} if kind and "json" in kind else headers, body


def pretty(scope, status, headers, body):
    if body and "json" in headers.get("content-type", ""):
        body = json.dumps(json.loads(body), indent=2).encode() + b"\n"
    return status, headers, body


def hidden(scope, status, headers, body):
    """404 where it is documented, for whom may not."""
    if status == 403 and scope["path"].startswith(("/v1/customers/", "/v1/orders/")):
        body = json.dumps({**json.loads(body), "status": 404, "title": "Not Found", "code": "not_found"}).encode()
        status = 404
    return status, headers, body


def refused(status, code, **headers):
    """An answer as the service gives failures."""

    async def answer(scope, receive, send):
        correlation = dict(scope["headers"]).get(b"x-correlation-id", b"11111111-abcd").decode()
        told = {"type": "about:blank", "title": code, "status": status, "code": code, "correlation_id": correlation}
        sent = {"content-type": "application/problem+json", "x-correlation-id": correlation, **headers}
        raw = [(k.replace("_", "-").encode(), v.encode()) for k, v in sent.items()]
        body = b"" if scope["method"] == "HEAD" else json.dumps(told).encode()
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    return answer


def no_head(app):
    """HEAD is no method of it."""
    not_allowed = refused(405, "method_not_allowed", allow="GET, POST, PUT, PATCH, DELETE")

    async def changed(scope, receive, send):
        await (not_allowed if scope.get("method") == "HEAD" else app)(scope, receive, send)

    return changed


def login_first(app):
    """Who is unknown is told so at paths that are none, too."""
    unknown = refused(401, "unauthorized", www_authenticate='Bearer realm="orders"')

    async def changed(scope, receive, send):
        known = {name for name, _ in scope.get("headers", ())} & {b"authorization", b"x-api-key"}
        free = scope["type"] != "http" or scope["path"] == "/v1/health" or known
        await (app if free else unknown)(scope, receive, send)

    return changed


def options(app):
    """OPTIONS is answered to anybody, with more methods than are documented."""

    async def changed(scope, receive, send):
        if scope.get("method") != "OPTIONS":
            await app(scope, receive, send)
            return
        allow = [(b"allow", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"), (b"x-correlation-id", b"abcdefgh")]
        await send({"type": "http.response.start", "status": 204, "headers": allow})
        await send({"type": "http.response.body", "body": b""})

    return changed


def slow(app):
    """Who is unknown has to wait."""

    async def changed(scope, receive, send):
        async def later(event):
            if event.get("status") == 401:
                await asyncio.sleep(0.02)
            await send(event)

        await app(scope, receive, later)

    return changed


def dated(scope, status, headers, body):
    if "retry-after" in headers:
        headers = {**headers, "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}
    return status, headers, body


VARIANTS = {
    "details in German": problems(lambda body: {**body, "detail": "Das geht so nicht: bitte prüfen Sie Zeile 12"}),
    "no details": problems(lambda body: {k: v for k, v in body.items() if k != "detail"}),
    "titles of its own": problems(lambda body: {**body, "title": "So nicht"}),
    "type about:blank": problems(lambda body: {**body, "type": "about:blank"}),
    "type absolute": problems(lambda body: {**body, "type": f"https://orders.example.com{body['type']}"}),
    "an address in the detail": problems(lambda body: {**body, "detail": "see https://orders.example.com/help/a.php"}),
    "charset of JSON": changing(typed),
    "pretty JSON": changing(pretty),
    "404 for who may not": changing(hidden),
    "no HEAD": no_head,
    "login before routing": login_first,
    "OPTIONS for anybody": options,
    "a slow 401": slow,
    "Retry-After with a date": changing(dated),
    "rate limits": headed(RateLimit='"default";r=50;t=30', RateLimit_Policy='"default";q=100;w=60'),
    "a session cookie": headed(set_cookie="sid=0123456789abcdef; HttpOnly; Path=/"),
    "headers of a proxy": headed(via="1.1 proxy.example.com", server="nginx", x_powered_by="orders"),
    "the same ETag": headed(etag='"the-version-of-this-build-0001"'),
    "CORS": headed(access_control_allow_origin="*", vary="Origin"),
}


@pytest.fixture(scope="module")
def settings():
    return replace(read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO), targets={})


def queue(app, state):
    """What a recipe calls: the queue of exports as it is while one request is answered."""

    def fails(interaction):
        app.state.store.queue = state
        return lambda: setattr(app.state.store, "queue", "open")

    return fails


@pytest.mark.parametrize("name", VARIANTS)
def test_a_service_that_keeps_the_contract_in_its_own_way_has_no_discrepancy(settings, contracts, name):
    app = make_app()
    recipes = tuple(
        Recipe("createExport", status, call=queue(app, state)) for status, state in ((429, "full"), (503, "down"))
    )
    result = verify(
        contracts,
        app=VARIANTS[name](app),
        settings=replace(settings, failures=recipes),
        examples=0,
        only=lambda item: item.interaction is not None and item.interaction.name in OPERATIONS and item.probe in PROBES,
    )
    found = [(d.obligation, d.check, d.expected, d.actual) for d in result.ledger.discrepancies.values()]
    assert found == []
    proven = {id for id, entry in result.ledger.entries.items() if entry.state.shown == "proven"}
    assert {"orders#createExport:failure(503)", "orders#createExport:failure(429)"} <= proven
    assert len(proven) > 150


@pytest.fixture(scope="module")
def contracts(tmp_path_factory):
    """The contracts of the sample; Retry-After may be a date."""
    folder = tmp_path_factory.mktemp("contracts")
    text = (ROOT / "contracts/orders.openapi.yaml").read_text("utf-8")
    seconds = "description: Seconds, schema: {type: integer, minimum: 1, maximum: 3600}"
    assert seconds in text
    (folder / "orders.openapi.yaml").write_text(text.replace(seconds, "schema: {type: string}"))
    (folder / "catalog.swagger.yaml").write_text((ROOT / "contracts/catalog.swagger.yaml").read_text("utf-8"))
    return folder
