"""Each planted fault shows in the service that has it, and only there."""

from uuid import uuid4

import pytest
from examples.orders.app import faults_from
from examples.orders.faults import FAULTS
from examples.orders.faults_of_events import EVENTS
from examples.orders.store import HANK
from tests.examples.shop import (
    BOT,
    CLERK,
    CUSTOMER,
    DELIVERY,
    FORMER,
    ITEM,
    MACHINE,
    ORDER,
    OTHER_ADMIN,
    STRANGER,
    Shop,
)

FORM = "application/x-www-form-urlencoded"


def export(shop, body):
    return shop.ask("POST", "/v1/exports", body).status == 202


def differs(answer):
    return answer.json["correlation_id"] != answer.headers["x-correlation-id"]


def kept(shop, customer):
    shop.ask("DELETE", customer)
    return shop.ask("GET", customer).status == 200


def gone(shop, order):
    shop.ask("DELETE", order, who={})
    return shop.ask("GET", order).status == 404


def foreign(shop):
    """The id of an order of the other tenant."""
    body = {**ORDER, "customer_id": HANK}
    return shop.ask("POST", "/v1/orders", body, who=OTHER_ADMIN).json["id"]


def foreign_job(shop):
    return "/v1/jobs/" + shop.ask("POST", "/v1/exports", who=OTHER_ADMIN).json["id"]


def mixed(shop):
    """An item of one tenant below an order of the other."""
    item = shop.item().rpartition("/")[2]
    return shop.ask("GET", f"/v1/orders/{foreign(shop)}/items/{item}", who=OTHER_ADMIN)


def grows(shop):
    before = shop.ask("GET", "/v1/orders?limit=1").headers["x-total-count"]
    foreign(shop)
    return shop.ask("GET", "/v1/orders?limit=1").headers["x-total-count"] != before


def repeated(shop):
    key = {"idempotency-key": str(uuid4())}
    first = shop.ask("POST", "/v1/customers", CUSTOMER, headers=key)
    return shop.ask("POST", "/v1/customers", CUSTOMER, headers=key, who=OTHER_ADMIN).body == first.body


def gone_for_others(shop):
    order = foreign(shop)
    shop.ask("DELETE", f"/v1/orders/{order}")
    return shop.ask("GET", f"/v1/orders/{order}", who=OTHER_ADMIN).status == 404


