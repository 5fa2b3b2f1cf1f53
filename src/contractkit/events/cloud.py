"""CloudEvents 1.0.2: an event in, its attributes and data out, whatever mode and broker it travelled by. Pure."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from contractkit.answer.payload import parse
from contractkit.errors import Unjudged
from contractkit.model import ABSENT, Event, Message
from contractkit.wire.media import Form, form_of

STRUCTURED, BINARY = "structured", "binary"
BATCH = "application/cloudevents-batch"
_SIGN = "application/cloudevents"
PREFIXES = ("ce_", "ce-", "cloudevents_", "cloudevents:")  # Kafka; HTTP and NATS; AMQP, one of two separators
REQUIRED = ("id", "source", "specversion", "type")
_NAME = re.compile(r"[a-z0-9]+")
_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
)
_MEDIA = re.compile(r"[!#$&^_.+A-Za-z0-9-]+/[!#$&^_.+A-Za-z0-9-]+(\s*;.*)?")
_NO_URI = re.compile(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_INT = 2**31


@dataclass(frozen=True, slots=True)
class Cloud:
    """`data` is ABSENT where there is none; `flaws` are (attribute, what was expected, what is there)."""

    mode: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    data: Any = ABSENT
    flaws: tuple[tuple[str, str, str], ...] = ()

    @property
    def whole(self) -> Mapping[str, Any]:
        """As the structured form would say it."""
        return self.attributes if self.data is ABSENT else {**self.attributes, "data": self.data}

    @property
    def name(self) -> tuple[str, str] | None:
        """`source` and `id`, by which an event is told from all others."""
        source, id = self.attributes.get("source"), self.attributes.get("id")
        return (str(source), str(id)) if source and id else None


def cloud_of(event: Event, value: Any, *, expected: bool) -> Cloud | None:
    """The CloudEvent that an event is; None where it is none. `value`: the body as JSON, ABSENT where it is none.

    `expected`: a body with the required attributes is taken for a structured event whatever its content type, which
    not every broker carries. None for a batch, which is a list of them; Unjudged for formats other than JSON.
    """
    if event.message.media.startswith(BATCH):
        return None
    if event.message.media.startswith(_SIGN):
        if form_of(event.message.media) is not Form.JSON:
            raise Unjudged(f"CloudEvents of {event.message.media} cannot be judged, only those in JSON")
        return structured(value)
    attributes = dict(_binary(event))
    if "specversion" in attributes or {"id", "type"} <= attributes.keys():
        media = event.message.header("content-type")
        attributes |= {"datacontenttype": media} if media and "datacontenttype" not in attributes else {}
        data = value if event.message.body else ABSENT
        return Cloud(BINARY, attributes, data, tuple(flaws(attributes)))
    if expected and isinstance(value, dict) and len(set(REQUIRED) & value.keys()) >= 2:
        return structured(value)
    return None


def structured(value: Any) -> Cloud:
    """JSON Event Format for CloudEvents 1.0.2, 3: `data` or `data_base64`, and not both."""
    if not isinstance(value, dict):
        return Cloud(STRUCTURED, flaws=(("", "a JSON object", "none"),))
    attributes = {name: held for name, held in value.items() if name not in ("data", "data_base64")}
    found = list(flaws(attributes))
    data = value.get("data", ABSENT)
    if "data_base64" in value:
        if data is not ABSENT:
            found.append(("data", "data or data_base64", "both"))
        try:
            data = _decoded(value, base64.b64decode(value["data_base64"], validate=True))
        except (binascii.Error, TypeError, ValueError):
            found.append(("data_base64", "text in Base64", "something else"))
    return Cloud(STRUCTURED, attributes, data, tuple(found))


def _decoded(value: Mapping[str, Any], raw: bytes) -> Any:
    """As its content type is read anywhere else: JSON as its value, other bytes as one character each."""
    media = value.get("datacontenttype", "application/json")
    found = parse(Message(None, (("content-type", str(media)),), raw)).value
    return raw.decode("latin-1") if found is ABSENT else found


def flaws(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """CloudEvents 1.0.2, 3: required attributes, types and names."""
    for name in REQUIRED:
        if name not in attributes:
            yield name, "the attribute, which is required", "nothing"
    for name, value in attributes.items():
        if value is None:
            continue  # JSON Event Format, 2.2: null is as if it were not there, which for required ones is a flaw
        if not _NAME.fullmatch(name):
            yield name, "a name of lower-case letters and digits", repr(name)
        if (expected := _expected(name, value)) is not None:
            yield name, expected, repr(value)[:80]
    yield from (
        (name, "the attribute, which is required", "null") for name in REQUIRED if attributes.get(name, 0) is None
    )


def _expected(name: str, value: Any) -> str | None:
    """What an attribute should have been; None where it is that."""
    if name in (*REQUIRED, "datacontenttype", "dataschema", "subject", "time"):
        if not isinstance(value, str) or not value:
            return "text that is not empty"
    elif isinstance(value, dict | list | float) and not isinstance(value, bool):
        return "text, a whole number or a truth value"
    elif isinstance(value, int) and not isinstance(value, bool) and not -_INT <= value < _INT:
        return "a whole number of 32 bits"
    match name:
        case "specversion" if value != "1.0":
            return "1.0"
        case "time" if not _TIME.fullmatch(value):
            return "a timestamp of RFC 3339"
        case "source" if _NO_URI.search(value):
            return "a URI-reference"
        case "dataschema" if _NO_URI.search(value) or not _SCHEME.match(value):
            return "an absolute URI"
        case "datacontenttype" if not _MEDIA.fullmatch(value.strip()):
            return "a media type"
    return None


def as_structured(message: Message, prefix: str) -> Message:
    """A binary event as the one JSON object of the structured mode; headers that are no attributes stay."""
    attributes = {name[len(prefix) :]: value for name, value in message.headers if name.startswith(prefix) and prefix}
    rest = tuple(one for one in message.headers if not (prefix and one[0].startswith(prefix)))
    rest = tuple(one for one in rest if one[0] != "content-type")
    data = {"data": json.loads(message.body)} if message.body else {}
    whole = json.dumps({**attributes, "datacontenttype": "application/json", **data})
    return Message(None, (("content-type", "application/cloudevents+json"), *rest), whole.encode())


def attribute(header: str) -> str:
    """The attribute that a header carries; the header itself where it carries none."""
    prefix = next((one for one in PREFIXES if header.lower().startswith(one)), "")
    return header.lower().removeprefix(prefix)


def _binary(event: Event) -> Iterator[tuple[str, str]]:
    """Attributes that headers carry: with the prefix of the protocol, or by MQTT 5 as user properties without one."""
    headers = event.message.headers
    prefixed = [(name.lower(), value) for name, value in headers if name.lower().startswith(PREFIXES)]
    for name, value in prefixed:
        prefix = next(one for one in PREFIXES if name.startswith(one))
        yield name.removeprefix(prefix), _unescaped(value) if prefix == "ce-" else value
    plain = dict(headers)
    if not prefixed and "specversion" in plain and {"id", "source", "type"} & plain.keys():
        yield from ((name, value) for name, value in headers if _NAME.fullmatch(name))


def _unescaped(value: str) -> str:
    """A quoted string is taken out of its quotes, then percent-encoding is undone (HTTP Protocol Binding, 3.1.3.2)."""
    quoted = _QUOTED.fullmatch(value)
    return unquote(value if quoted is None else re.sub(r"\\(.)", r"\1", quoted[1]))
