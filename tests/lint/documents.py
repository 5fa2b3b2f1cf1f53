"""Documents for the rules' tests: parts of an OpenAPI or AsyncAPI document in, a loaded contract out."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contractkit.loading import load_contract
from contractkit.model import Contract

INFO = {"title": "T", "version": "1"}
ANSWERS = {"200": {"description": "ok"}}


def contract(**document: Any) -> Contract:
    head = {"openapi": "3.1.0"} if "openapi" not in document and "swagger" not in document else {}
    return written({**head, "info": INFO, "paths": {}, **document})


def written(document: Any) -> Contract:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "t.json"
        file.write_text(json.dumps(document, indent=1))
        return load_contract(file)


def events(version: str = "3.0.0", **document: Any) -> Contract:
    return written({"asyncapi": version, "info": INFO, "channels": {}, **document})


def sent(version: str, message: Any, **document: Any) -> Contract:
    """An application that sends one message: `m` of channel `a` in 3.x, of `subscribe` in 2.x."""
    if version.startswith("2"):
        return events(version, channels={"a": {"subscribe": {"message": message}}}, **document)
    operations = {"o": {"action": "send", "channel": {"$ref": "#/channels/a"}}}
    return events(
        version, channels={"a": {"address": "a", "messages": {"m": message}}}, operations=operations, **document
    )


def schemas(**named: Any) -> Contract:
    return contract(components={"schemas": named})


def operation(**more: Any) -> dict[str, Any]:
    return {"responses": ANSWERS, **more}


def path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
