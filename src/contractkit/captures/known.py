"""Event contracts in; the types that an event on a channel may be of, by contract, out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractkit.captures.carried import as_given
from contractkit.model import Channel, Contract, EventType, Kind
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
        self._everywhere = tuple(_spoken(one, None) for one in self.contracts)
        self._on: dict[str, tuple[Spoken, ...]] = {}

    def on(self, channel: str) -> tuple[Spoken, ...]:
        """Of the contracts that know a channel; of all of them where no channel is said."""
        if not channel:
            return self._everywhere
        found = self._on.get(channel)
        if found is None:
            found = tuple(one for one in (_spoken(held, channel) for held in self.contracts) if one.types)
            if len(self._on) < REMEMBERED:
                self._on[channel] = found
        return found


def messages_of(contract: Contract, channel: str | None) -> Iterator[tuple[str, EventType]]:
    """Interaction and type; `channel` None: of all of them."""
    for interaction in contract.interactions:
        role = interaction.event
        if role is None:
            continue
        if channel is None or is_on(role.channel, channel):
            yield from ((interaction.id, one) for one in role.messages)
        if role.reply is not None and (
            channel is None or (role.reply.channel is not None and is_on(role.reply.channel, channel))
        ):
            yield from ((interaction.id, one) for one in role.reply.messages)


def is_on(channel: Channel, address: str) -> bool:
    """Whether an address is of a channel: by its template, its id, or the name that its bindings give it."""
    if address in (channel.id, channel.address, *_bound(channel.bindings)):
        return True
    return channel.address is not None and pattern(channel.address).fullmatch(address) is not None


def _bound(bindings: Mapping[str, Mapping[str, Any]]) -> Iterator[Any]:
    for held in bindings.values():
        yield held.get("topic")
        yield held.get("queue", {}).get("name") if isinstance(held.get("queue"), dict) else held.get("queue")


def _spoken(contract: Contract, channel: str | None) -> Spoken:
    """The same message under several names is one type."""
    types: dict[str, EventType] = {}
    keys: dict[str, str] = {}
    for interaction, type in messages_of(contract, channel):
        types.setdefault(type.pointer, type)
        if place := contract.conventions.terms(interaction).key:
            keys.setdefault(type.pointer, place)
    return Spoken(contract, tuple(types.values()), keys)
