"""YAML text in, the JSON value it means (YAML 1.2 core schema) and the lines of its nodes out."""

from array import array
from typing import Any

import yaml

from contractkit.errors import ContractError
from contractkit.source.json_text import MAX_DEPTH
from contractkit.source.pointer import tokens_of
from contractkit.source.yaml_scalars import TAGS, scalar, shown_tag

MAX_NODES = 3_000_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, file: str) -> tuple[Any, "YamlLines"]:
    """The value of a YAML text and its lines; ContractError with file:line for what JSON cannot say."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.reader.ReaderError as broken:
        line = text.count("\n", 0, broken.position) + 1
        raise ContractError(
            f"{file}:{line}: character #x{_code(broken):04x} is not allowed in YAML; remove it"
        ) from broken
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        lines = text.split("\n")
        line = min(mark.line + 1, len(lines)) if mark else 1  # what is missing is told behind the last line
        problem = broken.problem or broken.context or "cannot be read"
        here = lines[line - 1][mark.column : mark.column + 1] if mark else ""
        raise ContractError(f"{file}:{line}: not YAML: {problem}{_hint(problem, here)}") from broken
    return builder.value, YamlLines(builder.value, builder.lines)


class YamlLines:
    """From pointers to lines. `lines` holds, by the container's identity, key and value line of each child."""

    def __init__(self, value: Any, lines: dict[int, "array[int]"]) -> None:
        self._value, self._lines = value, lines

    def __call__(self, pointer: str, key: bool) -> int:
        """The line of the value at a pointer (or of its key); the nearest ancestor's where it leads nowhere."""
        here, own, spot = self._value, self._lines.get(0, array("L", [1]))[0], 1
        for token in tokens_of(pointer):
            index = _index(here, token)
            if index is None:
                return own
            table = self._lines[id(here)]
            spot, own = table[2 * index], table[2 * index + 1]
            here = here[token] if isinstance(here, dict) else here[index]
        return spot if key and pointer else own


def _index(container: Any, token: str) -> int | None:
    if isinstance(container, dict):
        return next((i for i, key in enumerate(container) if key == token), None)
    if isinstance(container, list) and token.isascii() and token.isdigit() and int(token) < len(container):
        return int(token)
    return None


class _Frame:
    """A container that is being read."""

    __slots__ = ("anchor", "height", "key", "key_line", "lines", "merged", "size", "start", "value")

    def __init__(self, value: Any, start: int, anchor: str | None) -> None:
        self.value, self.start, self.anchor = value, start, anchor
        self.lines: array[int] = array("L")
        self.key: str | None = None
        self.key_line, self.size, self.height = 0, 1, 1
        self.merged: tuple[Any, int] | None = None


