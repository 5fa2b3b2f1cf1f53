"""An operation that receives commands and causes events, as a source of stimuli: they are published, not requested."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from contractkit.consuming import PLAIN, Consuming
from contractkit.drawing import Drawing, of_events
from contractkit.events.aims import consumed, rejected
from contractkit.events.carrier import edged, refusable
from contractkit.events.locations import at_pointer
from contractkit.events.versions import newer
from contractkit.generate.candidates import Candidate
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults
from contractkit.model import Draft, Intent
from contractkit.sent import Sent
from contractkit.settings import Identity
from contractkit.sources import Stimulus


@dataclass(slots=True)
class Commanding:
    """A Source (sources.py): valid events of one operation about what is of one identity's tenant."""

    at: Consuming
    who: Identity | None = None
    _tenant: str | None = None
    _known: dict[int, Sent] = field(default_factory=dict)  # by the number of the observation

    @property
    def tenant(self) -> str | None:
        return self._tenant

    @property
    def reachable(self) -> bool:
        made = None if self.at.effects.why and self.at.effects.effect is not None else self.at.draft(self.who)
        if made is not None:
            self._tenant = made[1].tenant
        return made is not None

    def accepted(self, candidate: Candidate | None = None) -> Stimulus | None:
        """Published; whether it was obeyed shows in what it causes."""
        return self._sent(candidate or PLAIN, Intent.VALID)

    def repeatable(self) -> Stimulus | None:
        return self.accepted()

    def again(self, stimulus: Stimulus) -> Stimulus | None:
        """The same event once more, under its id."""
        last = self._known.get(stimulus.seen.sequence)
        if last is None:
            return None
        note = Candidate((), "the same event again")
        sent = self.at.publish(last.draft, last.thing, consumed(self.at.type.name), candidate=note)
        if sent is None:
            return None
        return self._stimulus(sent, note.note, Intent.VALID)

    def more(self, stimulus: Stimulus, turn: int) -> Stimulus | None:
        """An event of its own about the same thing; the newest, where its kind has versions."""
        last = self._known.get(stimulus.seen.sequence)
        if last is None:
            return None
        draft = self.at.renewed(last.draft, last.thing)
        order = self.at.terms.order
        if order is not None and order.version is not None:
            draft = self.at.composer.set(draft, order.version, newer(at_pointer(draft.body, order.version), turn + 1))
        note = Candidate((), f"number {turn + 2} about the same")
        sent = self.at.publish(draft, last.thing, consumed(self.at.type.name), candidate=note)
        if sent is None:
            return None
        self._known[sent.seen.sequence] = sent
        return self._stimulus(sent, note.note, Intent.VALID)

    def refused(self, candidate: Candidate, intent: Intent) -> Stimulus | None:
        return self._sent(candidate, intent)

    def edges(self) -> Iterator[Candidate]:
        """With members left out; other values may be commands that do something else."""
        own, contract = self.at.composer.carrier, self.at.bench.contract
        for constraint in edged(contract, self.at.bench.interaction, self.at.type):
            if constraint.target.keyword in ("absent", "null"):
                yield from list(edges(contract, own, constraint, self.at.base() or Draft()))[:1]

    def faults(self) -> Iterator[tuple[Candidate, Intent]]:
        """Where it is declared how events are refused: one fault of each place."""
        if self.at.terms.rejects is None:
            return
        own, contract = self.at.composer.carrier, self.at.bench.contract
        places: set[str] = set()
        for constraint in refusable(contract, self.at.bench.interaction, self.at.type):
            if constraint.target.place not in places:
                places.add(constraint.target.place)
                for one in list(faults(contract, own, constraint, self.at.base() or Draft()))[:1]:
                    yield one, Intent.FAULT

    def drawing(self) -> Drawing | None:
        return of_events(self.at)

    def situations(self) -> Iterator[tuple[Candidate, Intent]]:
        yield from ()

    def _sent(self, candidate: Candidate, intent: Intent) -> Stimulus | None:
        made = self.at.draft(self.who)
        if made is None:
            return None
        name, aim = self.at.type.name, candidate.target
        target = rejected(name, aim) if intent is Intent.FAULT and aim is not None else consumed(name)
        sent = self.at.publish(*made, target, candidate=candidate, intent=intent)
        if sent is None:
            return None
        self._known[sent.seen.sequence] = sent
        return self._stimulus(sent, candidate.note, intent)

    def _stimulus(self, sent: Sent, note: str, intent: Intent) -> Stimulus:
        valid, reads = intent is Intent.VALID, sent.thing.draft
        who = reads.identity if reads is not None else None
        return Stimulus(
            sent.seen,
            sent.marks,
            note,
            sent.thing.tenant,
            accepted=valid,
            refused=not valid,
            identity=who,
            since=sent.since,
            done=partial(self.at.course.through, sent),
        )
