"""Each rule about event contracts finds its defect, at its place, and stays silent about the nearest right thing."""

from typing import Any

import pytest
from tests.lint.documents import contract, events, operation, sent, written

from contractkit.lint import defects


def found(made):
    return [(d.rule, d.location.pointer) for d in defects(made)]


def ref(pointer: str) -> dict[str, str]:
    return {"$ref": f"#/{pointer}"}


def operates(*refs: str, reply: Any = None, channels: Any = None, components: Any = None):
    told = {"action": "send", "channel": ref("channels/c"), "messages": [ref(one) for one in refs]}
    known = {"c": {"messages": {"m": ref("components/messages/M")}}, "d": {"messages": {"n": {}}}} | (channels or {})
    told |= {} if reply is None else {"reply": reply}
    return events(operations={"o": told}, channels=known, components={"messages": {"M": {}}, **(components or {})})


@pytest.mark.parametrize(
    ("target", "own"),
    [("channels/c/messages/m", True), ("components/messages/M", False), ("channels/d/messages/n", False)],
)
def test_an_operation_has_messages_of_its_channel_only(target, own):
    expected = [] if own else [("message-of-no-channel", "/operations/o/messages/0")]
    assert found(operates(target)) == expected
    reply = {"channel": ref("channels/c"), "messages": [ref(target)]}
    expected = [] if own else [("message-of-no-channel", "/operations/o/reply/messages/0")]
    assert found(operates(reply=reply)) == expected


@pytest.mark.parametrize("way", ["channels/c/messages/m", "components/channels/C/messages/m"])
def test_a_channel_that_stands_elsewhere_is_the_same_channel(way):
    shared = {"channels": {"C": {"messages": {"m": {}}}}}
    assert found(operates(way, channels={"c": ref("components/channels/C")}, components=shared)) == []


def test_a_reply_without_a_channel_may_have_any_messages():
    reply = {"address": {"location": "$message.header#/to"}, "messages": [ref("components/messages/M")]}
    assert found(operates(reply=reply)) == []


@pytest.mark.parametrize(
    ("address", "names", "rules"),
    [
        ("a/{x}", ["x"], []),
        ("a", [], []),
        ("a/{x}", [], ["undeclared-channel-parameter"]),
        ("a.{x}.{x}", [], ["undeclared-channel-parameter"]),
        ("a", ["x"], ["unused-channel-parameter"]),
        ("a/{x}", ["X"], ["undeclared-channel-parameter", "unused-channel-parameter"]),
        (None, ["x"], []),
    ],
)
def test_an_address_and_its_parameters_name_each_other(address, names, rules):
    channel = {"parameters": {name: {} for name in names}}
    assert [rule for rule, _ in found(events(channels={"c": {"address": address, **channel}}))] == rules
    shared = events(components={"channels": {"c": {"address": address, **channel}}})
    assert [rule for rule, _ in found(shared)] == rules
    if address is not None:
        assert [rule for rule, _ in found(events("2.6.0", channels={address: channel}))] == rules


def test_in_2_x_the_channels_of_components_have_no_address():
    assert found(events("2.6.0", components={"channels": {"a{x}": {}, "b": {"parameters": {"y": {}}}}})) == []


def test_a_parameter_is_told_where_it_stands():
    (defect,) = defects(events("2.6.0", channels={"a": {"parameters": {"x": {}}}}))
    assert defect.location.pointer == "/channels/a/parameters/x"
    (defect,) = defects(events("2.6.0", channels={"a/{x}": {}}))
    assert defect.location.pointer == "/channels/a~1{x}"


@pytest.mark.parametrize(("name", "rules"), [("one", []), ("ones", ["unknown-server"])])
def test_channels_name_servers_of_the_document_in_2_x(name, rules):
    server = {"url": "x", "protocol": "kafka"}
    made = events("2.6.0", channels={"a": {"servers": [name]}}, servers={"one": server})
    assert [rule for rule, _ in found(made)] == rules
    assert all("did you mean 'one'?" in d.message for d in defects(made))


