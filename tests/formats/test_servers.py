"""The path of the servers: the contract's first, unless a path or an operation has servers of its own."""

import json
from typing import Any

import pytest
from tests.doubles import loaded

from contractkit.model import Draft
from contractkit.wire import encode, path_values

ANSWERS = {"responses": {"200": {"description": "ok"}}}


def targets(**paths: Any) -> dict[str, str]:
    """The request target of each operation, by operationId."""
    top = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://api.test/v1/"}]}
    made = loaded(json.dumps({**top, "paths": {f"/{name}": item for name, item in paths.items()}}))
    return {i.name: encode(made, i, Draft()).target for i in made.interactions}


def get(name: str, **more: Any) -> dict[str, Any]:
    return {"operationId": name, **ANSWERS, **more}


@pytest.mark.parametrize(
    ("item", "target"),
    [
        ({"get": get("a")}, "/v1/orders"),
        ({"servers": [{"url": "/v2"}], "get": get("a")}, "/v2/orders"),
        ({"servers": [{"url": "/v2"}], "get": get("a", servers=[{"url": "https://files.test/up/"}])}, "/up/orders"),
        ({"get": get("a", servers=[{"url": "https://files.test"}])}, "/orders"),
        ({"get": get("a", servers=[])}, "/v1/orders"),
        ({"get": get("a", servers=[{"url": "/{v}", "variables": {"v": {"default": "v3"}}}])}, "/v3/orders"),
    ],
    ids=["the contract's", "the path's", "the operation's", "none", "an empty list", "a variable"],
)
def test_the_nearest_servers_give_the_base_path(item: dict[str, Any], target: str) -> None:
    assert targets(orders=item) == {"a": target}


def test_what_is_sent_there_is_read_there() -> None:
    path = {"operationId": "a", "servers": [{"url": "/v2"}], **ANSWERS}
    top = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "/v1"}]}
    made = loaded(json.dumps({**top, "paths": {"/o/{id}": {"get": path}}}))
    (one,) = made.interactions
    request = encode(made, one, Draft({"path.id": "7"}))
    assert (request.target, path_values(made, one, request)) == ("/v2/o/7", {"id": "7"})
