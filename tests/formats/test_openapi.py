"""OpenAPI 3.0 and 3.1: every part of an operation, at the pointer where it stands."""

from pathlib import Path

import pytest

from contractkit.loading import load
from contractkit.model import Answer, Contract, Interaction, Link, Need, Parameter, Where

REAL = Path(__file__).parent.parent / "data" / "real"
HEAD = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n"
ANSWER = "responses: {200: {description: ok}}"


def contract(tmp_path: Path, text: str) -> Contract:
    (tmp_path / "o.yaml").write_text(HEAD + text if "openapi:" not in text else text)
    loaded = load(tmp_path)
    assert loaded.problems == ()
    return loaded.contracts[0]


def operation(tmp_path: Path, text: str, rest: str = "") -> Interaction:
    made = contract(tmp_path, f"paths:\n  /a/{{id}}:\n    get:\n      {ANSWER}\n      {text}\n{rest}")
    assert made.defects == ()
    return made.interactions[0]


def parameter(tmp_path: Path, text: str) -> Parameter:
    return operation(tmp_path, f"parameters: [{{{text}}}]").parameters[0]


def answer(tmp_path: Path, text: str, rest: str = "") -> Answer:
    made = contract(tmp_path, f"paths:\n  /a:\n    get:\n      responses:\n        {text}\n{rest}")
    assert made.defects == ()
    return made.interactions[0].answers[0]


@pytest.mark.parametrize(
    ("text", "style", "explode"),
    [
        ("name: q, in: query", "form", True),
        ("name: q, in: query, explode: false", "form", False),
        ("name: q, in: query, style: deepObject, explode: true", "deepObject", True),
        ("name: q, in: query, style: pipeDelimited", "pipeDelimited", False),
        ("name: id, in: path, required: true", "simple", False),
        ("name: id, in: path, required: true, style: label, explode: true", "label", True),
        ("name: X-A, in: header", "simple", False),
        ("name: c, in: cookie", "form", True),
    ],
)
def test_styles_have_the_defaults_of_the_specification(tmp_path: Path, text: str, style: str, explode: bool) -> None:
    found = parameter(tmp_path, text)
    assert (found.style, found.explode) == (style, explode)


def test_a_path_parameter_is_always_required(tmp_path: Path) -> None:
    assert parameter(tmp_path, "name: id, in: path").required


@pytest.mark.parametrize("name", ["Accept", "content-type", "Authorization"])
def test_header_parameters_that_the_specification_ignores_are_left_out(tmp_path: Path, name: str) -> None:
    assert operation(tmp_path, f"parameters: [{{name: {name}, in: header}}]").parameters == ()


def test_a_parameter_may_be_described_by_content(tmp_path: Path) -> None:
    found = parameter(tmp_path, "name: q, in: query, content: {application/json: {schema: {}, example: 1}}")
    assert (found.media, found.examples) == ("application/json", (1,))
    assert found.schema == "/paths/~1a~1{id}/get/parameters/0/content/application~1json/schema"


def test_parameters_of_the_path_are_merged_and_the_own_one_wins(tmp_path: Path) -> None:
    made = contract(
        tmp_path,
        f"""paths:
  /a/{{id}}:
    parameters: [{{$ref: '#/components/parameters/Id'}}, {{name: q, in: query, required: true}}]
    get:
      parameters: [{{name: q, in: query, required: false}}, {{name: q, in: header}}]
      {ANSWER}
components: {{parameters: {{Id: {{name: id, in: path, required: true, schema: {{type: string}}}}}}}}
""",
    )
    found = {p.key: p for p in made.interactions[0].parameters}
    assert list(found) == ["path.id", "query.q", "header.q"]
    assert not found["query.q"].required
    assert found["path.id"].schema == "/components/parameters/Id/schema"


def test_a_schema_pointer_does_not_follow_the_schema_s_own_reference(tmp_path: Path) -> None:
    rest = "components: {schemas: {S: {type: string, examples: [x]}}}\n"
    text = "parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/S'}}]"
    found = operation(tmp_path, text, rest).parameters[0]
    assert (found.schema, found.examples) == ("/paths/~1a~1{id}/get/parameters/0/schema", ("x",))


