"""Names of events and their content in; which came before with the same content and which with another one, out.

At least the last 100,000 names are known; when they are twice as many, the older half is forgotten.
"""

from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

WINDOW = 100_000

Batch = tuple[Sequence[int], "array[int]"]  # names, and the content of each


@dataclass(slots=True)
class Edges:
    """The first and the last names of a part of a capture, as hashes: what its neighbours need to know of it."""

    names: "array[int]" = field(default_factory=lambda: array("q"))
    contents: "array[int]" = field(default_factory=lambda: array("q"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    last_names: "array[int]" = field(default_factory=lambda: array("q"))
    last_contents: "array[int]" = field(default_factory=lambda: array("q"))


class Window:
    """`leads`: nothing comes before it, so that its first names are of no interest.

    Names are hashes: text would take three times the room. While all are new, their contents wait in `_late`: a set of
    names alone is half as dear as a table.
    """

    def __init__(self, *, size: int = WINDOW, leads: bool = True) -> None:
        self.size = size
        self._names: set[int] = set()  # all that are known, and maybe more
        self._late: deque[Batch] = deque()
        self._waiting = 0  # names in it
        self._known: dict[int, int] = {}
        self._first: list[tuple[Batch, Sequence[int]]] = []
        self._wanted = 0 if leads else size

    def fresh(self, names: Sequence[int], contents: "array[int]", lines: Sequence[int]) -> bool:
        """Take names with their contents if all of them are new; else take none, and say so."""
        before = len(self._names)
        self._names.update(names)
        if len(self._names) < before + len(names):
            return False
        self._keep((names, contents), lines)
        self._late.append((names, contents))
        self._waiting += len(names)
        if self._waiting + len(self._known) >= 2 * self.size:
            self._forget()
        return True

    def take(self, name: str, content: int, line: int) -> int | None:
        """The content that the name had before; None where it is new."""
        self._settle()
        known = hash(name)
        before = self._known.get(known)
        self._known[known] = content
        if before is None:
            self._names.add(known)
            self._keep(((known,), array("q", (content,))), (line,))
            if len(self._known) >= 2 * self.size:
                self._forget()
        return before

    def edges(self, *, last: bool = False) -> Edges:
        """`last`: nothing comes after it."""
        made = Edges()
        for (names, contents), lines in self._first:
            made.names.extend(names)
            made.contents.extend(contents)
            made.lines.extend(lines)
        if not last:
            self._settle()
            rest = max(0, len(self._known) - self.size)
            made.last_names.extend(islice(self._known, rest, None))
            made.last_contents.extend(islice(self._known.values(), rest, None))
        return made

    def _keep(self, batch: Batch, lines: Sequence[int]) -> None:
        if self._wanted > 0:
            self._first.append((batch, lines))
            self._wanted -= len(batch[0])

    def _settle(self) -> None:
        for names, contents in self._late:
            self._known.update(zip(names, contents, strict=True))
        self._late.clear()
        self._waiting = 0

    def _forget(self) -> None:
        """The older half."""
        if self._known:
            self._settle()
            self._known = dict(islice(self._known.items(), len(self._known) - self.size, None))
            self._names = set(self._known)
        else:
            while self._waiting - len(self._late[0][0]) >= self.size:
                self._waiting -= len(self._late.popleft()[0])
            self._names = set(chain.from_iterable(names for names, _ in self._late))


class Seam:
    """Parts of a capture in order: what one repeats of those before it."""

    def __init__(self, *, size: int = WINDOW) -> None:
        self.size = size
        self._before: dict[int, int] = {}

    def join(self, edges: Edges) -> tuple[int, list[int]]:
        """How many came again with the same content, and the lines of those with another one."""
        again, other = 0, []
        if not self._before.keys().isdisjoint(edges.names):
            for name, content, line in zip(edges.names, edges.contents, edges.lines, strict=True):
                before = self._before.get(name)
                if before == content:
                    again += 1
                elif before is not None:
                    other.append(line)
        last = dict(zip(edges.last_names, edges.last_contents, strict=True))
        self._before = last if len(last) >= self.size else {**self._before, **last}
        while len(self._before) > 2 * self.size:
            del self._before[next(iter(self._before))]
        return again, other
