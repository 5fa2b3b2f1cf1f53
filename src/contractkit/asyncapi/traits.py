"""An object with traits in, the object they make together out: the rule of who wins differs between 2.x and 3.x. Pure.

2.x: JSON Merge Patch in the order they are listed, so a trait overrides its target. 3.x: "a property on a trait MUST
NOT override the same property on the target object".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.asyncapi.outline import MessageNode
from contractkit.openapi.node import Node
from contractkit.source.pointer import escape

PARTS = ("payload", "headers")  # members of a message that are schemas


def merged(node: Node, *, overriding: bool) -> dict[str, Any]:
    """The members of an object and of its traits, references of theirs followed."""
    made = {key: value for key, value in node.mapping().items() if key != "traits"}
    for trait in node.items("traits"):
        value = trait.followed().mapping()
        made = _patched(node, made, value) if overriding else _patched(node, value, made)
    return made


def message(name: str, node: Node, *, overriding: bool) -> MessageNode:
    """A message with its traits; parts that two objects write are merged, and it is kept who wrote what."""
    value = merged(node, overriding=overriding)
    parts: dict[str, Node] = {}
    moved: dict[str, dict[str, str]] = {}
    for part in PARTS:
        writers = [held for one in (node, *_traits(node)) if (held := one.get(part)) is not None]
        if len(writers) == 1:
            parts[part] = writers[0]
        elif writers:
            parts[part], moved[part] = _together([one.followed() for one in writers], overriding=overriding)
    return MessageNode(name, node, value, parts, moved)


def _patched(around: Node, target: Any, patch: Any) -> Any:
    """RFC 7396 but for one thing: a null of a schema (`default: null`) is a value and removes nothing.

    A reference that meets an object is followed: beside its members it would mean nothing, or hide them.
    """
    if not isinstance(patch, Mapping) or not isinstance(target, Mapping):
        return patch
    if "$ref" in target and "$ref" in patch:
        return patch
    if "$ref" in target or "$ref" in patch:
        held = [Node(around.document, around.pointer, value).followed().value for value in (target, patch)]
        return _patched(around, *held)
    return {**target, **{key: _patched(around, target.get(key), value) for key, value in patch.items()}}


def _traits(node: Node) -> Iterator[Node]:
    yield from (trait.followed() for trait in node.items("traits"))


def _together(writers: list[Node], *, overriding: bool) -> tuple[Node, dict[str, str]]:
    first, *others = writers
    value, moved = first.value, dict[str, str]()
    for other in others:
        before = value
        value = _patched(first, value, other.value) if overriding else _patched(first, other.value, value)
        for place in _new(other.value, {} if overriding else before):
            moved[place] = f"{other.pointer}{place}"
    return Node(first.document, first.pointer, value), moved


def _new(value: Any, known: Any, at: str = "") -> Iterator[str]:
    """The outermost places that one object has and another one has not."""
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        place = f"{at}/{escape(key)}"
        if not isinstance(known, Mapping) or key not in known:
            yield place
        elif isinstance(inner, Mapping):
            yield from _new(inner, known[key], place)