def test_examples_are_collected_from_everywhere_a_value_is_shown(tmp_path: Path) -> None:
    found = answer(
        tmp_path,
        "200: {description: d, content: {Application/JSON: {example: 1, schema: {example: 4, examples: [5]},"
        " examples: {a: {value: 2}, b: {$ref: '#/components/examples/B'}, c: {externalValue: 'http://x'}}}}}",
        "components: {examples: {B: {value: 3}}}\n",
    )
    assert (found.media[0].type, found.media[0].examples) == ("application/json", (1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    ("code", "status"), [("200", "200"), ("'404'", "404"), ("4xx", "4XX"), ("5XX", "5XX"), ("default", "default")]
)
def test_status_codes_and_ranges(tmp_path: Path, code: str, status: str) -> None:
    assert answer(tmp_path, f"{code}: {{description: d}}").status == status


def test_headers_of_an_answer(tmp_path: Path) -> None:
    found = answer(
        tmp_path,
        "200: {description: d, headers: {X-A: {$ref: '#/components/headers/A'}, Content-Type: {schema: {}}}}",
        "components: {headers: {A: {required: true, schema: {type: integer}}}}\n",
    )
    (header,) = found.headers
    assert (header.name, header.schema, header.required) == ("X-A", "/components/headers/A/schema", True)


def test_the_body_keeps_media_types_and_encodings(tmp_path: Path) -> None:
    text = (
        "requestBody: {required: true, content: {'text/plain; charset=UTF-8': {}, multipart/form-data:"
        " {schema: {}, encoding: {f: {contentType: image/png}, g: {style: form, explode: false}}}}}"
    )
    body = operation(tmp_path, text).body
    assert body is not None
    assert ([m.type for m in body.media], body.required) == (
        ["text/plain; charset=utf-8", "multipart/form-data"],
        True,
    )
    assert body.media[1].encoding["f"].content_type == "image/png"
    assert body.media[1].encoding["g"].explode is False


SECURITY = """security: [{bearer: []}]
components:
  securitySchemes:
    bearer: {type: http, scheme: Bearer}
    key: {$ref: '#/components/securitySchemes/real'}
    real: {type: apiKey, in: header, name: X-Key}
"""


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("", ((Need("bearer"),),)),
        ("security: []", ()),
        ("security: [{}, {key: []}]", ((), (Need("key"),))),
        ("security: [{bearer: ['a:b'], key: []}]", ((Need("bearer", ("a:b",)), Need("key")),)),
    ],
)
def test_security_is_the_operation_s_own_or_the_document_s(
    tmp_path: Path, text: str, needed: tuple[tuple[Need, ...], ...]
) -> None:
    assert operation(tmp_path, text, SECURITY).security == needed


def test_security_schemes(tmp_path: Path) -> None:
    found = contract(tmp_path, "paths: {}\n" + SECURITY).security_schemes
    assert (found["bearer"].type, found["bearer"].scheme) == ("http", "bearer")
    assert (found["key"].where, found["key"].name, found["key"].id) == (Where.HEADER, "X-Key", "key")


@pytest.mark.parametrize(
    ("servers", "path"),
    [
        ("", ""),
        ("servers: [{url: /}]", ""),
        ("servers: [{url: /v1/}]", "/v1"),
        ("servers: [{url: v1}]", "/v1"),
        ("servers: [{url: 'https://api.shop.test/v2'}, {url: /other}]", "/v2"),
        ("servers: [{url: 'https://{host}/{base}', variables: {host: {default: h}, base: {default: v3}}}]", "/v3"),
    ],
)
def test_the_base_path_is_the_first_server_s(tmp_path: Path, servers: str, path: str) -> None:
    assert contract(tmp_path, f"paths: {{}}\n{servers}\n").base_path == path


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("{operationId: getB}", "getB"),
        ("{operationRef: '#/paths/~1b~1{id}/get'}", "getB"),
        ("{operationRef: '#/paths/~1b~1%7Bid%7D/get'}", "getB"),
        ("{operationId: nobody}", None),
        ("{$ref: '#/components/links/L'}", "getB"),
    ],
)
def test_links_name_their_target(tmp_path: Path, link: str, target: str | None) -> None:
    made = contract(
        tmp_path,
        f"""paths:
  /a:
    get: {{responses: {{200: {{description: d, links: {{next: {link}}}}}}}}}
  /b/{{id}}:
    get: {{operationId: getB, {ANSWER}}}
components: {{links: {{L: {{operationId: getB, parameters: {{id: $response.body#/id}}}}}}}}
""",
    )
    (found,) = made.interactions[0].answers[0].links
    assert isinstance(found, Link)
    assert found.operation == target


