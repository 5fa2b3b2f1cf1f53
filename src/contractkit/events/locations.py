"""A runtime expression of AsyncAPI and a message in, the value it means out (3.0, Runtime Expression). Pure.

`$message.header#/correlationId`, `$message.payload#/order/id`. Headers of brokers are flat: a pointer of several steps
is looked for as JSON in the first, as a name with a dot or slash between, and by its last step.
"""

import json
from typing import Any

from contractkit.model import ABSENT, Message
from contractkit.source.pointer import child, pointer_in, tokens_of

HEADER, PAYLOAD = "$message.header", "$message.payload"


def located(location: str, message: Message, payload: Any) -> Any:
    """The value at a location; ABSENT where there is none, or where the expression cannot be read."""
    where, _, fragment = location.partition("#")
    tokens = tokens_of(pointer_in(fragment)) if fragment else ()
    if where == PAYLOAD:
        return inside(payload, tokens)
    if where == HEADER and tokens:
        return _header(message, tokens)
    return ABSENT


def inside(value: Any, tokens: tuple[str, ...]) -> Any:
    for token in tokens:
        try:
            value = child(value, token)
        except (LookupError, ValueError, TypeError):
            return ABSENT
    return value


def at_pointer(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer; ABSENT where there is none."""
    return inside(value, tokens_of(pointer))


def header_name(location: str) -> str | None:
    """The header that a location names, as one would write it; None where it names none."""
    where, _, fragment = location.partition("#")
    tokens = tokens_of(pointer_in(fragment)) if fragment else ()
    return tokens[-1] if where == HEADER and tokens else None


def place_of(location: str) -> str | None:
    """The place in a draft of an event that a location names; None where it names none."""
    if location.startswith(PAYLOAD):
        return f"body{pointer_in(location.partition('#')[2])}"
    name = header_name(location)
    return None if name is None else f"header.{name}"


def _header(message: Message, tokens: tuple[str, ...]) -> Any:
    if len(tokens) == 1:
        return _named(message, tokens[0])
    outer = message.header(tokens[0])
    if outer is not None:
        try:
            found = inside(json.loads(outer), tokens[1:])
        except ValueError:
            found = ABSENT
        if found is not ABSENT:
            return found
    for name in (".".join(tokens), "/".join(tokens), "_".join(tokens), tokens[-1]):
        if (value := message.header(name)) is not None:
            return value
    return ABSENT


def _named(message: Message, name: str) -> Any:
    """By its name, whatever stands between its words: AMQP's `correlation_id` is a property."""
    value = message.header(name)
    if value is not None:
        return value
    wanted = _plain(name)
    same = (text for known, text in message.headers if _plain(known) == wanted)
    return next(same, ABSENT)


def _plain(name: str) -> str:
    """MQTT 5 calls correlation data what others call a correlation id."""
    plain = name.replace("_", "").replace("-", "").lower()
    return "correlationid" if plain == "correlationdata" else plain
