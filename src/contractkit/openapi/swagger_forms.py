"""The `formData` parameters of a Swagger 2.0 operation in, one object schema at a place of its own out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.model import Encoding
from contractkit.openapi.node import Node
from contractkit.openapi.operations import Operation
from contractkit.source.pointer import escape

FORMS = "x-forms"  # root key of a Swagger contract's document that holds these schemas
_types = ("application/x-www-form-urlencoded", "multipart/form-data")
_not_schema = frozenset(("name", "in", "required", "collectionFormat", "allowEmptyValue"))


@dataclass(frozen=True, slots=True)
class Form:
    """`moved`: from the made pointers to the parameters they stand for."""

    key: str
    schema: Mapping[str, Any]
    types: tuple[str, ...]
    encoding: Mapping[str, Encoding]
    moved: Mapping[str, str]

    @property
    def pointer(self) -> str:
        return f"/{FORMS}/{escape(self.key)}"


def form(operation: Operation, fields: tuple[Node, ...], consumes: tuple[str, ...]) -> Form:
    """One object with a property for each field; the media types are the form types the operation consumes."""
    files = any(node.mapping().get("type") == "file" for node in fields)
    wanted = tuple(one for one in consumes if one in _types and not (files and one == _types[0]))
    key = f"{operation.method} {operation.path}"
    start = f"/{FORMS}/{escape(key)}"
    names = [node.text("name") for node in fields]
    schema = {
        "type": "object",
        "properties": {name: _property(node) for name, node in zip(names, fields, strict=True)},
        "required": [name for name, node in zip(names, fields, strict=True) if node.flag("required")],
    }
    if not schema["required"]:
        del schema["required"]
    places = {f"{start}/properties/{escape(name)}": node.pointer for name, node in zip(names, fields, strict=True)}
    encoding = {name: _encoding(node) for name, node in zip(names, fields, strict=True) if _is_list(node)}
    return Form(key, schema, wanted or (_types[files],), encoding, {start: operation.own.pointer, **places})


def with_forms(document: Mapping[str, Any], forms: Mapping[str, Form]) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The document with its forms below `x-forms`, and the way from there back to the parameters."""
    if not forms:
        return document, {}
    moved = {made: real for one in forms.values() for made, real in one.moved.items()}
    return {**document, FORMS: {one.key: one.schema for one in forms.values()}}, moved


def _property(node: Node) -> Mapping[str, Any]:
    schema = {key: value for key, value in node.mapping().items() if key not in _not_schema}
    return {**schema, "type": "string", "format": "binary"} if schema.get("type") == "file" else schema


def _is_list(node: Node) -> bool:
    return node.mapping().get("type") == "array"


def _encoding(node: Node) -> Encoding:
    """How an array travels; tab-separated fields have no style of their own and are sent comma-separated."""
    styles = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
    collection = node.text("collectionFormat", "csv")
    return Encoding(style=styles.get(collection, "form"), explode=collection == "multi")
