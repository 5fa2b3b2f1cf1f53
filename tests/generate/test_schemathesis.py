"""What is used of schemathesis, held to a contract: a new version breaks a test here, not a user's run."""

from dataclasses import replace

import hypothesis.core
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.vendor import pretty
from schemathesis.core import NOT_SET, NotSet
from schemathesis.errors import SchemathesisError
from schemathesis.generation import GenerationMode
from schemathesis.transport.serialization import Binary
from tests.operations import contract, param

from contractkit.errors import CannotGenerate, Unsendable
from contractkit.generate.schemathesis import strategy
from contractkit.model import ABSENT, Draft
from contractkit.schema import SchemaBook
from contractkit.wire.classify import broken

JSON = "application/json"
ITEM = {
    "type": "object",
    "required": ["name", "count"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 9},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2},
    },
    "additionalProperties": False,
}
FILTER = {"type": "object", "properties": {"a": {"type": "boolean"}}, "additionalProperties": False}
PARAMETERS = [
    param("id", "path", {"type": "integer", "minimum": 1}),
    param("limit", "query", {"type": "integer", "maximum": 9}, required=True),
    param("tags", "query", {"type": "array", "items": {"type": "integer"}}),
    param("list", "query", {"type": "array", "items": {"enum": ["x", "y"]}, "minItems": 1}, explode=False),
    param("filter", "query", FILTER, style="deepObject", explode=True),
    param("X-N", "header", {"type": "integer"}, required=True),
    param("c", "cookie", {"type": "integer"}, required=True),
]
MADE = contract(PARAMETERS, {JSON: ITEM}, path="/items/{id}")


def drawn(made, *, negative, examples=60):
    found = []

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy(made, made.interactions[0], negative=negative))
    def collect(draft):
        found.append(draft)

    collect()
    return found


def kinds(values):
    return {type(value) for value in values if value is not ABSENT}


def test_positive_drafts_are_typed_and_keep_the_contract():
    found = drawn(MADE, negative=False)
    assert kinds(d.parameters.get("query.limit", ABSENT) for d in found) == {int}
    assert kinds(d.parameters.get("path.id", ABSENT) for d in found) == {int}
    assert kinds(d.parameters.get("header.X-N", ABSENT) for d in found) == {int}
    assert kinds(d.parameters.get("cookie.c", ABSENT) for d in found) == {int}
    assert kinds(d.parameters.get("query.tags", ABSENT) for d in found) == {list}
    assert kinds(d.parameters.get("query.filter", ABSENT) for d in found) == {dict}
    assert {d.media for d in found} == {JSON}
    unclear = {"hostile"}  # control characters are within the schema
    bad = [b for d in found for b in broken(MADE, MADE.interactions[0], d) if b.keyword not in unclear]
    assert bad == []


def test_negative_drafts_break_the_contract_in_many_places():
    places = set()
    for draft in drawn(MADE, negative=True, examples=150):
        try:
            places |= {one.place.split("/")[0] for one in broken(MADE, MADE.interactions[0], draft)}
        except Unsendable:
            continue
    assert {"body", "query.limit", "header.X-N"} <= places


def test_only_declared_parameters_are_drawn():
    declared = {p.key for p in MADE.interactions[0].parameters}
    assert {key for d in drawn(MADE, negative=True) for key in d.parameters} <= declared


def test_credentials_are_not_drawn():
    made = contract([param("limit", "query", {"type": "integer"})], method="GET")
    document = {
        **made.document,
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        "security": [{"key": []}],
    }
    schema = schemathesis.openapi.from_dict(document, config=schemathesis.Config())
    schema.config.generation.update(with_security_parameters=False)
    names = []

    @settings(max_examples=20, database=None, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(schema["/things"]["GET"].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def collect(case):
        names.extend(case.headers)

    collect()
    assert "X-Key" not in names


def test_an_operation_without_a_body_has_none():
    made = contract([param("limit", "query", {"type": "integer"}, required=True)], method="GET")
    assert {(d.body, d.media) for d in drawn(made, negative=False, examples=10)} == {(ABSENT, None)}


def test_an_optional_body_is_sometimes_left_out():
    made = contract(content={JSON: ITEM}, body_required=False)
    assert len(kinds(d.body for d in drawn(made, negative=False))) == 1
    assert ABSENT in [d.body for d in drawn(made, negative=False, examples=200)]


def test_generated_bytes_become_texts():
    file = {"type": "object", "required": ["f"], "properties": {"f": {"type": "string", "format": "binary"}}}
    made = contract(content={"multipart/form-data": file})
    found = drawn(made, negative=False)
    assert kinds(d.body["f"] for d in found) == {str}
    assert any(len(d.body["f"]) > 3 for d in found)


def test_references_into_a_bundled_document_are_followed():
    made = contract(content={JSON: {"$ref": "#/x-files/a~1b.yaml/Item"}})
    document = made.document
    document["x-files"] = {"a/b.yaml": {"Item": ITEM}}
    assert all(set(d.body) <= set(ITEM["properties"]) for d in drawn(made, negative=False, examples=20))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_both_versions_of_openapi_are_read(version):
    made = contract(PARAMETERS, {JSON: ITEM}, path="/items/{id}", version=version)
    assert drawn(made, negative=False, examples=5)


def test_swagger_documents_are_read():
    """A Swagger parameter is its own schema, and its collectionFormat says how a list travels."""
    tags = {"name": "tags", "in": "query", "required": True, "type": "array", "items": {"type": "integer"}}
    operation = {"parameters": [{**tags, "collectionFormat": "pipes"}], "responses": {"200": {"description": ""}}}
    document = {
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/things": {"get": operation}},
    }
    made = contract([param("tags", "query", required=True, explode=False, delimiter="|")], method="GET")
    first = made.interactions[0]
    own = replace(first.parameters[0], schema=first.parameters[0].pointer)
    interactions = (replace(first, parameters=(own,)),)
    made = replace(made, document=document, schemas=SchemaBook(document, "2.0"), interactions=interactions)
    values = [d.parameters.get("query.tags", ABSENT) for d in drawn(made, negative=False, examples=30)]
    assert kinds(values) == {list}
    assert kinds(item for value in values if value is not ABSENT for item in value) == {int}


def test_an_operation_that_is_not_there_cannot_be_generated():
    made = contract([param("limit", "query", {"type": "integer"})])
    made.document["paths"].clear()
    with pytest.raises(CannotGenerate, match=r"t#op: schemathesis cannot read"):
        strategy(made, made.interactions[0], negative=False)


def test_the_document_is_left_as_it_was():
    before = repr(MADE.document)
    drawn(MADE, negative=True, examples=10)
    assert repr(MADE.document) == before


def test_the_printer_of_hypothesis_is_given_back():
    strategy(MADE, MADE.interactions[0], negative=False)
    assert hypothesis.core.RepresentationPrinter is pretty.RepresentationPrinter


def test_what_the_adapter_relies_on_is_there():
    assert issubclass(SchemathesisError, Exception)
    assert isinstance(NOT_SET, NotSet)
    assert Binary(b"\xff").data == b"\xff"
    schema = schemathesis.openapi.from_dict(dict(MADE.document), config=schemathesis.Config())
    case = schema["/items/{id}"]["POST"].Case()
    wanted = ("path_parameters", "headers", "cookies", "query", "body", "media_type")
    assert [name for name in wanted if not hasattr(case, name)] == []


def test_a_draft_has_nothing_of_schemathesis_in_it():
    for draft in drawn(MADE, negative=True):
        assert "schemathesis" not in repr(draft)
        assert type(draft) is Draft
