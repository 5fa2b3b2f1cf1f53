"""Event contracts and a broker in; everything that the contracts send, heard for as long as it is open, out."""

import random
import time
from collections.abc import Iterable
from contextlib import ExitStack

from contractkit.connected import Connected
from contractkit.listening import Ears, topic_of
from contractkit.model import Action, Contract, Heard, Interaction
from contractkit.settings import Settings

STEP = 0.05  # seconds of one turn of listening
RESTLESS = 6  # windows after which silence is waited for no more, and after that one each time


class Watch:
    """`window`: seconds that are listened to after what is asked; 0.0: nothing is waited for.

    Where there is a window, what is asked stands alone: silence is waited for, then nothing is done for a while, so
    that what comes by itself is seen to.
    """

    def __init__(self, contracts: Iterable[Contract], connected: Connected, settings: Settings, seed: int) -> None:
        self.window = 0.0
        self.quiet: float | None = None
        self._patience = RESTLESS
        self._ears = {c.id: Ears(c, connected.names) for c in contracts}
        self._connected, self._settings, self._chance = connected, settings, random.Random(seed)
        self._open = ExitStack()

    def __enter__(self) -> "Watch":
        with ExitStack() as opened:
            for ears in self._ears.values():
                opened.callback(ears.close)
                for address, speakers in _speakers(ears.contract).items():
                    event = speakers[0].event
                    assert event is not None
                    topic = topic_of(
                        event.channel, self._connected.names, address=address, values=self._settings.values
                    )
                    ears.listen(self._connected.broker, topic, speakers)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def prepared(self) -> None:
        """Before something is asked, once all that it needs was made."""
        self.quiet = None
        if not self.window:
            return
        silent = any(not self.listen(self.window) for _ in range(self._patience))
        self._patience = RESTLESS if silent else 1
        self.quiet = time.monotonic()
        self.listen(self.window * self._chance.uniform(0.5, 1.5))

    def listen(self, seconds: float) -> int:
        """What came meanwhile, in number."""
        before, deadline = self._count(), time.monotonic() + seconds
        for ears in self._ears.values():
            ears.take(0.0)
        while (left := deadline - time.monotonic()) > 0:
            for ears in self._ears.values():
                ears.take(min(STEP, left) / len(self._ears))
        return self._count() - before

    def heard(self, contract: Contract, sender: Interaction) -> list[Heard]:
        """What one operation sent, in order."""
        return [one for one in self._ears[contract.id].heard if sender.name in one.by]

    def strange(self, contract: Contract, sender: Interaction) -> int:
        """Messages on its channel that are of no type the contract knows, in number."""
        address = sender.event.channel.address if sender.event is not None else None
        return sum(one.type is None and one.event.channel == address for one in self._ears[contract.id].heard)

    def _count(self) -> int:
        return sum(len(ears.heard) for ears in self._ears.values())


def _speakers(contract: Contract) -> dict[str, list[Interaction]]:
    """Operations that send, by the address they send to."""
    found: dict[str, list[Interaction]] = {}
    for one in contract.interactions:
        if one.event is not None and one.event.action is Action.SEND and one.event.channel.address is not None:
            found.setdefault(one.event.channel.address, []).append(one)
    return found
