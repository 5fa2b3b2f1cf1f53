"""One operation and the events it is declared to cause: a stimulus in, the trace of what followed it out."""

from contextlib import ExitStack
from dataclasses import replace

from contractkit.calling import Calling
from contractkit.causing import PHASE, Causing
from contractkit.commanding import Commanding
from contractkit.consuming import Consuming
from contractkit.errors import Unjudged
from contractkit.events.aims import ACCEPTED, REFUSED, REPLAYED, cause
from contractkit.events.flaws import seen
from contractkit.events.marks import LONG, Marks
from contractkit.events.naming import name_of
from contractkit.generate.candidates import Candidate
from contractkit.listening import Ears, late, topic_of
from contractkit.model import Action, Aftermath, Case, Heard, Intent, Interaction, Observation, Trace
from contractkit.model.terms import is_function
from contractkit.protocols.events import EventBench
from contractkit.settings import Identity
from contractkit.sources import Source, Stimulus
from contractkit.stating import Stating

SOON = 0.5  # seconds that events of random requests are waited for before others are sent
BUSY = 6  # times that a deadline is put off while other messages come
UNTOLD = "nothing in its events tells which request caused them: say where a correlation id stands (correlation:)"


class Following:
    """Listens to every channel that the contract sends on while it is open. `why`: what keeps it from causing."""

    def __init__(self, bench: EventBench, operation: str) -> None:
        self.bench, self.operation, self.why = bench, operation, ""
        self.terms = bench.contract.conventions.terms(bench.interaction.id)
        self.ears = Ears(bench.contract, bench.protocol, told=bench.heard)
        self._open = ExitStack()
        self.silent = 0  # accepted requests with random values that caused nothing
        self._stating = Stating(bench, operation)
        self._tied = False  # whether an event was ever known by what it carries
        self._control = Marks()  # of the last accepted request that others were followed by
        self._of: dict[str, set[str]] = {}  # tenant -> what only it knows

    def __enter__(self) -> "Following":
        speakers: dict[str, list[Interaction]] = {}
        for one in self.bench.contract.interactions:
            if one.event is not None and one.event.action is Action.SEND and one.event.channel.address is not None:
                speakers.setdefault(one.event.channel.address, []).append(one)
        try:
            for those in speakers.values():
                assert those[0].event is not None
                topic = topic_of(those[0].event.channel, self.bench.protocol, values=self.bench.settings.values)
                self.ears.listen(self.bench.broker, topic, those)
        except BaseException:
            self.ears.close()
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()
        self.ears.close()

    def source(self, who: Identity | None) -> Source | None:
        if is_function(self.operation):
            return Calling(self.bench, self.operation, who)
        if (bench := self.bench.http(self.operation)) is not None:
            return Causing(bench, who)
        receiver = self.bench.receiver(self.operation)
        role = receiver.interaction.event if receiver is not None else None
        if receiver is None or role is None or not role.messages:
            self.why = f"caused_by: there is no operation {self.operation!r} that could be asked; is its target given?"
            return None
        return Commanding(self._open.enter_context(Consuming(receiver, role.messages[0], listens=False)), who)

    def accepted(self, source: Source, candidate: Candidate | None = None) -> Trace | None:
        """A request that is accepted, and what came of it until the next one's events were there."""
        self.ears.forget()
        sent = source.accepted(candidate)
        if sent is None or not sent.accepted:
            return None
        self._of.setdefault(sent.tenant or "", set()).update(sent.marks.ids)
        came, told = self.awaited(sent)
        if not came and self._untold(sent, edge=candidate is not None):
            return None
        self._tied = self._tied or (came and not sent.marks.none)
        if sent.marks.correlation is None:
            self.bench.blocked("event.correlation", sent.untraced)
        readings, reader = self._stating.read(sent, self._own(sent)) if came else ((), None)
        fenced = came and self.fence(source)
        after = replace(
            self._after(sent, told),
            fenced=fenced,
            readings=readings,
            reader=None if reader is None else reader.bench.contract,
        )
        return self.trace(sent, ACCEPTED, after, candidate)

    def drawn(self, source: Source, candidate: Candidate) -> Trace | None:
        """A request with random values that is accepted, and its events; None where it causes none, which it may."""
        self.ears.forget()
        sent = source.accepted(candidate)
        if sent is None or not sent.accepted:
            return None
        if not self.ears.until(lambda _: self._came(sent), min(SOON, self.terms.within)):
            self.fence(source)
        if not self._came(sent):
            self.silent += 1
            return None
        sent.done()
        return self.trace(sent, ACCEPTED, self._after(sent, ""), candidate)

    def refused(self, source: Source, candidate: Candidate, intent: Intent) -> Trace | None:
        """A request that is refused, and what came until the events of an accepted one after it were there."""
        self.ears.forget()
        sent = source.refused(candidate, intent)
        if sent is None or not sent.refused:
            return None
        fenced = self.fence(source, REFUSED)
        after = replace(self._after(sent, ""), fenced=fenced)
        if sent.marks.none:
            if any(self._ours(heard) and not self._control.known(heard.event) for heard in self.ears.heard):
                self.bench.blocked(f"event.{cause(self.operation, REFUSED)}", UNTOLD)
                return None
            after = replace(after, events=())  # all that came is of the accepted one
        return self.trace(sent, REFUSED, after, candidate)

    def replayed(self, source: Source) -> Trace | None:
        """An accepted request once more with its idempotency key; what came beside the events of the first."""
        self.ears.forget()
        first = source.repeatable()
        if first is None or not first.accepted or not self.awaited(first)[0]:
            return None
        if first.marks.none:
            self.bench.blocked(f"event.{cause(self.operation, REPLAYED)}", UNTOLD)
            return None
        if not self.fence(source, REPLAYED):
            return None
        before = {self._name(heard) for heard in self._mine(first)}
        sent = source.again(first)
        if sent is None or not sent.accepted:
            return None
        fenced = self.fence(source, REPLAYED)
        more = [heard for one in (first, sent) for heard in self._mine(one) if self._name(heard) not in before]
        events = tuple({self._name(heard): heard for heard in more}.values())
        return self.trace(sent, REPLAYED, replace(self._after(sent, ""), events=events, fenced=fenced), None)

    def _name(self, heard: Heard) -> str:
        """By what it is told from others, and not from the same one delivered again."""
        if heard.type is None:
            return f"{heard.event.channel} {heard.event.position}"
        try:
            return name_of(seen(self.bench.contract, heard.type, heard.event), self.terms)
        except Unjudged:
            return f"{heard.event.channel} {heard.event.position}"

    def awaited(self, sent: Stimulus) -> tuple[bool, str]:
        """Whether an event of ours came in time; late ones are waited for once more, to be told from missing ones.

        While others still come the service may have to do with what it was asked before: that is not late.
        """
        within, turns, known = self.terms.within, 0, -1
        while turns < BUSY and len(self.ears.heard) > known:
            known, turns = len(self.ears.heard), turns + 1
            if self.ears.until(lambda _: self._came(sent), within):
                sent.done()
                return True, ""
        if self.ears.until(lambda _: self._came(sent), within):
            sent.done()
            self.ears.heard[:] = [late(h) if self._ours(h) else h for h in self.ears.heard]
            return True, f"it came only after {turns * within:g} s"
        traced = sorted({h.type.name for h in self.ears.heard if h.type and sent.marks.traced(h.event)})
        instead = f"; {', '.join(traced)} came instead" if traced else ""
        others = f" but {known} others' messages" if known and not traced else ""
        return False, f"nothing came within {(turns + 1) * within:g} s{others}{instead}"

    def fence(self, source: Source, how: str = "") -> bool:
        """An accepted request whose events are there: what is not here by now does not come. `how`: what is fenced."""
        control, scope = source.accepted(), f"event.cause {self.operation} {how}".rstrip()
        if control is None or not control.accepted:
            self.bench.blocked(scope, "the control after it was not accepted")
            return False
        self._of.setdefault(control.tenant or "", set()).update(control.marks.ids)
        self._control = control.marks
        came, _ = self.awaited(control)
        if not came:
            self.bench.blocked(scope, "the accepted control after it caused nothing")
        self.ears.take(0.0)
        return came

    def _came(self, sent: Stimulus) -> bool:
        return self._own(sent) is not None

    def _untold(self, sent: Stimulus, *, edge: bool) -> bool:
        """Whether an event that came may be its own: nothing in it was ever known, or it was cut away at an edge."""
        since = (heard for heard in self.ears.heard if heard.event.at >= sent.since)
        if (sent.marks.correlation is not None and not sent.said) or not any(self._ours(heard) for heard in since):
            return False
        if not edge and not self._tied:
            self.bench.skipped(None, UNTOLD)
        return edge or not self._tied

    def _own(self, sent: Stimulus) -> Heard | None:
        """The first event of ours that a stimulus caused."""
        return next((heard for heard in self._mine(sent) if self._ours(heard)), None)

    def _ours(self, heard: Heard) -> bool:
        return self.bench.interaction.name in heard.by

    def _mine(self, sent: Stimulus) -> list[Heard]:
        """By the correlation id; where no event of ours carries it, those that carry what the request made.

        Where nothing could tell them from others', the first of ours that came after it.
        """
        if sent.marks.none:
            return [one for one in self.ears.heard if self._ours(one) and one.event.at >= sent.since][:1]
        traced = [heard for heard in self.ears.heard if sent.marks.traced(heard.event)]
        if any(self._ours(heard) for heard in traced):
            return traced
        known = [heard for heard in self.ears.heard if self._ours(heard) and sent.marks.known(heard.event)]
        return [*traced, *(heard for heard in known if heard not in traced)]

    def _after(self, sent: Stimulus, told: str) -> Aftermath:
        known = (own for tenant, own in self._of.items() if tenant != (sent.tenant or ""))
        foreign = {one for own in known for one in own if len(one) >= LONG}  # a short one may be there by accident
        events = tuple(self.since(heard, sent) for heard in self._mine(sent))
        return Aftermath(
            events,
            correlation=sent.marks.correlation,
            tenant=sent.tenant if sent.tenant != "*" else None,
            others=tuple(sorted(foreign - sent.marks.ids)),
            within=self.terms.within,
            told=told,
        )

    def since(self, heard: Heard, sent: Stimulus) -> Heard:
        return replace(heard, event=replace(heard.event, at=round(heard.event.at - sent.since, 3)))

    def trace(self, sent: Stimulus, how: str, after: Aftermath, candidate: Candidate | None) -> Trace:
        made = sent.seen.case
        case = Case(
            self.bench.interaction,
            made.intent,
            made.draft,
            made.request,
            cause(self.operation, how),
            candidate.edits if candidate is not None else (),
            candidate.note if candidate is not None else sent.note,
            phase=PHASE,
        )
        seen = Observation(case, sent.seen.reply, sent.seen.fault, sent.seen.sequence, sent.seen.seconds)
        return Trace(self.bench.contract, seen, after=after)
