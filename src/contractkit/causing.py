"""An HTTP operation that causes events in, stimuli out: requests that are accepted, refused, or sent once more."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from contractkit.answer.payload import parse
from contractkit.drawing import Drawing, of_requests
from contractkit.errors import ContractKitError, Unarranged, Unjudged
from contractkit.events.marks import Marks, ids_in, leaves
from contractkit.exercise import Exercise
from contractkit.extensions import SITUATIONS
from contractkit.generate.candidates import Candidate
from contractkit.generate.constraints import accepted, constraints, rejected
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults
from contractkit.ids import an_id
from contractkit.model import ABSENT, Draft, Edit, Intent, Observation, Where
from contractkit.protocols import Bench
from contractkit.reach.drafts import FRESH
from contractkit.settings import Identity
from contractkit.sources import Stimulus
from contractkit.stage import Stage
from contractkit.wire.draft import apply, at, salted

PHASE = "events"
UNKNOWN = "not looked for yet"
KEYS = tuple(name for name in FRESH if name != "x-request-id")  # which names a request, and not what it asks for
UPDATES = ("PUT", "PATCH")
REFUSED = 6  # refused requests of one operation: by their schemas, then by situations
EDGES = 6  # accepted requests beside the baseline
ARRANGED = ("wrong-credentials", "no-credentials", "unknown-id", "same-again", "lesser-identity", "deleted-id")


@dataclass(slots=True)
class Causing:
    """Sends requests of one operation as one identity; `who` None: whoever may.

    `prepared`: told right before each of them, when all that it needs was made.
    """

    bench: Bench
    who: Identity | None = None
    prepared: Callable[[], object] = lambda: None
    _exercise: Exercise | None = None
    _change: Candidate | str | None = UNKNOWN

    @property
    def exercise(self) -> Exercise:
        if self._exercise is None:
            self._exercise = Exercise(self.bench, who=self.who)
        return self._exercise

    @property
    def tenant(self) -> str | None:
        """Of who sends the accepted baseline."""
        base = self.exercise.baseline()
        who = self.bench.settings.identities.get(base.draft.identity or "") if base is not None else None
        return who.tenant if who is not None else None

    @property
    def reachable(self) -> bool:
        return self.exercise.baseline() is not None

    def accepted(self, candidate: Candidate | None = None) -> Stimulus | None:
        """One more request, everything made anew; None where it could not be made."""
        draft = self.exercise.reach.fresh(self.bench.interaction)
        if draft is None:
            return None
        candidate = candidate or self._changing()
        if candidate is not None:
            draft = apply(draft, candidate.edits)
            if candidate.unique:
                draft = salted(replace(draft, unique=draft.unique | candidate.unique), self.bench.salt())
        return self._sent(draft, candidate.note if candidate is not None else "")

    def _changing(self) -> Candidate | None:
        """Of an update: other values than what it is made with, since a service may tell only what changed."""
        if self.bench.interaction.method not in UPDATES or self._change is not UNKNOWN:
            return self._change if isinstance(self._change, Candidate) else None
        self._change = None
        for candidate in self.edges():
            told = candidate.target is not None and candidate.target.place.startswith("body/")
            if told and self._differs(candidate):
                seen = self.accepted(candidate)
                if seen is not None and seen.accepted:
                    self._change = candidate
                    return candidate
        return None

    def _differs(self, candidate: Candidate) -> bool:
        """Whether it says something else than the accepted baseline at each of its places."""
        base = self.exercise.baseline()
        known = [(edit.value, at(base.draft, edit.place)) for edit in candidate.edits] if base is not None else []
        return bool(known) and all(value is not ABSENT and value != now for value, now in known)

    def repeatable(self) -> Stimulus | None:
        """With an idempotency key, where the contract has room for one; without, what sets or deletes something."""
        key = next((p for p in self.bench.interaction.parameters if p.name.lower() in KEYS), None)
        if key is None:
            return self.accepted() if self.bench.interaction.method in (*UPDATES, "DELETE") else None
        if key.required:
            return self.accepted()  # it has one
        changing = self._changing()
        edits = changing.edits if changing is not None else ()
        return self.accepted(Candidate((*edits, Edit(key.key, an_id(self.bench))), "with an idempotency key"))

    def again(self, stimulus: Stimulus) -> Stimulus | None:
        """The very same request once more, with its idempotency key."""
        return self._sent(stimulus.seen.case.draft, "the same request once more")

    def more(self, stimulus: Stimulus, turn: int) -> Stimulus | None:
        """Of an update in turns with what it is made with, since a service may tell only what changed."""
        draft, base = stimulus.seen.case.draft, self.exercise.baseline()
        if base is None or not any(p.where is Where.PATH for p in self.bench.interaction.parameters):
            return None
        if isinstance(self._change, Candidate) and turn % 2 == 0:
            draft = apply(draft, [replace(edit, value=at(base.draft, edit.place)) for edit in self._change.edits])
        return self._sent(salted(draft, self.bench.salt()), f"number {turn + 2} about the same")

    def refused(self, candidate: Candidate, intent: Intent) -> Stimulus | None:
        """A request that should be refused; None where it could not be made."""
        draft = self.exercise.reach.fresh(self.bench.interaction)
        if draft is None:
            return None
        return self._sent(apply(draft, candidate.edits), candidate.note, intent=intent)

    def edges(self) -> Iterator[Candidate]:
        """Valid requests beside the baseline: first what may be left out, then one edge of each place."""
        base = self.exercise.baseline()
        if base is None:
            return
        own, contract = self.bench.interaction, self.bench.contract
        listed = [c for c in constraints(contract, own) if accepted(c)]
        listed.sort(key=lambda c: c.target.keyword not in ("absent", "null"))
        for constraint in listed:
            found = list(edges(contract, own, constraint, base.draft))
            # Of an update those that change something: a service may tell only what changed.
            yield from [one for one in found if own.method not in UPDATES or self._differs(one)][:1]

    def faults(self) -> Iterator[tuple[Candidate, Intent]]:
        """What should be refused: one fault of each place, and the situations that end in a documented failure."""
        base = self.exercise.baseline()
        if base is None:
            return
        own, contract = self.bench.interaction, self.bench.contract
        places: set[str] = set()
        for constraint in constraints(contract, own):
            if rejected(constraint) and constraint.target.place not in places:
                places.add(constraint.target.place)
                yield from ((one, Intent.FAULT) for one in list(faults(contract, own, constraint, base.draft))[:1])

    def drawing(self) -> Drawing | None:
        return of_requests(self.bench, self.exercise)

    def situations(self) -> Iterator[tuple[Candidate, Intent]]:
        documented = {int(a.status) for a in self.bench.interaction.answers if a.status.isdigit()}
        scene = Stage(self.bench, self.exercise, PHASE)
        for id in ARRANGED:
            situation = SITUATIONS[id]
            if situation.statuses & documented:
                try:
                    yield from ((one, Intent.PROTOCOL) for one in list(situation.arrange(scene))[:1])
                except Unarranged:
                    continue  # what is missing is said where failures are provoked

    def _sent(self, draft: Draft, note: str, *, intent: Intent = Intent.VALID) -> Stimulus | None:
        correlation = self._correlation()
        rule = self.bench.contract.conventions.correlation(self.bench.interaction.id)
        if rule is not None and correlation is not None:
            draft = replace(draft, parameters={**draft.parameters, f"header.{rule.header}": correlation})
        self.prepared()
        since = time.monotonic()
        try:
            case = self.bench.case(self.bench.interaction, draft, intent=intent, note=note, phase=PHASE)
        except ContractKitError:
            return None  # what cannot be sent causes nothing
        seen = self.bench.send(case)
        who = self.bench.settings.identities.get(draft.identity or "")
        refused = seen.status is not None and 400 <= seen.status < 500
        tenant = who.tenant if who is not None else None
        return Stimulus(
            seen, Marks(correlation, _ids(draft, seen)), note, tenant, seen.accepted, refused, draft.identity, since
        )

    def _correlation(self) -> str | None:
        """An id to be traced by, where requests have one."""
        if self.bench.contract.conventions.correlation(self.bench.interaction.id) is None:
            return None
        return an_id(self.bench)


def _ids(draft: Draft, seen: Observation) -> frozenset[str]:
    """What was made, what it is about where that was made for it, and the unique texts that were sent."""
    found = {str(value) for place in draft.unique if (value := at(draft, place)) is not ABSENT and _told(place)}
    found |= {str(value) for key, value in draft.parameters.items() if key in draft.made}
    if seen.accepted and seen.reply is not None:
        sent = set(leaves(draft.body if draft.body is not ABSENT else None))
        found |= {one for one in ids_in(_value(seen)) if one not in sent}
        if location := seen.reply.header("location"):
            found.add(urlsplit(location).path.rstrip("/").rpartition("/")[2])
    return frozenset(one for one in found if one)


def _told(place: str) -> bool:
    """Keys of idempotency are nobody's but the service's."""
    return place.startswith("body")


def _value(seen: Observation) -> Any:
    try:
        return parse(seen.reply).value if seen.reply is not None else None
    except Unjudged:
        return None
