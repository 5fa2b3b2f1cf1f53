"""Examples, defaults and enum members are held against their own schemas, in the direction they travel."""

import pytest
from tests.lint.documents import contract, operation, schemas

from contractkit.lint import example_defects

USER = {
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
    },
}


def found(made):
    return sorted((d.rule, d.location.pointer) for d in example_defects(made))


@pytest.mark.parametrize(
    ("schema", "places"),
    [
        ({"type": "integer", "example": 1}, []),
        ({"type": "integer", "example": "1"}, [("example", "/example")]),
        ({"type": "integer", "examples": [1, "a"]}, [("example", "/examples/1")]),
        ({"type": "integer", "default": None}, [("default", "/default")]),
        ({"type": ["integer", "null"], "default": None}, []),
        ({"type": "integer", "enum": [1, "a"]}, [("enum", "/enum/1")]),
        ({"type": "string", "enum": ["ab", "c"], "minLength": 2}, [("enum", "/enum/1")]),
        ({"type": "string", "default": "c", "enum": ["a"]}, [("default", "/default")]),
        ({"type": "string", "format": "date", "example": "2026-02-30"}, [("example", "/example")]),
        ({"properties": {"example": {"type": "integer"}, "default": {"type": "string"}}}, []),
        ({"properties": {"a": {"type": "integer", "example": "x"}}}, [("example", "/properties/a/example")]),
        ({"pattern": "(", "example": "x"}, []),
    ],
)
def test_what_a_schema_shows_satisfies_it(schema, places):
    assert found(schemas(S=schema)) == [(rule, f"/components/schemas/S{where}") for rule, where in places]


@pytest.mark.parametrize("example", [{"id": 1, "name": "a"}, {"name": "a", "password": "p"}])
def test_what_a_schema_shows_may_be_of_either_direction(example):
    assert found(schemas(S={**USER, "example": example})) == []
    assert len(found(schemas(S={**USER, "example": {"name": 1}}))) == 1


def test_what_a_message_shows_is_of_its_direction():
    def media(example):
        return {"content": {"application/json": {"schema": USER, "example": example}}}

    request, answer = {"name": "a", "password": "p"}, {"id": 1, "name": "a"}
    right = operation(requestBody=media(request), responses={"200": {"description": "", **media(answer)}})
    assert found(contract(paths={"/a": {"post": right}})) == []
    wrong = operation(requestBody=media(answer), responses={"200": {"description": "", **media(request)}})
    assert found(contract(paths={"/a": {"post": wrong}})) == [
        ("example", "/paths/~1a/post/requestBody/content/application~1json/example"),
        ("example", "/paths/~1a/post/responses/200/content/application~1json/example"),
    ]


def test_named_examples_are_followed_to_where_they_stand():
    media = {"schema": {"type": "integer"}, "examples": {"a": {"$ref": "#/components/examples/A"}, "b": {"value": 1}}}
    body = {"content": {"application/json": media}}
    items = {"/a": {"post": operation(requestBody=body), "put": operation(requestBody=body)}}
    made = contract(paths=items, components={"examples": {"A": {"value": "x"}}})
    places = [where for _, where in found(made)]
    assert places == ["/components/examples/A/value"] * 2  # once for each schema it stands for


@pytest.mark.parametrize(
    ("media", "example", "wrong"),
    [
        ("application/json", {"a": "x"}, True),
        ("application/json", '{"a": 1}', False),
        ("application/json", '{"a": "x"}', True),
        ("application/vnd.t+json", "no JSON", True),
        ("application/xml", "<a>x</a>", False),
        ("text/csv", "a,b", False),
        ("application/x-www-form-urlencoded", "a=1", False),
        ("application/x-www-form-urlencoded", {"a": "x"}, True),
    ],
)
def test_text_in_another_notation_is_not_judged(media, example, wrong):
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    body = {"content": {media: {"schema": schema, "example": example}}}
    assert bool(found(contract(paths={"/a": {"post": operation(requestBody=body)}}))) is wrong


def test_parameters_and_headers_show_valid_values():
    query = {"name": "q", "in": "query", "schema": {"type": "integer"}, "example": "x"}
    header = {"schema": {"type": "integer"}, "examples": {"a": {"value": "x"}}}
    answers = {"200": {"description": "", "headers": {"X": header}}}
    assert found(contract(paths={"/a": {"get": operation(parameters=[query], responses=answers)}})) == [
        ("example", "/paths/~1a/get/parameters/0/example"),
        ("example", "/paths/~1a/get/responses/200/headers/X/examples/a/value"),
    ]


def test_swagger_shows_values_in_its_own_ways():
    query = {"name": "q", "in": "query", "type": "integer", "default": "x"}
    form = {"name": "f", "in": "formData", "type": "integer", "default": "x"}
    answer = {"description": "", "schema": {"type": "integer"}, "examples": {"application/json": "x"}}
    item = {"post": {"parameters": [query, form], "responses": {"200": answer}}}
    made = contract(swagger="2.0", paths={"/a": item})
    assert found(made) == [
        ("default", "/paths/~1a/post/parameters/0/default"),
        ("default", "/paths/~1a/post/parameters/1/default"),
        ("example", "/paths/~1a/post/responses/200/examples/application~1json"),
    ]


def test_what_stands_beside_a_reference_means_nothing_up_to_3_0():
    named = {"S": {"$ref": "#/components/schemas/N", "example": "x"}, "N": {"type": "integer"}}
    assert found(contract(openapi="3.0.3", components={"schemas": named})) == []
    assert len(found(contract(openapi="3.1.0", components={"schemas": named}))) == 1


def test_a_defect_tells_what_is_wrong_and_where():
    (defect,) = example_defects(schemas(S={"properties": {"a": {"type": "integer"}}, "example": {"a": "x"}}))
    assert '/a: "x" is not of type "integer"' in defect.message
    assert defect.location.line == 16
