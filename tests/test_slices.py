import json

import pytest
from tests.doubles import answers, contract, document, loaded
from tests.judging import obligations, promised

from contractkit.identity.slices import slice_digest
from contractkit.model import Obligation
from contractkit.promise import promise

TEXT = document(answers(_404={"description": "none"}))


def changed(*path, value, text=TEXT):
    """The contract with another value at a path of keys."""
    whole = json.loads(text)
    node = whole
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return loaded(json.dumps(whole))


def digest(of, scope):
    return slice_digest(of, promised(of, scope))


SCHEMAS = ("components", "schemas")
OWN = ("paths", "/orders/{id}", "post")
TOTAL = (*SCHEMAS, "Order", "properties", "total", "type")
SKU = (*SCHEMAS, "Line", "properties", "sku", "maxLength")
NAME = (*SCHEMAS, "NewOrder", "properties", "name", "maxLength")


@pytest.mark.parametrize(
    ("scope", "path", "value", "dies"),
    [
        ("response 200 application/json", TOTAL, "string", True),
        ("response 200 application/json", SKU, 9, True),  # behind a reference
        ("response 200 application/json", NAME, 9, False),
        ("response 200 application/json", (*OWN, "responses", "404", "headers"), {}, False),
        ("response 404", (*OWN, "responses", "404", "headers"), {"X": {"schema": {}}}, True),
        ("rejects body/name maxLength", NAME, 9, True),
        ("rejects body/name maxLength", (*SCHEMAS, "NewOrder", "properties", "quantity", "maximum"), 8, False),
        ("rejects body/name maxLength", (*SCHEMAS, "NewOrder", "required"), [], True),
        ("status", (*OWN, "responses", "418"), {"description": ""}, True),
        ("status", TOTAL, "string", False),
        ("no-server-error", NAME, 9, True),
        ("no-server-error", ("info", "title"), "x", False),
        ("status", (*OWN, "summary"), "what it does", False),
        ("no-server-error", (*OWN, "description"), "what it does", False),
        ("response 404", (*OWN, "responses", "404", "description"), "nothing", False),
    ],
)
def test_a_digest_dies_with_its_slice_and_with_nothing_else(scope, path, value, dies):
    same = digest(changed(*path, value=value), scope) == digest(loaded(TEXT), scope)
    assert same is not dies


def test_names_of_components_and_the_order_of_members_do_not_count():
    moved = json.dumps(json.loads(TEXT), sort_keys=True).replace("/Line", "/Zeile").replace('"Line"', '"Zeile"')
    for scope in ("response 200 application/json", "rejects body/lines/*/sku maxLength", "no-server-error"):
        assert digest(loaded(moved), scope) == digest(loaded(TEXT), scope)


def test_a_property_called_like_an_annotation_is_a_property():
    one = changed(*SCHEMAS, "Order", "properties", "description", value={"type": "string"})
    other = changed(*SCHEMAS, "Order", "properties", "description", value={"type": "integer"})
    scope = "response 200 application/json"
    assert len({digest(of, scope) for of in (one, other, loaded(TEXT))}) == 3


def test_circles_and_long_chains_end():
    chain = {
        f"N{i}": {"properties": {"next": {"$ref": f"#/components/schemas/N{(i + 1) % 2000}"}}} for i in range(2000)
    }
    whole = json.loads(TEXT)
    whole["components"]["schemas"] |= chain
    whole["components"]["schemas"]["Order"] = {"$ref": "#/components/schemas/N0"}
    assert digest(loaded(json.dumps(whole)), "response 200 application/json")


def test_promises_about_the_document_are_bound_to_all_of_it():
    one, other = loaded(TEXT), changed("info", "version", value="2")
    digests = [slice_digest(of, next(iter(promise(of, None)))) for of in (one, other)]
    assert len(set(digests)) == 2


def test_every_promise_has_a_digest():
    of = contract(answers(default={"description": ""}))
    digests: dict[str, Obligation] = {slice_digest(of, o): o for o in obligations(of)}
    assert all(len(one) == 16 for one in digests)
