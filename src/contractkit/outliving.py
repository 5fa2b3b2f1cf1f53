"""A trial in which events are published to cause others: what ends the service is a finding on what was published."""

from dataclasses import replace
from functools import partial

from contractkit.causing import PHASE
from contractkit.commanding import Commanding
from contractkit.following import Following
from contractkit.model import Trace
from contractkit.sources import Source
from contractkit.surviving import Surviving, Trial

ENDED = 4  # ends of the service, two a finding, after which no more is tried
RANDOM = "property"
WHY = "an event that was published to cause it ended the service: see event.consumes and event.rejects of {}"


class Outliving:
    """Trials of one source; those of sources that publish nothing are left as they are.

    `phase`: of the cases that are found, where it is another one (`property`: with random values).
    """

    def __init__(self, following: Following, source: Source, *, phase: str = PHASE) -> None:
        self._following, self._source, self._phase = following, source, phase
        self._survived = Surviving(source.at, self._good) if isinstance(source, Commanding) else None

    @property
    def over(self) -> bool:
        return self._survived is not None and self._survived.many >= ENDED

    def trial(self, make: Trial) -> Trial:
        """The same; None where the service ended, which is judged where the event is promised to be consumed."""
        return make if self._survived is None else partial(self._tried, self._survived, make)

    def back(self) -> None:
        """Have the service there again for what comes next; raises RunAborted where it does not stay."""
        if self._survived is not None:
            self._survived.back()

    def _tried(self, survived: Surviving, make: Trial) -> Trace | None:
        trial = partial(self._phased, survived.trial(make))
        trace = trial()
        if trace is None or not _ended(trace):
            return trace
        survived.at.bench.blame(trace, again=trial)
        bench, why = self._following.bench, WHY.format(self._following.operation)
        bench.tried(bench.interaction, why)
        for obligation in bench.obligations:
            bench.blocked(obligation.scope, why)
        return None

    def _phased(self, trial: Trial) -> Trace | None:
        trace = trial()
        if trace is None or not _ended(trace):
            return trace
        case = replace(trace.subject.case, phase=self._phase)
        return replace(trace, subject=replace(trace.subject, case=case))

    def _good(self) -> bool:
        """Whether one more accepted stimulus causes what it should."""
        sent = self._source.accepted()
        return sent is not None and sent.accepted and self._following.awaited(sent)[0]


def _ended(trace: Trace) -> bool:
    return trace.after is not None and trace.after.ended != ""
