"""A judged document in, the JSON Schema resources validators look references up in out. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.openapi.anatomy import walk
from contractkit.schema.translate import put
from contractkit.source.pointer import at, pointer_in, reference_to, tokens_of
from contractkit.source.references import Reference, rewritten

DOCUMENT = "ck:/doc"


@dataclass(frozen=True, slots=True)
class Resources:
    """`contents` by URI; `places`: the pointer of the document where each one stands."""

    contents: Mapping[str, Any]
    places: Mapping[str, str]

    def address(self, pointer: str) -> tuple[str, str]:
        """The resource a pointer of the document lies in, and the rest of the pointer."""
        around = [(root, uri) for uri, root in self.places.items() if pointer == root or pointer.startswith(f"{root}/")]
        root, uri = max(around, key=lambda one: len(one[0]))
        return uri, pointer[len(root) :]


def resources(document: Mapping[str, Any], version: str, roots: tuple[str, ...], *, dynamic: bool) -> Resources:
    """One resource for all; where `$dynamicRef` occurs each schema with an `$id` has to be one of its own."""
    if not dynamic:
        return Resources({DOCUMENT: document}, {DOCUMENT: ""})
    places = {DOCUMENT: "", **{f"ck:/id/{i}": root for i, root in enumerate(roots)}}
    found = Resources({}, places)
    contents: dict[str, Any] = {}
    rest: Any = document
    for uri, root in sorted(places.items(), key=lambda one: -len(tokens_of(one[1]))):
        contents[uri] = at(rest, root)
        if root:
            rest = put(rest, tokens_of(root), {"$ref": uri})
    contents[DOCUMENT] = {**rest, "$defs": _anchored(rest, version)}
    return Resources({uri: _absolute(node, found) for uri, node in contents.items()}, places)


def _anchored(document: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Validators look for anchors only where JSON Schema has schemas: `$defs` is, `components` is not."""
    schemas = [p.node for p in walk(document, version) if p.kind == "schema" and isinstance(p.node, dict)]
    return {str(i): node for i, node in enumerate(s for s in schemas if "$dynamicAnchor" in s)}


def _absolute(node: Any, found: Resources) -> Any:
    return rewritten(node, lambda reference: absolute(reference, found))


def absolute(reference: Reference, found: Resources, standing: Callable[[str], str] = str) -> str:
    """A reference with the URI of the resource it leads into; `standing` as in Judged.pointer."""
    if reference.key != "$ref" or not reference.text.startswith("#"):
        return reference.text
    uri, inside = found.address(standing(pointer_in(reference.text)))
    return f"{uri}{reference_to(inside)}"
