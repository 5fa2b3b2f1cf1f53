"""A contract as JSON on standard input, one line of JSON for each violation of its specification out.

A script, not a module: `specification.py` runs it in a process of its own. Nothing else imports openapi-spec-validator.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from jsonschema.exceptions import ValidationError, best_match
from openapi_spec_validator import OpenAPIV2SpecValidator, OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

_VALIDATORS = {"2": OpenAPIV2SpecValidator, "3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}


def violations(document: Mapping[str, Any], version: str) -> Iterator[tuple[list[str | int], str]]:
    """Path and message of what breaks the specification's own schema; the rest our rules find with a place."""
    validator = _VALIDATORS["2" if version.startswith("2") else version[:3]]
    for error in validator(document).iter_errors():
        if type(error) is OpenAPIValidationError:
            told = _telling(error)
            yield _place(document, told), _short(told.message)


def _telling(error: ValidationError) -> ValidationError:
    """Of the many ways in which a value is none of several things, the one that got furthest."""
    return best_match([error]) or error


def _place(document: Mapping[str, Any], error: ValidationError) -> list[str | int]:
    """Where an error lies; some come without a path, and then what they are about is looked for."""
    path = list(error.absolute_path)
    if path or not isinstance(error.instance, dict | list):
        return path
    waiting: list[tuple[list[str | int], Any]] = [([], document)]
    while waiting:
        here, node = waiting.pop()
        if here and node == error.instance:
            return here
        children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        waiting.extend(([*here, key], value) for key, value in children)
    return path


def _short(message: str, length: int = 300) -> str:
    return message if len(message) <= length else f"{message[: length // 2]} ... {message[-length // 2 :]}"


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    for place, message in islice(violations(asked["document"], asked["version"]), asked["most"]):
        print(json.dumps({"path": place, "message": message}), flush=True)
