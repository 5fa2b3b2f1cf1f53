"""One operation of a run in; requests that it accepts, or events that are published to it, one after the other, out."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import count

from contractkit.agreements import agreed
from contractkit.causing import Causing
from contractkit.cleanup import clean
from contractkit.connected import Connected
from contractkit.consuming import Consuming
from contractkit.desk import Desk
from contractkit.eventdesk import EventDesk
from contractkit.events.aims import consumed
from contractkit.examining import desk_of, event_desk
from contractkit.model import Contract, Interaction, Terms
from contractkit.run import Run
from contractkit.sent import Sent
from contractkit.settings import Identity
from contractkit.settings.conventions import CorrelationRule
from contractkit.settings.events import EventRule
from contractkit.suggesting.asked import Asked
from contractkit.suggesting.watch import Watch

HEADER = "X-Correlation-ID"  # tried where nobody says by which header requests are traced


@dataclass(slots=True)
class Places:
    """Where operations are asked, each at a desk of its own; what they made is deleted at the end."""

    run: Run
    connected: Connected
    _desks: list[Desk] = field(default_factory=list)
    _events: list[EventDesk] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def http(self, contract: Contract, own: Interaction) -> Desk | None:
        desk = desk_of(self.run, contract, own, self._node(own), promised=False)
        self._desks += [desk] if desk is not None else []
        return desk

    def events(self, contract: Contract, own: Interaction) -> EventDesk:
        desk = event_desk(self.run, contract, own, self._node(own), self.connected)
        self._events.append(desk)
        return desk

    def tidy(self) -> tuple[str, ...]:
        """What could not be deleted."""
        for desk in self._desks:
            desk.place.endpoint.meanwhile.finish()
            desk.leaves(clean(desk, desk.created))
        for one in self._events:
            one.tidy()
        ledgers = [*(desk.ledger() for desk in self._desks), *(one.ledger() for one in self._events)]
        return tuple(sorted({target for ledger in ledgers for target in ledger.leftovers}))

    def _node(self, own: Interaction) -> str:
        """What is made unique is so for each desk."""
        return f"suggest {next(self._numbers)} {own.id}"


@dataclass(slots=True)
class Requests:
    """Of one HTTP operation. `why`: what kept it from being accepted."""

    name: str
    contract: Contract
    own: Interaction
    places: Places
    watch: Watch
    why: str = ""
    _as: dict[str | None, Causing] = field(default_factory=dict)

    @property
    def supposed(self) -> bool:
        return self.contract.conventions.correlation(self.own.id) is None

    def once(self, who: Identity | None = None) -> Asked | None:
        source = self.source(who)
        sent = source.accepted() if source is not None else None
        if sent is None or not sent.accepted:
            return None
        self.watch.listen(self.watch.window)
        quiet = self.watch.quiet
        until = sent.since + self.watch.window if quiet is not None else 0.0
        return Asked(self.name, sent.since, sent.marks, sent.tenant, quiet, until, self.supposed)

    def source(self, who: Identity | None) -> Causing | None:
        """None where nothing is accepted (`why`)."""
        name = who.name if who is not None else None
        if name not in self._as:
            contract = self.contract
            if self.supposed:
                contract = agreed(contract, replace(self.places.run.settings, correlation=CorrelationRule(HEADER)))
            desk = self.places.http(contract, self.own)
            if desk is None:
                self.why = "it has no target"
                return None
            self._as[name] = Causing(desk, who, self.watch.prepared)
            if not self._as[name].reachable:
                tried = desk.ledger().interactions.get(self.own.id)
                self.why = (tried.tried[-1] if tried is not None and tried.tried else "") or "nothing was accepted"
        source = self._as[name]
        return source if source.reachable else None


@dataclass(slots=True)
class Published:
    """To one operation that receives. `terms`: what is agreed on of it, or supposed."""

    name: str
    contract: Contract
    own: Interaction
    places: Places
    watch: Watch
    terms: Terms
    why: str = ""
    _at: Consuming | None = field(default=None, init=False)
    _open: ExitStack = field(default_factory=ExitStack, init=False)

    @property
    def at(self) -> Consuming | None:
        """None where the operation has no message."""
        role = self.own.event
        if self._at is None and role is not None and role.messages:
            rules = (EventRule(self.own.id, self.terms), *self.places.run.settings.events)
            contract = agreed(self.contract, replace(self.places.run.settings, events=rules))
            desk = self.places.events(contract, self.own)
            self._at = self._open.enter_context(Consuming(desk, role.messages[0], listens=False))
        return self._at

    def once(self, who: Identity | None = None) -> Asked | None:
        found = self.sent(who)
        return None if found is None else found[1]

    def sent(self, who: Identity | None = None) -> tuple[Sent, Asked] | None:
        """A valid event about something that was made for it; None where it cannot be made (`why`)."""
        at = self.at
        made = None if at is None or (at.why and at.effects.effect is not None) else at.draft(who)
        if at is None or made is None:
            self.why = at.why if at is not None else "it has no message"
            return None
        self.watch.prepared()
        sent = at.publish(*made, consumed(at.type.name))
        if sent is None:
            self.why = f"no valid {at.type.name} could be published"
            return None
        self.watch.listen(self.watch.window)
        quiet = self.watch.quiet
        until = sent.since + self.watch.window if quiet is not None else 0.0
        return sent, Asked(self.name, sent.since, sent.marks, sent.thing.tenant, quiet, until)

    def close(self) -> None:
        self._open.close()
        self._at = None


Asking = Requests | Published
