"""A contract of CloudEvents, events that keep it, and captures of them: for tests of what reads captures."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from contractkit.captures.gathered import Gathered
from contractkit.captures.known import Known
from contractkit.captures.lines import blocks
from contractkit.captures.reading import Reader
from contractkit.loading import load_contract
from contractkit.model import Contract

ENVELOPE: Mapping[str, Any] = {
    "type": "object",
    "required": ["specversion", "id", "source", "type"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string"},
        "source": {"type": "string", "format": "uri-reference"},
        "type": {"type": "string"},
        "time": {"type": "string", "format": "date-time"},
        "tenant": {"type": "string"},
        "name": {"type": "string"},
    },
}
ORDER: Mapping[str, Any] = {
    "type": "object",
    "required": ["order_id", "total"],
    "properties": {
        "order_id": {"type": "string", "format": "uuid"},
        "email": {"type": "string", "format": "email"},
        "password": {"type": "integer"},
        "total": {"type": "number", "maximum": 2**64, "multipleOf": 0.01},
        "lines": {"type": "array", "items": {"type": "object", "required": ["sku"]}},
    },
}
UUID = "7b0c1a52-1f1e-4c58-9f0a-3a1d0a3c7e11"


def typed(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    own = {"type": "object", "required": ["data"], "properties": {"type": {"const": name}, "data": data}}
    return {"contentType": "application/cloudevents+json", "payload": {"allOf": [ENVELOPE, own]}}


MESSAGES: Mapping[str, Any] = {
    "OrderCreated": typed("order.created", ORDER),
    "OrderDeleted": typed("order.deleted", {"type": "object", "additionalProperties": False, "properties": {}}),
}
BINARY: Mapping[str, Any] = {
    "OrderPaid": {
        "headers": {
            "type": "object",
            "required": ["ce_id", "ce_type"],
            "properties": {"ce_type": {"const": "order.paid"}, "ce_id": {"type": "string"}},
        },
        "contentType": "application/json",
        "x-key": "/order_id",
        "payload": {
            "type": "object",
            "required": ["order_id", "id", "type"],
            "properties": {"id": {"type": "integer"}},
        },
    }
}
PAID = {"order_id": UUID, "id": 7, "type": "card"}
PAID_HEADERS = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "/orders", "ce_type": "order.paid"}


def document(messages: Mapping[str, Any] = MESSAGES, *, address: str = "orders") -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "orders", "version": "1"},
        "channels": {"all": {"address": address, "messages": dict(messages)}},
        "operations": {"sendOrder": {"action": "send", "channel": {"$ref": "#/channels/all"}}},
    }


@cache
def _loaded(text: str) -> Contract:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.asyncapi.json"
        path.write_text(text)
        return load_contract(path)


def contract(messages: Mapping[str, Any] = MESSAGES, *, address: str = "orders") -> Contract:
    return _loaded(json.dumps(document(messages, address=address)))


def event(**changed: Any) -> dict[str, Any]:
    """One that keeps its contract; `data__total=3` changes its data, `x=...` an attribute, None leaves it out."""
    data = {"order_id": UUID, "total": 19.99, "lines": [{"sku": "A"}]}
    data |= {name.removeprefix("data__"): value for name, value in changed.items() if name.startswith("data__")}
    whole = {
        "specversion": "1.0",
        "id": "1",
        "source": "/orders",
        "type": "order.created",
        "time": "2026-11-21T10:00:00Z",
        "data": data,
        **{name: value for name, value in changed.items() if "__" not in name},
    }
    return {name: value for name, value in whole.items() if value is not None}


def line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def seen(capture: bytes, *contracts: Contract, swift: bool = True) -> Gathered:
    """What a capture shows; `swift` False: by the full judgement alone."""
    reader = Reader(Known(contracts or (contract(),)))
    if not swift:
        reader.said, reader.records = {}, None
    return reader.read(blocks([capture] if capture else []))[0]


def shown(found: Gathered) -> dict[str, list[int]]:
    """Rule and message of each cause with the lines it is told on."""
    return {
        f"{cause.finding.rule} {cause.finding.message}": [line for _, line in cause.lines]
        for cause in found.causes.values()
    }
