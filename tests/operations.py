"""Contracts of one operation for tests of generation and wire: OpenAPI parameters and schemas in, a Contract out."""

from collections.abc import Mapping, Sequence
from typing import Any

from contractkit.model import (
    Answer,
    Body,
    Contract,
    Encoding,
    Interaction,
    Kind,
    Location,
    Media,
    Parameter,
    SecurityScheme,
    Where,
)
from contractkit.schema import SchemaBook
from contractkit.source.pointer import escape

HERE = Location("contracts/t.yaml", 1)
STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


def contract(
    parameters: Sequence[Mapping[str, Any]] = (),
    content: Mapping[str, Any] | None = None,
    *,
    path: str = "/things",
    method: str = "POST",
    encoding: Mapping[str, Encoding] = {},
    body_required: bool = True,
    answers: Sequence[Answer] = (),
    base_path: str = "",
    siblings: Sequence[str] = (),
    security: Mapping[str, SecurityScheme] = {},
    components: Mapping[str, Any] = {},
    version: str = "3.1.0",
) -> Contract:
    """One operation called `op`. `siblings`: paths of further, empty operations."""
    own: dict[str, Any] = {"operationId": "op", "responses": {"200": {"description": ""}}}
    if parameters:
        own["parameters"] = [_plain(p) for p in parameters]
    if content is not None:
        own["requestBody"] = {"required": body_required, "content": {k: {"schema": v} for k, v in content.items()}}
    document = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {path: {method.lower(): own}},
        "components": {"schemas": dict(components)},
    }
    at = f"/paths/{escape(path)}/{method.lower()}"
    made = tuple(_parameter(p, f"{at}/parameters/{i}") for i, p in enumerate(parameters))
    body = None if content is None else _body(content, f"{at}/requestBody", encoding, body_required)
    first = Interaction("t#op", "t", "op", Kind.HTTP, method, path, at, HERE, made, body, tuple(answers))
    others = tuple(Interaction(f"t#{p}", "t", p, Kind.HTTP, "GET", p, "", HERE) for p in siblings)
    return Contract(
        id="t",
        file="contracts/t.yaml",
        kind=Kind.HTTP,
        version=version,
        title="t",
        digest="",
        document=document,
        interactions=(first, *others),
        schemas=SchemaBook(document, version),
        locate=lambda pointer, *, key=False: HERE,
        base_path=base_path,
        security_schemes=security,
    )


def param(name: str, where: str, schema: Any = None, **more: Any) -> dict[str, Any]:
    """An OpenAPI parameter object; `delimiter` stands for Swagger's collectionFormat."""
    return {"name": name, "in": where, "required": where == "path", "schema": schema or {"type": "string"}, **more}


def _plain(parameter: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameter.items() if name != "delimiter"}


def _parameter(given: Mapping[str, Any], at: str) -> Parameter:
    style = given.get("style", STYLES[given["in"]])
    content = given.get("content")
    media = next(iter(content)) if content else None
    return Parameter(
        given["name"],
        Where(given["in"]),
        at,
        f"{at}/content/{escape(media)}/schema" if media else f"{at}/schema",
        given.get("required", False),
        style,
        given.get("explode", style == "form"),
        media,
        allow_reserved=given.get("allowReserved", False),
        delimiter=given.get("delimiter", ","),
    )


def _body(content: Mapping[str, Any], at: str, encoding: Mapping[str, Encoding], required: bool) -> Body:
    media = tuple(
        Media(kind, f"{at}/content/{escape(kind)}", f"{at}/content/{escape(kind)}/schema", encoding=encoding)
        for kind in content
    )
    return Body(at, media, required)
