"""Names of events and their content in; which came before with the same content and which with another one, out.

At least the last 100,000 names are known; when they are twice as many, the older half is forgotten.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

WINDOW = 100_000


@dataclass(slots=True)
class Edges:
    """The first and the last names of a part of a capture, as hashes: what its neighbours need to know of it."""

    names: "array[int]" = field(default_factory=lambda: array("q"))
    contents: "array[int]" = field(default_factory=lambda: array("q"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    last_names: "array[int]" = field(default_factory=lambda: array("q"))
    last_contents: "array[int]" = field(default_factory=lambda: array("q"))


class Window:
    """`leads`: nothing comes before it, so that its first names are of no interest."""

    def __init__(self, *, size: int = WINDOW, leads: bool = True) -> None:
        self.size = size
        self._known: dict[int, int] = {}  # by hash: text would take three times the room
        self._first: list[tuple[dict[int, int], Sequence[int]]] = []
        self._wanted = 0 if leads else size

    def fresh(self, names: dict[int, int], lines: Sequence[int]) -> bool:
        """Take hashes of names with their content if all of them are new; else take none, and say so."""
        known = self._known
        if not known.keys().isdisjoint(names):
            return False
        known.update(names)
        if self._wanted > 0:
            self._first.append((names, lines))
            self._wanted -= len(names)
        if len(known) >= 2 * self.size:
            self._known = dict(islice(known.items(), self.size, None))
        return True

    def take(self, name: str, content: int, line: int) -> int | None:
        """The content that the name had before; None where it is new."""
        known = hash(name)
        before = self._known.get(known)
        if before is None:
            self.fresh({known: content}, (line,))
        else:
            self._known[known] = content
        return before

    def edges(self, *, last: bool = False) -> Edges:
        """`last`: nothing comes after it."""
        made = Edges()
        for names, lines in self._first:
            made.names.extend(names)
            made.contents.extend(names.values())
            made.lines.extend(lines)
        if not last:
            made.last_names.extend(self._known)
            made.last_contents.extend(self._known.values())
        return made


class Seam:
    """Parts of a capture in order: what one repeats of those before it."""

    def __init__(self, *, size: int = WINDOW) -> None:
        self.size = size
        self._before: dict[int, int] = {}

    def join(self, edges: Edges) -> tuple[int, list[int]]:
        """How many came again with the same content, and the lines of those with another one."""
        again, other = 0, []
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
