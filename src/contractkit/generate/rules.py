"""Schemas that hold at one place in, one merged view of all they ask there out: references and `allOf` transparent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contractkit.generate.equal import distinct, key_of
from contractkit.generate.unions import Union, unions
from contractkit.model import Schemas
from contractkit.schema.shape import types as types_of
from contractkit.source.pointer import pointer_in

Pointers = tuple[str, ...]
KINDS = ("object", "array", "string", "integer", "number", "boolean", "null")
_LARGER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_SMALLER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
_FIRST = ("multipleOf", "format", "const", "contains", "propertyNames", "contentEncoding", "contentMediaType")
_FLAGS = ("uniqueItems", "readOnly", "writeOnly", "deprecated")


@dataclass(frozen=True, slots=True)
class Part:
    """One schema that holds in place; `nullable`: null passes it by."""

    pointer: str
    schema: Mapping[str, Any]
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """`words`: the tightest value of each keyword, `origins`: the schema it stands in. `forced`: by discriminators."""

    pointers: Pointers
    parts: tuple[Part, ...]
    types: tuple[str, ...]
    words: Mapping[str, Any]
    origins: Mapping[str, str]
    required: Mapping[str, str]  # name -> the schema that says so
    unions: tuple[Union, ...]  # those not yet chosen from
    forced: Mapping[str, str]
    examples: tuple[Any, ...]
    impossible: bool

    @property
    def where(self) -> str:
        """The schema that stands for this place."""
        return self.parts[0].pointer if self.parts else ""

    def allows(self, kind: str) -> bool:
        return kind in self.types or (kind == "integer" and "number" in self.types)


@lru_cache(maxsize=50_000)
def rules(schemas: Schemas, pointers: Pointers) -> Rules:
    gathered = _Gathered(schemas, pointers)
    gathered.gather()
    parts = tuple(gathered.parts.values())
    words, origins = _merged(parts)
    return Rules(
        pointers,
        parts,
        _types(schemas, pointers, parts, words),
        words,
        origins,
        {name: part.pointer for part in reversed(parts) for name in _texts(part.schema.get("required"))},
        tuple(gathered.unions),
        gathered.forced,
        tuple(distinct(example for part in parts for example in _examples(part.schema))),
        gathered.impossible,
    )


class _Gathered:
    """What is met on the way through the schemas of one place."""

    def __init__(self, schemas: Schemas, pointers: Pointers) -> None:
        self.schemas, self.pointers = schemas, pointers
        self.parts: dict[str, Part] = {}
        self.unions: list[Union] = []
        self.forced: dict[str, str] = {}
        self.impossible = False

    def gather(self) -> None:
        waiting = [(pointer, False, False) for pointer in self.pointers]
        while waiting:
            found, heir, nullable = waiting.pop(0)
            pointer, schema = self.schemas.follow(found)
            if schema is False:
                self.impossible = True
            if pointer in self.parts or not isinstance(schema, dict):
                continue
            nullable = nullable or schema.get("nullable") is True
            self.parts[pointer] = Part(pointer, schema, nullable)
            waiting[:0] = [(one, *marks) for one, *marks in self._below(pointer, schema, heir, nullable)]  # type: ignore[misc]

    def _below(
        self, pointer: str, schema: Mapping[str, Any], heir: bool, nullable: bool
    ) -> Iterator[tuple[str, bool, bool]]:
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith("#"):
            yield pointer_in(reference), heir, nullable
        listed = schema.get("allOf")
        yield from (
            (f"{pointer}/allOf/{i}", True, nullable) for i in range(len(listed) if isinstance(listed, list) else 0)
        )
        for union in unions(self.schemas, pointer, schema, heir=heir):
            chosen = union.chosen(self.pointers)
            if chosen is not None:
                if union.property is not None and chosen.names:
                    self.forced[union.property] = chosen.names[0]
            elif len(union.branches) == 1 and union.property is None:
                yield union.branches[0].pointer, heir, nullable or union.null
            elif union.branches:
                self.unions.append(union)


def _merged(parts: Iterable[Part]) -> tuple[dict[str, Any], dict[str, str]]:
    words: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for part in parts:
        for word, value in part.schema.items():
            kept = _tighter(word, words.get(word), value, part.nullable)
            if kept is not None and (word not in words or kept is not words[word]):
                words[word], origins[word] = kept, part.pointer
    return words, origins


def _tighter(word: str, known: Any, value: Any, nullable: bool) -> Any:
    """What holds when both do; None for words that are not merged into one."""
    if word in _LARGER or word in _SMALLER:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return known
        return value if known is None or (value > known if word in _LARGER else value < known) else known
    if word in _FLAGS:
        return True if value is True else known
    if word == "enum" and isinstance(value, list):
        listed = [*value, None] if nullable and None not in value else value
        wanted = {key_of(one) for one in listed}
        return listed if known is None else [one for one in known if key_of(one) in wanted]
    if word == "pattern" and isinstance(value, str):
        return value if known is None else known
    if word == "dependentRequired" and isinstance(value, dict):
        return {**value, **(known or {})}
    if word in ("additionalProperties", "unevaluatedProperties"):
        return value if value is False else known
    return (value if known is None else known) if word in _FIRST else None


def _types(schemas: Schemas, pointers: Pointers, parts: tuple[Part, ...], words: Mapping[str, Any]) -> tuple[str, ...]:
    """The types that may stand here, in the order the author wrote them."""
    allowed = frozenset(KINDS)
    for pointer in pointers:
        found = types_of(schemas, (pointer,))
        if found is not None:
            wide = found | {"integer"} if "number" in found else found
            allowed &= wide
    if any(part.nullable for part in parts) and all(_lets_null(part) for part in parts):
        allowed |= {"null"}
    if "number" in allowed:
        allowed -= {"integer"}
    written = [kind for part in parts for kind in _texts(part.schema.get("type"))]
    return tuple(k for k in dict.fromkeys((*written, *KINDS)) if k in allowed)


def _lets_null(part: Part) -> bool:
    return part.nullable or "type" not in part.schema or "null" in _texts(part.schema["type"])


def _examples(schema: Mapping[str, Any]) -> Iterator[Any]:
    for word in ("example", "x-example", "default"):
        if word in schema:
            yield schema[word]
    listed = schema.get("examples")
    yield from listed if isinstance(listed, list) else ()


def _texts(value: Any) -> list[str]:
    listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [one for one in listed if isinstance(one, str)]
