"""JSON data of a file of ours in, its members by name and type out; what is missing or wrong is one StoreError."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn, TypeVar

from contractkit.errors import StoreError

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Node:
    """A value, the file it was read from and the JSON pointer to it."""

    value: Any
    file: str
    pointer: str = ""

    def __getitem__(self, name: str) -> "Node":
        """A member that must be there."""
        if not isinstance(self.value, Mapping) or name not in self.value:
            self.refuse(f"{name!r} is missing")
        return self._at(name, self.value[name])

    def get(self, name: str) -> "Node | None":
        """A member that may be missing or null."""
        if not isinstance(self.value, Mapping):
            self.refuse("an object is expected")
        return self._at(name, self.value[name]) if self.value.get(name) is not None else None

    def each(self) -> Iterator["Node"]:
        if not isinstance(self.value, list):
            self.refuse("a list is expected")
        return (self._at(str(index), value) for index, value in enumerate(self.value))

    def items(self) -> Iterator[tuple[str, "Node"]]:
        return ((name, self._at(name, value)) for name, value in self.mapping().items())

    def mapping(self) -> Mapping[str, Any]:
        if not isinstance(self.value, Mapping):
            self.refuse("an object is expected")
        return dict(self.value)

    def text(self) -> str:
        if not isinstance(self.value, str):
            self.refuse("a text is expected")
        return str(self.value)

    def number(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("a whole number is expected")
        return int(self.value)

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("true or false is expected")
        return bool(self.value)

    def one_of(self, choices: Mapping[str, E]) -> E:
        if self.text() not in choices:
            self.refuse(f"{self.value!r} is none of {', '.join(choices)}")
        return choices[self.value]

    def refuse(self, why: str) -> NoReturn:
        where = self.pointer or "the file"
        raise StoreError(f"{self.file}: {where}: {why}; restore the file from the last run, or remove it to begin anew")

    def _at(self, name: str, value: Any) -> "Node":
        return Node(value, self.file, f"{self.pointer}/{name.replace('~', '~0').replace('/', '~1')}")


def parse(text: str, *, file: str, version: int) -> Node:
    """The root of a file of ours; truncated, not JSON, or written by a newer contractkit is a StoreError."""
    root = Node(_json(text, file), file)
    found = root["version"].number()
    if found > version:
        raise StoreError(f"{file}: version {found} is newer than {version}, which this contractkit reads; update it")
    if found < 1:
        root["version"].refuse("version 1 is the oldest there is")
    return root


def text_or_none(node: Node | None) -> str | None:
    return node.text() if node is not None else None


def _json(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as broken:
        line = getattr(broken, "lineno", 1)
        raise StoreError(
            f"{file}:{line}: the file is truncated or not JSON ({broken}); "
            "restore it from the last run, or remove it to begin anew"
        ) from broken
