"""Schemas of a message in, the constants out by which its events say of which type they are. Pure."""

from collections.abc import Iterator
from typing import Any

from contractkit.asyncapi.wrapped import is_wrapper
from contractkit.model import Part, Tell
from contractkit.openapi.node import Lost, Node

CLOUD = frozenset(("specversion", "id", "source", "type"))
PREFIXES = ("ce_", "ce-", "cloudevents_", "cloudevents:")
TELLING = ("type", "eventtype", "messagetype", "eventname", "messagename", "event")  # most telling first


def told_by(headers: Node | None, payload: Node | None, envelope: str | None, *, data: bool) -> tuple[Tell, ...]:
    """By the attribute of a CloudEvent, by headers, by members of the payload; of each the most telling first."""
    structured = envelope == "cloudevents" and not data
    found = [
        *((Part.ENVELOPE, *one) for one in _constants(headers, prefixed=True)),
        *((Part.HEADERS, *one) for one in _constants(headers)),
        *((Part.ENVELOPE if structured and one[0] == "type" else Part.PAYLOAD, *one) for one in _constants(payload)),
    ]
    return tuple(dict.fromkeys(Tell(*one) for one in found))


def enveloped(payload: Node | None, headers: Node | None, content_type: object) -> tuple[str | None, bool]:
    """Whether the messages are CloudEvents, and whether the payload's schema is that of their data alone."""
    if any(name.lower().startswith(PREFIXES) for name, _ in members(headers)):
        return "cloudevents", True
    if {name for name, _ in members(payload)} >= CLOUD or str(content_type).startswith("application/cloudevents"):
        return "cloudevents", False
    return None, False


def members(schema: Node | None) -> Iterator[tuple[str, Any]]:
    """What a schema speaks of, also by what it is composed of."""
    for node in _composed(schema):
        properties = node.value.get("properties")
        yield from properties.items() if isinstance(properties, dict) else ()


def _constants(schema: Node | None, *, prefixed: bool = False) -> Iterator[tuple[str, str]]:
    """Names and values. `prefixed`: of the attribute `type` of a CloudEvent, which is a header with a prefix."""
    held, chosen = (
        list(members(schema)),
        {_discriminator(node.value) for node in _composed(schema)},
    )  # a name may repeat
    for wanted in ("type",) if prefixed else (None, *TELLING):
        for name, told in held:
            own = name.lower().startswith(PREFIXES)
            known = name in chosen if wanted is None else _plain(name) == wanted
            if known and own is prefixed and (value := _constant(told)) is not None:
                yield name, value


def _constant(told: Any) -> str | None:
    listed = told.get("enum") if isinstance(told, dict) else None
    only = listed[0] if isinstance(listed, list) and len(listed) == 1 else None
    value = told.get("const", only) if isinstance(told, dict) else None
    return value if isinstance(value, str) else None


def _discriminator(schema: Any) -> str | None:
    """The name of the member; AsyncAPI writes it as text, OpenAPI as an object."""
    told = schema.get("discriminator")
    name = told.get("propertyName") if isinstance(told, dict) else told
    return name if isinstance(name, str) else None


def _plain(name: str) -> str:
    """A name without its prefix, and however its words are joined."""
    lower = name.lower()
    prefix = next((one for one in (*PREFIXES, "x-", "x_") if lower.startswith(one)), "")
    return lower.removeprefix(prefix).replace("-", "").replace("_", "")


def _composed(schema: Node | None, depth: int = 4) -> Iterator[Node]:
    node = _followed(schema)
    if node is None or not isinstance(node.value, dict) or depth == 0:
        return
    yield node
    listed = node.value.get("allOf")
    for index, part in enumerate(listed if isinstance(listed, list) else ()):
        yield from _composed(Node(node.document, f"{node.pointer}/allOf/{index}", part), depth - 1)


def _followed(schema: Node | None) -> Node | None:
    try:
        node = None if schema is None else schema.followed()
    except Lost:
        return None
    return _followed(node.get("schema")) if node is not None and is_wrapper(node.value) else node
