"""AsyncAPI documents are held against the official schema of their version, and told exactly where they break it."""

from pathlib import Path

import pytest
from tests.lint.documents import INFO, events, sent, written

from contractkit.lint import validity
from contractkit.loading import load_contract

REAL = Path(__file__).parents[1] / "data" / "real"
VERSIONS = ["2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0", "2.5.0", "2.6.0", "3.0.0", "3.1.0"]


def found(made):
    defects, unfinished = validity(made)
    assert unfinished is None
    assert {d.rule for d in defects} <= {"specification"}
    return [(d.location.pointer, d.message.removeprefix("not valid by the specification: ")) for d in defects]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_is_held_against_the_schema_of_its_version(version):
    assert found(sent(version, {"payload": {"type": "string"}})) == []
    [(pointer, _)] = found(sent(version, {"payload": {"type": "string"}}, foo=1))
    assert pointer == "/foo"


@pytest.mark.parametrize("version", ["2.6.3", "3.0.1"])
def test_the_patch_version_makes_no_difference(version):
    assert found(sent(version, {})) == []


@pytest.mark.parametrize(
    "name",
    [f"asyncapi-{one}.yml" for one in ("2.6-simple", "2.6-streetlights-kafka", "3.1-simple", "3.1-operation-security")],
)
def test_published_documents_are_valid(name):
    assert found(load_contract(REAL / name)) == []


MESSAGE = "/channels/a/messages/m"


@pytest.mark.parametrize(
    ("message", "pointer", "words"),
    [
        ({"payload": {"type": "strin"}}, "/payload/type", '"strin" is not one of'),
        ({"payload": {"properties": {"a": {"minimum": "1"}}}}, "/payload/properties/a/minimum", "not of type"),
        ({"foo": 1}, "/foo", "'foo' is none of the members that are allowed here"),
        ({"correlationId": {"location": "id"}}, "/correlationId/location", "does not match"),
        ({"examples": [{"name": "a"}]}, "/examples/0", "one of 'headers', 'payload' is required"),
        ({"bindings": {"kafka": {"kye": {}}}}, "/bindings/kafka/kye", "'kye' is none"),
        (
            {"payload": {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": {"type": "recrd"}}},
            "/payload/schema/type",
            "is not one of",
        ),
    ],
)
def test_a_violation_is_told_at_its_exact_place(message, pointer, words):
    [(where, said)] = found(sent("3.0.0", message))
    assert (where, words in said) == (f"{MESSAGE}{pointer}", True)


@pytest.mark.parametrize(
    ("scheme", "pointer", "words"),
    [
        ({"type": "oauth2"}, "", '"flows" is a required property'),
        ({"type": "htp"}, "/type", "it is none of"),
        ({"type": "userPassword", "x": 1}, "/x", "'x' is none of the members"),
        ({"type": "httpApiKey", "in": "header"}, "", '"name" is a required property'),
    ],
)
def test_of_many_alternatives_the_one_that_was_meant_is_told(scheme, pointer, words):
    [(where, said)] = found(events(components={"securitySchemes": {"k": scheme}}))
    assert (where, words in said) == (f"/components/securitySchemes/k{pointer}", True)


def test_in_2_x_alternatives_are_told_too():
    message = {"oneOf": [{"payload": {"type": "strin"}}, {"$ref": "#/components/messages/M"}]}
    [(where, _)] = found(sent("2.6.0", message, components={"messages": {"M": {}}}))
    assert where == "/channels/a/subscribe/message/oneOf/0/payload/type"


@pytest.mark.parametrize("address", ["a/{user-id}", "orders.>", "a/+/#", "a b"])
def test_brokers_and_not_rfc_6570_say_what_an_address_is(address):
    """The schema says `uri-template`, and the text of the specification allows `[A-Za-z0-9_-]+` as names."""
    assert found(events("2.6.0", channels={address: {}})) == []


def test_a_violation_names_its_operation():
    operations = {"o": {"action": "send", "channel": {"$ref": "#/channels/a"}, "foo": 1}}
    (defect,), _ = validity(events(channels={"a": {}}, operations=operations))
    assert (defect.interaction, defect.location.pointer) == ("t#o", "/operations/o/foo")


def test_the_worst_document_is_told_of_50_times():
    assert len(found(events(**{f"foo{i}": i for i in range(80)}))) == 50


def test_what_the_loader_adds_is_not_held_against_the_author():
    assert found(sent("3.0.0", {"payload": {"$schema": "http://json-schema.org/draft-07/schema#"}})) == []


def test_a_catalogue_has_no_specification():
    made = written(
        {"events": {"e.a": {"schema": {"type": "strin"}, "channel": "c", "direction": "send"}}, "info": INFO}
    )
    assert validity(made) == ((), None)


def test_openapi_s_checker_is_not_asked_about_events(monkeypatch):
    monkeypatch.setattr("subprocess.Popen", None)
    assert found(sent("3.0.0", {})) == []
