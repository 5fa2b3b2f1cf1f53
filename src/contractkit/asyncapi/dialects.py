"""A schema of another dialect in, the same with all it leads to as that dialect reads it, out.

What a `$ref` leads to stands among the schemas of the document, which are AsyncAPI's own; it is copied, so that one
schema may be read one way by one message and another way by another. What leads to a Multi Format Schema Object leads
to the schema in it, which says its dialect itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractkit.asyncapi.formats import schema_format
from contractkit.asyncapi.wrapped import DATA, LOCAL, is_wrapper
from contractkit.source.pointer import at, pointer_in, pointer_of, reference_to


@dataclass(frozen=True, slots=True)
class Dialects:
    """`under`: the member of the document's root where copies stand; `copies`: them, by name; `moved`: from where."""

    under: str
    copies: dict[str, dict[str, Any]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)

    def read_as(self, dialect: str | None, schema: Any, document: Any) -> Any:
        """With `$schema`, where it does not say another one itself; None is AsyncAPI's own, which needs none."""
        if not isinstance(schema, Mapping):
            return schema
        made = _referring(schema, lambda ref: self._copied(dialect, ref, document))
        return made if dialect is None or "$schema" in made else {"$schema": dialect, **made}

    def _copied(self, dialect: str | None, ref: str, document: Any) -> str:
        written = pointer_in(ref)
        name = f"{dialect} {written}"
        pointer = pointer_of((self.under, name, "schema"))
        if name not in self.copies:
            try:
                there = at(document, written)
            except LookupError:
                return ref  # the reference itself is reported
            if is_wrapper(there):
                dialect, there, written = (
                    schema_format(there["schemaFormat"]).dialect,
                    there["schema"],
                    f"{written}/schema",
                )
            self.copies[name] = {}  # for what leads back here
            self.moved[pointer] = written
            self.copies[name]["schema"] = self.read_as(dialect, there, document)
        return reference_to(pointer)


def _referring(value: Any, copied: Callable[[str], str]) -> Any:
    """The same with other references; what is data and no schema stays."""
    if isinstance(value, list):
        return [_referring(one, copied) for one in value]
    if not isinstance(value, Mapping):
        return value
    made: dict[str, Any] = {}
    for name, inner in value.items():
        if name == "$ref" and isinstance(inner, str) and inner.startswith(LOCAL):
            made[name] = copied(inner)
        elif name == "mapping" and isinstance(inner, Mapping):
            made[name] = {k: copied(v) if str(v).startswith(LOCAL) else v for k, v in inner.items()}
        else:
            made[name] = inner if name in DATA else _referring(inner, copied)
    return made
