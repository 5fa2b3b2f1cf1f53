"""What a contract says of events: channels, types of messages, who sends and who receives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """From the view of the application that the contract describes (AsyncAPI 3.0, Operation Object)."""

    SEND = "send"
    RECEIVE = "receive"


class Part(StrEnum):
    """What of a message is judged on its own."""

    PAYLOAD = "payload"
    HEADERS = "headers"
    KEY = "key"
    CONTENT_TYPE = "content-type"
    ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class Topic:
    """Where a broker is asked to publish or listen. `address` may hold `{x}`, which stands for any one segment.

    `binding`: what the contract says of the channel for this broker's protocol (AsyncAPI bindings), such as the
    exchange of an AMQP channel.
    """

    address: str
    binding: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channel:
    """`address` None: it is said at run time, by the reply address of a request.

    `messages`: where each that the channel itself lists stands, by name; AsyncAPI 3 alone has such lists.
    """

    id: str
    address: str | None
    pointer: str
    protocols: tuple[str, ...] = ()  # of the servers it is available on, as written
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # values that are known of `{x}`
    bindings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by protocol
    messages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tell:
    """Where the contract fixes what an event says of its type: an attribute, a header or a member of the payload."""

    part: Part
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class EventType:
    """A message as the contract describes it. `payload`, `headers`, `key`: pointers of schemas, None where it has none.

    `type`: what it is told by among others (a CloudEvents type, the constant of a header or member); `format`: the
    schema format of the payload, "" for JSON Schema; `unjudged`: why the payload cannot be judged.
    `called`: the `name` that the message itself has (AsyncAPI 3.0, Message Object), where it has one;
    `tells`: where events say their type, the most telling place first; none where only `type` is known.
    `envelope`: "cloudevents" where messages are CloudEvents, `payload` being the schema of `data` then where `data` is
    True, else of the structured event.
    """

    name: str
    pointer: str
    payload: str | None = None
    headers: str | None = None
    key: str | None = None
    content_type: str = "application/json"
    says_media: bool = True  # whether the contract says its content type; else JSON is what bodies are read as
    correlation: str | None = None  # runtime expression, `$message.header#/correlationId`
    type: str | None = None
    called: str | None = None
    tells: tuple[Tell, ...] = ()
    format: str = ""
    unjudged: str | None = None
    envelope: str | None = None
    data: bool = False
    examples: tuple[Any, ...] = field(default=(), hash=False)  # payloads
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)  # `x-` members, and the schema of another format


@dataclass(frozen=True, slots=True)
class Reply:
    """Where and with what a request is answered; `location`: the runtime expression of its address."""

    channel: Channel | None
    messages: tuple[EventType, ...]
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What an application does on a channel."""

    action: Action
    channel: Channel
    messages: tuple[EventType, ...]
    reply: Reply | None = None
    says: Mapping[str, Any] = field(default_factory=dict)  # `x-contractkit` of the operation

    def message(self, name: str) -> EventType | None:
        return next((one for one in self.messages if one.name == name), None)
