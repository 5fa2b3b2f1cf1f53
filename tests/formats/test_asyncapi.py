"""AsyncAPI documents of both generations become the same few nouns, and each trap of the formats is stepped over."""

import json
from pathlib import Path
from typing import Any

import pytest

from contractkit import topics
from contractkit.errors import ContractError
from contractkit.events.flaws import flaws
from contractkit.events.locations import located
from contractkit.events.reading import headers_of
from contractkit.events.telling import tell
from contractkit.loading import load_contract
from contractkit.model import ABSENT, Action, Contract, Event, EventType, Interaction, Message

INFO = {"title": "T", "version": "1"}


@pytest.fixture
def read(tmp_path: Path):
    def load(document: Any, **files: Any) -> Contract:
        written = {"t.yaml": document, **{name.replace("_", "."): held for name, held in files.items()}}
        for name, held in written.items():
            (tmp_path / name).write_text(held if isinstance(held, str) else json.dumps(held, indent=1))
        return load_contract(tmp_path / "t.yaml")

    return load


def two(message: Any, *, version: str = "2.6.0", word: str = "subscribe", **more: Any) -> dict[str, Any]:
    return {"asyncapi": version, "info": INFO, "channels": {"a": {word: {"message": message}}}, **more}


def three(*, action: str = "send", address: Any = "a", operation: Any = None, version: str = "3.0.0", **messages: Any):
    channel = {"address": address, "messages": messages}
    told = {"action": action, "channel": {"$ref": "#/channels/c"}, **(operation or {})}
    return {"asyncapi": version, "info": INFO, "channels": {"c": channel}, "operations": {"o": told}}


def only(contract: Contract) -> EventType:
    [interaction] = contract.interactions
    [message] = role(interaction).messages
    return message


def role(interaction: Interaction) -> Any:
    assert interaction.event is not None
    return interaction.event


def event(body: Any = None, headers: dict[str, str] | None = None, key: str | None = None) -> Event:
    return Event("a", Message(None, tuple((headers or {}).items()), json.dumps(body).encode()), key)


TRAIT = {"contentType": "text/plain", "headers": {"type": "object", "properties": {"n": {"type": "integer"}}}}
OWN = {"contentType": "application/json", "headers": {"properties": {"n": {"type": "string"}, "m": {"type": "null"}}}}


@pytest.mark.parametrize(("generation", "media", "number"), [(two, "text/plain", 1), (three, "application/json", "1")])
def test_a_trait_overrides_its_target_in_2_x_and_never_in_3_x(read, generation, media, number):
    message = {**OWN, "traits": [TRAIT]}
    contract = read(two(message) if generation is two else three(m=message))
    type = only(contract)
    assert type.content_type == media
    assert contract.schemas.errors(type.headers, {"n": number, "m": None}) == ()
    assert {e.instance for e in contract.schemas.errors(type.headers, {"n": [], "m": 1})} == {"/n", "/m"}
    assert contract.schemas.errors(type.headers, 5)  # that headers are an object, the trait alone says


def test_of_merged_headers_each_rule_is_located_where_it_was_written(read):
    message = {**OWN, "traits": [{"headers": {"required": ["m"], "properties": {"t": {"type": "integer"}}}}]}
    contract = read(three(m=message))
    pointer = only(contract).headers
    found = {e.definition for e in contract.schemas.errors(pointer, {"t": "x"})}
    places = {contract.locate(one).pointer.partition("/m/")[2] for one in found}
    assert places == {"traits/0/headers/required", "traits/0/headers/properties/t/type"}


@pytest.mark.parametrize("where", ["trait", "own"])
def test_a_reference_that_meets_an_object_in_a_merge_is_followed(read, where):
    by_ref, plain = {"$ref": "#/components/schemas/N"}, {"properties": {"b": {"type": "integer"}}}
    trait, own = (by_ref, plain) if where == "trait" else (plain, by_ref)
    message = {"headers": {"properties": {"x": own}}, "traits": [{"headers": {"properties": {"x": trait}}}]}
    contract = read({**three(m=message), "components": {"schemas": {"N": {"type": "object", "required": ["a"]}}}})
    rules = {e.keyword for e in contract.schemas.errors(only(contract).headers, {"x": {"b": "no number"}})}
    assert rules == {"required", "type"}


