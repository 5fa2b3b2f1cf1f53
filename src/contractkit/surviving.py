"""A trial of events in, one out that bears the end of the service: it is started anew, and what it was at tried again.

The service may end for reasons of its own, so that an event is blamed only where the service ends in the same way once
more while nothing else is sent, or as soon as it is there again and the broker delivers the event again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from contractkit.consuming import Consuming
from contractkit.errors import RunAborted, TargetGone
from contractkit.events.aims import consumed
from contractkit.model import Aftermath, Trace
from contractkit.replaying import MISSED
from contractkit.sent import Sent

Trial = Callable[[], Trace | None]
LOOK = 0.1  # seconds between good events
LOOPS = 2  # starts in a row that the service does not outlive: then its queue does not let it go on


@dataclass(frozen=True, slots=True)
class End:
    """How the service ended, and at which events, by their number in the trial."""

    how: str
    at: dict[int, Sent]

    @property
    def first(self) -> Sent:
        return self.at[min(self.at)]


class Surviving:
    """At one type of event. `many`: how often one of them ended the service.

    `good`: publishes a good event, and tells whether it was processed.
    """

    def __init__(self, at: Consuming, good: Callable[[], bool] | None = None) -> None:
        self.at, self.many = at, 0
        self._good = good or partial(at.control, consumed(at.type.name))
        self._last: End | None = None
        self._looped = 0

    def trial(self, make: Trial) -> Trial:
        return partial(self._tried, make)

    def back(self) -> None:
        """Have the service there again for what comes next; raises RunAborted where it does not stay."""
        if self._last is not None and self._revived(self._last) is not None:
            raise RunAborted(self._endless(self._last))

    def _tried(self, make: Trial) -> Trace | None:
        if self._last is not None and (again := self._revived(self._last)) is not None:
            return again
        end, trace = self._run(make)
        if end is None:
            return trace
        if (again := self._revived(end)) is not None:
            return again
        for doubted in sorted({min(end.at), max(end.at)}):
            if self._ends_again(make, end, doubted):
                return self._found(end)
        raise RunAborted(f"{self._told(end)}, and did not when that was sent again: what else ends it?")

    def _run(self, make: Trial, doubted: int = 0) -> tuple[End | None, Trace | None]:
        """How the service ended in a trial, or its trace."""
        course, bench = self.at.course, self.at.bench
        course.begin(doubted)
        try:
            trace = make()
        except RunAborted:
            how = bench.ended() if course.open else None
            if how is None:
                raise  # at a request, at what was done with, or for a reason of its own
            return End(how, dict(course.open)), None
        how = bench.ended() if course.open else None
        return (None, trace) if how is None else (End(how, dict(course.open)), None)

    def _ends_again(self, make: Trial, end: End, doubted: int) -> bool:
        """Whether it ends again while nothing is sent after what is doubted; a group first has to miss who is gone."""
        until = time.monotonic() + (0.0 if self.at.course.processed else MISSED)
        while True:
            again, trace = self._run(make, doubted)
            if again is not None:
                return self.at.course.alone and again.how == end.how
            done = trace is not None and trace.after is not None and trace.after.processed is True
            if done or not self.at.course.open or time.monotonic() > until:
                return False

    def _revived(self, end: End) -> Trace | None:
        """Start the service anew where it ended; what shows that it ended again, at the same event in its queue."""
        bench = self.at.bench
        if bench.ended() is None:
            return None
        if why := bench.revive():
            raise RunAborted(f"{self._told(end)}; {why}")
        self.at.effects.forget()
        if self._settled():
            self._looped = 0
            return None
        event = end.first.event
        bench.publish(end.first.seen.case, replace(self.at.topic, address=event.channel), event)  # is the broker there?
        self._looped += 1
        if self._looped > LOOPS or bench.ended() != end.how:
            raise RunAborted(self._endless(end))
        return self._found(end)

    def _settled(self) -> bool:
        """Whether it processes events again, if it ever did; False where it ends before that."""
        course, until = self.at.course, time.monotonic() + MISSED
        course.begin()
        try:
            while course.processed and not self._good():
                if self.at.bench.ended() is not None:
                    return False
                if time.monotonic() > until:
                    break
                time.sleep(LOOK)
        except TargetGone:
            return False
        return True

    def _found(self, end: End) -> Trace:
        self.many, self._last = self.many + 1, end
        more = len(end.at) - 1
        told = f"the service ended ({end.how})" + (f"; {more} more were published until then" if more else "")
        after = Aftermath(
            ended=end.how, evidence=told, told=told, within=self.at.within, correlation=end.first.marks.correlation
        )
        return Trace(self.at.bench.contract, end.first.seen, after=after)

    def _told(self, end: End) -> str:
        return f"the target went away ({end.how}) after {self.at.bench.named(end.first.seen)}"

    def _endless(self, end: End) -> str:
        return f"{self._told(end)}, and does not stay when it is started again: is that event still in its queue?"
