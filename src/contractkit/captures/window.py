"""Names of events and their content in; which came before with the same content and which with another one, out.

At least the last 100,000 names are known; when they are twice as many, the older half is forgotten.
"""

from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from contractkit.captures.contents import Contents

WINDOW = 100_000

Repeated = tuple[int, list[int]]  # how many came again with the same content, the lines of those with another one


@dataclass(slots=True)
class Batch:
    """Names that came together, on these lines. `number`: of the batch in its window."""

    names: Sequence[int]
    contents: Contents
    lines: Sequence[int]
    number: int = 0

    def content(self, name: int) -> int:
        """The last one that it came with."""
        return self.contents.of(len(self.names) - 1 - self.names[::-1].index(name))


@dataclass(slots=True)
class Edges:
    """The first and the last names of a part of a capture: what its neighbours need to know of it."""

    first: list[Batch] = field(default_factory=list)
    last: list[Batch] = field(default_factory=list)


def known_as(source: str, id: str) -> int:
    """The name of an event, as a hash: text would take three times the room."""
    return hash(id) ^ salt(source)


def salt(source: str) -> int:
    """What a source makes of ids; as a tuple, since no text has the hash of one."""
    return hash((source,))


class Window:
    """`leads`: nothing comes before it, so that its first names are of no interest.

    While all names are new, their batches wait in `_late`: a set of names alone is half as dear as a table.
    """

    def __init__(self, *, size: int = WINDOW, leads: bool = True) -> None:
        self.size = size
        self._names: set[int] = set()
        self._late: deque[Batch] = deque()
        self._waiting = 0  # names in it
        self._known: dict[int, Batch] = {}
        self._first: list[Batch] = []
        self._wanted = 0 if leads else size
        self._taken = 0

    def take(self, batch: Batch) -> Repeated:
        before = len(self._names)
        self._names.update(batch.names)
        new = len(self._names) - before
        found = (0, []) if new == len(batch.names) else self._repeated(batch)
        self._taken += 1
        batch.number = self._taken
        if self._wanted > 0:
            self._first.append(batch)
            self._wanted -= new
        self._late.append(batch)
        self._waiting += len(batch.names)
        if self._waiting + len(self._known) >= 2 * self.size:
            self._forget()
        return found

    def edges(self, *, last: bool = False) -> Edges:
        """`last`: nothing comes after it."""
        return Edges([*map(_packed, self._first)], [] if last else [*map(_packed, self._latest())])

    def _repeated(self, batch: Batch) -> Repeated:
        self._settle()
        again, other, here = 0, list[int](), dict[int, int]()
        for index, name in enumerate(batch.names):
            if name in here:
                content = batch.contents.of(here[name])
            elif name in self._known:
                content = self._known[name].content(name)
            else:
                here[name] = index
                continue
            here[name] = index
            if content == batch.contents.of(index):
                again += 1
            else:
                other.append(batch.lines[index])
        return again, other

    def _latest(self) -> Iterator[Batch]:
        if not self._known:
            yield from self._late
            return
        self._settle()
        rest = max(0, len(self._known) - self.size)
        batches = {batch.number: batch for batch in islice(self._known.values(), rest, None)}
        yield from (batches[number] for number in sorted(batches))

    def _settle(self) -> None:
        for batch in self._late:
            self._known.update(dict.fromkeys(batch.names, batch))
        self._late.clear()
        self._waiting = 0

    def _forget(self) -> None:
        """The older half."""
        if self._known:
            self._settle()
            self._known = dict(islice(self._known.items(), max(0, len(self._known) - self.size), None))
            self._names = set(self._known)
        else:
            while self._waiting - len(self._late[0].names) >= self.size:
                self._waiting -= len(self._late.popleft().names)
            self._names = set(chain.from_iterable(batch.names for batch in self._late))


def _packed(batch: Batch) -> Batch:
    """What is sent to another process soon."""
    return Batch(array("q", batch.names), batch.contents, batch.lines, batch.number)


class Seam:
    """Parts of a capture in order: what one repeats of those before it."""

    def __init__(self, *, size: int = WINDOW) -> None:
        self.size = size
        self._before: dict[int, Batch] = {}

    def join(self, edges: Edges) -> Repeated:
        """Of the first time that a name comes in a part: the others are known there."""
        again, other, met = 0, list[int](), set[int]()
        for batch in edges.first:
            for index, name in enumerate(batch.names) if self._knows(batch) else ():
                if name in met or (before := self._before.get(name)) is None:
                    continue
                met.add(name)
                if before.content(name) == batch.contents.of(index):
                    again += 1
                else:
                    other.append(batch.lines[index])
        last = {name: batch for batch in edges.last for name in batch.names}
        self._before = last if len(last) >= self.size else {**self._before, **last}
        for name in list(islice(self._before, max(0, len(self._before) - 2 * self.size))):
            del self._before[name]
        return again, other

    def _knows(self, batch: Batch) -> bool:
        return not self._before.keys().isdisjoint(batch.names)
