"""What every version of OpenAPI means by a schema, said in JSON Schema 2020-12."""

import pytest

from contractkit.schema import SchemaBook
from contractkit.schema.translate import translated


def one(schema, version, **document):
    home = "definitions" if version == "2.0" else "components"
    held = {"S": schema} if version == "2.0" else {"schemas": {"S": schema}}
    made = translated({home: held, **document}, version)[home]
    return made["S"] if version == "2.0" else made["schemas"]["S"]


@pytest.mark.parametrize(
    ("version", "schema", "made"),
    [
        ("3.0.3", {"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ("3.0.3", {"type": "string", "nullable": False}, {"type": "string"}),
        (
            "3.0.3",
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ("2.0", {"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        ("3.1.0", {"type": "string", "nullable": True}, {"type": "string"}),
        ("3.0.3", {"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ("3.0.3", {"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ("2.0", {"maximum": 1, "exclusiveMaximum": True}, {"exclusiveMaximum": 1}),
        ("3.1.0", {"exclusiveMinimum": 1}, {"exclusiveMinimum": 1}),
        ("3.0.3", {"$ref": "#/components/schemas/S", "maxLength": 1}, {"$ref": "#/components/schemas/S"}),
        (
            "3.1.0",
            {"$ref": "#/components/schemas/S", "maxLength": 1},
            {"$ref": "#/components/schemas/S", "maxLength": 1},
        ),
        ("2.0", {"type": "file"}, {}),
        ("2.0", {"type": "string", "required": True}, {"type": "string"}),
        ("2.0", {"discriminator": "kind"}, {"discriminator": {"propertyName": "kind"}}),
        ("3.0.3", {"items": {"type": "string", "nullable": True}}, {"items": {"type": ["string", "null"]}}),
        ("3.1.0", {"$schema": "http://json-schema.org/draft-07/schema#", "items": [{}]}, {"prefixItems": [{}]}),
        ("3.1.0", {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/x", "type": "a"}, {"$ref": "#/x"}),
        ("3.1.0", {"$schema": "https://spec.openapis.org/oas/3.1/dialect/base"}, {}),
    ],
)
def test_keywords_of_a_version_become_those_of_2020_12(version, schema, made):
    assert one(schema, version) == made


def test_the_dialect_of_a_document_holds_for_all_its_schemas():
    made = one({"items": [{}]}, "3.1.0", jsonSchemaDialect="http://json-schema.org/draft-07/schema#")
    assert made == {"prefixItems": [{}]}


@pytest.mark.parametrize("key", ["example", "default", "x-own", "const"])
def test_data_is_never_touched(key):
    data = {"nullable": True, "type": "string", "exclusiveMinimum": True}
    assert one({key: data, "properties": {"a": {key: data}}}, "3.0.3") == {key: data, "properties": {"a": {key: data}}}


@pytest.mark.parametrize("name", ["nullable", "type", "$ref", "required", "example", "items", "properties"])
def test_a_property_may_be_called_like_a_keyword(name):
    schema = {"properties": {name: {"type": "string", "nullable": True}}}
    assert one(schema, "3.0.3") == {"properties": {name: {"type": ["string", "null"]}}}


def test_what_does_not_change_is_shared():
    schema = {"properties": {"a": {"type": "string"}}}
    assert one(schema, "3.0.3") is schema


def test_a_parameter_of_swagger_is_a_schema_itself():
    parameter = {"name": "n", "in": "query", "required": True, "type": "integer", "collectionFormat": "csv"}
    made = translated({"parameters": {"n": parameter}}, "2.0")
    assert made["parameters"]["n"] == {"type": "integer"}
    body = {"name": "b", "in": "body", "required": True, "schema": {"type": "file"}}
    made = translated({"parameters": {"b": body}}, "2.0")
    assert made["parameters"]["b"] == {"name": "b", "in": "body", "required": True, "schema": {}}


def test_what_only_a_reference_reaches_is_translated_as_what_refers_to_it():
    document = {
        "components": {"schemas": {"S": {"$ref": "#/x-files/common.yaml/N"}}},
        "x-files": {"common.yaml": {"N": {"type": "string", "nullable": True}, "Other": {"nullable": True}}},
    }
    made = translated(document, "3.0.3")["x-files"]["common.yaml"]
    assert made == {"N": {"type": ["string", "null"]}, "Other": {"nullable": True}}
    assert SchemaBook(document, "3.0.3").errors("/components/schemas/S", None) == ()


def test_null_is_allowed_where_nullable_stands_beside_references_only():
    document = {
        "components": {
            "schemas": {
                "S": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/N"}]},
                "N": {"type": "object", "properties": {"a": {"type": "integer"}}},
                "Into": {"$ref": "#/components/schemas/S/allOf/0"},
            }
        }
    }
    schemas = SchemaBook(document, "3.0.3")
    assert schemas.errors("/components/schemas/S", None) == ()
    (error,) = schemas.errors("/components/schemas/S", {"a": "x"})
    assert (error.path, error.definition) == (
        "/allOf/0/properties/a/type",
        "/components/schemas/N/properties/a/type",
    )
    assert schemas.errors("/components/schemas/S/allOf/0", None) != ()
    assert schemas.errors("/components/schemas/Into", None) != ()
