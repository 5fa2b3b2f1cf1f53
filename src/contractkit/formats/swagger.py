"""Swagger 2.0 documents: a bundle in, a Contract out (OpenAPI Specification 2.0)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from contractkit.extensions import FORMATS
from contractkit.model import (
    Answer,
    Body,
    Contract,
    Header,
    Interaction,
    Kind,
    Media,
    Parameter,
    SecurityScheme,
    Where,
)
from contractkit.openapi.http_contract import base_path, title, version_of
from contractkit.openapi.node import Node, Unreadable, schema_examples
from contractkit.openapi.operations import Operation, merged_parameters, needs, outline, read_all
from contractkit.openapi.swagger_forms import Form, form, with_forms
from contractkit.source.opened import Opened

_delimiters = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|", "multi": ","}
_status = re.compile(r"[1-5]\d\d|default")
_not_parameters = frozenset(("accept", "content-type"))  # said by `produces` and `consumes`


class Swagger:
    def named(self, path: PurePath) -> bool:
        return False

    def claims(self, document: Mapping[str, Any]) -> bool:
        return "swagger" in document

    def parse(self, opened: Opened) -> Contract:
        assert opened.source is not None
        version, doubts = version_of(opened.source, "swagger", ("2.0",), 'swagger: "2.0"')
        bundle = opened.bundle()
        root = Node(bundle.document, "", bundle.document)
        found = outline(bundle, opened.id)
        security = needs(root)
        forms: dict[str, Form] = {}

        def read(operation: Operation, blank: Interaction) -> Interaction:
            return _operation(operation, blank, root, security, forms)

        interactions, defects = read_all(bundle, opened.id, found, read)
        document, moved = with_forms(bundle.document, forms)
        return Contract(
            id=opened.id,
            file=bundle.file,
            kind=Kind.HTTP,
            version=version,
            title=title(root),
            digest=bundle.digest,
            document=document,
            interactions=interactions,
            schemas=opened.schemas(document, version),
            locate=replace(bundle.locate, moved=moved),
            base_path=base_path(root.text("basePath", "")),
            security_schemes=_security_schemes(root),
            defects=(*doubts, *defects),
        )


def _operation(
    operation: Operation, blank: Interaction, root: Node, security: Any, forms: dict[str, Form]
) -> Interaction:
    own = operation.own
    if not own.mapping().get("responses"):
        raise Unreadable(own.pointer, "'responses' is missing or empty; an operation must promise at least one answer")
    produces = _types(own, root, "produces") or ("*/*",)
    nodes = merged_parameters(operation)
    return replace(
        blank,
        parameters=tuple(p for node in nodes if (p := _parameter(node)) is not None),
        body=_body(operation, nodes, _types(own, root, "consumes"), forms),
        answers=tuple(_answer(c, node, produces) for c, node in own.members("responses") if _status.fullmatch(c)),
        security=needs(own) if own.get("security") is not None else security,
        tags=own.texts("tags") or (),
        deprecated=own.flag("deprecated"),
    )


def _types(own: Node, root: Node, key: str) -> tuple[str, ...]:
    found = own.texts(key)
    return tuple(one.strip().lower() for one in (found if found is not None else root.texts(key) or ()))


def _parameter(node: Node) -> Parameter | None:
    place = node.text("in")
    if place in ("body", "formData"):
        return None
    if place not in ("path", "query", "header"):
        message = f"parameter {node.text('name')!r} has 'in: {place}'; it must be path, query, header, body or formData"
        raise Unreadable(f"{node.pointer}/in", message)
    where, name = Where(place), node.text("name")
    if where is Where.HEADER and name.lower() in _not_parameters:
        return None
    collection = node.text("collectionFormat", "csv")
    if collection not in _delimiters:
        known = ", ".join(_delimiters)
        raise Unreadable(f"{node.pointer}/collectionFormat", f"'collectionFormat: {collection}' is none of {known}")
    return Parameter(
        name,
        where,
        node.pointer,
        node.pointer,  # in 2.0 the parameter object is its own schema
        required=node.flag("required") or where is Where.PATH,
        style="form" if where is Where.QUERY else "simple",
        explode=collection == "multi",
        examples=_shown(node),
        delimiter=_delimiters[collection],
    )


def _body(
    operation: Operation, nodes: tuple[Node, ...], consumes: tuple[str, ...], forms: dict[str, Form]
) -> Body | None:
    fields = tuple(node for node in nodes if node.text("in") == "formData")
    if fields:
        made = form(operation, fields, consumes)
        forms[operation.own.pointer] = made
        media = tuple(Media(one, operation.own.pointer, made.pointer, encoding=made.encoding) for one in made.types)
        return Body(operation.own.pointer, media, required=any(node.flag("required") for node in fields))
    body = next((node for node in nodes if node.text("in") == "body"), None)
    if body is None:
        return None
    schema = body.get("schema")
    pointer = schema.pointer if schema is not None else None
    examples = (*_shown(body), *schema_examples(schema))
    media = tuple(Media(one, body.pointer, pointer, examples) for one in consumes or ("application/json",))
    return Body(body.pointer, media, required=body.flag("required"))


def _answer(code: str, node: Node, produces: tuple[str, ...]) -> Answer:
    schema = node.get("schema")
    shown = node.mapping().get("examples")
    own = {str(k).lower(): v for k, v in shown.items()} if isinstance(shown, dict) else {}
    media: tuple[Media, ...] = ()
    if schema is not None:
        is_file = isinstance(schema.value, dict) and schema.value.get("type") == "file"
        pointer = None if is_file else schema.pointer
        media = tuple(Media(one, node.pointer, pointer, _media_examples(one, own, schema)) for one in produces)
    headers = (Header(n, h.pointer, h.pointer, examples=_shown(h)) for n, h in node.members("headers"))
    return Answer(code, node.pointer, media, tuple(headers), description=node.text("description", ""))


def _media_examples(media: str, own: Mapping[str, Any], schema: Node) -> tuple[Any, ...]:
    return ((own[media],) if media in own else ()) + schema_examples(schema)


def _shown(node: Node) -> tuple[Any, ...]:
    """Swagger 2.0 has no parameter examples; these extensions are what authors write instead."""
    held = node.mapping()
    named = held.get("x-examples")
    single = tuple(held[key] for key in ("x-example", "example") if key in held)
    return single + (tuple(named.values()) if isinstance(named, dict) else ())


def _security_schemes(root: Node) -> Mapping[str, SecurityScheme]:
    found = {}
    for name, node in root.members("securityDefinitions"):
        kind, where = node.text("type", ""), node.text("in", "")
        basic = kind == "basic"
        found[name] = SecurityScheme(
            name,
            "http" if basic else kind,
            node.pointer,
            scheme="basic" if basic else "",
            where=Where(where) if kind == "apiKey" and where in list(Where) else None,
            name=node.text("name", "") if kind == "apiKey" else "",
        )
    return found


FORMATS.add("swagger", Swagger())