class _Builder:
    """Takes parser events one by one; no recursion, so depth is bounded by choice and not by the stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.value: Any = None
        self.lines: dict[int, array[int]] = {0: array("L", [1])}
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int, int, int]] = {}  # value, line, expanded size, height
        self._documents = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                raise self._error(
                    event.start_mark.line + 1, "a second document begins here; write one document per file"
                )

    def _error(self, line: int, message: str) -> ContractError:
        return ContractError(f"{self.file}:{line}: {message}")

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            self._key(frame, event.value, line, merge=event.value == "<<" and event.implicit[0])
            if event.anchor:
                self._anchors[event.anchor] = (event.value, line, 1, 0)
            return
        value = self._value(event, line)
        if event.anchor:
            self._anchors[event.anchor] = (value, line, 1, 0)
        self._put(value, line, 1, 0)

    def _value(self, event: Any, line: int) -> Any:
        try:
            return scalar(event.value, event.tag, plain=event.implicit[0])
        except ValueError as bad:
            raise self._error(line, str(bad)) from bad

    def _key(self, frame: _Frame, key: str, line: int, *, merge: bool = False) -> None:
        if merge:
            if frame.merged is not None:
                raise self._error(line, "'<<' stands twice; write one merge key with a list: <<: [*one, *two]")
            frame.merged = (None, line)
        elif key in frame.value:
            index = _index(frame.value, key) or 0
            first = frame.lines[2 * index]
            raise self._error(line, f"key {key!r} stands twice (first on line {first}); keep one")
        frame.key, frame.key_line = ("<<", -line) if merge else (key, line)

    def _open(self, event: Any, value: Any) -> None:
        line = event.start_mark.line + 1
        if event.tag not in (None, "!", f"{TAGS}map", f"{TAGS}seq"):
            raise self._error(
                line, f"the tag {shown_tag(event.tag)!r} has no meaning in a contract; write the value itself"
            )
        if self._stack and self._stack[-1].key is None and type(self._stack[-1].value) is dict:
            raise self._error(
                line, "a key must be text; this one is a list or a mapping (quote it if it begins with '{')"
            )
        if len(self._stack) >= MAX_DEPTH:
            raise self._error(line, f"nested too deeply (more than {MAX_DEPTH} levels)")
        self._stack.append(_Frame(value, line, event.anchor))

    def _close(self) -> None:
        frame = self._stack.pop()
        if frame.merged is not None:
            self._merge(frame, *frame.merged)
        self.lines[id(frame.value)] = frame.lines
        if frame.anchor:
            self._anchors[frame.anchor] = (frame.value, frame.start, frame.size, frame.height)
        self._put(frame.value, frame.start, frame.size, frame.height)

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if any(frame.anchor == event.anchor for frame in self._stack):
            raise self._error(line, f"*{event.anchor} lies inside its own anchor; recursion is not JSON, use '$ref'")
        if event.anchor not in self._anchors:
            raise self._error(line, f"*{event.anchor} has no anchor &{event.anchor} before it")
        value, start, size, height = self._anchors[event.anchor]
        frame = self._stack[-1]
        if frame.key is None and type(frame.value) is dict:
            if not isinstance(value, str):
                raise self._error(line, f"a key must be text; *{event.anchor} is not")
            self._key(frame, value, line)
            return
        if len(self._stack) + height > MAX_DEPTH:
            raise self._error(line, f"nested too deeply (more than {MAX_DEPTH} levels)")
        self._put(value, start, size, height)

    def _put(self, value: Any, line: int, size: int, height: int) -> None:
        if not self._stack:
            self.value, self.lines[0] = value, array("L", [line])
            return
        frame = self._stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if frame.size > MAX_NODES:
            raise self._error(line, f"its aliases expand to more than {MAX_NODES:,} values; that is no contract")
        if type(frame.value) is list:
            frame.value.append(value)
            frame.lines.extend((line, line))
        elif frame.key_line < 0:
            frame.merged, frame.key, frame.key_line = (value, -frame.key_line), None, 0
        else:
            frame.value[frame.key] = value
            frame.lines.extend((frame.key_line, line))
            frame.key = None

    def _merge(self, frame: _Frame, value: Any, line: int) -> None:
        """Members of the merged mappings that the mapping does not have itself; earlier ones win (YAML merge key)."""
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                raise self._error(line, "'<<' takes a mapping or a list of mappings (usually aliases: <<: *name)")
            table = self.lines[id(source)]
            for index, (key, member) in enumerate(source.items()):
                if key not in frame.value:
                    frame.value[key] = member
                    frame.lines.extend(table[2 * index : 2 * index + 2])


def _code(broken: yaml.reader.ReaderError) -> int:
    return broken.character if isinstance(broken.character, int) else ord(broken.character)


def _hint(problem: str, letter: str) -> str:
    if letter == "\t" or "tab character" in problem:
        return " (indent with spaces, not tabs)"
    if "mapping values are not allowed" in problem:
        return " (a ': ' inside text? quote the text)"
    if "cannot start any token" in problem:
        return f" (text that begins with {letter!r} must be quoted)"
    return ""
