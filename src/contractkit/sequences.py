"""Events about two things, taken in turns: each thing ends as the last event about it said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

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
from contractkit.wire.draft import apply, at

TURNS = 6  # events about each thing
VALUES = 3  # beside the plain one


@dataclass(frozen=True, slots=True)
class Shown:
    """Where what an event says at a `place` of it is read: at these pointers of the answer."""

    place: str
    pointers: tuple[str, ...]

    def as_said(self, sent: Sent, seen: Observation) -> bool:
        """Whether what is read is what this event said."""
        read, said = told(seen) if seen.accepted else {}, at(sent.draft, self.place)
        return all(read.get(pointer) == said for pointer in self.pointers)


class Sequences:
    """At one type of event. `version`: where its events are numbered; None where they are not."""

    def __init__(self, trials: Trials, version: str | None) -> None:
        self.at, self._trials, self._version = trials.at, trials, version
        self._target = consumed(self.at.type.name, SEQUENCE)

    def interleaved(self, others: Sequence[Candidate]) -> Trace | None:
        """`others`: events that say other values at one place; None where nothing of them is read.

        Only values that hold when they come alone are used: another one is no matter of sequence.
        """
        shown = self._shown(others[0])
        if shown is not None:
            others = [others[0], *(one for one in others[1:VALUES] if self._shown(one) == shown)]
        begun = [made for made in (self.at.draft(), self.at.draft()) if made is not None] if shown is not None else []
        if shown is None or len(begun) < 2:
            return None
        orders = ((PLAIN, *others), (*others, PLAIN))  # what is said of one is mostly not said of the other beside it
        last: list[Sent] = []
        for turn in range(TURNS):
            turns = [self._turn(*made, turn, _said(says, turn)) for made, says in zip(begun, orders, strict=True)]
            last = [sent for sent in turns if sent is not None]
            if len(last) < len(begun):
                return None
        if not all(self.at.control(self._target, beside=sent) for sent in last):
            return None
        readings: list[Observation] = []
        wrong: list[Sent] = []
        for sent in last:
            seen = self.at.effects.until(sent.thing, partial(shown.as_said, sent), self.at.within)
            readings += [seen] if seen is not None else []
            wrong += [] if seen is not None and shown.as_said(sent, seen) else [sent]
        subject = wrong[0] if wrong else last[-1]
        after = Aftermath(
            processed=bool(wrong), fenced=True, control=True, readings=tuple(readings), within=self.at.within,
            correlation=subject.marks.correlation,
        )  # fmt: skip
        return Trace(self.at.bench.contract, subject.seen, after=after)

    def _shown(self, other: Candidate) -> Shown | None:
        """Where both a plain event and another one are read, one after the other; None where they are not."""
        made = self.at.draft()
        plain = self._awaited(*made, 0, PLAIN) if made is not None else None
        changed = self._awaited(*made, 1, other) if made is not None and plain is not None else None
        if plain is None or changed is None:
            return None
        place = other.edits[0].place
        (first, before), (second, now) = ((at(sent.draft, place), told(seen)) for sent, seen in (plain, changed))
        pointers = tuple(p for p, value in now.items() if value == second and before.get(p) == first)
        return Shown(place, pointers) if pointers and first != second else None

    def _awaited(self, draft: Draft, thing: Thing, turn: int, says: Candidate) -> tuple[Sent, Observation] | None:
        sent = self._turn(draft, replace(thing, before=self._trials.twice(thing)), turn, says)
        if sent is None or self.at.processed(sent).happened is not True:
            return None
        seen = self.at.effects.read(thing)
        return None if seen is None else (sent, seen)

    def _turn(self, draft: Draft, thing: Thing, turn: int, says: Candidate) -> Sent | None:
        draft = self.at.renewed(apply(draft, says.edits), thing)
        if self._version is not None:
            known = at_pointer(draft.body, self._version)
            draft = self.at.composer.set(draft, self._version, version_like(known, turn + 1))
        note = Candidate((), f"number {turn + 1} of {TURNS} about it, in turns with another")
        return self.at.publish(draft, thing, self._target, candidate=note)


def _said(says: Sequence[Candidate], turn: int) -> Candidate:
    """The last value in the last turn, and in no other."""
    return says[-1] if turn == TURNS - 1 else says[turn % (len(says) - 1)]


def by_place(others: Sequence[Candidate]) -> Mapping[str, list[Candidate]]:
    """Those that say one value at one place, each value once."""
    found: dict[str, list[Candidate]] = {}
    for one in others:
        if len(one.edits) == 1:
            listed = found.setdefault(one.edits[0].place, [])
            if all(one.edits[0].value != known.edits[0].value for known in listed):
                listed.append(one)
    return found
