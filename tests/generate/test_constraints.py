"""What is promised of a request: places, keywords, and which of them are accepted and rejected."""

import pytest
from tests.generate.asking import asking, of, operation, promises
from tests.operations import contract, param

from contractkit.generate.constraints import constraints

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def places(made):
    return [str(c.target) for c in constraints(made, operation(made))]


def test_places_are_in_document_order_and_each_once():
    body = {"type": "object", "required": ["b"], "properties": {"b": TEXT, "a": {"type": "array", "items": NUMBER}}}
    assert places(asking(body, param("limit", "query", {**NUMBER, "maximum": 9}))) == [
        "query.limit absent",
        "query.limit type",
        "query.limit maximum",
        "body required",
        "media unsupported",
        "body type",
        "body/b required",
        "body/b type",
        "body/a absent",
        "body/a type",
        "body/a/* type",
    ]


def test_identity_is_not_changed_by_references_and_all_of():
    name = {"type": "string", "maxLength": 3}
    inlined = asking({"type": "object", "properties": {"n": name}})
    referred = asking(
        {"allOf": [{"$ref": "#/components/schemas/B"}]},
        components={"B": {"type": "object", "properties": {"n": {"$ref": "#/components/schemas/N"}}}, "N": name},
    )
    assert promises(inlined) == promises(referred)


def test_the_location_is_where_the_keyword_stands():
    made = asking({"$ref": "#/components/schemas/B"}, components={"B": {"type": "object", "maxProperties": 2}})
    assert of(made, "body maxProperties").schema == "/components/schemas/B"


def test_branches_are_named_by_discriminator_or_index():
    card = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "card"}, "no": TEXT}}
    union = {"oneOf": [{"$ref": "#/components/schemas/C"}], "discriminator": {"propertyName": "kind"}}
    named = places(asking({"properties": {"pay": union}}, components={"C": card}))
    assert "body/pay/oneOf:card/no type" in named
    assert "body/pay discriminator" in named
    plain = places(asking({"anyOf": [{"type": "object", "properties": {"a": TEXT}}, {"type": "array", "items": TEXT}]}))
    assert "body/anyOf:0/a absent" in plain
    assert "body/anyOf:1/* type" in plain


def test_a_nullable_union_is_no_branch():
    made = asking({"properties": {"a": {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "null"}]}}})
    assert {"body/a maxLength", "body/a null"} <= set(places(made))


def test_conditions_and_maps_have_places():
    body = {
        "type": "object",
        "properties": {"kind": {"enum": ["x", "y"]}, "labels": {"additionalProperties": NUMBER, "type": "object"}},
        "if": {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
        "then": {"required": ["n"], "properties": {"n": NUMBER}},
    }
    accepted, rejected = promises(asking(body))
    assert "body/then:0/n required" in rejected
    assert "body/labels/* type" in rejected
    assert "body/labels absent" in accepted


def test_recursion_ends():
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/T"}, "n": NUMBER}}
    made = asking({"$ref": "#/components/schemas/T"}, components={"T": tree})
    assert places(made)[2:] == ["body type", "body/child absent", "body/n absent", "body/n type"]


@pytest.mark.parametrize(
    ("name", "where", "refers"),
    [
        ("id", "path", True),
        ("customer_id", "query", True),
        ("ownerId", "query", True),
        ("tag_ids", "query", True),
        ("idea", "query", False),
        ("paid", "query", False),
    ],
)
def test_what_names_a_resource_is_never_accepted_by_value(name, where, refers):
    made = asking(None, param(name, where, {"type": "string", "maxLength": 8}), path=f"/things/{{{name}}}")
    assert of(made, f"{where}.{name} maxLength").reference is refers
    assert (f"{where}.{name} maxLength" in promises(made)[0]) is not refers


def test_a_path_parameter_with_listed_values_is_no_reference():
    made = asking(None, param("kind", "path", {"enum": ["a", "b"]}), path="/things/{kind}")
    assert "path.kind enum" in promises(made)[0]


CARRIED = [  # place, schema, and whether accepted and rejected
    ("query", TEXT, "type", False, False),
    ("query", NUMBER, "type", False, True),
    ("query", {"type": "boolean"}, "type", False, True),
    ("query", {"type": ["integer", "string"]}, "type", True, False),
    ("query", {"type": "array", "items": TEXT}, "type", False, False),
    ("query", {"type": "array", "items": TEXT, "minItems": 1}, "minItems", True, False),
    ("query", {"type": "array", "items": TEXT, "minItems": 2}, "minItems", True, True),
    ("query", {"type": "string", "minLength": 1}, "minLength", True, False),
    ("query", {"type": "string", "minLength": 2}, "minLength", True, True),
    ("path", {"type": "string", "minLength": 1, "enum": ["a"]}, "minLength", True, False),
    ("header", {"type": "string", "maxLength": 3}, "maxLength", True, True),
    ("header", {"type": "string", "pattern": "^\\s$"}, "pattern", False, True),
    ("cookie", {"type": "string", "maxLength": 3}, "maxLength", True, True),
    ("query", {"type": "string", "maxLength": 100_000}, "maxLength", False, False),
    ("query", {"type": ["string", "null"]}, "null", False, False),
]


@pytest.mark.parametrize(("where", "schema", "keyword", "accepted", "rejected"), CARRIED)
def test_what_a_parameter_cannot_carry_is_not_promised(where, schema, keyword, accepted, rejected):
    made = asking(None, param("p", where, schema), path="/things/{p}" if where == "path" else "/things")
    for promised, wanted in zip(promises(made), (accepted, rejected), strict=True):
        assert (f"{where}.p {keyword}" in promised) is wanted


def test_in_forms_everything_is_a_text():
    body = {"type": "object", "properties": {"a": TEXT, "n": NUMBER}}
    _, rejected = promises(asking(body, media="application/x-www-form-urlencoded"))
    assert "body/n type" in rejected
    assert not {"body type", "body/a type"} & rejected


def test_of_several_media_types_the_json_one_is_the_plain_body():
    schema = {"type": "object", "required": ["a"], "properties": {"a": TEXT}}
    made = contract((), {"multipart/form-data": schema, "application/vnd.x+json": schema})
    found = places(made)
    assert "body/a required" in found
    assert "body(multipart/form-data)/a required" in found


@pytest.mark.parametrize(("required", "promise"), [(True, 1), (False, 0)])
def test_a_body_is_required_or_may_be_absent(required, promise):
    made = asking(TEXT, body_required=required)
    assert ("body required" if required else "body absent") in promises(made)[promise]


@pytest.mark.parametrize(("media", "known"), [("application/json", True), ("*/*", False), ("text/plain", True)])
def test_a_wrong_media_type_is_promised_where_there_is_one(media, known):
    assert ("media unsupported" in promises(asking(TEXT, media=media))[1]) is known


def test_what_another_keyword_implies_is_not_rejected():
    made = asking({"type": "string", "pattern": "^[A-Z]{3}$", "maxLength": 3, "minLength": 1})
    assert "body pattern" in promises(made)[1]
    assert not {"body maxLength", "body minLength"} & promises(made)[1]


def test_read_only_members_are_only_promised_to_be_refused():
    made = asking({"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}})
    assert [place for place in places(made) if "/id" in place] == ["body/id readOnly"]
