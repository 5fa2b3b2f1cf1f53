"""A schema in, the Multi Format Schema Objects that it refers to from inside out (AsyncAPI 3.0 and 3.1). Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.asyncapi.formats import SchemaFormat, schema_format
from contractkit.source.pointer import at, pointer_in

DATA = frozenset({"enum", "const", "default", "example", "examples"})
LOCAL = "#/"


def is_wrapper(value: Any) -> bool:
    return isinstance(value, Mapping) and "schemaFormat" in value and "schema" in value


def wrappers(schema: Any, document: Any) -> Iterator[SchemaFormat]:
    """The formats of those that references lead to, however many steps away; each once."""
    seen: set[str] = set()
    waiting = [schema]
    while waiting:
        for reference in references(waiting.pop()):
            if reference in seen:
                continue
            seen.add(reference)
            try:
                there = at(document, pointer_in(reference))
            except LookupError:
                continue  # the reference itself is reported
            if is_wrapper(there):
                yield schema_format(there["schemaFormat"])
                there = there["schema"]
            waiting.append(there)


def references(schema: Any) -> Iterator[str]:
    """Those within the document, as they are written; what is data and no schema has none."""
    waiting = [schema]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            if isinstance(value.get("$ref"), str) and value["$ref"].startswith(LOCAL):
                yield value["$ref"]
            waiting.extend(inner for name, inner in value.items() if name not in DATA)


def has_wrappers(document: Any) -> bool:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if is_wrapper(value):
            return True
        waiting.extend(value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ())
    return False
