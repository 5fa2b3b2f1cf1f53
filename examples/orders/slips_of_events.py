"""Slips of how events are written: one message in, what the service sends instead out."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from examples.orders.happened import Outgoing

LARGE = 100_000
Bend = Callable[["Outgoing"], "list[Outgoing]"]


def bent(message: "Outgoing", faults: frozenset[str]) -> "list[Outgoing]":
    """Each slip has its turn; without any it is the message itself."""
    made = [message]
    for fault, bend in SLIPS.items():
        if fault in faults:
            made = [other for one in made for other in bend(one)]
    return made


def _header(name: str, value: str | None) -> Bend:
    def bend(one: "Outgoing") -> "list[Outgoing]":
        headers = {k: v for k, v in one.headers.items() if k != name}
        return [replace(one, headers=headers if value is None else {**headers, name: value})]

    return bend


def _data(type: str, change: Callable[[dict[str, Any]], Any]) -> Bend:
    def bend(one: "Outgoing") -> "list[Outgoing]":
        if one.headers["ce_type"] != type:
            return [one]
        return [replace(one, body=json.dumps(change(json.loads(one.body))).encode())]

    return bend


def _of(type: str, bend: Bend) -> Bend:
    return lambda one: bend(one) if one.headers["ce_type"] == type else [one]


def _twice(one: "Outgoing") -> "list[Outgoing]":
    return [one, replace(one, headers={**one.headers, "ce_id": str(uuid4())})]


def _touched(one: "Outgoing") -> "list[Outgoing]":
    return [one, replace(one, headers={**one.headers, "ce_id": str(uuid4()), "ce_type": "order.touched"})]


def _in_exponents(data: dict[str, Any]) -> dict[str, Any]:
    large = data["amount"] >= LARGE
    return {**data, "amount": str(Decimal(str(data["amount"])).normalize())} if large else data


SLIPS: dict[str, Bend] = {
    "event-forgotten": _of("order.created", lambda one: []),
    "event-twice": _of("order.created", _twice),
    "event-on-another-channel": _of("order.deleted", lambda one: [replace(one, channel="orders.audit")]),
    "event-with-the-tenant-as-key": _of("order.created", lambda one: [replace(one, key=one.headers["ce_tenant"])]),
    "event-without-correlation": _of("order.created", _header("ce_correlationid", None)),
    "event-with-a-correlation-of-its-own": _of("order.deleted", _header("ce_correlationid", str(uuid4()))),
    "event-of-the-first-tenant": _of("order.created", _header("ce_tenant", "acme")),
    "event-without-tenant": _of("order.deleted", _header("ce_tenant", None)),
    "event-time-without-zone": _of("order.created", _header("ce_time", "2026-01-05 08:30:00")),
    "event-of-an-older-specification": _of("order.deleted", _header("ce_specversion", "0.3")),
    "event-with-an-empty-id": _of("order.paid", _header("ce_id", "")),
    "event-id-is-the-orders": lambda one: [replace(one, headers={**one.headers, "ce_id": one.key})],
    "event-called-plain-text": _of("order.created", _header("content-type", "text/plain")),
    "event-undocumented": _of("order.created", _touched),
    "event-total-as-text": _data("order.created", lambda data: {**data, "item_count": str(data["item_count"])}),
    "event-without-number": _data("order.created", lambda data: {k: v for k, v in data.items() if k != "number"}),
    "event-tells-too-much": _data("order.created", lambda data: {**data, "card_number": "4111111111111111"}),
    "event-status-in-capitals": _data("order.paid", lambda data: {**data, "status": data["status"].upper()}),
    "event-with-a-large-amount-in-exponents": _data("order.paid", _in_exponents),
    "event-of-a-stale-state": _data("order.created", lambda data: {**data, "item_count": data["item_count"] + 1}),
    "event-as-python-writes-it": lambda one: (
        [replace(one, body=str(json.loads(one.body)).encode())] if one.headers["ce_type"] == "order.deleted" else [one]
    ),
}
