"""One type of event that an operation receives: valid ones about things made anew are published and waited for."""

import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from contractkit.addressed import Addressed
from contractkit.asking import Asking
from contractkit.course import Course
from contractkit.effects import Effects, Seen, Thing
from contractkit.errors import Unsendable
from contractkit.events.composing import Composer
from contractkit.events.locations import HEADER
from contractkit.events.marks import Marks
from contractkit.events.renewing import renewed
from contractkit.events.shown import PUBLISH
from contractkit.events.subject import subject
from contractkit.generate.candidates import Candidate
from contractkit.ids import an_id
from contractkit.listening import Ears, outputs
from contractkit.model import ABSENT, Case, Draft, Event, EventType, Heard, Intent, Request, Target, Topic
from contractkit.protocols.events import EventBench
from contractkit.reach.drafts import drafts
from contractkit.replies import Replies
from contractkit.requesting import MADE
from contractkit.sent import Sent, lines_of, texts_of
from contractkit.settings import Identity
from contractkit.wire.draft import apply, salted

PHASE = "events"
LOOK = 0.001  # seconds of one look
PLAIN = Candidate((), "a valid event")


class Consuming:
    """While it is open it listens to the dead letter channel and to what the operation sends in turn.

    `listens` False: somebody else does, and on a queue two who listen would each hear only a part.
    """

    def __init__(self, bench: EventBench, type: EventType, *, listens: bool = True) -> None:
        role = bench.interaction.event
        assert role is not None
        self.bench, self.type = bench, type
        self.terms = bench.contract.conventions.terms(bench.interaction.id)
        self.composer = Composer(bench.contract, bench.interaction, type, self.terms, bench.protocol)
        self._addressed = Addressed(bench, role.channel)
        self.topic = self._addressed.topic
        self.effects = Effects(bench, self.terms, role.channel, self.topic)
        self.within = self.terms.within
        self.outputs = Ears(bench.contract, bench.protocol, told=bench.heard)
        self.dead = Ears(bench.contract, bench.protocol, told=bench.heard)
        self.replies = Replies(bench)
        answers = self.terms.answers
        known = not self._addressed.own
        self.asking = None if answers is None else Asking(bench, answers, self.within, addressed=known)
        self.course = Course(bench, self.within)
        self._open, self._listens = ExitStack(), listens
        self._base: Draft | None = None

    def __enter__(self) -> "Consuming":
        with ExitStack() as opened:
            opened.callback(self.outputs.close)
            opened.callback(self.dead.close)
            opened.callback(self.replies.close)
            if self.asking is not None:
                opened.callback(self.asking.close)
            if not self._listens:
                return self
            self.replies.listen()
            if self.terms.dead_letter is not None:
                self.dead.listen(self.bench.broker, Topic(self.terms.dead_letter))
            if self.asking is not None:
                self.asking.listen()
            effect = self.effects.effect.name if self.effects.effect is not None else None
            values = self.bench.settings.values
            own, protocol = self.bench.interaction, self.bench.protocol
            for topic, speakers in outputs(self.bench.contract, own, effect, protocol, values):
                self.outputs.listen(self.bench.broker, topic, speakers)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    @property
    def why(self) -> str:
        return self.effects.why

    def base(self) -> Draft | None:
        """A valid draft of the event, made once; None where none can be made."""
        if self._base is None:
            values = self.bench.settings.values

            def prefer(place: str) -> Any:
                return values.get(place.rsplit("/", 1)[-1].rsplit(".", 1)[-1], ())

            own = self.composer.carrier
            self._base = next(drafts(self.bench.contract, own, {}, prefer, self.bench.salt()), None)
            if self._base is not None:
                own_id = subject(self.composer, self._base, values) - self.effects.places(self._base.body)
                self._base = replace(self._base, unique=self._base.unique | own_id)
            elif own.body is None:
                self._base = Draft()
            if self._base is None:
                self.effects.why = f"no valid {self.type.name} could be made; give an example in the contract"
        return self._base

    def draft(self, who: Identity | None = None) -> tuple[Draft, Thing] | None:
        """A valid draft about something made anew, with an id, a correlation id and a tenant of its own."""
        base = self.base()
        if base is None:
            return None
        draft = salted(base, self.bench.salt())
        payload = draft.body if draft.body is not ABSENT else None
        if self.asking is None:
            thing = self.effects.thing(payload, who)
        else:
            effect, asking = self.effects.effect, self.asking
            reads = effect is not None and effect.kind in MADE
            thing = asking.about(lambda: self.effects.thing(payload, who) if reads else asking.requests.thing(who))
            self.effects.why = self.effects.why or (asking.why if thing is None else "")
        if thing is None:
            return None
        for place, value in thing.values.items():
            draft = self.composer.set(draft, place, value) if place.startswith("/") else draft
        draft = self.renewed(draft, thing)
        if self.terms.reply_to is not None:
            draft = self.composer.placed(draft, f"{HEADER}#/reply-to", self.terms.reply_to)
        if self.replies.address is not None:
            draft = self.composer.placed(draft, self.replies.location, self.replies.address)
        if thing.tenant is not None:
            draft = self.composer.placed(draft, self.terms.tenant, thing.tenant)
        return draft, thing

    def renewed(self, draft: Draft, thing: Thing) -> Draft:
        """As an event of its own: with an id and a correlation id that nobody had before."""
        draft = self.composer.named(draft, id=an_id(self.bench), time=self.now(), about=thing.values)
        id = an_id(self.bench) if thing.asked is None else thing.asked.correlation
        return draft if id is None else self.composer.placed(draft, self.terms.correlation or self.type.correlation, id)

    def publish(
        self,
        draft: Draft,
        thing: Thing,
        target: Target,
        *,
        candidate: Candidate = PLAIN,
        intent: Intent = Intent.VALID,
        phase: str = PHASE,
    ) -> Sent | None:
        """None where what is to be sent is not what it is meant to be; the bench is told why."""
        try:
            edited = apply(draft, candidate.edits)
            if candidate.unique:
                edited = salted(replace(edited, unique=candidate.unique), self.bench.salt())
            if intent is Intent.FAULT:
                edited = renewed(self.composer, edited, candidate.edits, self.bench.salt())
            asked = thing.asked.address if thing.asked is not None else None
            topic = self._addressed.about(thing.values) if asked is None else replace(self.topic, address=asked)
            event = self.composer.event(edited, topic.address)
            if (why := self.composer.unlike(event, intent)) is not None:
                self.bench.blocked(self._scope(target, intent), why)
                return None
            request = Request(PUBLISH, event.channel, lines_of(event), event.message.body)
            case = Case(
                self.bench.interaction, intent, edited, request, target, candidate.edits,
                candidate.told, candidate.lenient, phase,
            )  # fmt: skip
            since = time.monotonic()
            seen = self.bench.publish(case, topic, event)
        except Unsendable as unsendable:
            self.bench.blocked(self._scope(target, intent), str(unsendable))
            return None
        there = replace(event, position=(seen.reply.header("position") if seen.reply else None) or "")
        id = self.composer.id_of(edited)
        correlation = self.composer.correlation(event)
        told = frozenset(one for one in (id,) if one) | texts_of(edited) | thing.ids | self._addressed.own
        own = id if self.type.envelope is not None else None
        return self.course.sent(Sent(seen, there, edited, thing, Marks(correlation, told), since, own))

    def processed(self, sent: Sent, within: float | None = None) -> Seen:
        """Whether the effect of a valid event is seen in time, and by what."""
        found = self._effect(sent, within)
        if found.happened:
            self.course.through(sent)
        self.bench.awaited(self.type.name, processed=found.happened is True)
        return found

    def _effect(self, sent: Sent, within: float | None) -> Seen:
        payload = sent.draft.body if sent.draft.body is not ABSENT else None
        if self.effects.answered:
            found = self.replies.awaited(sent.marks, within or self.within)
            return Seen(bool(found), "it is answered" if found else "it is not answered")
        if self.effects.effect is not None and self.effects.effect.kind == "event":
            return self._answered(sent, self.effects.effect.name, within or self.within)
        return self.effects.awaited(sent.thing, sent.event, payload, within or self.within)

    def control(self, target: Target, beside: Sent | None = None) -> bool:
        """A good event sent afterwards, processed: what came before it is done with. On the same partition, if any."""
        for _ in range(8):
            made = self.draft()
            sent = None if made is None else self.publish(*made, target, candidate=Candidate((), "a good one after it"))
            if sent is None:
                return False
            if self.processed(sent).happened is not True and not self._slow(sent, target):
                return False
            if beside is None or sent.partition == beside.partition:
                return True
        return True

    def _slow(self, sent: Sent, target: Target) -> bool:
        """Whether an event was processed late: it is, by when another one is done with."""
        made = self.draft()
        another = None if made is None else self.publish(*made, target, candidate=Candidate((), "another good one"))
        if another is None or self.processed(another).happened is not True:
            return False
        return self.processed(sent, LOOK).happened is True

    def buried(self, sent: Sent, within: float) -> tuple[Event, ...]:
        """What lies on the dead letter channel of an event."""
        own = frozenset(id for id in (self.composer.id_of(sent.draft), sent.marks.correlation) if id)
        known = Marks(None, own | sent.marks.ids)
        bare = not known.known(sent.event)  # broken so that nothing in it names it

        def mine(event: Event) -> bool:
            return (
                event.message.body == sent.event.message.body or known.known(event) or (bare and event.at >= sent.since)
            )

        if self.terms.dead_letter is None:
            return ()
        self.dead.until(lambda heard: any(mine(one.event) for one in heard), within)
        return tuple(one.event for one in self.dead.heard if mine(one.event))

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _answered(self, sent: Sent, operation: str, within: float) -> Seen:
        def mine(heard: list[Heard]) -> bool:
            return any(operation in one.by and sent.answered(one.event) for one in heard)

        if self.outputs.until(mine, within):
            return Seen(True, f"{operation} sends its event")
        return Seen(False, f"{operation} sends no event")

    def _scope(self, target: Target, intent: Intent) -> str:
        return f"event.rejects {target}" if intent is Intent.FAULT else f"event.{target.place}"
