"""Contracts whose failures have an envelope, and traces of failures: for tests of what a service says when it fails."""

import json
from typing import Any

from tests.doubles import loaded, observed

from contractkit.agreements import agreed
from contractkit.model import Contract, Trace
from contractkit.settings import Settings
from contractkit.settings.conventions import CorrelationRule, EnvelopeRule

PROBLEM = "application/problem+json"
TEXT = {"type": "string"}
SENT = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 5},
        "items": {
            "type": "array",
            "items": {"type": "object", "properties": {"sku": {"type": "string", "maxLength": 3}}},
        },
        "unit_price": {"type": "number", "minimum": 0},
    },
}


def failing(
    schema: Any = None,
    *,
    media: str = "application/json",
    statuses: tuple[str, ...] = ("404", "422"),
    **components: Any,
) -> Contract:
    """POST /orders, whose failures are all of one schema (none: they have no body)."""
    content = {} if schema is None else {"content": {media: {"schema": schema}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "orders", "version": "1"},
        "components": {"schemas": components},
        "paths": {
            "/orders": {
                "post": {
                    "operationId": "createOrder",
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": SENT}}},
                    "responses": {
                        "201": {"description": ""},
                        **{status: {"description": "", **content} for status in statuses},
                    },
                }
            }
        },
    }
    return loaded(json.dumps(document))


def pinned(of: Contract, **rule: Any) -> Contract:
    """The contract with an envelope that the settings name."""
    return agreed(of, Settings(envelope=(EnvelopeRule(**rule),)))


def traced(of: Contract, **rule: Any) -> Contract:
    """The contract with a correlation header that the settings name."""
    return agreed(of, Settings(correlation=CorrelationRule(**rule)))


def failure(of: Contract, status: int, body: Any, *, media: str = "application/json", **more: Any) -> Trace:
    """An answer with this status beside an accepted control."""
    return Trace(of, observed(of, status, body, media=media, **more), observed(of, 201))


def own(of: Contract) -> Any:
    return of.conventions.envelope("orders#createOrder")


def said(mismatches: Any) -> list[str]:
    return [f"{m.detail} {m.pointer}".strip() for m in mismatches]
