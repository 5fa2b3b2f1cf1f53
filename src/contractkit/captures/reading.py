"""Blocks of lines in; what is wrong with the events on them, gathered, out: many lines at once while all is well."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any

from contractkit.answer.payload import Problem, json_value
from contractkit.captures.arrays import elements, is_open_array
from contractkit.captures.carried import Carried, NoRecord, carried
from contractkit.captures.gathered import Gathered
from contractkit.captures.judging import Finding, judged, name_of
from contractkit.captures.known import Known
from contractkit.captures.lines import TOO_LONG, CutShort
from contractkit.captures.records import Records, payload_of
from contractkit.captures.swift import Said, plain, swift
from contractkit.captures.values import content, content_of, read_plain
from contractkit.captures.window import WINDOW, Window
from contractkit.errors import Unjudged
from contractkit.model import ABSENT

try:
    import orjson
except ImportError:  # the extra `fast`
    orjson = None  # type: ignore[assignment]

AT_ONCE = 64  # lines: about what a processor keeps at hand
FEW = 8
_SPACED = b'": '
USED_TWICE = Finding(
    "id-used-twice",
    "any CloudEvent",
    "one event for one source and id (CloudEvents 1.0.2, 3.1.1)",
    f"another event with the same source and id among the last {WINDOW:,} or more",
    part="envelope",
)
_id, _source, _type, _version = map(itemgetter, ("id", "source", "type", "specversion"))


class Reader:
    """Judges a part of a capture; made once, before processes part."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.said: Mapping[str, Said] = swift(known)
        self.records: Records | None = Records(known)

    def read(self, blocks: Iterable[list[bytes]], *, file: int = 0, leads: bool = True) -> tuple[Gathered, Window]:
        work = _Work(self, Gathered(file), Window(leads=leads))
        try:
            work.read(iter(blocks))
        except CutShort as short:
            work.found.problems = (str(short),)
        return work.found, work.window


