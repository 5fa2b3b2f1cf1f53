"""A survey of an event contract in, its schemas with the dialects they are read by out. Pure.

A schema has no dialect of its own unless it says `$schema`: it is that of the messages that lead to it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.lint.survey import Survey
from contractkit.openapi.anatomy import MESSAGES, Place, children
from contractkit.schema.translate import Dialect, dialect_of
from contractkit.source.pointer import pointer_in, pointer_of, tokens_of

NAMES: Mapping[Dialect, str] = {
    Dialect.OPENAPI: "OpenAPI's Schema Object",
    Dialect.DRAFT4: "JSON Schema draft-04",
    Dialect.DRAFT6: "JSON Schema draft-06",
    Dialect.DRAFT7: "JSON Schema draft-07",
    Dialect.DRAFT2019: "JSON Schema 2019-09",
    Dialect.DRAFT2020: "JSON Schema 2020-12",
}
_KEYWORDS: Mapping[str, tuple[Dialect, Dialect]] = {  # the first and the last dialect that know it
    "nullable": (Dialect.OPENAPI, Dialect.OPENAPI),
    "patternProperties": (Dialect.DRAFT4, Dialect.DRAFT2020),
    "dependencies": (Dialect.DRAFT4, Dialect.DRAFT7),
    "additionalItems": (Dialect.DRAFT4, Dialect.DRAFT2019),
    **dict.fromkeys(("const", "contains", "propertyNames"), (Dialect.DRAFT6, Dialect.DRAFT2020)),
    "if": (Dialect.DRAFT7, Dialect.DRAFT2020),
    **dict.fromkeys(
        ("$defs", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems"),
        (Dialect.DRAFT2019, Dialect.DRAFT2020),
    ),
    **dict.fromkeys(("minContains", "maxContains"), (Dialect.DRAFT2019, Dialect.DRAFT2020)),
    **dict.fromkeys(("prefixItems", "$dynamicRef"), (Dialect.DRAFT2020, Dialect.DRAFT2020)),
}


def ignored(keyword: str, value: Any, dialect: Dialect) -> bool:
    """A keyword of JSON Schema that means nothing in this dialect. What is no keyword anywhere is none of ours."""
    first, last = _KEYWORDS.get(keyword, (dialect, dialect))
    says_nothing = value is False and keyword == "nullable"
    return not first <= dialect <= last and not says_nothing


def dialects(survey: Survey) -> Iterator[tuple[Place, frozenset[Dialect]]]:
    """Each schema that a message leads to, with every dialect that leads to it."""
    found: dict[str, tuple[Place, set[Dialect]]] = {}
    walked: set[tuple[str, Dialect]] = set()
    waiting = list(_starts(survey))
    while waiting:
        place, around = waiting.pop()
        if not isinstance(place.node, dict):
            continue
        dialect = _dialect(survey, place.pointer, around)
        if (place.pointer, dialect) in walked:
            continue
        walked.add((place.pointer, dialect))
        written = survey.contract.locate(place.pointer).pointer  # one schema may be there once for each dialect
        _, known = found.setdefault(written, (place, set()))
        known.add(dialect)
        ref = place.node.get("$ref")
        if isinstance(ref, str) and ref.startswith("#"):
            target = pointer_in(ref)
            waiting.append((Place(target, "schema", survey.at(target)), dialect))
            if dialect <= Dialect.DRAFT7:
                continue  # what stands beside it means nothing
        waiting += [(inner, dialect) for inner in children(place, survey.contract.version)]
    yield from ((place, frozenset(known)) for place, known in found.values())


def _starts(survey: Survey) -> Iterator[tuple[Place, Dialect]]:
    start = Dialect.DRAFT7 if survey.contract.version.startswith("asyncapi") else Dialect.DRAFT2020
    held = survey.at(f"/{MESSAGES}")
    for name in held if isinstance(held, dict) else ():
        for part in held[name]:
            pointer = pointer_of((MESSAGES, name, part))
            yield Place(pointer, "schema", held[name][part]), start


def _dialect(survey: Survey, pointer: str, around: Dialect) -> Dialect:
    """What the schema says itself, else the nearest thing around it; else what led to it."""
    tokens = tokens_of(pointer)
    for length in range(len(tokens), 0, -1):
        node = survey.at(pointer_of(tokens[:length]))
        if isinstance(node, dict) and isinstance(node.get("$schema"), str):
            return dialect_of(node["$schema"], around)
    return around
