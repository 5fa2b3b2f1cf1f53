"""What an operation is declared to be caused by in, a request that it was made to send out, where nothing is read."""

from contractkit.calling import Calling
from contractkit.causing import Causing
from contractkit.effects import Thing
from contractkit.model import Interaction
from contractkit.model.terms import is_function
from contractkit.protocols.events import EventBench
from contractkit.settings import Identity

MADE = ("read", "creates")  # effects for which something is made anyway


class Requesting:
    """Causes requests of one operation by the first of what is declared to; `why`: what keeps it from that."""

    def __init__(self, bench: EventBench, operation: str) -> None:
        self._bench, self._operation, self.why = bench, operation, ""
        self._sources: dict[str | None, Causing | Calling | None] = {}

    def thing(self, who: Identity | None) -> Thing | None:
        """What was made by an accepted request, or a call; None where there was none."""
        source = self._source(who)
        sent = source.accepted() if source is not None else None
        if source is not None and (sent is None or not sent.accepted):
            self.why = f"what causes {self._operation} was not accepted, so that it asked nothing"
        return Thing(tenant=sent.tenant, ids=sent.marks.ids) if sent is not None and sent.accepted else None

    def _source(self, who: Identity | None) -> Causing | Calling | None:
        name = who.name if who is not None else None
        if name not in self._sources:
            self._sources[name] = self._made(who)
        return self._sources[name]

    def _made(self, who: Identity | None) -> Causing | Calling | None:
        asks = self._bench.contract.interaction(self._operation)
        causes = self._bench.contract.conventions.terms(asks.id).caused_by if asks is not None else ()
        for cause in causes:
            made = self._able(asks, cause, who)
            if made is not None:
                return made
        self.why = (
            f"nothing is known that makes {self._operation} ask: say events: "
            f"{{{self._operation}: {{caused_by: <HTTP operation or function>}}}} in contractkit.yaml"
        )
        return None

    def _able(self, asks: Interaction | None, cause: str, who: Identity | None) -> Causing | Calling | None:
        if is_function(cause):
            return Calling(self._bench, cause, who, asks)
        http = self._bench.http(cause)
        source = None if http is None else Causing(http, who)
        return source if source is not None and source.reachable else None
