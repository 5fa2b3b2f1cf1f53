"""An AsyncAPI document in, what the official JSON Schema of its version has against it out, each at its exact place.

The schemas are data (data/asyncapi). They say `oneOf: [Reference, X]` nearly everywhere, so that what is wrong with an
X lies deep within a branch: of the branches the one is told that was meant.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from contractkit.openapi.anatomy import MESSAGES
from contractkit.source.references import FILES

VERSIONS = ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.0", "3.1")
_WHOLE = re.compile(r"\d+\.\d+\.\d+(-[\w.-]+)?")
_LONGEST = 300
_TELLING = ("type", "scheme", "bindingVersion", "schemaFormat")  # members by which alternatives are told apart

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """`detail`: of `required` the missing member, of `enum` and `const` what may stand there."""

    path: Path
    keyword: str
    message: str
    detail: tuple[Any, ...] = ()


def violations(document: Mapping[str, Any], version: str) -> Iterator[tuple[Path, str]]:
    """Path and message of each violation; `version` is the document's own, such as 2.6.0."""
    known = ".".join(version.split(".")[:2])
    asked = {key: value for key, value in document.items() if key not in (MESSAGES, FILES)}
    if isinstance(asked.get("asyncapi"), str) and _WHOLE.fullmatch(asked["asyncapi"]):
        asked["asyncapi"] = f"{known}.0"  # "the patch version will not be considered by tooling" (2.6, 3.0: Version)
    for error in _validator(known).iter_errors(asked):
        yield from ((leaf.path, _short(leaf.message)) for leaf in _leaves(error))


@lru_cache(maxsize=len(VERSIONS))
def _validator(known: str) -> Any:
    from jsonschema_rs import Draft7Validator

    schema = json.loads(files("contractkit").joinpath(f"data/asyncapi/{known}.0.json").read_text("utf-8"))
    return Draft7Validator(schema, formats={"uri-template": _is_address})


def _is_address(written: str) -> bool:
    """Any channel of 2.x: `{user-id}` is no template of RFC 6570, and a name that the Parameters Object allows."""
    return True


def _leaves(error: Any) -> Iterator[_Leaf]:
    """The errors that say most: of alternatives those of the one that was meant."""
    path: Path = tuple(error.instance_path)
    match error.kind.name:
        case "oneOf" | "anyOf":
            yield from _alternatives(path, error)
        case "additionalProperties" | "unevaluatedProperties":
            for name in error.kind.unexpected:
                yield _Leaf((*path, name), "unknown", f"{name!r} is none of the members that are allowed here")
        case "propertyNames":
            name = error.kind.error.instance
            yield _Leaf((*path, name) if isinstance(name, str) else path, "name", error.kind.error.message)
        case "required":
            yield _Leaf(path, "required", error.message, (error.kind.property,))
        case "enum":
            yield _Leaf(path, "enum", error.message, tuple(error.kind.options))
        case "const":
            yield _Leaf(path, "const", error.message, (error.kind.expected_value,))
        case keyword:
            yield _Leaf(path, keyword, error.message)


def _alternatives(path: Path, error: Any) -> Iterator[_Leaf]:
    branches = [[leaf for inner in branch for leaf in _leaves(inner)] for branch in error.kind.context]
    if not all(branches):
        yield _Leaf(path, "several", "it is several of the things that it may be only one of")
        return
    branches.sort(key=lambda leaves: _strangeness(path, leaves))
    likely = [leaves for leaves in branches if not _misses(path, leaves, "$ref")]
    if len(likely) > 1 and all(len(one) == 1 and one[0].keyword == "required" for one in likely):
        names = sorted({repr(leaf.detail[0]) for one in likely for leaf in one if leaf.path == path})
        if len(names) > 1:
            yield _Leaf(path, "required", f"one of {', '.join(names)} is required", tuple(names))
            return
    mistaken = [leaf for leaves in likely for leaf in leaves if _tells(path, leaf)]
    if len(likely) > 1 and all(any(_tells(path, leaf) for leaf in one) for one in likely):
        one = mistaken[0]
        known = {repr(value): value for leaf in mistaken if leaf.path == one.path for value in leaf.detail}
        yield _Leaf(one.path, one.keyword, f"it is none of {', '.join(sorted(known))}", tuple(known.values()))
        return
    yield from branches[0]


def _strangeness(path: Path, leaves: list[_Leaf]) -> tuple[int, ...]:
    """How little an alternative speaks of a value: a reference it is not, another shape or constant, most errors."""
    shape = any(leaf.path == path and leaf.keyword in ("type", "const") for leaf in leaves)
    return _misses(path, leaves, "$ref"), shape, any(_tells(path, leaf) for leaf in leaves), len(leaves)


def _misses(path: Path, leaves: list[_Leaf], name: str) -> bool:
    return any(leaf.path == path and leaf.keyword == "required" and name in leaf.detail for leaf in leaves)


def _tells(path: Path, leaf: _Leaf) -> bool:
    """It is the sign by which alternatives are told apart that is wrong."""
    beside = len(leaf.path) == len(path) + 1 and leaf.path[-1] in _TELLING
    return beside and leaf.keyword in ("enum", "const") and bool(leaf.detail)


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST // 2]} ... {message[-_LONGEST // 2 :]}"
