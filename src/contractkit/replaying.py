"""Events that were processed, read again from the start of their log: the state they left stays as it is."""

import time
from collections.abc import Callable
from itertools import count

from contractkit.events.aims import REPLAY, consumed
from contractkit.events.differences import differs
from contractkit.events.locations import at_pointer
from contractkit.events.versions import newer
from contractkit.generate.candidates import Candidate
from contractkit.model import Aftermath, Draft, Observation, Trace
from contractkit.model.terms import RESTART
from contractkit.sent import Sent
from contractkit.trials import Trials

TRIES = 3  # good events that a service is given to be back after a restart
UNREAD = "a replay is judged by what is read before and after it: say effect: {read: <operation>}"
FORGOTTEN = (
    "what is read does not outlive a restart, so that a replay cannot be told from it: say how events are read again "
    "while it runs, replay: package.module:function"
)
STUCK = "no event was processed after it"
MISSED = 60.0  # seconds in which a broker notices that a consumer is gone without a word: Kafka's default is 45
GONE = (
    f"no event was processed within {MISSED:g} s after a restart: a consumer that is stopped has to leave its group, "
    "so close it on SIGTERM, or shorten its session timeout"
)


class Replaying:
    """At one type of event; `why`: what kept a replay from being judged."""

    def __init__(self, trials: Trials) -> None:
        self.at, self.why, self._trials = trials.at, "no event was processed that could be read again", trials
        self._target = consumed(self.at.type.name, REPLAY)

    def trace(self) -> Trace | None:
        made = self.at.draft()
        first = None if made is None else self.at.publish(*made, self._target)
        if first is None or self.at.processed(first).happened is not True:
            return None
        note = Candidate((), "one more about it, then all are read again")
        sent = self.at.publish(self._next(first), first.thing, self._target, candidate=note)
        if sent is None or not self.at.control(self._target, beside=sent):
            return None
        before = self._trials.twice(first.thing)
        if not before:
            self.why = UNREAD
            return None
        self.why = self._again(before, lambda: self.at.effects.read(first.thing))
        if self.why:
            return None
        if not self._back():
            self.why = self._stuck
            return None

        def same(seen: Observation) -> bool:
            return not differs(before, seen)

        now = self.at.effects.until(first.thing, same, self.at.within)
        after = Aftermath(
            processed=now is None or not same(now), fenced=True, control=True, within=self.at.within,
            readings=(*before, *((now,) if now is not None else ())), correlation=sent.marks.correlation,
        )  # fmt: skip
        return Trace(self.at.bench.contract, sent.seen, after=after)

    def _again(self, before: tuple[Observation, ...], read: Callable[[], Observation | None]) -> str:
        """Have them read again; why that could not be done."""
        bench, terms = self.at.bench, self.at.terms
        self.at.course.leave()
        if terms.replay != RESTART:
            many = bench.call(terms.replay or "", bench.interaction.name)
            enough = isinstance(many, int) and not isinstance(many, bool) and many > 1
            return "" if enough else f"{terms.replay} returned {many!r}: return how many events are read again"
        name = terms.effect.name if terms.effect is not None else ""
        why = bench.restart(name)
        if why or not self._back():
            return why or self._stuck
        now = read()
        if now is None or differs(before, now):
            return FORGOTTEN
        return bench.restart(name, back=(self.at.topic, terms.consumer or ""))

    def _back(self) -> bool:
        """Whether good events are processed again; after a restart a group first has to miss who is gone."""
        until = time.monotonic() + (MISSED if self.at.terms.replay == RESTART else 0.0)
        for turn in count():
            if self.at.control(self._target):
                return True
            if turn + 1 >= TRIES and time.monotonic() > until:
                break
        return False

    @property
    def _stuck(self) -> str:
        return GONE if self.at.terms.replay == RESTART else STUCK

    def _next(self, last: Sent) -> Draft:
        order, draft = self.at.terms.order, self.at.renewed(last.draft, last.thing)
        if order is None or order.version is None:
            return draft
        return self.at.composer.set(draft, order.version, newer(at_pointer(draft.body, order.version), 1))
