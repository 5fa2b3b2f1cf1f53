"""The sample service keeps what its contract says: what it takes, what it refuses and where it points to."""

import pytest
from examples.orders.app import make_app
from examples.orders.store import ADA, HANK
from tests.examples.shop import (
    ADMIN,
    CARD,
    CUSTOMER,
    DELIVERY,
    ITEM,
    MACHINE,
    ORDER,
    STRANGER,
    Shop,
    multipart,
)


@pytest.fixture(scope="module")
def shop():
    return Shop()


def test_an_order_is_shown_without_what_is_only_taken_in(shop):
    shown = shop.ask("GET", shop.order(labels={"a/b~c": "\u0000\U0001f9ea"})).json
    assert shown["payment"] == {"method": "card", "holder": "Ada", "last4": "1111"}
    assert "items" not in shown
    assert shown["total"] == {"amount": "39.98", "currency": "EUR"}
    assert shown["labels"] == {"a/b~c": "\u0000\U0001f9ea"}


def test_what_is_created_lies_at_its_location_and_is_gone_after_delete(shop):
    for path in (shop.order(), shop.item(), shop.customer()):
        assert shop.ask("GET", path).status == 200
        gone = shop.ask("DELETE", path)
        assert (gone.status, gone.body) == (204, b"")
        assert shop.ask("GET", path).status == 404


def test_a_file_comes_back_byte_by_byte(shop):
    downloaded = shop.ask("GET", f"{shop.attachment()}/content")
    assert (downloaded.body, downloaded.headers["content-type"]) == (b"\x00\xff", "application/octet-stream")


def test_an_export_is_done_after_two_looks(shop):
    job = shop.ask("POST", "/v1/exports").headers["location"]
    assert [shop.ask("GET", job).json["status"] for _ in range(4)] == ["queued", "running", "done", "done"]


def test_the_pages_of_a_list_hold_each_thing_once():
    shop, seen, target = Shop(), [], "/v1/orders?limit=2&filter[gift]=true"
    made = [shop.order(gift=True).rsplit("/", 1)[-1] for _ in range(5)]
    shop.order(gift=False)
    while target:
        page = shop.ask("GET", target)
        seen += [order["id"] for order in page.json["items"]]
        target = page.headers.get("link", "").partition(">")[0].lstrip("<")
    assert seen == made


@pytest.mark.parametrize(
    ("accept", "status", "media"),
    [
        ("text/csv", 200, "text/csv; charset=utf-8"),
        ("text/*, application/json;q=0.5", 200, "text/csv; charset=utf-8"),
        ("*/*", 200, "application/json"),
        ("text/csv;q=0, application/json", 200, "application/json"),
        ("image/png", 406, "application/problem+json"),
    ],
)
def test_a_report_is_written_as_asked(shop, accept, status, media):
    report = shop.ask("GET", "/v1/reports/.week", headers={"accept": accept})
    assert (report.status, report.headers["content-type"]) == (status, media)


def test_an_idempotency_key_gives_the_first_answer_again_and_none_to_another_body(shop):
    key = {"idempotency-key": "00000000-0000-4000-8000-000000000001"}
    first, again = (shop.ask("POST", "/v1/orders", ORDER, headers=key) for _ in range(2))
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    assert shop.ask("POST", "/v1/orders", {**ORDER, "gift": True}, headers=key).status == 409


@pytest.mark.parametrize(
    ("who", "target", "status"),
    [
        (ADMIN, f"/v1/customers/{ADA}", 200),
        (STRANGER, f"/v1/customers/{HANK}", 200),
        (STRANGER, f"/v1/customers/{ADA}", 404),
        (MACHINE, f"/v1/customers/{ADA}", 403),
        (STRANGER, "/v1/reports/.day", 403),
        (MACHINE, "/v1/reports/.day", 200),
        ({}, f"/v1/customers/{ADA}", 401),
        ({"authorization": "Bearer x\u00ff"}, f"/v1/customers/{ADA}", 401),
        ({"x-api-key": ""}, f"/v1/customers/{ADA}", 401),
        (MACHINE, "/legacy/products", 200),
        (ADMIN, "/legacy/products", 401),
        ({}, "/v1/health", 200),
    ],
)
def test_callers_see_what_is_theirs(shop, who, target, status):
    assert shop.ask("GET", target, who=who).status == status


