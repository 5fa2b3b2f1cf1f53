"""A message as any common client of a broker gives it in, an event in our own terms out. Nothing of them is imported.

Known by what they have: confluent-kafka (`value()`, `headers()`, `key()`, `topic()`), kafka-python and aiokafka (the
same as attributes), nats-py (`data`, `headers`, `subject`), pika (its tuple), aio-pika (`body`, `headers`), paho-mqtt
(`payload`, `topic`, `properties`), entries of Redis streams, mappings with names of these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from contractkit.amqp import PROPERTIES, as_text
from contractkit.captures.carried import Carried, NoRecord, pairs, written
from contractkit.errors import UsageError
from contractkit.model import Event, Message
from contractkit.source.pointer import escape
from contractkit.topics import text_of

BODIES = ("value", "payload", "data", "body")
CHANNELS = ("topic", "channel", "subject", "routing_key")
BESIDE = frozenset(
    ("headers", "key", "partition", "offset", "timestamp", "properties", "type", "pattern", "tstype", "ts", "broker")
)
MQTT = {"content-type": "ContentType", "correlation-data": "CorrelationData", "response-topic": "ResponseTopic"}


def read_message(message: object) -> Carried:
    """Raises UsageError for what is no message of a known client, and for an error that one gives instead of one."""
    try:
        return _read(message)
    except NoRecord as wrong:
        raise UsageError(f"{type(message).__name__} cannot be read: {wrong}") from wrong


def _read(message: object) -> Carried:
    match message:
        case Event():
            return Carried(message, headers=True, key=True)
        case bytes() | bytearray() | memoryview():
            return Carried(Event("", Message(None, (), bytes(message))))
        case str():
            return Carried(Event("", Message(None, (), message.encode())))
        case tuple():
            return _tuple(message)
        case Mapping():
            return _mapping(message)
    if callable(error := getattr(message, "error", None)) and (told := error()) is not None:
        raise UsageError(f"this is no message, the client says: {told}")
    return _object(message)


def _mapping(message: Mapping[Any, Any]) -> Carried:
    """An entry of a Redis stream where names are bytes; a record where it has its names alone; else a payload."""
    if any(isinstance(name, bytes) for name in message):
        return _entry("", message)
    bodies = [name for name in BODIES if name in message]
    around = [name for name in (*CHANNELS, "headers") if name in message]
    if len(bodies) == 1 and around and set(message) <= {*BODIES, *CHANNELS, *BESIDE}:
        return _carried(message.get, message[bodies[0]], keyed="key" in message)
    structured = "specversion" in message
    return Carried(Event("", Message(None, (), _body(message))), structured=structured)


def _object(message: object) -> Carried:
    def get(name: str) -> Any:
        found = getattr(message, name, None)
        return found() if callable(found) else found

    name = next((name for name in BODIES if getattr(message, name, None) is not None), None)
    if name is None:
        raise UsageError(
            f"{type(message).__name__} is no message that contractkit reads; give a payload (dict or bytes), or a "
            "message of confluent-kafka, kafka-python, aiokafka, nats-py, pika, aio-pika, paho-mqtt or a Redis stream"
        )
    return _carried(get, get(name), keyed=hasattr(message, "key"))


def _carried(get: Callable[[str], Any], body: Any, *, keyed: bool) -> Carried:
    """`get` gives what stands under a name, None where nothing does; `keyed`: there is a place for keys."""
    channel = next((text_of(found) for name in CHANNELS if (found := get(name)) is not None), "")
    key, properties = get("key"), get("properties")
    headers = (*_described(properties), *pairs(_flat(get("headers"))))
    structured = isinstance(body, Mapping) and "specversion" in body
    event = Event(
        channel, Message(None, tuple(dict.fromkeys(headers)), _body(body)), None if key is None else _text(key)
    )
    return Carried(event, headers=True, key=keyed, structured=structured)


def _described(properties: Any) -> Iterator[tuple[str, str]]:
    """Properties of AMQP and of MQTT 5."""
    for name in PROPERTIES:
        if isinstance(found := getattr(properties, name, None), str | bytes):
            yield name.replace("_", "-"), text_of(found)
    yield from pairs(_flat(getattr(properties, "headers", None)))
    for name, written_as in MQTT.items():
        if isinstance(found := getattr(properties, written_as, None), str | bytes):
            yield name, text_of(found)
    yield from pairs(_flat(getattr(properties, "UserProperty", None)))


def _tuple(message: tuple[Any, ...]) -> Carried:
    """pika gives method, properties and body, to callbacks the channel before them; a Redis stream id and fields."""
    if len(message) == 2 and isinstance(message[1], Mapping):
        return _entry(_text(message[0]), message[1])
    if len(message) in (3, 4) and isinstance(message[-1], bytes):
        method, properties, body = message[-3:]
        event = Event(getattr(method, "routing_key", None) or "", Message(None, tuple(_described(properties)), body))
        return Carried(event, headers=True)
    raise UsageError("this tuple is neither pika's (method, properties, body) nor an entry (id, fields) of Redis")


def _entry(id: str, fields: Mapping[Any, Any]) -> Carried:
    """As contractkit writes them itself: fields beside the payload are headers."""
    held = {text_of(name): value for name, value in fields.items()}
    name = next((name for name in (*BODIES, "message") if name in held), None)
    if name is None:
        raise UsageError(f"no field of this entry holds a payload; known: {', '.join((*BODIES, 'message'))}")
    body, key = _body(held.pop(name)), held.pop("key", None)
    headers = tuple((name, as_text(value)) for name, value in held.items())
    return Carried(
        Event("", Message(None, headers, body), None if key is None else _text(key), id), True, key is not None
    )


def _body(body: Any) -> bytes:
    """Raises UsageError for a value that JSON does not know, naming its place."""
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    try:
        return written(dict(body) if isinstance(body, Mapping) else body)
    except TypeError as unknown:
        place, kind = next(_strange(body, ""), ("", type(body).__name__))
        raise UsageError(
            f"{place or 'the message'} is of type {kind}, which JSON does not know; give what your service sends: "
            "its bytes, or the value as they have it (a text for a time, a UUID or a decimal number)"
        ) from unknown


def _strange(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Pointer and type of values, and of names, that no JSON has."""
    match value:
        case dict():
            for name, held in value.items():
                if not isinstance(name, str | int | float | None):
                    yield f"the name {name!r} in {place or 'the message'}", type(name).__name__
                yield from _strange(held, f"{place}/{escape(str(name))}")
        case list() | tuple():
            for index, held in enumerate(value):
                yield from _strange(held, f"{place}/{index}")
        case str() | int() | float() | None:
            return
        case _:
            yield place, type(value).__name__


def _flat(headers: Any) -> Any:
    """Lists of pairs as lists; what has names and is no mapping (nats, multidicts) by its items."""
    if isinstance(headers, Sequence) and not isinstance(headers, str | bytes):
        return [list(one) if isinstance(one, tuple) else one for one in headers]
    if headers is not None and not isinstance(headers, Mapping) and hasattr(headers, "items"):
        return [list(one) for one in headers.items()]
    return headers


def _text(key: Any) -> str:
    return text_of(key) if isinstance(key, str | bytes) else as_text(key)
