"""Everything an event gets wrong, part by part, each beside what is just as odd and right."""

import pytest
from tests.events.seen import CLOUD, DATA, JSON, PAID, STRUCTURED, binary, contract, event, only, structured, wrong

from contractkit.errors import Unjudged
from contractkit.events.flaws import flaws
from contractkit.model import Severity

CE = {"headers": {"properties": {"ce_id": {"type": "string"}}}, **PAID}
WHOLE = {"contentType": "application/cloudevents+json"}

KEYED = {**PAID, "x-key": "/id"}


def schema(payload, **more):
    return {"payload": payload, **more}


def key(of):
    return {"payload": {}, "bindings": {"kafka": {"key": of}}}


@pytest.mark.parametrize(
    ("said", "carried", "found"),
    [
        ("application/json", "application/json", []),
        ("application/json", "Application/JSON; charset=UTF-8", []),
        ("APPLICATION/JSON; charset=utf-8", "application/json", []),
        ("application/*", "application/json", []),
        ("application/json", "application/vnd.x+json", ["content-type content-type-documented"]),
        ("application/json", "text/plain", ["content-type content-type-documented"]),
        ("text/plain", "application/json", ["content-type content-type-documented"]),
        (None, "text/plain", []),  # nothing is promised of it
    ],
)
def test_the_content_type_is_one_the_contract_says(said, carried, found):
    message = {"payload": {}} if said is None else {"payload": {}, "contentType": said}
    assert wrong(message, event(b"{}", ("content-type", carried))) == found


def test_a_message_that_says_no_content_type_is_of_the_one_the_contract_says():
    assert wrong({"payload": {"type": "string"}, "contentType": "text/plain"}, event(b"{")) == []


def test_a_payload_in_another_form_of_the_same_kind_is_judged_all_the_same():
    found = wrong({**PAID, "contentType": "application/json"}, event({}, ("content-type", "application/x+json")))
    assert found == ["content-type content-type-documented", "payload /required"]


def test_the_envelope_is_a_cloud_event_in_either_mode():
    assert wrong(CE, binary()) == []
    assert wrong(CE, structured(data={"id": "1"})) == []
    assert wrong(WHOLE, binary()) == []
    assert wrong(WHOLE, structured()) == []
    assert wrong(CE, event()) == ["envelope none"]
    assert wrong(CE, binary(time="now")) == ["envelope time"]
    assert wrong(WHOLE, structured(without=["id"])) == ["envelope id"]


def test_a_header_that_the_envelope_tells_of_is_not_told_of_twice():
    message = {"headers": {"required": ["ce_id", "own"], "properties": {"ce_id": {"minLength": 1}}}, "payload": {}}
    assert wrong(message, binary(id=None)) == ["envelope id", "headers /required"]


def test_the_payload_is_the_data_or_the_whole_as_the_contract_means_it():
    whole = schema({"required": [*CLOUD, "data"], "properties": {name: {} for name in CLOUD}}, **WHOLE)
    assert wrong(DATA, structured(data={"id": "1"})) == []
    assert wrong(DATA, structured(data={"id": 1})) == ["payload /properties/id/type"]
    assert wrong(whole, structured(data=1)) == []
    assert wrong(whole, binary(body=1)) == []
    assert wrong(whole, structured()) == ["payload /required"]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"data_base64": "eyJpZCI6ICIxIn0="}, []),
        ({"data_base64": "eyJpZCI6IDF9"}, ["payload /properties/id/type"]),
        ({}, ["payload no-payload"]),
    ],
)
def test_data_in_base64_is_judged_as_what_it_says(members, found):
    assert wrong(DATA, structured(**members)) == found


def test_data_that_is_no_json_is_judged_where_a_rule_says_how():
    assert wrong(schema({"type": "string"}, **{"x-envelope": "cloudevents"}), structured(data="<a/>")) == []
    with pytest.raises(Unjudged, match="text/xml"):
        wrong(DATA, structured(data="<a/>", datacontenttype="text/xml"))


def test_a_batch_is_judged_event_by_event():
    media = "application/cloudevents-batch+json"
    message = schema({"type": "array", "maxItems": 2}, contentType=media)
    assert wrong(message, event([CLOUD, CLOUD], ("content-type", media))) == []
    assert wrong(message, event([], ("content-type", media))) == []
    assert wrong(message, event([CLOUD, {**CLOUD, "id": ""}], ("content-type", media))) == ["envelope id"]


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        ({"type": "integer"}, b"1.0"),
        ({"type": "integer"}, b"1e2"),
        ({"type": "array", "items": {"type": "integer"}}, [1, 2]),
        ({"type": "string"}, "x"),
        ({"type": "null"}, b"null"),
        ({"type": ["object", "null"]}, b""),
        ({"oneOf": [{"type": "object"}, {"type": "null"}]}, b""),
        ({}, b""),
        ({"discriminator": "kind", "required": ["kind"], "properties": {"kind": {"type": "string"}}}, {"kind": "x"}),
        ({"properties": {"type": {"type": "string", "enum": ["a"]}}}, {"type": "a"}),
        ({"$ref": "#/components/schemas/S", "type": "array", "minItems": 5}, "x"),  # draft 7, 8.3: siblings are ignored
        ({"properties": {"nullable": {"type": "string"}}, "additionalProperties": False}, {"nullable": "x"}),
        ({"type": "object", "propertyNames": {"pattern": "^é"}}, {"é1": 1}),
        ({"const": {"a": 1.0}}, {"a": 1}),
        ({"items": [{"type": "string"}], "additionalItems": {"type": "integer"}}, ["a", 1, 2]),  # draft 7
    ],
)
def test_odd_payloads_that_conform(payload, body):
    assert wrong(schema(payload), event(body), more={"components": {"schemas": {"S": {"type": "string"}}}}) == []


@pytest.mark.parametrize(
    ("payload", "body", "found"),
    [
        ({"type": "object"}, b"", ["payload no-payload"]),
        ({"type": "object"}, b"null", ["payload /type"]),
        ({"type": "object"}, b"{", ["payload not-json"]),
        ({"type": "object"}, b'{"a": 1, "a": 2}', ["payload duplicate-name"]),
        ({"type": "integer"}, b"1.5", ["payload /type"]),
        ({"required": ["a", "b"]}, {}, ["payload /required", "payload /required"]),
        ({"additionalProperties": False}, {"a": 1}, ["payload /additionalProperties"]),
    ],
)
def test_payloads_that_break_their_schema(payload, body, found):
    assert wrong(schema(payload), event(body)) == found


def test_a_time_that_is_none_is_a_flaw_of_its_format():
    timed = {"payload": {"properties": {"at": {"format": "time"}}}}
    assert (wrong(timed, event({"at": "10:00:0,Z"})), wrong(timed, event({"at": "10:00:00Z"}))) == (
        ["payload /properties/at/format"],
        [],
    )


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (rb'{"id":"\ud800"}', ["payload lone-surrogate"]),
        (rb'{"id":"a","\uDC00":1}', ["payload lone-surrogate"]),
        (rb'{"id":"\ude00\ud83d"}', ["payload lone-surrogate"]),
        (rb'{"id":"\ud800","id":"\ud800"}', ["payload duplicate-name", "payload lone-surrogate"]),
        (rb'{"id":"\ud83d\ude00"}', []),
        (rb'{"id":"\\ud800"}', []),
        (rb'{"id":"\ufffd"}', []),
    ],
)
def test_half_a_surrogate_pair_in_a_payload_is_a_flaw(body, found):
    assert wrong(PAID, event(body)) == found


def test_a_format_is_minor_as_it_is_an_annotation():
    [flaw] = flaws(read := contract(), only(read), event({"id": "1", "mail": "x"}))
    assert (flaw.severity, flaw.definition.rpartition("/")[2]) == (Severity.MINOR, "format")


