"""Small contracts to be reached: orders that are created, read and deleted, written as OpenAPI path items."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.benches import FakeBench, Service, described, operation

from contractkit.model import Contract
from contractkit.reach.search import Reach
from contractkit.settings import Settings

ORDER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
NEW = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "note": {"type": "string"}, "count": {"type": "integer"}},
}


def answers(*statuses: str, schema: Any = None) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema is not None else {}
    return {status: {"description": "", **(content if status[0] == "2" else {})} for status in statuses}


def body(schema: Any = NEW, **more: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema, **more}}}


def one(name: str, *statuses: str, schema: Any = None, **more: Any) -> dict[str, Any]:
    """An operation by its id and documented statuses."""
    return {"operationId": name, "responses": answers(*(statuses or ("200",)), schema=schema), **more}


def path_id(name: str = "order_id", schema: Any = None) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema or {"type": "integer"}}


def orders(
    *,
    create: Mapping[str, Any] = {},
    get: Mapping[str, Any] = {},
    without: Sequence[str] = (),
    id_example: int | None = None,
    **more: Any,
) -> Contract:
    collection = {
        "post": one("create", "201", "409", "422", schema=ORDER, requestBody=body(), **create),
        "get": one("list", schema={"type": "array", "items": ORDER}),
    }
    single = {
        "get": one("read", "200", "404", schema=ORDER, **get),
        "delete": one("delete", "204", "404"),
    }
    kept = {method: given for method, given in collection.items() if given["operationId"] not in without}
    id = path_id() if id_example is None else {**path_id(), "example": id_example}
    return described({"/orders": kept, "/orders/{order_id}": {"parameters": [id], **single}}, **more)


def bench(of: Contract, name: str, service: Service, settings: Settings = Settings(), **more: Any) -> FakeBench:
    return FakeBench(of, operation(of, name), service, settings, **more)


def reached(on: FakeBench) -> tuple[Reach, Any]:
    reach = Reach(on)
    return reach, reach.baseline(on.interaction)