VALID = {"/v1/customers": CUSTOMER, "/v1/orders": ORDER, "/items": ITEM, "/delivery": DELIVERY}


def put(shop, path, body):
    base = shop.order() if path in ("/items", "/delivery") else ""
    return shop.ask("PUT" if path == "/delivery" else "POST", base + path, body)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/v1/customers", {"name": "\U0001f9ea" * 80}),
        ("/v1/customers", {"born_on": None, "notes": {"deep": [[1e300, -0.0, None]]}}),
        ("/v1/customers", {"tags": [], "labels": {}, "points": 999_999, "credit_limit": 50_000}),
        ("/v1/customers", {"tags": ["a", "b", "c", "d", "e" * 20], "labels": {str(i): "x" * 40 for i in range(8)}}),
        ("/v1/customers", {"email": '"a b"@[127.0.0.1]', "website": "urn:x"}),
        ("/v1/orders", {"items": [ITEM] * 20, "priority": 1.0, "discount": 0.95, "comment": None}),
        ("/v1/orders", {"payment": {"method": "invoice", "billing_email": "a@b", "days": 90}}),
        ("/v1/orders", {"discount": 0.15, "deliver_on": "2024-02-29"}),
        ("/items", {"quantity": 999, "unit_price": 99_999.99, "note": "n" * 120}),
        ("/items", {"unit_price": 0.01}),
        ("/delivery", {"street": "s" * 100, "latitude": -90, "longitude": 180.0, "parcels": []}),
        ("/delivery", {"slots": ["noon", "evening", "morning"], "parcels": [{"weight_kg": 40}] * 10}),
    ],
)
def test_what_lies_on_the_edge_is_taken(shop, path, change):
    assert put(shop, path, {**VALID[path], **change}).status in (200, 201)


@pytest.mark.parametrize(
    ("path", "change", "place"),
    [
        ("/v1/customers", {"name": ""}, "/name"),
        ("/v1/customers", {"name": 5}, "/name"),
        ("/v1/customers", {"id": ADA}, "/id"),
        ("/v1/customers", {"nick/name": 1}, "/nick~1name"),
        ("/v1/customers", {"born_on": "2023-02-29"}, "/born_on"),
        ("/v1/customers", {"website": "/relative"}, "/website"),
        ("/v1/customers", {"credit_limit": 0}, "/credit_limit"),
        ("/v1/customers", {"credit_limit": 0.001}, "/credit_limit"),
        ("/v1/customers", {"points": 1_000_000}, "/points"),
        ("/v1/customers", {"points": True}, "/points"),
        ("/v1/customers", {"tags": ["a", "a"]}, "/tags"),
        ("/v1/customers", {"tags": [""]}, "/tags/0"),
        ("/v1/customers", {"vat_number": "GB12345678\n"}, "/vat_number"),
        ("/v1/customers", {"vat_number": "GB\u0661\u0662345678"}, "/vat_number"),
        ("/v1/customers", {"address": {**{k: DELIVERY[k] for k in ("street", "city")}}}, "/address/country"),
        ("/v1/customers", {"notes": []}, "/notes"),
        ("/v1/orders", {"items": []}, "/items"),
        ("/v1/orders", {"items": [ITEM, {**ITEM, "quantity": "2"}]}, "/items/1/quantity"),
        ("/v1/orders", {"terms": 1}, "/terms"),
        ("/v1/orders", {"payment": {**CARD, "method": "cash"}}, "/payment/method"),
        ("/v1/orders", {"payment": {**CARD, "days": 7}}, "/payment/days"),
        ("/v1/orders", {"discount": 1}, "/discount"),
        ("/v1/orders", {"customer_id": HANK}, "/customer_id"),
        ("/items", {"quantity": 1000}, "/quantity"),
        ("/items", {"quantity": 2**70}, "/quantity"),
        ("/delivery", {"parcels": [{"weight_kg": 40.001}]}, "/parcels/0/weight_kg"),
        ("/delivery", {"parcels": [{"weight_kg": 1, "colour": "red"}]}, "/parcels/0/colour"),
    ],
)
def test_a_single_fault_in_a_body_is_refused_with_its_place(shop, path, change, place):
    refused = put(shop, path, {**VALID[path], **change})
    assert (refused.status, refused.places) == (422, {place})


