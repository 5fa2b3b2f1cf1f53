"""Blocks of lines in; what is wrong with the events on them, gathered, out: many lines at once while all is well."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from operator import itemgetter
from typing import Any

from contractkit.answer.payload import Problem, json_value
from contractkit.captures.arrays import elements, is_open_array
from contractkit.captures.carried import Carried, NoRecord, carried
from contractkit.captures.contents import Contents, Standing, Told, told
from contractkit.captures.gathered import Gathered
from contractkit.captures.judging import Finding, Judged, cloud_in, judged
from contractkit.captures.known import Known
from contractkit.captures.lines import TOO_LONG, Block, CutShort, Stretch
from contractkit.captures.records import Records, payload_of
from contractkit.captures.swift import Said, swift
from contractkit.captures.together import Together, together
from contractkit.captures.values import content, content_of_event, read_plain
from contractkit.captures.window import WINDOW, Batch, Repeated, Window
from contractkit.errors import Unjudged
from contractkit.events.cloud import BINARY
from contractkit.model import ABSENT

PARTS = (8,)  # lines
WAITING = 64
USED_TWICE = Finding(
    "id-used-twice",
    "any CloudEvent",
    "one event for one source and id (CloudEvents 1.0.2, 3.1.1)",
    f"another event with the same source and id among the last {WINDOW:,} or more",
    part="envelope",
)


class Reader:
    """Judges a part of a capture; made once, before processes part."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.said: Mapping[str, Said] = swift(known)
        self.records: Records | None = Records(known)

    def read(
        self, blocks: Iterable[Block], *, file: int = 0, leads: bool = True, standing: Stretch | None = None
    ) -> tuple[Gathered, Window]:
        """`standing`: where the blocks can be read again."""
        work = _Work(self, Gathered(file), Window(leads=leads), standing)
        try:
            work.read(iter(blocks))
        except CutShort as short:
            work.found.problems = (str(short),)
        work.settle()
        work.tell(work.window.rest())
        return work.found, work.window


class _Work:
    """`apart`: whether the last line was a record, which are judged one by one. `waiting`: names, not yet taken."""

    def __init__(self, reader: Reader, found: Gathered, window: Window, standing: Stretch | None) -> None:
        self.known, self.said, self.records = reader.known, reader.said, reader.records
        self.found, self.window, self.standing, self.apart = found, window, standing, False
        self.waiting: list[tuple[int, str, int, int]] = []

    def read(self, blocks: Iterator[Block]) -> None:
        begun = False
        for block in blocks:
            if not begun and (text := block.text.lstrip(b"\n")):
                begun = True
                if is_open_array(text.partition(b"\n")[0]):
                    self.array(chain.from_iterable(one.lines for one in chain((block,), blocks)))
                    return
            self.many(block, PARTS)

    def many(self, block: Block, parts: tuple[int, ...]) -> None:
        """Together while all is well, else in parts of so many lines: where one is bad, its neighbours are not."""
        trying = bool(self.said) and not self.apart
        if trying and (found := together(block)) is not None:
            self.swiftly(block, found)
        elif trying and parts:
            for part in block.parts(parts[0]):
                self.many(part, parts[1:])
        else:
            for line in block.lines:
                self.found.lines += 1
                self.found.read += 1
                self.line(line, self.found.lines)

    def swiftly(self, block: Block, given: Together) -> None:
        """Judge them together."""
        first, number = self.found.lines + 1, len(given.values)
        contents: Contents
        if self.standing is None:
            contents = told(given.values)
        else:
            contents = Standing(self.standing.path, self.standing.begin + block.begin, len(block.text))
        self.settle()
        self.take(Batch(given.ids, given.sources, contents, range(first, first + number)))
        self.found.lines += number
        self.found.read += number
        self.found.named += number
        left: list[tuple[int, Judged | None]] = []
        for kind, own in given.by_type():
            known = self.said.get(kind)
            values = given.values if len(own) == number else [given.values[at] for at in own]
            unlike = [*known.unlike(values)] if known is not None else range(len(own))
            left += [(own[at], None if known is None else known.judged(values[at])) for at in unlike]
            self.keep(known, len(own) - len(unlike))
        lines = block.lines if any(said is None or not self.found.shows(said) for _, said in left) else None
        for at, said in sorted(left, key=itemgetter(0)):
            line = b"" if lines is None else lines[at].strip(b" \t\r")
            if said is None:
                self.fully(line, first + at, named=False)
            else:
                self.found.judge(said, first + at, line)

    def keep(self, known: Said | None, number: int) -> None:
        """So many events that keep their contracts."""
        self.found.events += number
        self.found.judged += number
        for name in known.types if known is not None and number else ():
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
            value = read_plain(line)
            self.apart = "specversion" not in value
            if self.apart:
                return self.record(value, number)
            known = self.said.get(value["type"])
            if known is None or not known.valid(value):
                return False
        except (ValueError, KeyError, TypeError, Unjudged):
            return False
        self.keep(known, 1)
        self.named((value["source"], value["id"]), content(value), number)
        return True

    def record(self, told: Any, number: int) -> bool:
        """The quick yes for a record."""
        if self.records is None or not isinstance(told, dict) or (body := payload_of(told)) is ABSENT:
            return False
        kept = self.records.kept(told, read_plain(body.encode()) if isinstance(body, str) else body)
        if kept is None:
            return False
        self.found.events += 1
        self.found.judged += 1
        self.found.bare += kept.bare
        self.found.types.update(kept.types)
        if kept.name is not None:
            self.named(kept.name, content_of_event(kept.attributes, kept.data), number)
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
        if named and (cloud := cloud_in(self.known, one)) is not None and cloud.name is not None:
            data = one.event.message.body if cloud.data is ABSENT and cloud.mode == BINARY else cloud.data
            self.named(cloud.name, content_of_event(cloud.attributes, b"" if data is ABSENT else data), number)

    def named(self, name: tuple[str, str], content: int, number: int) -> None:
        self.found.named += 1
        self.waiting.append((hash(name[1]), name[0], content, number))
        if len(self.waiting) >= WAITING:
            self.settle()

    def settle(self) -> None:
        if self.waiting:
            ids, sources, contents, lines = zip(*self.waiting, strict=True)
            self.waiting = []
            self.take(Batch(ids, sources, Told(array("q", contents)), lines))

    def take(self, batch: Batch) -> None:
        self.tell(self.window.take(batch))

    def tell(self, repeated: Repeated) -> None:
        again, other = repeated
        self.found.again += again
        if other:
            self.found.find(USED_TWICE, [(self.found.file, line) for line in other], len(other), b"")

    def array(self, lines: Iterable[bytes]) -> None:
        """All of it is one JSON array (application/cloudevents-batch+json), over many lines."""
        for number, element in elements(lines):
            self.found.lines = number
            if element is None:
                self.found.note(self.found.bad, "an array that does not end, or more than an array", number)
            else:
                self.line(element, number)
        self.found.read += self.found.lines
