"""Many schemas of one place, seen as one."""

from contractkit.generate.inner import item, member, names
from contractkit.generate.rules import rules
from contractkit.schema import SchemaBook


def seen(schema, /, **components):
    document = {"openapi": "3.1.0", "components": {"schemas": {"X": schema, **components}}}
    return rules(SchemaBook(document, "3.1.0"), ("/components/schemas/X",))


def test_all_of_keeps_the_tightest_bound_and_where_it_stands():
    view = seen({"minimum": 1, "allOf": [{"type": "integer", "minimum": 5}, {"minimum": 3}]})
    assert (view.words["minimum"], view.origins["minimum"]) == (5, "/components/schemas/X/allOf/0")
    assert view.types == ("integer",)


def test_references_are_transparent():
    view = seen({"$ref": "#/components/schemas/Y"}, Y={"type": "string", "maxLength": 3})
    assert (view.types, view.words["maxLength"]) == (("string",), 3)


def test_a_union_of_one_branch_and_null_is_no_union():
    view = seen({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]})
    assert not view.unions
    assert set(view.types) == {"string", "null"}
    assert view.words["enum"] == ["a", None]


def test_enums_of_all_parts_are_intersected():
    assert seen({"allOf": [{"enum": [1, 2, True]}, {"enum": [True, 2.0]}]}).words["enum"] == [2, True]


def test_a_branch_is_named_by_a_discriminator_value_it_allows_itself():
    branch = {"type": "object", "properties": {"kind": {"enum": ["card"]}}}
    view = seen(
        {"oneOf": [{"$ref": "#/components/schemas/Card"}], "discriminator": {"propertyName": "kind"}}, Card=branch
    )
    assert [one.label for one in view.unions[0].branches] == ["card"]


def test_a_component_stands_for_those_that_extend_it():
    heir = {"allOf": [{"$ref": "#/components/schemas/X"}, {"properties": {"bark": {"type": "string"}}}]}
    view = seen({"type": "object", "discriminator": {"propertyName": "kind"}}, Dog=heir)
    assert [one.label for one in view.unions[0].branches] == ["Dog"]


def test_members_gather_from_all_parts_and_closed_ones_forbid_the_others():
    view = seen({"properties": {"a": {}}, "allOf": [{"properties": {"b": {"type": "string"}}}]})
    assert names(view) == ("a", "b")
    assert member(view, "c") == ()
    closed = seen({"properties": {"a": {}}, "additionalProperties": False})
    assert member(closed, "c") is None


def test_items_follow_the_prefix():
    view = seen({"prefixItems": [{"type": "string"}], "items": False})
    assert item(view, 0) == ("/components/schemas/X/prefixItems/0",)
    assert item(view, 1) is None
