"""Messages as documents write them in; types of events out, with their schemas where the schema book finds them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contractkit.asyncapi.constants import CLOUD, enveloped, members, told_by
from contractkit.asyncapi.dialects import Dialects
from contractkit.asyncapi.formats import AVRO, SchemaFormat, schema_format
from contractkit.asyncapi.outline import MessageNode
from contractkit.asyncapi.wrapped import has_wrappers, wrappers
from contractkit.model import EventType
from contractkit.openapi.anatomy import MESSAGES
from contractkit.openapi.node import Node
from contractkit.source.pointer import escape


@dataclass(slots=True)
class Messages:
    """Gathers what belongs below the root key of the schema book. `moved`: from there to where it was written.

    `content_type`: of messages that say none; "" where the document has no default either.
    """

    content_type: str = "application/json"
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    _dialects: Dialects = field(init=False)
    _known: dict[str, EventType] = field(default_factory=dict)
    _wrapping: bool | None = None

    def __post_init__(self) -> None:
        self._dialects = Dialects(MESSAGES, self.schemas, self.moved)

    def type_of(self, message: MessageNode) -> EventType:
        """The type of a message; the same message is one type, whoever refers to it."""
        key = f"{message.name} {message.node.pointer}"
        if key not in self._known:
            self._known[key] = self._read(message)
        return self._known[key]

    def _read(self, message: MessageNode) -> EventType:
        told = message.value
        payload, form = _payload(message)
        headers = message.parts.get("headers")
        headers, headers_form = (None, SchemaFormat()) if headers is None else _formatted(headers)
        form, headers_form = self._reaching(payload, form), self._reaching(headers, headers_form)
        pointers = {
            "payload": self._kept(message, "payload", payload, form),
            "headers": self._kept(message, "headers", headers, headers_form),
            "key": self._kept(message, "key", _key(message.node), SchemaFormat()),
        }
        written = told.get("contentType")
        content_type = written if isinstance(written, str) else self.content_type
        envelope, data = enveloped(payload, headers, content_type)
        if told.get("x-envelope") is not None:
            envelope, data = str(told["x-envelope"]), not {name for name, _ in members(payload)} >= CLOUD
        tells = () if told.get("x-type") else told_by(headers, payload, envelope, data=data)
        unjudged = form.unjudged or headers_form.unjudged
        if headers_form.kind:
            unjudged = f"headers described by {headers_form.kind} cannot be judged"
        return EventType(
            name=message.name,
            pointer=message.node.pointer,
            **pointers,
            content_type=content_type or "application/json",
            says_media=bool(content_type),
            correlation=_correlation(message),
            type=told.get("x-type") or (tells[0].value if tells else None),
            called=told["name"] if isinstance(told.get("name"), str) else None,
            tells=tells,
            format=form.kind,
            unjudged=unjudged,
            envelope=envelope,
            data=data,
            examples=tuple(_examples(told)),
            extra={
                **{key: value for key, value in told.items() if key.startswith("x-")},
                **({AVRO: payload.followed().value} if payload is not None and form.kind == AVRO else {}),
            },
        )

    def _kept(self, message: MessageNode, part: str, schema: Node | None, form: SchemaFormat) -> str | None:
        """The pointer by which the schema book is asked for a part of a message."""
        if schema is None or form.unjudged or form.kind:
            return None
        value = schema.value
        if form.dialect is not None or self._mixed(schema):
            value = self._dialects.read_as(form.dialect, value, schema.document)
        name = message.node.pointer
        self.schemas.setdefault(name, {})[part] = value
        pointer = f"/{MESSAGES}/{escape(name)}/{part}"
        self.moved[pointer] = schema.pointer
        for place, written in message.moved.get(part, {}).items():
            self.moved[f"{pointer}{place}"] = written
        return pointer

    def _reaching(self, schema: Node | None, form: SchemaFormat) -> SchemaFormat:
        """The same, unjudged where the schema refers to one of a format that cannot be a part of it."""
        if schema is None or form.unjudged or form.kind or not self._mixed(schema):
            return form
        for other in wrappers(schema.value, schema.document):
            if other.unjudged or other.kind:
                why = other.unjudged or f"a JSON Schema that refers to one in {other.kind} cannot be judged"
                return replace(form, unjudged=why)
        return form

    def _mixed(self, schema: Node) -> bool:
        """Whether the document has schemas that say their format, to which one of another may refer."""
        if self._wrapping is None:
            self._wrapping = has_wrappers(schema.document)
        return self._wrapping


def _payload(message: MessageNode) -> tuple[Node | None, SchemaFormat]:
    """The schema of the payload; in 3.x it may say its format itself, in 2.x the message does."""
    held = message.parts.get("payload")
    if held is None:
        return None, schema_format(message.value.get("schemaFormat"))
    if "schemaFormat" in message.value:
        return held, schema_format(message.value["schemaFormat"])
    return _formatted(held)


def _formatted(held: Node) -> tuple[Node, SchemaFormat]:
    """A Multi Format Schema Object (3.0) is its `schema`, anything else itself."""
    node = held.followed()
    if not isinstance(node.value, dict) or "schemaFormat" not in node.value:
        return held, SchemaFormat()
    form = schema_format(node.value["schemaFormat"])
    inner = node.get("schema")
    return (node if inner is None else inner), form


def _key(message: Node) -> Node | None:
    """The schema of the record key (Kafka message binding)."""
    for node in (message, *(trait.followed() for trait in message.items("traits"))):
        bindings = node.get("bindings")
        kafka = None if bindings is None else bindings.followed().get("kafka")
        key = None if kafka is None else kafka.followed().get("key")
        if key is not None:
            return key
    return None


def _correlation(message: MessageNode) -> str | None:
    held = message.value.get("correlationId")
    if isinstance(held, Mapping) and "$ref" in held:
        held = Node(message.node.document, message.node.pointer, held).followed().value
    location = held.get("location") if isinstance(held, Mapping) else None
    return location if isinstance(location, str) else None


def _examples(told: Mapping[str, Any]) -> Iterator[Any]:
    """Payloads that the contract shows; up to 2.0 an example was the payload itself or named by part."""
    listed = told.get("examples")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and "payload" in one:
            yield one["payload"]
