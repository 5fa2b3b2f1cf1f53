"""A contract document in, its references out, or a copy with other references. Knows where `$ref` is only data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from contractkit.source.pointer import pointer_of

FILES = "x-files"  # root key under which a bundled document holds the other files it consists of

Path = tuple[Any, str] | None  # linked list of tokens, the last one first


class _Place(Enum):
    OBJECT = 1  # keys are keywords
    NAMES = 2  # keys are names, values are objects
    EXAMPLES = 3  # keys are names, values are Example Objects
    EXAMPLE = 4  # an Example Object: its `value` is data
    MAPPING = 5  # `discriminator.mapping`: values are references or names


_files = (".json", ".yaml", ".yml", ".avsc")
_data = frozenset(("example", "default", "enum", "const"))
_names = frozenset(
    (
        "$defs",
        "callbacks",
        "content",
        "definitions",
        "dependentSchemas",
        "encoding",
        "headers",
        "links",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securityDefinitions",
        "securitySchemes",
        "variables",
        "webhooks",
    )
)


@dataclass(frozen=True, slots=True)
class Reference:
    """`key`: `$ref`, `operationRef`, `mapping`, `schema` (a file) or `$id`; `path` leads to the string `text`."""

    key: str
    text: str
    path: Path

    @property
    def pointer(self) -> str:
        return render(self.path)


def render(path: Path) -> str:
    tokens: list[str] = []
    while path is not None:
        path, token = path
        tokens.append(token)
    return pointer_of(reversed(tokens))


def references(node: Any, *, swagger: bool = False, skip: frozenset[str] = frozenset()) -> Iterator[Reference]:
    """Every reference at or below a node, in no special order; keys in `skip` are passed over at the top."""
    start = {k: v for k, v in node.items() if k not in skip} if isinstance(node, dict) and skip else node
    waiting: list[tuple[Any, _Place, Path]] = [(start, _Place.OBJECT, None)]
    while waiting:
        here, place, path = waiting.pop()
        if isinstance(here, list):
            waiting.extend((v, _Place.OBJECT, (path, str(i))) for i, v in enumerate(here) if isinstance(v, dict | list))
            continue
        for key, value in here.items() if isinstance(here, dict) else ():
            if isinstance(value, str):
                kind = _kind(place, key, value)
                if kind is not None:
                    yield Reference(kind, value, (path, key))
            elif isinstance(value, dict | list):
                below = _below(place, key, value, path is None, swagger)
                if below is not None:
                    waiting.append((value, below, (path, key)))


def rewritten(
    node: Any,
    change: Callable[[Reference], str | None],
    *,
    swagger: bool = False,
    _place: Any = None,
    _path: Path = None,
) -> Any:
    """The node with every reference replaced by what `change` answers (None: left out); the rest is shared."""
    place: _Place = _place or _Place.OBJECT
    if isinstance(node, list):
        items = [rewritten(v, change, swagger=swagger, _path=(_path, str(i))) for i, v in enumerate(node)]
        return items if any(new is not old for new, old in zip(items, node, strict=True)) else node
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    changed = False
    for key, value in node.items():
        new = value
        if isinstance(value, str):
            kind = _kind(place, key, value)
            new = value if kind is None else change(Reference(kind, value, (_path, key)))
        elif (below := _below(place, key, value, _path is None, swagger)) is not None:
            new = rewritten(value, change, swagger=swagger, _place=below, _path=(_path, key))
        changed = changed or new is not value
        if new is not None or value is None:
            made[key] = new
    return made if changed else node


def _kind(place: _Place, key: str, value: str) -> str | None:
    if place is _Place.MAPPING:
        return "mapping" if "#" in value or "/" in value or value.endswith((".json", ".yaml", ".yml")) else None
    if key == "$ref":
        return key
    if place is _Place.OBJECT and key in ("operationRef", "$id"):
        return key
    if place is _Place.OBJECT and key == "schema" and value.partition("#")[0].endswith(_files):
        return key
    return None


def _below(place: _Place, key: str, value: Any, root: bool, swagger: bool) -> _Place | None:
    """What a child is; None for data, whose `$ref` members mean nothing."""
    if place is _Place.NAMES:
        return _Place.OBJECT
    if place is _Place.EXAMPLES:
        return _Place.EXAMPLE
    if place is _Place.EXAMPLE or place is _Place.MAPPING:
        return None
    if key in _data or (key.startswith("x-") and not (root and key == FILES)):
        return None
    if key == "examples":
        return None if swagger or isinstance(value, list) else _Place.EXAMPLES
    if not isinstance(value, dict):
        return _Place.OBJECT
    if key == "headers" and ("properties" in value or not all(isinstance(one, dict) for one in value.values())):
        return _Place.OBJECT  # of a message: one schema, and no map of headers
    if key == "mapping":
        return _Place.MAPPING
    return _Place.NAMES if key in _names or key == FILES else _Place.OBJECT
