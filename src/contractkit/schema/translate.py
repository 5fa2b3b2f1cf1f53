"""A contract document of any version in, the same document with all schemas in JSON Schema 2020-12 out. Pure.

Structure and pointers stay; unchanged parts are shared with the original. Examples, defaults and enums are data.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from contractkit.openapi.anatomy import Place, Shape, is_schema, kind_of, outermost, tables, walk
from contractkit.source.pointer import child, tokens_of

_SWAGGER_ONLY = ("collectionFormat", "allowEmptyValue")
_TYPES = frozenset({"null", "boolean", "object", "array", "number", "integer", "string"})
_MEANT = {"int": "integer", "long": "integer", "float": "number", "double": "number", "bool": "boolean"}
_PARAMETER_ONLY = ("name", "in", "required", "allowEmptyValue", "collectionFormat")
_IDENTITY = ("$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef", "$recursiveAnchor", "$schema")


class Dialect(IntEnum):
    """Older first, so that `dialect <= DRAFT7` reads as it should."""

    OPENAPI = 0  # 2.0 and 3.0: an extended subset of draft 5
    DRAFT4 = 4
    DRAFT6 = 6
    DRAFT7 = 7
    DRAFT2019 = 2019
    DRAFT2020 = 2020


def translated(document: Mapping[str, Any], version: str) -> Mapping[str, Any]:
    """The whole document; a place that only references reach is translated as what refers to it."""
    start = Dialect.DRAFT2020
    if version.startswith(("2", "3.0")):
        start = Dialect.OPENAPI
    elif version.startswith("asyncapi"):
        start = Dialect.DRAFT7  # the Schema Object of AsyncAPI is a superset of it
    elif isinstance(document.get("jsonSchemaDialect"), str):
        start = dialect_of(document["jsonSchemaDialect"], start)
    made: Any = _node(dict(document), "document", start, version)
    beyond = (p for p in walk(document, version) if kind_of(p.pointer, version) is None)
    for place in outermost(beyond, version):
        made = put(made, tokens_of(place.pointer), _node(place.node, place.kind, start, version))
    result: Mapping[str, Any] = made
    return result


def put(node: Any, tokens: tuple[str, ...], value: Any) -> Any:
    """The node with the value at these tokens, copied only along the way."""
    if not tokens:
        return value
    new = put(child(node, tokens[0]), tokens[1:], value)
    if isinstance(node, list):
        index = int(tokens[0])
        return [*node[:index], new, *node[index + 1 :]]
    return {**node, tokens[0]: new}


def dialect_of(uri: str, otherwise: Dialect) -> Dialect:
    """The dialect a `$schema` names; unknown ones are taken for the one around them."""
    for sign, dialect in (
        ("draft-04", Dialect.DRAFT4),
        ("draft-06", Dialect.DRAFT6),
        ("draft-07", Dialect.DRAFT7),
        ("2019-09", Dialect.DRAFT2019),
        ("2020-12", Dialect.DRAFT2020),
        ("oas/3.1", Dialect.DRAFT2020),
        ("oas/3.0", Dialect.OPENAPI),
        ("oas/2.0", Dialect.OPENAPI),
    ):
        if sign in uri:
            return dialect
    return otherwise


def _node(node: Any, kind: str, dialect: Dialect, version: str) -> Any:
    if not isinstance(node, dict):
        return node
    schema = is_schema(Place("", kind, node), version)
    if schema and dialect is not Dialect.OPENAPI and isinstance(node.get("$schema"), str):
        dialect = dialect_of(node["$schema"], dialect)
    parts = tables(version)[kind]
    made = {}
    for key, value in node.items():
        if kind == "callback" and not str(key).startswith("x-"):
            made[key] = _node(value, "path", dialect, version)
        elif key in parts:
            made[key] = _held(value, *parts[key], dialect, version)
        else:
            made[key] = value
    if schema:
        for change in _CHANGES:
            made = change(made, dialect)
        if kind != "schema":
            made = {k: v for k, v in made.items() if k not in _PARAMETER_ONLY}
    if len(made) == len(node) and all(k in node and node[k] is v for k, v in made.items()):
        return node
    return made


def _held(value: Any, shape: Shape, kind: str, dialect: Dialect, version: str) -> Any:
    if isinstance(value, list):
        new = [_node(v, kind, dialect, version) for v in value]
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    if shape is Shape.MAP and isinstance(value, dict):
        mapped = {k: _node(v, kind, dialect, version) for k, v in value.items()}
        return mapped if any(value[k] is not v for k, v in mapped.items()) else value
    return value if shape is Shape.LIST else _node(value, kind, dialect, version)


Schema = dict[str, Any]


def _references(schema: Schema, dialect: Dialect) -> Schema:
    """Up to draft 7 what stands beside `$ref` means nothing."""
    if dialect <= Dialect.DRAFT7 and isinstance(schema.get("$ref"), str):
        return {"$ref": schema["$ref"]}
    return schema


def _identities(schema: Schema, dialect: Dialect) -> Schema:
    if dialect is Dialect.OPENAPI:
        return {k: v for k, v in schema.items() if k not in _IDENTITY}
    return {k: v for k, v in schema.items() if k != "$schema"} if "$schema" in schema else schema


def _slips(schema: Schema, dialect: Dialect) -> Schema:
    """`required: true` (draft 3), `type: file` and unknown types say nothing a value could be held against.

    Types called as programming languages do are meant all the same; that they are not valid is a finding of its own.
    """
    made = schema
    if isinstance(made.get("type"), str) and made["type"] in _MEANT:
        made = {**made, "type": _MEANT[made["type"]]}
    if "type" in made and made["type"] != "file" and not _is_type(made["type"]):
        made = {k: v for k, v in made.items() if k != "type"}
    if isinstance(made.get("required"), bool):
        made = {k: v for k, v in made.items() if k != "required"}
    if dialect is Dialect.OPENAPI:
        made = {k: v for k, v in made.items() if k not in _SWAGGER_ONLY}
        if made.get("type") == "file":
            made = {k: v for k, v in made.items() if k != "type"}
    if isinstance(made.get("discriminator"), str):  # in Swagger 2.0 and AsyncAPI
        made = {**made, "discriminator": {"propertyName": made["discriminator"]}}
    return made


def _is_type(written: Any) -> bool:
    listed = written if isinstance(written, list) else [written]
    return bool(listed) and all(isinstance(one, str) and one in _TYPES for one in listed)


def _bounds(schema: Schema, dialect: Dialect) -> Schema:
    """Boolean exclusive bounds (draft 4) become numbers, also where a newer dialect knows only numbers."""
    made = schema
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = made.get(exclusive)
        if isinstance(flag, bool):
            limit = made.get(bound)
            made = {k: v for k, v in made.items() if k != exclusive}
            if flag and limit is not None:
                made = {(exclusive if k == bound else k): v for k, v in made.items()}
    return made


def _nulls(schema: Schema, dialect: Dialect) -> Schema:
    """`nullable` widens a `type` and its `enum`; without a type it is kept as a sign for the judge."""
    if not ("nullable" in schema or "x-nullable" in schema):
        return schema
    if dialect is not Dialect.OPENAPI:
        return {k: v for k, v in schema.items() if k != "nullable"}
    wanted = schema.get("nullable", schema.get("x-nullable")) is True
    made = {k: v for k, v in schema.items() if k not in ("nullable", "x-nullable")}
    if not wanted:
        return made
    if "type" not in made:
        return {**made, "nullable": True}
    listed = [made["type"]] if isinstance(made["type"], str) else list(made["type"])
    made["type"] = listed if "null" in listed else [*listed, "null"]
    if isinstance(made.get("enum"), list) and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    return made


def _arrays(schema: Schema, dialect: Dialect) -> Schema:
    """A list of `items` became `prefixItems`, and `additionalItems` what follows it."""
    if dialect >= Dialect.DRAFT2020 or not isinstance(schema.get("items"), list):
        return schema
    made = {("prefixItems" if k == "items" else k): v for k, v in schema.items() if k != "additionalItems"}
    if not made["prefixItems"]:
        del made["prefixItems"]
    if "additionalItems" in schema:
        made["items"] = schema["additionalItems"]
    return made


def _dependencies(schema: Schema, dialect: Dialect) -> Schema:
    if dialect > Dialect.DRAFT7 or not isinstance(schema.get("dependencies"), dict):
        return schema
    made = {k: v for k, v in schema.items() if k != "dependencies"}
    names = {k: v for k, v in schema["dependencies"].items() if isinstance(v, list)}
    schemas = {k: v for k, v in schema["dependencies"].items() if not isinstance(v, list)}
    return {
        **made,
        **({"dependentRequired": names} if names else {}),
        **({"dependentSchemas": schemas} if schemas else {}),
    }


_CHANGES: tuple[Callable[[Schema, Dialect], Schema], ...] = (
    _references,
    _identities,
    _slips,
    _bounds,
    _nulls,
    _arrays,
    _dependencies,
)
