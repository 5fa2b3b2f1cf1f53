"""Documents for the rules' tests: parts of an OpenAPI document in, a loaded contract out."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contractkit.loading import load_contract
from contractkit.model import Contract

ANSWERS = {"200": {"description": "ok"}}


def contract(**document: Any) -> Contract:
    head = {"openapi": "3.1.0"} if "openapi" not in document and "swagger" not in document else {}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "t.json"
        file.write_text(json.dumps({**head, "info": {"title": "T", "version": "1"}, "paths": {}, **document}, indent=1))
        return load_contract(file)


def schemas(**named: Any) -> Contract:
    return contract(components={"schemas": named})


def operation(**more: Any) -> dict[str, Any]:
    return {"responses": ANSWERS, **more}


def path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