@pytest.mark.parametrize(
    ("payload", "media", "body"),
    [
        ({"type": "string"}, "text/plain", b""),
        ({"type": "integer"}, "text/plain", b"5"),
        ({"type": "string", "pattern": "^<"}, "application/xml", b"<a/>"),
        ({"type": "string", "format": "binary"}, "application/octet-stream", b"\xff\x00"),
        ({}, "application/x-protobuf", b"\x08\x01"),
    ],
)
def test_other_media_types_are_texts(payload, media, body):
    assert wrong(schema(payload, contentType=media), event(body, ("content-type", media))) == []


@pytest.mark.parametrize("media", ["application/msgpack", "application/xml", "application/x-protobuf"])
def test_what_no_rule_carries_is_not_judged(media):
    with pytest.raises(Unjudged, match=media):
        wrong(schema({"type": "object"}, contentType=media), event(b"<a/>"))


CLOSED = {"type": "object", "additionalProperties": False, "properties": {"n": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([("n", "5")], []),
        ([("N", "5"), JSON, ("traceparent", "00-1"), ("correlation-id", "x")], []),
        ([("n", "5"), ("n", "6")], []),
        ([("n", "x")], ["headers /properties/n/type"]),
        ([("other", "x")], ["headers /additionalProperties"]),
    ],
)
def test_headers_are_judged_as_their_types(headers, found):
    assert wrong({"headers": CLOSED, "payload": {}}, event({}, *headers)) == found


@pytest.mark.parametrize(
    ("of", "value", "found"),
    [
        ({"type": "string"}, "", []),
        ({"type": "string"}, "é\udcff", []),
        ({"type": "integer"}, "5", []),
        ({"type": "integer"}, "\x00" * 7 + "\x05", []),
        ({"type": "integer"}, "\udcff" * 4, []),
        ({"type": "object", "required": ["a"]}, '{"a": 1}', []),
        ({"type": "array"}, "[1]", []),
        ({"type": ["string", "null"]}, None, []),
        ({}, None, []),
        ({"type": "string"}, None, ["key /type"]),
        ({"type": "integer"}, "abcd", ["key /type"]),
        ({"type": "object"}, "x", ["key /type"]),
        ({"pattern": "^a"}, "b", ["key /pattern"]),
    ],
)
def test_the_key_satisfies_its_schema(of, value, found):
    assert wrong(key(of), event({}, key=value)) == found


@pytest.mark.parametrize(
    ("id", "value", "found"),
    [
        ("o-1", "o-1", []),
        ("é", "é", []),
        ("", "", []),
        ("1", "2", ["key /id"]),
        ("1", None, ["key /id"]),
        ("", None, ["key /id"]),
    ],
)
def test_the_key_is_what_the_contract_takes_from_the_payload(id, value, found):
    assert wrong(KEYED, event({"id": id}, key=value)) == found


@pytest.mark.parametrize(
    ("value", "text", "kept"),
    [
        (None, None, True), (None, "null", True), (1, "1", True), (1.0, "1", True), (True, "true", True),
        ({"a": "é"}, '{"a": "é"}', True), ({"a": "é"}, '{"a":"\\u00e9"}', True), (1, "2", False), (1, "x", False),
        (None, "x", False), (0, None, False),
    ],
)  # fmt: skip
def test_a_key_may_say_a_value_however_json_writes_it(value, text, kept):
    assert (wrong({"payload": {}, "x-key": "/k"}, event({"k": value}, key=text)) == []) is kept


def test_a_key_taken_from_what_is_not_there_is_the_payloads_matter():
    assert wrong({"payload": {}, "x-key": "/id"}, event({}, key="x")) == []


def test_a_format_that_nothing_reads_is_not_judged():
    with pytest.raises(Unjudged, match="Protobuf"):
        wrong(schema({"schemaFormat": "application/vnd.google.protobuf;version=3", "schema": "x"}), event(b"\x08"))


def test_a_cloud_event_nobody_promised_is_no_flaw():
    assert wrong(PAID, event({"id": "1"}, *binary().message.headers)) == []
    assert wrong(PAID, structured(STRUCTURED)) == []
