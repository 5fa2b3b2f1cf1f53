"""Discriminators: a value names its branch, is judged by it, and errors point into it."""

import pytest

from contractkit.schema import SchemaBook

HOME = "#/components/schemas"
CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "bark": {"type": "boolean"}}}


def union(key="oneOf", mapping=None, **schemas):
    discriminator = {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}
    refs = [{"$ref": f"{HOME}/{name}"} for name in ("Cat", "Dog")]
    schemas = {"Cat": CAT, "Dog": DOG, **schemas, "Pet": {key: refs, "discriminator": discriminator}}
    return SchemaBook({"openapi": "3.1.0", "components": {"schemas": schemas}}, "3.1.0")


def told(schemas, value, name="Pet"):
    return [(e.instance, e.path, e.keyword) for e in schemas.errors(f"/components/schemas/{name}", value)]


@pytest.mark.parametrize("key", ["oneOf", "anyOf"])
def test_a_value_is_judged_by_the_branch_it_names(key):
    assert told(union(key), {"kind": "Cat", "lives": 9}) == []
    assert told(union(key), {"kind": "Cat", "lives": "x"}) == [("/lives", f"/{key}/0/properties/lives/type", "type")]
    assert told(union(key), {"kind": "Dog", "bark": 1}) == [("/bark", f"/{key}/1/properties/bark/type", "type")]


def test_a_value_that_names_no_branch_is_refused_at_the_property():
    assert told(union(), {"kind": "Cow"}) == [("/kind", "/discriminator", "discriminator")]
    assert told(union(), {"kind": 1}) == [("/kind", "/discriminator", "discriminator")]


def test_mapped_names_and_component_names_both_choose():
    schemas = union(mapping={"feline": f"{HOME}/Cat", "canine": "Dog"})
    for name in ("feline", "canine", "Cat", "Dog"):
        assert told(schemas, {"kind": name}) == []
    assert told(schemas, {"kind": "feline", "lives": "x"}) == [("/lives", "/oneOf/0/properties/lives/type", "type")]


def test_what_a_branch_itself_allows_for_the_property_chooses_it_too():
    cat = {**CAT, "properties": {**CAT["properties"], "kind": {"const": "cat"}}}
    dog = {**DOG, "properties": {**DOG["properties"], "kind": {"enum": ["dog", "puppy"]}}}
    schemas = union(Cat=cat, Dog=dog)
    assert told(schemas, {"kind": "cat", "lives": 1}) == []
    assert told(schemas, {"kind": "puppy", "bark": 1}) == [("/bark", "/oneOf/1/properties/bark/type", "type")]


def test_a_name_of_two_branches_leaves_the_union_as_it_is():
    same = {"properties": {"kind": {"const": "pet"}, "lives": {"type": "integer"}}, "required": ["lives"]}
    other = {"properties": {"kind": {"const": "pet"}, "bark": {"type": "boolean"}}, "required": ["bark"]}
    schemas = union(Cat=same, Dog=other)
    assert told(schemas, {"kind": "pet", "bark": True}) == []
    assert told(schemas, {"kind": "pet"}) == [("", "/oneOf", "oneOf")]


@pytest.mark.parametrize("value", [{"lives": 1}, 3])
def test_what_names_nothing_is_judged_by_the_union(value):
    assert told(union(), value) == [("", "/oneOf", "oneOf")]


def test_a_branch_may_be_null():
    refs = [{"$ref": f"{HOME}/Cat"}, {"type": "null"}]
    pet = {"oneOf": refs, "discriminator": {"propertyName": "kind"}}
    schemas = SchemaBook({"components": {"schemas": {"Cat": CAT, "Pet": pet}}}, "3.1.0")
    assert told(schemas, None) == []
    assert told(schemas, {"kind": "Cat", "lives": "x"}) == [("/lives", "/oneOf/0/properties/lives/type", "type")]


def test_references_into_a_union_still_lead_there():
    schemas = union(Into={"$ref": f"{HOME}/Pet/oneOf/0"})
    assert told(schemas, {"kind": 1}, "Into") == [("/kind", "/properties/kind/type", "type")]
    assert (
        schemas.errors("/components/schemas/Pet/oneOf/1", {"kind": "x", "bark": 1})[0].path == "/properties/bark/type"
    )


