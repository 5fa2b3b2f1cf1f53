"""Drives the sample service by hand: requests as bytes in, answers as they came out; nothing is normalised."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from examples.orders.app import make_app
from examples.orders.store import ADA
from starlette.types import ASGIApp

ADMIN = {"authorization": "Bearer demo-acme-admin-token"}
STRANGER = {"authorization": "Bearer demo-globex-user-token"}
CLERK = {"authorization": "Bearer demo-acme-clerk-token"}
BOT = {"authorization": "Bearer demo-acme-bot-token"}
FORMER = {"authorization": "Bearer demo-acme-former-token"}
OTHER_ADMIN = {"authorization": "Bearer demo-globex-admin-token"}
MACHINE = {"x-api-key": "demo-catalog-api-key"}
ITEM = {"sku": "BK-1815", "quantity": 2, "unit_price": 19.99}
CARD = {"method": "card", "holder": "Ada", "card_number": "4111111111111111"}
CUSTOMER = {"name": "Ada", "email": "ada@example.org", "kind": "person"}
ORDER = {"customer_id": ADA, "terms": True, "payment": CARD, "items": [ITEM]}
DELIVERY = {"recipient": "Ada", "street": "12 St James's Square", "city": "London", "country": "GB"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    crash: Exception | None = None

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def places(self) -> set[str]:
        """Where a refusal points to."""
        return {e.get("pointer", e.get("parameter")) for e in self.json.get("errors", ())}


class Shop:
    """One service of its own."""

    def __init__(self, *faults: str, app: ASGIApp | None = None) -> None:
        self.app = app or make_app(frozenset(faults))

    def ask(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        who: Mapping[str, str] = ADMIN,
        media: str | None = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """`body`: bytes as they are, all else as JSON; an Idempotency-Key is sent unless given."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        typed = {"content-type": media} if media and body is not None else {}
        sent = {"idempotency-key": str(uuid4()), **typed, **who, **(headers or {})}
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("utf-8", "surrogateescape"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in sent.items()],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
        }
        return asyncio.run(_exchange(self.app, scope, raw))

    def order(self, **changes: Any) -> str:
        """The path of a new order."""
        return self.ask("POST", "/v1/orders", {**ORDER, **changes}).headers["location"]

    def item(self) -> str:
        """The path of a new item."""
        return self.ask("POST", f"{self.order()}/items", ITEM).headers["location"]

    def customer(self, **changes: Any) -> str:
        return "/v1/customers/" + self.ask("POST", "/v1/customers", {**CUSTOMER, **changes}).json["id"]

    def attachment(self) -> str:
        body, media = multipart({"title": b"A scan", "file": b"\x00\xff"})
        return self.ask("POST", f"{self.order()}/attachments", body, media=media).headers["location"]


def multipart(fields: Mapping[str, bytes]) -> tuple[bytes, str]:
    parts = b"".join(
        b'--b0\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), content)
        for name, content in fields.items()
    )
    return parts + b"--b0--\r\n", "multipart/form-data; boundary=b0"


async def _exchange(app: ASGIApp, scope: dict[str, Any], raw: bytes) -> Answer:
    heard: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: Any) -> None:
        heard.append(message)

    crash = None
    try:
        await app(scope, receive, send)
    except Exception as error:  # the app raises after it has answered 500; tests look at both
        crash = error
    start = next(m for m in heard if m["type"] == "http.response.start")
    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in start["headers"]}
    body = b"".join(m.get("body", b"") for m in heard if m["type"] == "http.response.body")
    return Answer(start["status"], headers, body, crash)
