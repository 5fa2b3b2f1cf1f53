"""A schema and the direction a message travels in, the members it must not carry there out. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.model import Direction
from contractkit.source.pointer import at, pointer_in


@dataclass(frozen=True, slots=True)
class Directed:
    """`readOnly` members have no place in requests, `writeOnly` ones none in answers (OpenAPI 3.0, 4.7.24.1)."""

    document: Mapping[str, Any]
    direction: Direction | None

    @property
    def mark(self) -> str | None:
        return None if self.direction is None else {"request": "readOnly", "response": "writeOnly"}[self.direction]

    def marks(self, member: Any) -> bool:
        """Whether a member's schema, or what it is made of in place, bears the mark."""
        if self.mark is None or not isinstance(member, dict):
            return False
        return any(schema.get(self.mark) is True for schema in self._family(member))

    def hidden(self, node: Mapping[str, Any]) -> frozenset[str]:
        """Names of the marked members of a schema and of what it is made of in place."""
        if self.mark is None:
            return frozenset()
        found: set[str] = set()
        for schema in self._family(node):
            properties = schema.get("properties")
            members = properties.items() if isinstance(properties, dict) else ()
            found.update(name for name, member in members if self.marks(member))
        return frozenset(found)

    def _family(self, node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        waiting: list[Any] = [node]
        seen: set[str] = set()
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, dict):
                continue
            yield schema
            ref = schema.get("$ref")
            if isinstance(ref, str) and ref.startswith("#/") and ref not in seen:
                seen.add(ref)
                waiting.append(self._at(pointer_in(ref)))
            waiting.extend(schema["allOf"] if isinstance(schema.get("allOf"), list) else ())

    def _at(self, pointer: str) -> Any:
        try:
            return at(self.document, pointer)
        except LookupError:
            return None
