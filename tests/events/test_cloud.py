"""CloudEvents 1.0.2: whatever is legal is read as what it means, and every rule of an attribute is one flaw."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.events.seen import CLOUD, JSON, STRUCTURED, binary, event, structured

from contractkit.errors import Unjudged
from contractkit.events.cloud import BINARY, REQUIRED, attribute, cloud_of
from contractkit.events.cloud import STRUCTURED as WHOLE
from contractkit.events.reading import read
from contractkit.model import ABSENT

PREFIXES = ("ce_", "ce-", "cloudEvents_", "cloudEvents:", "")  # Kafka, HTTP and NATS, AMQP twice, MQTT 5


def cloud(of, *, expected=False):
    return read(of, cloud=expected).cloud


def flawed(of, **more):
    return [name for name, _, _ in cloud(of, **more).flaws]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_binary_event_is_read_with_the_prefix_of_its_protocol(prefix):
    found = cloud(binary(prefix, {"id": "o-1"}, time="2024-02-29T23:59:60Z"))
    assert (found.mode, found.flaws, found.data, found.name) == (BINARY, (), {"id": "o-1"}, ("/orders", "e-1"))
    assert found.attributes["type"] == "order.paid"


def test_header_names_have_no_case():
    assert cloud(binary("CE_")).flaws == ()
    assert cloud(binary("CLOUDEVENTS:")).attributes["id"] == "e-1"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("ce_id", "id"),
        ("ce-Id", "id"),
        ("cloudEvents:id", "id"),
        ("cloudEvents_id", "id"),
        ("id", "id"),
        ("X-A", "x-a"),
    ],
)
def test_a_header_carries_the_attribute_behind_its_prefix(header, name):
    assert attribute(header) == name


@pytest.mark.parametrize(
    ("prefix", "written", "meant"),
    [
        ("ce-", "caf%C3%A9%20%22x%22", 'café "x"'),
        ("ce-", '"o 1"', "o 1"),
        ("ce-", r'"a\"b"', 'a"b'),
        ("ce-", '"', '"'),
        ("ce_", "caf%C3%A9", "caf%C3%A9"),  # Kafka carries UTF-8 as it is
        ("ce_", '"o"', '"o"'),
        ("cloudEvents_", "50%", "50%"),
    ],
)
def test_only_http_quotes_and_percent_encodes(prefix, written, meant):
    assert cloud(binary(prefix, subject=written)).attributes["subject"] == meant


def test_user_properties_that_are_no_cloud_event_are_none():
    assert cloud(event({}, ("id", "1"), ("type", "x"), ("source", "y"))) is None
    assert cloud(event({}, ("specversion", "1.0"))) is None
    assert cloud(event({}, JSON, ("x-id", "1"))) is None


@pytest.mark.parametrize(
    "media",
    ["application/cloudevents+json", "Application/CloudEvents+JSON", "application/cloudevents+json; charset=utf-8"],
)
def test_a_structured_event_is_known_by_its_content_type(media):
    found = cloud(structured(("Content-Type", media), data=[1]))
    assert (found.mode, found.flaws, found.data) == (WHOLE, (), [1])


def test_a_broker_without_content_types_still_carries_structured_events_where_they_are_expected():
    whole = event({**CLOUD, "data": 1})
    assert cloud(whole) is None
    assert cloud(whole, expected=True).mode == WHOLE
    assert cloud(event({"id": 1}), expected=True) is None


def test_a_batch_is_no_single_event():
    assert cloud(event([CLOUD], ("content-type", "application/cloudevents-batch+json"))) is None


def test_formats_other_than_json_are_not_judged():
    with pytest.raises(Unjudged, match="avro"):
        cloud(event(b"\x02", ("content-type", "application/cloudevents+avro")))


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"1", b"null", b"{"])
def test_a_structured_event_is_an_object(body):
    assert cloud(event(body, STRUCTURED)).flaws == (("", "a JSON object", "none"),)


@pytest.mark.parametrize(
    ("members", "data", "names"),
    [
        ({}, ABSENT, []),
        ({"data": None}, None, []),
        ({"data": "text", "datacontenttype": "text/plain"}, "text", []),
        ({"data_base64": "eyJhIjoxfQ=="}, {"a": 1}, []),
        ({"data_base64": "/w==", "datacontenttype": "image/png"}, "\xff", []),
        ({"data_base64": "/w=="}, "\xff", []),
        ({"data_base64": ""}, "", []),
        ({"data_base64": "?"}, ABSENT, ["data_base64"]),
        ({"data_base64": 1}, ABSENT, ["data_base64"]),
        ({"data": 1, "data_base64": "MQ=="}, 1, ["data"]),
    ],
)
def test_data_is_json_or_bytes_in_base64_and_not_both(members, data, names):
    found = cloud(structured(**members))
    assert (found.data, [name for name, _, _ in found.flaws]) == (data, names)


LEGAL = {
    "id": ["1", "é", " "],
    "source": ["/a", "a", "urn:x:1", "https://a.b/c?d#e", "#x", "//host", "http://[::1]/", "%20"],
    "subject": ["s", "a/b"],
    "time": [
        "2024-02-29T12:00:00Z",
        "2024-02-29t12:00:00z",
        "2024-01-01T00:00:00.123456789Z",
        "2024-01-01T23:59:59+14:00",
        "2016-12-31T23:59:60Z",
        "0000-01-01T00:00:00-00:00",
    ],
    "dataschema": ["https://a.b/c", "urn:a", "http://[x"],  # the last one is odd, and no reason to break off
    "datacontenttype": ["application/json", "text/plain; charset=utf-8", "application/vnd.a-b.c+json;v=1", "A/B "],
    "own1": ["", "x", 1, -(2**31), True],
    "gone": [None],
    "time1": [None, ""],
}
WRONG = {
    "id": ["", 1, None],
    "source": ["", "a b", "%zz", "<x>", "a\\b", 1],
    "specversion": ["1", "0.3", 1.0, "", None],
    "type": ["", 1, [], None],
    "subject": ["", 1],
    "time": [
        "",
        "2024-01-01",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-00T00:00:00Z",
        1700000000,
    ],
    "dataschema": ["", "/relative", "a b:c"],
    "datacontenttype": ["", "json", "a/b c"],
    "own1": [1.5, {}, [], 2**31],
    "Own": ["x"],
    "own_1": ["x"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, listed in LEGAL.items() for value in listed])
def test_what_an_attribute_may_be(name, value):
    assert flawed(structured(**{name: value})) == []


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, listed in WRONG.items() for value in listed])
def test_what_an_attribute_may_not_be(name, value):
    assert flawed(structured(**{name: value})) == [name]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)
PLAIN = st.text("abcxyz019/.-_~", min_size=1)
TIMES = st.datetimes(timezones=st.timezones()).filter(lambda t: t.utcoffset().total_seconds() % 60 == 0)
CLOUDS = st.fixed_dictionaries(
    {"specversion": st.just("1.0"), "id": TEXTS, "source": PLAIN, "type": TEXTS},
    optional={
        "subject": TEXTS,
        "time": TIMES.map(lambda t: t.isoformat()),
        "dataschema": PLAIN.map("https://a/{}".format),
        "datacontenttype": st.sampled_from(["application/json", "text/json", "application/x+json"]),
        "ext1": st.one_of(st.none(), st.booleans(), st.integers(-(2**31), 2**31 - 1), st.text()),
        "data": st.recursive(st.none() | st.booleans() | st.text(), st.lists),
    },
)


@given(CLOUDS)
def test_whatever_is_made_by_the_rules_has_no_flaw(told):
    found = cloud(event(told, STRUCTURED))
    assert (found.flaws, found.data) == ((), told.get("data", ABSENT))


@given(CLOUDS, st.sampled_from(REQUIRED))
def test_what_lacks_a_required_attribute_has_that_flaw_alone(told, name):
    without = {key: value for key, value in told.items() if key != name}
    assert flawed(event(without, STRUCTURED)) == [name]
    assert flawed(event({**told, name: None}, STRUCTURED)) == [name]


@given(st.binary())
def test_bytes_in_base64_are_read_as_those_in_the_body_would_be(raw):
    told = {"data_base64": base64.b64encode(raw).decode(), "datacontenttype": "application/octet-stream"}
    assert cloud(structured(**told)).data == raw.decode("latin-1")


def test_the_whole_of_a_binary_event_is_what_the_structured_one_would_say():
    found = cloud(binary("ce_", {"a": 1}, datacontenttype="application/json"))
    assert found.whole == {**CLOUD, "datacontenttype": "application/json", "data": {"a": 1}}
    assert json.loads(json.dumps(found.whole)) == found.whole


def test_the_content_type_of_a_binary_event_is_that_of_its_data():
    sent = event({}, JSON, *((f"ce_{name}", value) for name, value in CLOUD.items()))
    assert cloud(sent).attributes["datacontenttype"] == "application/json"
    assert cloud_of(event(b"", *sent.message.headers), ABSENT, expected=False).data is ABSENT