@pytest.mark.parametrize(
    ("target", "headers", "name"),
    [
        ("/v1/orders?limit=0", {}, "limit"),
        ("/v1/orders?limit=5.0", {}, "limit"),
        ("/v1/orders?limit=+5", {}, "limit"),
        ("/v1/orders?limit=", {}, "limit"),
        ("/v1/orders?limit=5&limit=5", {}, "limit"),
        ("/v1/orders?limit=%D9%A5", {}, "limit"),
        ("/v1/orders?status=open,,paid", {}, "status"),
        ("/v1/orders?filter[gift]=1", {}, "filter"),
        ("/v1/orders?filter[other]=1", {}, "filter"),
        ("/v1/orders?filter=gift", {}, "filter"),
        ("/v1/customers?kind=person%7Cperson", {}, "kind"),
        ("/v1/customers?cursor=c0%0A", {}, "cursor"),
        ("/v1/reports/week", {}, "period"),
        ("/v1/reports/.week?created_from=2024-13-01", {}, "window"),
        ("/v1/reports/.week", {"x-rounding": "five"}, "X-Rounding"),
        ("/v1/reports/.week", {"x-warehouses": "north, east"}, "X-Warehouses"),
        ("/v1/reports/.week", {"cookie": "a=b; currency=eur"}, "currency"),
        ("/v1/regions/;region=cn/stock", {}, "region"),
        ("/v1/regions/;region=eu/stock?below=0.25", {}, "below"),
        ("/v1/regions/;region=eu/stock?view=%7B%22unit%22:1%7D", {}, "view"),
        ("/v1/regions/;region=eu/stock?view=%7B", {}, "view"),
        ("/v1/customers/5b0c1a52", {}, "customer_id"),
    ],
)
def test_a_single_fault_in_a_parameter_is_refused_with_its_name(shop, target, headers, name):
    refused = shop.ask("GET", target, headers=headers)
    assert (refused.status, refused.places) == (422, {name})


@pytest.mark.parametrize(
    "target",
    [
        "/v1/orders?limit=50&status=open,paid,cancelled&filter[min_items]=1000&unknown=%20",
        "/v1/customers?kind=person%7Ccompany&q=%F0%9F%A7%AAa&cursor=cffffffffffff",
        "/v1/reports/.year?columns=orders%20items+revenue&created_to=2024-02-29",
        "/v1/regions/;region=us/stock?skus=BK-1815|ENG-0042&below=0.5&view=%7B%22unit%22:%22box%22%7D",
        "/legacy/products?colors=red,blue&sizes=38%7C40&tags=warm&tags=winter&max_price=0.01",
    ],
)
def test_parameters_of_all_styles_are_understood(shop, target):
    who = MACHINE if target.startswith("/legacy") else ADMIN
    assert shop.ask("GET", target, who=who).status == 200


@pytest.mark.parametrize(
    ("fields", "status", "places"),
    [
        ({"title": b"t", "file": b"", "pages": b"500", "public": b"true"}, 201, set()),
        ({"title": b"t", "file": b"", "pages": b"501"}, 422, {"/pages"}),
        ({"title": b"t", "file": b"", "public": b"yes"}, 422, {"/public"}),
        ({"title": b"t", "extra": b"", "file": b""}, 422, {"/extra"}),
        ({"title": b"t"}, 422, {"/file"}),
    ],
)
def test_a_multipart_form_is_read_field_by_field(shop, fields, status, places):
    body, media = multipart(fields)
    answer = shop.ask("POST", f"{shop.order()}/attachments", body, media=media)
    assert (answer.status, answer.places) == (status, places)


def test_two_services_share_nothing():
    one, other = Shop(), Shop()
    one.order()
    assert other.ask("GET", "/v1/orders").json["items"] == []
    one.app.state.store.reset()
    assert one.ask("GET", "/v1/orders").json["items"] == []


def test_an_unknown_fault_is_refused():
    with pytest.raises(ValueError, match="unknown faults typo"):
        make_app(frozenset({"typo"}))
