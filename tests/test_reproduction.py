"""The line that shows a finding again makes what the request names, by itself."""

import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from tests.doubles import loaded
from tests.drills.servers import serving

from contractkit.model import ABSENT, Case, Draft, Intent, Message, Observation, Request
from contractkit.reproduction import command, masked

JSON = (("Content-Type", "application/json"), ("Authorization", "Bearer s3cret-value"))
ORDER, ITEM = "3f0c9a66-7a51", "item-8812"
PATHS = {
    "/orders": ["post"],
    "/orders/{order_id}/items": ["post"],
    "/orders/{order_id}/items/{item_id}": ["get", "put"],
}
ANSWERS = {"responses": {"200": {"description": "ok"}}}
CONTRACT = loaded(
    json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "servers": [{"url": "/v1"}],
            "paths": {path: dict.fromkeys(methods, ANSWERS) for path, methods in PATHS.items()},
        }
    )
)


def seen(
    number: int, target: str, *, answer: Any = None, body: Any = ABSENT, made: dict[str, Any] | None = None
) -> Any:
    """The request number `number` of the contract's operations, answered with 201."""
    interaction = CONTRACT.interactions[number]
    keys = made or {}
    draft = Draft({f"path.{k}": v for k, v in keys.items()}, body=body, made=frozenset(f"path.{k}" for k in keys))
    written = None if body is ABSENT else json.dumps(body, separators=(",", ":")).encode()
    case = Case(interaction, Intent.VALID, draft, Request(interaction.method, target, JSON, written))
    return Observation(case, Message(201, (), json.dumps(answer).encode()), sequence=number)


MADE = (
    seen(0, "/v1/orders", answer={"order": {"id": ORDER, "total": 2}}, body={"name": "a book"}),
    seen(1, f"/v1/orders/{ORDER}/items", answer={"id": ITEM}, body={"quantity": 2}, made={"order_id": ORDER}),
)
LAST = seen(2, f"/v1/orders/{ORDER}/items/{ITEM}?q=1", made={"order_id": ORDER, "item_id": ITEM})


@pytest.fixture
def shop() -> Iterator[str]:
    """Gives other ids than those that were seen, and knows only its own."""
    known: list[str] = []

    def answer(number: int, at: BaseHTTPRequestHandler) -> None:
        at.rfile.read(int(at.headers.get("Content-Length") or 0))
        segments = at.path.partition("?")[0].split("/")
        assert at.headers["Authorization"] == "Bearer s3cret-value"
        if at.command == "PUT":
            known.append(segments[-1])
        known_here = all(segment in known for segment in segments[3::2])
        known.append(f"new-{number}")
        told = {"order": {"id": known[-1]}} if len(segments) == 3 else {"id": known[-1]}
        content = json.dumps(told).encode()
        at.send_response(200 if known_here else 404)
        at.send_header("Content-Length", str(len(content)))
        at.end_headers()
        at.wfile.write(content)

    with serving(answer) as url:
        yield url


def typed(line: str) -> str:
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, env={"TOKEN": "s3cret-value"}, timeout=20)
    return done.stdout + done.stderr


def test_what_a_request_names_is_made_first(shop):
    line = command(LAST.case, MADE, shop, secrets={"s3cret-value": "TOKEN"})
    assert not [word for word in (ORDER, ITEM, "s3cret-value") if word in line]
    assert "\n" not in line
    assert typed(line).startswith("HTTP/1.1 200")


def test_a_text_in_a_body_is_made_too(shop):
    case = seen(0, "/v1/orders", body={"like": ORDER, "name": "another"}).case
    line = command(case, MADE, shop, secrets={"s3cret-value": "TOKEN"})
    assert '"name":"another"' in line
    assert ORDER not in line
    assert typed(line).startswith("HTTP/1.1 200")


@pytest.mark.parametrize(
    "case",
    [
        seen(1, f"/v1/orders/{ORDER}/items", body={"quantity": 3}, made={"order_id": "another"}).case,
        seen(2, "/v1/orders/1/items/2").case,
        seen(0, "/v1/orders", body={"name": "a book"}).case,
    ],
    ids=["of nobody", "given", "said by us"],
)
def test_what_nobody_made_stays_as_it_was_sent(case):
    assert command(case, MADE, "http://127.0.0.1", secrets={}).startswith("curl -sS -i")
    assert masked(case, MADE) == case.request


def test_what_is_read_shows_names_in_place_of_ids():
    assert masked(LAST.case, MADE).target == "/v1/orders/{order_id}/items/{item_id}?q=1"


def test_a_short_number_is_replaced_where_it_stands_only():
    made = [seen(0, "/v1/orders", answer={"id": 1}, body={"quantity": 1})]
    case = seen(1, "/v1/orders/1/items", body={"quantity": 1}, made={"order_id": 1}).case
    line = command(case, made, "http://127.0.0.1:8001", secrets={})
    assert "http://127.0.0.1:8001/v1/orders/'\"$order_id\"'/items'" in line
    assert line.count('{"quantity":1}') == 2


def test_what_a_put_made_is_put_first(shop):
    put = seen(3, f"/v1/orders/{ORDER}/items/mine", body={"n": 1}, made={"order_id": ORDER, "item_id": "mine"})
    case = seen(2, f"/v1/orders/{ORDER}/items/mine", made={"order_id": ORDER, "item_id": "mine"}).case
    line = command(case, (MADE[0], put), shop, secrets={"s3cret-value": "TOKEN"})
    assert "/items/mine" in line
    assert typed(line).startswith("HTTP/1.1 200")


def test_a_put_needs_no_put_of_its_own():
    made = seen(3, "/v1/orders/1/items/mine", body={"n": 1}, made={"item_id": "mine"})
    case = seen(3, "/v1/orders/1/items/mine", body={"n": 2}, made={"item_id": "mine"}).case
    assert command(case, (made,), "http://127.0.0.1", secrets={}).startswith("curl -sS -i")


@pytest.mark.parametrize(
    ("number", "target", "makes"),
    [(1, "/v1/orders/1/items", True), (0, "/v1/orders", False)],
    ids=["into the collection", "named elsewhere"],
)
def test_what_a_post_was_told_to_call_so_is_made_first(number, target, makes):
    told = seen(number, target, body={"sku": "mine-1234"}, answer={"sku": "mine-1234"})
    case = seen(2, "/v1/orders/1/items/mine-1234", made={"item_id": "mine-1234"}).case
    line = command(case, (told,), "http://127.0.0.1", secrets={})
    assert ('{"sku":"mine-1234"}' in line.split(" > /dev/null; ")[0]) is makes
    assert line.split("; ")[-1].startswith("curl -sS -i")
    assert "/items/mine-1234" in line.split("; ")[-1]
    assert masked(case, (told,)).target == "/v1/orders/1/items/mine-1234"
