"""Where requests of one operation are answered: listened to while it is open, at an address of our own if need be."""

from dataclasses import replace

from contractkit.events.marks import Marks
from contractkit.listening import Ears, topic_of
from contractkit.model import Action, Channel, Heard, Role
from contractkit.protocols.events import EventBench
from contractkit.topics import is_template


class Replies:
    """`address`: what requests are told to be answered at; None where the contract says it."""

    def __init__(self, bench: EventBench) -> None:
        role = bench.interaction.event
        assert role is not None
        self._bench, self._reply, self._listening = bench, role.reply, False
        self._ears = Ears(bench.contract, bench.protocol, told=bench.heard)
        self.location = role.reply.location if role.reply is not None else None
        fixed = role.reply.channel.address if role.reply is not None and role.reply.channel is not None else None
        self._fixed = fixed if fixed is not None and not is_template(fixed) else None
        own = f"ck-replies-{bench.salt()}"
        self.address = own if self._fixed is None and self.location is not None else None

    @property
    def expected(self) -> bool:
        return self._reply is not None

    def listen(self) -> None:
        """Returns when the broker hears us."""
        address = self.address or self._fixed
        if self._reply is None or address is None:
            return
        channel = self._reply.channel or Channel(address, address, "")
        speaker = replace(self._bench.interaction, event=Role(Action.SEND, channel, self._reply.messages))
        topic = topic_of(replace(channel, address=address), self._bench.protocol, address=address)
        self._ears.listen(self._bench.broker, topic, (speaker,))
        self._listening = True

    def awaited(self, marks: Marks, within: float) -> tuple[Heard, ...]:
        """Those of a request, in order; waits for the first."""
        if self._listening:
            self._ears.until(lambda _: bool(self.of(marks)), within)
        return self.of(marks)

    def of(self, marks: Marks) -> tuple[Heard, ...]:
        """By the correlation id; where no reply carries it, those that came since anybody was last answered."""
        traced = tuple(heard for heard in self._ears.heard if marks.traced(heard.event))
        return traced or tuple(self._ears.heard)

    def forget(self) -> None:
        if self._listening:
            self._ears.forget()

    def take(self) -> None:
        if self._listening:
            self._ears.take(0.0)

    def close(self) -> None:
        self._ears.close()
