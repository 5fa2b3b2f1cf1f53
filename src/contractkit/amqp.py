"""Where a topic is in AMQP 0-9-1, by its channel binding; its header tables as text, and back."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from contractkit.errors import Unsendable
from contractkit.model import Event, Message, Topic
from contractkit.topics import bytes_of, is_template, pattern, text_of

PROPERTIES = ("content_type", "correlation_id", "message_id", "reply_to", "type")  # as headers with - for _
SHORT = 255  # bytes of a routing key, a property and a name


@dataclass(frozen=True, slots=True)
class Place:
    """A routing key of an exchange, or a queue (`exchange` "").

    `lasting`: how it is declared where it is missing.
    """

    address: str
    exchange: str
    kind: str  # of exchange
    lasting: Mapping[str, bool]

    @property
    def noun(self) -> str:
        return f"exchange {self.exchange!r}" if self.exchange else f"queue {self.address!r}"

    def declare(self, channel: Any, *, passive: bool = False) -> None:
        """On a channel of pika; passive: only if it is there, else the broker ends the channel."""
        if self.exchange:
            channel.exchange_declare(self.exchange, self.kind, passive=passive, **self.lasting)
        else:
            channel.queue_declare(self.address, passive=passive, **self.lasting)

    def bound(self) -> str:
        """The key that a queue is bound by, to hear of the address; raises Unsendable where there is none.

        `*` stands for whole words: what a template has beside `{x}` in one is left to whoever listens.
        """
        if not is_template(self.address):
            return self.address
        if self.exchange and self.kind != "direct":
            return ".".join("*" if is_template(word) else word for word in _words(self.address))
        what = "a direct exchange" if self.exchange else "a queue"
        raise Unsendable(
            f"{self.address!r}: {what} knows no wildcards; only exchanges of other types can be listened to"
        )


def place(topic: Topic) -> Place:
    """By AsyncAPI's AMQP channel binding; without an exchange that has a name it is a queue."""
    exchange, queue = topic.binding.get("exchange") or {}, topic.binding.get("queue") or {}
    if topic.binding.get("is") == "queue" or not exchange.get("name"):
        found = Place(str(queue.get("name") or topic.address), "", "", _lasting(queue))
    else:
        found = Place(topic.address, str(exchange["name"]), str(exchange.get("type", "topic")), _lasting(exchange))
    if len(bytes_of(found.address)) > SHORT:
        raise Unsendable(f"{found.address!r} is longer than the {SHORT} bytes that AMQP has for it")
    return found


def _lasting(binding: Mapping[str, Any]) -> dict[str, bool]:
    return {"durable": bool(binding.get("durable", True)), "auto_delete": bool(binding.get("autoDelete", False))}


def _words(address: str) -> list[str]:
    """Its words; a dot within `{x}` separates none."""
    words, depth = [""], 0
    for letter in address:
        depth += (letter == "{") - (letter == "}")
        if letter == "." and not depth:
            words.append("")
        else:
            words[-1] += letter
    return words


def heard(target: Place, delivery: Any, properties: Any, body: bytes) -> Event | None:
    """What pika delivers as an event; None where the template of the place does not mean it."""
    address = delivery.routing_key if is_template(target.address) else target.address
    if is_template(target.address) and not pattern(target.address).fullmatch(address):
        return None
    return Event(address, Message(None, tuple(headers(properties)), body), at=time.monotonic())


def headers(properties: Any) -> Iterator[tuple[str, str]]:
    """What stands in the properties and the header table of a message that pika gives, as headers."""
    for name in PROPERTIES:
        if (value := getattr(properties, name)) is not None:
            yield name.replace("_", "-"), text_of(value)
    for name, value in (properties.headers or {}).items():
        yield text_of(name), as_text(value)


def as_text(value: Any) -> str:
    """Text and bytes as they are, times as ISO 8601, nothing as "", anything else as JSON."""
    plain = _plain(value)
    if plain is None or isinstance(plain, str):
        return plain or ""
    return json.dumps(plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return text_of(value)
        case datetime():
            return value.isoformat()
        case Decimal():
            return float(value)
        case Mapping():
            return {text_of(name): _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case _:
            return value


def written(pairs: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Headers as the arguments of pika's BasicProperties; raises Unsendable for what AMQP has no room for."""
    own = {name.replace("_", "-"): name for name in PROPERTIES}
    named = {own[name.lower()]: value for name, value in pairs if name.lower() in own}
    table = {name: _wire(value) for name, value in pairs if name.lower() not in own}
    for short in (*named.values(), *table):
        if not isinstance(_wire(short), str) or len(bytes_of(short)) > SHORT:
            what = f"header names, {', '.join(own)}"
            raise Unsendable(f"{short!r}: AMQP has {SHORT} bytes of UTF-8 for {what}")
    return {**named, "headers": table or None}


def _wire(value: str) -> str | bytes:
    """Bytes that are no UTF-8 travel as a byte array."""
    raw = bytes_of(value)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw
