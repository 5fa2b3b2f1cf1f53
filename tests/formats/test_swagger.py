"""Swagger 2.0: body, forms, collection formats and media types, in the words of OpenAPI 3."""

from pathlib import Path

import pytest

from contractkit.loading import load
from contractkit.model import Contract, Interaction, Where
from contractkit.source.pointer import at

REAL = Path(__file__).parent.parent / "data" / "real"
ANSWER = "responses: {200: {description: ok}}"


def contract(tmp_path: Path, text: str) -> Contract:
    (tmp_path / "o.yaml").write_text('swagger: "2.0"\ninfo: {title: Shop, version: "1"}\n' + text)
    loaded = load(tmp_path)
    assert loaded.problems == ()
    return loaded.contracts[0]


def operation(tmp_path: Path, text: str, rest: str = "") -> Interaction:
    made = contract(tmp_path, f"{rest}paths:\n  /a:\n    post:\n      {ANSWER}\n      {text}\n")
    assert made.defects == ()
    return made.interactions[0]


@pytest.mark.parametrize(
    ("text", "style", "explode", "delimiter"),
    [
        ("name: q, in: query, type: array", "form", False, ","),
        ("name: q, in: query, type: array, collectionFormat: multi", "form", True, ","),
        ("name: q, in: query, type: array, collectionFormat: ssv", "form", False, " "),
        ("name: q, in: query, type: array, collectionFormat: tsv", "form", False, "\t"),
        ("name: q, in: header, type: array, collectionFormat: pipes", "simple", False, "|"),
        ("name: q, in: path, required: true, type: string", "simple", False, ","),
    ],
)
def test_collection_formats(tmp_path: Path, text: str, style: str, explode: bool, delimiter: str) -> None:
    (found,) = operation(tmp_path, f"parameters: [{{{text}}}]").parameters
    assert (found.style, found.explode, found.delimiter) == (style, explode, delimiter)


def test_a_parameter_is_its_own_schema(tmp_path: Path) -> None:
    (found,) = operation(tmp_path, "parameters: [{name: q, in: query, type: string, x-example: a}]").parameters
    assert (found.schema, found.pointer, found.examples) == (*["/paths/~1a/post/parameters/0"] * 2, ("a",))


@pytest.mark.parametrize(
    ("own", "root", "types"),
    [
        ("", "", ["application/json"]),
        ("", "consumes: [application/xml]\n", ["application/xml"]),
        ("consumes: [Text/Plain, a/b]", "consumes: [application/xml]\n", ["text/plain", "a/b"]),
    ],
)
def test_the_body_travels_as_what_is_consumed(tmp_path: Path, own: str, root: str, types: list[str]) -> None:
    schema = "{type: object, example: {a: 1}}"
    text = f"parameters: [{{name: b, in: body, required: true, schema: {schema}}}]\n      {own}"
    body = operation(tmp_path, text, root).body
    assert body is not None
    assert ([m.type for m in body.media], body.required) == (types, True)
    assert body.media[0].schema == "/paths/~1a/post/parameters/0/schema"
    assert body.media[0].examples == ({"a": 1},)


FORM = """parameters:
        - {name: f, in: formData, type: file, required: true}
        - {name: tags, in: formData, type: array, items: {type: string}, collectionFormat: multi}
"""


