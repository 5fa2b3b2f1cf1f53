"""What an error says of the place it is about, in the forms that are in use, in; the place out. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ROOTS = ("body", "query", "path", "header", "cookie")
LISTS: tuple[str, ...] = ("errors", "details", "violations", "fieldErrors", "fieldViolations")
LISTS += ("invalid-params", "invalidParams", "invalid_params", "validationErrors", "validation_errors")
PLACES = ("pointer", "field", "fieldName", "param", "parameter", "property", "propertyPath", "loc", "target", "source")
TOP = ("pointer", "field", "fieldName", "param", "parameter", "property", "propertyPath")
WRAPPED = ("data", "attributes")  # of JSON:API bodies
_WHERE = {"headers": "header", "params": "path", "cookies": "cookie", "json": "body", "form": "body"}
_DOTTED = re.compile(r"\[\s*['\"]?([^\]'\"]*)['\"]?\s*\]|\.")


@dataclass(frozen=True, slots=True)
class Named:
    """A place that an error names. `root`: body, query, path, header or cookie, None where it is not said.

    `steps`: names on the way to it; indexes are left out. `exact`: told as a pointer, which can be followed.
    """

    root: str | None
    steps: tuple[str, ...]
    shown: str
    exact: bool = False


def top(body: Any) -> Iterator[Named]:
    """The place that a body names at its top; `source` and `target` are other things there."""
    said = {name: body[name] for name in TOP if name in body} if isinstance(body, dict) else {}
    yield from named_in(said)


def entries(body: Any) -> Iterator[Mapping[str, Any]]:
    """The single errors that a body lists, whatever the list is called."""
    if not isinstance(body, dict):
        return
    for name in LISTS:
        listed = body.get(name)
        if isinstance(listed, list):
            yield from (one for one in listed if isinstance(one, dict))


def named_in(entry: Mapping[str, Any]) -> Iterator[Named]:
    """The places one error names."""
    root = _root(entry.get("in"))
    for member in PLACES:
        said = entry.get(member)
        if member == "source" and isinstance(said, Mapping):
            yield from _source(said)
        elif member == "loc" and isinstance(said, list):
            yield located(said)
        elif member == "pointer" and isinstance(said, str):
            yield pointed(said)
        elif isinstance(said, str) and said:
            yield dotted(said, root=root)
    if isinstance(entry.get("name"), str) and ("reason" in entry or root is not None):  # invalid-params of RFC 7807
        yield dotted(entry["name"], root=root)


def keyed(errors: Any) -> Iterator[Named]:
    """`{"email": ["is taken"], "items.0.sku": [...]}`: the names of the members are the places."""
    for name in errors if isinstance(errors, dict) else ():
        yield dotted(name)


def pointed(said: str) -> Named:
    """`#/items/0/sku`, `/items/0/sku`; a bare word is a name."""
    text = said.removeprefix("#")
    if text and not text.startswith("/"):
        return dotted(said)
    steps = [step.replace("~1", "/").replace("~0", "~") for step in text[1:].split("/")] if text else []
    while steps and steps[0] in WRAPPED:
        steps.pop(0)
    return Named("body", _names(steps), said, exact=True)


def located(said: list[Any]) -> Named:
    """`["body", "items", 0, "sku"]`"""
    steps = [str(step) for step in said]
    root = _root(steps[0]) if steps else None
    return Named(root, _names(steps[1:] if root else steps), ".".join(steps))


def dotted(said: str, *, root: str | None = None) -> Named:
    """`items[0].sku`, `items.0.sku`, `items[0][sku]`, `$.items[0].sku`, `body.items`"""
    if said.startswith(("/", "#/")):
        found = pointed(said)
        return Named(root or found.root, found.steps, said, exact=root in (None, "body"))
    steps = [step for step in _DOTTED.split(said.removeprefix("$")) if step]
    first = _root(steps[0]) if len(steps) > 1 and root is None else None
    return Named(root or first, _names(steps[1:] if first else steps), said)


def _source(said: Mapping[str, Any]) -> Iterator[Named]:
    """JSON:API 1.1, error objects."""
    if isinstance(said.get("pointer"), str):
        yield pointed(said["pointer"])
    for member, root in (("parameter", "query"), ("header", "header")):
        if isinstance(said.get(member), str):
            yield dotted(said[member], root=root)


def _root(said: Any) -> str | None:
    if not isinstance(said, str):
        return None
    word = said.lower()
    word = _WHERE.get(word, word)
    return word if word in ROOTS else None


def _names(steps: list[str]) -> tuple[str, ...]:
    return tuple(step for step in steps if step not in ("", "*", "-") and not step.isdigit())
