"""One item of events at work: publishes, listens and causes; what it shows is judged at the desk it stands on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from contractkit.cleanup import clean
from contractkit.desk import Again, Desk
from contractkit.endpoint import Endpoint, called, load_object
from contractkit.errors import RunAborted, TargetError, TargetGone
from contractkit.ledger import join_all
from contractkit.model import (
    Case,
    Contract,
    Event,
    Heard,
    Interaction,
    Ledger,
    Message,
    Obligation,
    Observation,
    Target,
    Topic,
    Trace,
    Traffic,
)
from contractkit.protocols import Bench, Broker
from contractkit.protocols.events import Log
from contractkit.settings import Settings
from contractkit.trigger import Trigger

UNSTOPPABLE = (
    "replay: restart needs a target that is started by command:, else say how events are read again while it runs, "
    "replay: package.module:function"
)
NOT_OURS = "it was not started from here, so that this cannot be tried again"


@dataclass(slots=True)
class EventDesk:
    """An EventBench (protocols/events.py). `open`: a desk for an HTTP operation by its name, None where none is.

    `beside`: what receives, by its name. `broker_url`, `urls`: as functions that cause events are given them.
    `targets`: all that are open; `promised`: by an operation; `last`: what was published last; `behind`: what was
    started for its contract, where that has a target of its own.
    """

    desk: Desk
    broker: Broker
    protocol: frozenset[str]
    open: Callable[[str], Desk | None]
    beside: Callable[[str], tuple[Contract, Interaction] | None]
    broker_url: str
    urls: Callable[[], Mapping[str, str]]
    promised: Callable[[Contract, Interaction], tuple[Obligation, ...]]
    targets: Callable[[], tuple[Endpoint, ...]] = tuple
    last: Observation | None = None
    behind: Endpoint | None = None
    _desks: dict[str, Desk | None] = field(default_factory=dict)
    _receivers: list["EventDesk"] = field(default_factory=list)
    _blamed: dict[str, Desk] = field(default_factory=dict)
    _published: int = 0

    @property
    def contract(self) -> Contract:
        return self.desk.contract

    @property
    def interaction(self) -> Interaction:
        return self.desk.interaction

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        return self.desk.obligations

    @property
    def settings(self) -> Settings:
        return self.desk.settings

    @property
    def seed(self) -> int:
        return self.desk.seed

    def salt(self) -> str:
        return self.desk.salt()

    def http(self, operation: str) -> Bench | None:
        if operation not in self._desks:
            made = self.open(operation)
            if made is not None:
                made.numbers, made.salts = self.desk.numbers, self.desk.salts
                if not self._opened():  # what is shown of a request can be sent again as this desk sent it
                    self.desk.place, self.desk.made = made.place, made.made
            self._desks[operation] = made
        return self._desks[operation]

    def receiver(self, operation: str) -> "EventDesk | None":
        found = self.beside(operation)
        if found is None:
            return None
        known = self.desk  # what is numbered and made unique is so for the whole item
        inner = Desk(*found, (), known.place, known.item, numbers=known.numbers, salts=known.salts)
        receiver = replace(self, desk=inner)
        self._receivers.append(receiver)
        return receiver

    def publish(self, case: Case, topic: Topic, event: Event) -> Observation:
        self.desk.blow_if_spent()
        self._published += 1
        started = perf_counter()
        there = self.broker.publish(topic, event)
        reply = Message(None, (("position", there.position),) if there.position else ())
        seen = Observation(case, reply, sequence=next(self.desk.numbers), seconds=perf_counter() - started)
        self.last = seen
        self.desk.tally.saw(seen)
        self.desk.place.log.exchange(self.desk.item, seen)
        return seen

    def heard(self, heard: Heard) -> None:
        self.desk.place.log.heard(self.desk.item, next(self.desk.numbers), self.interaction, heard)
        if heard.type is not None:
            for operation in heard.by:
                self.desk.tally.passed(f"{self.contract.id}#{operation}", heard.type.name, Traffic(heard=1))

    def awaited(self, message: str, *, processed: bool) -> None:
        self.desk.tally.passed(self.interaction.id, message, Traffic(published=1, processed=int(processed)))

    def reached(self) -> None:
        self.desk.tally.reached.add(self.interaction.id)

    def call(self, name: str, *arguments: object) -> object:
        try:
            return load_object(name, self.desk.place.root or Path.cwd())(*arguments)
        except Exception as broken:
            raise RunAborted(f"{name} raised {type(broken).__name__}: {broken}") from broken

    def base_urls(self) -> Mapping[str, str]:
        return self.urls()

    def trigger(self, case: Case, trigger: Trigger) -> tuple[Observation, object]:
        self.desk.blow_if_spent()
        self._published += 1
        started = perf_counter()
        returned = called(case.request.target, self.desk.place.root or Path.cwd(), trigger)
        seen = Observation(case, Message(None, ()), sequence=next(self.desk.numbers), seconds=perf_counter() - started)
        self.desk.tally.saw(seen)
        self.desk.place.log.exchange(self.desk.item, seen)
        return seen, returned

    def restart(self, operation: str, *, back: tuple[Topic, str] | None = None) -> str:
        desk = self.http(operation)
        stopped = self.behind or (desk.place.endpoint if isinstance(desk, Desk) else None)
        again = stopped.restart if stopped is not None else None
        if again is None:
            return UNSTOPPABLE
        try:
            return again(lambda: self._set_back(back))
        except TargetError as away:
            raise RunAborted(f"it did not come back from the restart of replay: restart: {away}") from away

    def ended(self) -> str | None:
        return next((how for one in self.targets() if (how := one.ended()) is not None), None)

    def revive(self) -> str:
        for one in self.targets():
            if one.ended() is not None and one.restart is None:
                return NOT_OURS
            try:
                if one.ended() is not None and one.restart is not None:
                    one.restart(lambda: "")
            except TargetError as away:
                return f"it could not be started again: {away}"
        return ""

    def named(self, seen: Observation) -> str:
        case = seen.case
        told = f"event {seen.sequence} of {self.desk.item}, on {case.request.target}: {case.note or 'a valid event'}"
        return self.desk.place.redactor.text(told)

    def blamed(self, gone: TargetGone) -> str:
        """That the target went away, naming the event that was sent last rather than the request that met it."""
        sent = [one.last for one in (self, *self._receivers) if one.last is not None]
        if not sent:
            return str(gone)
        last = max(sent, key=lambda one: one.sequence)
        return f"the target went away ({gone.detail}) after {self.named(last)}"

    def _set_back(self, back: tuple[Topic, str] | None) -> str:
        if back is None:
            return ""
        return self.broker.rewind(*back) if isinstance(self.broker, Log) else "this broker keeps nothing to read again"

    def judge(self, trace: Trace, *, again: Again | None = None) -> frozenset[str]:
        return self.desk.judge(trace, again=again)

    def blame(self, trace: Trace, *, again: Again) -> None:
        own, known = self.interaction.id, self.desk
        if own not in self._blamed:
            promised = self.promised(self.contract, self.interaction)
            self._blamed[own] = Desk(
                self.contract, self.interaction, promised, known.place, known.item,
                numbers=known.numbers, salts=known.salts, made=known.made,
            )  # fmt: skip
        self._blamed[own].judge(trace, again=again)

    def suspects(self, trace: Trace) -> frozenset[str]:
        return self.desk.suspects(trace)

    def tried(self, interaction: Interaction, text: str) -> None:
        self.desk.tried(interaction, text)

    def left(self) -> int:
        return self.desk.left() - self._published

    def skipped(self, target: Target | None, why: str) -> None:
        self.desk.skipped(target, why)

    def blocked(self, obligation: str, why: str) -> None:
        for one in self.obligations:
            if one.scope == obligation:
                self.desk.tally.blocked(one, self.desk.place.redactor.text(why))

    def blow_if_spent(self) -> None:
        self.desk.blow_if_spent()

    def tidy(self) -> None:
        """Delete what requests created, where the service lives on."""
        for desk in self._opened():
            desk.leaves(clean(desk, desk.created))

    def ledger(self, *, faults: tuple[str, ...] = ()) -> Ledger:
        """Of all desks of this item."""
        others = [desk.ledger() for desk in (*self._opened(), *self._blamed.values())]
        return join_all([self.desk.ledger(faults=faults), *others])

    def _opened(self) -> Iterable[Desk]:
        return [desk for desk in self._desks.values() if desk is not None]
