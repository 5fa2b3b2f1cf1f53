"""What a service asks others by events in, what a reply to it must carry and where it must go, out."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from contractkit.effects import Asked, Thing
from contractkit.errors import Unjudged
from contractkit.events.flaws import seen
from contractkit.events.locations import located
from contractkit.events.marks import Marks
from contractkit.listening import Ears, topic_of
from contractkit.model import ABSENT, Heard, Interaction
from contractkit.protocols.events import EventBench
from contractkit.requesting import Requesting

ADDRESSES = tuple(f"$message.header#/{name}" for name in ("reply-to", "response-topic"))  # AMQP, MQTT 5


class Asking:
    """Takes the requests of an operation that sends them while it is open, in the place of whoever answers them.

    `requests`: makes it send one, where nothing is read. `addressed` False: nothing but the request can say where its
    reply goes.
    """

    def __init__(self, bench: EventBench, operation: str, within: float, *, addressed: bool) -> None:
        self._bench, self._operation, self._within, self._addressed = bench, operation, within, addressed
        self._ears = Ears(bench.contract, bench.protocol, told=bench.heard)
        self.requests = Requesting(bench, operation)

    @property
    def why(self) -> str:
        if self.requests.why:
            return self.requests.why
        where = "" if self._addressed else " and said where its reply goes"
        return f"{self._operation} sent no request within {self._within:g} s that could be told from others{where}"

    def listen(self) -> None:
        own = self._speaker()
        if own is not None and own.event is not None:
            values = self._bench.settings.values
            topic = topic_of(own.event.channel, self._bench.protocol, values=values)
            self._ears.listen(self._bench.broker, topic, (own,))

    def about(self, make: Callable[[], Thing | None]) -> Thing | None:
        """Something made anew with the request that making it has caused; None where there is none, or nothing made."""
        for _ in range(2):  # the first time more may be made than the one thing
            self._ears.forget()
            thing = make()
            if thing is None:
                return None
            if (asked := self._awaited(thing.ids)) is not None:
                return replace(thing, asked=asked)
        return None

    def _awaited(self, ids: Iterable[str]) -> Asked | None:
        """The one about these ids; where no request names any, the only one that came."""
        known = Marks(None, frozenset(ids))
        self._ears.until(lambda heard: any(known.known(one.event) for one in heard), self._within)
        found = [one for one in self._ears.heard if known.known(one.event)] or self._ears.heard
        return self._read(found[0]) if len(found) == 1 else None

    def close(self) -> None:
        self._ears.close()

    def _speaker(self) -> Interaction | None:
        return self._bench.contract.interaction(self._operation)

    def _read(self, heard: Heard) -> Asked | None:
        if heard.type is None:
            return None
        own, conventions = self._speaker(), self._bench.contract.conventions
        terms = conventions.terms(own.id) if own is not None else None
        reply = own.event.reply if own is not None and own.event is not None else None
        try:
            payload = seen(self._bench.contract, heard.type, heard.event).payload
        except Unjudged:
            return None

        def first(*locations: str | None) -> str | None:
            found = (located(one, heard.event.message, payload) for one in locations if one is not None)
            return next((str(one) for one in found if one is not ABSENT), None)

        correlation = first((terms.correlation if terms is not None else None) or heard.type.correlation)
        address = first(reply.location if reply is not None else None, *ADDRESSES)
        return Asked(correlation, address) if address is not None or self._addressed else None
