"""An AsyncAPI document in, what the official JSON Schema of its version has against it out, each at its exact place.

The schemas are data (data/asyncapi). They say `oneOf: [Reference, X]` nearly everywhere, so that what is wrong with an
X lies deep within a branch: of the branches the one is told that was meant.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from contractkit.openapi.anatomy import MESSAGES
from contractkit.source.references import FILES

VERSIONS = ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.0", "3.1")
_WHOLE = re.compile(r"\d+\.\d+\.\d+(-[\w.-]+)?")
_LONGEST = 300

Path = tuple[str | int, ...]


def violations(document: Mapping[str, Any], version: str) -> Iterator[tuple[Path, str]]:
    """Path and message of each violation; `version` is the document's own, such as 2.6.0."""
    known = ".".join(version.split(".")[:2])
    asked = {key: value for key, value in document.items() if key not in (MESSAGES, FILES)}
    if isinstance(asked.get("asyncapi"), str) and _WHOLE.fullmatch(asked["asyncapi"]):
        asked["asyncapi"] = f"{known}.0"  # "the patch version will not be considered by tooling" (2.6, 3.0: Version)
    for error in _validator(known).iter_errors(asked):
        for leaf in _leaves(error):
            yield from _told(leaf)


@lru_cache(maxsize=len(VERSIONS))
def _validator(known: str) -> Any:
    from jsonschema_rs import Draft7Validator

    return Draft7Validator(json.loads(files("contractkit").joinpath(f"data/asyncapi/{known}.0.json").read_text("utf-8")))


def _leaves(error: Any) -> Iterator[Any]:
    """The errors that say most: of alternatives those of the one that was meant."""
    if error.kind.name not in ("oneOf", "anyOf") or not all(error.kind.context):
        yield error  # one without errors: several alternatives fit, which is what is wrong
        return
    meant = min(error.kind.context, key=lambda branch: _strangeness(error, branch))
    for inner in meant:
        yield from _leaves(inner)


def _strangeness(error: Any, branch: list[Any]) -> tuple[int, ...]:
    """How little a branch speaks of the value: a reference it is not, another shape, another constant, most errors."""
    here = [one for one in branch if len(one.instance_path) == len(error.instance_path)]
    reference = any(one.kind.name == "required" and one.kind.property == "$ref" for one in here)
    shape = any(one.kind.name in ("type", "const") for one in here)
    below = [one for one in branch if len(one.instance_path) == len(error.instance_path) + 1]
    constant = any(one.kind.name in ("const", "enum") and one.instance_path[-1] in _TELLING for one in below)
    missing = sum(one.kind.name == "required" for one in here)
    return reference, shape, constant, missing, len(branch)


_TELLING = ("type", "scheme", "bindingVersion", "schemaFormat")  # members by which alternatives are told apart


def _told(leaf: Any) -> Iterator[tuple[Path, str]]:
    path: Path = tuple(leaf.instance_path)
    match leaf.kind.name:
        case "additionalProperties" | "unevaluatedProperties":
            for name in leaf.kind.unexpected:
                yield (*path, name), f"{name!r} is none of the members that are allowed here"
        case "propertyNames":
            inner = leaf.kind.error
            yield (*path, inner.instance) if isinstance(inner.instance, str) else path, _short(inner.message)
        case "oneOf" if not all(leaf.kind.context):
            yield path, "it is several of the things that it may be only one of"
        case _:
            yield path, _short(leaf.message)


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST // 2]} ... {message[-_LONGEST // 2 :]}"
