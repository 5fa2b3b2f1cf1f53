"""Each rule finds its defect, at its place, and stays silent about the nearest thing that is right."""

import pytest
from tests.lint.documents import ANSWERS, contract, operation, path_parameter, schemas

from contractkit.lint import defects


def found(made):
    return [(d.rule, d.location.pointer) for d in defects(made)]


@pytest.mark.parametrize(
    ("path", "names", "rules"),
    [
        ("/a/{x}", ["x"], []),
        ("/a/{x}", [], ["undeclared-path-parameter"]),
        ("/a/{x}/{y}", ["y"], ["undeclared-path-parameter"]),
        ("/a", ["x"], ["unused-path-parameter"]),
        ("/a/{x}", ["X"], ["undeclared-path-parameter", "unused-path-parameter"]),
        ("/a/{x}/b/{x}", ["x"], ["repeated-path-parameter"]),
        ("/a/{x}.{y}", ["x", "y"], []),
        ("/a/{+x}", ["x"], []),
        ("/a/{x*}", ["x"], []),
        ("/v1/{name=shelves/*}", ["name"], []),
        ("/a/{x}:cancel", ["x"], []),
    ],
)
def test_a_path_and_its_parameters_name_each_other(path, names, rules):
    item = {"get": operation(parameters=[path_parameter(name) for name in names])}
    assert [rule for rule, _ in found(contract(paths={path: item}))] == rules


def test_an_operation_without_its_path_parameter_cannot_be_exercised():
    (defect,) = defects(contract(paths={"/a/{x}": {"get": operation(operationId="read")}}))
    assert (defect.interaction, defect.stops) == ("t#read", True)
    assert defect.location.line > 1


def test_path_parameters_may_be_declared_for_the_whole_path():
    item = {"parameters": [path_parameter("x")], "get": operation()}
    assert found(contract(paths={"/a/{x}": item})) == []


def test_an_operation_that_could_not_be_read_is_not_charged_with_what_it_seems_to_lack():
    broken = {"get": {"parameters": [{"$ref": "#/components/parameters/X"}], "responses": ANSWERS}}
    assert found(contract(paths={"/a/{x}": broken})) == []


def test_a_list_names_a_parameter_once():
    query = {"name": "q", "in": "query", "schema": {}}
    both = [query, {**query, "in": "header"}]
    assert found(contract(paths={"/a": {"get": operation(parameters=both)}})) == []
    assert found(contract(paths={"/a": {"get": operation(parameters=[query, query])}})) == [
        ("duplicate-parameter", "/paths/~1a/get/parameters/1")
    ]
    overridden = {"parameters": [query], "get": operation(parameters=[query])}
    assert found(contract(paths={"/a": overridden})) == []


@pytest.mark.parametrize(
    ("one", "other", "collide"),
    [
        ("/a/{x}", "/a/{y}", True),
        ("/a/{x}", "/a/b", False),
        ("/a/{x}", "/a/{x}/", False),
        ("/a/{x}/c", "/a/{y}/d", False),
        ("/a/{x}.json", "/a/{y}.xml", False),
    ],
)
def test_paths_differ_by_more_than_names(one, other, collide):
    items = {
        p: {"get": operation(parameters=[path_parameter(n) for n in "xy" if f"{{{n}}}" in p])} for p in (one, other)
    }
    assert [rule for rule, _ in found(contract(paths=items))] == (["colliding-paths"] if collide else [])


def test_security_names_defined_schemes():
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "K"}}
    item = {"get": operation(security=[{}, {"key": []}]), "put": operation(security=[{"keys": []}])}
    made = contract(paths={"/a": item}, components={"securitySchemes": schemes}, security=[{"other": []}])
    assert found(made) == [
        ("unknown-security-scheme", "/security/0/other"),
        ("unknown-security-scheme", "/paths/~1a/put/security/0/keys"),
    ]
    assert "did you mean 'key'?" in [d.message for d in defects(made)][1]


def link(**said):
    answers = {"200": {"description": "ok", "links": {"next": said}}}
    items = {
        "/a": {"get": {"operationId": "list", "responses": answers}},
        "/a/{x}": {"get": operation(operationId="read", parameters=[path_parameter("x")])},
    }
    return [
        (rule, where.removeprefix("/paths/~1a/get/responses/200/links/next"))
        for rule, where in found(contract(paths=items))
    ]


