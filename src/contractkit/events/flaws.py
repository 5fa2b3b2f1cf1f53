"""A contract, a type of event and an event in; everything the event gets wrong out, part by part. Pure."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from contractkit.errors import Unjudged
from contractkit.events.avro import avro_value
from contractkit.events.cloud import BATCH, STRUCTURED, attribute, structured
from contractkit.events.locations import at_pointer
from contractkit.events.reading import Read, headers_of, read, typed
from contractkit.model import ABSENT, Contract, Event, EventType, Part, SchemaError, Severity
from contractkit.schema.shape import types
from contractkit.topics import bytes_of
from contractkit.wire.media import Form, covers, form_of

MOST = 20  # flaws of one part


@dataclass(frozen=True, slots=True)
class EventFlaw:
    """`rule`, `pointer` and `detail` are identity, `expected` and `actual` are for people.

    `definition`: the pointer of the broken rule in the contract's document; `severity` None is the promise's own.
    """

    part: Part
    rule: str
    expected: str
    actual: str
    pointer: str = ""
    detail: str = ""
    definition: str = ""
    severity: Severity | None = None

    @property
    def told(self) -> str:
        """In one sentence, without what the contract calls the event."""
        if self.rule != "schema":
            return f"{self.part}: expected {self.expected}, got {self.actual}"
        place = self.expected.partition(" at /")[2]
        return f"{self.part}{f' /{place}' if place else ''}: {self.actual}"


def seen(contract: Contract, type: EventType, event: Event) -> Read:
    """The event as it is read for this type; raises Unjudged where it cannot be."""
    return read(event, content_type=type.content_type, cloud=type.envelope == "cloudevents")


def flaws(contract: Contract, type: EventType, event: Event, *, key: str | None = None) -> Iterator[EventFlaw]:
    """What is wrong with an event of a type: content type, envelope, payload, headers, key.

    `key`: the place in the payload that the key is taken from, where the contract does not say it (`x-key`).
    Raises Unjudged for what cannot be judged, ValidatorsDisagree where two validators differ.
    """
    found = seen(contract, type, event)
    otherwise = tuple(_content_type(type, event, found))
    yield from otherwise
    enveloped = tuple(_envelope(type, found))
    yield from enveloped
    if not otherwise or form_of(event.message.media) is form_of(_essence(type)):
        yield from _payload(contract, type, event, found)
    yield from _headers(contract, type, event, told={one.detail for one in enveloped})
    yield from _key(contract, type, event, found, key)


def _content_type(type: EventType, event: Event, found: Read) -> Iterator[EventFlaw]:
    """What a message says it is, where it says something."""
    media, wanted = event.message.media, type.content_type
    if not media or not type.says_media:
        return
    if found.cloud is not None and found.cloud.mode == STRUCTURED and media.startswith("application/cloudevents"):
        if wanted.startswith("application/cloudevents") and not covers(wanted, media):
            yield EventFlaw(Part.CONTENT_TYPE, "content-type-documented", wanted, media)
        return  # what the data is, its own attribute says
    if wanted.startswith("application/cloudevents"):
        if wanted.startswith(BATCH) and covers(wanted, media):
            return
        if found.cloud is None or found.cloud.mode == STRUCTURED:
            yield EventFlaw(Part.CONTENT_TYPE, "content-type-documented", wanted, media)
    elif not covers(wanted, media):
        yield EventFlaw(Part.CONTENT_TYPE, "content-type-documented", wanted, media)


def _envelope(type: EventType, found: Read) -> Iterator[EventFlaw]:
    if type.envelope != "cloudevents":
        return
    if type.content_type.startswith(BATCH) and isinstance(found.body, list):
        clouds = [structured(one) for one in found.body]
    elif found.cloud is not None:
        clouds = [found.cloud]
    else:
        yield EventFlaw(Part.ENVELOPE, "cloud-event", "a CloudEvent, structured or binary", "neither", detail="none")
        return
    for name, expected, actual in dict.fromkeys(flaw for cloud in clouds for flaw in cloud.flaws):
        yield EventFlaw(Part.ENVELOPE, "cloud-event", f"{name or 'the event'}: {expected}", actual, f"/{name}", name)


def _payload(contract: Contract, type: EventType, event: Event, found: Read) -> Iterator[EventFlaw]:
    if type.unjudged is not None:
        raise Unjudged(type.unjudged)
    if type.format == "avro":
        _, problem = avro_value(type.extra["avro"], event.message.body)
        if problem is not None:
            yield EventFlaw(Part.PAYLOAD, problem.rule, "what the Avro schema writes", problem.says)
        return
    for problem in found.problems:
        yield EventFlaw(Part.PAYLOAD, problem.rule, "a body that is well formed", problem.says)
    value = subject(type, found)
    if type.payload is None or (value is ABSENT and found.problems):
        return
    if value is ABSENT and form_of(found.media) in (Form.TEXT, Form.BYTES):
        value = ""
    if value is ABSENT:
        if not contract.schemas.is_valid(type.payload, None):  # a tombstone is a null
            yield EventFlaw(Part.PAYLOAD, "no-payload", "a payload", "none")
        return
    yield from payload_flaws(contract, type, _held(contract, type.payload, found, value))


def payload_flaws(contract: Contract, type: EventType, value: Any) -> Iterator[EventFlaw]:
    """Of the value that the schema of the payload speaks of; raises what the contract's schemas raise."""
    if type.payload is not None:
        yield from _by_schema(contract, Part.PAYLOAD, type.payload, value, "the payload")


