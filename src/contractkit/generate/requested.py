"""A carrier of events in, an OpenAPI document with one operation that takes the same out, for generators."""

from collections.abc import Mapping
from typing import Any

from contractkit.model import Contract, Interaction
from contractkit.source.pointer import reference_to

PATH, METHOD = "/", "POST"
_MEANS_ANOTHER_THING = ("asyncapi", "servers", "security", "tags", "operations", "events", "version")


def requested(contract: Contract, carrier: Interaction) -> Mapping[str, Any]:
    """Schemas stay where they are, so that what they refer to is found; all else of the document is left out."""
    kept = {name: held for name, held in contract.document.items() if name not in _MEANS_ANOTHER_THING}
    operation: dict[str, Any] = {"responses": {"default": {"description": "nothing is ever sent to it"}}}
    operation["parameters"] = [
        {"name": one.name, "in": "header", "required": one.required, "schema": _schema(one.schema)}
        for one in carrier.parameters
        if one.schema is not None
    ]
    if carrier.body is not None:
        content = {m.type: {"schema": _schema(m.schema)} for m in carrier.body.media if m.schema is not None}
        operation["requestBody"] = {"required": carrier.body.required, "content": content}
    return {
        **kept,
        "openapi": "3.1.0",
        "info": {"title": contract.title, "version": "1"},
        "paths": {PATH: {METHOD.lower(): operation}},
    }


def _schema(pointer: str) -> dict[str, str]:
    return {"$ref": reference_to(pointer)}
