"""A contract of events and what a run showed in, one row a message out: declared, seen, proven. Floor 1, pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from contractkit.events.aims import OF_MESSAGES
from contractkit.model import (
    Action,
    Contract,
    EventType,
    Interaction,
    Location,
    Obligation,
    Reached,
    Result,
    Role,
    State,
    Traffic,
)

SEND, RECEIVE, REPLY, UNUSED = "send", "receive", "reply", "none"


@dataclass(frozen=True, slots=True)
class Row:
    """A message of an operation; `direction` none: of a channel that it sends on, and no operation sends it.

    `proven`, `violated`, `unproven`: of the promises that concern it, those about the whole operation among them.
    """

    operation: Interaction
    message: str
    direction: str
    channel: str
    location: Location
    traffic: Traffic
    proven: int = 0
    violated: int = 0
    unproven: int = 0

    @property
    def seen(self) -> bool:
        """Heard; of what the service receives, published and processed."""
        return bool(self.traffic.processed if self.direction == RECEIVE else self.traffic.heard)


def rows(result: Result, contract: Contract) -> Iterator[Row]:
    """In the order of the contract; none of a contract of requests."""
    used = {place for one in contract.interactions if one.event is not None for place in _places(one.event)}
    for own in contract.interactions:
        role = own.event
        if role is None:
            continue
        direction = SEND if role.action is Action.SEND else RECEIVE
        for type in role.messages:
            yield _row(result, contract, own, type, direction, own.path)
        if role.reply is not None:
            channel = role.reply.channel
            where = (channel.address if channel is not None else None) or role.reply.location or ""
            for type in role.reply.messages:
                yield _row(result, contract, own, type, REPLY, where)
        for name, pointer in role.channel.messages.items() if direction == SEND else ():
            if (role.channel.id, name) not in used:
                used.add((role.channel.id, name))
                yield Row(own, name, UNUSED, own.path, contract.locate(pointer, key=True), Traffic())


def _places(role: Role) -> Iterator[tuple[str, str]]:
    """Channel and name of what an operation sends, receives or is answered by."""
    yield from ((role.channel.id, type.name) for type in role.messages)
    if role.reply is not None and role.reply.channel is not None:
        yield from ((role.reply.channel.id, type.name) for type in role.reply.messages)


def _row(result: Result, contract: Contract, own: Interaction, type: EventType, direction: str, channel: str) -> Row:
    assert own.event is not None
    names = [one.name for one in own.event.messages]
    promised = [o for o in result.obligations if o.interaction == own.id and _concerns(o, type.name, direction, names)]
    states = [result.ledger.entries[o.id].state for o in promised]
    proven, violated = states.count(State.PROVEN), states.count(State.VIOLATED)
    traffic = result.ledger.interactions.get(own.id, Reached()).messages.get(type.name, Traffic())
    where = contract.locate(type.pointer, key=True)
    rest = len(states) - proven - violated
    return Row(own, type.name, direction, channel, where, traffic, proven, violated, rest)


def _concerns(obligation: Obligation, name: str, direction: str, names: list[str]) -> bool:
    """What an operation that receives promises of payloads is about its replies."""
    replied = obligation.kind == "event.payload" and direction in (RECEIVE, REPLY)
    if direction == REPLY:
        return obligation.kind == "event.reply" or (replied and _names(obligation, name))
    if replied:
        return False
    named = [one for one in names if obligation.kind in OF_MESSAGES and _names(obligation, one)]
    return not named or max(named, key=len) == name


def _names(obligation: Obligation, name: str) -> bool:
    return obligation.qualifier == name or obligation.qualifier.startswith(f"{name} ")
