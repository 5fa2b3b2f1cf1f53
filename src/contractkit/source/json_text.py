"""JSON text in, its value and lines out. Stricter than `json`: no duplicate keys, no NaN, no overflow."""

import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from contractkit.errors import ContractError
from contractkit.source.pointer import tokens_of

MAX_DEPTH = 200

_space = re.compile(r"[ \t\n\r]*")
_decoder: Any = json.JSONDecoder()
_scan: Callable[[str, int], tuple[Any, int]] = _decoder.scan_once  # skips a whole value at the speed of C
_string: Callable[[str, int, bool], tuple[str, int]] = _decoder.parse_string
_outside_strings = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d[\d.eE+-]*')


def read_json(text: str, file: str) -> Any:
    """The value of a JSON text; ContractError with file:line for anything JSON does not allow."""

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(members)
        if len(made) != len(members):
            raise _DuplicateKey
        return made

    try:
        value = json.loads(
            text, object_pairs_hook=pairs, parse_constant=_refuse, parse_float=_number, parse_int=_integer
        )
    except _DuplicateKey:
        raise _duplicate(text, file) from None
    except _NotJson as bad:
        line = next((m.start() for m in _outside_strings.finditer(text) if m.group() == bad.token), 0)
        shown = bad.token if len(bad.token) < 40 else f"{bad.token[:37]}..."
        raise ContractError(f"{file}:{_line(text, line)}: {shown} is not a JSON number we can hold") from None
    except json.JSONDecodeError as broken:
        where = f"{file}:{broken.lineno}"
        raise ContractError(
            f"{where}: not JSON, column {broken.colno}: {broken.msg}{_hint(text, broken.pos)}"
        ) from broken
    except RecursionError:
        raise _too_deep(file) from None
    if _deeper(value):
        raise _too_deep(file)
    return value


class JsonLines:
    """From pointers to lines of a valid JSON text; each container is scanned once, when asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: array[int] | None = None
        self._members: dict[int, dict[str, tuple[int, int]]] = {}

    def __call__(self, pointer: str, key: bool) -> int:
        """The line of the value at a pointer (or of its key); the nearest ancestor's where it leads nowhere."""
        here = spot = _after_space(self._text, 0)
        for token in tokens_of(pointer):
            found = self._table(here).get(token)
            if found is None:
                return self._line(here)
            spot, here = found
        return self._line(spot if key else here)

    def _table(self, offset: int) -> dict[str, tuple[int, int]]:
        if offset not in self._members:
            self._members[offset] = {key: (at, value) for key, at, value in _children(self._text, offset)}
        return self._members[offset]

    def _line(self, offset: int) -> int:
        if self._starts is None:
            self._starts = array("L", (m.start() for m in re.finditer("\n", self._text)))
        return bisect_right(self._starts, offset) + 1


def _too_deep(file: str) -> ContractError:
    return ContractError(f"{file}:1: nested too deeply (more than {MAX_DEPTH} levels)")


def _deeper(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            held
            for node in level
            for held in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
            if isinstance(held, dict | list)
        ]
    return bool(level)


class _DuplicateKey(Exception):
    pass


class _NotJson(Exception):
    def __init__(self, token: str) -> None:
        self.token = token


def _refuse(token: str) -> Any:
    raise _NotJson(token)


def _number(token: str) -> float:
    value = float(token)
    if value in (float("inf"), float("-inf")):
        raise _NotJson(token)
    return value


def _integer(token: str) -> int:
    if len(token) > 4000:  # Python refuses to convert more than 4300 digits
        raise _NotJson(token)
    return int(token)


def _after_space(text: str, offset: int) -> int:
    found = _space.match(text, offset)
    return found.end() if found else offset


def _children(text: str, offset: int) -> list[tuple[str, int, int]]:
    """(key or index, offset of the key, offset of the value) for each child of the container at an offset."""
    opening = text[offset : offset + 1]
    if opening not in ("{", "["):
        return []
    found: list[tuple[str, int, int]] = []
    here = _after_space(text, offset + 1)
    while text[here] not in "}]":
        start, name = here, str(len(found))
        if opening == "{":
            name, here = _string(text, here + 1, True)
            here = _after_space(text, _after_space(text, here) + 1)
        found.append((name, start, here))
        here = _after_space(text, _scan(text, here)[1])
        if text[here] == ",":
            here = _after_space(text, here + 1)
    return found


def _duplicate(text: str, file: str) -> ContractError:
    """The error for the first key that stands twice in one object, with both lines."""
    waiting = [_after_space(text, 0)]
    while waiting:
        offset = waiting.pop()
        seen: dict[str, int] = {}
        for key, start, value in _children(text, offset):
            if text[offset] == "{" and key in seen:
                first = _line(text, seen[key])
                return ContractError(
                    f"{file}:{_line(text, start)}: key {key!r} stands twice (first on line {first}); keep one"
                )
            seen[key] = start
            waiting.append(value)
    return ContractError(f"{file}:1: a key stands twice in one object; keep one")


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _hint(text: str, offset: int) -> str:
    before = text[:offset].rstrip()
    if before.endswith(",") and text[offset : offset + 1] in ("}", "]", '"'):
        return " (is there a comma too many?)"
    if text[offset : offset + 1] in ("/", "#"):
        return " (JSON has no comments)"
    if offset >= len(text.rstrip()):
        return " (the file ends too early)"
    return ""
