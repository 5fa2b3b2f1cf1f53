"""The channel of an operation in, the topic that an event about something is published on, out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contractkit.events.addressing import parameter
from contractkit.listening import topic_of
from contractkit.model import Channel, Topic
from contractkit.protocols.events import EventBench
from contractkit.topics import filled, names


class Addressed:
    """A template needs values: what the event is about, else of the settings, of the contract, or our own.

    `own`: values that were made for us, by which what comes of an event is known.
    """

    def __init__(self, bench: EventBench, channel: Channel) -> None:
        self._topic, known = topic_of(channel, bench.protocol), bench.settings.values
        found: dict[str, Sequence[object]] = {
            name: known.get(name) or channel.parameters.get(name) or (bench.salt(),)
            for name in names(self._topic.address)
        }
        self._values = {name: str(values[0]) for name, values in found.items()}
        self.own = frozenset(value for value in self._values.values() if value.startswith("ck"))
        self.topic = self.about({})

    def about(self, values: Mapping[str, Any]) -> Topic:
        """`values`: by their places, of which `{x}` is one in the address."""
        told = {name: str(values[parameter(name)]) for name in self._values if parameter(name) in values}
        if not self._values:
            return self._topic
        return replace(self._topic, address=filled(self._topic.address, self._values | told))