def test_operations_take_what_their_traits_say(read):
    trait = {"tags": [{"name": "t"}]}
    assert read(three(operation={"traits": [trait]}, m={})).interactions[0].tags == ("t",)
    document = two({})
    document["channels"]["a"]["subscribe"]["traits"] = [trait]
    assert read(document).interactions[0].tags == ("t",)


@pytest.mark.parametrize(
    ("document", "action"),
    [
        (two({}, word="subscribe"), Action.SEND),
        (two({}, word="publish"), Action.RECEIVE),
        (three(action="send", m={}), Action.SEND),
        (three(action="receive", m={}), Action.RECEIVE),
    ],
)
def test_the_application_sends_what_others_subscribe_to(read, document, action):
    [interaction] = read(document).interactions
    assert (role(interaction).action, interaction.method) == (action, action.upper())


@pytest.mark.parametrize("version", ["2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0", "2.5.0", "2.6.0", "3.0.0", "3.1.0"])
def test_every_version_is_read_and_told(read, version):
    contract = read(two({}, version=version) if version < "3" else three(version=version, m={}))
    assert (contract.version, contract.defects, len(contract.interactions)) == (f"asyncapi {version}", (), 1)


def test_timestamps_of_yaml_stay_text(read):
    text = """\
asyncapi: 2.6.0
info: {title: T, version: '1'}
channels:
  a: {subscribe: {message: {payload: {}, examples: [{payload: {at: 2026-01-02T03:04:05Z, on: 2026-01-02}}]}}}
"""
    assert only(read(text)).examples == ({"at": "2026-01-02T03:04:05Z", "on": "2026-01-02"},)


def test_parts_may_stand_in_neighbour_files(read):
    common = {"M": {"payload": {"$ref": "#/P"}}, "P": {"type": "integer"}}
    contract = read(two({"$ref": "common.json#/M"}), common_json=common)
    [error] = contract.schemas.errors(only(contract).payload, "x")
    assert contract.locate(error.definition).file.endswith("common.json")


def test_references_may_lead_through_references(read):
    document = three(operation={"messages": [{"$ref": "#/channels/c/messages/m"}]})
    document["channels"]["c"] = {"$ref": "common.json#/C"}
    contract = read(document, common_json={"C": {"address": "x", "messages": {"m": {}, "n": {}}}})
    assert (contract.defects, only(contract).name) == ((), "m")


def test_a_reference_through_a_circle_leads_nowhere(read):
    document = three(operation={"messages": [{"$ref": "#/channels/d/messages/m"}]}, m={})
    document["channels"] |= {"d": {"$ref": "#/channels/e"}, "e": {"$ref": "#/channels/d"}}
    assert {d.rule for d in read(document).defects} == {"circular-ref", "dangling-ref"}


def test_what_stands_beside_a_reference_means_nothing(read):
    payload = {"$ref": "#/components/schemas/N", "type": "string"}
    contract = read(two({"payload": payload}, components={"schemas": {"N": {"type": "integer"}}}))
    assert contract.schemas.errors(only(contract).payload, 1) == ()


def test_an_operation_without_messages_has_all_of_its_channel(read):
    [interaction] = read(three(m={}, n={})).interactions
    assert [one.name for one in role(interaction).messages] == ["m", "n"]
    named = three(operation={"messages": [{"$ref": "#/channels/c/messages/n"}]}, m={}, n={})
    assert only(read(named)).name == "n"


@pytest.mark.parametrize("channel", [{"address": None}, {}])
def test_an_address_may_be_said_at_run_time(read, channel):
    document = three(m={})
    document["channels"]["c"] = {**channel, "messages": {}}
    [interaction] = read(document).interactions
    assert (role(interaction).channel.address, interaction.path) == (None, "c")


