"""`$id`, `$anchor` and `$dynamicRef` of 3.1 lead where JSON Schema says."""

import pytest

from contractkit.errors import ContractError
from contractkit.schema import SchemaBook

HOME = "/components/schemas"
SCHEMAS = {
    "Array": {
        "$id": "generic-array",
        "type": "array",
        "items": {"$dynamicRef": "#item"},
        "$defs": {"any": {"$dynamicAnchor": "item"}},
    },
    "Numbers": {
        "$id": "numbers",
        "$ref": "generic-array",
        "$defs": {"number": {"$dynamicAnchor": "item", "type": "number"}},
    },
    "Named": {"$anchor": "named", "type": "string"},
    "Own": {"$id": "own", "$defs": {"n": {"type": "integer"}}, "properties": {"n": {"$ref": "#/$defs/n"}}},
    "Uses": {
        "properties": {
            "anchor": {"$ref": "#named"},
            "id": {"$ref": "own"},
            "into": {"$ref": "own#/$defs/n"},
            "pointer": {"$ref": f"#{HOME}/Own"},
        }
    },
}


def uses(name, value, leave=()):
    kept = {k: v for k, v in SCHEMAS.items() if k not in leave}
    book = SchemaBook({"openapi": "3.1.0", "components": {"schemas": kept}}, "3.1.0")
    return [(e.instance, e.path, e.definition) for e in book.errors(f"{HOME}/{name}", value)]


@pytest.mark.parametrize("leave", [(), ("Array", "Numbers")], ids=["with dynamic references", "without"])
@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({"anchor": 1}, ("/anchor", "/properties/anchor/type", f"{HOME}/Named/type")),
        ({"id": {"n": "x"}}, ("/id/n", "/properties/id/properties/n/type", f"{HOME}/Own/$defs/n/type")),
        ({"into": "x"}, ("/into", "/properties/into/type", f"{HOME}/Own/$defs/n/type")),
        ({"pointer": {"n": "x"}}, ("/pointer/n", "/properties/pointer/properties/n/type", f"{HOME}/Own/$defs/n/type")),
    ],
)
def test_names_lead_to_the_schemas_that_bear_them(leave, value, error):
    assert uses("Uses", value, leave) == [error]


def test_a_dynamic_reference_leads_to_the_outermost_anchor():
    assert uses("Array", [1, "x"]) == []
    assert uses("Numbers", [1, "x"]) == [("/1", "/items/type", f"{HOME}/Numbers/$defs/number/type")]


def test_a_reference_out_of_the_contract_stops_only_what_needs_it():
    schemas = {"Out": {"$ref": "https://schemas.example/x"}, "In": {"$anchor": "a", "type": "string"}}
    book = SchemaBook({"openapi": "3.1.0", "components": {"schemas": schemas}}, "3.1.0")
    assert book.errors(f"{HOME}/In", "x") == ()
    with pytest.raises(ContractError, match=r"schemas\.example"):
        book.errors(f"{HOME}/Out", "x")


def test_a_tree_may_name_itself_by_a_dynamic_anchor():
    tree = {
        "$dynamicAnchor": "node",
        "required": ["v"],
        "properties": {"v": {"type": "integer"}, "c": {"items": {"$dynamicRef": "#node"}}},
    }
    book = SchemaBook({"openapi": "3.1.0", "components": {"schemas": {"Tree": tree}}}, "3.1.0")
    assert [(e.instance, e.path) for e in book.errors(f"{HOME}/Tree", {"v": 1, "c": [{"v": 1, "c": [{}]}]})] == [
        ("/c/0/c/0", "/properties/c/items/properties/c/items/required")
    ]
