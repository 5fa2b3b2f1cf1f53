"""A place in a contract document in, typed views of what stands there out; what has the wrong shape is Unreadable."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.errors import ContractKitError
from contractkit.source.pointer import at, escape, pointer_in


class Unreadable(ContractKitError):
    """A part of a contract that has the wrong shape; `pointer` says where."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer, self.message = pointer, message


class Lost(Unreadable):
    """A reference on the way leads nowhere; it is reported once, as a dangling reference."""


@dataclass(frozen=True, slots=True)
class Node:
    document: Mapping[str, Any]
    pointer: str
    value: Any

    def followed(self) -> "Node":
        """The node after its own `$ref`s, at the pointer where it really stands."""
        here, seen = self, {self.pointer}
        while isinstance(here.value, dict) and isinstance(here.value.get("$ref"), str):
            pointer = pointer_in(here.value["$ref"])
            if pointer in seen or not here.value["$ref"].startswith("#"):
                raise Lost(here.pointer, f"'$ref' to {here.value['$ref']!r} cannot be followed")
            seen.add(pointer)
            try:
                here = Node(self.document, pointer, at(self.document, pointer))
            except (LookupError, ValueError) as missing:
                raise Lost(here.pointer, f"'$ref' to {here.value['$ref']!r} leads nowhere") from missing
        return here

    def get(self, key: str) -> "Node | None":
        """The member as it stands; None when the mapping does not have it."""
        if key not in self.mapping():
            return None
        return Node(self.document, f"{self.pointer}/{escape(key)}", self.value[key])

    def mapping(self) -> Mapping[str, Any]:
        if not isinstance(self.value, dict):
            raise Unreadable(self.pointer, f"{self._name} must be a mapping, not {_article(self.value)}")
        return self.value

    def members(self, key: str) -> Iterator[tuple[str, "Node"]]:
        """Names and followed values of a member that maps names to objects; nothing when it is absent or null."""
        held = self.get(key)
        if held is None or held.value is None:
            return
        held = held.followed()
        for name, value in held.mapping().items():
            if not (name.startswith("x-") and not isinstance(value, dict)):
                yield name, Node(self.document, f"{held.pointer}/{escape(name)}", value).followed()

    def items(self, key: str) -> Iterator["Node"]:
        """The items of a list member as they stand; nothing when it is absent or null."""
        held = self.get(key)
        if held is None or held.value is None:
            return
        held = held.followed()
        if not isinstance(held.value, list):
            raise Unreadable(held.pointer, f"{held._name} must be a list, not {_article(held.value)}")
        for index, value in enumerate(held.value):
            yield Node(self.document, f"{held.pointer}/{index}", value)

    def text(self, key: str, default: str | None = None) -> str:
        """A string member; Unreadable when it is missing and has no default."""
        value = self.mapping().get(key, default)
        if not isinstance(value, str):
            if key not in self.value:
                raise Unreadable(self.pointer, f"{self._name} has no {key!r}")
            raise Unreadable(f"{self.pointer}/{escape(key)}", f"{key!r} must be text, not {_article(value)}")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.mapping().get(key, default)
        if not isinstance(value, bool):
            raise Unreadable(f"{self.pointer}/{escape(key)}", f"{key!r} must be true or false, not {_article(value)}")
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of strings; None when it is absent."""
        if self.mapping().get(key) is None:
            return None
        found = tuple(self.items(key))
        for item in found:
            if not isinstance(item.value, str):
                raise Unreadable(item.pointer, f"{key!r} must be a list of texts; it holds {_article(item.value)}")
        return tuple(item.value for item in found)

    @property
    def _name(self) -> str:
        return repr(self.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~") or "the document")


def schema_examples(node: Node | None) -> tuple[Any, ...]:
    """What a schema shows of itself: `example`, `x-example` and `examples` (a list), following a bare reference."""
    if node is None:
        return ()
    try:
        schema = node.followed().value
    except Lost:
        return ()
    if not isinstance(schema, dict):
        return ()
    listed = schema.get("examples")
    single = tuple(schema[key] for key in ("example", "x-example") if key in schema)
    return single + (tuple(listed) if isinstance(listed, list) else ())


def _article(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", type(None): "nothing (null)"}
    return names.get(type(value), "a number")
