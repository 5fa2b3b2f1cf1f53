"""Event catalogues of JSON Schemas or Avro (type -> schema in one file, or a file per schema): recognised only."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from contractkit.extensions import FORMATS
from contractkit.model import Recognised
from contractkit.source.opened import Opened

_schema_words = frozenset(("$ref", "allOf", "anyOf", "const", "enum", "items", "oneOf", "properties", "type"))


class EventSchemas:
    def named(self, path: PurePath) -> bool:
        return path.suffix.lower() == ".avsc"

    def claims(self, document: Mapping[str, Any]) -> bool:
        return _schema(document) or _catalogue(document)

    def parse(self, opened: Opened) -> Recognised:
        reason = "event schemas cannot be judged yet; their promises are unproven"
        if opened.source is None:
            return opened.recognised("Avro schema", reason)
        what = "JSON Schema" if _schema(opened.source.value) else "event catalogue of JSON Schemas"
        return opened.recognised(what, reason)


def _schema(document: Mapping[str, Any]) -> bool:
    """Says of itself that it is a JSON Schema, and has something to say."""
    if not isinstance(document.get("$schema") or document.get("$id"), str):
        return False
    return bool(_schema_words & set(document)) or "$defs" in document or "definitions" in document


def _catalogue(document: Mapping[str, Any]) -> bool:
    """Maps event types (`order.created`) to schemas, at the top or below `events`."""
    listed = document.get("events") if isinstance(document.get("events"), dict) else document
    if not isinstance(listed, dict) or not listed:
        return False
    inner = [entry for name, entry in listed.items() if not name.startswith(("x-", "$")) and name != "version"]
    return bool(inner) and all(isinstance(entry, dict) and _entry(entry) for entry in inner)


def _entry(entry: Mapping[str, Any]) -> bool:
    held = next((entry[k] for k in ("schema", "payload", "data") if isinstance(entry.get(k), dict)), entry)
    return bool(_schema_words & set(held)) and ("type" not in held or isinstance(held["type"], str | list))


FORMATS.add("event-schemas", EventSchemas())
