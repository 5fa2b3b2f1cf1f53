"""What an operation receives, tried: each trial is one event, or a few that belong together, and ends in a trace."""

import time
from dataclasses import dataclass, replace
from typing import Any

from contractkit.consuming import PLAIN, Consuming
from contractkit.effects import Seen, Thing
from contractkit.events.aims import OLDER, consumed
from contractkit.events.differences import differs
from contractkit.events.flaws import seen as read_event
from contractkit.events.naming import name_of
from contractkit.generate.candidates import Candidate
from contractkit.model import Aftermath, Draft, Heard, Observation, Target, Trace
from contractkit.sent import Sent
from contractkit.settings import Identity
from contractkit.wire.draft import apply

TELLING = ("absent", "null", "additionalProperties")  # what may not matter to whether an event is processed
DUPLICATE, FOREIGN = "duplicate", "foreign"
SOON = 0.5  # seconds that a dead letter is waited for once what was sent after it is done with
STEP, LOOK = 0.1, 0.001  # seconds of waiting for one before the other is looked for; one look
RANDOM = "property"  # the phase of cases with random values, as for HTTP


@dataclass(slots=True)
class Trials:
    """At one type of event."""

    at: Consuming
    silent: int = 0  # random valid ones that changed nothing
    stuck: int = 0  # good events after a broken one that were not processed
    told: int = 0  # random ones that were processed

    def valid(self, candidate: Candidate = PLAIN) -> Trace | None:
        """A valid event, processed or not; None where it could not be made, or nothing can be said of it."""
        made = self.at.draft()
        target = consumed(self.at.type.name)
        sent = None if made is None else self.at.publish(*made, target, candidate=candidate)
        if sent is None:
            return None
        found = self.at.processed(sent)
        dead = self.at.buried(sent, 0.0 if found.happened and candidate is not PLAIN else SOON)
        control = None if found.happened is not False else self.at.control(target)
        keyword = candidate.target.keyword if candidate.target is not None else "absent"
        silent = found.happened is False and not dead and control
        if silent and keyword not in TELLING:
            return None  # a value may be one that changes nothing
        readings = (*sent.thing.before, *((found.after,) if found.after is not None else ()))
        after = Aftermath(
            processed=found.happened, evidence=found.evidence, dead=dead, control=control, readings=readings,
            within=self.at.within, told=found.evidence, correlation=sent.marks.correlation,
        )  # fmt: skip
        return self.trace(sent, after)

    def drawn(self, candidate: Candidate) -> Trace | None:
        """A valid event with random values: what came of it, and of good ones after it where nothing did.

        None where nothing is claimed: values may change nothing, or be wrong by a rule that no schema says.
        """
        made = self.at.draft()
        target = consumed(self.at.type.name)
        sent = None if made is None else self.at.publish(*made, target, candidate=candidate, phase=RANDOM)
        if sent is None:
            return None
        found, control = self._soon(sent), None
        if found.happened is False and not self.at.buried(sent, LOOK):
            # A consumer that is slow processes the second one at least, which is waited for twice as long.
            control = self.at.control(target, beside=sent) or self.at.control(target, beside=sent)
            found = self.at.processed(sent, LOOK)
        dead = self.at.buried(sent, 0.0 if found.happened else min(SOON, self.at.within))
        if found.happened is not True and not dead and control is not False:
            self.silent += 1
            return None
        self.stuck += control is False
        self.told += found.happened is True
        readings = (*sent.thing.before, *((found.after,) if found.after is not None else ()))
        after = Aftermath(
            processed=found.happened, evidence=found.evidence, dead=dead, control=control, readings=readings,
            within=self.at.within, told=found.evidence, correlation=sent.marks.correlation,
        )  # fmt: skip
        return self.trace(sent, after)

    def answered(self) -> Trace | None:
        """A valid request and its reply; then another one, so that a second reply would be there."""
        target = consumed(self.at.type.name, "reply")
        self.at.replies.forget()
        made = self.at.draft()
        sent = None if made is None else self.at.publish(*made, target)
        if sent is None:
            return None
        found = self.at.replies.awaited(sent.marks, self.at.within)
        fenced = bool(found)
        if found:  # a second one after a reply that says nothing of its request could be of either
            more = self.at.draft() if any(sent.marks.traced(one.event) for one in found) else None
            control = None if more is None else self.at.publish(*more, target)
            if control is not None:
                fenced = bool(self.at.replies.awaited(control.marks, self.at.within))
            self.at.replies.take()
        heard = self.at.replies.of(sent.marks) if fenced else found
        after = Aftermath(
            heard[:2] if not fenced else heard, fenced=fenced, within=self.at.within,
            correlation=sent.marks.correlation, told="" if found else "nothing came",
        )  # fmt: skip
        return self.trace(sent, after)

    def duplicate(self) -> Trace | None:
        """An event that is processed, and the same one again under its own id; then a good one of another."""
        target = consumed(self.at.type.name, DUPLICATE)
        made = self.at.draft()
        sent = None if made is None else self.at.publish(*made, target)
        if sent is None or self.at.processed(sent).happened is not True:
            return None
        first = self.twice(sent.thing)
        again = self.at.publish(sent.draft, sent.thing, target, candidate=Candidate((), "the same event again"))
        fenced = again is not None and self.at.control(target, beside=again)
        if again is None or not fenced:
            return None
        return self.compared(again, first, outputs=self._outputs(sent))

    def older(self, pointer: str, versions: tuple[Any, Any, Any], other: Candidate) -> Trace | None:
        """Version 2, then 3 with other values, then one that is older than 3: it must change nothing."""
        target = consumed(self.at.type.name, OLDER)
        made = self.at.draft()
        if made is None:
            return None
        draft, thing = made
        middle, last, old = versions
        if self._versioned(draft, thing, pointer, middle, target) is None:
            return None
        first = self.twice(thing)
        later = self._versioned(self._renewed(draft, thing, other), thing, pointer, last, target)
        now = self.at.effects.read(thing)
        if later is None or now is None or not differs(first, now):
            return None  # what it tells does not show, so nothing could be told from it
        before = self.twice(thing)
        sent = self._sent(self._renewed(draft, thing), thing, pointer, old, target)
        if sent is None or not self.at.control(target, beside=sent):
            return None
        return self.compared(sent, before)

    def foreign(self, owner: Identity, stranger: Identity) -> Trace | None:
        """A command in the name of one tenant about what is another's; then the owner's own, which is obeyed."""
        target = consumed(self.at.type.name, FOREIGN)
        made = self.at.draft(owner)
        if made is None or stranger.tenant is None:
            return None
        draft, thing = made
        draft = self.at.composer.placed(draft, self.at.terms.tenant, stranger.tenant)
        note = Candidate((), f"{stranger.tenant} about what is {owner.tenant}'s")
        sent = self.at.publish(draft, thing, target, candidate=note)
        if sent is None or not self.at.control(target, beside=sent):
            return None
        trace = self.compared(sent, thing.before)
        return replace(trace, after=replace(trace.after, tenant=stranger.tenant) if trace.after else None)

    def _soon(self, sent: Sent) -> Seen:
        """What shows at once: that it was processed, or that it lies on the dead letter channel."""
        deadline = time.monotonic() + min(SOON, self.at.within)
        while True:
            found = self.at.processed(sent, STEP)
            if found.happened or self.at.buried(sent, LOOK) or time.monotonic() >= deadline:
                return found

    def _versioned(self, draft: Draft, thing: Thing, pointer: str, version: Any, target: Target) -> Sent | None:
        now = replace(thing, before=self.twice(thing))  # as it is before this one, and not after it
        sent = self._sent(draft, now, pointer, version, target)
        return sent if sent is not None and self.at.processed(sent).happened is True else None

    def _sent(self, draft: Draft, thing: Thing, pointer: str, version: Any, target: Target) -> Sent | None:
        note = Candidate((), f"version {version}")
        return self.at.publish(self.at.composer.set(draft, pointer, version), thing, target, candidate=note)

    def _renewed(self, draft: Draft, thing: Thing, other: Candidate = PLAIN) -> Draft:
        """The same under another id, with other values."""
        return self.at.renewed(apply(draft, other.edits), thing)

    def twice(self, thing: Thing) -> tuple[Observation, ...]:
        found = (self.at.effects.read(thing), self.at.effects.read(thing))
        return tuple(one for one in found if one is not None)

    def _outputs(self, sent: Sent) -> tuple[Heard, ...]:
        """What it caused, each event once; of a type that came twice the second one, too."""
        self.at.outputs.take(0.0)
        names: dict[tuple[str, str], Heard] = {}
        for heard in self.at.outputs.heard:
            if heard.type is not None and not sent.marks.none and sent.caused(heard.event):
                name = name_of(read_event(self.at.bench.contract, heard.type, heard.event), self.at.terms)
                names.setdefault((heard.type.name, name), heard)
        return tuple(names.values())

    def compared(self, sent: Sent, before: tuple[Observation, ...], outputs: tuple[Heard, ...] = ()) -> Trace:
        now = self.at.effects.read(sent.thing)
        changed = now is not None and differs(before, now)
        readings = (*before, *((now,) if now is not None else ()))
        after = Aftermath(
            outputs, processed=changed, fenced=legible(now), control=True, readings=readings, within=self.at.within,
            correlation=sent.marks.correlation,
        )  # fmt: skip
        return self.trace(sent, after)

    def trace(self, sent: Sent, after: Aftermath) -> Trace:
        return Trace(self.at.bench.contract, sent.seen, after=after)


def legible(now: Observation | None) -> bool:
    """What could not be read tells nothing of what did not happen."""
    return now is None or now.fault is None
