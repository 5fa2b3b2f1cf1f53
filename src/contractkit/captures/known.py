"""Event contracts in; the types that an event on a channel may be of, by contract, out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractkit.captures.carried import as_given
from contractkit.model import Channel, Contract, EventType, Interaction, Kind
from contractkit.topics import pattern

REMEMBERED = 2_000  # channels


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a contract documents somewhere. `keys`: where in the payload a key is taken from, by pointer of the type."""

    contract: Contract
    types: tuple[EventType, ...]
    keys: Mapping[str, str] = field(default_factory=dict)

    def as_given(self, *, headers: bool, key: bool, structured: bool) -> tuple[EventType, ...]:
        return tuple(as_given(one, headers=headers, key=key, structured=structured) for one in self.types)


class Known:
    """All event contracts of a folder."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self.contracts = tuple(one for one in contracts if one.kind is Kind.EVENT)
        self._everywhere = tuple(spoken(one) for one in self.contracts)
        self._on: dict[str, tuple[Spoken, ...]] = {}

    def on(self, channel: str) -> tuple[Spoken, ...]:
        """Of the contracts that know a channel; of all of them where no channel is said."""
        if not channel:
            return self._everywhere
        found = self._on.get(channel)
        if found is None:
            found = tuple(one for one in (spoken(held, channel=channel) for held in self.contracts) if one.types)
            if len(self._on) < REMEMBERED:
                self._on[channel] = found
        return found


def spoken(contract: Contract, *, channel: str | None = None, operation: str | None = None) -> Spoken:
    """Of one channel or operation where one is said. The same message under several names is one type."""
    types: dict[str, EventType] = {}
    keys: dict[str, str] = {}
    for interaction in contract.interactions:
        for type in _messages(interaction, channel) if operation in (None, interaction.name) else ():
            types.setdefault(type.pointer, type)
            if place := contract.conventions.terms(interaction.id).key:
                keys.setdefault(type.pointer, place)
    return Spoken(contract, tuple(types.values()), keys)


def _messages(interaction: Interaction, channel: str | None) -> Iterator[EventType]:
    role = interaction.event
    if role is None:
        return
    if channel is None or is_on(role.channel, channel):
        yield from role.messages
    if role.reply is not None:
        there = role.reply.channel
        yield from role.reply.messages if channel is None or (there is not None and is_on(there, channel)) else ()


def is_on(channel: Channel, address: str) -> bool:
    """Whether an address is of a channel: by its template, its id, or the name that its bindings give it."""
    if address in (channel.id, channel.address, *_bound(channel.bindings)):
        return True
    return channel.address is not None and pattern(channel.address).fullmatch(address) is not None


def _bound(bindings: Mapping[str, Mapping[str, Any]]) -> Iterator[Any]:
    for held in bindings.values():
        yield held.get("topic")
        yield held.get("queue", {}).get("name") if isinstance(held.get("queue"), dict) else held.get("queue")
