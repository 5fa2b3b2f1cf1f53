"""Hostile input never makes the sample service fail: each is refused in the envelope, or taken."""

import json

import pytest
from tests.examples.shop import ADA, CUSTOMER, ORDER, Shop, multipart


@pytest.fixture(scope="module")
def shop():
    return Shop()


def nested(levels):
    return b'{"notes":{"a":' + b"[" * levels + b"]" * levels + b"}}"


BODIES = {
    "truncated": b'{"name": "x"',
    "empty": b"",
    "two values": b"{} {}",
    "single quotes": b"{'name': 1}",
    "a member twice": json.dumps(CUSTOMER)[:-1].encode() + b',"name":"x"}',
    "NaN": b'{"points": NaN}',
    "Infinity": b'{"points": -Infinity}',
    "beyond a double": b'{"points": 1e400}',
    "beyond a double, negative": b'{"points": -1e999}',
    "ten thousand digits": b'{"points": ' + b"9" * 10_000 + b"}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "an encoded surrogate": b'{"name": "\xed\xa0\x80"}',
    "half a pair": b'{"name": "\\ud800"}',
    "half a pair as a name": b'{"\\udfff": 1}',
    "a raw control character": b'{"name": "a\x00b"}',
    "101 levels": nested(101),
    "10,000 levels": nested(10_000),
    "10,000 levels, never closed": b"[" * 10_000,
    "a megabyte of escaped quotes": b'"' + b'\\"' * 500_000,
}


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES)
def test_what_is_not_strict_json_is_malformed(shop, raw):
    refused = shop.ask("POST", "/v1/customers", raw)
    assert (refused.status, refused.json["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "raw",
    [b'{"points": -0}', b"[]", b"null", b'"text"', b"5", b'{"points": 1e308}', b'{"points": 1e-400}', nested(98)],
)
def test_what_is_json_and_not_a_customer_is_invalid(shop, raw):
    assert shop.ask("POST", "/v1/customers", raw).status == 422


@pytest.mark.parametrize(
    ("media", "status"),
    [
        ("application/json; charset=UTF-8", 201),
        ("Application/JSON", 201),
        ("application/json; charset=latin-1", 415),
        ("application/jsonx", 415),
        ("text/plain", 415),
        ("", 415),
        (";;=", 415),
        (None, 415),
    ],
)
def test_only_the_documented_media_type_is_read(shop, media, status):
    assert shop.ask("POST", "/v1/customers", CUSTOMER, media=media).status == status


def test_a_body_above_a_mebibyte_is_too_large_and_one_below_is_read(shop):
    assert shop.ask("POST", "/v1/customers", b" " * (1 << 20) + b"{}").status == 413
    assert shop.ask("POST", "/v1/customers", {**CUSTOMER, "notes": {"a": "x" * 1_000_000}}).status == 201


HOSTILE_TARGETS = (
    "/v1/orders?limit=%zz",
    "/v1/orders?%",
    "/v1/customers?q=%ff%fe",
    "/v1/customers?q=%00%1b%7f",
    "/v1/customers?q=" + "a" * 100_000,
    "/v1/orders?limit=" + "9" * 100_000,
    "/v1/orders?cursor=c" + "f" * 1_000,
    "/v1/orders?filter[placed_after]=9999-12-31T23:59:60-23:59",
    "/v1/orders?filter[placed_after]=0000-02-29T00:00:00%2B23:59",
    "/v1/orders?filter[]=1&filter[[]]=2&filter[a][b]=3&filter[=4",
    "/v1/orders?" + "&" * 10_000 + "===",
    "/v1/orders/\x00",
    "/v1/orders/" + "a" * 100_000,
    "/v1/orders/\udcff",
    "/v1/orders/../customers",
    "//",
    "/v1/regions/;region/stock",
    "/v1/regions/;region=eu;region=uk/stock?view=" + "%5B" * 20_000,
    "/v1/reports/.",
    "/legacy/products/%00",
    "/legacy/products?sizes=%7C%7C&max_price=1e400",
)


@pytest.mark.parametrize("target", HOSTILE_TARGETS, ids=lambda t: ascii(t[:60]))
def test_no_target_makes_it_fail(shop, target):
    answer = shop.ask("GET", target)
    assert answer.status < 500
    assert answer.crash is None
    assert answer.json


@pytest.mark.parametrize(
    "headers",
    [
        {"x-correlation-id": "\x00\r"},
        {"x-correlation-id": "a" * 100_000},
        {"host": "["},
        {"cookie": "currency; =; currency=\xff;;"},
        {"accept": ";q=;,,*/*;q=9e9"},
        {"x-rounding": "9" * 5_000},
        {"x-warehouses": "," * 5_000},
        {"authorization": "Bearer"},
        {"authorization": "\xff" * 10_000},
        {"content-length": "-1"},
    ],
    ids=ascii,
)
def test_no_header_makes_it_fail(shop, headers):
    answer = shop.ask("GET", "/v1/reports/.week", headers=headers)
    assert answer.status < 500
    assert answer.crash is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"--b0",
        b"--b0\r\n\r\n--b0--",
        b'--b0\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--b0--',
        multipart({"title": b"\xff", "file": b""})[0],
        multipart({"title": b"t", "file": b""})[0][:-6],
    ],
)
def test_what_is_not_multipart_is_malformed(shop, raw):
    media = "multipart/form-data; boundary=b0"
    assert shop.ask("POST", f"{shop.order()}/attachments", raw, media=media).status == 400


@pytest.mark.parametrize("media", ["multipart/form-data", 'multipart/form-data; boundary=""'])
def test_multipart_without_a_boundary_is_malformed(shop, media):
    body, _ = multipart({"title": b"t", "file": b""})
    assert shop.ask("POST", f"{shop.order()}/attachments", body, media=media).status == 400


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"stars=5&source=app&text=%F0%9F%A7%AA%00&topics=speed&topics=price", 200),
        (b"stars=5&source=app&stars=4", 422),
        (b"stars=5&source=app&text=%ff", 400),
        (b"stars=5&source=app&text=%", 400),
        (b"stars=5&source=app&\xff=1", 400),
        (b"stars=five&source=app", 422),
    ],
)
def test_a_form_is_read_strictly(shop, raw, status):
    answer = shop.ask("PUT", f"{shop.order()}/feedback", raw, media="application/x-www-form-urlencoded")
    assert answer.status == status


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "G\u00cbT", "CONNECT"])
def test_an_undocumented_method_is_told_what_is_allowed(shop, method):
    refused = shop.ask(method, f"/v1/customers/{ADA}")
    assert (refused.status, refused.headers["allow"]) == (405, "DELETE, GET, HEAD, PATCH")


def test_head_is_get_without_the_body(shop):
    got, headed = (shop.ask(method, f"/v1/customers/{ADA}") for method in ("GET", "HEAD"))
    assert headed.body == b""
    assert headed.headers["content-length"] == got.headers["content-length"]


def test_every_answer_is_correlated(shop):
    for method, target, body in (
        ("GET", "/v1/health", None),
        ("GET", "/nowhere", None),
        ("DELETE", "/v1/health", None),
        ("POST", "/v1/orders", ORDER),
        ("POST", "/v1/orders", b"{"),
        ("DELETE", shop.order(), None),
    ):
        answer = shop.ask(method, target, body, headers={"x-correlation-id": "mine-1234"})
        assert answer.headers["x-correlation-id"] == "mine-1234"
        if answer.status >= 400:
            assert answer.json["correlation_id"] == "mine-1234"
