"""An answer in, the ids it gives for a parameter out; pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from contractkit.model import Message, Request
from contractkit.reach.names import members, same

WRAPPERS = ("data", "result", "results", "item", "items", "value", "values", "records", "entries", "content", "rows")


def ids(reply: Message, parameter: str, noun: str, *, path: str | None = None) -> Iterator[Any]:
    """Values for `parameter` in an answer: from `Location` (by the path template), then the body, best first."""
    location = reply.header("location")
    if location and path and (found := from_path(location, path, parameter)) is not None:
        yield found
    for thing in _things(_json(reply), noun):
        for name in members(parameter, noun):
            value = next((v for k, v in thing.items() if same(k, name)), None)
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                yield value
                break


def expression(text: Any, request: Request, values: Mapping[str, Any], reply: Message) -> Any:
    """A runtime expression of a link (OpenAPI 4.8.20.3), or the constant itself; None where it leads nowhere."""
    if not isinstance(text, str) or not text.startswith("$"):
        return text
    if text.startswith("$response.body"):
        return _pointed(_json(reply), text.partition("#")[2])
    if text.startswith("$response.header."):
        return reply.header(text.removeprefix("$response.header."))
    if found := re.fullmatch(r"\$request\.(path|query|header|cookie)\.(.+)", text):
        return values.get(f"{found[1]}.{found[2]}")
    if text.startswith("$request.body"):
        return _pointed(_loads(request.body or b""), text.partition("#")[2])
    return None


def from_path(location: str, template: str, parameter: str) -> str | None:
    """The value of `parameter` in a Location of this path; None where it is of another one."""
    fixed = template[: template.index("{" + parameter + "}")] if "{" + parameter + "}" in template else None
    if fixed is None:
        return None
    pattern = re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(fixed)) + r"([^/?#]+)"
    found = re.search(pattern, urlsplit(location).path)
    return unquote(found[1]) if found else None


def _things(value: Any, noun: str, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for member in value[:20]:
            yield from _things(member, noun, depth + 1)
    elif isinstance(value, Mapping):
        wrapped = [v for k, v in value.items() if k in WRAPPERS or same(k, noun) or same(k, noun + "s")]
        inside = [v for v in wrapped if isinstance(v, list | Mapping)]
        if inside and depth < 3:
            for member in inside:
                yield from _things(member, noun, depth + 1)
        yield value
        if attributes := value.get("attributes"):
            yield from _things(attributes, noun, depth + 1)


def _pointed(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _json(reply: Message) -> Any:
    return _loads(reply.body) if "json" in reply.media else None


def _loads(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None  # an unreadable body is judged elsewhere; it gives no ids


def first(values: Iterable[Any], spent: frozenset[str]) -> Any:
    return next((v for v in values if str(v) not in spent), None)
