"""An HTTP operation by which a state can be read, and what an event tells, in; readings of that state out."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.events.addressing import NOWHERE, parameters_of
from contractkit.model import Draft, Effect, Observation, Where
from contractkit.protocols import Bench

PAUSES = (0.0, 0.005, 0.02, 0.05)  # seconds between readings, the last one again and again
PHASE = "events"


@dataclass(frozen=True, slots=True)
class Reading:
    bench: Bench
    effect: Effect
    identity: str | None = None

    def draft(self, payload: Any, *, address: Mapping[str, str] = NOWHERE, ids: Iterable[str] = ()) -> Draft | None:
        """The request by which what an event is about is read; the only id that was made, where it names none.

        `address`: values of the parameters of the address it came by.
        """
        own = self.bench.interaction
        found = parameters_of(self.effect, own, payload, address)
        if found is None:
            wanted, known = [p for p in own.parameters if p.where is Where.PATH], sorted(set(ids))
            if len(wanted) != 1 or len(known) != 1:
                return None
            found = {wanted[0].key: known[0]}
        return Draft(found, identity=self.identity, made=frozenset(found))

    def once(self, draft: Draft) -> Observation:
        return self.bench.send(self.bench.case(self.bench.interaction, draft, phase=PHASE))

    def until(self, draft: Draft, enough: Callable[[Observation], bool], deadline: float) -> Observation:
        """The first reading that is enough, else the last one before the deadline."""
        turn = 0
        while True:
            seen = self.once(draft)
            if enough(seen) or time.monotonic() >= deadline:
                return seen
            self.bench.wait(PAUSES[min(turn, len(PAUSES) - 1)])
            turn += 1
