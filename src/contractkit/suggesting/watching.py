"""A run in, what watching it tells of its events out: hurried at first, then one at a time for what is unclear."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from contractkit.errors import UsageError
from contractkit.examining import NO_BROKER
from contractkit.model import Action, Contract, Interaction, Kind, Terms
from contractkit.run import Run
from contractkit.settings import Identity
from contractkit.static import stopped
from contractkit.suggesting.asked import Asked
from contractkit.suggesting.asking import HEADER, Asking, Places, Published, Requests
from contractkit.suggesting.attributing import OFTEN, Attributed, By, attributed, likely
from contractkit.suggesting.found import Found, Line, Watched
from contractkit.suggesting.receivers import Shown, shown
from contractkit.suggesting.retold import Retelling
from contractkit.suggesting.senders import lines_of
from contractkit.suggesting.watch import Watch

TIMES = 2  # that each operation is asked in a hurry
SAFE = ("GET", "HEAD", "OPTIONS")

Say = Callable[[str], None]
Own = tuple[Contract, Interaction]


def watched(run: Run, *, window: float, say: Say) -> Watched:
    """`window`: seconds that are listened to after each request, where it is the time that tells.

    Raises UsageError without a broker or events, TargetError and RunAborted where the run cannot go on.
    """
    events = [c for c in run.loaded.contracts if c.kind is Kind.EVENT]
    if not any(c.interactions for c in events):
        raise UsageError("there is no event contract here: put an AsyncAPI document or a catalogue beside the others")
    connected = run.targets.broker()
    if connected is None:
        raise UsageError(NO_BROKER)
    places = Places(run, connected)
    with ExitStack() as opened:
        watch = opened.enter_context(Watch(events, connected, run.settings, run.options.seed))
        inquiry = Inquiry(run, watch, places, say)
        opened.callback(inquiry.close)
        inquiry.hurried(window)
        inquiry.patient(window)
        found = tuple(inquiry.found())
    return Watched(
        found,
        len(inquiry.asked),
        bool(run.settings.events),
        inquiry.header,
        tuple(inquiry.unasked()),
        places.tidy(),
    )


@dataclass(slots=True)
class Inquiry:
    run: Run
    watch: Watch
    places: Places
    say: Say
    asked: list[Asked] = field(default_factory=list)
    _askings: dict[str, Asking] = field(default_factory=dict)
    _shown: dict[str, Shown] = field(default_factory=dict)  # of what receives, by its name

    def hurried(self, window: float) -> None:
        """Everything a few times, without waiting: what carries a correlation id tells where it comes from."""
        for contract, own in self._all(Kind.HTTP):
            name = self._name(own)
            self.say(f"asking {name}")
            requests = Requests(name, contract, own, self.places, self.watch)
            self._askings[name] = requests
            self._ask(requests, TIMES)
        for contract, own in self._all(Kind.EVENT):
            if own.event is not None and own.event.action is Action.RECEIVE:
                self._receiving(contract, own)
        self.watch.listen(window)
        self._as_others(window)

    def patient(self, window: float) -> None:
        """One thing at a time, for what nothing else tells of; what is followed by something is asked again."""
        unclear = [own for own in self._senders() if self._unclear(own)]
        if not unclear:
            return
        able = [one for name, one in self._askings.items() if self._tells(name, one)]
        self.say(f"one at a time, for {', '.join(own.name for _, own in unclear)}: {len(able)} operations")
        self.watch.window = window
        for turn in range(OFTEN):
            for one in able:
                self.say(f"asking {one.name} alone, {turn + 1} of {OFTEN}")
                self._ask(one, 1)
            again = {name for own in unclear for name in likely(self.asked, self.watch.heard(*own))}
            able = [one for one in able if one.name in again]
        self._as_others(window)

    def found(self) -> list[Found]:
        """Of each operation of events, in the order of the contracts; asks again only once all is attributed."""
        told: list[tuple[Own, Attributed | None, Found]] = []
        for contract, own in self._all(Kind.EVENT):
            terms = contract.conventions.terms(own.id)
            if own.event is not None and own.event.action is Action.SEND:
                by = self._attributed((contract, own))
                told.append(((contract, own), by, self._sent(contract, own, terms, by)))
            else:
                told.append(((contract, own), None, self._received(own, terms)))
        self.watch.window = 0.0  # what is asked again is known by what its events carry
        return [replace(one, lines=(*one.lines, *self._retold(own, one, causes))) for own, causes, one in told]

    @property
    def header(self) -> str | None:
        """The one that was supposed, where events show that it is followed."""
        causes = (c for own in self._senders() for c in self._attributed(own).causes if c.by is By.CORRELATION)
        return HEADER if any(asked.supposed for c in causes for asked, _ in c.followed) else None

    def unasked(self) -> Iterator[tuple[str, str]]:
        """HTTP operations that were never accepted."""
        known = {asked.operation for asked in self.asked}
        for name, one in self._askings.items():
            if isinstance(one, Requests) and name not in known:
                yield name, self.run.redactor.text(one.why)

    def close(self) -> None:
        for one in self._askings.values():
            if isinstance(one, Published):
                one.close()

    def _receiving(self, contract: Contract, own: Interaction) -> None:
        name = self._name(own)
        self.say(f"publishing to {name}")
        terms = contract.conventions.terms(own.id)
        published = Published(name, contract, own, self.places, self.watch, terms)
        readers = [(self._name(one), one) for _, one in self._all(Kind.HTTP) if one.method == "GET"]
        try:
            found = shown(published, readers)
        finally:
            published.close()
        self._shown[own.id] = found
        self.asked += found.asked
        self._askings[name] = Published(name, contract, own, self.places, self.watch, found.terms)

    def _as_others(self, window: float) -> None:
        """What causes something, once more by somebody of another tenant: so it shows where the tenant stands."""
        causing = {c.operation for own in self._senders() for c in self._attributed(own).causes}
        for name in sorted(causing):
            seen = {asked.tenant for asked in self.asked if asked.operation == name}
            for who in self.run.settings.identities.values():
                if who.tenant not in (None, "*", *seen) and who.state is None:
                    self.say(f"asking {name} as {who.name}")
                    told = self._ask(self._askings[name], 1, who)
                    seen |= {asked.tenant for asked in told}
        self.watch.listen(window if causing else 0.0)

    def _ask(self, one: Asking, times: int, who: Identity | None = None) -> list[Asked]:
        told: list[Asked] = []
        for _ in range(times):
            if (asked := one.once(who)) is not None:
                told.append(asked)
                self.asked.append(asked)
        return told

    def _tells(self, name: str, one: Asking) -> bool:
        known = any(asked.operation == name for asked in self.asked)
        return known and not (isinstance(one, Requests) and one.own.method in SAFE)

    def _sent(self, contract: Contract, own: Interaction, terms: Terms, found: Attributed) -> Found:
        lines = tuple(lines_of(own, terms, found))
        why = "" if found.causes or terms.caused_by else f"nothing that was tried caused it: {found.why}"
        if why and (strange := self.watch.strange(contract, own)):
            why += f"; {strange} messages on its channel are of no type that the contract knows"
        return Found(self._name(own), terms, lines, why)

    def _retold(self, own: Own, found: Found, by: Attributed | None) -> Iterator[Line]:
        """Of what an HTTP operation causes, and carries its ids."""
        cause = by.causes[0] if by is not None and by.causes else None
        one = self._askings.get(cause.operation) if cause is not None and cause.by is not By.TIME else None
        if isinstance(one, Requests):
            self.say(f"asking {one.name} again, for what {found.name} tells")
            readers = [(self._name(i), c, i) for c, i in self._all(Kind.HTTP) if i.method == "GET"]
            yield from Retelling(one, *own, readers).lines(found.terms)

    def _received(self, own: Interaction, terms: Terms) -> Found:
        found = self._shown[own.id]
        if found.why and (caused := self._caused_by(own)) and terms.effect is None:
            told = "nothing that was read changed, but this is sent in turn"
            return Found(self._name(own), terms, (Line("effect", f"{{event: {caused}}}", told),))
        return Found(self._name(own), terms, found.lines, found.why)

    def _caused_by(self, own: Interaction) -> str | None:
        """The first operation that sends something because of this one."""
        for sender in self._senders():
            if any(c.operation == self._name(own) for c in self._attributed(sender).causes):
                return self._name(sender[1])
        return None

    def _attributed(self, own: Own) -> Attributed:
        return attributed(self.asked, self.watch.heard(*own))

    def _unclear(self, own: Own) -> bool:
        terms = own[0].conventions.terms(own[1].id)
        return not terms.caused_by and not self._attributed(own).causes

    def _senders(self) -> list[Own]:
        return [(c, i) for c, i in self._all(Kind.EVENT) if i.event is not None and i.event.action is Action.SEND]

    def _all(self, kind: Kind) -> Iterable[Own]:
        """What may be exercised; of HTTP only what has a target."""
        for contract in self.run.loaded.contracts:
            why = dict(stopped(contract))
            if contract.kind is kind and (kind is Kind.EVENT or self.run.targets.of(contract) is not None):
                for own in contract.interactions:
                    if own.id not in why and self.run.settings.excluded(own) is None:
                        yield contract, own

    def _name(self, own: Interaction) -> str:
        """As settings call it: with its contract where another one is called so, too."""
        names = Counter(i.name for c in self.run.loaded.contracts for i in c.interactions)
        return own.name if names[own.name] == 1 else own.id
