"""A contract document in, what each of its places is (schema, parameter, answer, ...) out. Pure tables and walks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from contractkit.openapi.swagger_forms import FORMS
from contractkit.source.pointer import at, escape, pointer_in, tokens_of

MESSAGES = "x-messages"  # root key below which the schemas of events are gathered: message -> payload, headers, key


class Shape(Enum):
    ONE = "one"
    LIST = "list"
    MAP = "map"
    EITHER = "one or list"


Parts = Mapping[str, tuple[Shape, str]]

_METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"]


def _parts(**shapes: str) -> Parts:
    """`map:schema`, `list:schema`, `schema`: how a member holds what."""
    shaped = {key: text.split(":") if ":" in text else ["one", text] for key, text in shapes.items()}
    return {key: (Shape(shape), kind) for key, (shape, kind) in shaped.items()}


_SCHEMA: Parts = {
    **dict.fromkeys(("not", "if", "then", "else", "contains", "additionalProperties"), (Shape.ONE, "schema")),
    **dict.fromkeys(("propertyNames", "unevaluatedItems", "unevaluatedProperties"), (Shape.ONE, "schema")),
    **dict.fromkeys(("additionalItems", "contentSchema"), (Shape.ONE, "schema")),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (Shape.LIST, "schema")),
    **dict.fromkeys(("properties", "patternProperties", "$defs", "definitions"), (Shape.MAP, "schema")),
    **dict.fromkeys(("dependentSchemas", "dependencies"), (Shape.MAP, "schema")),
    "items": (Shape.EITHER, "schema"),
}
_PATH_ITEM: Parts = {
    **dict.fromkeys(_METHODS, (Shape.ONE, "operation")),
    "parameters": (Shape.LIST, "parameter"),
}
_V3: Mapping[str, Parts] = {
    "document": {**_parts(paths="map:path", webhooks="map:path", components="components")},
    "components": _parts(
        schemas="map:schema",
        parameters="map:parameter",
        headers="map:header",
        responses="map:answer",
        requestBodies="map:body",
        callbacks="map:callback",
        pathItems="map:path",
        mediaTypes="map:media",
    ),
    "path": _PATH_ITEM,
    "operation": _parts(
        parameters="list:parameter", requestBody="body", responses="map:answer", callbacks="map:callback"
    ),
    "callback": {},
    "parameter": _parts(schema="schema", content="map:media"),
    "header": _parts(schema="schema", content="map:media"),
    "body": _parts(content="map:media"),
    "answer": _parts(content="map:media", headers="map:header"),
    "media": _parts(schema="schema", itemSchema="schema", encoding="map:encoding"),
    "encoding": _parts(headers="map:header"),
    "schema": _SCHEMA,
}
_V2: Mapping[str, Parts] = {
    "document": {
        **_parts(paths="map:path", definitions="map:schema", parameters="map:parameter", responses="map:answer"),
        FORMS: (Shape.MAP, "schema"),
    },
    "path": _PATH_ITEM,
    "operation": _parts(parameters="list:parameter", responses="map:answer"),
    "parameter": {**_SCHEMA, **_parts(schema="schema")},  # not in the body: the parameter is a schema itself
    "header": _SCHEMA,
    "answer": _parts(schema="schema", headers="map:header"),
    "schema": _SCHEMA,
}
_EVENTS: Mapping[str, Parts] = {
    "document": {MESSAGES: (Shape.MAP, "message"), **_parts(components="components")},
    "components": _parts(schemas="map:schema"),
    "message": _parts(payload="schema", headers="schema", key="schema"),
    "schema": _SCHEMA,
}


def tables(version: str) -> Mapping[str, Parts]:
    if version.startswith(("asyncapi", "catalogue")):
        return _EVENTS
    return _V2 if version.startswith("2") else _V3


@dataclass(frozen=True, slots=True)
class Place:
    """`kind` is a key of the tables; `node` is what the document holds there."""

    pointer: str
    kind: str
    node: Any


def children(place: Place, version: str) -> Iterator[Place]:
    """The parts of a place, in document order."""
    node = place.node
    if not isinstance(node, dict):
        return
    parts = tables(version).get(place.kind, {})
    for key, value in node.items():
        if place.kind == "callback" and isinstance(value, dict) and not key.startswith("x-"):
            yield Place(f"{place.pointer}/{escape(key)}", "path", value)
        elif key in parts:
            yield from _held(f"{place.pointer}/{escape(key)}", *parts[key], value)


def _held(pointer: str, shape: Shape, kind: str, value: Any) -> Iterator[Place]:
    if shape is Shape.MAP:
        for name, part in value.items() if isinstance(value, dict) else ():
            if isinstance(name, str) and not (kind in ("path", "answer") and name.startswith("x-")):
                yield Place(f"{pointer}/{escape(name)}", kind, part)
    elif isinstance(value, list):
        if shape is not Shape.ONE:
            for index, part in enumerate(value):
                yield Place(f"{pointer}/{index}", kind, part)
    elif shape is not Shape.LIST:
        yield Place(pointer, kind, value)


def kind_of(pointer: str, version: str, *, start: str = "document") -> str | None:
    """What the tables say a place is, from its pointer alone; None where they do not reach."""
    kind: str | None = start
    shape: Shape | None = None
    for token in tokens_of(pointer):
        if shape is Shape.MAP or (shape is Shape.LIST and token.isdigit()):
            shape = None
            continue
        if shape is Shape.EITHER and token.isdigit():
            shape = None
            continue
        if shape is Shape.LIST or kind is None:
            return None
        if kind == "callback":
            kind, shape = "path", None
            continue
        part = tables(version).get(kind, {}).get(token)
        if part is None:
            return None
        shape, kind = part
        shape = None if shape is Shape.ONE else shape
    return None if shape in (Shape.MAP, Shape.LIST) else kind


def walk(document: Mapping[str, Any], version: str, *, roots: Mapping[str, str] | None = None) -> Iterator[Place]:
    """Every place the tables reach, then every place only references lead to (such as other files' schemas)."""
    waiting = [Place("", "document", document)] if roots is None else []
    waiting += [Place(pointer, kind, at(document, pointer)) for pointer, kind in (roots or {}).items()]
    beyond: dict[str, str] = {}
    covered: dict[str, bool] = {}
    while waiting:
        place = waiting.pop()
        yield place
        waiting.extend(reversed(tuple(children(place, version))))
        ref = place.node.get("$ref") if isinstance(place.node, dict) else None
        if isinstance(ref, str) and ref.startswith("#/") and ref not in covered:
            target = pointer_in(ref)
            covered[ref] = kind_of(target, version) is not None or _within(target, beyond, version)
            if not covered[ref]:
                found = _found(document, target)
                if found is not None:
                    beyond[target] = place.kind
                    waiting.append(Place(target, place.kind, found))


def outermost(places: Iterable[Place], version: str) -> tuple[Place, ...]:
    """Those that the tables do not reach from another one of them."""
    roots: dict[str, Place] = {}
    for place in sorted(places, key=lambda p: (p.pointer.count("/"), p.pointer)):
        around = (roots[outer] for outer in _around(place.pointer) if outer in roots)
        if not any(kind_of(place.pointer[len(r.pointer) :], version, start=r.kind) is not None for r in around):
            roots[place.pointer] = place
    return tuple(roots.values())


def _around(pointer: str) -> Iterator[str]:
    while (end := pointer.rfind("/")) > 0:
        pointer = pointer[:end]
        yield pointer


def _within(pointer: str, roots: Mapping[str, str], version: str) -> bool:
    return any(
        pointer == root
        or (pointer.startswith(f"{root}/") and kind_of(pointer[len(root) :], version, start=kind) is not None)
        for root, kind in roots.items()
    )


def _found(document: Any, pointer: str) -> Any:
    try:
        return at(document, pointer)
    except LookupError:
        return None


def is_schema(place: Place, version: str) -> bool:
    """A schema, or a Swagger parameter or header that serves as one."""
    if place.kind == "schema":
        return True
    if not version.startswith("2") or place.kind not in ("parameter", "header") or not isinstance(place.node, dict):
        return False
    return "schema" not in place.node and "$ref" not in place.node and place.node.get("in") != "body"
