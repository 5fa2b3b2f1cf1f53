"""Values in, answers out."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(written(value), status, headers, "application/json")


def created(value: Any, location: str, status: int = 201) -> Response:
    return answer(value, status, {"Location": location})


def nothing() -> Response:
    return Response(status_code=204)


def page(
    items: list[Any],
    following: str | None,
    path: str,
    asked: Sequence[tuple[str, str]],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One page of a list, with the way to the next one: the same request with another cursor."""
    further = {}
    if following:
        query = urlencode([*(pair for pair in asked if pair[0] != "cursor"), ("cursor", following)])
        further = {"Link": f'<{path}?{query}>; rel="next"'}
    return answer({"items": items, "next_cursor": following}, headers={**(headers or {}), **further})