class _Work:
    """`apart`: whether the last line was a record, which are judged one by one."""

    def __init__(self, reader: Reader, found: Gathered, window: Window) -> None:
        self.known, self.said, self.records = reader.known, reader.said, reader.records
        self.found, self.window, self.apart = found, window, False

    def read(self, blocks: Iterator[list[bytes]]) -> None:
        begun = False
        for block in blocks:
            if not begun and any(block):
                begun = True
                if is_open_array(next(filter(None, block))):
                    self.array(block, blocks)
                    return
            for at in range(0, len(block), AT_ONCE):
                self.many(block[at : at + AT_ONCE])

    def many(self, lines: list[bytes]) -> None:
        together = orjson is not None and bool(self.said) and not self.apart
        if together and self.swiftly(lines):
            return
        if together and len(lines) > FEW:
            for at in range(0, len(lines), FEW):  # where one is bad, its neighbours are not
                self.many(lines[at : at + FEW])
            return
        for line in lines:
            self.found.lines += 1
            self.found.read += 1
            self.line(line, self.found.lines)

    def swiftly(self, lines: list[bytes]) -> bool:
        """Judge lines together; False, and nothing is judged, where not all of them are CloudEvents that are new.

        Read together, each has to be what its value is written as: this shows that a line is one value, and which.
        """
        try:
            values: list[Any] = orjson.loads(b"[" + b",".join(lines) + b"]") if _SPACED not in lines[0] else []
            texts = [*map(orjson.dumps, values)]
            if texts != lines:
                values = [*map(orjson.loads, lines)]
                texts = [*map(orjson.dumps, values)]
                if not all(map(plain, lines, texts)):
                    return False
            names = [*map(hash, _names(values))]
            types = [*map(_type, values)]
            kinds = {*types}
            if {*map(_version, values)} != {"1.0"}:  # KeyError where one is no CloudEvent
                return False
        except (ValueError, KeyError, TypeError):
            return False
        first = self.found.lines + 1
        if not self.window.fresh(names, array("q", map(hash, texts)), range(first, first + len(lines))):
            return False
        self.found.lines += len(lines)
        self.found.read += len(lines)
        left: list[int] = []
        for kind in kinds:
            own = [*range(len(lines))] if len(kinds) == 1 else [at for at, one in enumerate(types) if one == kind]
            if (known := self.said.get(kind)) is None:
                left += own
            else:
                left += (unlike := [*_unlike(known, values, own)])
                self.keep(known, len(own) - len(unlike))
        for at in sorted(left):
            self.fully(lines[at].strip(b" \t\r"), first + at, named=False)
        return True

    def keep(self, known: Said, number: int) -> None:
        """So many events that keep their contracts."""
        self.found.events += number
        self.found.judged += number
        for name in known.types if number else ():
            self.found.types[name] += number

    def line(self, line: bytes, number: int) -> None:
        """One line, by itself."""
        if line is TOO_LONG:
            self.found.note(self.found.bad, "longer than 64 MB", number)
        elif (line := line.strip(b" \t\r\n")) and not self.alone(line, number):
            self.fully(line, number)

    def alone(self, line: bytes, number: int) -> bool:
        """The quick yes for one event."""
        try:
            value, text = read_plain(line)
            self.apart = "specversion" not in value
            if self.apart:
                return self.record(value, number)
            known = self.said.get(value["type"])
            if known is None or not known.valid(value):
                return False
        except (ValueError, KeyError, TypeError, Unjudged):
            return False
        self.keep(known, 1)
        self.named(f"{value['source']} {value['id']}", hash(text), number)
        return True

    def record(self, told: Any, number: int) -> bool:
        """The quick yes for a record."""
        if self.records is None or not isinstance(told, dict) or (body := payload_of(told)) is ABSENT:
            return False
        kept = self.records.kept(told, read_plain(body.encode())[0] if isinstance(body, str) else body)
        if kept is None:
            return False
        self.found.events += 1
        self.found.judged += 1
        self.found.bare += kept.bare
        self.found.types.update(kept.types)
        if kept.name is not None:
            self.named(kept.name, content(kept.body), number)
        return True

    def fully(self, line: bytes, number: int, *, named: bool = True) -> None:
        """Everything that can be said of a line. `named`: also whether its events came before."""
        try:
            parsed = json_value(line)
            if parsed.value is ABSENT:
                self.found.note(self.found.bad, "not JSON", number)
                return
            alone = isinstance(parsed.value, dict)
            for one in [*carried(parsed.value)]:
                if one is None:
                    self.found.tombstones += 1
                    continue
                whole = alone and not one.event.channel and one.structured and "specversion" in parsed.value
                if whole:
                    message = replace(one.event.message, body=line)
                    one = replace(one, event=replace(one.event, message=message))
                self.event(one, number, line, () if whole else parsed.problems, named=named)
        except (NoRecord, Unjudged, RecursionError) as no:
            why = (
                str(no) if isinstance(no, NoRecord) else "JSON that cannot be read here: too deep, or a number too long"
            )
            self.found.note(self.found.bad, why, number)

    def event(self, one: Carried, number: int, line: bytes, problems: tuple[Problem, ...], *, named: bool) -> None:
        """`problems`: of the JSON around it."""
        said = judged(self.known, one)
        around = [Finding(p.rule, "any record", "JSON that is well formed", p.says, part="payload") for p in problems]
        self.found.judge(replace(said, findings=(*said.findings, *around)), number, line)
        self.found.bare += not one.headers and bool(one.event.channel)
        if named and (name := name_of(self.known, one)) is not None:
            self.named(name, content_of(one.event.message.body), number)

    def named(self, name: str, content: int, number: int) -> None:
        before = self.window.take(name, content, number)
        if before == content:
            self.found.again += 1
        elif before is not None:
            self.found.find(USED_TWICE, ((self.found.file, number),), 1, b"")

    def array(self, block: list[bytes], blocks: Iterator[list[bytes]]) -> None:
        """All of it is one JSON array (application/cloudevents-batch+json), over many lines."""
        for number, element in elements(block, blocks):
            self.found.lines = number
            if element is None:
                self.found.note(self.found.bad, "an array that does not end, or more than an array", number)
            else:
                self.line(element, number)
        self.found.read += self.found.lines


def _unlike(known: Said, values: list[Any], own: list[int]) -> Iterator[int]:
    """Those of a type that do not keep their contracts: where some do not, each half is asked by itself."""
    if known.all_valid([values[at] for at in own]):
        return
    if len(own) > FEW:
        half = len(own) // 2
        yield from _unlike(known, values, own[:half])
        yield from _unlike(known, values, own[half:])
    else:
        yield from (at for at in own if not known.valid(values[at]))


def _names(values: list[Any]) -> list[str]:
    """`source id` of each; mostly there is one source. TypeError where they are no text."""
    sources = {*map(_source, values)}
    if len(sources) > 1:
        return [f"{one['source']} {one['id']}" for one in values]
    prefix = sources.pop() + " "
    return [prefix + id for id in map(_id, values)]