SLIPS = {
    "full-page-is-partial-content": lambda shop: shop.ask("GET", "/v1/orders?limit=50").status == 206,
    "largest-quantity-crashes": lambda shop: (
        shop.ask("POST", f"{shop.order()}/items", {**ITEM, "quantity": 999}).status == 500
    ),
    "search-crashes-on-nul": lambda shop: shop.ask("GET", "/v1/customers?q=a%00").status == 500,
    "report-as-html": lambda shop: "html" in shop.ask("GET", "/v1/reports/.day").headers["content-type"],
    "turnover-not-a-number": lambda shop: b"NaN" in shop.ask("GET", "/v1/regions/;region=eu/stock").body,
    "broken-patch-ignored": lambda shop: (
        shop.ask("PATCH", shop.customer(), b'{"a": ', media="application/merge-patch+json").status == 200
    ),
    "method-not-allowed-without-allow": lambda shop: "allow" not in shop.ask("PUT", "/v1/health").headers,
    "body-on-204": lambda shop: shop.ask("DELETE", shop.item()).body != b"",
    "quantity-as-text": lambda shop: shop.ask("GET", shop.item()).json["quantity"] == "2",
    "checksum-forgotten": lambda shop: "sha256" not in shop.ask("GET", shop.attachment()).json,
    "card-number-leaked": lambda shop: "card_number" in shop.ask("GET", shop.order()).json["payment"],
    "placed-at-without-zone": lambda shop: "T" not in shop.ask("GET", shop.order()).json["placed_at"],
    "new-job-waits": lambda shop: shop.ask("POST", "/v1/exports").json["status"] == "waiting",
    "created-without-location": lambda shop: "location" not in shop.ask("POST", "/v1/customers", CUSTOMER).headers,
    "total-in-words": lambda shop: "about" in shop.ask("GET", "/v1/customers").headers["x-total-count"],
    "amounts-as-numbers": lambda shop: shop.ask("GET", shop.order()).json["total"]["amount"] == 39.98,
    "problem-status-as-text": lambda shop: shop.ask("GET", "/v1/orders?limit=0").json["status"] == "422",
    "longest-street-refused": lambda shop: (
        shop.ask("PUT", f"{shop.order()}/delivery", {**DELIVERY, "street": "s" * 100}).status == 422
    ),
    "source-shop-forgotten": lambda shop: (
        shop.ask("PUT", f"{shop.order()}/feedback", b"stars=1&source=shop", media=FORM).status == 422
    ),
    "null-note-refused": lambda shop: shop.ask("PATCH", shop.item(), {"note": None}).status == 422,
    "one-row-too-many": lambda shop: export(shop, {"max_rows": 10_001}),
    "file-name-only-searched": lambda shop: export(shop, {"file_name": "!orders"}),
    "columns-twice-taken": lambda shop: export(shop, {"columns": ["total", "total"]}),
    "unknown-address-member-taken": lambda shop: (
        shop.ask(
            "POST",
            "/v1/customers",
            {**CUSTOMER, "address": {"street": "s", "city": "c", "country": "GB", "planet": "Earth"}},
        ).status
        == 201
    ),
    "quantity-forgotten": lambda shop: (
        shop.ask("POST", "/v1/orders", {**ORDER, "items": [{"sku": "BK-1815", "unit_price": 1}]}).status == 201
    ),
    "catalog-page-of-nothing": lambda shop: shop.ask("GET", "/legacy/products?limit=0", who=MACHINE).status == 200,
    "catalog-price-as-text": lambda shop: (
        shop.ask("GET", "/legacy/products/SH-0001", who=MACHINE).json["price"] == "20.50 EUR"
    ),
    "not-allowed-says-400": lambda shop: shop.ask("PUT", "/v1/health").json["status"] == 400,
    "wrong-member-named": lambda shop: shop.ask("POST", "/v1/customers", {}).places == {"/payload"},
    "wrong-parameter-named": lambda shop: shop.ask("GET", "/v1/orders?limit=0").places == {"request"},
    "traceback-in-detail": lambda shop: b"Traceback" in shop.ask("GET", "/v1/orders?limit=0").body,
    "statement-in-detail": lambda shop: b"SELECT" in shop.ask("GET", "/v1/orders?limit=0").body,
    "path-in-detail": lambda shop: b"/srv/orders/config" in shop.ask("PUT", "/v1/health").body,
    "host-in-detail": lambda shop: b"10.0.3.7" in shop.ask("PUT", "/v1/health").body,
    "exception-in-detail": lambda shop: b"sqlalchemy" in shop.ask("PUT", "/v1/health").body,
    "token-in-detail": lambda shop: b"Bearer" in shop.ask("GET", "/v1/orders?limit=0").body,
    "correlation-not-echoed": lambda shop: (
        shop.ask("GET", "/v1/health", headers={"x-correlation-id": "abcd-efgh"}).headers["x-correlation-id"]
        != "abcd-efgh"
    ),
    "correlation-always-the-same": lambda shop: (
        shop.ask("GET", "/v1/health").headers["x-correlation-id"]
        == shop.ask("GET", "/v1/health").headers["x-correlation-id"]
    ),
    "correlation-of-another": lambda shop: differs(shop.ask("GET", "/v1/orders?limit=0")),
    "unknown-customer-is-invalid": lambda shop: shop.ask("GET", f"/v1/customers/{uuid4()}").status == 422,
    "deleted-customer-kept": lambda shop: kept(shop, shop.customer()),
    "stranger-is-forbidden": lambda shop: shop.ask("GET", "/v1/orders", who={}).status == 403,
    "any-token-taken": lambda shop: shop.ask("GET", "/v1/orders", who={"authorization": "Bearer nobody"}).status == 200,
    "reports-for-everybody": lambda shop: shop.ask("GET", "/v1/reports/.day", who=STRANGER).status == 200,
    "refused-and-deleted": lambda shop: gone(shop, shop.order()),
    "expired-token-taken": lambda shop: shop.ask("GET", "/v1/orders", who=FORMER).status == 200,
    "bot-beyond-its-user": lambda shop: shop.ask("DELETE", shop.order(), who=BOT).status == 204,
    "clerk-may-write": lambda shop: shop.ask("DELETE", shop.order(), who=CLERK).status == 204,
    "globex-may-not-report": lambda shop: (
        shop.ask("GET", "/v1/regions/;region=eu/stock", who=OTHER_ADMIN).status == 403
    ),
    "stock-for-anybody": lambda shop: shop.ask("GET", "/v1/regions/;region=eu/stock", who={}).status == 200,
    "token-in-query-taken": lambda shop: (
        shop.ask("GET", "/v1/orders?access_token=demo-acme-admin-token", who={}).status == 200
    ),
    "head-for-anybody": lambda shop: shop.ask("HEAD", "/v1/orders", who={}).status == 200,
    "override-skips-login": lambda shop: (
        shop.ask("GET", "/v1/orders", who={"x-http-method-override": "OPTIONS"}).status == 200
    ),
    "override-deletes": lambda shop: (
        shop.ask("GET", shop.order(), who=CLERK, headers={"x-http-method-override": "DELETE"}).status == 204
    ),
    "old-version-open": lambda shop: shop.ask("GET", shop.customer().replace("v1", "v0"), who={}).status == 200,
    "customer-of-another-shown": lambda shop: shop.ask("GET", f"/v1/customers/{HANK}").status == 200,
    "item-of-any-order": lambda shop: mixed(shop).status == 200,
    "order-for-anothers-customer": lambda shop: (
        shop.ask("POST", "/v1/orders", {**ORDER, "customer_id": HANK}).status == 201
    ),
    "search-in-all-tenants": lambda shop: b"Hank" in shop.ask("GET", "/v1/customers?q=hank").body,
    "cursor-crosses-tenants": lambda shop: (
        foreign(shop) in {o["id"] for o in shop.ask("GET", "/v1/orders?cursor=c0").json["items"]}
    ),
    "orders-of-everybody": lambda shop: (
        foreign(shop) in {o["id"] for o in shop.ask("GET", "/v1/orders?limit=49").json["items"]}
    ),
    "total-of-everybody": lambda shop: grows(shop),
    "key-for-everybody": lambda shop: repeated(shop),
    "deleted-for-everybody": lambda shop: gone_for_others(shop),
    "job-of-another-is-forbidden": lambda shop: shop.ask("GET", foreign_job(shop)).status == 403,
    "not-yours-is-said": lambda shop: shop.ask("GET", f"/v1/orders/{foreign(shop)}").json["code"] == "forbidden",
    "title-in-refusal": lambda shop: b"A scan" in shop.ask("GET", shop.attachment(), who=OTHER_ADMIN).body,
    "allow-lists-every-method": lambda shop: (
        "PUT" in shop.ask("PUT", "/legacy/products", who=MACHINE).headers.get("allow", "")
    ),
}
SOUND = Shop()


@pytest.mark.parametrize("name", [name for name in FAULTS if name not in EVENTS])
def test_a_fault_shows_where_it_is_planted_and_nowhere_else(name):
    assert SLIPS[name](Shop(name))
    assert not SLIPS[name](SOUND)
    assert not SLIPS[name](Shop(*(set(FAULTS) - {name})))


@pytest.mark.parametrize(
    ("text", "faults"),
    [("", set()), ("body-on-204, one-row-too-many", {"body-on-204", "one-row-too-many"}), ("all", set(FAULTS))],
)
def test_faults_are_named_in_the_environment(text, faults):
    assert faults_from({"ORDERS_FAULTS": text}) == faults
