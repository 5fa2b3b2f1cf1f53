"""An event in, what it says out: the value of its body, its CloudEvent, its headers as values. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contractkit.answer.payload import Problem, json_value, parse
from contractkit.errors import Unjudged
from contractkit.events.cloud import Cloud, cloud_of
from contractkit.model import ABSENT, Event, EventType, Message, Parameter, Schemas, Where
from contractkit.schema.shape import members, names, types
from contractkit.wire.media import Form, bare, form_of
from contractkit.wire.reading import from_header
from contractkit.wire.text import fits, has_surrogate, texts

CONFLUENT = 5  # bytes before the payload: a zero and the id of its schema
BODILY = frozenset(  # properties and traces that no schema of application headers speaks of, unless it names them
    (
        *("content-type", "content-encoding", "correlation-id", "correlation-data", "message-id", "reply-to", "type"),
        *("response-topic", "traceparent", "tracestate", "baggage", "x-death", "x-delivery-count", "nats-msg-id"),
    )
)


@dataclass(frozen=True, slots=True)
class Read:
    """`body`: the value of the body, ABSENT where it cannot be read; `prefixed`: it has Confluent's wire prefix.

    `media`: what the body is read as.
    """

    event: Event
    body: Any
    problems: tuple[Problem, ...] = ()
    cloud: Cloud | None = None
    prefixed: bool = False
    media: str = "application/json"

    @property
    def payload(self) -> Any:
        """What `$message.payload` means: the body, whatever its envelope."""
        return self.body

    @property
    def data(self) -> Any:
        """What the event is about: the data of a CloudEvent, else the body."""
        return self.body if self.cloud is None else self.cloud.data


def read(event: Event, *, content_type: str = "application/json", cloud: bool = False) -> Read:
    """`content_type`: what the contract says, for messages that do not say it themselves; `cloud`: one is expected.

    Raises Unjudged for a body that is not wrong and still cannot be read here.
    """
    message = event.message
    media = message.media or bare(content_type)
    body, prefixed = message.body, False
    if form_of(media) is Form.JSON and len(body) > CONFLUENT and body[0] == 0:
        body, prefixed = body[CONFLUENT:], True
    if not body:
        return Read(event, ABSENT, (), cloud_of(event, ABSENT, expected=cloud), media=media)
    if form_of(media) is Form.JSON:
        parsed = json_value(body)
        parsed = replace(parsed, problems=(*parsed.problems, *_halves(body, parsed.value)))
    else:
        typed = message if message.media else Message(None, (("content-type", media), *message.headers), body)
        parsed = parse(typed)
    return Read(event, parsed.value, parsed.problems, cloud_of(event, parsed.value, expected=cloud), prefixed, media)


def _halves(body: bytes, value: Any) -> Iterator[Problem]:
    """RFC 8259, 8.2: what a reader makes of half a surrogate pair, which only an escape can write, nobody can say."""
    if b"\\ud" in body or b"\\uD" in body:
        half = next((text for text in texts(value) if has_surrogate(text)), None)
        if half is not None:
            yield Problem("lone-surrogate", f"the text {half[:60]!a} holds half of a surrogate pair")


def headers_of(schemas: Schemas, type: EventType, event: Event) -> Mapping[str, Any]:
    """Headers as values of the types that the contract gives them: on the wire they are text."""
    if type.headers is None:
        return dict(event.message.headers)
    declared = names(schemas, (type.headers,))
    lower = {name.lower(): name for name in declared}
    made: dict[str, Any] = {}
    for name, text in event.message.headers:
        known = name if name in declared else lower.get(name.lower())
        if known is not None or name.lower() not in BODILY:
            made[known or name] = _typed(schemas, members(schemas, (type.headers,), known or name), name, text)
    return made


def _typed(schemas: Schemas, pointers: tuple[str, ...], name: str, text: str) -> Any:
    """By the first of several schemas that the value satisfies, else by the first that asks for a type."""
    telling = [one for one in pointers if types(schemas, (one,)) is not None]
    values = [typed(schemas, one, name, text) for one in telling or pointers]
    found = (value for one, value in zip(telling or pointers, values, strict=True) if fits(schemas, (one,), value))
    return next(found, values[0] if values else text)


def typed(schemas: Schemas, pointer: str | None, name: str, text: str) -> Any:
    """A text as the value its schema asks for; the text itself where it is none. Lists are JSON or simple style."""
    if pointer is None:
        return text
    if text[:1] in ("[", "{") and types(schemas, (pointer,)) is not None:
        try:
            value = json_value(text.encode("utf-8", "surrogateescape")).value
        except (Unjudged, UnicodeEncodeError):  # the latter of half a surrogate pair, which only a capture can hold
            value = ABSENT
        if not isinstance(value, str) and value is not ABSENT and fits(schemas, (pointer,), value):
            return value
    return from_header(schemas, Parameter(name, Where.HEADER, pointer, pointer), text)
