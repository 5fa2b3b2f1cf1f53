"""Files that usually stand beside contracts and hold none: known by name or content, and passed over."""

from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import PurePath
from typing import Any

from contractkit.extensions import FORMATS
from contractkit.model import Recognised
from contractkit.source.opened import Opened

_by_name = {
    "README*": "documentation",
    "CHANGELOG*": "documentation",
    "*.md": "documentation",
    "*.adoc": "documentation",
    "*.rst": "documentation",
    "*.html": "documentation",
    "*.pdf": "documentation",
    "*.png": "picture",
    "*.jpg": "picture",
    "*.jpeg": "picture",
    "*.gif": "picture",
    "*.svg": "picture",
    "*.puml": "picture",
    "*.drawio": "picture",
    "*.mmd": "picture",
    "LICENSE*": "licence",
    "LICENCE*": "licence",
    "NOTICE*": "licence",
    "CODEOWNERS": "owners of the folder",
    "Makefile": "build file",
    "redocly.y*ml": "Redocly settings",
    "spectral.y*ml": "Spectral settings",
    "vacuum*.conf.y*ml": "vacuum settings",
    "buf.*y*ml": "Buf settings",
    "package.json": "Node package",
    "package-lock.json": "Node package",
    "yarn.lock": "Node package",
    "pnpm-lock.yaml": "Node package",
    "openapitools.json": "OpenAPI Generator settings",
    "*.postman_collection.json": "Postman collection",
    "*.postman_environment.json": "Postman environment",
    "*.pact.json": "Pact file",
    "*.http": "request collection",
    "waivers.yaml": "contractkit waivers",
    "contractkit.yaml": "contractkit settings",
}


class Companion:
    def named(self, path: PurePath) -> bool:
        return _what(path.name) is not None

    def claims(self, document: Mapping[str, Any]) -> bool:
        return _kind(document) is not None

    def parse(self, opened: Opened) -> Recognised:
        what = _what(PurePath(opened.file).name) or (_kind(opened.source.value) if opened.source else None)
        return opened.recognised(what or "companion", "holds no contract", judged=True)


def _what(name: str) -> str | None:
    return next((what for pattern, what in _by_name.items() if fnmatch(name.lower(), pattern.lower())), None)


def _kind(document: Mapping[str, Any]) -> str | None:
    """The kind of a companion by its content."""
    if {"consumer", "provider"} <= set(document) and {"interactions", "messages"} & set(document):
        return "Pact file"
    info = document.get("info")
    if (
        "item" in document
        and isinstance(info, dict)
        and ("_postman_id" in info or "getpostman" in str(info.get("schema")))
    ):
        return "Postman collection"
    if "overlay" in document and "actions" in document:
        return "OpenAPI Overlay"
    if isinstance(document.get("extends"), str | list) and ("rules" in document or "apis" in document):
        return "lint settings"
    return None


FORMATS.add("companion", Companion())
