"""Orders of a tenant; their items, delivery and files are in modules of their own."""

from decimal import Decimal

from starlette.responses import Response

from examples.orders.answers import answer, created, nothing, page
from examples.orders.bodies import Body
from examples.orders.customers import LABELS
from examples.orders.formats import instant
from examples.orders.happened import Happened, order_created
from examples.orders.items import item_shape, price
from examples.orders.money import decimal, money
from examples.orders.operations import (
    CURSOR,
    ID,
    IDEMPOTENCY_KEY,
    LIMIT,
    Call,
    Operation,
    found,
    new_id,
    now,
    path_id,
)
from examples.orders.parameters import Parameter
from examples.orders.problems import Refusal, invalid_body, missing
from examples.orders.shapes import Exactly, Flag, ListOf, Nullable, Number, Record, Tagged, Text, record
from examples.orders.store import Document, Order
from examples.orders.validation import Flaw

STATUS = Text(among=("open", "paid", "cancelled"))
CHANNEL = Text(least=1, most=10)
CARD = record(
    {
        "method": Exactly("card"),
        "holder": Text(least=2, most=40),
        "card_number": Text(pattern="[0-9]{12,19}"),
        "expires": Text(pattern="(0[1-9]|1[0-2])/[0-9]{2}"),
    },
    required="method holder card_number",
    kept="last4",
)
INVOICE = record(
    {"method": Exactly("invoice"), "billing_email": Text(format="email"), "days": Number(whole=True, low=7, high=90)},
    required="method billing_email",
)
FILTER = record(
    {
        "placed_after": Text(format="date-time"),
        "gift": Flag(),
        "min_items": Number(whole=True, low=0, high=1000),
        "channel": CHANNEL,
    }
)


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    one = path_id("order_id")
    listed = (
        LIMIT,
        CURSOR,
        Parameter("status", "query", ListOf(STATUS, least=1, most=3, distinct=True)),
        Parameter("filter", "query", FILTER, "deep"),
    )
    expandable = ListOf(Text(among=("customer", "delivery")), least=1, most=2, distinct=True)
    shown_too = (one, Parameter("expand", "query", expandable, "repeated"))
    body = Body(order_shape(faults))
    return (
        Operation("GET", "/v1/orders", list_orders, "orders:read", listed),
        Operation("POST", "/v1/orders", create_order, "orders:write", (IDEMPOTENCY_KEY,), body, once=True),
        Operation("GET", "/v1/orders/{order_id}", get_order, "orders:read", shown_too),
        Operation("DELETE", "/v1/orders/{order_id}", delete_order, "orders:write", (one,)),
    )


def order_shape(faults: frozenset[str]) -> Record:
    return record(
        {
            "customer_id": ID,
            "items": ListOf(item_shape(quantity="quantity-forgotten" not in faults), least=1, most=20),
            "payment": Tagged("method", {"card": CARD, "invoice": INVOICE}),
            "terms": Exactly(True),
            "deliver_on": Nullable(Text(format="date")),
            "priority": Number(whole=True, among=(1, 2, 3)),
            "gift": Flag(),
            "discount": Number(low=0, below=1, step="0.05"),
            "comment": Nullable(Text(most=500)),
            "channel": CHANNEL,
            "labels": LABELS,
        },
        required="customer_id items payment terms",
        kept="id number status placed_at total item_count customer delivery paid",
    )


def list_orders(call: Call) -> Response:
    statuses, wanted = call.given.get("status"), call.given.get("filter", {})
    limit = call.given.get("limit", 20)

    def keep(order: Order) -> bool:
        document = order.document
        return (
            (statuses is None or document["status"] in statuses)
            and ("placed_after" not in wanted or instant(document["placed_at"]) > instant(wanted["placed_after"]))
            and ("gift" not in wanted or document.get("gift", False) is wanted["gift"])
            and ("channel" not in wanted or document.get("channel") == wanted["channel"])
            and len(order.items) >= wanted.get("min_items", 0)
        )

    shelf = call.orders("cursor-crosses-tenants" if "cursor" in call.given else "orders-of-everybody")
    found_orders, following = shelf.page(call.given.get("cursor"), limit, keep)
    counted = call.orders("total-of-everybody")
    items = [shown(order, call.faults) for order in found_orders]
    response = page(items, following, call.path, call.asked, {"X-Total-Count": str(len(counted))})
    if "full-page-is-partial-content" in call.faults and limit == 50:
        response.status_code = 206
    return response


def create_order(call: Call) -> Response:
    tenant, body = call.tenant, dict(call.body)
    if call.customers("order-for-anothers-customer").get(body["customer_id"].lower()) is None:
        raise invalid_body([Flaw("/customer_id", "unknown_value", "must be the id of a customer")])
    items = [{"id": new_id(), "quantity": 1, **item} for item in body.pop("items")]
    tenant.numbered += 1
    kept = {"id": new_id(), "number": f"O-{tenant.numbered:06}", "status": "open", "placed_at": now()}
    order = Order({**kept, **body})
    for item in items:
        order.items.put(item["id"], item)
    tenant.orders.put(kept["id"], order)
    document = shown(order, call.faults)
    call.happened.append(order_created(document))
    return created(document, f"/v1/orders/{kept['id']}")


def get_order(call: Call) -> Response:
    if "not-yours-is-said" in call.faults and any(other.orders.get(call.given["order_id"]) for other in call.others):
        raise Refusal(404, "forbidden", "there is no such order")
    order = found(call.tenant.orders, call.given["order_id"], "order")
    document, expand = shown(order, call.faults), call.given.get("expand", ())
    customer = call.tenant.customers.get(document["customer_id"].lower())
    if "customer" in expand and customer is not None:
        document["customer"] = {"name": customer["name"], "kind": customer["kind"]}
    if "delivery" in expand:
        document["delivery"] = order.delivery
    if "card-number-leaked" in call.faults:
        document["payment"] = {**document["payment"], **order.document["payment"]}
    if "placed-at-without-zone" in call.faults:
        document["placed_at"] = document["placed_at"].replace("T", " ").rstrip("Z")
    return answer(document)


def delete_order(call: Call) -> Response:
    if "deleted-for-everybody" in call.faults:
        for other in call.others:
            other.orders.drop(call.given["order_id"].lower())
    if not call.tenant.orders.drop(call.given["order_id"].lower()):
        raise missing("order")
    order_id = call.given["order_id"].lower()
    call.happened.append(Happened("order.deleted", order_id, {"order_id": order_id}))
    return nothing()


def shown(order: Order, faults: frozenset[str]) -> Document:
    """An order as answers show it: with its total, without what is only ever taken in."""
    items = order.items.things()
    total = sum((price(item) for item in items), Decimal(0)) * (1 - decimal(order.document.get("discount", 0)))
    counted = {"item_count": len(items), "total": money(total, faults)}
    return {**order.document, **counted, "payment": _shown_payment(order.document["payment"])}


def _shown_payment(payment: Document) -> Document:
    if payment["method"] != "card":
        return payment
    return {**{k: v for k, v in payment.items() if k != "card_number"}, "last4": payment["card_number"][-4:]}