@pytest.mark.parametrize(("target", "rules"), [("servers/one", []), ("components/servers/two", ["unknown-server"])])
def test_channels_refer_to_servers_of_the_document_in_3_x(target, rules):
    server = {"host": "x", "protocol": "kafka"}
    channel = {"address": "a", "servers": [ref(target)]}
    known = {"servers": {"one": server}}
    shared = {"servers": {"two": server}, "channels": {"C": channel}}
    assert [r for r, _ in found(events(channels={"a": channel}, **known, components=shared))] == rules
    elsewhere = {"a": ref("components/channels/C")}  # may refer to what stands elsewhere
    assert found(events(channels=elsewhere, **known, components=shared)) == []


@pytest.mark.parametrize(("name", "known"), [("key", True), ("keys", False)])
def test_security_names_defined_schemes_in_2_x(name, known):
    needs = {"security": [{name: []}]}
    made = events(
        "2.6.0",
        servers={"s": {"url": "x", "protocol": "kafka", **needs}},
        channels={"a": {"publish": {**needs}, "subscribe": {"traits": [needs]}}},
        components={"securitySchemes": {"key": {"type": "plain"}}},
    )
    places = ["/servers/s", "/channels/a/publish", "/channels/a/subscribe/traits/0"]
    expected = [] if known else [("unknown-security-scheme", f"{one}/security/0/{name}") for one in places]
    assert found(made) == expected


@pytest.mark.parametrize(("target", "known"), [("securitySchemes/key", True), ("schemas/key", False)])
def test_security_refers_to_schemes_in_3_x(target, known):
    needs = {"security": [ref(f"components/{target}"), {"type": "plain"}]}
    made = events(
        servers={"s": {"host": "x", "protocol": "kafka", **needs}},
        components={"securitySchemes": {"key": {"type": "plain"}}, "schemas": {"key": {"type": "string"}}},
    )
    assert found(made) == ([] if known else [("unknown-security-scheme", "/servers/s/security/0")])


@pytest.mark.parametrize(("ids", "twice"), [(["m", "n"], False), (["m", "m"], True)])
def test_message_ids_are_unique(ids, twice):
    messages = {f"M{i}": {"messageId": one} for i, one in enumerate(ids)}
    both = {"oneOf": [ref("components/messages/M0"), ref("components/messages/M0")]}
    made = events("2.6.0", channels={"a": {"publish": {"message": both}}}, components={"messages": messages})
    expected = [("duplicate-message-id", "/components/messages/M1/messageId")] if twice else []
    assert found(made) == expected


DRAFT7, DRAFT2020 = "application/schema+json;version=draft-07", "application/schema+json;version=2020-12"
OPENAPI = "application/vnd.oai.openapi;version=3.0.0"


