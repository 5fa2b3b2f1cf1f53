"""Findings line by line in, their causes with counts and first lines out; parts of a capture join to a whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from contractkit.captures.judging import Finding, Judged

FIRST = 5  # lines that are told of
EXAMPLE = 4_000  # bytes of an example that are kept
MOST = 1_000  # causes, undocumented types, reasons: what is more is counted under OTHERS
OTHERS = "(others)"

Line = tuple[int, int]  # number of the file, of the line in it


@dataclass(slots=True)
class Cause:
    """`count` events, the first of them on these lines. `example`: the first, as it stands in the capture."""

    finding: Finding
    count: int = 0
    lines: list[Line] = field(default_factory=list)
    example: bytes = b""

    def add(self, lines: Iterable[Line], count: int, example: bytes) -> None:
        self.example = self.example or example
        self.count += count
        self.lines = [*self.lines, *lines][:FIRST]


@dataclass(slots=True)
class Noted:
    """What could not be judged, for one reason."""

    count: int = 0
    lines: list[Line] = field(default_factory=list)

    def add(self, lines: Iterable[Line], count: int = 1) -> None:
        self.count += count
        self.lines = [*self.lines, *lines][:FIRST]


@dataclass(slots=True)
class Gathered:
    """What is known of a part of a capture. `judged`: events that a contract spoke of.

    `types`: events by (contract, message), `wrong` those of them that are not as it says.
    """

    file: int = 0
    lines: int = 0  # of the last file
    read: int = 0  # of all files
    events: int = 0
    judged: int = 0
    tombstones: int = 0
    bare: int = 0  # records without a word of headers
    named: int = field(default=0, compare=False)  # CloudEvents, about: those that were compared
    again: int = 0
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    causes: dict[tuple[str, ...], Cause] = field(default_factory=dict)
    bad: dict[str, Noted] = field(default_factory=dict)
    unjudged: dict[str, Noted] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def judge(self, one: Judged, line: int, example: bytes) -> None:
        """One event more, whatever is said of it."""
        self.events += 1
        self.judged += bool(one.types or one.findings) and not (one.unjudged and not one.findings)
        self.types.update(one.types)
        self.wrong.update({(found.contract, found.message) for found in one.findings if found.contract})
        for found in {found.key: found for found in reversed(one.findings)}.values():
            self.find(found, ((self.file, line),), 1, example)
        for why in one.unjudged:
            self.note(self.unjudged, why, line)

    def shows(self, one: Judged) -> bool:
        """Whether there is an example of all that is wrong with it."""
        return all(found.key in self.causes and self.causes[found.key].example for found in one.findings)

    def find(self, found: Finding, lines: Iterable[Line], count: int, example: bytes) -> None:
        if found.key not in self.causes and len(self.causes) >= MOST:
            found = replace(found, message=OTHERS, contract="", part="", pointer="", detail="", definition="")
        self.causes.setdefault(found.key, Cause(found)).add(lines, count, example[:EXAMPLE])

    def note(self, where: dict[str, Noted], why: str, line: int) -> None:
        where.setdefault(why if why in where or len(where) < MOST else OTHERS, Noted()).add(((self.file, line),))

    def join(self, other: "Gathered") -> None:
        """What comes after it: in the same file its lines count on."""
        by = self.lines if other.file == self.file else 0

        def moved(lines: list[Line]) -> list[Line]:
            return [(file, line + by) for file, line in lines]

        for cause in other.causes.values():
            self.find(cause.finding, moved(cause.lines), cause.count, cause.example)
        for mine, theirs in ((self.bad, other.bad), (self.unjudged, other.unjudged)):
            for why, noted in theirs.items():
                mine.setdefault(why if why in mine or len(mine) < MOST else OTHERS, Noted()).add(
                    moved(noted.lines), noted.count
                )
        for name in ("read", "events", "judged", "tombstones", "bare", "named", "again"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.types.update(other.types)
        self.wrong.update(other.wrong)
        self.problems += other.problems
        self.lines = self.lines + other.lines if other.file == self.file else other.lines
        self.file = other.file
