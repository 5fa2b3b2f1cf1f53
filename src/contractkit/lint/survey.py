"""A contract in, the views of its document that rules share out; each is made once, when first asked for."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from contractkit.model import Contract
from contractkit.openapi.anatomy import Place, is_schema, walk
from contractkit.openapi.swagger_forms import FORMS
from contractkit.source.pointer import at, pointer_in, tokens_of


class Survey:
    """Every place of a document, visited once at its definition."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.document: Mapping[str, Any] = contract.document

    @cached_property
    def places(self) -> tuple[Place, ...]:
        made = f"/{FORMS}"  # made by the loader from parameters, which are visited themselves
        return tuple(p for p in walk(self.document, self.contract.version) if not p.pointer.startswith(made))

    @cached_property
    def schemas(self) -> tuple[Place, ...]:
        """Schemas that say something of their own: up to OpenAPI 3.0, and in AsyncAPI, nothing beside `$ref` does."""
        alone = self.contract.version.startswith(("2", "3.0", "asyncapi"))
        return tuple(
            p
            for p in self.places
            if isinstance(p.node, dict) and is_schema(p, self.contract.version) and not (alone and "$ref" in p.node)
        )

    def followed(self, node: Any) -> Any:
        """What a node is after its `$ref`s; None when they lead nowhere."""
        seen: set[str] = set()
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            if node["$ref"] in seen:
                return None
            seen.add(node["$ref"])
            node = self.at(pointer_in(node["$ref"]))
        return node

    def at(self, pointer: str) -> Any:
        try:
            return at(self.document, pointer)
        except LookupError:
            return None

    def interaction_at(self, pointer: str) -> str | None:
        """The interaction whose operation a place lies in."""
        tokens = tokens_of(pointer)
        for length in range(len(tokens), 1, -1):
            found = self._operations.get(tokens[:length])
            if found is not None:
                return found
        return None

    @cached_property
    def _operations(self) -> Mapping[tuple[str, ...], str]:
        return {tokens_of(i.pointer): i.id for i in self.contract.interactions}

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """Interactions the loader could not read: nothing may be concluded from what they seem to lack."""
        return frozenset(d.interaction for d in self.contract.defects if d.stops and d.interaction)
