"""OpenAPI 3.0 and 3.1 documents: a bundle in, a Contract out (OpenAPI Specification 3.1.1, section 4.8)."""

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
    Encoding,
    Header,
    Interaction,
    Kind,
    Link,
    Media,
    Parameter,
    Recognised,
    SecurityScheme,
    Where,
)
from contractkit.openapi.http_contract import base_path, title, version_of
from contractkit.openapi.node import Node, Unreadable, schema_examples
from contractkit.openapi.operations import Operation, Outline, merged_parameters, needs, outline, read_all
from contractkit.source.opened import Opened
from contractkit.source.pointer import pointer_in

_styles = {Where.QUERY: "form", Where.COOKIE: "form", Where.PATH: "simple", Where.HEADER: "simple"}
_status = re.compile(r"[1-5](\d\d|[xX]{2})|default")
_not_parameters = frozenset(("accept", "content-type", "authorization"))  # OpenAPI 3.1, 4.8.12.2.1: ignored


class OpenApi:
    def named(self, path: PurePath) -> bool:
        return False

    def claims(self, document: Mapping[str, Any]) -> bool:
        return "openapi" in document

    def parse(self, opened: Opened) -> Contract | Recognised:
        assert opened.source is not None
        version, doubts = version_of(opened.source, "openapi", ("3.0", "3.1", "3.2"), "3.0.x or 3.1.x")
        if version.startswith("3.2"):
            return opened.recognised(
                f"OpenAPI {version}", "OpenAPI 3.2 cannot be judged yet; its promises are unproven"
            )
        bundle = opened.bundle()
        root = Node(bundle.document, "", bundle.document)
        found = outline(bundle, opened.id)
        security = needs(root)

        def read(operation: Operation, blank: Interaction) -> Interaction:
            return _operation(operation, blank, found, security)

        interactions, defects = read_all(bundle, opened.id, found, read)
        return Contract(
            id=opened.id,
            file=bundle.file,
            kind=Kind.HTTP,
            version=version,
            title=title(root),
            digest=bundle.digest,
            document=bundle.document,
            interactions=interactions,
            schemas=opened.schemas(bundle.document, version),
            locate=bundle.locate,
            base_path=_base_path(root),
            security_schemes=_security_schemes(root),
            defects=(*doubts, *defects),
        )


def _operation(operation: Operation, blank: Interaction, found: Outline, security: Any) -> Interaction:
    own = operation.own
    responses = own.get("responses")
    if responses is None or not own.followed().mapping().get("responses"):
        raise Unreadable(own.pointer, "'responses' is missing or empty; an operation must promise at least one answer")
    body = own.get("requestBody")
    return replace(
        blank,
        parameters=tuple(p for node in merged_parameters(operation) if (p := _parameter(node)) is not None),
        body=None if body is None else _body(body.followed()),
        answers=tuple(_answer(code, node, found) for code, node in own.members("responses") if _status.fullmatch(code)),
        security=needs(own) if own.get("security") is not None else security,
        tags=own.texts("tags") or (),
        deprecated=own.flag("deprecated"),
        base_path=next((_base_path(n) for n in (own, operation.item) if next(n.items("servers"), None)), None),
    )


def _parameter(node: Node) -> Parameter | None:
    try:
        where = Where(node.text("in"))
    except ValueError:
        message = (
            f"parameter {node.text('name')!r} has 'in: {node.text('in')}'; it must be path, query, header or cookie"
        )
        raise Unreadable(f"{node.pointer}/in", message) from None
    name = node.text("name")
    if where is Where.HEADER and name.lower() in _not_parameters:
        return None
    style = node.text("style", _styles[where])
    media = next(iter(_media(node)), None)
    schema = media.schema if media else _pointer(node.get("schema"))
    return Parameter(
        name,
        where,
        node.pointer,
        schema,
        required=node.flag("required") or where is Where.PATH,
        style=style,
        explode=node.flag("explode", style == "form"),
        media=media.type if media else None,
        examples=media.examples if media else _examples(node),
        allow_reserved=node.flag("allowReserved"),
    )


def _body(node: Node) -> Body:
    return Body(node.pointer, _media(node), required=node.flag("required"))


def _media(node: Node) -> tuple[Media, ...]:
    """The entries of `content`, in the author's order."""
    return tuple(
        Media(name.strip().lower(), entry.pointer, _pointer(entry.get("schema")), _examples(entry), _encodings(entry))
        for name, entry in node.members("content")
        if entry.mapping() is not None
    )


def _encodings(node: Node) -> Mapping[str, Encoding]:
    return {
        name: Encoding(
            entry.text("contentType", "") or None,
            entry.text("style", "") or None,
            entry.flag("explode") if entry.get("explode") is not None else None,
        )
        for name, entry in node.members("encoding")
    }


def _answer(code: str, node: Node, found: Outline) -> Answer:
    headers = (_header(name, entry) for name, entry in node.members("headers") if name.lower() != "content-type")
    return Answer(
        code if code == "default" else code.upper(),
        node.pointer,
        _media(node),
        tuple(headers),
        _links(node, found),
        description=node.text("description", ""),
    )


def _header(name: str, node: Node) -> Header:
    media = next(iter(_media(node)), None)
    return Header(
        name,
        node.pointer,
        media.schema if media else _pointer(node.get("schema")),
        required=node.flag("required"),
        explode=node.flag("explode"),
        media=media.type if media else None,
        examples=media.examples if media else _examples(node),
    )


def _links(node: Node, found: Outline) -> tuple[Link, ...]:
    links = []
    for name, entry in node.members("links"):
        ref, target = entry.mapping().get("operationRef"), entry.mapping().get("operationId")
        operation = found.by_pointer.get(pointer_in(ref)) if isinstance(ref, str) else found.by_id.get(str(target))
        parameters = entry.mapping().get("parameters")
        body = entry.value.get("requestBody")
        links.append(Link(name, entry.pointer, operation, parameters if isinstance(parameters, dict) else {}, body))
    return tuple(links)


def _examples(node: Node) -> tuple[Any, ...]:
    """What is shown of a value: its own example(s) first, then what its schema shows."""
    held = node.mapping()
    own = [held[key] for key in ("example", "x-example") if key in held]
    if isinstance(held.get("examples"), dict):
        for _, entry in node.members("examples"):
            if isinstance(entry.value, dict) and "value" in entry.value:
                own.append(entry.value["value"])
    return (*own, *schema_examples(node.get("schema")))


def _pointer(node: Node | None) -> str | None:
    return None if node is None else node.pointer


def _security_schemes(root: Node) -> Mapping[str, SecurityScheme]:
    components = root.get("components")
    found = {}
    for name, node in components.members("securitySchemes") if components is not None else ():
        kind, where = node.text("type", ""), node.text("in", "")
        found[name] = SecurityScheme(
            name,
            kind,
            node.pointer,
            scheme=node.text("scheme", "").lower(),
            where=Where(where) if kind == "apiKey" and where in list(Where) else None,
            name=node.text("name", "") if kind == "apiKey" else "",
        )
    return found


def _base_path(root: Node) -> str:
    """The path of the first server, its variables at their defaults."""
    server = next(root.items("servers"), None)
    if server is None:
        return ""
    url = server.text("url", "")
    for name, variable in server.members("variables"):
        url = url.replace(f"{{{name}}}", str(variable.mapping().get("default", "")))
    return base_path(url)


FORMATS.add("openapi", OpenApi())
