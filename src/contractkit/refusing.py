"""What an operation receives, broken in one way: each trial is one event, then a good one, and ends in a trace."""

from dataclasses import dataclass, replace

from contractkit.effects import Seen
from contractkit.events.aims import ACKNOWLEDGED, NOT_ACKNOWLEDGED, rejected
from contractkit.events.differences import differs
from contractkit.events.renewing import keeps_id
from contractkit.generate.candidates import Candidate
from contractkit.model import Aftermath, Event, Intent, Target, Trace
from contractkit.sent import Sent
from contractkit.trials import LOOK, SOON, Trials, legible


@dataclass(slots=True)
class Refusing:
    """At one type of event.

    `lost`: how many were neither processed nor dead-lettered as is declared; `taken`: where broken ones were processed.
    """

    trials: Trials
    lost: int = 0
    taken: frozenset[Target] = frozenset()

    def faulty(self, candidate: Candidate) -> Trace | None:
        """An event that is broken in one way, then a good one; what came of both.

        None where it could not be made, or may be taken for one that was processed already.
        """
        at = self.trials.at
        made = at.draft()
        target = rejected(at.type.name, candidate.target or Target("body", "valid"))
        sent = None
        if made is not None:
            sent = at.publish(*made, target, candidate=candidate, intent=Intent.FAULT)
        if sent is None:
            return None
        control = at.control(target, beside=sent)
        self.trials.stuck += not control
        dead, seen = self._fate(sent)
        if seen.happened:
            self.taken |= {target}
        elif not dead and target in self.taken and keeps_id(at.composer, sent.draft, candidate.edits):
            return None
        self.lost += control and not dead and not seen.happened and at.terms.dead_letter is not None
        readings = (*sent.thing.before, *((seen.after,) if seen.after is not None else ()))
        after = Aftermath(
            processed=seen.happened, dead=dead, control=control, fenced=control and legible(seen.after),
            readings=readings, within=at.within, told="" if dead else "no dead letter came",
            evidence=self._refusal(sent),
        )  # fmt: skip
        return self.trials.trace(sent, after)

    def _fate(self, sent: Sent) -> tuple[tuple[Event, ...], Seen]:
        """Its dead letters, and what is read: dead letters are awaited only while nothing shows it was processed."""
        at = self.trials.at
        dead, seen = at.buried(sent, LOOK), self._read(sent)
        if not dead and not seen.happened:
            dead = at.buried(sent, at.within if self.lost < 2 else min(SOON, at.within))
            seen = self._read(sent)
        return dead, seen

    def _read(self, sent: Sent) -> Seen:
        now = self.trials.at.effects.read(sent.thing)
        return Seen(now is not None and differs(sent.thing.before, now), after=now)

    def _refusal(self, sent: Sent) -> str:
        """Whether the broker shows that it was done with, for what is to be nacked or refused."""
        at = self.trials.at
        if at.terms.reject is None:
            return ""
        done = at.bench.broker.handled(
            replace(at.topic, address=sent.event.channel), sent.event, at.terms.consumer or ""
        )
        return {True: ACKNOWLEDGED, False: NOT_ACKNOWLEDGED, None: ""}[done]
