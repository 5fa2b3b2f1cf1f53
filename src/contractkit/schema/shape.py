"""A schema pointer in, what wire text needs to know of it out: types, items, members. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from contractkit.model import Schemas
from contractkit.source.pointer import escape, pointer_in

Pointers = tuple[str, ...]  # schemas that may all speak for one place
_BRANCHES = ("allOf", "anyOf", "oneOf")
_SINGLE = ("then", "else")
_JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}


@lru_cache(maxsize=20_000)
def types(schemas: Schemas, pointers: Pointers) -> frozenset[str] | None:
    """The JSON types a value may have there; None when any."""
    found = [_types(schemas, pointer, frozenset()) for pointer in pointers]
    if not found or None in found:
        return None
    return frozenset().union(*(one for one in found if one is not None))


@lru_cache(maxsize=20_000)
def facets(schemas: Schemas, pointers: Pointers) -> tuple[tuple[str, dict[str, Any]], ...]:
    """All schemas that may apply in place: references followed, branches of applicators included."""
    seen: dict[str, dict[str, Any]] = {}
    waiting = list(pointers)
    while waiting:
        pointer, schema = schemas.follow(waiting.pop(0))
        if pointer in seen or not isinstance(schema, dict):
            continue
        seen[pointer] = schema
        waiting.extend(_within(pointer, schema))
    return tuple(seen.items())


@lru_cache(maxsize=20_000)
def items(schemas: Schemas, pointers: Pointers, index: int) -> Pointers:
    found = []
    for pointer, schema in facets(schemas, pointers):
        first = schema.get("prefixItems", ())
        if index < len(first):
            found.append(f"{pointer}/prefixItems/{index}")
        elif isinstance(schema.get("items"), dict):
            found.append(f"{pointer}/items")
    return tuple(found)


@lru_cache(maxsize=20_000)
def members(schemas: Schemas, pointers: Pointers, name: str) -> Pointers:
    found, open_ = [], []
    for pointer, schema in facets(schemas, pointers):
        if name in schema.get("properties", {}):
            found.append(f"{pointer}/properties/{escape(name)}")
        elif isinstance(schema.get("additionalProperties"), dict):
            open_.append(f"{pointer}/additionalProperties")
    return tuple(found or open_)


@lru_cache(maxsize=20_000)
def names(schemas: Schemas, pointers: Pointers) -> frozenset[str]:
    """Names of all declared members."""
    return frozenset(n for _, schema in facets(schemas, pointers) for n in schema.get("properties", {}))


@lru_cache(maxsize=20_000)
def is_map(schemas: Schemas, pointers: Pointers) -> bool:
    """Members beyond the declared ones are meant: `additionalProperties` is written and not false."""
    return any(schema.get("additionalProperties", False) is not False for _, schema in facets(schemas, pointers))


@lru_cache(maxsize=20_000)
def is_file(schemas: Schemas, pointers: Pointers) -> bool:
    """Bytes rather than text: OpenAPI's `format: binary`, or 2020-12's `contentMediaType` without an encoding."""
    for _, schema in facets(schemas, pointers):
        if schema.get("format") == "binary":
            return True
        if "contentMediaType" in schema and "contentEncoding" not in schema and "contentSchema" not in schema:
            return not str(schema["contentMediaType"]).startswith(("text/", "application/json"))
    return False


def _within(pointer: str, schema: dict[str, Any]) -> Iterator[str]:
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        yield pointer_in(reference)
    for word in _BRANCHES:
        yield from (f"{pointer}/{word}/{index}" for index in range(len(schema.get(word, ()))))
    yield from (f"{pointer}/{word}" for word in _SINGLE if word in schema)


def _types(schemas: Schemas, pointer: str, path: frozenset[str]) -> frozenset[str] | None:
    pointer, schema = schemas.follow(pointer)
    if not isinstance(schema, dict) or pointer in path:
        return None
    path |= {pointer}
    limits = [_own(schema)]
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        limits.append(_types(schemas, pointer_in(reference), path))
    limits += [_types(schemas, f"{pointer}/allOf/{i}", path) for i in range(len(schema.get("allOf", ())))]
    for word in ("anyOf", "oneOf"):
        branches = [_types(schemas, f"{pointer}/{word}/{i}", path) for i in range(len(schema.get(word, ())))]
        if branches and None not in branches:
            limits.append(frozenset().union(*(b for b in branches if b is not None)))
    narrowed: frozenset[str] | None = None
    for limit in limits:
        if limit is not None:
            narrowed = limit if narrowed is None else _common(narrowed, limit)
    return narrowed


def _own(schema: dict[str, Any]) -> frozenset[str] | None:
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset({declared})
    if isinstance(declared, list):
        return frozenset(declared)
    listed = schema["enum"] if "enum" in schema else [schema["const"]] if "const" in schema else None
    if listed is None:
        return frozenset({"object"}) if "properties" in schema else frozenset({"array"}) if "items" in schema else None
    return frozenset("null" if value is None else _JSON_TYPES[type(value)] for value in listed)


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    widened = {frozenset({"integer"})} if "number" in one and "integer" in other else set()
    if "integer" in one and "number" in other:
        widened.add(frozenset({"integer"}))
    return (one & other).union(*widened)
