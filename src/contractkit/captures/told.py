"""What a capture showed in; text for people, data for machines and the decision out. Everything redacted. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contractkit.captures.gathered import Cause, Gathered, Line, Noted
from contractkit.captures.judging import Finding
from contractkit.captures.known import Known
from contractkit.captures.window import WINDOW
from contractkit.model import Decision, EventType, Severity
from contractkit.redact import Redactor
from contractkit.redact.forms import masked
from contractkit.source.pointer import tokens_of

VERSION = 1
SHOWN = 600  # characters of an example
TOLD = 20  # causes in the text; all of them stand in the data
FEW = 5  # contracts that were looked in
TYPES = 8  # types that one knows
ON = " on "  # before the channel, in what was expected of an event that nobody documents


@dataclass(frozen=True, slots=True)
class Report:
    """`files`: as they were named, by number. `known`: what it was held against."""

    found: Gathered
    files: Sequence[str]
    known: Known
    redactor: Redactor

    @property
    def contracts(self) -> list[tuple[str, str]]:
        """Ids and files."""
        return [(one.id, one.file) for one in self.known.contracts]

    @property
    def causes(self) -> list[Cause]:
        """The heaviest and most frequent first."""
        return sorted(self.found.causes.values(), key=lambda c: (-c.finding.severity, -c.count, c.finding.key))

    @property
    def decision(self) -> Decision:
        """HOLD also where nothing was judged or not all of it could be read: that is no proof of anything."""
        found = self.found
        if found.judged == 0 or found.problems:
            return Decision.HOLD
        if any(cause.finding.severity >= Severity.MAJOR for cause in found.causes.values()):
            return Decision.HOLD
        return Decision.CAUTION if found.causes or found.bad or found.unjudged else Decision.GO

    def lines(self) -> Iterator[str]:
        """Text for people."""
        found = self.found
        yield f"{', '.join(self.files)}: {_many(found.events, 'event')} on {_many(found.read, 'line')}"
        yield from (f"  judged by {id} ({file})" for id, file in self.contracts)
        for (contract, message), count in sorted(found.types.items()):
            wrong = found.wrong[contract, message]
            yield f"  {contract}  {message}  {count:,}" + (f", {wrong:,} of them wrong" if wrong else "")
        for cause in self.causes[:TOLD]:
            yield from ("", *self._cause(cause))
        if len(self.causes) > TOLD:
            yield f"\n{len(self.causes) - TOLD} causes more; --json FILE has all of them"
        yield ""
        yield from self._rest()
        yield f"{self.decision}: {self._why()}"

    def data(self) -> dict[str, Any]:
        """docs/schemas/capture.schema.json."""
        found = self.found
        return {
            "version": VERSION,
            "decision": str(self.decision),
            "files": list(self.files),
            "contracts": [{"id": id, "file": file} for id, file in self.contracts],
            "lines": found.read,
            "events": found.events,
            "judged": found.judged,
            "tombstones": found.tombstones,
            "without_headers": found.bare,
            "redelivered": found.again,
            "window": WINDOW,
            "types": [
                {"contract": contract, "message": message, "events": count, "wrong": found.wrong[contract, message]}
                for (contract, message), count in sorted(found.types.items())
            ],
            "findings": [self._finding(cause) for cause in self.causes],
            "bad_lines": list(self._noted(found.bad)),
            "unjudged": list(self._noted(found.unjudged)),
            "problems": list(found.problems),
        }

    def _cause(self, cause: Cause) -> Iterator[str]:
        told = self._finding(cause)
        what = " ".join(word for word in (told["message"], told["part"]) if word)
        often = f"{_many(cause.count, 'event')}, {self._at(cause.lines, cause.count)}"
        yield f"{told['severity']}: {what}: {told['rule']}, {often}"
        yield f"  expected   {told['expected']}"
        yield f"  got        {told['actual']}"
        if told["location"]:
            yield f"  contract   {told['location']}"
        yield from (f"  looked in  {self._text(text)}" for text in self._looked_in(cause.finding))
        if told["example"]:
            yield f"  example    {told['example']}"

    def _text(self, text: str) -> str:
        return masked(self.redactor.text(text))

    def _looked_in(self, found: Finding) -> Iterator[str]:
        """For what no contract documents: those that could have, and what they know, a few of each."""
        match found.rule:
            case "undocumented-channel":
                yield _few([f"{id} ({file})" for id, file in self.contracts], FEW)
            case "undocumented-type" | "no-type":
                spoken = self.known.on(found.expected.partition(ON)[2])
                for held in spoken[:FEW]:
                    yield f"{held.contract.id}, which knows {_few([_called(one) for one in held.types], TYPES)}"
                if len(spoken) > FEW:
                    yield f"{len(spoken) - FEW} contracts more"

    def _finding(self, cause: Cause) -> dict[str, Any]:
        found, text = cause.finding, self._text
        secret = any(self.redactor.hides(token) for token in _places(found.expected, found.pointer))
        return {
            "rule": found.rule,
            "severity": str(found.severity),
            "contract": found.contract,
            "message": text(found.message),
            "part": found.part,
            "pointer": found.pointer,
            "detail": found.detail,
            "expected": text(found.expected),
            "actual": "[redacted]" if secret else text(found.actual),
            "location": found.definition,
            "count": cause.count,
            "lines": [self._line(one) for one in cause.lines],
            "example": _short(masked(self.redactor.body(cause.example.decode("utf-8", "backslashreplace")))),
        }

    def _rest(self) -> Iterator[str]:
        found = self.found
        if found.again:
            yield f"{_many(found.again, 'event')} delivered again with the same content"
        if found.named:
            yield f"source and id: compared over at least the last {WINDOW:,} CloudEvents"
        if found.tombstones:
            yield f"{_many(found.tombstones, 'tombstone')} (a key without a value), not judged"
        if found.bare:
            yield f"{_many(found.bare, 'event')} without headers in the capture: headers not judged"
        for noted, what in ((found.bad, "not an event"), (found.unjudged, "not judged")):
            for why, one in sorted(noted.items()):
                yield f"{what}: {self._text(why)}: {one.count:,}, {self._at(one.lines, one.count)}"
        yield from (f"! {problem}" for problem in found.problems)

    def _why(self) -> str:
        found, causes = self.found, self.found.causes.values()
        if found.problems:
            return "not all of the capture could be read"
        if not found.judged:
            return "nothing was judged"
        major = sum(cause.finding.severity >= Severity.MAJOR for cause in causes)
        minor, left = len(causes) - major, sum(n.count for n in (*found.bad.values(), *found.unjudged.values()))
        told = (_many(major, "major cause"), _many(minor, "minor cause"), f"{left:,} not judged")
        said = [text for text, number in zip(told, (major, minor, left), strict=True) if number]
        return ", ".join(said) or f"{_many(found.judged, 'event')} judged, nothing found"

    def _noted(self, noted: dict[str, Noted]) -> Iterator[dict[str, Any]]:
        for why, one in sorted(noted.items()):
            lines = [self._line(line) for line in one.lines]
            yield {"why": self._text(why), "count": one.count, "lines": lines}

    def _line(self, line: Line) -> dict[str, Any]:
        return {"file": self.files[line[0]], "line": line[1]}

    def _at(self, lines: Sequence[Line], count: int) -> str:
        """`line 3`, `lines 3, 8, ...`, with the file where there are several."""
        shown = [f"{self.files[file]}:{line}" if len(self.files) > 1 else str(line) for file, line in lines]
        more = ", ..." if count > len(lines) else ""
        return f"{'line' if count == 1 else 'lines'} {', '.join(shown)}{more}"


def _places(*texts: str) -> Iterable[str]:
    """Names along the pointers in texts: `minLength at /data/password`."""
    return (token for text in texts for word in text.split() if word.startswith("/") for token in tokens_of(word))


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters kept)"


def _called(type: EventType) -> str:
    """By the type that events say, and by its own name where that is another one."""
    return f"{type.type} ({type.name})" if type.type not in (None, type.name) else type.name


def _few(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most]) or 'none'}{more}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
