"""What a request must not send and an answer must not show."""

import pytest

from contractkit.schema import SchemaBook

HOME = "#/components/schemas"


def keywords(schemas, value, direction, version="3.0.3"):
    book = SchemaBook({"components": {"schemas": schemas}}, version)
    return [(e.instance, e.keyword) for e in book.errors("/components/schemas/S", value, direction=direction)]


USER = {
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
    },
}


@pytest.mark.parametrize(
    ("direction", "value", "found"),
    [
        (None, {"id": 1, "name": "a", "password": "p"}, []),
        (None, {"name": "a", "password": "p"}, [("", "required")]),
        ("request", {"name": "a", "password": "p"}, []),
        ("request", {"id": 1, "name": "a", "password": "p"}, [("/id", "readOnly")]),
        ("request", {"name": "a"}, [("", "required")]),
        ("response", {"id": 1, "name": "a"}, []),
        ("response", {"id": 1, "name": "a", "password": "p"}, [("/password", "writeOnly")]),
        ("response", {"name": "a"}, [("", "required")]),
    ],
)
def test_a_direction_forbids_its_members_and_does_not_require_them(direction, value, found):
    assert keywords({"S": USER}, value, direction) == found


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_the_mark_may_stand_in_the_component_a_member_refers_to(version):
    schemas = {
        "S": {"required": ["id"], "properties": {"id": {"$ref": f"{HOME}/Id"}}},
        "Id": {"type": "integer", "readOnly": True},
    }
    assert keywords(schemas, {}, "request", version) == []
    assert keywords(schemas, {"id": 1}, "request", version) == [("/id", "readOnly")]
    assert keywords(schemas, {"id": 1}, "response", version) == []


def test_required_may_stand_in_another_part_of_the_same_object():
    schemas = {
        "S": {"allOf": [{"$ref": f"{HOME}/Base"}, {"required": ["id", "name"]}]},
        "Base": {"properties": {"id": {"readOnly": True}, "name": {}}},
    }
    assert keywords(schemas, {"name": "a"}, "request") == []
    assert keywords(schemas, {}, "request") == [("", "required")]


def test_a_mark_on_a_whole_component_says_nothing_where_it_is_no_member():
    assert keywords({"S": {"type": "integer", "readOnly": True}}, 1, "request") == []


def test_a_violation_points_at_the_mark():
    book = SchemaBook({"components": {"schemas": {"S": USER}}}, "3.1.0")
    (error,) = book.errors("/components/schemas/S", {"id": 1, "name": "a", "password": "p"}, direction="request")
    assert error.path == "/properties/id/readOnly"
    assert error.definition == "/components/schemas/S/properties/id/readOnly"
    assert "readOnly" in error.message


@pytest.mark.parametrize(
    ("direction", "found"), [(None, []), ("request", [("/id", "readOnly")]), ("response", [("/password", "writeOnly")])]
)
def test_a_schema_in_another_file_forbids_the_members_of_the_other_direction(direction, found):
    document = {
        "components": {"schemas": {"S": {"$ref": "#/x-files/user.yaml/User"}}},
        "x-files": {"user.yaml": {"User": USER}},
    }
    value = {"id": 1, "name": "a", "password": "p"}
    errors = SchemaBook(document, "3.0.3").errors("/components/schemas/S", value, direction=direction)
    assert [(e.instance, e.keyword) for e in errors] == found