def test_real_links_lead_to_operations() -> None:
    made = load(REAL / "oai-v3.0-link-example.yaml").contracts[0]
    links = {link.name: link.operation for i in made.interactions for a in i.answers for link in a.links}
    assert links == {
        "userRepositories": "getRepositoriesByOwner",
        "userRepository": "getRepository",
        "repositoryPullRequests": "getPullRequestsByRepository",
        "pullRequestMerge": "mergePullRequest",
    }


BAD = [
    ("get: text", "'get' must be a mapping, not text"),
    ("get:", "'get' must be a mapping, not nothing (null)"),
    ("get: {}", "'responses' is missing or empty"),
    ("get: {responses: {}}", "'responses' is missing or empty"),
    ("get: {responses: [1]}", "'responses' must be a mapping, not a list"),
    (f"get: {{parameters: {{}}, {ANSWER}}}", "'parameters' must be a list, not a mapping"),
    (f"get: {{parameters: [{{in: query}}], {ANSWER}}}", "'0' has no 'name'"),
    (f"get: {{parameters: [{{name: a, in: body}}], {ANSWER}}}", "it must be path, query, header or cookie"),
    (f"get: {{parameters: [{{name: a, in: query, required: 'yes'}}], {ANSWER}}}", "'required' must be true or false"),
    (f"get: {{requestBody: {{content: [1]}}, {ANSWER}}}", "'content' must be a mapping, not a list"),
    (f"get: {{tags: [1], {ANSWER}}}", "'tags' must be a list of texts"),
    (f"get: {{security: [a], {ANSWER}}}", "'0' must be a mapping, not text"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_an_operation_that_cannot_be_read_stops_alone(tmp_path: Path, text: str, words: str) -> None:
    made = contract(tmp_path, f"paths:\n  /a:\n    {text}\n    put: {{{ANSWER}}}\n")
    (defect,) = made.defects
    assert (defect.stops, defect.interaction, str(defect.location)) == (True, "o#GET /a", "o.yaml:5")
    assert words in defect.message
    assert [i.name for i in made.interactions] == ["GET /a", "PUT /a"]
    assert made.interactions[1].answers


def test_a_path_item_that_cannot_be_read_stops_alone(tmp_path: Path) -> None:
    made = contract(tmp_path, f"paths:\n  /a: 1\n  /b:\n    get: {{{ANSWER}}}\n")
    assert [i.name for i in made.interactions] == ["GET /b"]
    assert "path '/a'" in made.defects[0].message


def test_an_operation_id_used_twice_is_a_defect_of_the_later_one(tmp_path: Path) -> None:
    made = contract(
        tmp_path,
        f"paths:\n  /a:\n    get: {{operationId: x, {ANSWER}}}\n  /b:\n    get: {{operationId: x, {ANSWER}}}\n",
    )
    assert [i.name for i in made.interactions] == ["x", "GET /b"]
    (defect,) = made.defects
    assert (defect.rule, defect.interaction, str(defect.location)) == (
        "duplicate-operation-id",
        "o#GET /b",
        "o.yaml:7",
    )
    assert "already used in o.yaml:5" in defect.message


def test_path_items_may_be_references(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"get:\n  {ANSWER}\n")
    made = contract(tmp_path, "paths:\n  /a: {$ref: a.yaml}\n")
    assert (made.interactions[0].pointer, str(made.interactions[0].location)) == ("/x-files/a.yaml/get", "a.yaml:1")


def test_an_unquoted_version_is_read_and_noted(tmp_path: Path) -> None:
    made = contract(tmp_path, f"openapi: 3.0\npaths: {{/a: {{get: {{{ANSWER}}}}}}}\n")
    assert [(d.rule, d.stops) for d in made.defects] == [("version-not-text", False)]
    assert made.version == "3.0"


def test_callbacks_and_webhooks_are_no_operations() -> None:
    names = [i.name for i in load(REAL / "oai-v3.0-callback-example.yaml").contracts[0].interactions]
    assert names == ["POST /streams"]