@pytest.mark.parametrize(
    ("address", "mark", "subscribed", "travelled", "values"),
    [
        ("lights/{id}/dim", "+", "lights/+/dim", "lights/7/dim", {"id": "7"}),
        ("lights.{id}.{what}", "*", "lights.*.*", "lights.7.on", {"id": "7", "what": "on"}),
        ("lights/{id}/dim", "+", "lights/+/dim", "lights/7/8/dim", {}),
        ("lights", "+", "lights", "lights", {}),
    ],
)
def test_addresses_with_parameters_are_templates(address, mark, subscribed, travelled, values):
    assert topics.wildcard(address, mark) == subscribed
    assert topics.read_parameters(address, travelled) == values
    if values:
        assert topics.filled(address, values) == travelled


def test_known_values_of_parameters_are_kept(read):
    older = two({})
    older["channels"] = {"a/{x}": {"parameters": {"x": {"schema": {"enum": ["p", 1]}}}, "subscribe": {"message": {}}}}
    newer = three(address="a/{x}", m={})
    newer["channels"]["c"]["parameters"] = {"x": {"default": "d", "enum": ["d", "p"], "examples": ["e"]}}
    assert role(read(older).interactions[0]).channel.parameters == {"x": ("p", "1")}
    assert role(read(newer).interactions[0]).channel.parameters == {"x": ("d", "p", "e")}


def test_a_reply_says_where_and_with_what(read):
    reply = {
        "channel": {"$ref": "#/channels/r"},
        "address": {"location": "$message.header#/REPLY_TOPIC"},
        "messages": [{"$ref": "#/channels/r/messages/ok"}],
    }
    document = three(action="receive", operation={"reply": reply}, m={})
    document["channels"]["r"] = {"address": None, "messages": {"ok": {}, "bad": {}}}
    found = role(read(document).interactions[0]).reply
    assert (found.location, found.channel.id, [m.name for m in found.messages]) == (
        "$message.header#/REPLY_TOPIC",
        "r",
        ["ok"],
    )


@pytest.mark.parametrize(
    ("location", "value"),
    [
        ("$message.header#/correlationId", "c"),
        ("$message.header#/correlation_id", "c"),
        ("$message.header#/MQMD/CorrelId", "n"),
        ("$message.header#/MQMD/Other", ABSENT),
        ("$message.payload#/order/id", 7),
        ("$message.payload#/order/no", ABSENT),
        ("$request.body#/id", ABSENT),
    ],
)
def test_the_correlation_is_found_where_the_expression_says(location, value):
    headers = {"correlationId": "c", "MQMD": '{"CorrelId": "n"}'}
    assert located(location, event({}, headers).message, {"order": {"id": 7}}) == value


@pytest.mark.parametrize("header", ["MQMD.CorrelId", "MQMD/CorrelId", "MQMD_CorrelId", "CorrelId"])
def test_headers_are_flat_where_the_expression_nests(header):
    assert located("$message.header#/MQMD/CorrelId", event({}, {header: "n"}).message, {}) == "n"


@pytest.mark.parametrize("held", [{"location": "$message.payload#/id"}, {"$ref": "#/components/correlationIds/c"}])
def test_a_correlation_id_may_be_a_reference(read, held):
    components = {"correlationIds": {"c": {"location": "$message.payload#/id"}}}
    assert only(read(two({"correlationId": held}, components=components))).correlation == "$message.payload#/id"


AVRO = {"type": "record", "name": "R", "fields": [{"name": "id", "type": "string"}]}
AVRO_SAID = "application/vnd.apache.avro;version=1.9.0"


@pytest.mark.parametrize("written", [AVRO, {"$ref": "order.avsc"}])
@pytest.mark.parametrize("generation", [2, 3])
def test_a_payload_says_its_format_beside_itself_in_2_x_and_itself_in_3_x(read, generation, written):
    old = two({"schemaFormat": AVRO_SAID, "payload": written})
    document = old if generation == 2 else three(m={"payload": {"schemaFormat": AVRO_SAID, "schema": written}})
    type = only(read(document, order_avsc=AVRO))
    assert (type.format, type.payload, type.extra["avro"]) == ("avro", None, AVRO)


