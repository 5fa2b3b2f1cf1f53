"""Messages show payloads and headers that their own schemas allow."""

import pytest
from tests.lint.documents import sent, written

from contractkit.lint import example_defects

PAYLOAD = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
HEADERS = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
MESSAGE = {"2.6.0": "/channels/a/subscribe/message", "3.0.0": "/channels/a/messages/m"}


def found(made):
    return sorted((d.rule, d.location.pointer) for d in example_defects(made))


@pytest.mark.parametrize("version", MESSAGE)
@pytest.mark.parametrize(
    ("example", "wrong"),
    [
        ({"payload": {"id": 1}}, []),
        ({"payload": {"id": "1"}}, ["payload"]),
        ({"payload": {}}, ["payload"]),
        ({"headers": {"n": 1}}, []),
        ({"headers": {"n": "1"}}, ["headers"]),
        ({"payload": {"id": 1}, "headers": {}}, ["headers"]),
        ({"payload": '{"id": 1}'}, []),
        ({"payload": "text"}, ["payload"]),
        ({"name": "a", "summary": "b"}, []),
    ],
)
def test_an_example_satisfies_both_parts_of_its_message(version, example, wrong):
    made = sent(version, {"payload": PAYLOAD, "headers": HEADERS, "examples": [{"payload": {"id": 1}}, example]})
    assert found(made) == [("example", f"{MESSAGE[version]}/examples/1/{part}") for part in wrong]


def test_an_example_in_another_notation_is_not_judged():
    message = {"payload": PAYLOAD, "contentType": "application/xml", "examples": [{"payload": "<id>1</id>"}]}
    assert found(sent("3.0.0", message)) == []


def test_an_example_of_another_format_is_not_judged():
    avro = {"type": "record", "name": "R", "fields": []}
    said = "application/vnd.apache.avro;version=1.9.0"
    assert found(sent("2.6.0", {"schemaFormat": said, "payload": avro, "examples": [{"payload": 1}]})) == []


@pytest.mark.parametrize(("version", "holder"), [("2.6.0", "/traits/0"), ("3.0.0", "")])
def test_of_a_message_and_its_traits_one_has_the_say(version, holder):
    trait = {"examples": [{"payload": {"id": "of trait"}}]}
    message = {"payload": PAYLOAD, "examples": [{"payload": {"id": "own"}}], "traits": [trait]}
    assert found(sent(version, message)) == [("example", f"{MESSAGE[version]}{holder}/examples/0/payload")]


def test_the_examples_of_a_trait_are_held_against_the_whole_message():
    trait = {"headers": HEADERS, "examples": [{"headers": {"n": 1}}, {"headers": {"n": 1, "m": 1}}]}
    made = sent("3.0.0", {"headers": {"properties": {"m": {"type": "string"}}}, "traits": [trait]})
    assert found(made) == [("example", f"{MESSAGE['3.0.0']}/traits/0/examples/1/headers")]


@pytest.mark.parametrize("version", MESSAGE)
def test_a_shared_message_is_judged_once_where_it_stands(version):
    shared = {"messages": {"M": {"payload": PAYLOAD, "examples": [{"payload": {}}]}}}
    made = sent(version, {"$ref": "#/components/messages/M"}, components=shared)
    assert found(made) == [("example", "/components/messages/M/examples/0/payload")]


@pytest.mark.parametrize(("default", "rules"), [(1, []), ("1", ["default"]), (None, ["default"])])
def test_defaults_satisfy_their_schemas(default, rules):
    payload = {"properties": {"a": {"type": "integer", "default": default}}}
    assert [rule for rule, _ in found(sent("3.0.0", {"payload": payload}))] == rules


def test_a_default_beside_a_reference_means_nothing():
    payload = {"properties": {"a": {"$ref": "#/components/schemas/N", "default": "x"}}}
    assert found(sent("3.0.0", {"payload": payload}, components={"schemas": {"N": {"type": "integer"}}})) == []


@pytest.mark.parametrize(("example", "places"), [({"id": 1}, []), ({}, ["/events/e.a/examples/0"])])
def test_the_examples_of_a_catalogue_are_payloads(example, places):
    entry = {"schema": PAYLOAD, "channel": "c", "direction": "send", "examples": [example]}
    assert [where for _, where in found(written({"events": {"e.a": entry}}))] == places
