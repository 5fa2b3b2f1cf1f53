"""An event in, what it says out: the value of its body, its CloudEvent, its headers as values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.answer.payload import Problem, json_value, parse
from contractkit.events.cloud import Cloud, cloud_of
from contractkit.model import ABSENT, Event, EventType, Message, Parameter, Schemas, Where
from contractkit.schema.shape import members, names
from contractkit.wire.media import Form, form_of
from contractkit.wire.reading import from_header

CONFLUENT = 5  # bytes before the payload: a zero and the id of its schema
BODILY = frozenset(
    ("content-type", "content-encoding", "correlation-id", "message-id", "reply-to", "type", "traceparent")
)


@dataclass(frozen=True, slots=True)
class Read:
    """`body`: the value of the body, ABSENT where it cannot be read; `prefixed`: it has Confluent's wire prefix."""

    event: Event
    body: Any
    problems: tuple[Problem, ...] = ()
    cloud: Cloud | None = None
    prefixed: bool = False

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
    media = message.media or content_type.partition(";")[0].strip().lower()
    body, prefixed = message.body, False
    if len(body) > CONFLUENT and body[0] == 0:
        body, prefixed = body[CONFLUENT:], True
    if not body:
        return Read(event, ABSENT, (), cloud_of(event, ABSENT, expected=cloud))
    if form_of(media) is Form.JSON:
        parsed = json_value(body)
    else:
        typed = message if message.media else Message(None, (("content-type", media), *message.headers), body)
        parsed = parse(typed)
    return Read(event, parsed.value, parsed.problems, cloud_of(event, parsed.value, expected=cloud), prefixed)


def headers_of(schemas: Schemas, type: EventType, event: Event) -> Mapping[str, Any]:
    """Headers as values of the types that the contract gives them: on the wire they are text."""
    if type.headers is None:
        return dict(event.message.headers)
    declared = names(schemas, (type.headers,))
    lower = {name.lower(): name for name in declared}
    made: dict[str, Any] = {}
    for name, text in event.message.headers:
        known = name if name in declared else lower.get(name.lower())
        if known is not None:
            pointers = members(schemas, (type.headers,), known)
            made[known] = typed(schemas, pointers[0] if pointers else None, known, text)
        elif name.lower() not in BODILY:
            made[name] = text
    return made


def typed(schemas: Schemas, pointer: str | None, name: str, text: str) -> Any:
    """A text as the value its schema asks for; the text itself where it is none."""
    if pointer is None:
        return text
    return from_header(schemas, Parameter(name, Where.HEADER, pointer, pointer), text)
