"""Channels in, everything heard on them from then on out; waiting has a deadline and never sleeps."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from contractkit.errors import Unjudged
from contractkit.events.flaws import seen
from contractkit.events.names import Names
from contractkit.events.telling import tell
from contractkit.model import Action, Channel, Contract, Event, Heard, Interaction, Topic
from contractkit.protocols import Broker, Inbox
from contractkit.topics import filled, names

Values = Mapping[str, Sequence[object]]
NO_VALUES: Values = {}
KEYLESS = frozenset({"nats", "mqtt", "mqtt5", "amqp", "amqps", "http", "https"})
STEP = 0.05  # seconds that one of several inboxes is waited at


def topic_of(
    channel: Channel,
    protocol: frozenset[str],
    *,
    address: str | None = None,
    values: Values = NO_VALUES,
) -> Topic:
    """Where a broker is asked: the address, with what the contract says of it for this protocol.

    `values`: configured ones of its parameters; a template whose parameters all have one is no template any more.
    """
    binding = next((held for name, held in channel.bindings.items() if name in protocol), {})
    written = address or channel.address or channel.id
    known = {name: str(values[name][0]) for name in names(written) if values.get(name)}
    return Topic(filled(written, known) if len(known) == len(names(written)) else written, binding)


@dataclass(slots=True)
class Ears:
    """Listens to channels of a contract until it is closed; `heard` keeps all of it in order."""

    contract: Contract
    protocol: frozenset[str] = frozenset()
    _inboxes: list[tuple[Inbox, tuple[Interaction, ...]]] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)
    _names: Names = field(default_factory=Names)
    heard: list[Heard] = field(default_factory=list)
    told: Callable[[Heard], None] = lambda heard: None

    def listen(self, broker: Broker, topic: Topic, speakers: Iterable[Interaction] = ()) -> None:
        """Returns when the broker hears us."""
        self._inboxes.append((self._open.enter_context(broker.subscribe(topic)), tuple(speakers)))

    def until(self, enough: Callable[[list[Heard]], bool], within: float) -> bool:
        """Listen until what was heard is enough, or the deadline has passed; says which."""
        deadline = time.monotonic() + within
        while True:
            self.take(0.0)
            if enough(self.heard):
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.take(min(left, STEP if len(self._inboxes) > 1 else left))

    def take(self, wait: float) -> None:
        """What has come; waits for the first at one inbox after another."""
        share = wait / max(1, len(self._inboxes))
        for inbox, speakers in self._inboxes:
            for event in inbox.take(share):
                heard = replace(self._known(event, speakers), keyless=bool(self.protocol & KEYLESS))
                self.heard.append(heard)
                self.told(heard)

    def forget(self) -> None:
        """What came until now is of no interest."""
        self.take(0.0)
        self.heard.clear()

    def close(self) -> None:
        self._open.close()
        self._inboxes.clear()

    def _known(self, event: Event, speakers: tuple[Interaction, ...]) -> Heard:
        types = list(dict.fromkeys(one for i in speakers if i.event for one in i.event.messages))
        if not types:
            return Heard(event)
        try:
            told = tell(self.contract, types, event)
        except Unjudged as unclear:
            return Heard(event, why=str(unclear), by=frozenset(i.name for i in speakers))
        taken = told.type is not None and self._names.taken(seen(self.contract, told.type, event))
        fits = told.fits if told.type is None else (told.type,)
        by = frozenset(i.name for i in speakers if i.event and any(one in i.event.messages for one in fits))
        return Heard(event, told.type, told.why, told.named, by, ambiguous=len(told.fits) > 1, taken=taken)


def outputs(
    contract: Contract, own: Interaction, effect: str | None, protocol: frozenset[str], values: Values
) -> Iterator[tuple[Topic, tuple[Interaction, ...]]]:
    """Channels of what an operation that receives causes, or of what shows that it did something."""
    wanted: dict[str, list[Interaction]] = {}
    for one in contract.interactions:
        if one.event is None or one.event.action is not Action.SEND or one.event.channel.address is None:
            continue
        if own.name in contract.conventions.terms(one.id).caused_by or effect == one.name:
            wanted.setdefault(one.event.channel.address, []).append(one)
    for those in wanted.values():
        assert those[0].event is not None
        yield topic_of(those[0].event.channel, protocol, values=values), tuple(those)


def late(heard: Heard) -> Heard:
    return replace(heard, late=True)
