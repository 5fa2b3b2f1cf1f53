"""Formats that are recognised: what each claims, and its near-misses."""

from pathlib import PurePath

import pytest

from contractkit.extensions import FORMATS


@pytest.mark.parametrize(
    ("format", "document", "claimed"),
    [
        ("openapi", {"openapi": "3.1.0"}, True),
        ("openapi", {"open-api": "3.1.0"}, False),
        ("swagger", {"swagger": "2.0"}, True),
        ("asyncapi", {"asyncapi": "2.6.0"}, True),
        ("asyncapi", {"info": {}, "channels": {}}, False),
        ("event-catalogue", {"$schema": "s", "type": "object"}, True),
        ("event-catalogue", {"$id": "s", "properties": {}}, True),
        ("event-catalogue", {"type": "object"}, False),
        ("event-catalogue", {"$schema": "https://json.schemastore.org/prettierrc", "tabWidth": 2}, False),
        ("event-catalogue", {"order.created": {"type": "object"}, "order.paid": {"$ref": "x.json"}}, True),
        ("event-catalogue", {"version": 1, "events": {"order.created": {"schema": {"type": "object"}}}}, True),
        ("event-catalogue", {"services": {"db": {"image": "postgres"}}}, False),
        ("event-catalogue", {"events": {}}, False),
        ("event-catalogue", {"events": {"order.paid": {"schema": "paid.json", "chanel": "c"}}}, False),
        ("event-catalogue", {"events": {"order.paid": {"channel": "c", "direction": "send"}}}, True),
        ("event-catalogue", {"defaults": {"channel": "c", "direction": "send"}, "a": {"schema": "a.json"}}, True),
        ("event-catalogue", {"events": {"push": {"branches": ["main"]}}, "channel": "c", "direction": "up"}, False),
        ("companion", {"consumer": {}, "provider": {}, "messages": []}, True),
        ("companion", {"consumer": {}, "provider": {}}, False),
        ("companion", {"info": {"_postman_id": "x"}, "item": []}, True),
        ("companion", {"info": {"title": "x"}, "item": []}, False),
        ("companion", {"overlay": "1.0.0", "actions": []}, True),
        ("companion", {"extends": ["spectral:oas"], "rules": {}}, True),
    ],
)
def test_documents_are_claimed_by_what_they_hold(format: str, document: dict[str, object], claimed: bool) -> None:
    assert FORMATS[format].claims(document) is claimed


@pytest.mark.parametrize(
    ("format", "name", "claimed"),
    [
        ("proto", "a/b.proto", True),
        ("proto", "proto.yaml", False),
        ("event-catalogue", "order.avsc", True),
        ("companion", "a/README.md", True),
        ("companion", "licence.txt", True),
        ("companion", "package.json", True),
        ("companion", "packages.json", False),
        ("companion", "orders.yaml", False),
        ("openapi", "openapi.yaml", False),
    ],
)
def test_files_are_claimed_by_name_only_when_the_name_says_enough(format: str, name: str, claimed: bool) -> None:
    assert FORMATS[format].named(PurePath(name)) is claimed
