import pytest
from tests.failures import failing, failure, pinned

from contractkit.answer.about import speaks_of
from contractkit.answer.named import dotted, pointed
from contractkit.checks.failure_names_the_place import failure_names_the_place
from contractkit.model import Intent, Target

OF = pinned(failing(True), family="fastapi")


def found(loc, target="body/name maxLength", *, status=422, intent=Intent.FAULT):
    body = {"detail": [{"loc": one, "msg": "no", "type": "x"} for one in loc]}
    return [*failure_names_the_place(failure(OF, status, body, target=target, intent=intent))]


def test_naming_only_another_place_is_the_finding():
    (one,) = found([["body", "email"], ["query", "limit"]])
    assert (one.scope, one.pointer, one.severity) == ("pointer", "body/name", None)
    assert one.actual == "named: body.email, query.limit"


@pytest.mark.parametrize(
    ("loc", "target"),
    [
        ([["body", "name"]], "body/name maxLength"),
        ([["body", "email"], ["body", "name"]], "body/name maxLength"),
        ([["body"]], "body/name maxLength"),
        ([["name"]], "body/name maxLength"),
        ([["body", "items", 0, "sku"]], "body/items/*/sku maxLength"),
        ([["body", "items"]], "body/items/*/sku maxLength"),
        ([["sku"]], "body/items/*/sku maxLength"),
        ([["body", "unitPrice"]], "body/unit_price minimum"),
        ([["query", "limit"]], "query.limit maximum"),
        ([["body", "address", "extra"]], "body/address additionalProperties"),
        ([["body", "card", "holder"]], "body/payment/oneOf:card/holder required"),
        ([["body", "payment", "iban"]], "body/payment/oneOf:card/holder required"),
        ([["body", "b"]], "body/a dependentRequired"),
        ([["query", "page[size]"]], "query.page[size] maximum"),
        ([["body", "data", "attributes"]], "body/data/attributes/word_count required"),
    ],
)
def test_the_place_and_what_belongs_to_it_stay_silent(loc, target):
    assert found(loc, target) == []


@pytest.mark.parametrize(
    "more",
    [
        {"intent": Intent.ROBUST},
        {"intent": Intent.VALID},
        {"status": 409},
        {"target": "body required"},
        {"target": "media unsupported"},
    ],
)
def test_it_is_asked_only_of_refusals_of_one_fault(more):
    assert found([["body", "email"]], **more) == []


def test_a_refusal_that_names_nothing_stays_silent():
    assert found([]) == []


@pytest.mark.parametrize(
    ("said", "place", "spoken"),
    [
        ("#/items/0/sku", "body/items/*/sku", True),
        ("/items/0/qty", "body/items/*/sku", False),
        ("", "body/items/*/sku", True),
        ("#", "body/name", True),
        ("/nowhere", "body/name", False),
        ("/data/attributes", "body/data/attributes/name", True),
        ("/data/attributes/name", "body/data/attributes/name", True),
        ("/data/attributes/title", "body/data/attributes/name", False),
        ("/a~1b", "body/a~1b", True),
    ],
)
def test_pointers_are_read(said, place, spoken):
    assert speaks_of(pointed(said), Target(place, "type")) is spoken


@pytest.mark.parametrize(
    ("said", "place", "spoken"),
    [
        ("items[0].sku", "body/items/*/sku", True),
        ("items[0][sku]", "body/items/*/sku", True),
        ("$.items[0].sku", "body/items/*/sku", True),
        ("body.name", "body/name", True),
        ("user_name", "body/userName", True),
        ("X-Tenant-Id", "header.x-tenant-id", True),
        ("page[size]", "query.page[size]", True),
        ("page.size", "query.page.size", True),
        ("email", "body/name", False),
        ("items.0.qty", "body/items/*/sku", False),
    ],
)
def test_dotted_names_are_read(said, place, spoken):
    assert speaks_of(dotted(said), Target(place, "type")) is spoken
