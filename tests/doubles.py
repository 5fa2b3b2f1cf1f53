"""Real values for tests of judging: a small contract loaded from its text, and traces of it made by one factory."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from contractkit.loading import load_contract
from contractkit.model import (
    ABSENT,
    Case,
    Contract,
    Draft,
    Edit,
    Fault,
    Intent,
    Message,
    Observation,
    Request,
    Target,
    Trace,
)

JSON = "application/json"
GOOD = {"id": 1, "total": 3.5, "state": "open"}

ORDER: Mapping[str, Any] = {
    "type": "object",
    "required": ["id", "total"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "total": {"type": "number"},
        "state": {"type": "string", "enum": ["open", "paid"]},
        "at": {"type": "string", "format": "date-time"},
        "secret": {"type": "string", "writeOnly": True},
        "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
    },
}
LINE: Mapping[str, Any] = {
    "type": "object",
    "required": ["sku"],
    "properties": {"sku": {"type": "string", "maxLength": 8}, "note": {"type": "string"}},
}
NEW_ORDER: Mapping[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "maxLength": 10, "pattern": "^[a-z]+$"},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 9},
        "email": {"type": "string", "format": "email"},
        "id": {"type": "integer", "readOnly": True},
        "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
    },
}
HEADERS: Mapping[str, Any] = {
    "X-Rate": {"required": True, "schema": {"type": "integer"}},
    "X-Tags": {"schema": {"type": "array", "items": {"type": "integer"}}},
    "Set-Cookie": {"schema": {"type": "string", "pattern": "^sid="}},
}


def answers(**more: Any) -> dict[str, Any]:
    """A 200 with an order, and whatever else."""
    order = {"description": "", "content": {JSON: {"schema": {"$ref": "#/components/schemas/Order"}}}}
    return {"200": order, **{status.strip("_"): given for status, given in more.items()}}


def with_content(content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"description": "", "content": {kind: {"schema": schema} for kind, schema in content.items()}, **more}


def document(responses: Mapping[str, Any], *, version: str = "3.1.0", body: bool = True, **operation: Any) -> str:
    """One operation `createOrder`, POST /orders/{id}, as text."""
    own: dict[str, Any] = {"operationId": "createOrder", "responses": responses, **operation}
    if body:
        own["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/NewOrder"}}},
        }
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
    ]
    whole = {
        "openapi": version,
        "info": {"title": "orders", "version": "1"},
        "paths": {"/orders/{id}": {"parameters": parameters, "post": own}},
        "components": {"schemas": {"Order": ORDER, "Line": LINE, "NewOrder": NEW_ORDER}},
    }
    return json.dumps(whole)


@cache
def loaded(text: str, name: str = "orders.openapi.json") -> Contract:
    """A contract by the real loader."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text)
        return load_contract(path)


def contract(responses: Mapping[str, Any] | None = None, **more: Any) -> Contract:
    return loaded(document(answers() if responses is None else responses, **more))


def observed(
    of: Contract,
    status: int | None = 200,
    body: Any = ABSENT,
    *,
    media: str | None = JSON,
    headers: Sequence[tuple[str, str]] = (),
    intent: Intent = Intent.VALID,
    target: str | Target | None = None,
    edits: Sequence[Edit] = (),
    lenient: str | None = None,
    sent: Any = ABSENT,
    method: str = "POST",
    fault: str | None = None,
    crash: str | None = None,
    operation: str = "createOrder",
) -> Observation:
    """`body`: a value for JSON, bytes as they are, nothing by default; `target`: `body/name maxLength`."""
    interaction = of.interaction(operation)
    assert interaction is not None
    if isinstance(target, str):
        place, _, keyword = target.rpartition(" ")
        target = Target(place, keyword)
    raw = b"" if body is ABSENT else body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = (*([("Content-Type", media)] if media and raw else []), *headers)
    draft, request = Draft(body=sent), Request(method, "/orders/1")
    case = Case(interaction, intent, draft, request, target, tuple(edits), lenient=lenient)
    if fault is not None:
        return Observation(case, fault=Fault("timeout", fault))
    return Observation(case, Message(status, tuple(lines), raw), crash=crash)


def seen(
    status: int | None = 200,
    body: Any = ABSENT,
    *,
    of: Contract | None = None,
    control: int | None = 200,
    neighbour: int | None = None,
    control_body: Any = ABSENT,
    **more: Any,
) -> Trace:
    """A trace. `control`, `neighbour`: the statuses of the requests beside it; None = there is none."""
    of = of or contract()
    operation = more.get("operation", "createOrder")
    beside = None if control is None else observed(of, control, control_body, operation=operation)
    next_to = None if neighbour is None else observed(of, neighbour, operation=operation)
    return Trace(of, observed(of, status, body, **more), beside, next_to)
