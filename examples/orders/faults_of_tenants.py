"""Slips about what is another tenant's."""

from examples.orders.planted import Planted, planted

TENANTS: dict[str, Planted] = {
    "customer-of-another-shown": planted(
        "A customer is looked for among those of all tenants.",
        "customers",
        "orders#getCustomer:tenant(path)",
    ),
    "item-of-any-order": planted(
        "An item is looked for in all orders there are, whatever order the path names.",
        "items",
        "orders#getItem:tenant(path.item_id)",
    ),
    "order-for-anothers-customer": planted(
        "An order may name a customer of another tenant.",
        "orders",
        "orders#createOrder:tenant(body/customer_id)",
    ),
    "search-in-all-tenants": planted(
        "A search for customers looks at those of all tenants.",
        "customers",
        "orders#listCustomers:tenant(query.q)",
    ),
    "cursor-crosses-tenants": planted(
        "A page that is asked for by a cursor shows orders of all tenants.",
        "orders",
        "orders#listOrders:tenant(query.cursor)",
    ),
    "orders-of-everybody": planted(
        "The first page shows orders of all tenants.",
        "orders",
        "orders#listOrders:tenant(answer)",
    ),
    "total-of-everybody": planted(
        "The orders of all tenants are counted.",
        "orders",
        "orders#listOrders:tenant(total)",
    ),
    "key-for-everybody": planted(
        "Who repeats another tenant's idempotency key is given that tenant's answer.",
        "service",
        "orders#createCustomer:tenant(header.Idempotency-Key)",
    ),
    "deleted-for-everybody": planted(
        "An order is deleted wherever it is, and said not to be there.",
        "orders",
        "orders#deleteOrder:tenant(path)",
    ),
    "job-of-another-is-forbidden": planted(
        "A job of another tenant is answered 403, one that is not there 404.",
        "exports",
        "orders#getJob:tenant(path)",
    ),
    "not-yours-is-said": planted(
        "An order of another tenant is answered with another code than one that is not there.",
        "orders",
        "orders#getOrder:tenant(path)",
    ),
    "title-in-refusal": planted(
        "Who asks for an attachment of another tenant is told its title.",
        "attachments",
        "orders#getAttachment:tenant(path)",
    ),
}
