"""Texts of JSON in; their values where they have one meaning, and what tells contents apart, out. Pure."""

import json
from typing import Any

from contractkit.answer.payload import json_value
from contractkit.captures.swift import plain
from contractkit.model import ABSENT

try:
    import orjson
except ImportError:  # the extra `fast`
    orjson = None  # type: ignore[assignment]


def read_plain(line: bytes) -> tuple[Any, bytes]:
    """The value of a line, and its text without white space. ValueError where it is not JSON that has one meaning."""
    if orjson is not None:
        value = orjson.loads(line)
        text = orjson.dumps(value)
        if not plain(line, text):
            raise ValueError
        return value, text
    parsed = json_value(line)
    if parsed.problems:
        raise ValueError
    return parsed.value, text_of(parsed.value)


def content_of(body: bytes) -> int:
    """The same for the same JSON, whatever white space is in it."""
    value = json_value(body).value
    return hash(body) if value is ABSENT else content(value)


def content(value: Any) -> int:
    try:
        if orjson is not None:
            return hash(orjson.dumps(value))
    except TypeError:  # a number beyond 64 bits, half a surrogate pair
        pass
    return hash(text_of(value))


def text_of(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
