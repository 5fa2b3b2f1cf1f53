"""Contracts of events from the words of one message, events of it, and traces of what followed a stimulus: real values.

`contract(message)` is one operation `sendPaid` (or `onPaid`) on the channel `orders.events`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.doubles import loaded
from tests.doubles import seen as answered

from contractkit.agreements import agreed
from contractkit.events.aims import ACCEPTED, cause
from contractkit.events.flaws import EventFlaw, flaws
from contractkit.model import (
    Aftermath,
    Case,
    Contract,
    Draft,
    Event,
    EventType,
    Heard,
    Intent,
    Message,
    Observation,
    Request,
    Target,
    Terms,
    Trace,
)
from contractkit.settings import Settings
from contractkit.settings.events import EventRule

JSON = ("content-type", "application/json")
STRUCTURED = ("content-type", "application/cloudevents+json")
CLOUD: Mapping[str, Any] = {"specversion": "1.0", "id": "e-1", "source": "/orders", "type": "order.paid"}
PAID: Mapping[str, Any] = {
    "payload": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "amount": {"type": "integer"}, "mail": {"format": "email"}},
    }
}
DATA: Mapping[str, Any] = {**PAID, "x-envelope": "cloudevents"}  # the payload is the data alone
CAUSE = Terms(caused_by=("pay",))


def document(
    *, action: str = "send", reply: Any = None, more: Any = None, answers: Any = None, **messages: Any
) -> dict[str, Any]:
    """One operation per message, `sendPaid` or `onPaid`, all on one channel; `answers`: that of their replies."""
    own = {
        ("send" if action == "send" else "on") + name: {
            "action": action,
            "channel": {"$ref": "#/channels/orders"},
            "messages": [{"$ref": f"#/channels/orders/messages/{name}"}],
            **({"reply": reply} if reply is not None else {}),
        }
        for name in messages
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "orders", "version": "1"},
        "channels": {
            "orders": {"address": "orders.events", "messages": messages},
            **({"answers": answers} if answers is not None else {}),
        },
        "operations": own,
        **(more or {}),
    }


def contract(*, terms: Terms = CAUSE, **said: Any) -> Contract:
    """By the real loader, with terms for every operation; `Paid={...}` or what `document` takes."""
    messages = said if any(name[0].isupper() for name in said) else {"Paid": PAID, **said}
    read = loaded(json.dumps(document(**messages)), "events.asyncapi.json")
    return agreed(read, Settings(events=(EventRule("*", terms),)))


def only(of: Contract) -> EventType:
    role = of.interactions[0].event
    assert role is not None
    return role.messages[0]


def event(body: Any = None, *headers: tuple[str, str], key: str | None = None) -> Event:
    """`body`: bytes as they are, else JSON; None is an object with an id."""
    value = {"id": "o-1"} if body is None else body
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Event("orders.events", Message(None, headers, raw), key)


def binary(prefix: str = "ce_", body: Any = None, **attributes: Any) -> Event:
    """A CloudEvent whose attributes are headers; None leaves one out."""
    told = {name: value for name, value in {**CLOUD, **attributes}.items() if value is not None}
    return event(body, *((f"{prefix}{name}", value) for name, value in told.items()))


def structured(*headers: tuple[str, str], without: Sequence[str] = (), **members: Any) -> Event:
    """A CloudEvent that is its body."""
    told = {name: value for name, value in {**CLOUD, **members}.items() if name not in without}
    return event(told, *(headers or (STRUCTURED,)))


def wrong(message: Mapping[str, Any], of: Event, **more: Any) -> list[str]:
    """What is wrong with an event of a message, part by part, in short: `payload /amount`, `envelope time`."""
    read = contract(Paid=message, **more)
    return [short(flaw) for flaw in flaws(read, only(read), of)]


def short(flaw: EventFlaw) -> str:
    place = flaw.detail if flaw.part == "envelope" or not flaw.pointer else flaw.pointer
    return f"{flaw.part} {place or flaw.rule}"


def heard(of: Event | None = None, message: str | None = "Paid", *, by: str | None = "sendPaid", **more: Any) -> Heard:
    """As a type of the contract that `told` is given; `message` None: of no type."""
    return Heard(of or event(), None if message is None else _named(message), by=frozenset({by} if by else ()), **more)


def _named(name: str) -> EventType:
    return EventType(name, "")


def told(
    *events: Heard,
    of: Contract | None = None,
    target: Target | None = None,
    interaction: int = 0,
    intent: Intent = Intent.VALID,
    status: int | None = 201,
    readings: Sequence[int] = (),
    case: Mapping[str, Any] | None = None,
    **after: Any,
) -> Trace:
    """A stimulus and what followed it, behind a fence; `readings`: statuses of answers by which state was read."""
    of = of or contract()
    own = of.interactions[interaction]
    known = {m.name: m for i in of.interactions if i.event for m in (*i.event.messages, *_replies(i))}
    named = tuple(_typed(one, known) for one in events)
    aim = cause("pay", ACCEPTED) if target is None else target
    made = Case(own, intent, Draft(), Request("POST", "/orders"), aim, **(case or {}))
    seen = Observation(made, Message(status))
    read = tuple(answered(one).subject for one in readings)
    return Trace(of, seen, after=Aftermath(named, **{"fenced": True, "readings": read, **after}))


def _replies(interaction: Any) -> Sequence[EventType]:
    return interaction.event.reply.messages if interaction.event.reply else ()


def _typed(one: Heard, known: Mapping[str, EventType]) -> Heard:
    return one if one.type is None else replace(one, type=known[one.type.name])


def said(mismatches: Any) -> list[tuple[str, str]]:
    """Scope and detail."""
    return [(one.scope, one.detail) for one in mismatches]
