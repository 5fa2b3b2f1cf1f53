"""A function of the team that causes events, as a source of stimuli: a job, a command line, whatever is no request."""

import reprlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.drawing import Drawing
from contractkit.errors import Unarranged
from contractkit.events.marks import Marks
from contractkit.events.shown import CALL
from contractkit.generate.candidates import Candidate
from contractkit.ids import an_id
from contractkit.model import Case, Draft, Intent, Interaction, Request
from contractkit.protocols.events import EventBench
from contractkit.settings import Identity
from contractkit.sources import Stimulus
from contractkit.trigger import Trigger

PHASE = "events"
MEMBERS = ("correlation", "ids", "tenant")
UNTENANTED = "{name} does not say for which tenant it acted: return {{'tenant': ...}}"
UNTRACED = "{name} does not say by which correlation id its event can be known: return the one it used"


@dataclass(frozen=True, slots=True)
class Said:
    """What a function returned of what it did; nothing of it is supposed."""

    correlation: str | None = None
    ids: frozenset[str] = frozenset()
    tenant: str | None = None

    def marks(self, marker: str) -> Marks:
        """None where nothing was said: then the first event of its kind that comes is taken for its own."""
        if self.correlation is None and not self.ids:
            return Marks()
        return Marks(self.correlation, self.ids | {marker})


@dataclass(slots=True)
class Calling:
    """A Source (sources.py): each stimulus is one call. `who` None: the first identity that is in force.

    `of`: what sends the event, where the bench is of another operation.
    """

    bench: EventBench
    function: str
    who: Identity | None = None
    of: Interaction | None = None
    _worked: bool = False

    def __post_init__(self) -> None:
        known = self.bench.settings.identities.values()
        self.who = self.who or next((one for one in known if one.state is None), None)

    @property
    def tenant(self) -> str | None:
        return self.who.tenant if self.who is not None else None

    @property
    def reachable(self) -> bool:
        return True

    def accepted(self, candidate: Candidate | None = None) -> Stimulus | None:
        """One call; None where it fails, or would have to be given other values. The bench is told why it failed."""
        if candidate is not None and candidate.edits:
            return None
        own, name = self.of or self.bench.interaction, self.who.name if self.who is not None else None
        correlation, marker = an_id(self.bench), self.bench.salt()
        given = (("marker", marker), ("correlation", correlation), *((("identity", name),) if name else ()))
        case = Case(own, Intent.VALID, Draft(identity=name), Request(CALL, self.function, given), phase=PHASE)
        since = time.monotonic()
        try:
            trigger = Trigger(
                own.name, name, self.tenant, marker, correlation, self.bench.broker_url, self.bench.base_urls()
            )
            seen, returned = self.bench.trigger(case, trigger)
            said = self._said(returned)
        except Unarranged as failed:
            self._failed(str(failed))
            return None
        self._worked = True
        if said.tenant is None:
            self.bench.blocked("event.tenant", UNTENANTED.format(name=self.function))
        return Stimulus(
            seen,
            said.marks(marker),
            f"a call of {self.function}",
            said.tenant,
            accepted=True,
            identity=name,
            since=since,
            said=True,
            untraced=UNTRACED.format(name=self.function),
        )

    def repeatable(self) -> Stimulus | None:
        return None  # two calls are two

    def again(self, stimulus: Stimulus) -> Stimulus | None:
        return None

    def more(self, stimulus: Stimulus, turn: int) -> Stimulus | None:
        return None

    def refused(self, candidate: Candidate, intent: Intent) -> Stimulus | None:
        return None

    def edges(self) -> Iterator[Candidate]:
        yield from ()

    def faults(self) -> Iterator[tuple[Candidate, Intent]]:
        yield from ()

    def drawing(self) -> Drawing | None:
        return None

    def situations(self) -> Iterator[tuple[Candidate, Intent]]:
        yield from ()

    def _failed(self, why: str) -> None:
        """All that the operation promises is unproven where no call ever worked, else what the call was for."""
        if self._worked:
            self.bench.blocked(f"event.cause {self.function}", why)
            return
        self.bench.skipped(None, why)
        self.bench.tried(self.bench.interaction, why)

    def _said(self, returned: Any) -> Said:
        told = {"correlation": returned} if isinstance(returned, str) else {} if returned is None else returned
        if not isinstance(told, Mapping):
            raise Unarranged(f"{self.function} returned {reprlib.repr(returned)}: {self._wanted}")
        if strange := [str(key) for key in told if key not in MEMBERS]:
            raise Unarranged(f"{self.function} returned {strange[0]!r}: {self._wanted}")
        texts, ids = (told.get("correlation"), told.get("tenant")), told.get("ids") or ()
        listed = isinstance(ids, (list, tuple, set, frozenset))
        if not listed or not all(one is None or isinstance(one, str) for one in (*texts, *ids)):
            raise Unarranged(f"{self.function} returned something that is no text: {self._wanted}")
        return Said(texts[0] or None, frozenset(one for one in ids if one), texts[1] or None)

    @property
    def _wanted(self) -> str:
        return "return None, the correlation id it used, or a dict of correlation, ids (a list) and tenant"