@pytest.mark.parametrize(
    ("said", "defects"),
    [
        ({"operationId": "read", "parameters": {"x": "$response.body#/id"}}, []),
        ({"operationId": "read", "parameters": {"path.x": 1}}, []),
        ({"operationRef": "#/paths/~1a~1%7Bx%7D/get"}, []),
        ({"operationRef": "https://elsewhere.example/openapi.json#/paths/~1b/get"}, []),
        ({"operationId": "write"}, [("link-leads-nowhere", "/operationId")]),
        ({"operationRef": "#/paths/~1b/get"}, [("link-leads-nowhere", "/operationRef")]),
        ({"description": "leads where?"}, [("link-leads-nowhere", "")]),
        ({"operationId": "read", "parameters": {"y": 1}}, [("link-unknown-parameter", "/parameters/y")]),
        ({"operationId": "read", "parameters": {"query.x": 1}}, [("link-unknown-parameter", "/parameters/query.x")]),
    ],
)
def test_links_lead_to_operations_and_set_their_parameters(said, defects):
    assert link(**said) == defects


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("#/components/schemas/Cat", True),
        ("Cat", True),
        ("#/components/schemas/Dog", False),
        ("Dog", False),
        ("https://elsewhere.example/dog.json", True),
    ],
)
def test_a_mapping_leads_to_schemas(target, leads):
    pet = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}],
        "discriminator": {"propertyName": "k", "mapping": {"c": target}},
    }
    expected = [] if leads else [("discriminator-leads-nowhere", "/components/schemas/Pet/discriminator/mapping/c")]
    assert found(schemas(Cat={"type": "object"}, Pet=pet)) == expected


@pytest.mark.parametrize(
    ("pattern", "valid"),
    [
        ("^a+$", True),
        (r"^[\w-.]+$", True),
        (r"^\p{L}+$", True),
        (r"^\d{4}-\d{2}$", True),
        (r"(?<=a)b", True),
        ("(", False),
        ("a++", False),
        ("(?i)abc", False),
        ("(?P<n>a)", False),
    ],
)
def test_patterns_are_those_of_ecma_262(pattern, valid):
    made = schemas(S={"pattern": pattern}, M={"patternProperties": {pattern: {}}})
    assert [rule for rule, _ in found(made)] == ([] if valid else ["invalid-pattern"] * 2)


@pytest.mark.parametrize(
    ("schema", "keyword"),
    [
        ({"minimum": 2, "maximum": 1}, "minimum"),
        ({"minimum": 1, "maximum": 1}, None),
        ({"type": "string", "minimum": 2, "maximum": 1}, None),
        ({"minimum": 1, "exclusiveMaximum": 1}, "exclusiveMaximum"),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, None),
        ({"minimum": 5, "exclusiveMinimum": 0, "maximum": 5}, None),
        ({"minLength": 2, "maxLength": 1}, "minLength"),
        ({"minItems": 2, "maxItems": 1}, "minItems"),
        ({"minProperties": 2, "maxProperties": 1}, "minProperties"),
        ({"required": ["a", "b"], "maxProperties": 1}, "maxProperties"),
        ({"required": ["a"], "additionalProperties": False}, "required"),
        ({"required": ["a"], "properties": {"a": {}}, "additionalProperties": False}, None),
        ({"required": ["a"], "patternProperties": {"^a": {}}, "additionalProperties": False}, None),
        ({"required": ["a"], "patternProperties": {"^b": {}}, "additionalProperties": False}, "required"),
        ({"required": ["a"], "properties": {"b": {}}}, None),
        ({"required": ["a"], "properties": {"a": False}}, "required"),
        ({"type": "integer", "enum": ["a", "b"]}, "enum"),
        ({"type": "integer", "enum": ["a", 1]}, None),
        ({"type": "integer", "enum": [1.0]}, None),
        ({"type": ["string", "null"], "enum": [None]}, None),
        ({"enum": ["a"]}, None),
        ({"properties": {"minimum": {"type": "integer"}, "maximum": {}}}, None),
        ({"default": {"minimum": 2, "maximum": 1}}, None),
    ],
)
def test_a_schema_asks_for_what_a_value_can_be(schema, keyword):
    expected = [] if keyword is None else [("impossible-constraint", f"/components/schemas/S/{keyword}")]
    assert found(schemas(S=schema)) == expected


@pytest.mark.parametrize(
    ("schema", "count"),
    [
        ({"minimum": 1, "maximum": 1, "exclusiveMinimum": True}, 1),
        ({"minimum": 1, "maximum": 1, "exclusiveMinimum": False}, 0),
        ({"type": "integer", "nullable": True, "enum": [None]}, 0),
        ({"$ref": "#/components/schemas/T", "minimum": 2, "maximum": 1}, 0),
    ],
)
def test_constraints_are_read_as_the_version_means_them(schema, count):
    made = contract(openapi="3.0.3", components={"schemas": {"S": schema, "T": {}}})
    assert len(found(made)) == count


def test_a_shared_component_is_charged_once():
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}
    items = {"/a": {"post": operation(requestBody=body), "put": operation(requestBody=body)}}
    made = contract(paths=items, components={"schemas": {"S": {"minLength": 2, "maxLength": 1}}})
    assert found(made) == [("impossible-constraint", "/components/schemas/S/minLength")]


def test_a_defect_names_the_operation_it_lies_in():
    body = {"content": {"application/json": {"schema": {"minLength": 2, "maxLength": 1}}}}
    (defect,) = defects(contract(paths={"/a": {"post": operation(requestBody=body, operationId="make")}}))
    assert (defect.interaction, defect.stops) == ("t#make", False)