@pytest.mark.parametrize(
    ("said", "schema", "value", "fits"),
    [
        ("application/schema+json;version=draft-07", {"items": [{"type": "null"}]}, [1], False),
        ("application/schema+json;version=2020-12", {"prefixItems": [{"type": "null"}]}, [1], False),
        ("application/schema+yaml;version=draft-04", {"minimum": 1, "exclusiveMinimum": True}, 1, False),
        ("application/vnd.oai.openapi;version=3.0.0", {"type": "string", "nullable": True}, None, True),
        ("application/vnd.aai.asyncapi+json;version=3.0.0", {"type": "string", "nullable": True}, None, False),
    ],
)
def test_each_format_of_schemas_is_judged_by_its_own_dialect(read, said, schema, value, fits):
    for document in (
        two({"schemaFormat": said, "payload": schema}),
        three(m={"payload": {"schemaFormat": said, "schema": schema}}),
    ):
        contract = read(document)
        assert (contract.schemas.errors(only(contract).payload, value) == ()) is fits


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("application/x-mine", "'application/x-mine' is none that contractkit knows"),
        ("application/vnd.google.protobuf;version=3", "Protobuf payloads cannot be judged"),
        ("application/schema+json;version=draft-99", "'draft-99' is no dialect"),
    ],
)
def test_what_no_schema_format_can_judge_is_told_and_no_defect(read, said, why):
    contract = read(three(m={"payload": {"schemaFormat": said, "schema": {}}}))
    assert contract.defects == ()  # "custom values are allowed" (3.0, Multi Format Schema Object)
    assert why in only(contract).unjudged


def test_headers_on_the_wire_are_text_and_described_as_values(read):
    names = {"n": {"type": "integer"}, "b": {"type": "boolean"}, "s": {"type": "string"}}
    contract = read(three(m={"headers": {"type": "object", "properties": names}}))
    wire = {"N": "7", "b": "true", "s": "7", "other": "1", "content-type": "application/json"}
    assert headers_of(contract.schemas, only(contract), event({}, wire)) == {"n": 7, "b": True, "s": "7", "other": "1"}


def test_schemas_are_of_draft_7_unless_they_say_otherwise(read):
    tuple_ = {"items": [{"type": "integer"}], "additionalItems": False, "dependencies": {"a": ["b"]}}
    contract = read(three(m={"payload": tuple_}))
    pointer = only(contract).payload
    assert contract.schemas.errors(pointer, [1]) == ()
    assert contract.schemas.errors(pointer, [1, 2])
    assert contract.schemas.errors(pointer, {"a": 1})


def kinds(read) -> tuple[Contract, tuple[EventType, ...]]:
    def of(name: str, member: str) -> dict[str, Any]:
        headers = {"type": "object", "properties": {"event-type": {"const": name}}}
        return {"name": name, "headers": headers, "payload": {"type": "object", "required": [member]}}

    contract = read(two({"oneOf": [of("paid", "amount"), of("open", "items")]}))
    return contract, role(contract.interactions[0]).messages


@pytest.mark.parametrize(
    ("headers", "body", "name"),
    [
        ({"event-type": "paid"}, {}, "paid"),
        ({}, {"type": "open", "amount": 1}, "open"),
        ({}, {"items": 1}, "open"),
        ({}, {"items": 1, "amount": 1}, None),
        ({"event-type": "lost"}, {"items": 1}, None),
        ({}, {}, None),
    ],
)
def test_messages_of_one_channel_are_told_apart(read, headers, body, name):
    contract, types = kinds(read)
    told = tell(contract, types, event(body, headers))
    assert (told.type.name if told.type else None) == name
    assert bool(told.why) is (name is None)


