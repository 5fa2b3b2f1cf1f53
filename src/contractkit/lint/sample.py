"""A survey in, every value out that a contract shows as one of its own, with the schema it has to satisfy. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.lint.survey import Survey
from contractkit.lint.types import is_a
from contractkit.model import Direction
from contractkit.openapi.anatomy import Place, is_schema
from contractkit.source.pointer import escape, pointer_in, tokens_of

_SAYS_NOTHING = frozenset(("type", "enum", "title", "description", "default", "example", "examples", "nullable"))
_ANY: tuple[Direction | None, ...] = (None, "request", "response")


@dataclass(frozen=True, slots=True)
class Sample:
    """It is wrong only when each of `values` (readings of what is written) is wrong in each of `directions`."""

    rule: str  # example, default, enum
    pointer: str
    schema: str
    values: tuple[Any, ...]
    directions: tuple[Direction | None, ...]


def samples(survey: Survey) -> Iterator[Sample]:
    """In document order; an example shared by reference is judged once for each schema it stands for."""
    schemas = {p.pointer for p in survey.schemas}
    seen: set[tuple[str, str]] = set()
    for place in survey.places:
        if not isinstance(place.node, dict):
            continue
        found = _of_schema(survey, place) if place.pointer in schemas else iter(())
        if not is_schema(place, survey.contract.version):
            found = _beside(survey, place)
        for sample in found:
            if (sample.pointer, sample.schema) not in seen:
                seen.add((sample.pointer, sample.schema))
                yield sample


def judged_as(media: str, value: Any) -> bool:
    """A string may show XML, CSV or a form as written; what it says is then not for a schema to judge."""
    essence = media.split(";")[0].strip().lower()
    return not isinstance(value, str) or essence.endswith(("/json", "+json"))


def readings(value: Any) -> tuple[Any, ...]:
    """A string is also read as the JSON text it may contain (OpenAPI 3.1, 4.8.19.1)."""
    if not isinstance(value, str):
        return (value,)
    try:
        return (value, json.loads(value))
    except ValueError:
        return (value,)


def _of_schema(survey: Survey, place: Place) -> Iterator[Sample]:
    """Shown by a schema itself, it may stand for either direction."""
    schema, pointer = place.node, place.pointer
    for key in ("example", "default"):
        if key in schema:
            yield Sample(key, f"{pointer}/{key}", pointer, (schema[key],), _ANY)
    listed = schema.get("examples")
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        yield Sample("example", f"{pointer}/examples/{index}", pointer, (value,), _ANY)
    members = schema.get("enum")
    for index, value in enumerate(members if isinstance(members, list) else ()):
        if not _plainly_valid(schema, value, survey.contract.version):
            yield Sample("enum", f"{pointer}/enum/{index}", pointer, (value,), (None,))


def _plainly_valid(schema: Mapping[str, Any], value: Any, version: str) -> bool:
    """Most enums have a type and nothing else to hold a member against: no validator is needed for those."""
    kind = schema.get("type")
    if not all(key in _SAYS_NOTHING or key.startswith("x-") for key in schema):
        return False
    null = value is None and schema.get("nullable") is True and version.startswith("3.0")
    return null or kind is None or (isinstance(kind, str) and kind in _TYPES and is_a(value, kind))


_TYPES = frozenset(("string", "number", "integer", "boolean", "array", "object", "null"))


def _beside(survey: Survey, place: Place) -> Iterator[Sample]:
    """Shown beside a schema: by parameters, headers, media types and the answers of Swagger 2.0."""
    node, pointer = place.node, place.pointer
    if not isinstance(node.get("schema"), dict):
        return
    directions = (_direction(place),)
    if survey.contract.version.startswith("2"):
        shown = node.get("examples") if place.kind == "answer" else None
        for media, value in shown.items() if isinstance(shown, dict) else ():
            if judged_as(media, value):
                where = f"{pointer}/examples/{escape(media)}"
                yield Sample("example", where, f"{pointer}/schema", readings(value), directions)
        return
    media = tokens_of(pointer)[-1] if place.kind == "media" else "application/json"
    for where, value in _examples(survey, node, pointer):
        if judged_as(media, value):
            values = readings(value) if place.kind == "media" else (value,)
            yield Sample("example", where, f"{pointer}/schema", values, directions)


def _examples(survey: Survey, node: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    if "example" in node:
        yield f"{pointer}/example", node["example"]
    named = node.get("examples")
    for name, example in named.items() if isinstance(named, dict) else ():
        where = f"{pointer}/examples/{escape(str(name))}"
        while (
            isinstance(example, dict) and isinstance(example.get("$ref"), str) and where != pointer_in(example["$ref"])
        ):
            where = pointer_in(example["$ref"])
            example = survey.at(where)
        if isinstance(example, dict) and "value" in example:
            yield f"{where}/value", example["value"]


def _direction(place: Place) -> Direction | None:
    """What a message is, seen from the nearest part of the document that says so."""
    if place.kind == "parameter":
        return "request"
    for token in reversed(tokens_of(place.pointer)):
        if token in ("requestBody", "requestBodies"):
            return "request"
        if token in ("responses", "headers"):
            return "response"
    return None
