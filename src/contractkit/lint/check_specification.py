"""A contract as JSON on standard input, one line of JSON for each violation of its specification out.

A script, not a module: `specification.py` runs it in a process of its own. Nothing else imports openapi-spec-validator.
"""

import json
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from contractkit.schema import light_iris as light_iris  # isort: skip  # before jsonschema, whose import it makes light
from jsonschema.exceptions import ValidationError, best_match
from openapi_spec_validator import OpenAPIV2SpecValidator, OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from openapi_spec_validator.validation.keywords import KeywordValidator

_NO_SCHEMA = " is not of type 'object', 'boolean'"  # its way to say: no schema
_VALIDATORS = {"2": OpenAPIV2SpecValidator, "3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}


def violations(document: Mapping[str, Any], version: str) -> Iterator[tuple[list[str | int], str]]:
    """Path and message of what breaks the specification's own schema; the rest our rules find with a place."""
    for error in _quiet(_VALIDATORS["2" if version.startswith("2") else version[:3]])(document).iter_errors():
        if type(error) is OpenAPIValidationError:
            told = _telling(error)
            yield _place(document, told), _short(told.message)


class _Passed(KeywordValidator):
    """Defaults are judged by our own rule, with both validators and a place."""

    def __call__(self, schema: Any, value: Any) -> Iterator[ValidationError]:
        return iter(())


def _quiet(validator: Any) -> Any:
    """The validator without defaults, and without handlers that would fetch what lies elsewhere."""
    keywords = {**validator.keyword_validators, "default": _Passed}
    return type("Quiet", (validator,), {"keyword_validators": keywords, "resolver_handlers": {}})


def _telling(error: ValidationError) -> ValidationError:
    """Of the many ways in which a value is none of several things, the one that got furthest."""
    return (best_match([error]) or error) if error.context else error


def _place(document: Mapping[str, Any], error: ValidationError) -> list[str | int]:
    """Where an error lies: some paths begin at a schema that is not told, some are not told at all."""
    path = list(error.absolute_path)
    if (
        not path
        and not (isinstance(error.instance, dict | list) and error.instance)
        and _NO_SCHEMA not in error.message
    ):
        return path
    untold = error.message.removesuffix(_NO_SCHEMA) if error.message.endswith(_NO_SCHEMA) else None
    waiting: deque[tuple[list[str | int], Any]] = deque([([], document)])
    while waiting:
        here, node = waiting.popleft()
        if untold is not None and isinstance(node, list | str | None) and repr(node) == untold:
            return here
        if untold is None and _leads_to(node, path, error.instance):
            return [*here, *path]
        children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        waiting.extend(([*here, key], value) for key, value in children)
    return path


def _leads_to(node: Any, path: list[str | int], value: Any) -> bool:
    for step in path:
        known = step in node if isinstance(node, dict) else isinstance(node, list) and step in range(len(node))
        if not known:
            return False
        node = node[step]
    return bool(node == value)


def _short(message: str, length: int = 300) -> str:
    return message if len(message) <= length else f"{message[: length // 2]} ... {message[-length // 2 :]}"


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    for place, message in islice(violations(asked["document"], asked["version"]), asked["most"]):
        print(json.dumps({"path": place, "message": message}), flush=True)
