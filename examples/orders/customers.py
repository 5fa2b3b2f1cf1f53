"""Customers of a tenant."""

from starlette.responses import Response

from examples.orders.answers import answer, created, nothing, page
from examples.orders.bodies import Body
from examples.orders.operations import CURSOR, IDEMPOTENCY_KEY, LIMIT, Call, Operation, found, new_id, now, path_id
from examples.orders.parameters import Parameter
from examples.orders.problems import Refusal, missing
from examples.orders.shapes import Anything, ListOf, MapOf, Nullable, Number, Text, record
from examples.orders.store import Document

NAME = Text(least=1, most=80)
KIND = Text(among=("person", "company"))
POINTS = Number(whole=True, low=0, below=1_000_000)
TAGS = ListOf(Text(least=1, most=20), most=5, distinct=True)
LABELS = MapOf(Text(most=40), most=8)
ADDRESS = {
    "street": Text(least=1, most=100),
    "city": Text(least=1, most=60),
    "country": Text(pattern="[A-Z]{2}"),
    "postcode": Text(pattern="[0-9A-Z -]{3,10}"),
}


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    one = path_id("customer_id")
    listed = (
        LIMIT,
        CURSOR,
        Parameter("q", "query", Text(least=2, most=40)),
        Parameter("kind", "query", ListOf(KIND, least=1, most=2, distinct=True), between="|"),
    )
    closed = "unknown-address-member-taken" not in faults
    address = record(ADDRESS, required="street city country", closed=closed)
    customer = record(
        {
            "name": NAME,
            "email": Text(format="email"),
            "kind": KIND,
            "passphrase": Text(least=12, most=64),
            "born_on": Nullable(Text(format="date")),
            "website": Text(format="uri"),
            "vat_number": Text(pattern="[A-Z]{2}[0-9]{8}"),
            "credit_limit": Number(above=0, high=50_000, step="0.01"),
            "points": POINTS,
            "tags": TAGS,
            "labels": LABELS,
            "address": address,
            "notes": Anything(),
        },
        required="name email kind",
        kept="id created_at",
    )
    change = record({"name": NAME, "born_on": Nullable(Text(format="date")), "points": Nullable(POINTS), "tags": TAGS})
    patch = Body(change, "application/merge-patch+json", forgiving="broken-patch-ignored" in faults)
    return (
        Operation("GET", "/v1/customers", list_customers, "orders:read", listed),
        Operation(
            "POST", "/v1/customers", create_customer, "orders:write", (IDEMPOTENCY_KEY,), Body(customer), once=True
        ),
        Operation("GET", "/v1/customers/{customer_id}", get_customer, "orders:read", (one,)),
        Operation("PATCH", "/v1/customers/{customer_id}", update_customer, "orders:write", (one,), patch),
        Operation("DELETE", "/v1/customers/{customer_id}", delete_customer, "orders:write", (one,)),
    )


def list_customers(call: Call) -> Response:
    q, kinds = call.given.get("q", "").casefold(), call.given.get("kind")
    if "search-crashes-on-nul" in call.faults and "\0" in q:
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")  # what a database driver says

    def keep(customer: Document) -> bool:
        return q in customer["name"].casefold() and (kinds is None or customer["kind"] in kinds)

    shelf = call.customers("search-in-all-tenants") if q else call.tenant.customers
    items, following = shelf.page(call.given.get("cursor"), call.given.get("limit", 20), keep)
    total = str(len(shelf))
    if "total-in-words" in call.faults:
        total = f"about {total}"
    return page([shown(c) for c in items], following, call.path, call.asked, {"X-Total-Count": total})


def create_customer(call: Call) -> Response:
    customer: Document = {"id": new_id(), "created_at": now(), **call.body}
    if "address" in customer:
        customer["address"] = {k: v for k, v in customer["address"].items() if k in ADDRESS}
    call.tenant.customers.put(customer["id"], customer)
    location = f"/v1/customers/{customer['id']}"
    if "created-without-location" in call.faults:
        return answer(shown(customer), 201)
    return created(shown(customer), location)


def get_customer(call: Call) -> Response:
    if "unknown-customer-is-invalid" in call.faults and call.tenant.customers.get(call.given["customer_id"]) is None:
        raise Refusal(422, "invalid", "there is no such customer")
    return answer(shown(found(call.customers("customer-of-another-shown"), call.given["customer_id"], "customer")))


def update_customer(call: Call) -> Response:
    customer = found(call.tenant.customers, call.given["customer_id"], "customer")
    for name, value in call.body.items():
        if value is None:
            customer.pop(name, None)
        else:
            customer[name] = value
    return answer(shown(customer))


def delete_customer(call: Call) -> Response:
    if "deleted-customer-kept" in call.faults:
        found(call.tenant.customers, call.given["customer_id"], "customer")
        return nothing()
    if not call.tenant.customers.drop(call.given["customer_id"].lower()):
        raise missing("customer")
    return nothing()


def shown(customer: Document) -> Document:
    """A customer without what is only ever taken in."""
    return {name: value for name, value in customer.items() if name != "passphrase"}
