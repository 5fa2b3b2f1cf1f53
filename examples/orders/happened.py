"""What happened in the service, as events: CloudEvents in binary mode, keyed by the order they are about."""

import json
from dataclasses import dataclass, field
from typing import Any

from examples.orders.operations import new_id, now
from examples.orders.slips_of_events import bent

SOURCE = "/orders"


@dataclass(frozen=True, slots=True)
class Happened:
    """`type`: order.created; `key`: the order's id; `data`: what is told of it."""

    type: str
    key: str
    data: dict[str, Any]
    channel: str = "orders.events"
    id: str = field(default_factory=new_id)
    time: str = field(default_factory=now)


def order_created(order: dict[str, Any]) -> Happened:
    told = ("number", "status", "item_count", "customer_id")
    return Happened("order.created", order["id"], {"order_id": order["id"], **{name: order[name] for name in told}})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """As it travels."""

    channel: str
    key: str
    headers: dict[str, str]
    body: bytes


def written(happened: Happened, *, tenant: str, correlation: str, faults: frozenset[str]) -> list[Outgoing]:
    """An event as messages: one, but for slips."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": happened.id,
        "ce_type": happened.type,
        "ce_source": SOURCE,
        "ce_time": happened.time,
        "ce_tenant": tenant,
        "ce_correlationid": correlation,
        "content-type": "application/json",
    }
    plain = Outgoing(happened.channel, happened.key, headers, json.dumps(happened.data).encode())
    return bent(plain, faults)
