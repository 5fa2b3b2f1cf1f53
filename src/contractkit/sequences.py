"""Events about two things, taken in turns: each thing ends as the last event about it said."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from contractkit.consuming import PLAIN
from contractkit.effects import Thing
from contractkit.events.aims import SEQUENCE, consumed
from contractkit.events.differences import told
from contractkit.events.locations import at_pointer
from contractkit.events.versions import version_like
from contractkit.generate.candidates import Candidate
from contractkit.model import Aftermath, Draft, Observation, Trace
from contractkit.sent import Sent
from contractkit.trials import Trials
from contractkit.wire.draft import apply

TURNS = 6  # events about each thing, which say one value and another in turns

Values = Mapping[str, Any]  # by where they are read


class Sequences:
    """At one type of event. `version`: where its events are numbered; None where they are not."""

    def __init__(self, trials: Trials, version: str | None) -> None:
        self.at, self._trials, self._version = trials.at, trials, version
        self._target = consumed(self.at.type.name, SEQUENCE)

    def interleaved(self, other: Candidate) -> Trace | None:
        """None where the other value does not show in what is read, so that nothing could be told from it."""
        plain, others = self._shown(other)
        begun = [made for made in (self.at.draft(), self.at.draft()) if made is not None] if others else []
        if len(begun) < 2:
            return None
        last: list[Sent] = []
        for turn in range(TURNS):
            # The second thing is one turn behind: what is said of one is never said of the other beside it.
            turns = [self._turn(*made, turn, (PLAIN, other)[(turn + at) % 2]) for at, made in enumerate(begun)]
            last = [sent for sent in turns if sent is not None]
            if len(last) < len(begun):
                return None
        if not all(self.at.control(self._target, beside=sent) for sent in last):
            return None
        readings: list[Observation] = []
        wrong: list[Sent] = []
        for sent, values in zip(last, (others, plain), strict=True):
            seen = self.at.effects.until(sent.thing, partial(_says, values), self.at.within)
            readings += [seen] if seen is not None else []
            wrong += [] if seen is not None and _says(values, seen) else [sent]
        subject = wrong[0] if wrong else last[-1]
        after = Aftermath(
            processed=bool(wrong), fenced=True, control=True, readings=tuple(readings), within=self.at.within,
            correlation=subject.marks.correlation,
        )  # fmt: skip
        return Trace(self.at.bench.contract, subject.seen, after=after)

    def _shown(self, other: Candidate) -> tuple[Values, Values]:
        """What is read once one event is done with, and then the other; only where the other value is read."""
        made = self.at.draft()
        before = self._awaited(*made, 0, PLAIN) if made is not None else None
        seen = self._awaited(*made, 1, other) if made is not None and before is not None else None
        if before is None or seen is None:
            return {}, {}
        known, now, values = told(before), told(seen), [edit.value for edit in other.edits]
        places = [place for place, value in now.items() if value in values and known.get(place) != value]
        return {place: known.get(place) for place in places}, {place: now[place] for place in places}

    def _awaited(self, draft: Draft, thing: Thing, turn: int, says: Candidate) -> Observation | None:
        sent = self._turn(draft, replace(thing, before=self._trials.twice(thing)), turn, says)
        if sent is None or self.at.processed(sent).happened is not True:
            return None
        return self.at.effects.read(thing)

    def _turn(self, draft: Draft, thing: Thing, turn: int, says: Candidate) -> Sent | None:
        draft = self.at.renewed(apply(draft, says.edits), thing)
        if self._version is not None:
            known = at_pointer(draft.body, self._version)
            draft = self.at.composer.set(draft, self._version, version_like(known, turn + 1))
        note = Candidate((), f"number {turn + 1} of {TURNS} about it, in turns with another")
        return self.at.publish(draft, thing, self._target, candidate=note)


def _says(values: Values, seen: Observation) -> bool:
    read = told(seen) if seen.accepted else {}
    return all(read.get(place) == value for place, value in values.items())
