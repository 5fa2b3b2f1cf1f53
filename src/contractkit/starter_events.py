"""Contracts of events in; what a new contractkit.yaml says of broker, causes and effects, in comments, out. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial

from contractkit.model import Action, Contract, Interaction

WRITES = ("POST", "PUT", "PATCH", "DELETE")
STEM = 4  # letters
SHOWN = 30  # operations with a line of their own
URLS = {  # by what contracts call the protocol; the first one is proposed where none is named
    "redis": "embedded:redis             # a server started for the run, or redis://127.0.0.1:6379",
    "kafka": "embedded:kafka             # a broker started for the run, or kafka://127.0.0.1:9092",
    "nats": "embedded:nats              # a server started for the run, or nats://127.0.0.1:4222",
    "amqp": "amqp://127.0.0.1:5672      # RabbitMQ; with credentials: {url: ..., user: ..., password: ...}",
    "mqtt": "mqtt://127.0.0.1:1883      # Mosquitto; with credentials: {url: ..., user: ..., password: ...}",
    "http": "http://127.0.0.1:8000      # CloudEvents are posted here",
}
WORKER = (
    "command: [python, -m, shop.worker]   # a process that takes and sends events; it finds BROKER_URL",
    'ready: "waiting for events"          # what it writes to its output once it takes them',
)


def event_lines(contracts: Sequence[Contract]) -> Iterator[str]:
    """Nothing where no contract is of events."""
    told = [i for c in contracts for i in c.interactions if i.event is not None]
    if not told:
        return
    yield "\n# Events are judged at a broker; this is where it is (docs/brokers.md). Services find it as BROKER_URL.\n"
    yield from (f"# broker: {URLS[name]}\n" for name in _named(told))
    yield "\n# What causes an event that is sent; what shows that one is processed (docs/events.md, consumers.md).\n"
    yield "# `contractkit suggest` watches a run and proposes such lines; until they are there, little is proven:\n"
    yield "# events:\n"
    every = [i for c in contracts for i in c.interactions]
    yield from (f"#   {json.dumps(one.name)}: {_rule(one, every)}\n" for one in told[:SHOWN])
    if len(told) > SHOWN:
        yield f"#   # and {len(told) - SHOWN} more\n"


def _named(told: Sequence[Interaction]) -> list[str]:
    spoken = [name for one in told if one.event is not None for name in one.event.channel.protocols]
    plain = [known for name in spoken for known in URLS if known in name.lower()]
    return list(dict.fromkeys(plain)) or [next(iter(URLS))]


def _rule(one: Interaction, every: Sequence[Interaction]) -> str:
    """With the likeliest names that the contracts have, to be put right."""
    received = [i for i in every if i.event is not None and i.event.action is Action.RECEIVE]
    sent = [i for i in every if i.event is not None and i.event.action is Action.SEND]
    if one in received:
        reads = [i for i in every if i.event is None and i.method == "GET" and "{" in i.path]
        shows = _likest(one, reads) or (f"{{event: {_likest(one, sent)}}}" if sent else "getThing")
        return f"{{effect: {shows}, dead_letter: dead.letters, duplicate: once}}"
    writes = [i for i in every if i.event is None and i.method in WRITES]
    return f"{{caused_by: {_likest(one, writes) or _likest(one, received) or 'shop.testing:cause'}}}"


def _likest(one: Interaction, among: Sequence[Interaction]) -> str:
    """The name that shares the most words with its own, else the one written most alike; "" where there is none."""
    if not among:
        return ""
    return json.dumps(max((i.name for i in among), key=partial(_alike, one.name)))


def _alike(one: str, other: str) -> tuple[int, float]:
    return len(_words(one) & _words(other)), SequenceMatcher(None, one, other).ratio()


def _words(name: str) -> set[str]:
    """By how they begin: `sendOrderCreated` and `createOrder` share two."""
    return {word.lower()[:STEM] for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