@pytest.mark.parametrize(
    ("said", "schema", "keyword"),
    [
        (None, {"prefixItems": [{}]}, "prefixItems"),
        (DRAFT7, {"prefixItems": [{}]}, "prefixItems"),
        (DRAFT2020, {"prefixItems": [{}]}, None),
        (None, {"items": [{}], "additionalItems": False}, None),
        (DRAFT2020, {"items": {}, "additionalItems": False}, "additionalItems"),
        (None, {"$defs": {"a": {}}}, "$defs"),
        (None, {"definitions": {"a": {}}}, None),
        (None, {"dependentRequired": {"a": ["b"]}}, "dependentRequired"),
        (None, {"dependencies": {"a": ["b"]}}, None),
        (DRAFT2020, {"dependencies": {"a": ["b"]}}, "dependencies"),
        (None, {"unevaluatedProperties": False}, "unevaluatedProperties"),
        (None, {"contains": {}, "minContains": 2}, "minContains"),
        (None, {"type": "string", "nullable": True}, "nullable"),
        (None, {"type": "string", "nullable": False}, None),
        (OPENAPI, {"type": "string", "nullable": True}, None),
        (OPENAPI, {"const": 1}, "const"),
        (None, {"$schema": "https://json-schema.org/draft/2020-12/schema", "prefixItems": [{}]}, None),
        (None, {"properties": {"prefixItems": {"type": "string"}}, "required": ["prefixItems"]}, None),
        (None, {"enum": [{"prefixItems": 1}], "examples": [{"nullable": True}], "x-nullable": True}, None),
        (None, {"$ref": "#/components/schemas/N", "nullable": True}, None),
        (None, {"discriminator": "kind", "externalDocs": {"url": "x"}, "deprecated": True}, None),
    ],
)
def test_a_schema_speaks_the_dialect_it_is_read_by(said, schema, keyword):
    shared = {"components": {"schemas": {"N": {"type": "string"}}}}
    inline = sent("3.0.0", {"payload": {"schemaFormat": said, "schema": schema} if said else schema}, **shared)
    where = "/channels/a/messages/m/payload/schema" if said else "/channels/a/messages/m/payload"
    assert found(inline) == ([] if keyword is None else [("keyword-of-another-dialect", f"{where}/{keyword}")])
    message = {"payload": schema} | ({"schemaFormat": said} if said else {})
    expected = [] if keyword is None else ["keyword-of-another-dialect"]
    assert [rule for rule, _ in found(sent("2.6.0", message, **shared))] == expected


@pytest.mark.parametrize(("formats", "rules"), [([None], 1), ([None, DRAFT2020], 0), ([DRAFT2020], 0), ([], 0)])
def test_a_shared_schema_is_read_by_the_dialects_of_those_that_refer_to_it(formats, rules):
    target = ref("components/schemas/S")
    messages = {
        f"m{i}": {"payload": target if said is None else {"schemaFormat": said, "schema": target}}
        for i, said in enumerate(formats)
    }
    made = events(
        channels={"a": {"messages": messages}},
        operations={"o": {"action": "send", "channel": ref("channels/a")}},
        components={"schemas": {"S": {"properties": {"a": {"dependentRequired": {}}}}}},
    )
    assert len(found(made)) == rules


def test_headers_speak_a_dialect_too():
    made = sent("3.0.0", {"headers": {"type": "object", "unevaluatedProperties": False}})
    assert found(made) == [("keyword-of-another-dialect", "/channels/a/messages/m/headers/unevaluatedProperties")]


@pytest.mark.parametrize(
    ("schema", "keyword"),
    [({"type": "object", "dependentRequired": {}}, None), ({"type": "string", "nullable": True}, "nullable")],
)
def test_a_catalogue_is_read_by_2020_12(schema, keyword):
    made = written({"events": {"e.a": {"schema": schema, "channel": "c", "direction": "send"}}})
    assert found(made) == ([] if keyword is None else [("keyword-of-another-dialect", f"/events/e.a/schema/{keyword}")])


@pytest.mark.parametrize(
    ("schema", "rule"), [({"minimum": 2, "maximum": 1}, "impossible-constraint"), ({"pattern": "("}, "invalid-pattern")]
)
def test_rules_about_schemas_hold_for_events(schema, rule):
    assert [one for one, _ in found(sent("2.6.0", {"payload": schema}))] == [rule]


def test_rules_about_events_are_silent_about_http():
    item = {"get": operation(operationId="o"), "servers": [{"url": "/"}]}
    schema = {"dependencies": {}, "nullable": True, "additionalItems": False}
    made = contract(paths={"/a": item}, components={"schemas": {"S": schema}, "messages": {"a": {"messageId": "m"}}})
    assert found(made) == []


def test_rules_about_http_are_silent_about_events():
    made = events(
        "2.6.0",
        channels={"a/{x}": {"parameters": {"x": {}}, "publish": {"security": [{"key": []}]}}},
        components={"securitySchemes": {"key": {"type": "plain"}}, "schemas": {"S": {}}},
        security=[{"nothing": []}],
        paths={"/{a}": {}, "/{b}": {}},
    )
    assert found(made) == []
