"""An event that was caused in; what can be read of the state it tells, once it agrees or its time is over, out."""

import time

from contractkit.events.agree import described_by, disagreement
from contractkit.events.aims import STATE
from contractkit.model import Heard, Observation
from contractkit.protocols.events import EventBench
from contractkit.reading import Reading
from contractkit.sources import Stimulus
from contractkit.topics import read_parameters


class Stating:
    """Of one operation that is declared to cause events."""

    def __init__(self, bench: EventBench, operation: str) -> None:
        self._bench, self._operation = bench, operation
        self._terms = bench.contract.conventions.terms(bench.interaction.id)
        self._stale = 0  # readings that did not agree: twice is enough to know

    def read(self, sent: Stimulus, heard: Heard | None) -> tuple[tuple[Observation, ...], Reading | None]:
        state, role = self._terms.state, self._bench.interaction.event
        if state is None or heard is None or role is None or self._stale > 1:
            return (), None
        http = self._bench.http(state.name)
        if http is None:
            return self._blocked(f"state: there is no operation {state.name!r}")
        reading = Reading(http, state, sent.identity)
        address = read_parameters(role.channel.address or "", heard.event.channel)
        draft = reading.draft(described_by(self._bench.contract, heard), address=address, ids=sent.marks.ids)
        if draft is None:
            return self._blocked(f"{state.name} cannot be asked with what the event tells; say where under with:")
        deadline = time.monotonic() + self._terms.within

        def agrees(one: Observation) -> bool:
            return one.accepted and disagreement(self._bench.contract, heard, http.contract, one) is None

        found = reading.until(draft, agrees, deadline)
        self._stale += not agrees(found)
        return (found,), reading

    def _blocked(self, why: str) -> tuple[tuple[Observation, ...], None]:
        self._bench.blocked(f"event.cause {self._operation} {STATE}", why)
        return (), None
