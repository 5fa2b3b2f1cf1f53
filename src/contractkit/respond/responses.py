"""A response object of any common HTTP client in, request and reply in our own terms out. Nothing of them is imported.

Known by what they have: requests and httpx (`status_code`, `content`, `request.method`, `request.url`; Starlette's and
FastAPI's test clients give httpx), Flask (`status_code`, `data`), Django (`status_code`, `content`, a dict `request`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from contractkit.errors import UsageError
from contractkit.model import Message, Request

Headers = tuple[tuple[str, str], ...]
_IN_PATHS = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Exchange:
    """`request` is None when the response does not tell what it answers."""

    reply: Message
    request: Request | None


def read_response(response: object) -> Exchange:
    """Raises UsageError for what is no response of a known client."""
    status = getattr(response, "status_code", None)
    if not isinstance(status, int):
        raise UsageError(
            f"{type(response).__name__} is no response that contractkit reads; give one of requests, httpx, or a "
            "Starlette, FastAPI, Flask or Django test client"
        )
    return Exchange(Message(int(status), _headers(response), _body(response)), _request(response))


def _body(response: Any) -> bytes:
    """The decoded body; a streamed one is read to its end."""
    if getattr(response, "streaming", False) is True and hasattr(response, "getvalue"):
        return bytes(response.getvalue())
    for name in ("content", "data"):
        found = getattr(response, name, None)
        if isinstance(found, bytes):
            return found
    raise UsageError(f"{type(response).__name__} has no body that can be read (content, data); is it read already?")


def _headers(response: Any) -> Headers:
    """Every line, also those with the same name where the client keeps them apart."""
    raw = getattr(getattr(response, "raw", None), "headers", None)  # requests joins lines, urllib3 below it does not
    given: Any = raw if hasattr(raw, "iteritems") else response.headers
    each = next(name for name in ("iteritems", "multi_items", "items") if hasattr(given, name))
    lines: Iterable[tuple[Any, Any]] = getattr(given, each)()
    return tuple((str(name), str(value)) for name, value in (*lines, *_cookies(response)))


def _cookies(response: Any) -> Iterator[tuple[str, str]]:
    """Django keeps the cookies it sets beside the headers."""
    if isinstance(_given_request(response), dict) and isinstance(response.cookies, Mapping):
        for morsel in response.cookies.values():
            yield "Set-Cookie", morsel.OutputString()


def _request(response: Any) -> Request | None:
    request = _given_request(response)
    if isinstance(request, dict):
        return _sent(
            request.get("REQUEST_METHOD", "GET"), request.get("PATH_INFO", "/"), request.get("QUERY_STRING", "")
        )
    url, method = getattr(request, "url", None), getattr(request, "method", None)
    if url is None or method is None:
        return None
    parts = urlsplit(str(url))
    return _sent(method, parts.path, parts.query)


def _given_request(response: Any) -> Any:
    try:
        return response.request
    except (AttributeError, RuntimeError):  # httpx raises where no request was attached
        return None


def _sent(method: object, path: object, query: object) -> Request:
    written = quote(str(path) or "/", safe=_IN_PATHS)
    return Request(str(method).upper(), f"{written}?{query}" if query else written)
