"""Texts of JSON in; their values where they have one meaning, and what tells contents apart, out. Pure."""

import json
from collections.abc import Mapping
from typing import Any

from contractkit.amqp import as_text
from contractkit.answer.payload import json_value
from contractkit.captures.swift import plain
from contractkit.model import ABSENT
from contractkit.wire.text import has_surrogate, texts

try:
    import orjson
except ImportError:  # the extra `fast`
    orjson = None  # type: ignore[assignment]


JSON = "application/json"
_TOLD = frozenset((str, dict))


def read_plain(line: bytes) -> Any:
    """The value of a line. ValueError where it is not JSON that has one meaning."""
    if orjson is not None:
        value = orjson.loads(line)
        if not plain(line, orjson.dumps(value)):
            raise ValueError
        return value
    parsed = json_value(line)
    if parsed.problems or any(map(has_surrogate, texts(parsed.value))):
        raise ValueError
    return parsed.value


def content_of(body: bytes) -> int:
    """Of JSON, else of the bytes themselves."""
    value = json_value(body).value
    return hash(body) if value is ABSENT else content(value)


def content(value: Any) -> int:
    """The same for the same JSON, whatever white space is in it and whatever order its members have."""
    if not isinstance(value, dict) or "specversion" not in value:
        return hash(_written(value))
    if "data" in value and value.get("datacontenttype", JSON) == JSON and _TOLD.issuperset(map(type, value.values())):
        told = value.copy()  # mostly nothing has to be rewritten
        told.pop("datacontenttype", None)
        return hash(_written(told))
    attributes = {name: held for name, held in value.items() if name != "data"}
    return content_of_event(attributes, value.get("data", b""))


def content_of_event(attributes: Mapping[str, Any], data: Any) -> int:
    """The same for a CloudEvent in any mode: headers carry attributes as text, and need not say that data is JSON.

    `data`: JSON, or bytes.
    """
    told = {name: held if isinstance(held, str) else as_text(held) for name, held in attributes.items()}
    if told.get("datacontenttype", "").partition(";")[0].strip().lower() == JSON:
        del told["datacontenttype"]
    if isinstance(data, bytes):
        return hash((_written(told), data))
    return hash(_written({**told, "data": data}))


def _written(value: Any) -> bytes:
    try:
        if orjson is not None:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a number beyond 64 bits, half a surrogate pair
        pass
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "surrogatepass")
