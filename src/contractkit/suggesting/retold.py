"""A request that is known to cause an event, made again: where what the event tells can be read, and what a repetition
tells, out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contractkit.answer.payload import parse
from contractkit.errors import Unjudged
from contractkit.events.addressing import same
from contractkit.events.agree import described_by, disagreement, told_by
from contractkit.events.marks import Marks
from contractkit.model import Contract, Effect, Heard, Interaction, Observation, Terms
from contractkit.reading import Reading
from contractkit.sources import Stimulus
from contractkit.suggesting.asking import Requests
from contractkit.suggesting.effects import effects
from contractkit.suggesting.found import Line
from contractkit.suggesting.lines import effect_of

TWICE = 2  # events whose words must be read
WITHIN = 2.0  # seconds that an event, or what it tells, is waited for
QUIET = 1.0  # seconds in which a repetition tells nothing
STEP = 0.05

Reader = tuple[str, Contract, Interaction]


@dataclass(frozen=True, slots=True)
class Retelling:
    """Of one operation that sends, `own`, as one HTTP operation causes it; what it shows is a hint and no more."""

    requests: Requests
    contract: Contract
    own: Interaction
    readers: Sequence[Reader]

    def lines(self, terms: Terms) -> Iterator[Line]:
        """Only what is not declared already."""
        if terms.state is None and (line := self._state()) is not None:
            yield line
        if terms.replayed is None and (line := self._replayed()) is not None:
            yield line

    def _state(self) -> Line | None:
        found: dict[Effect, frozenset[str]] | None = None
        for _ in range(TWICE):
            source = self.requests.source(None)
            sent = source.accepted() if source is not None else None
            heard = self._heard(sent.marks) if sent is not None and sent.accepted else []
            if sent is None or not heard:
                return None
            seen = {effect: words for effect in self._able(heard[0]) if (words := self._read(effect, sent, heard[0]))}
            found = (
                seen
                if found is None
                else {e: words & seen[e] for e, words in found.items() if words & seen.get(e, set())}
            )
        if not found:
            return None
        effect, names = next(iter(found.items()))
        told = f"{', '.join(sorted(names))} of {TWICE} of {TWICE} events read there as they were told"
        return Line("state", effect_of(effect), told, sure=False)

    def _replayed(self) -> Line | None:
        source = self.requests.source(None)
        first = source.repeatable() if source is not None else None
        if source is None or first is None or not first.accepted or not self._heard(first.marks):
            return None
        self.requests.watch.listen(QUIET)
        before = len(self._known(first.marks))
        again = source.again(first)
        if again is None or not again.accepted:
            return None
        self.requests.watch.listen(QUIET)
        if len(self._known(first.marks, again.marks)) > before:
            return None
        told = f"held when it was tried once: the same request again told nothing more within {QUIET:g} s"
        return Line("replayed", "none", told, sure=False)

    def _able(self, heard: Heard) -> list[Effect]:
        told = described_by(self.contract, heard)
        return effects(((name, own) for name, _, own in self.readers), told) if isinstance(told, dict) else []

    def _read(self, effect: Effect, sent: Stimulus, heard: Heard) -> frozenset[str]:
        """Members of the event that its reading repeats, beside the ids by which it is read."""
        contract, own = next((c, i) for name, c, i in self.readers if name == effect.name)
        desk = self.requests.places.http(contract, own)
        described, told = described_by(self.contract, heard), told_by(self.contract, heard)
        draft = None if desk is None else Reading(desk, effect, sent.identity).draft(described, ids=sent.marks.ids)
        if desk is None or draft is None:
            return frozenset()

        def agrees(one: Observation) -> bool:
            return one.accepted and disagreement(self.contract, heard, contract, one) is None

        seen = Reading(desk, effect, sent.identity).until(draft, agrees, time.monotonic() + WITHIN)
        return frozenset(_repeated(told, seen, sent.marks)) if agrees(seen) else frozenset()

    def _heard(self, marks: Marks) -> list[Heard]:
        """Waits for the first."""
        deadline = time.monotonic() + WITHIN
        while not (found := self._known(marks)) and time.monotonic() < deadline:
            self.requests.watch.listen(STEP)
        return found

    def _known(self, *marks: Marks) -> list[Heard]:
        told = self.requests.watch.heard(self.contract, self.own)
        return [h for h in told if any(one.traced(h.event) or one.known(h.event) for one in marks)]


def _repeated(told: dict[str, Any], seen: Observation, marks: Marks) -> Iterator[str]:
    try:
        read = parse(seen.reply).value if seen.reply is not None else None
    except Unjudged:
        return
    pairs = read.items() if isinstance(read, dict) else ()
    for name, value in told.items():
        plain = isinstance(value, str | int | float) and str(value) not in marks.ids
        if plain and any(same(other, name) and known == value for other, known in pairs):
            yield name
