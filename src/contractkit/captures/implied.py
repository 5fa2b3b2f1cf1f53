"""A schema and what is asked of a member out of it: which of our own questions the contract asks anyway. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.errors import ContractError
from contractkit.schema import SchemaBook
from contractkit.source.pointer import escape, pointer_in


def implies(book: SchemaBook, pointer: str, name: str, asked: Mapping[str, Any]) -> bool:
    """Whether each keyword that is asked of a member stands in a schema that applies to it, whatever the value is."""
    found = [schema for held, _ in _applied(book, pointer, set()) for schema in _of_member(book, held, name)]
    return all(any(_has(schema, keyword, value) for schema in found) for keyword, value in asked.items())


def required(book: SchemaBook, pointer: str) -> frozenset[str]:
    """Names that are asked of an object, whatever else is in it."""
    told = (book.at(held).get("required") for held, _ in _applied(book, pointer, set()))
    return frozenset(name for names in told if isinstance(names, list) for name in names if isinstance(name, str))


def _has(schema: Mapping[str, Any], keyword: str, value: Any) -> bool:
    own = schema.get(keyword)
    if keyword == "minLength":
        return isinstance(own, int) and own >= value
    return bool(own == value)


def _of_member(book: SchemaBook, pointer: str, name: str) -> Iterator[Mapping[str, Any]]:
    held = book.at(pointer).get("properties")
    if isinstance(held, dict) and isinstance(held.get(name), dict):
        yield from (schema for _, schema in _applied(book, f"{pointer}/properties/{escape(name)}", set()))


def _applied(book: SchemaBook, pointer: str, seen: set[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The schema at a pointer, or the one it refers to, and all that `allOf` adds to it."""
    if pointer in seen:
        return
    seen.add(pointer)
    try:
        schema = book.at(pointer)
    except ContractError:
        return
    if not isinstance(schema, dict):
        return
    if isinstance(reference := schema.get("$ref"), str):  # in some dialects nothing beside it counts
        if reference.startswith("#"):
            yield from _applied(book, pointer_in(reference), seen)
        return
    yield pointer, schema
    branches = schema.get("allOf")
    for number in range(len(branches) if isinstance(branches, list) else 0):
        yield from _applied(book, f"{pointer}/allOf/{number}", seen)
