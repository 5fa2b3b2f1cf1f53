"""A repository of somebody who uses contractkit, in a folder: one contract, one small WSGI application."""

import json
import os
import subprocess
import sys
from pathlib import Path

CONTRACT = """\
openapi: 3.1.0
info: {title: pets, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
      responses:
        "200":
          description: the pets
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
        "422": {$ref: "#/components/responses/Refused"}
    post:
      operationId: addPet
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/NewPet"}}}
      responses:
        "201":
          description: the pet
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        "422": {$ref: "#/components/responses/Refused"}
components:
  responses:
    Refused:
      description: refused
      content: {application/json: {schema: {type: object, required: [error], properties: {error: {type: string}}}}}
  schemas:
    NewPet:
      type: object
      required: [name]
      additionalProperties: false
      properties: {name: {type: string, minLength: 1, maxLength: 12}}
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}}
"""
APP = '''\
"""Pets, as their contract says; PETS_FAULT=long lets names be too long, PETS_FAULT=header gives itself away."""

import json
import os
from urllib.parse import parse_qs

PETS = [{"id": 1, "name": "Rex"}]
FAULT = os.environ.get("PETS_FAULT", "")


def app(environ, start_response):
    status, value = answer(environ)
    headers = [("Content-Type", "application/json")]
    if status == 405:
        headers.append(("Allow", "GET, POST"))
    if FAULT == "header":
        headers.append(("Server", "pets/1.0"))
    start_response(f"{status} X", headers)
    return [json.dumps(value).encode()]


def answer(environ):
    if environ["PATH_INFO"] != "/pets":
        return 404, {"error": "not found"}
    if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        return listed(parse_qs(environ["QUERY_STRING"], keep_blank_values=True).get("limit", ["100"]))
    if environ["REQUEST_METHOD"] == "POST":
        return added(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)), environ)
    return 405, {"error": "method"}


def listed(limits):
    text = limits[0]
    if len(limits) > 1 or not (text.isascii() and text.isdigit() and 1 <= int(text) <= 100):
        return 422, {"error": "limit"}
    return 200, PETS[: int(text)]


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def added(raw, environ):
    try:
        pet = json.loads(raw, object_pairs_hook=once)
    except (ValueError, RecursionError):
        return 422, {"error": "JSON"}
    if environ.get("CONTENT_TYPE", "").split(";")[0] != "application/json":
        return 422, {"error": "media type"}
    if not isinstance(pet, dict) or set(pet) != {"name"} or not isinstance(pet["name"], str):
        return 422, {"error": "pet"}
    if not 1 <= len(pet["name"]) <= (10**9 if FAULT == "long" else 12):
        return 422, {"error": "name"}
    PETS.append({"id": len(PETS) + 1, "name": pet["name"]})
    return 201, PETS[-1]
'''
SETTINGS = """\
version: 1
targets:
  pets.openapi.yaml: {app: "pets:app"}
policy: {budget: {examples: 0}}
"""
NEEDLESS = ("schemathesis", "cacheprovider", "hypothesispytest", "valkey", "anyio")  # each takes time to start


def repository(folder: Path, *, settings: str | None = SETTINGS) -> Path:
    """A fresh one; returns its root."""
    root = folder / "pets_repo"
    (root / "contracts").mkdir(parents=True)
    (root / "contracts" / "pets.openapi.yaml").write_text(CONTRACT)
    if settings is not None:
        (root / "contracts" / "contractkit.yaml").write_text(settings)
    (root / "pets.py").write_text(APP)
    quick = " ".join(f"-p no:{plugin}" for plugin in NEEDLESS)
    (root / "pyproject.toml").write_text(f'[tool.pytest.ini_options]\naddopts = "{quick}"\n')
    return root


def contractkit(root: Path, *words: str, fault: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """The command, as it is typed there."""
    return typed(root, [sys.executable, "-m", "contractkit.cli", *words], {"PETS_FAULT": fault, **more})


def pytest_there(root: Path, *words: str, fault: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return typed(root, [sys.executable, "-m", "pytest", *words], {"PETS_FAULT": fault, **more})


def typed(root: Path, words: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    outer = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "CONTRACTKIT_"))}
    return subprocess.run(words, cwd=root, env={**outer, **environ}, capture_output=True, text=True, timeout=120)


def register(root: Path) -> list[dict[str, object]]:
    """The discrepancies that are written in the register."""
    data = json.loads((root / "backend/outputs/phase-3/discrepancy-register.json").read_text())
    return list(data["discrepancies"])
