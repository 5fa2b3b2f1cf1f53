"""Event catalogues without AsyncAPI: `events.yaml` that says of each type its schema, channel, key and direction.

A JSON Schema that says `x-event: {channel: orders, direction: send}` of itself is a catalogue of one. Schemas and
lists of them that do not say where they travel are recognised, and nothing of them can be exercised.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from contractkit.asyncapi.catalogue import BESIDE, ENTRY, catalogue
from contractkit.asyncapi.contract import event_contract
from contractkit.extensions import FORMATS
from contractkit.model import Contract, Recognised
from contractkit.openapi.node import Node
from contractkit.source.opened import Opened

EVENT = "x-event"
WHERE = "give each entry of events: a channel and a direction (send or receive)"
LISTED = "list it in an events.yaml with a channel and a direction"
_schema_words = frozenset(("$ref", "allOf", "anyOf", "const", "enum", "items", "oneOf", "properties", "type"))


class EventCatalogue:
    def named(self, path: PurePath) -> bool:
        return path.suffix.lower() == ".avsc"

    def claims(self, document: Mapping[str, Any]) -> bool:
        return _schema(document) or _catalogue(document)

    def parse(self, opened: Opened) -> Contract | Recognised:
        if opened.source is None:
            return opened.recognised("Avro schema", f"it does not say where it travels; {LISTED}")
        document = opened.source.value
        if not _schema(document) and any(
            _placed(entry) for entry in (*dict(_entries(document)).values(), document.get("defaults"))
        ):
            bundle = opened.bundle()
            root = Node(bundle.document, "", bundle.document)
            return event_contract(opened, bundle, catalogue(root), version="catalogue 1")
        if isinstance(document.get(EVENT), dict):
            bundle = opened.bundle()
            root = Node(bundle.document, "", bundle.document)
            return event_contract(opened, bundle, catalogue(root, alone=_stem(opened.file)), version="catalogue 1")
        what = "JSON Schema" if _schema(document) else "event catalogue of JSON Schemas"
        told = f"{LISTED}, or add {EVENT}: {{channel: ..., direction: send}}" if what[0] == "J" else WHERE
        return opened.recognised(what, f"it does not say where its events travel; {told}")


def _stem(file: str) -> str:
    name = PurePath(file).name
    return name.removesuffix(PurePath(name).suffix).removesuffix(".schema")


def _schema(document: Mapping[str, Any]) -> bool:
    """Says of itself that it is a JSON Schema, and has something to say."""
    if not isinstance(document.get("$schema") or document.get("$id"), str):
        return False
    return bool(_schema_words & set(document)) or "$defs" in document or "definitions" in document


def _catalogue(document: Mapping[str, Any]) -> bool:
    """Maps event types (`order.created`) to schemas, at the top or below `events`."""
    entries = [entry for _, entry in _entries(document)]
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        return False
    return all(_entry(entry) for entry in entries) or any(_travels(one) for one in (*entries, document.get("defaults")))


def _entries(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    listed = document.get("events") if isinstance(document.get("events"), dict) else document
    for name, entry in listed.items() if isinstance(listed, dict) else ():
        if not name.startswith(("x-", "$")) and (listed is not document or name not in BESIDE):
            yield name, entry


def _placed(entry: object) -> bool:
    return isinstance(entry, dict) and ("channel" in entry or "direction" in entry)


def _travels(entry: object) -> bool:
    """Nothing else says both; what is misspelt beside them is told then."""
    return isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in ("channel", "direction"))


def _entry(entry: Mapping[str, Any]) -> bool:
    if isinstance(entry.get("schema"), str) and set(entry) <= {*ENTRY, "payload", "data"}:
        return True
    held = next((entry[k] for k in ("schema", "payload", "data") if isinstance(entry.get(k), dict)), entry)
    return bool(_schema_words & set(held)) and ("type" not in held or isinstance(held["type"], str | list))


FORMATS.add("event-catalogue", EventCatalogue())
