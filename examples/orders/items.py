"""Items of an order."""

from decimal import Decimal

from starlette.responses import Response

from examples.orders.answers import answer, created, nothing, page
from examples.orders.bodies import Body
from examples.orders.money import decimal, money
from examples.orders.operations import CURSOR, LIMIT, Call, Operation, found, new_id, path_id
from examples.orders.problems import missing
from examples.orders.shapes import Nullable, Number, Record, Text, record
from examples.orders.store import Document, Order

SKU = Text(pattern="[A-Z]{2,4}-[0-9]{3,6}")
QUANTITY = Number(whole=True, low=1, high=999)
NOTE = Nullable(Text(most=120))
REBATES = (Decimal(0), Decimal("0.02"), Decimal("0.05"))  # per 333 pieces


def item_shape(*, quantity: bool = True) -> Record:
    """`quantity`: whether it must be given."""
    return record(
        {
            "sku": SKU,
            "quantity": QUANTITY,
            "unit_price": Number(above=0, high=99_999.99, step="0.01"),
            "note": NOTE,
        },
        required="sku quantity unit_price" if quantity else "sku unit_price",
        kept="id line_total",
    )


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    order, item = path_id("order_id"), path_id("item_id")
    many, one = "/v1/orders/{order_id}/items", "/v1/orders/{order_id}/items/{item_id}"
    note: Nullable | Text = NOTE
    if "null-note-refused" in faults:
        note = Text(most=120)
    change = record({"quantity": QUANTITY, "note": note})
    return (
        Operation("GET", many, list_items, "orders:read", (order, LIMIT, CURSOR)),
        Operation("POST", many, add_item, "orders:write", (order,), Body(item_shape())),
        Operation("GET", one, get_item, "orders:read", (order, item)),
        Operation("PATCH", one, update_item, "orders:write", (order, item), Body(change)),
        Operation("DELETE", one, delete_item, "orders:write", (order, item)),
    )


def list_items(call: Call) -> Response:
    items, following = _order(call).items.page(call.given.get("cursor"), call.given.get("limit", 20))
    return page([shown(item, call.faults) for item in items], following, call.path, call.asked)


def add_item(call: Call) -> Response:
    order = _order(call)
    item: Document = {"id": new_id(), **call.body}
    if "largest-quantity-crashes" in call.faults:
        _rebate(item["quantity"])
    order.items.put(item["id"], item)
    return created(shown(item, call.faults), f"{call.path}/{item['id']}")


def get_item(call: Call) -> Response:
    item = shown(_item(call), call.faults)
    if "quantity-as-text" in call.faults:
        item["quantity"] = str(item["quantity"])
    return answer(item)


def update_item(call: Call) -> Response:
    item = _item(call)
    item.update(call.body)
    return answer(shown(item, call.faults))


def delete_item(call: Call) -> Response:
    if not _order(call).items.drop(call.given["item_id"].lower()):
        raise missing("item")
    if "body-on-204" in call.faults:
        return answer({"deleted": call.given["item_id"]}, 204)
    return nothing()


def shown(item: Document, faults: frozenset[str]) -> Document:
    return {**item, "line_total": money(price(item), faults)}


def price(item: Document) -> Decimal:
    return decimal(item["unit_price"]) * Decimal(item["quantity"])


def _rebate(quantity: int) -> Decimal:
    return REBATES[quantity // 333]


def _order(call: Call) -> Order:
    return found(call.tenant.orders, call.given["order_id"], "order")


def _item(call: Call) -> Document:
    if "item-of-any-order" in call.faults:
        shelves = [order.items for tenant in (call.tenant, *call.others) for order in tenant.orders.things()]
        return found(_order(call).items.joined(*shelves), call.given["item_id"], "item")
    return found(_order(call).items, call.given["item_id"], "item")
