"""A value of a capture's line in, the event it carries out, and what it does not say of it. Pure.

CloudEvents in structured JSON, records as tools for Kafka write them, `{channel, key, headers, payload}`.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from contractkit.amqp import as_text
from contractkit.events.cloud import BATCH, REQUIRED
from contractkit.model import Event, EventType, Message

VALUES = ("value", "payload")
ENCODED = ("value_base64", "payload_base64")
CHANNELS = ("topic", "channel")


@dataclass(frozen=True, slots=True)
class Carried:
    """`headers`, `key`: whether it is told what they are. `structured`: the body is a CloudEvent of its own."""

    event: Event
    headers: bool = False
    key: bool = False
    structured: bool = False


class NoRecord(ValueError):
    """A value that carries no event; says what it is instead."""


def carried(value: Any) -> Iterator[Carried | None]:
    """The events of a line; None is a tombstone: a record with a key, and nothing that it says. Raises NoRecord."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, list):
                raise NoRecord("a list within a list")
            yield from carried(item)
    elif not isinstance(value, dict):
        raise NoRecord("no JSON object")
    elif "specversion" in value:
        yield Carried(Event("", Message(None, (), written(value))), structured=True)
    elif any(name in value for name in (*VALUES, *ENCODED)):
        yield from _record(value)
    elif len(value.keys() & set(REQUIRED)) >= 2:
        yield Carried(Event("", Message(None, (), written(value))), structured=True)
    else:
        raise NoRecord("neither a CloudEvent nor a record with a value or payload")


def _record(told: Mapping[str, Any]) -> Iterator[Carried | None]:
    channel = next((told[name] for name in CHANNELS if isinstance(told.get(name), str)), "")
    key, position = _key(told), "/".join(str(told[name]) for name in ("partition", "offset") if name in told)
    given = "headers" in told
    headers = tuple(pairs(told["headers"])) if given else ()
    name = next(name for name in (*VALUES, *ENCODED) if name in told)
    value = told[name]
    if value is None and key is not None:
        yield None
        return
    if isinstance(value, list) and Message(None, headers).media.startswith(BATCH):
        for item in value:
            yield Carried(Event(channel, Message(None, (), written(item)), key, position), structured=True)
        return
    body = _decoded(value) if name in ENCODED else written(value)
    structured = isinstance(value, dict) and "specversion" in value
    event = Event(channel, Message(None, headers, body), key, position)
    yield Carried(event, given, "key" in told or "key_base64" in told, structured)


def written(value: Any) -> bytes:
    """A value as a body: text is the body itself, anything else its JSON."""
    if value is None:
        return b""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can write
        return json.dumps(value, separators=(",", ":")).encode()


def pairs(told: Any) -> Iterator[tuple[str, str]]:
    """Headers as any tool writes them: an object, `{key, value}`, pairs, or names and values in turns."""
    if isinstance(told, Mapping):
        for name, value in told.items():
            for one in value if isinstance(value, list) else (value,):
                yield as_text(name), as_text(one)
    elif isinstance(told, list | tuple) and told and all(isinstance(one, str | bytes | None) for one in told):
        for name, value in zip(told[::2], told[1::2], strict=False):
            yield as_text(name), as_text(value)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _pair(one)
    elif told is not None:
        raise NoRecord("headers that are neither an object nor a list")


def _pair(told: Any) -> Iterator[tuple[str, str]]:
    if isinstance(told, Mapping):
        name = next((told[one] for one in ("key", "name", "Key") if one in told), None)
        value = next((told[one] for one in ("value", "Value") if one in told), None)
        yield from ((as_text(name), as_text(value)),) if name is not None else pairs(told)
    elif isinstance(told, list | tuple) and len(told) == 2:
        yield as_text(told[0]), as_text(told[1])
    else:
        raise NoRecord("a header that is neither {key, value} nor a pair")


def _key(told: Mapping[str, Any]) -> str | None:
    if isinstance(told.get("key_base64"), str):
        return _decoded(told["key_base64"]).decode("utf-8", "surrogateescape")
    return None if told.get("key") is None else as_text(told["key"])


def _decoded(text: Any) -> bytes:
    try:
        return base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError, TypeError) as wrong:
        raise NoRecord("a value that should be Base64 and is not") from wrong


@lru_cache(maxsize=1_000)
def as_given(type: EventType, *, headers: bool, key: bool, structured: bool) -> EventType:
    """A type without what an event does not tell: what is not given cannot be judged.

    Without headers a payload is the data where the contract describes the data of CloudEvents, unless it is one itself.
    """
    if not headers:
        type = replace(type, headers=None)
        if type.data and not structured:  # nor of the type that headers would have said
            type = replace(type, envelope=None, type=None)
    if not key:
        extra = {name: value for name, value in type.extra.items() if name != "x-key"}
        type = replace(type, key=None, extra=extra)
    return type
