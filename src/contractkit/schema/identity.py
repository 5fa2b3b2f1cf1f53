"""A document with `$id`, `$anchor` and foreign bases in, one whose every `$ref` is a pointer of that document out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

from contractkit.openapi.anatomy import Place, walk
from contractkit.schema.translate import put
from contractkit.source.pointer import at, pointer_in, reference_to, tokens_of

_BASE = "https://contract.invalid/document"


@dataclass(frozen=True, slots=True)
class Identified:
    """`resources`: pointer of each schema that has an `$id`, outermost first; `dynamic`: `$dynamicRef` occurs."""

    document: Mapping[str, Any]
    resources: tuple[str, ...] = ()
    dynamic: bool = False

    def named(self, pointer: str) -> str:
        """The place behind references that say nothing themselves: one schema, one name, one validator."""
        seen = {pointer}
        while True:
            node = _found(self.document, pointer)
            ref = node.get("$ref") if isinstance(node, dict) and len(node) == 1 else None
            if not isinstance(ref, str) or not ref.startswith("#/") or pointer_in(ref) in seen:
                return pointer
            pointer = pointer_in(ref)
            seen.add(pointer)


def identified(document: Mapping[str, Any], version: str) -> Identified:
    if version.startswith(("2", "3.0")):
        return Identified(document)
    schemas = [p for p in walk(document, version) if p.kind == "schema" and isinstance(p.node, dict)]
    if not any(key in p.node for p in schemas for key in ("$id", "$anchor", "$dynamicAnchor", "$dynamicRef")):
        return Identified(document)
    names = _Names.of(document, schemas)
    made: Any = document
    for place in schemas:
        ref = place.node.get("$ref")
        target = names.target(place.pointer, ref) if isinstance(ref, str) else None
        if target is not None and reference_to(target) != ref:
            made = put(made, tokens_of(place.pointer), {**at(made, place.pointer), "$ref": reference_to(target)})
    return Identified(made, tuple(names.resources), any("$dynamicRef" in p.node for p in schemas))


@dataclass(frozen=True, slots=True)
class _Names:
    document: Mapping[str, Any]
    resources: Mapping[str, str]  # pointer -> URI
    anchors: Mapping[tuple[str, str], str]  # URI and name -> pointer

    @classmethod
    def of(cls, document: Mapping[str, Any], schemas: list[Place]) -> "_Names":
        resources: dict[str, str] = {}
        anchors: dict[tuple[str, str], str] = {}
        for place in sorted(schemas, key=lambda p: len(tokens_of(p.pointer))):
            if isinstance(place.node.get("$id"), str):
                resources[place.pointer] = urldefrag(urljoin(_base(resources, place.pointer)[1], place.node["$id"]))[0]
            for key in ("$anchor", "$dynamicAnchor"):
                if isinstance(place.node.get(key), str):
                    anchors[_base(resources, place.pointer)[1], place.node[key]] = place.pointer
        return cls(document, resources, anchors)

    def target(self, pointer: str, ref: str) -> str | None:
        """The pointer a reference means; None when it is already one or leads out of the document."""
        _, base = _base(self.resources, pointer)
        uri, fragment = urldefrag(urljoin(base, ref))
        roots = {uri: root for root, uri in self.resources.items()} | {_BASE: ""}
        if uri not in roots:
            return None
        fragment = pointer_in(fragment)
        if fragment and not fragment.startswith("/"):
            return self.anchors.get((uri, fragment)) or self.anchors.get((_BASE, fragment))
        inside = roots[uri] + fragment
        # Authors also write document pointers inside a schema with an `$id`; by the letter those lead nowhere.
        return inside if _found(self.document, inside) is not None else fragment


def _base(resources: Mapping[str, str], pointer: str) -> tuple[str, str]:
    around = [root for root in resources if pointer == root or pointer.startswith(f"{root}/")]
    nearest = max(around, key=len, default=None)
    return ("", _BASE) if nearest is None else (nearest, resources[nearest])


def _found(document: Any, pointer: str) -> Any:
    try:
        return at(document, pointer)
    except LookupError:
        return None