def _held(contract: Contract, pointer: str, found: Read, value: Any) -> Any:
    """A text as the type its schema asks for. Raises Unjudged where no rule says how a form carries such values."""
    media = found.media
    if found.cloud is not None and found.cloud.mode == STRUCTURED:
        media = str(found.cloud.attributes.get("datacontenttype", media)) if value is found.cloud.data else media
    form, allowed = form_of(media), types(contract.schemas, (pointer,))
    if form is Form.JSON or allowed is None or not isinstance(value, str):
        return value
    if form is Form.TEXT and allowed - {"object", "array"}:
        return typed(contract.schemas, pointer, "payload", value)
    if "string" not in allowed:
        raise Unjudged(f"no rule says how {media} carries what the schema describes")
    return value


def subject(type: EventType, found: Read) -> Any:
    """What the schema of the payload speaks of: all of a structured CloudEvent, its data, or the body."""
    cloud = found.cloud
    if type.envelope != "cloudevents" or cloud is None:
        return found.body
    if type.data:
        return cloud.data
    return found.body if cloud.mode == STRUCTURED else dict(cloud.whole)


def _headers(contract: Contract, type: EventType, event: Event, told: Collection[str]) -> Iterator[EventFlaw]:
    """`told`: attributes of the envelope that are known to be wrong; their headers are not told of again."""
    if type.headers is None:
        return
    values = headers_of(contract.schemas, type, event)
    for flaw in _by_schema(contract, Part.HEADERS, type.headers, dict(values), "the headers"):
        name = flaw.detail or flaw.expected.rpartition("/")[2]
        if attribute(name) not in told:
            yield flaw


def _key(contract: Contract, type: EventType, event: Event, found: Read, place: str | None) -> Iterator[EventFlaw]:
    """By its own schema, and by the place in the payload it is taken from (`x-key`)."""
    if type.key is not None:
        value = _read_key(contract, type.key, event.key)
        yield from _by_schema(contract, Part.KEY, type.key, value, "the key")
    pointer = place or type.extra.get("x-key")
    if isinstance(pointer, str):
        expected = at_pointer(subject(type, found), pointer)
        if expected is not ABSENT and not is_key(expected, event.key):
            told = "no key" if event.key is None else f"the key {event.key!r}"
            yield EventFlaw(Part.KEY, "key-of-payload", f"{pointer} of the payload, {plain(expected)!r}", told, pointer)


def _read_key(contract: Contract, pointer: str, key: str | None) -> Any:
    if key is None:
        return None
    _, schema = contract.schemas.follow(pointer)
    if isinstance(schema, dict) and schema.get("type") in ("object", "array"):
        try:
            return json.loads(key)
        except ValueError:
            return key
    try:
        raw = bytes_of(key)
    except UnicodeEncodeError:  # half a surrogate pair, which only a capture can hold
        return key
    if types(contract.schemas, (pointer,)) == frozenset({"integer"}) and len(raw) in (4, 8) and not key.isprintable():
        return int.from_bytes(raw, signed=True)  # as Kafka's own serializers write whole numbers
    return typed(contract.schemas, pointer, "key", key)


def is_key(value: Any, key: str | None) -> bool:
    """Whether a key says a value, however JSON writes it; nothing is the key of null."""
    if key is None or isinstance(value, str):
        return bool(value == key)
    try:
        read: object = json.loads(key)
        return bool(read == value)
    except ValueError:
        return False


def plain(value: Any) -> str:
    """A value as a key or header would be written."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _by_schema(contract: Contract, part: Part, pointer: str, value: Any, what: str) -> Iterator[EventFlaw]:
    found = (_flaw(part, error, what) for error in contract.schemas.errors(pointer, value))
    yield from list({(one.pointer, one.detail): one for one in found}.values())[:MOST]


def _flaw(part: Part, error: SchemaError, what: str) -> EventFlaw:
    """`format` is an annotation in the dialects that events are described in (JSON Schema draft 7, 7.2)."""
    named = error.message.split('"')[1] if error.keyword == "required" and error.message.startswith('"') else ""
    return EventFlaw(
        part,
        "schema",
        f"{error.keyword} at {error.instance or what}",
        error.message,
        error.path,
        named,
        error.definition,
        Severity.MINOR if error.keyword == "format" else None,
    )


def _essence(type: EventType) -> str:
    return type.content_type.partition(";")[0].strip().lower()
