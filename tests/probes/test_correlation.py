"""The probe of correlation ids: against a small application that carries them, and against ones that do not."""

import json
from uuid import uuid4

import pytest

from contractkit import verify
from contractkit.settings import Settings
from contractkit.settings.conventions import CorrelationRule

NAME = "X-Request-ID"
CONTRACT = {
    "openapi": "3.1.0",
    "info": {"title": "notes", "version": "1"},
    "paths": {
        "/notes": {
            "get": {
                "operationId": "listNotes",
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
                "responses": {"200": {"description": ""}, "422": {"description": ""}},
            }
        }
    },
}


def service(*, minted=lambda: str(uuid4()), echoed=lambda sent: sent, refused=True):
    """An ASGI application. `minted`, `echoed`: the id of an answer; `refused`: whether refusals carry it, too."""

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        sent = dict(scope["headers"]).get(NAME.lower().encode(), b"").decode()
        limit = scope["query_string"].decode().partition("limit=")[2] or "1"
        status = 200 if limit.lstrip("-").isdigit() and int(limit) <= 9 else 422
        id = (echoed(sent) if sent else minted()) if status == 200 or refused else None
        headers = [(NAME.lower().encode(), id.encode())] if id else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return app


def judged(folder, app, **rule):
    (folder / "notes.openapi.json").write_text(json.dumps(CONTRACT))
    settings = Settings(correlation=CorrelationRule(**({"header": NAME} | rule)))
    result = verify(folder, app=app, settings=settings, root=folder, only=lambda item: item.probe == "correlation")
    entry = result.ledger.entries["notes#listNotes:correlation"]
    return entry.state.shown, sorted(d.actual for d in result.ledger.discrepancies.values())


def test_a_service_that_carries_ids_is_proven(tmp_path):
    assert judged(tmp_path, service()) == ("proven", [])


@pytest.mark.parametrize(
    ("app", "says"),
    [
        (service(minted=lambda: None), ["none"]),
        (service(echoed=lambda sent: "mine"), ["another one"]),
        (service(minted=lambda: "always"), ["the same for two"]),
        (service(refused=False), ["none"]),
    ],
)
def test_one_that_does_not_is_found(tmp_path, app, says):
    assert judged(tmp_path, app) == ("violated", says)


@pytest.mark.parametrize(
    ("app", "rule"),
    [
        (service(minted=lambda: None), {"mint": False}),
        (service(echoed=lambda sent: str(uuid4())), {"echo": False}),
        (service(echoed=str.lower), {}),
    ],
)
def test_what_is_not_promised_is_not_asked(tmp_path, app, rule):
    assert judged(tmp_path, app, **rule) == ("proven", [])


def test_without_a_promise_there_is_no_item(tmp_path):
    (tmp_path / "notes.openapi.json").write_text(json.dumps(CONTRACT))
    result = verify(tmp_path, app=service(), root=tmp_path)
    assert "notes#listNotes:correlation" not in result.ledger.entries
