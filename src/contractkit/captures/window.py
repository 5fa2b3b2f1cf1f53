"""Names of events and their content in; which came before with the same content and which with another one, out.

At least the last 100,000 names are known; when they are twice as many, the older half is forgotten.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

from contractkit.captures.contents import Contents

WINDOW = 100_000

Repeated = tuple[int, list[int]]  # how many came again with the same content, the lines of those with another one


@dataclass(slots=True)
class Named:
    """Names that came together, each with its content and its line."""

    names: Sequence[int]
    contents: Contents
    lines: Sequence[int]

    def content(self, name: int) -> int:
        """The last one that it came with."""
        return self.contents.of(len(self.names) - 1 - self.names[::-1].index(name))


@dataclass(slots=True)
class Batch:
    """Events that came together. `ids`: as hashes, text would take three times the room; `sources`: one for all, or
    of each."""

    ids: Sequence[int]
    sources: Sequence[str]
    contents: Contents
    lines: Sequence[int]
    _named: Named | None = None

    @property
    def named(self) -> Named:
        """By source and id. Asked for only where an id comes again: few ever do."""
        if self._named is None:
            every = self.sources if len(self.sources) > 1 else repeat(self.sources[0])
            names = array("q", (id ^ hash((source,)) for id, source in zip(self.ids, every, strict=False)))
            self._named = Named(names, self.contents, self.lines)
        return self._named

    def packed(self) -> "Batch":
        """The same in less room, to be given away."""
        return Batch(array("q", self.ids), self.sources, self.contents, self.lines)


@dataclass(slots=True)
class Half:
    """`ids`: of all its batches, once there are no more to come."""

    batches: list[Batch] = field(default_factory=list)
    held: int = 0  # events in them
    ids: set[int] = field(default_factory=set)
    _last: dict[int, Named] = field(default_factory=dict)

    def add(self, batch: Batch) -> None:
        self.batches.append(batch)
        self.held += len(batch.ids)

    def last(self) -> Mapping[int, Named]:
        """Where each name came last."""
        if not self._last:
            for batch in self.batches:
                self._last.update(dict.fromkeys(batch.named.names, batch.named))
        return self._last


@dataclass(slots=True)
class Edges:
    """The first and the last events of a part of a capture: what its neighbours need to know of it."""

    first: Sequence[Batch] = ()
    last: Sequence[Batch] = ()


class Window:
    """`leads`: nothing comes before it, so that its first names are of no interest.

    Ids are compared when there are many: a table that is touched for each of them keeps nothing else at hand.
    """

    def __init__(self, *, size: int = WINDOW, leads: bool = True) -> None:
        self.size = size
        self._older, self._newer = Half(), Half()
        self._first: list[Batch] = []
        self._wanted = 0 if leads else size

    def take(self, batch: Batch) -> Repeated:
        """What is known by now of the batches taken, this one and ones before it."""
        self._newer.add(batch)
        if self._wanted > 0:
            self._first.append(batch)
            self._wanted -= len(batch.ids)
        if self._newer.held < self.size:
            return 0, []
        found = self.rest()
        self._older, self._newer = self._newer, Half()
        return found

    def rest(self) -> Repeated:
        """What is not yet told of; to be asked for once, at the end."""
        older, newer = self._older, self._newer
        newer.ids = {*chain.from_iterable(batch.ids for batch in newer.batches)}
        if len(newer.ids) == newer.held and newer.ids.isdisjoint(older.ids):
            return 0, []
        return self._repeated()

    def edges(self, *, last: bool = False) -> Edges:
        """`last`: nothing comes after it."""
        latest = () if last else _latest([*self._older.batches, *self._newer.batches], self.size)
        return Edges([one.packed() for one in self._first], [one.packed() for one in latest])

    def _repeated(self) -> Repeated:
        """What of the newer half is told a second time."""
        again, other = 0, list[int]()
        seen, known = set[int](), dict[int, Named]()
        for batch in self._newer.batches:
            before = len(seen)
            seen.update(batch.ids)
            if len(seen) < before + len(batch.ids) or not self._older.ids.isdisjoint(batch.ids):
                more, lines = _twice(batch.named, known, self._older.last())
                again, other = again + more, other + lines
            known.update(dict.fromkeys(batch.named.names, batch.named))
        return again, other


def _twice(batch: Named, *known: Mapping[int, Named]) -> Repeated:
    """`known`: what came before, the newest first."""
    again, other, here = 0, list[int](), dict[int, int]()
    for index, name in enumerate(batch.names):
        before = next((held[name] for held in known if name in held), None)
        if name in here:
            content = batch.contents.of(here[name])
        elif before is not None:
            content = before.content(name)
        else:
            here[name] = index
            continue
        here[name] = index
        if content == batch.contents.of(index):
            again += 1
        else:
            other.append(batch.lines[index])
    return again, other


class Seam:
    """Parts of a capture in order: what one repeats of those before it."""

    def __init__(self, *, size: int = WINDOW) -> None:
        self.size = size
        self._before: Sequence[Batch] = ()
        self._ids: set[int] = set()  # of all these, gathered while the next part is still awaited

    def join(self, edges: Edges) -> Repeated:
        """Of the first time that a name comes in a part: the others are known there."""
        apart = self._ids.isdisjoint(chain.from_iterable(batch.ids for batch in edges.first))
        found = (0, list[int]()) if apart else self._repeated(edges.first)
        self._before = _latest([*self._before, *edges.last], self.size)
        self._ids = {*chain.from_iterable(batch.ids for batch in self._before)}
        return found

    def _repeated(self, batches: Sequence[Batch]) -> Repeated:
        again, other, met = 0, list[int](), set[int]()
        held = {name: batch.named for batch in self._before for name in batch.named.names}
        for batch in (one.named for one in batches):
            for index, name in enumerate(batch.names):
                if name in met or (before := held.get(name)) is None:
                    continue
                met.add(name)
                if before.content(name) == batch.contents.of(index):
                    again += 1
                else:
                    other.append(batch.lines[index])
        return again, other


def _latest(batches: Sequence[Batch], size: int) -> Sequence[Batch]:
    """At least so many events, oldest first."""
    held, begin = sum(len(one.ids) for one in batches), 0
    while begin < len(batches) and held - len(batches[begin].ids) >= size:
        held -= len(batches[begin].ids)
        begin += 1
    return batches[begin:]