def test_the_content_type_of_a_message_goes_before_the_default(read):
    document = three(m={"contentType": "text/plain"}, n={})
    contract = read({**document, "defaultContentType": "application/xml"})
    assert [m.content_type for m in role(contract.interactions[0]).messages] == ["text/plain", "application/xml"]


def test_the_kafka_binding_of_a_message_describes_its_key(read):
    bindings = {"kafka": {"key": {"type": "string", "minLength": 3}}}
    for document in (two({"bindings": bindings}), three(m={"traits": [{"bindings": bindings}]})):
        contract = read(document)
        found = {key: [f.part for f in flaws(contract, only(contract), event({}, key=key))] for key in ("ab", "abc")}
        assert found == {"ab": ["key"], "abc": []}


def test_the_key_of_a_channel_is_its_address_in_2_x_and_only_its_id_in_3_x(read):
    assert role(read(two({})).interactions[0]).channel.address == "a"
    channel = role(read(three(address="orders.events", m={})).interactions[0]).channel
    assert (channel.id, channel.address) == ("c", "orders.events")


def circle() -> dict[str, Any]:
    traits = {"A": {"$ref": "#/components/messageTraits/B"}, "B": {"$ref": "#/components/messageTraits/A"}}
    message = {"traits": [{"$ref": "#/components/messageTraits/A"}]}
    return {**three(m=message), "components": {"messageTraits": traits}}


def reply_to(channel: Any, **more: Any) -> dict[str, Any]:
    document = three(operation={"reply": {"channel": {"$ref": "#/channels/r"}, **more}}, m={})
    document["channels"]["r"] = channel
    return document


@pytest.mark.parametrize(
    ("document", "rule", "words", "pointer"),
    [
        (three(action="publish", m={}), "unreadable", "none of send, receive", "/operations/o/action"),
        (reply_to({"address": None}), "unreadable", "whose address is null", "/operations/o/reply"),
        (three(operation={"reply": {}}, m={}), "unreadable", "nobody can hear it", "/operations/o/reply"),
        (three(address=5, m={}), "unreadable", "must be text or null", "/channels/c/address"),
        (three(operation={"channel": None}, m={}), "unreadable", "", "/operations/o/channel"),
        (two("text"), "unreadable", "must be a mapping", "/channels/a/subscribe/message"),
        (two({"oneOf": [{"name": "m"}, {"name": "m"}]}), "duplicate-message-name", "called 'm'", ""),
        ({**two({}), "asyncapi": 2.6}, "version-not-text", "quote it", "/asyncapi"),
    ],
)
def test_what_cannot_be_read_is_one_defect_with_a_place(read, document, rule, words, pointer):
    [defect] = read(document).defects
    assert (defect.rule, words in defect.message) == (rule, True)
    assert defect.location.pointer == (pointer or defect.location.pointer)
    assert defect.location.line > 1


def test_a_circle_of_traits_is_told_and_stops_no_other_operation(read):
    document = circle()
    document["channels"]["d"] = {"address": "d", "messages": {"n": {}}}
    document["operations"]["p"] = {"action": "send", "channel": {"$ref": "#/channels/d"}}
    contract = read(document)
    assert {d.rule for d in contract.defects} == {"circular-ref"}
    assert [one.name for one in contract.interactions] == ["p"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (two({"$ref": "https://example.com/m.json"}), "t.yaml:11: '$ref' to 'https://example.com/m.json' is remote"),
        (two({"$ref": "../m.json"}), "leaves the contracts folder"),
        ({**two({}), "asyncapi": "4.0.0"}, "t.yaml:2: 'asyncapi: \"4.0.0\"' is no version"),
        ({**two({}), "asyncapi": "1.2.0"}, "write 2.0.0 to 2.6.0, 3.0.0 or 3.1.0"),
        ({**two({}), "channels": []}, "t.yaml:7: 'channels' must be a mapping"),
    ],
)
def test_what_is_no_contract_is_one_error_with_its_line(read, document, words):
    with pytest.raises(ContractError) as refused:
        read(document)
    assert words in str(refused.value)