PET = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}, "age": {"type": "integer"}},
    "discriminator": {"propertyName": "kind"},
}
HEIRS = {
    "Pet": PET,
    "Cat": {"allOf": [{"$ref": f"{HOME}/Pet"}, {"properties": {"lives": {"type": "integer"}}}]},
    "Lion": {"allOf": [{"$ref": f"{HOME}/Cat"}, {"properties": {"mane": {"type": "boolean"}}}]},
    "Zoo": {"type": "array", "items": {"$ref": f"{HOME}/Pet"}},
    "Home": {"properties": {"pet": {"allOf": [{"$ref": f"{HOME}/Pet"}], "description": "ours"}}},
}


def heirs(**more):
    return SchemaBook({"components": {"schemas": {**HEIRS, **more}}}, "3.0.3")


def test_a_component_stands_for_those_that_extend_it():
    assert told(heirs(), [{"kind": "Lion", "mane": True}], "Zoo") == []
    assert told(heirs(), [{"kind": "Cat", "lives": "x"}], "Zoo") == [
        ("/0/lives", "/items/discriminator/Cat/allOf/1/properties/lives/type", "type")
    ]
    assert told(heirs(), {"pet": {"kind": "Cat", "lives": "x"}}, "Home") == [
        ("/pet/lives", "/properties/pet/allOf/0/discriminator/Cat/allOf/1/properties/lives/type", "type")
    ]


def test_an_heir_is_judged_as_itself_whatever_it_says_it_is():
    assert told(heirs(), {"kind": "Fish", "lives": 1}, "Cat") == []


def test_a_fault_in_the_shared_part_is_told_once():
    assert told(heirs(), {"kind": "Cat", "age": "x"}) == [("/age", "/properties/age/type", "type")]


def test_only_names_of_heirs_may_stand():
    assert told(heirs(), {"kind": "Pet"}) == []
    (error,) = heirs().errors("/components/schemas/Pet", {"kind": "Fish"})
    assert (error.instance, error.path, error.keyword) == ("/kind", "/discriminator", "discriminator")
    assert error.definition == "/components/schemas/Pet/discriminator"


def test_a_parent_that_lists_its_heirs_comes_to_an_end():
    parent = {**PET, "oneOf": [{"$ref": f"{HOME}/Cat"}, {"$ref": f"{HOME}/Lion"}]}
    assert told(heirs(Pet=parent), {"kind": "Cat", "lives": 1}) == []
    assert [k for _, _, k in told(heirs(Pet=parent), {"kind": "Cat", "lives": "x"})] == ["type"]


def test_a_discriminator_of_swagger_chooses_among_heirs():
    home = "#/definitions"
    definitions = {
        "Pet": {**PET, "discriminator": "kind"},
        "Cat": {"allOf": [{"$ref": f"{home}/Pet"}, {"required": ["lives"]}]},
    }
    schemas = SchemaBook({"swagger": "2.0", "definitions": definitions}, "2.0")
    assert [e.keyword for e in schemas.errors("/definitions/Pet", {"kind": "Cat"})] == ["required"]
    assert [e.keyword for e in schemas.errors("/definitions/Pet", {"kind": "Dog"})] == ["discriminator"]


@pytest.mark.parametrize("into", ["Pet", "Pet/oneOf/0"])
def test_a_union_in_another_file_chooses_as_one_in_the_contract_does(into):
    pet = {"oneOf": [{"$ref": "#/x-files/pets.yaml/Cat"}, {"$ref": "#/x-files/pets.yaml/Dog"}]}
    document = {
        "components": {
            "schemas": {"One": {"$ref": "#/x-files/pets.yaml/Pet"}, "Two": {"$ref": f"#/x-files/pets.yaml/{into}"}}
        },
        "x-files": {"pets.yaml": {"Pet": {**pet, "discriminator": {"propertyName": "kind"}}, "Cat": CAT, "Dog": DOG}},
    }
    schemas = SchemaBook({"openapi": "3.0.3", **document}, "3.0.3")
    for name in ("One", "Two"):
        assert told(schemas, {"kind": "Cat", "lives": 9}, name) == []
        assert [keyword for _, _, keyword in told(schemas, {"kind": "Cat", "lives": "x"}, name)] == ["type"]