def test_form_fields_become_one_object(tmp_path: Path) -> None:
    made = contract(tmp_path, f"paths:\n  /a:\n    post:\n      {ANSWER}\n      {FORM}")
    body = made.interactions[0].body
    assert body is not None
    (media,) = body.media
    assert (media.type, body.required, media.encoding["tags"].explode) == ("multipart/form-data", True, True)
    assert at(made.document, media.schema or "") == {
        "type": "object",
        "properties": {
            "f": {"type": "string", "format": "binary"},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["f"],
    }


def test_made_places_lead_back_to_the_author_s(tmp_path: Path) -> None:
    made = contract(tmp_path, f"paths:\n  /a:\n    post:\n      {ANSWER}\n      {FORM}")
    where = made.locate("/x-forms/POST ~1a/properties/tags/items")
    assert (str(where), where.pointer) == ("o.yaml:9", "/paths/~1a/post/parameters/1/items")
    assert str(made.locate("/x-forms/POST ~1a", key=True)) == "o.yaml:5"


@pytest.mark.parametrize(
    ("consumes", "types"),
    [
        ("[]", ["application/x-www-form-urlencoded"]),
        ("[application/json]", ["application/x-www-form-urlencoded"]),
        ("[multipart/form-data]", ["multipart/form-data"]),
    ],
)
def test_a_form_without_files_is_urlencoded_unless_it_says_otherwise(
    tmp_path: Path, consumes: str, types: list[str]
) -> None:
    text = f"parameters: [{{name: a, in: formData, type: string}}]\n      consumes: {consumes}"
    body = operation(tmp_path, text).body
    assert body is not None
    assert ([m.type for m in body.media], body.required) == (types, False)


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ("", []),
        ("schema: {type: object}", ["application/json", "text/csv"]),
    ],
)
def test_answers_travel_as_what_is_produced(tmp_path: Path, schema: str, types: list[str]) -> None:
    made = contract(
        tmp_path,
        f"""produces: [application/json, text/csv]
paths:
  /a:
    get:
      responses:
        200:
          description: d
          examples: {{application/json: {{a: 1}}}}
          headers: {{X-A: {{type: integer}}}}
          {schema}
""",
    )
    (answer,) = made.interactions[0].answers
    assert [m.type for m in answer.media] == types
    assert [m.examples for m in answer.media] == [({"a": 1},), ()][: len(types)]
    assert answer.headers[0].schema == answer.headers[0].pointer == "/paths/~1a/get/responses/200/headers/X-A"


def test_a_file_answer_has_no_schema(tmp_path: Path) -> None:
    made = contract(
        tmp_path,
        "produces: [image/png]\npaths: {/a: {get: {responses: {200: {description: d, schema: {type: file}}}}}}\n",
    )
    (media,) = made.interactions[0].answers[0].media
    assert (media.type, media.schema) == ("image/png", None)


def test_security_definitions_speak_openapi_3(tmp_path: Path) -> None:
    made = contract(
        tmp_path,
        "paths: {}\nbasePath: /v1/\nsecurityDefinitions: {b: {type: basic}, k: {type: apiKey, in: query, name: t},"
        " o: {type: oauth2, flow: implicit}}\n",
    )
    schemes = made.security_schemes
    assert [(s.type, s.scheme, s.where, s.name) for s in schemes.values()] == [
        ("http", "basic", None, ""),
        ("apiKey", "", Where.QUERY, "t"),
        ("oauth2", "", None, ""),
    ]
    assert made.base_path == "/v1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parameters: [{name: a, in: cookie}]", "it must be path, query, header, body or formData"),
        ("parameters: [{name: a, in: query, collectionFormat: xsv}]", "'collectionFormat: xsv' is none of csv"),
    ],
)
def test_what_cannot_be_read_stops_its_operation(tmp_path: Path, text: str, words: str) -> None:
    made = contract(tmp_path, f"paths:\n  /a:\n    get:\n      {ANSWER}\n      {text}\n")
    assert made.defects[0].stops
    assert words in made.defects[0].message


def test_a_real_document() -> None:
    made = load(REAL / "oai-v2.0-uber.yaml").contracts[0]
    history = next(i for i in made.interactions if i.path == "/history")
    assert (made.base_path, made.version, history.security) == ("/v1", "2.0", ())
    assert [p.key for p in history.parameters] == ["query.offset", "query.limit"]
    assert [(a.status, a.media[0].type) for a in history.answers] == [
        ("200", "application/json"),
        ("default", "application/json"),
    ]
