"""No schema asks for what no value can be."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.lint.types import is_a, is_number
from contractkit.schema.formats import compiled, found

_bounds = (
    ("minimum", "maximum", ("number", "integer")),
    ("minLength", "maxLength", ("string",)),
    ("minItems", "maxItems", ("array",)),
    ("minProperties", "maxProperties", ("object",)),
)


@RULES.register("impossible")
def impossible(survey: Survey) -> Iterator[Finding]:
    """Bounds that cross, members both required and forbidden, enums without a member of the type."""
    for place in survey.schemas:
        for keyword, message in (*_crossed(place.node), *_forbidden(place.node), *_foreign(place.node)):
            yield Finding("impossible-constraint", f"{place.pointer}/{keyword}", message)


def _crossed(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for low, high, kinds in _bounds:
        least, most = schema.get(low), schema.get(high)
        if is_number(least) and is_number(most) and least > most and _may_be(schema, kinds):
            yield low, f"{low} {least} is above {high} {most}: no value fits; correct one of them"
    edges = [_edge(schema, "minimum", "exclusiveMinimum", max), _edge(schema, "maximum", "exclusiveMaximum", min)]
    least, most = (edge for edge, _ in edges)
    open_ended = edges[0][1] or edges[1][1]
    if (
        least is not None
        and most is not None
        and open_ended
        and least >= most
        and _may_be(schema, ("number", "integer"))
    ):
        where = "exclusiveMinimum" if "exclusiveMinimum" in schema else "exclusiveMaximum"
        yield where, f"no number lies between {least} and {most} when a bound is exclusive; correct one of them"
    required, most = schema.get("required"), schema.get("maxProperties")
    if isinstance(required, list) and is_number(most) and len(set(map(str, required))) > most:
        yield "maxProperties", f"{len(required)} members are required, but maxProperties is {most}; correct one of them"


def _edge(schema: Mapping[str, Any], plain: str, exclusive: str, tighter: Any) -> tuple[Any, bool]:
    """A bound and whether it is exclusive, as a flag (3.0) or as a number (3.1)."""
    bound, sharp = schema.get(plain), schema.get(exclusive)
    if sharp is True:
        return (bound, True) if is_number(bound) else (None, False)
    if not is_number(sharp):
        return (bound, False) if is_number(bound) else (None, False)
    if is_number(bound) and tighter(bound, sharp) != sharp:
        return bound, False
    return sharp, True


def _forbidden(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    required, named = schema.get("required"), schema.get("properties")
    if not isinstance(required, list) or not isinstance(named, dict | None) or not _may_be(schema, ("object",)):
        return
    properties = named or {}
    patterns = schema.get("patternProperties")
    open_names = [p for p in patterns if compiled(p) is not None] if isinstance(patterns, dict) else []
    closed = schema.get("additionalProperties") is False and len(open_names) == len(patterns or ())
    for name in required:
        if not isinstance(name, str):
            continue
        if properties.get(name) is False:
            yield "required", f"{name!r} is required, but its schema is false: no object fits; correct one of them"
        elif closed and name not in properties and not any(found(p, name) for p in open_names):
            yield "required", f"{name!r} is required, but not among the properties of a closed object; declare it"


def _foreign(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    members, kinds = schema.get("enum"), _kinds(schema)
    if isinstance(members, list) and members and kinds and not any(is_a(v, kind) for v in members for kind in kinds):
        yield "enum", f"no member of the enum is of type {' or '.join(kinds)}: no value fits; correct one of them"


def _kinds(schema: Mapping[str, Any]) -> tuple[str, ...]:
    stated = schema.get("type")
    listed = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else []
    nullable = ["null"] if schema.get("nullable") is True and listed else []
    return tuple(kind for kind in (*listed, *nullable) if isinstance(kind, str))


def _may_be(schema: Mapping[str, Any], kinds: tuple[str, ...]) -> bool:
    stated = _kinds(schema)
    return not stated or any(kind in stated for kind in kinds)
